"""`verbatim diff`: two locks, two Release manifests, two release trees; what cannot be compared; exit statuses."""
import hashlib
import json
import re
import shutil

import harness
from harness import check, git

DEMO = """branch: demo
distro:
  source: embedded:samples/distro
  commit: a4060ab68c28d8860ac1bfc4f0123479b9bdef3a
components:
  verbatim/greeting:
    tag: v0.1.0
    tag_object: {object}
    commit: {commit}
    commit_time: 2026-03-02T09:00:00Z
    tags:
      v0.1.0: {object}
    go: {{declared: "1.24", found: go1.24.11}}
"""
MAIL = "From: A <a@example.test>\nDate: Fri, 2 Jan 2026 03:04:05 +0000\nSubject: {}\n\n---\n{}"


def adding(name, line):
    return f"diff --git a/{name} b/{name}\nnew file mode 100644\n--- /dev/null\n+++ b/{name}\n@@ -0,0 +1 @@\n+{line}\n"


def old_demo(case):
    """A lock like the sample's: the tag before, no patches, another toolchain, no release."""
    pins = case.verbatim("import", harness.ROOT / "samples/greeting", case.folder / "greeting.git", "--json").json()
    tag = next(tag for tag in pins["tags"] if tag["tag"] == "v0.1.0")
    (case.folder / "old.yaml").write_text(DEMO.format(object=tag["tag_object"], commit=tag["commit"]))
    return "old.yaml"


def test_a_lock_with_itself_is_equal_and_makes_no_store(case):
    case.copy_of_this_project()
    result = case.verbatim("diff", "demo", "demo", "--offline")
    check("no difference" in result.out and "24 stay bit-equal" in result.out, result.out)
    check(not case.store.exists(), "no store was made")
    record = case.verbatim("diff", "demo", "demo", "--json").json()
    check(record["equal"] and not record["components"] and len(record["artifacts"]["bit_equal"]) == 24, json.dumps(record))


def test_two_locks_of_the_sample(case):
    case.copy_of_this_project()
    old = old_demo(case)
    case.golden("diff-demo", case.verbatim("diff", old, "demo", "--offline", status=1).out)
    case.golden("diff-demo-markdown", case.verbatim("diff", old, "demo", "--markdown", status=1).out)
    record = case.verbatim("diff", old, "demo", "--json", status=1).json()
    component = record["components"][0]
    check(component["tag"] == {"was": "v0.1.0", "is": "v0.2.0"} and component["go"] == {"was": "go1.24.11", "is": "go1.25.12"}, json.dumps(component))
    check([line["subject"] for line in component["commits"]["added"]["newest"]] == ["Wrap long sentences, and shout"], json.dumps(component["commits"]))
    check([patch["change"] for patch in component["patches"]["changes"]] == ["added"] * 3, json.dumps(component["patches"]))
    check({reason["reason"] for one in record["artifacts"]["changed"] for reason in one["reasons"]} == {"source", "patch", "toolchain"}, json.dumps(record["artifacts"]))
    back = case.verbatim("diff", "demo", old, "--json", status=1).json()["components"][0]
    check([patch["change"] for patch in back["patches"]["changes"]] == ["dropped"] * 3, json.dumps(back["patches"]))
    check(back["commits"]["dropped"]["count"] == 1 and back["commits"]["added"]["count"] == 0, json.dumps(back["commits"]))


