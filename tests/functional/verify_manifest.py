"""Against a published Release manifest: every file and image in it is a claim. Of the embedded sample: as it was published, packed
otherwise, with other content, from a server and from a registry; and manifests that are none."""
import gzip
import hashlib
import io
import json
import re
import tarfile

import harness
import stores
from containers import registry, run
from harness import check

CLAIMS = 7  # four archives, two image tars, one image
MANIFEST = "kubernetes-demo/kubernetes-demo-eks-1.yaml"
RELEASE = "kubernetes-demo/releases/1"
FOLDER = f"{RELEASE}/artifacts/greeting/v0.2.0"
ARCHIVE = "greeting-linux-amd64-v0.2.0.tar.gz"
IMAGE_TAR = "bin/linux/amd64/greeting.tar"


def published(case):
    """A release of the sample, in a folder of the test's own: (folder, text of its manifest)."""
    case.store, case.project = harness.SHARED_STORE, harness.ROOT
    case.verbatim("release", "demo", "--number", "1", "--out", case.folder / "dist", "--quiet")
    return case.folder / "dist", (case.folder / "dist" / MANIFEST).read_text()


def verify(case, against, *more, **options):
    return case.verbatim("verify", "demo", "--against", against, "--quiet", *more, **options)


def by_path(result):
    return {claim["path"]: claim for claim in result.json()["claims"]}


def sums(content):
    return hashlib.sha256(content).hexdigest(), hashlib.sha512(content).hexdigest()


def claiming(text, before, after):
    """The manifest with the sums of other bytes."""
    for old, new in zip(sums(before), sums(after)):
        check(text.count(old) == 1, "the manifest claims it once")
        text = text.replace(old, new)
    return text


def publish_instead(folder, name, content):
    """Puts another file in the place of one that is out, and its sums into the manifest beside it."""
    file, manifest = folder / FOLDER / name, folder / MANIFEST
    manifest.write_text(claiming(manifest.read_text(), file.read_bytes(), content))
    file.write_bytes(content)


def repacked(content, change=lambda name, data: data, compress=lambda data: data):
    """The same members in the opposite order, with other times and owners."""
    made = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(content)) as old, tarfile.open(fileobj=made, mode="w", format=tarfile.GNU_FORMAT) as new:
        folders_last = sorted(old.getmembers(), key=lambda member: member.name, reverse=True)
        for member in folders_last:
            data = change(member.name, old.extractfile(member).read()) if member.isfile() else None
            member.mtime, member.uid, member.gid, member.uname, member.gname, member.pax_headers = 1, 1000, 1000, "me", "us", {}
            new.addfile(member, io.BytesIO(data) if data is not None else None)
    return compress(made.getvalue())


def gzipped(data):
    return gzip.compress(data, mtime=5)


def without_digests(text):
    return re.sub(r"\b[0-9a-f]{64}\b", "{SHA256}", text)


def test_every_file_and_image_of_a_release_is_reproduced(case):
    folder, _ = published(case)
    result = verify(case, folder / MANIFEST)
    check(f"{CLAIMS} of {CLAIMS} claims reproduced, bit for bit" in result.out and "quirks" not in result.out, result.out)
    record = verify(case, folder / MANIFEST, "--json", "--offline").json()
    check(record["counts"]["reproduced"] == CLAIMS and record["quirks"] == [] and record["unclaimed"] == [], json.dumps(record["counts"]))
    check({claim["component"] for claim in record["claims"]} == {"verbatim/greeting"}, "called as the lock calls it")
    check(record["components"][0]["counts"]["reproduced"] == CLAIMS and record["components"][0]["patches"] == 3, str(record["components"]))
    check(all(claim["claimed_sha256"] == claim["built_sha256"] for claim in record["claims"]), "digests are equal")


