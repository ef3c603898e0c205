"""Builds by a command of the project's own (docs/formats/project.md): a C program of ours, by make and by the cross compiler of the
builder root `c`; its bits under other circumstances, its release, and what goes wrong."""
import functools
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile

import harness
import yaml
from harness import check, git, skip

sys.path.insert(0, str(harness.ROOT / "tests" / "support"))
import circumstances

# What varies by nature: where it was built, and when.
SOURCE = {
    "src/main.c": """#include <stdio.h>
#include "words.h"

int main(void) {
    printf("%s %s from %s, %s %s\\n", WORDS, VERSION, __FILE__, __DATE__, __TIME__);
    return 0;
}
""",
    "include/words.h": '#define WORDS "a C program"\n',
    "Makefile": """bin/tool: src/main.c
	mkdir -p bin
	$(CC) -g -Os -Wall -Werror -static -Iinclude -DVERSION='"$(VERSION)"' -o $@ $<
	ls > bin/seen
""",
    "LICENSE": """MIT No Attribution

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH
THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
""",
}
BUILDS = """  - run: [make, CC=x86_64-linux-gnu-gcc, "VERSION={tag}-{number}"]
    platforms: [linux/amd64]
    binaries: {tool: bin/tool, seen: bin/seen}
  - run: [aarch64-linux-gnu-gcc, -Os, -static, -I../include, '-DVERSION="{tag}-{number}"', -o, ../tool, main.c]
    directory: src
    sources: [src, include]
    platforms: [linux/arm64]
    binaries: {tool: tool}
"""
SAID = "a C program v1.0.0-4 from src/main.c, Jan  2 2026 03:04:05\n"
TOOL = "linux-amd64/tool"


def write(folder, upstream, builds=BUILDS, source=None):
    """A project and its upstream; gives the project's folder."""
    upstream.mkdir()
    git(upstream, "init", "-q", "-b", "main")
    for name, text in {**SOURCE, **(source or {})}.items():
        (upstream / name).parent.mkdir(exist_ok=True)
        (upstream / name).write_text(text)
    git(upstream, "add", ".")
    git(upstream, "commit", "-q", "-m", "one")
    git(upstream, "tag", "v1.0.0")
    commit = git(upstream, "rev-parse", "HEAD")
    shutil.copytree(harness.ROOT / "toolchains", folder / "toolchains")
    for name, text in {
        "projects/example/tool/project.yaml": f"""source: file://{upstream}
root: c
output: "{{os}}-{{arch}}/{{name}}"
builds:
{builds}release:
  archives:
    - name: "tool-{{os}}-{{arch}}.tar.gz"
""",
        "releases/one.yaml": f"""branch: one
number: 4
publish: {{uri: https://dist.example, registry: registry.example/r}}
components:
  example/tool:
    tag: v1.0.0
    tag_object: {commit}
    commit: {commit}
    commit_time: 2026-01-02T03:04:05Z
    tags: {{v1.0.0: {commit}}}
""",
    }.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)
    return folder


def project(case, **more):
    case.store = harness.SHARED_STORE
    case.project = write(case.folder / "project", case.folder / "upstream", **more)


def build(case, **more):
    return case.verbatim("build", "one", "--out", case.folder / "out", "--quiet", **more)


def test_it_is_built_for_both_platforms_and_runs(case):
    project(case)
    build(case)
    out = case.folder / "out"
    there = {str(path.relative_to(out)) for path in out.glob("*-*/*") if not path.suffix}
    check(there == {TOOL, "linux-amd64/seen", "linux-arm64/tool"}, f"what is declared: {there}")
    said = subprocess.run([out / TOOL], capture_output=True, text=True, check=True).stdout
    check(said == SAID, said)
    # e_machine of the ELF header: 62 is x86-64, 183 is AArch64.
    check([(out / name).read_bytes()[18] for name in (TOOL, "linux-arm64/tool")] == [62, 183], "each for its platform")
    check((out / "linux-amd64/seen").read_text() == "LICENSE\nMakefile\nbin\ninclude\nsrc\n", "its tree")


def test_a_release_of_it_tells_its_licence_without_any_of_go(case):
    project(case)
    case.verbatim("release", "one", "--out", case.folder / "dist", "--quiet")
    folder = case.folder / "dist/kubernetes-one/releases/4/artifacts/tool/v1.0.0"
    with tarfile.open(folder / "tool-linux-arm64.tar.gz") as tar:
        names = tar.getnames()
        attribution = tar.extractfile("ATTRIBUTION.txt").read().decode()
    check({"tool", "ATTRIBUTION.txt", "LICENSES"} <= set(names) and "seen" not in names, str(names))
    check("example/tool; version v1.0.0" in attribution and "golang" not in attribution, attribution)


def run_digests(case):
    """Of the two builds: what decides whether they run again."""
    actions = case.verbatim("why", "one", "example/tool", "--json").json()["actions"]
    return {action["name"].split()[-2]: action["run_digest"] for action in actions if action["name"].startswith("build ")}