class Dated:
    """A tiny project in a git repository of its own, with a lock of yesterday and another of today."""

    def __init__(self, case):
        self.case = case
        self.project = case.tiny_project()
        self.series = self.project.distro / "projects/example/tiny/one/patches"
        self.series.mkdir()
        self.patch("0001-keep.patch", "Keep", "keep", "kept")
        self.patch("0002-change.patch", "Change, for CVE-2026-12345", "change", "old")
        self.patch("0003-drop.patch", "Drop", "drop", "dropped")
        self.publish()
        git(case.folder, "init", "-q", str(self.project.folder))
        self.commit("yesterday")

    def patch(self, file, subject, name, line):
        (self.series / file).write_text(MAIL.format(subject, adding(name, line)))

    def publish(self):
        self.project.make_distro()
        tree = git(self.project.distro, "rev-parse", "HEAD:projects/example/tiny/one/patches")
        self.project.committer = "committer: Bot <bot@example.test>\n"
        self.project.patches = f"    patches: {tree}\n"
        self.project.write()

    def commit(self, message):
        git(self.project.folder, "add", ".")
        git(self.project.folder, "commit", "-q", "-m", message)

    def upstream(self, *subjects):
        for subject in subjects:
            git(self.project.upstream, "commit", "-q", "--allow-empty", "-m", subject)
        git(self.project.upstream, "tag", "-f", "-a", "-m", "v1", "v1.0.0")
        self.project.commit = git(self.project.upstream, "rev-parse", "HEAD")
        self.project.tag_object = git(self.project.upstream, "rev-parse", "v1.0.0")


def test_a_branch_with_that_of_yesterday(case):
    dated = Dated(case)
    dated.patch("0002-change.patch", "Change, for CVE-2026-12345", "change", "new")
    (dated.series / "0003-drop.patch").unlink()
    dated.patch("0003-add.patch", "Add, for CVE-2026-54321", "add", "added")
    dated.upstream(*[f"commit {n}" for n in range(1, 24)])
    dated.publish()
    dated.commit("today")
    for was, now in (("one@HEAD~1", "one"), ("one@HEAD~1", "one@HEAD"), ("project/releases/one.yaml@master~1", "one")):
        record = case.verbatim("diff", was, now, "--json", status=1).json()
        component = record["components"][0]
        patches = [(patch["change"], patch["was_file"], patch["file"], patch["cves"]) for patch in component["patches"]["changes"]]
        check(patches == [("changed", "0002-change.patch", "0002-change.patch", ["CVE-2026-12345"]), ("added", None, "0003-add.patch", ["CVE-2026-54321"]),
                          ("dropped", "0003-drop.patch", None, [])], json.dumps(patches))
        check(component["patches"]["unchanged"] == 1, json.dumps(component["patches"]))
        check(component["commits"]["added"]["count"] == 23 and len(component["commits"]["added"]["newest"]) == 20, json.dumps(component["commits"]))
        check(component["commits"]["added"]["newest"][0]["subject"] == "commit 23", json.dumps(component["commits"]))
    case.verbatim("diff", "one", "one@HEAD", status=0)


def test_only_what_the_lock_pins_counts_of_a_distro_commit(case):
    dated = Dated(case)
    (dated.project.distro / "README").write_text("news\n")
    dated.publish()
    record = case.verbatim("diff", "one@HEAD", "one", "--json", status=1).json()
    check([fact["name"] for fact in record["facts"]] == ["distro commit"] and not record["components"], json.dumps(record))
    check(len(record["artifacts"]["bit_equal"]) == 1 and not record["artifacts"]["changed"], json.dumps(record["artifacts"]))


def test_definitions_of_then_are_compared_with_those_of_now(case):
    dated = Dated(case)
    definition = dated.project.folder / "projects/example/tiny/project.yaml"
    definition.write_text(definition.read_text() + "flags: [-trimpath]\n")
    record = case.verbatim("diff", "one@HEAD", "one", "--json", status=1).json()
    check([one["reasons"] for one in record["artifacts"]["changed"]] == [[{"reason": "definition", "detail": None}]], json.dumps(record["artifacts"]))
    own = dated.project.folder / "patches/example/tiny/one/0001-own.patch"
    own.parent.mkdir(parents=True)
    own.write_text(MAIL.format("Ours", adding("ours", "x")))
    record = case.verbatim("diff", "one@HEAD", "one", "--json", status=1).json()
    check([(patch["change"], patch["own"]) for patch in record["components"][0]["patches"]["changes"]] == [("added", True)], json.dumps(record))