def test_what_is_packed_otherwise_is_equivalent_and_says_in_what(case):
    folder, _ = published(case)
    publish_instead(folder, ARCHIVE, repacked((folder / FOLDER / ARCHIVE).read_bytes(), compress=gzipped))
    publish_instead(folder, IMAGE_TAR, repacked((folder / FOLDER / IMAGE_TAR).read_bytes()))
    result = verify(case, folder / MANIFEST, "--offline", status=1)
    case.golden("verify-manifest-equivalent", without_digests(result.out))
    claims = by_path(verify(case, folder / MANIFEST, "--offline", "--json", status=1))
    check([claims[f"greeting/v0.2.0/{name}"]["verdict"] for name in (ARCHIVE, IMAGE_TAR)] == ["equivalent"] * 2, str(claims))
    check(sum(claim["verdict"] == "reproduced" for claim in claims.values()) == CLAIMS - 2, "and nothing else")


def test_other_content_differs_and_names_the_member(case):
    folder, _ = published(case)

    def flip(name, data):
        return data[:-1] + bytes([data[-1] ^ 1]) if name == "salute" else data

    publish_instead(folder, ARCHIVE, repacked((folder / FOLDER / ARCHIVE).read_bytes(), flip, gzipped))
    claim = by_path(verify(case, folder / MANIFEST, "--offline", "--json", status=1))[f"greeting/v0.2.0/{ARCHIVE}"]
    check(claim["verdict"] == "differs" and len(claim["differences"]) == 1, str(claim))
    check(claim["differences"][0].startswith('"salute" has other bytes'), str(claim))
    text = verify(case, folder / MANIFEST, "--offline", status=1).out
    check("why      the content differs\n            \"salute\" has other bytes" in text and f"{CLAIMS - 1} of {CLAIMS} claims reproduced, 1 differs" in text, text)


def change_image(folder, change):
    """Another config in each platform's image, with all digests that follow from it; the manifest claims it."""
    layout = folder / RELEASE / "images/verbatim/greeting"

    def put(document):
        data = json.dumps(document).encode()
        (layout / "blobs/sha256" / sums(data)[0]).write_bytes(data)
        return {"digest": "sha256:" + sums(data)[0], "size": len(data)}

    def get(entry):
        return json.loads((layout / "blobs/sha256" / entry["digest"].removeprefix("sha256:")).read_text())

    top = json.loads((layout / "index.json").read_text())
    index = get(top["manifests"][0])
    for entry in index["manifests"]:
        manifest = get(entry)
        config = get(manifest["config"])
        change(config)
        manifest["config"].update(put(config))
        entry.update(put(manifest))
    before = top["manifests"][0]["digest"]
    top["manifests"][0].update(put(index))
    (layout / "index.json").write_text(json.dumps(top))
    text = (folder / MANIFEST).read_text()
    check(text.count(before) == 1, "the manifest claims it once")
    (folder / MANIFEST).write_text(text.replace(before, top["manifests"][0]["digest"]))
    return layout


def image_claim(result):
    claim, = [claim for path, claim in by_path(result).items() if path == "registry.verbatim.example/demo/verbatim/greeting:v0.2.0-eks-demo-1"]
    return claim


def test_an_image_is_looked_into(case):
    folder, _ = published(case)
    change_image(folder, lambda config: config.update(created="2020-01-01T00:00:00Z"))
    claim = image_claim(verify(case, folder / MANIFEST, "--offline", "--json", status=1))
    check(claim["verdict"] == "equivalent" and any(text.startswith("linux/arm64: the time of making: 2020-01-01T00:00:00Z published") for text in claim["differences"]), str(claim))
    change_image(folder, lambda config: config["config"].update(User="0:0"))
    claim = image_claim(verify(case, folder / MANIFEST, "--offline", "--json", status=1))
    check(claim["verdict"] == "differs" and any(text.startswith("linux/amd64: the config differs") and '"0:0"' in text for text in claim["differences"]), str(claim))