def test_a_change_elsewhere_in_the_tree_builds_again_only_what_sees_it(case):
    project(case)
    build(case)
    before, commit = run_digests(case), git(case.folder / "upstream", "rev-parse", "HEAD")
    (case.folder / "upstream/Makefile").write_text(SOURCE["Makefile"] + "# more\n")
    git(case.folder / "upstream", "commit", "-q", "-a", "-m", "two")
    git(case.folder / "upstream", "tag", "-f", "v1.0.0")
    lock = case.project / "releases/one.yaml"
    lock.write_text(lock.read_text().replace(commit, git(case.folder / "upstream", "rev-parse", "HEAD")))
    build(case)
    after = run_digests(case)
    check(set(after) == {"linux/amd64", "linux/arm64"} and None not in after.values(), str(after))
    check(after["linux/arm64"] == before["linux/arm64"] and after["linux/amd64"] != before["linux/amd64"], f"{before} {after}")


def test_what_was_not_made_is_named(case):
    project(case, builds=BUILDS.replace("seen: bin/seen", "seen: bin/scene"))
    error = build(case, status=3).err
    check('the command did not make /build/src/bin/scene, its declared output "seen"' in error, error)


def test_what_the_compiler_says_is_told(case):
    project(case, source={"src/main.c": "int main(void) { return x; }\n"})
    error = build(case, status=3).err
    check("build example/tool linux/amd64 seen: the command exited with 2" in error and "main.c:1:25: error:" in error, error)


def test_a_lock_that_pins_go_for_it_is_refused(case):
    project(case)
    with open(case.project / "releases/one.yaml", "a") as lock:
        lock.write('    go: {declared: "1.25", found: go1.25.12}\n')
    error = build(case, status=2).err
    check("nothing of example/tool is built by Go" in error and "releases/one.yaml:11:" in error, error)


def test_there_is_no_release_of_go_to_search_to_pin_or_to_list(case):
    project(case)
    for words in (["search", "one", "example/tool", "--against", "/dev/null"], ["pin", "one", "example/tool", "--go", "go1.25.12"]):
        error = case.verbatim(*words, status=2).err
        check("example/tool is not built by Go" in error and "releases/one.yaml:6:" in error, error)
    component, = case.verbatim("list", "one", "--json").json()["components"]
    check(component["go"] == "" and component["go_declared"] == "", str(component))


def test_two_projects_may_be_one_component_of_a_release(case):
    project(case)
    definition = (case.project / "projects/example/tool/project.yaml").read_text()
    (case.project / "projects/example/more").mkdir()
    more = definition.replace("tool-{os}", "more-{os}").replace("release:\n", "release:\n  name: tool\n").replace('output: "', 'output: "more/')
    (case.project / "projects/example/more/project.yaml").write_text(more)
    lock = case.project / "releases/one.yaml"
    before, _, pin = lock.read_text().partition("  example/tool:\n")
    lock.write_text(f"{before}  example/more:\n{pin}  example/tool:\n{pin}")
    case.verbatim("release", "one", "--out", case.folder / "dist", "--quiet")
    manifest = yaml.safe_load((case.folder / "dist/kubernetes-one/kubernetes-one-eks-4.yaml").read_text())
    component, = manifest["status"]["components"]
    names = {asset["name"] for asset in component["assets"]}
    check(component["name"] == "tool" and names == {f"{name}-linux-{arch}.tar.gz" for name in ("more", "tool") for arch in ("amd64", "arm64")}, str(names))


def seeded(folder):
    """The packages of the root, which another test has fetched, in the store beside the project: links, not copies."""
    case = harness.Case(folder)
    project(case)
    case.verbatim("fetch", "one", "--quiet")
    root = yaml.load((case.project / "toolchains/roots/c.yaml").read_text(), yaml.BaseLoader)
    (folder / "store").mkdir()
    shutil.copy(harness.SHARED_STORE / "verbatim-store", folder / "store")
    for package in root["hosts"]["linux/amd64"]:
        blob = f"blobs/{package['sha256'][:2]}/{package['sha256'][2:]}"
        (folder / "store" / blob).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(harness.SHARED_STORE / blob, folder / "store" / blob)
    return case.project


@functools.cache
def fetched():
    return circumstances.Fetched(harness, lambda folder: seeded(folder.parent), ["one"])


def another_word(project, word):
    """A build that no store knows: the bits are the same."""
    path = project / "projects/example/tool/project.yaml"
    path.write_text(path.read_text().replace("    platforms:", f"    environment: {{WORD: {word}}}\n    platforms:"))


def build_under(circumstance, case):
    if circumstances.impossible(circumstance):
        skip(circumstances.impossible(circumstance))
    project(case)
    build(case)
    out = case.folder / "out"
    claims = case.folder / "CLAIMS"
    names = [TOOL, "linux-amd64/seen", "linux-arm64/tool"]
    claims.write_text("".join(f"{hashlib.sha256((out / name).read_bytes()).hexdigest()}  {name}\n" for name in sorted(names)))
    record, _ = fetched().under(circumstance, claims, case.folder / "place", another_word)
    circumstances.equal(record, len(names))


for name in ("another directory", "all at once"):
    one = next(one for one in circumstances.ALL if one.name == name)
    globals()["test_the_same_bits_under_" + name.replace(" ", "_")] = functools.partial(build_under, one)
harness.main(globals())