def test_what_is_not_public_is_a_component_with_its_tag(case):
    dated = Dated(case)
    lock = (dated.project.folder / "releases/one.yaml").read_text()
    for name, tag, because in (("v1", "v1", "no such tag"), ("v2", "v2", "no such tag"), ("patch", "v2", "no such patch")):
        (case.folder / f"{name}.yaml").write_text(lock + f"unbuildable:\n  example/closed: {{tag: {tag}, because: {because}}}\n")
    check("no difference" in case.verbatim("diff", "v1.yaml", "v1.yaml").out, "the same")
    for was, now, text in (("v1.yaml", "v2.yaml", "example/closed  v1 → v2, not public: no such tag\n"), ("one", "v1.yaml", "example/closed  added  v1, not public: no such tag\n"),
                           ("v2.yaml", "patch.yaml", "example/closed  v2, not public: no such patch; before: no such tag\n")):
        out = case.verbatim("diff", was, now, status=1).out
        check(text in out, out)
    shutil.copytree(dated.project.folder / "projects/example/tiny", dated.project.folder / "projects/example/other")
    closed = lock.replace("example/tiny:", "example/other:") + "unbuildable:\n  example/tiny: {tag: v1.1.0, because: no such patch}\n"
    (case.folder / "closed.yaml").write_text(closed)
    record = case.verbatim("diff", "one", "closed.yaml", "--json", status=1).json()
    other, component = record["components"]
    check(other["change"] == "added" and component["change"] == "changed" and component["tag"] == {"was": "v1.0.0", "is": "v1.1.0"} and component["not_public"] == {"was": None, "is": "no such patch"}, json.dumps(component))
    check([one["name"] for one in record["artifacts"]["not_compared"]] == ["tiny"] and [one["change"] for one in record["artifacts"]["changed"]] == ["added"], json.dumps(record["artifacts"]))
    out = case.verbatim("diff", "closed.yaml", "one", status=1).out
    check("example/tiny  v1.1.0 → v1.0.0, public now; before: no such patch" in out, out)


def test_what_a_release_publishes_is_compared_too(case):
    project = case.copy_of_this_project()
    definition, lock = project / "projects/verbatim/greeting/project.yaml", project / "releases/demo.yaml"
    definition.write_text(definition.read_text().replace("      entrypoint:", "      base: minimal\n      entrypoint:"))
    lock.write_text(lock.read_text() + f"number: 7\nbase_images: {{minimal: oci:base@sha256:{'6' * 64}}}\n")
    git(case.folder, "init", "-q", str(project))
    git(project, "add", "projects", "releases", "toolchains")
    git(project, "commit", "-q", "-m", "all")
    tars = {"bin/linux/amd64/greeting.tar", "bin/linux/arm64/greeting.tar", "images/greeting.oci.tar"}
    texts = {f"bin/linux/{arch}/greeting.docker_{what}" for arch in ("amd64", "arm64") for what in ("tag", "image_name")}

    def changed(was, now):
        artifacts = case.verbatim("diff", was, now, "--offline", "--json", status=1).json()["artifacts"]
        check(artifacts["only_binaries"] is None and len(artifacts["changed"]) + len(artifacts["bit_equal"]) == 12 + 4 + 1 + len(tars | texts), json.dumps(artifacts))
        check(len({json.dumps(one["reasons"]) for one in artifacts["changed"]}) == 1, json.dumps(artifacts["changed"]))
        return {one["name"] for one in artifacts["changed"]}, artifacts["changed"][0]["reasons"]

    (case.folder / "base.yaml").write_text(lock.read_text().replace("6" * 64, "9" * 64))
    names, reasons = changed("demo", "base.yaml")
    check(names == tars | {"greeting-image"} and reasons == [{"reason": "base image", "detail": "666666666666 → 999999999999"}], f"{names} {reasons}")
    (case.folder / "number.yaml").write_text(lock.read_text().replace("number: 7", "number: 8"))
    names, reasons = changed("demo", "number.yaml")
    check(names == tars | texts and reasons == [{"reason": "release number", "detail": "7 → 8"}], f"{names} {reasons}")
    definition.write_text(definition.read_text().replace("greet: binary greet,", "greet: binary greet, salute: binary salute,"))
    names, reasons = changed("demo@HEAD", "demo")
    check(names == tars | {"greeting-image"} and reasons == [{"reason": "packaging", "detail": None}], f"{names} {reasons}")
    (case.folder / "none.yaml").write_text(re.sub("^base_images.*\n", "", lock.read_text(), flags=re.M))
    out = case.verbatim("diff", "demo", "none.yaml", "--offline", status=1).out
    check("12 stay bit-equal" in out and "only binaries were compared; of none.yaml no release can be planned: the base image minimal is not pinned" in out, out)