def test_an_image_is_fetched_from_its_registry(case):
    folder, _ = published(case)
    layout = change_image(folder, lambda config: config.update(created="2020-01-01T00:00:00Z"))
    with registry(case) as (host, _):
        run("skopeo", "copy", "--all", "--preserve-digests", "--dest-tls-verify=false", f"oci:{layout}", f"docker://{host}/demo/verbatim/greeting:old")
        alone = case.folder / "manifest.yaml"  # nothing lies beside it
        alone.write_text((folder / MANIFEST).read_text().replace("registry.verbatim.example", host))
        record = verify(case, alone, "--json", status=1).json()
        claim, = [claim for claim in record["claims"] if claim["path"].startswith(host)]
        check(claim["verdict"] == "equivalent" and "the time of making" in str(claim["differences"]), str(claim))
        claim = image_claim_of(record, host)
        alone.write_text(alone.read_text().replace(claim["claimed_sha256"], "7" * 64))
        claim = image_claim_of(verify(case, alone, "--json", status=1).json(), host)
        check(claim["verdict"] == "differs" and f"the registry {host} has no such image" in claim["reason"], str(claim))


def image_claim_of(record, host):
    return next(claim for claim in record["claims"] if claim["path"].startswith(host))


def serve(folder, answers=None):
    """The folder's files; `answers`: path → (status, body) in their place."""
    def answer(path):
        file = folder / path.lstrip("/")
        status, body = (answers or {}).get(path) or ((200, file.read_bytes()) if file.is_file() else (404, b"no"))
        return status, body, len(body)
    return harness.Server(answer)


def test_a_manifest_and_its_files_come_from_a_server(case):
    folder, _ = published(case)
    publish_instead(folder, ARCHIVE, repacked((folder / FOLDER / ARCHIVE).read_bytes(), compress=gzipped))
    path = f"greeting/v0.2.0/{ARCHIVE}"
    with serve(folder) as server:
        # Beside the manifest: its own URIs lead nowhere.
        result = verify(case, f"{server.url}/{MANIFEST}", "--json", status=1)
        check(by_path(result)[path]["verdict"] == "equivalent" and result.json()["origin"] == f"{server.url}/{MANIFEST}", result.out)
        # A manifest that lies alone, with URIs that lead there.
        alone = folder / "elsewhere.yaml"
        alone.write_text((folder / MANIFEST).read_text().replace("https://dist.verbatim.example", server.url))
        for against in (f"{server.url}/elsewhere.yaml", alone):
            claims = by_path(verify(case, against, "--json", status=1))
            check(claims[path]["verdict"] == "equivalent" and "times differ" in str(claims[path]["differences"]), str(claims[path]))
        claim = by_path(verify(case, alone, "--json", "--offline", status=1))[path]
        check(claim["verdict"] == "differs" and "could not be looked into: it is not here, and no network may be used (--offline)" in claim["reason"], str(claim))


def test_a_server_that_lies_proves_nothing(case):
    folder, text = published(case)
    other = repacked((folder / FOLDER / ARCHIVE).read_bytes(), compress=gzipped)
    text = claiming(text, (folder / FOLDER / ARCHIVE).read_bytes(), other)
    alone, path = case.folder / "manifest.yaml", f"greeting/v0.2.0/{ARCHIVE}"
    lie = (folder / FOLDER / ARCHIVE).read_bytes()  # our own bits: to be called equivalent, or better
    for answer, why in (((200, lie), "gives other bits than the manifest claims, with sha256 " + sums(lie)[0]), ((404, b"no"), "the server answered 404"),
                        ((200, other[:-1]), "gives other bits than the manifest claims")):
        with serve(folder, {f"/{FOLDER}/{ARCHIVE}": answer}) as server:
            alone.write_text(text.replace("https://dist.verbatim.example", server.url))
            claim = by_path(verify(case, alone, "--json", status=1))[path]
            check(claim["verdict"] == "differs" and "could not be looked into: " in claim["reason"] and why in claim["reason"], str(claim))
    # A file beside the manifest that is not the claimed one counts as little.
    (folder / MANIFEST).write_text(text)
    claim = by_path(verify(case, folder / MANIFEST, "--json", "--offline", status=1))[path]
    check(claim["verdict"] == "differs" and "could not be looked into" in claim["reason"], str(claim))
    # What is no archive at all is claimed, and there.
    publish_instead_of_claim(folder, text, other, b"no archive")
    claim = by_path(verify(case, folder / MANIFEST, "--json", "--offline", status=1))[path]
    check(claim["verdict"] == "differs" and "could not be looked into: " in claim["reason"] and "the published " in claim["reason"], str(claim))


