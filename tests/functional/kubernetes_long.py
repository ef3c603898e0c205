"""All of Kubernetes as Debian ships its sources: `make generated_files` as a prepare step in the sandbox, then the seven programs, and
the bits that plain `make` and `go build` make of them (docs/evidence/debian-sources.md). Run by `make test-long`."""
import json
import subprocess
import sys
import tarfile

import harness
import stores
from containers import run, run_image
from harness import check

sys.path.insert(0, str(harness.ROOT / "tests" / "support"))
import debian

SEVEN = ["kube-apiserver", "kube-controller-manager", "kube-proxy", "kube-scheduler", "kubeadm", "kubectl", "kubelet"]
HOURS = 3 * 3600  # seconds, on a machine that has other work
IMAGES = ["kube-apiserver", "kube-controller-manager", "kube-proxy", "kube-scheduler"]
FOLDER = "_output/debian-12/complete/linux/amd64/"


def kubernetes(case):
    return debian.DebianProject(case, harness, "kubernetes", "kubernetes/complete")


def test_all_seven_programs_are_what_plain_make_and_go_build_make(case):
    record = kubernetes(case).run("verify", "--json", timeout=HOURS).json()
    reproduced = sorted(c["path"] for c in record["claims"] if c["verdict"] == "reproduced")
    check(reproduced == [FOLDER + name for name in SEVEN], json.dumps(record, indent=1))
    check(record["counts"]["reproduced"] == record["claims_in_scope"] == 7, json.dumps(record["counts"]))


def test_each_says_the_version_that_the_definition_gives_it(case):
    kubernetes(case).run("build", "--out", case.folder / "out", "--quiet", timeout=HOURS)
    for name in SEVEN:
        words = ["version", "-o", "short"] if name == "kubeadm" else ["version", "--client", "--short"] if name == "kubectl" else ["--version"]
        said = subprocess.run([case.folder / "out" / (FOLDER + name), *words], capture_output=True, text=True, check=True).stdout
        check("v1.20.2-debian-1c6c6c5" in said, f"{name}: {said}")


def test_what_the_step_generated_is_kept_without_its_tools(case):
    project = kubernetes(case)
    outcomes = [json.loads(file.read_text()) for file in (case.store / "outcomes").glob("*.json")]
    prepared = [outcome for outcome in outcomes if outcome["action"] == "prepared source kubernetes/complete"]
    trees = {outcome["trees"]["tree"] for outcome in prepared}
    check(len(trees) == 1, f"{len(prepared)} of them: {project.component}")
    prepared, source = set(paths(case.store, trees.pop())), set()
    for outcome in outcomes:
        if outcome["action"] == "source kubernetes/complete":
            source.update(paths(case.store, outcome["trees"]["tree"]))
    check(source, "the tree before the step is there to compare with")
    check("pkg/generated/openapi/zz_generated.openapi.go" in prepared - source, f"made by the step: {sorted(prepared - source)[:9]}")
    tools = [path for path in prepared if path.startswith(("_output/", ".make/"))]
    check(not tools, f"the tools are left: {tools[:5]}")


def paths(store, tree, below=""):
    """Each file of a tree, by its path."""
    for kind, digest, name in stores.tree_entries(store, tree):
        if kind == "d":
            yield from paths(store, digest, f"{below}{name}/")
        else:
            yield below + name


def test_its_release_has_tarballs_and_images_that_other_tools_read_and_start(case):
    project = kubernetes(case)
    words = ["release", debian.RELEASE, "--number", "1", "--out", case.folder / "dist", *project.mirror]
    case.verbatim(*words, "--quiet", timeout=HOURS)
    release = case.folder / "dist/kubernetes-debian-12/releases/1"
    artifacts = release / "artifacts"
    folder = artifacts / "kubernetes/v1.20.2"
    run("sha256sum", "--check", "--strict", "--quiet", "SHA256SUM", folder=folder)
    check({path.name for path in (folder / "bin/linux/amd64").iterdir() if "." not in path.name} == set(SEVEN), "each program by itself")
    server = members(folder / "kubernetes-server-linux-amd64.tar.gz", "kubernetes/server/bin/")
    check(server == {*SEVEN, *(name + end for name in IMAGES for end in (".tar", ".docker_tag"))}, str(server))
    check(members(folder / "kubernetes-client-linux-amd64.tar.gz", "kubernetes/client/bin/") == {"kubectl"}, "the client's")
    check(members(folder / "kubernetes-node-linux-amd64.tar.gz", "kubernetes/node/bin/") == {"kube-proxy", "kubeadm", "kubelet"}, "the node's")
    source = members(folder / "kubernetes-src.tar.gz", "")
    check({"Makefile", "cmd", "vendor"} <= source and not source & {"_output", ".git", ".make"}, str(sorted(source)))
    for name in IMAGES:
        said = run_image_of(case, name, release / "images/kubernetes" / name)
        check("v1.20.2-debian-1c6c6c5" in said, f"{name}: {said}")
    with tarfile.open(folder / "kubernetes-server-linux-amd64.tar.gz") as tar:
        tar.extract("kubernetes/server/bin/kube-proxy.tar", case.folder)
    config = json.loads(run("skopeo", "inspect", "--config", f"docker-archive:{case.folder}/kubernetes/server/bin/kube-proxy.tar").stdout)
    check(config["config"]["Entrypoint"] == ["/usr/local/bin/kube-proxy"], str(config))
    check("is out already" in case.verbatim(*words).out, "and the same again")


def members(archive, folder):
    """The names right in a folder of a tar."""
    with tarfile.open(archive) as tar:
        return {name[len(folder):].split("/")[0] for name in tar.getnames() if name.startswith(folder)} - {""}


def run_image_of(case, name, layout):
    inner = case.folder / name
    inner.mkdir()
    run("skopeo", "copy", "--override-arch", "amd64", f"oci:{layout}", f"oci:{inner}/one")
    return run_image(harness.Case(inner), inner / "one", "--version").stdout


harness.main(globals())