def test_what_cannot_be_looked_up_is_said_and_the_rest_is_told(case):
    dated = Dated(case)
    lock = dated.project.folder / "releases/one.yaml"
    text = lock.read_text().replace(dated.project.commit, "9" * 40)
    (case.folder / "gone.yaml").write_text(re.sub(r"patches: \w+", "patches: " + "8" * 40, text))
    record = case.verbatim("diff", "one", "gone.yaml", "--json", status=1).json()
    component = record["components"][0]
    check("lacks the commit 999999999999" in component["commits"]["problem"], json.dumps(component))
    check("lacks the pinned patches 888888888888" in component["patches"]["problem"], json.dumps(component))
    check({reason["reason"] for reason in record["artifacts"]["changed"][0]["reasons"]} == {"source", "patch"}, json.dumps(record["artifacts"]))
    definition = dated.project.folder / "projects/example/tiny/project.yaml"
    definition.write_text(re.sub("^source: .*$", f"source: http://127.0.0.1:{harness.closed_port()}/example/tiny", definition.read_text(), flags=re.M))
    offline = case.verbatim("diff", "one", "gone.yaml", "--offline", status=1)
    check("not looked up: --offline" in offline.out, offline.out)


def test_a_lock_whose_toolchain_is_gone_is_compared_without_artifacts(case):
    dated = Dated(case)
    (case.folder / "old.yaml").write_text((dated.project.folder / "releases/one.yaml").read_text().replace("go1.99.1", "go1.98.1"))
    result = case.verbatim("diff", "old.yaml", "one", status=1)
    check("go1.98.1 → go1.99.1" in result.out and 'not told: old.yaml cannot be planned: there is no toolchain "go1.98.1"' in result.out, result.out)


def test_hostile_names_steer_nothing(case):
    dated = Dated(case)
    dated.patch("0002-change.patch", "=?utf-8?q?=1B[2J_<b>x</b>?=", "change", "new")
    dated.upstream("\x1b[2J[x](y)")
    dated.publish()
    text = case.verbatim("diff", "one@HEAD", "one", status=1).out
    check(text.count("\\x1b[2J") == 2, text)
    markdown = case.verbatim("diff", "one@HEAD", "one", "--markdown", status=1).out
    check("&lt;b" in markdown and "\\[x\\]" in markdown, "both are told: " + markdown)
    check("<b>" not in markdown and "[x](" not in markdown, markdown)


def test_bad_input_is_a_clear_mistake(case):
    dated = Dated(case)
    (case.folder / "broken.yaml").write_text("branch: one\n  components: [\n")
    (case.folder / "other.yaml").write_text("name: nothing of the kind\n")
    (case.folder / "channel.yaml").write_text("apiVersion: distro.eks.amazonaws.com/v1alpha1\nkind: ReleaseChannel\n")
    (case.folder / "folder").mkdir()
    manifest = write_manifest(case.folder / "manifest.yaml", {})
    for name, words in {
            "no-lock": ["on", "one"], "no-revision": ["one@nowhere", "one"], "no-lock-then": ["two@HEAD", "one"],
            "empty-revision": ["one@", "one"], "broken": ["one", "broken.yaml"], "other": ["one", "other.yaml"],
            "wrong-kind": ["one", "channel.yaml"], "no-tree": ["one", "folder"], "do-not-fit": ["one", manifest.name]}.items():
        result = case.verbatim("diff", *words, status=2)
        check(not result.out, result.out)
        case.golden("diff-" + name, re.sub(r"commit [0-9a-f]{12}", "commit {SHORT}", result.err))
    case.verbatim("diff", "one", status=2)
    case.verbatim("diff", "one", "one", "--json", "--markdown", status=2)
    shutil.rmtree(dated.project.folder / ".git")
    case.golden("diff-no-repository", case.verbatim("diff", "one@HEAD", "one", status=2).err)