def publish_instead_of_claim(folder, text, claimed, content):
    (folder / MANIFEST).write_text(claiming(text, claimed, content))
    (folder / FOLDER / ARCHIVE).write_bytes(content)


def test_quirks_of_published_manifests_are_named_and_no_difference(case):
    _, text = published(case)
    date = re.search(r"  date: (.*)\n", text)[1]
    plain = date.strip("\"'")
    check(plain.endswith("Z"), text)
    text = text.replace(date, '"' + plain[:-1] + '.000+00:00"')
    text = re.sub(r"apiVersion: .*\n", "", text) + re.search(r"apiVersion: .*\n", text)[0]
    text = re.sub(r" +gitCommit: .*\n", "", text)
    file = case.folder / "any-name"
    file.write_text(text)
    result = verify(case, file)
    case.golden("verify-manifest-quirks", result.out)
    quirks = verify(case, file, "--json").json()["quirks"]
    check(len(quirks) == 3 and any("gitCommit is left out" in quirk for quirk in quirks), str(quirks))


def test_platforms_and_components_narrow_the_scope(case):
    folder, text = published(case)
    claims = by_path(verify(case, folder / MANIFEST, "--json", "--platform", "linux/amd64"))
    inside = {path for path, claim in claims.items() if claim["verdict"] == "reproduced"}
    check(inside == {f"greeting/v0.2.0/{name}" for name in (ARCHIVE, IMAGE_TAR)}, str(inside))
    check({claim["verdict"] for claim in claims.values()} == {"reproduced", "out_of_scope"}, "the image is of another platform too")
    (folder / MANIFEST).write_text(text.replace("    name: greeting\n", "    name: coredns\n"))
    record = verify(case, folder / MANIFEST, "--json", status=4).json()
    check(record["counts"]["out_of_scope"] == CLAIMS, json.dumps(record["counts"]))
    (folder / MANIFEST).write_text(text.replace(ARCHIVE, "greeting-plan9-amd64.tar.gz"))
    result = verify(case, folder / MANIFEST, status=1)
    check("missing  greeting/v0.2.0/greeting-plan9-amd64.tar.gz" in result.out and "the release makes no such asset" in result.out, result.out)


def test_what_differs_differs_again_from_the_store(case):
    """All that builds share is made of the pinned toolchain: nothing has to be built a second time before it is a verdict."""
    folder, text = published(case)
    words = ("--platform", "linux/amd64", "--offline", "--json")
    record = verify(case, folder / MANIFEST, *words).json()
    check(record["counts"]["differs"] == 0 and record["errors"] == [], str(record["counts"]))
    (folder / MANIFEST).write_text(text.replace(sums((folder / FOLDER / ARCHIVE).read_bytes())[0], "7" * 64))
    record = verify(case, folder / MANIFEST, *words, status=1).json()
    check(record["builds"]["made"] == 0 and record["counts"]["differs"] == 1 and record["errors"] == [], str(record["builds"]))


def test_what_is_no_release_manifest_is_refused(case):
    folder, text = published(case)
    file = case.folder / "manifest.yaml"
    for name, broken in (("unknown-field", text.replace("spec:\n", "spec:\n  colour: red\n")),
                         ("channel", (folder / "releasechannels/demo.yaml").read_text()),
                         ("cut-off", text[:text.index("sha256:") + 20]),
                         ("other-branch", text.replace("channel: demo", "channel: 1-36"))):
        file.write_text(broken)
        result = verify(case, file, status=2)
        case.golden(f"verify-manifest-{name}", result.err)
        check(result.out == "", "no half report")
    with serve(folder) as server:
        case.golden("verify-manifest-absent", verify(case, f"{server.url}/nothing.yaml", status=3).err)
        check("is needed, and --offline forbids" in verify(case, f"{server.url}/{MANIFEST}", "--offline", status=3).err, "no network")
        page = verify(case, f"{server.url}/docs/contents/releases/demo/1/index.md", status=2)
        check("error: " in page.err and f"{server.url}/docs/" in page.err, page.err)
    check("over http, anybody on the way" in verify(case, "http://dist.verbatim.example/x.yaml", status=2).err, "https, or this machine")


harness.main(globals())
