"""Release manifests beside readers and validators that are not ours: PyYAML, and a JSON schema validator with the definitions (CRDs)."""
import copy
import hashlib
import json
import os
import subprocess
import sys

import harness
from harness import check

try:
    import jsonschema
    import yaml
except ImportError:
    sys.exit("error: no python3-jsonschema or python3-yaml here\n  next: tools/setup.sh --test   installs them")

RELEASE_TEXTS = os.environ.get("VERBATIM_RELEASE_TEXTS", harness.ROOT / "build/tests/functional/release-texts")
BASE = "https://distro.eks.amazonaws.com/kubernetes-1-36/releases/7/artifacts"
REGISTRY = "public.ecr.aws/eks-distro"


def release_texts(*words):
    return json.loads(subprocess.run([RELEASE_TEXTS, *map(str, words)], check=True, capture_output=True, text=True).stdout)


def definitions():
    return {kind: yaml.safe_load(text) for kind, text in release_texts("--definitions").items()}


def schema_of(kind):
    return definitions()[kind]["spec"]["versions"][0]["schema"]["openAPIV3Schema"]


def closed(schema):
    """Refuses unknown fields, as an API server does that is asked to be strict."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        made["additionalProperties"] = False
    return made


def complaints(record, strict=True, schema=None):
    schema = schema or schema_of(record["kind"])
    if strict:
        schema = closed(schema)
        schema["properties"]["metadata"].pop("additionalProperties")
    return [f"{error.json_path}: {error.message[:200]}" for error in jsonschema.Draft7Validator(schema).iter_errors(record)]


def ours(case, records):
    """What we make of each record, written down by PyYAML."""
    paths = []
    for number, record in enumerate(records):
        paths.append(case.folder / f"{number}{'.channel' if record.get('kind') == 'ReleaseChannel' else ''}.yaml")
        paths[-1].write_text(yaml.safe_dump(record, allow_unicode=True))
    made = release_texts(*paths)
    check(len(made) == len(records), f"{len(made)} answers for {len(records)} records")
    return made


def archive(folder, tag, name, description, platform=None):
    place = {"os": platform[0], "arch": [platform[1]]} if platform else {}
    uri = f"{BASE}/{folder}/{tag}/{name}"
    return {"name": name, "type": "Archive", "description": description, **place,
            "archive": {"uri": uri, "sha256": hashlib.sha256(uri.encode()).hexdigest(), "sha512": hashlib.sha512(uri.encode()).hexdigest()}}


def image(name, uri):
    return {"name": f"{name}-image", "type": "Image", "description": f"{name} container image", "os": "linux", "arch": ["amd64", "arm64"],
            "image": {"uri": uri, "imageDigest": "sha256:" + hashlib.sha256(uri.encode()).hexdigest()}}


def component(name, tag, assets):
    return {"name": name, "gitTag": tag, "gitCommit": hashlib.sha1(name.encode()).hexdigest(), "assets": assets}


def kubernetes(tag):
    platforms = {("linux", "amd64"): ["client", "server", "node"], ("linux", "arm64"): ["client", "server", "node"],
                 ("windows", "amd64"): ["client", "node"], ("darwin", "amd64"): ["client"]}
    binaries = {"linux": ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl", "kubelet", "kubeadm"],
                "windows": ["kubeadm.exe", "kubectl.exe", "kubelet.exe"], "darwin": ["kubectl"]}
    services = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"]
    assets = [archive("kubernetes", tag, "kubernetes-src.tar.gz", "Kubernetes source tarball")]
    for (system, arch), tarballs in platforms.items():
        on, place = f"for {system}/{arch}", (system, arch)
        assets += [archive("kubernetes", tag, f"kubernetes-{kind}-{system}-{arch}.tar.gz", f"Kubernetes {kind} tarball {on}", place) for kind in tarballs]
        assets += [archive("kubernetes", tag, f"bin/{system}/{arch}/{name}", f"{name} binary {on}", place) for name in binaries[system]]
    assets += [archive("kubernetes", tag, f"bin/linux/{arch}/{name}.tar", f"{name} linux/{arch} OCI image tar", ("linux", arch))
               for arch in ("amd64", "arm64") for name in services]
    return component("kubernetes", tag, assets + [image(name, f"{REGISTRY}/kubernetes/{name}:{tag}-eks-1-36-7") for name in [*services, "pause"]])


def whole_release():
    """As many components as release 7 of 1-36 has, in no order."""
    components = [kubernetes("v1.36.2")]
    components.append(component("kube-proxy", "v1.36.2", [image("kube-proxy", f"{REGISTRY}/kubernetes/kube-proxy:v1.36.2-eks-1-36-7"), *(
        archive("kubernetes", "v1.36.2", f"bin/{system}/{arch}/kube-proxy{end}", f"kube-proxy {what} {system}/{arch}", (system, arch))
        for system, arch, end, what in [("linux", "amd64", "", "binary for"), ("linux", "arm64", "", "binary for"), ("windows", "amd64", ".exe", "binary for"),
                                        ("linux", "amd64", ".tar", "image tar for"), ("linux", "arm64", ".tar", "image tar for")])]))
    for name, tag, owner, systems in [("etcd", "v3.6.12", "etcd-io/etcd", ["linux"]), ("cni-plugins", "v1.9.1", "", ["linux"]),
                                      ("aws-iam-authenticator", "v0.7.18", "kubernetes-sigs/aws-iam-authenticator", ["linux", "windows", "darwin"])]:
        places = [(system, arch) for system in systems for arch in ("arm64", "amd64") if system == "linux" or arch == "amd64"]
        assets = [archive(name, tag, f"{name}-{system}-{arch}-{tag}.tar.gz", f"{name} tarball for {system}/{arch}", (system, arch)) for system, arch in places]
        components.append(component(name, tag, assets + ([image(name, f"{REGISTRY}/{owner}:{tag}-eks-1-36-7")] if owner else [])))
    for name in ["external-provisioner", "external-attacher", "external-resizer", "livenessprobe", "node-driver-registrar", "coredns", "metrics-server"]:
        components.append(component(name, "v1.0.0", [image(name, f"{REGISTRY}/org/{name}:v1.0.0-eks-1-36-7")]))
    snapshotter = [image(name, f"{REGISTRY}/org/{name}:v8.3.0-eks-1-36-7") for name in ("snapshot-controller", "csi-snapshotter")]
    components.append(component("external-snapshotter", "v8.3.0", snapshotter))
    return {"apiVersion": "distro.eks.amazonaws.com/v1alpha1", "kind": "Release", "metadata": {"name": "kubernetes-1-36-eks-7"},
            "spec": {"buildRepoCommit": "178844623f233bd3ee66c14776e7c1fb55895f12", "channel": "1-36", "number": 7},
            "status": {"date": "2026-08-19T21:30:12Z", "components": components}}


def small_release():
    record = whole_release()
    record["status"]["components"] = [component("etcd", "v3.6.12", [
        image("etcd", f"{REGISTRY}/etcd-io/etcd:v3.6.12-eks-1-36-7"),
        archive("etcd", "v3.6.12", "etcd-linux-amd64-v3.6.12.tar.gz", "etcd tarball for linux/amd64", ("linux", "amd64"))])]
    return record


def in_order(record):
    record = copy.deepcopy(record)
    record["status"]["components"].sort(key=lambda one: one["name"])
    for one in record["status"]["components"]:
        one["assets"].sort(key=lambda asset: asset["name"])
    return record


def test_the_definitions_are_what_an_api_server_takes(case):
    """The rules of structural schemas, without which apiextensions.k8s.io/v1 refuses a definition."""
    def walk(schema, path, within_logic):
        logic = ("allOf", "anyOf", "oneOf", "not")
        if within_logic:
            check(not {"type", "description", "default", "additionalProperties"} & set(schema), f"{path} says more than a condition may")
        else:
            check(schema.get("type") in ("object", "array", "string", "integer", "boolean"), f"{path} has no type")
            check("additionalProperties" not in schema, f"{path} has additionalProperties beside properties")
        check(within_logic or set(schema.get("required", [])) <= set(schema.get("properties", {})), f"{path} needs what it does not know")
        for name, inner in schema.get("properties", {}).items():
            walk(inner, f"{path}.{name}", within_logic)
        if "items" in schema:
            walk(schema["items"], path + "[]", within_logic)
        for key in logic:
            conditions = schema.get(key, [])
            for inner in conditions if isinstance(conditions, list) else [conditions]:
                walk(inner, f"{path}.{key}", True)

    check(set(definitions()) == {"Release", "ReleaseChannel"}, sorted(definitions()))
    for kind, record in definitions().items():
        names, version = record["spec"]["names"], record["spec"]["versions"][0]
        check(record["apiVersion"] == "apiextensions.k8s.io/v1" and names["kind"] == kind, names)
        check(record["metadata"]["name"] == f"{names['plural']}.{record['spec']['group']}", record["metadata"])
        check(f"{record['spec']['group']}/{version['name']}" == "distro.eks.amazonaws.com/v1alpha1" and version["served"] and version["storage"], version["name"])
        check(len(record["spec"]["versions"]) == 1, "more than one version needs a conversion")
        jsonschema.Draft7Validator.check_schema(version["schema"]["openAPIV3Schema"])
        walk(version["schema"]["openAPIV3Schema"], kind, False)


def test_a_whole_release_is_the_same_for_other_readers(case):
    record = whole_release()
    components = record["status"]["components"]
    check(len(components) == 13 and sum(len(one["assets"]) for one in components) == 61, [(one["name"], len(one["assets"])) for one in components])
    read, again = ours(case, [record, in_order(record)])
    check(read.get("text") and read["text"] == again["text"], read.get("refused"))
    check(yaml.safe_load(read["text"]) == in_order(record), "another reader takes our text for something else")
    check(yaml.safe_dump(in_order(record), width=4096).count("\n") == read["text"].count("\n"), "the lines are others than Kubernetes' tools write")
    check(again["quirks"] == [] and len(read["quirks"]) == 2 and all("sorted" in quirk for quirk in read["quirks"]), read["quirks"])
    check(not complaints(yaml.safe_load(read["text"])), complaints(yaml.safe_load(read["text"])))


def test_texts_stay_texts_for_other_readers(case):
    texts = ["yes", "No", "null", "~", "1e3", "1.5", "0x1f", "017", "0o17", "1_000", "12:30:45", "true", "2026-06-01", "- a", "a: b", "a #b", "'", '"', "\\",
             "{a}", "[a]", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a`", "a:", "größe", "? a", "=", "<<", ".5", ".inf", "0b1", "1,5", "+1", "n", "Y", "off"]
    records = []
    for text in texts:
        records.append(small_release())
        records[-1]["status"]["components"][0]["assets"][0]["description"] = text
    for commit in ["1" * 40, "1e" + "5" * 38, "0" * 40, "1" * 19 + "e" + "1" * 20]:
        records.append(small_release())
        records[-1]["spec"]["buildRepoCommit"] = commit
    for record, made in zip(records, ours(case, records)):
        check("text" in made, made.get("refused"))
        check(yaml.safe_load(made["text"]) == in_order(record), made["text"])


def changed(path, value):
    """The small release with another value at the path; None takes the key away."""
    record = small_release()
    place = record
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return record


COMPONENT = ("status", "components", 0)
IMAGE, ARCHIVE = (*COMPONENT, "assets", 0), (*COMPONENT, "assets", 1)
BAD = [
    (("spec",), None), (("spec", "number"), None), (("spec", "number"), 0), (("spec", "number"), -1), (("spec", "number"), "7"), (("spec", "number"), 2 ** 31),
    (("spec", "channel"), None), (("spec", "channel"), "1/36"), (("spec", "colour"), "red"), (("metadata", "name"), "Kubernetes_1"), (("more",), {"a": 1}),
    (("status", "date"), "yesterday"), (("status", "date"), "2026-08-19"), ((*COMPONENT, "name"), None), ((*COMPONENT, "name"), "a/b"),
    ((*COMPONENT, "gitCommit"), "c0ffee"), ((*COMPONENT, "digest"), "0"), ((*IMAGE, "name"), None), ((*IMAGE, "name"), "/etc/passwd"), ((*IMAGE, "type"), None),
    ((*IMAGE, "type"), "Chart"), ((*IMAGE, "type"), "Archive"), ((*IMAGE, "image"), None), ((*IMAGE, "os"), "plan9"), ((*IMAGE, "arch"), ["ARM"]), ((*IMAGE, "arch"), "amd64"),
    ((*IMAGE, "archive"), {"uri": "https://example.test/a", "sha256": "0" * 64, "sha512": "0" * 128}), ((*IMAGE, "image", "imageDigest"), "sha256:" + "0" * 63),
    ((*IMAGE, "image", "imageDigest"), "0" * 64), ((*IMAGE, "image", "imageDigest"), "sha256:" + "A" * 64), ((*IMAGE, "image", "uri"), None),
    ((*IMAGE, "image", "uri"), "registry.example.test/etcd"), ((*IMAGE, "image", "uri"), "etcd:v1"), ((*IMAGE, "image", "uri"), "registry.example.test/etcd io:v1"),
    ((*ARCHIVE, "archive"), None), ((*ARCHIVE, "archive", "sha256"), None), ((*ARCHIVE, "archive", "sha256"), "0" * 65), ((*ARCHIVE, "archive", "sha256"), "g" * 64),
    ((*ARCHIVE, "archive", "sha512"), "0" * 64), ((*ARCHIVE, "archive", "uri"), None), ((*ARCHIVE, "archive", "uri"), "etcd.tar.gz"),
    ((*ARCHIVE, "archive", "uri"), "https://a b"), ((*ARCHIVE, "archive", "path"), "etcd.tar.gz"),
]
GOOD = [
    (("spec", "number"), 2 ** 31 - 1), (("spec", "buildRepoCommit"), "v1-36-eks-6-2-gabc"), (("spec", "buildRepoCommit"), None), (("spec", "channel"), "demo"),
    (("metadata", "creationTimestamp"), "2026-08-19T21:30:12Z"), (("status",), None), (("status", "date"), None),
    (("status", "date"), "2026-08-19T23:30:12.5+02:00"), ((*COMPONENT, "gitCommit"), None), ((*COMPONENT, "gitCommit"), "0" * 64), ((*COMPONENT, "gitTag"), None),
    ((*COMPONENT, "assets"), None), ((*IMAGE, "description"), None), ((*IMAGE, "os"), None), ((*IMAGE, "arch"), None), ((*IMAGE, "image", "imageDigest"), None),
    ((*IMAGE, "name"), "bin/linux/amd64/kubelet"), ((*IMAGE, "image", "uri"), "localhost:5000/a/b_c.d-e:V1"), ((*ARCHIVE, "archive", "uri"), "file:///a"),
]


def test_the_definition_and_our_reader_refuse_the_same(case):
    records = [changed(path, value) for path, value in BAD]
    for (path, value), record, made in zip(BAD, records, ours(case, records)):
        check(complaints(record), f"the definition takes {path} = {value!r}")
        check("refused" in made, f"we take {path} = {value!r}")
        check(": " in made["refused"].splitlines()[0] and ".yaml:" in made["refused"], made["refused"])


def test_the_definition_and_our_reader_take_the_same(case):
    records = [changed(path, value) for path, value in GOOD]
    for (path, value), record, made in zip(GOOD, records, ours(case, records)):
        check(not complaints(record), f"the definition refuses {path} = {value!r}: {complaints(record)}")
        check("text" in made, f"we refuse {path} = {value!r}: {made.get('refused')}")
        check(not complaints(yaml.safe_load(made["text"])), made["text"])


def test_channels(case):
    channel = {"apiVersion": "distro.eks.amazonaws.com/v1alpha1", "kind": "ReleaseChannel", "metadata": {"name": "1-36"},
               "spec": {"snsTopicARN": "arn:aws:sns:us-east-1:123456789012:updates"}, "status": {"active": True, "latestRelease": 7}}
    inactive = {**channel, "status": {"active": False}}
    inactive.pop("spec")
    for record, made in zip([channel, inactive], ours(case, [channel, inactive])):
        check("text" in made and made["quirks"] == [], made)
        check(yaml.safe_load(made["text"]) == record and not complaints(record), made["text"])
    bad = [{**channel, "status": {"active": "yes"}}, {**channel, "status": {"latestRelease": 0}}, {**channel, "spec": {"topic": "a"}}, {**channel, "metadata": {"name": "1_36"}}]
    for record, made in zip(bad, ours(case, bad)):
        check(complaints(record) and "refused" in made, (record, made))


if __name__ == "__main__":
    harness.main(globals())