def asset(name, path, content, number):
    return f"""    - arch: [amd64]
      archive:
        sha256: {hashlib.sha256(content).hexdigest()}
        sha512: {hashlib.sha512(content).hexdigest()}
        uri: https://releases.example.test/kubernetes-one/releases/{number}/artifacts/{path}
      description: a file
      name: {name}
      os: linux
      type: Archive
"""


def write_manifest(path, files, tag="v1.0.0", commit="1" * 40, number=7):
    """`files`: name → content."""
    lines = "".join(asset(name, f"tiny/{tag}/{name}", content, number) for name, content in sorted(files.items()))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"""apiVersion: distro.eks.amazonaws.com/v1alpha1
kind: Release
metadata:
  name: kubernetes-one-eks-{number}
spec:
  buildRepoCommit: {"a" * 40}
  channel: one
  number: {number}
status:
  components:
  - assets:{chr(10) + lines if lines else " []" + chr(10)}    gitCommit: {commit}
    gitTag: {tag}
    name: tiny
  date: "2026-01-02T03:04:05Z"
""")
    return path


def write_tree(folder, files, tag="v1.0.0", commit="1" * 40, number=7):
    write_manifest(folder / f"kubernetes-one/kubernetes-one-eks-{number}.yaml", files, tag, commit, number)
    for name, content in files.items():
        path = folder / f"kubernetes-one/releases/{number}/artifacts/tiny/{tag}/{name}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.with_name(name + ".sha256").write_text(hashlib.sha256(content).hexdigest() + f"  releases/{number}/{name}\n")
        for sums in (path.parent / "SHA256SUM", path.parents[2] / "SHA512SUM", path.parents[2] / "SHA512SUM.sha256"):
            sums.write_text(f"{number} of {folder}\n")
    return folder


def write_layout(folder, digest):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [
        {"mediaType": "application/vnd.oci.image.index.v1+json", "digest": f"sha256:{digest * 64}", "size": 7}]}))


def test_manifests_and_trees(case):
    project = case.tiny_project()
    git(project.upstream, "commit", "-q", "--allow-empty", "-m", "What is new")
    head = git(project.upstream, "rev-parse", "HEAD")
    was = {"tiny-v1.0.0.tar.gz": b"old", "same": b"same", "gone": b"gone"}
    now = {"tiny-v1.1.0.tar.gz": b"new", "same": b"same", "fresh": b"fresh"}
    old = write_tree(case.folder / "old", was, commit=project.commit)
    new = write_tree(case.folder / "new", now, "v1.1.0", head, 8)
    manifests = ["old/kubernetes-one/kubernetes-one-eks-7.yaml", "new/kubernetes-one/kubernetes-one-eks-8.yaml"]
    for words, kind in (([old.name, new.name], "tree"), (manifests, "manifest"), ([old.name, manifests[1]], "manifest")):
        record = case.verbatim("diff", *words, "--json", status=1).json()
        check(record["kind"] == kind, json.dumps(record))
        found = {(one["change"], one["name"].split("/")[-1]) for one in record["artifacts"]["changed"]}
        check(found == {("changed", "tiny-v1.1.0.tar.gz"), ("dropped", "gone"), ("added", "fresh")}, str(found))
        check([one["name"].split("/")[-1] for one in record["artifacts"]["bit_equal"]] == ["same"], json.dumps(record["artifacts"]))
        check([line["subject"] for line in record["components"][0]["commits"]["added"]["newest"]] == ["What is new"], json.dumps(record["components"]))
        case.verbatim("diff", words[0], words[0], status=0)
    case.golden("diff-trees", re.sub(r"\b[0-9a-f]{12}\b", "{SHORT}", case.verbatim("diff", old.name, new.name, status=1).out))


def test_a_file_that_is_not_what_the_manifest_says_differs_in_a_tree(case):
    case.tiny_project()
    old = write_tree(case.folder / "old", {"file": b"a"})
    new = write_tree(case.folder / "new", {"file": b"a"})
    (new / "kubernetes-one/releases/7/artifacts/tiny/v1.0.0/file").write_bytes(b"b")
    record = case.verbatim("diff", old.name, new.name, "--json", status=1).json()
    check([one["reasons"] for one in record["artifacts"]["changed"]] == [[{"reason": "not told", "detail": None}]], json.dumps(record))


def test_images_and_pages_of_trees_are_compared(case):
    case.tiny_project()
    for name, digest in (("old", "a"), ("new", "b")):
        folder = write_tree(case.folder / name, {"file": b"a"})
        for repository in ("org/same", "org/other"):
            write_layout(folder / "kubernetes-one/releases/7/images" / repository, digest if repository == "org/other" else "c")
        (folder / "docs/contents/releases/one/7").mkdir(parents=True)
        (folder / "docs/contents/releases/one/7/index.md").write_text(name)
    write_layout(case.folder / "old/kubernetes-one/releases/7/images/gone", "d")
    record = case.verbatim("diff", "old", "new", "--json", status=1).json()
    found = {(one["name"], one["change"]) for one in record["artifacts"]["changed"]}
    check(found == {("images/org/other", "changed"), ("images/gone", "dropped"), ("docs/index.md", "changed")}, json.dumps(record["artifacts"]))
    check({one["name"].split("/")[-1] for one in record["artifacts"]["bit_equal"]} == {"file", "same"}, json.dumps(record["artifacts"]))


def test_the_locks_in_trees_say_why(case):
    """Trees of the sample, each with the lock that it says it was made from."""
    project = case.copy_of_this_project()
    definition, lock = project / "projects/verbatim/greeting/project.yaml", (project / "releases/demo.yaml").read_text()
    definition.write_text(definition.read_text().replace("      entrypoint:", "      base: minimal\n      entrypoint:"))
    lock += f"base_images: {{minimal: oci:base@sha256:{'6' * 64}}}\n"
    commit = re.search("    commit: (.*)", lock)[1]
    below = "greeting/v0.2.0/bin/linux/amd64/greeting."

    def tree(name, number, lock):
        folder = case.folder / name
        manifest = write_manifest(folder / f"kubernetes-demo/kubernetes-demo-eks-{number}.yaml", {}, "v0.2.0", commit, number)
        manifest.write_text(re.sub(r"\bone\b", "demo", manifest.read_text().replace("kubernetes-one", "kubernetes-demo").replace("name: tiny", "name: greeting")))
        release = folder / f"kubernetes-demo/releases/{number}"
        for path in (below + "tar", below + "docker_tag"):
            (release / "artifacts" / path).parent.mkdir(parents=True, exist_ok=True)
            (release / "artifacts" / path).write_text(name)
        (release / "lock.yaml").write_text(lock)

    def compare(was, now):
        record = case.verbatim("diff", was, now, "--offline", "--json", status=1).json()
        return record, {one["name"].removeprefix(below): {reason["reason"]: reason["detail"] for reason in one["reasons"]} for one in record["artifacts"]["changed"]}

    tree("seven", 7, lock)
    tree("eight", 8, lock)
    tree("based", 7, lock.replace("6" * 64, "9" * 64))
    tree("patched", 7, re.sub("    patched_commit: .*\n", "", re.sub("    patches: .*", "    patches: " + "8" * 40, lock)))
    record, reasons = compare("seven", "eight")
    check(reasons == {"tar": {"release number": "7 → 8"}, "docker_tag": {"release number": "7 → 8"}}, f"{reasons}")
    record, reasons = compare("seven", "based")
    check("base image minimal" in [fact["name"] for fact in record["facts"]] and reasons["tar"] == {"base image": "666666666666 → 999999999999"}, f"{record['facts']} {reasons}")
    record, reasons = compare("seven", "patched")
    component, = record["components"]
    check(component["name"] == "greeting" and component["patches"] is not None and not record["unchanged_components"], json.dumps(record["components"]))
    check(reasons["tar"] == {"patch": None}, f"{reasons}")


def test_a_folder_with_two_releases_needs_a_choice(case):
    case.tiny_project()
    write_tree(case.folder / "both", {"file": b"a"})
    write_tree(case.folder / "both", {"file": b"b"}, number=8)
    case.golden("diff-two-releases", case.verbatim("diff", "both", "both", status=2).err)


harness.main(globals())
