"""Steps that prepare a source (docs/formats/project.md): commands in the builder root `shell` that generate what is built."""
import shutil
import subprocess

import harness
from harness import check, git

MAIN = """package main

import (
	"fmt"

	"prepare.example/tool/generated"
)

func main() { fmt.Print(generated.Text) }
"""
# What it makes says what it saw. Tools and times lie in _output/; the git directory is not safe from it.
MAKEFILE = """SHELL := /bin/bash
.PHONY: generated
generated:
	mkdir -p generated _output
	rsync words.txt _output/words
	date +%s%N > _output/when
	{ awk '{ print $$2, $$1 }' _output/words; \\
	  echo "epoch $$SOURCE_DATE_EPOCH, words of $$(stat -c %Y words.txt)"; \\
	  echo "$$(go env GOVERSION) in $$(go env GOROOT), GOPATH $$(go env GOPATH)"; \\
	  echo "$$(ls /tmp/go-build-cache 2> /dev/null | wc -l) things in the compiler cache"; \\
	  echo "for $(FOR) by $$BY"; } > _output/text
	printf 'package generated\\n\\nconst Text = `%s\\n`\\n' "$$(cat _output/text)" > generated/generated.go
	git status --porcelain
	rm -r .git/refs && echo 0000000000000000000000000000000000000000 > .git/HEAD
"""
TEXT = """world hello
epoch 1767323045, words of 1767323045
go1.25.12 in /usr/local/go, GOPATH /go
0 things in the compiler cache
for v1.0.0 by 2026-01-02T03:04:05Z
"""
STEP = """  - run: [make, generated, "FOR={tag}"]
    root: shell
    environment: {BY: "{commit_date}"}
    discard: [_output]
"""


def project(case, steps=STEP, modules="vendor", makefile=MAKEFILE):
    case.store = harness.SHARED_STORE
    upstream = case.folder / "upstream"
    upstream.mkdir()
    files = {"go.mod": "module prepare.example/tool\n\ngo 1.21\n", "main.go": MAIN, "words.txt": "hello world\n", "Makefile": makefile}
    git(upstream, "init", "-q", "-b", "main")
    for name, text in files.items():
        (upstream / name).write_text(text)
    git(upstream, "add", ".")
    git(upstream, "commit", "-q", "-m", "one")
    git(upstream, "tag", "v1.0.0")
    commit = git(upstream, "rev-parse", "HEAD")
    case.project = case.folder / "project"
    shutil.copytree(harness.ROOT / "toolchains", case.project / "toolchains")
    definitions = {
        "projects/example/tool/project.yaml": f"""source: file://{upstream}
root: git
modules: {modules}
platforms: [linux/amd64]
environment: {{CGO_ENABLED: "0"}}
flags: ["-trimpath"]
prepare:
{steps}output: "{{os}}-{{arch}}/{{name}}"
builds:
  - module: .
    binaries: {{tool: .}}
""",
        "releases/one.yaml": f"""branch: one
components:
  example/tool:
    tag: v1.0.0
    tag_object: {commit}
    commit: {commit}
    commit_time: 2026-01-02T03:04:05Z
    tags:
      v1.0.0: {commit}
    go: {{declared: "1.25", found: go1.25.12}}
""",
    }
    for name, text in definitions.items():
        path = case.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def build(case, **more):
    return case.verbatim("build", "one", "--out", case.folder / "out", "--quiet", **more)


def built(case):
    build(case)
    return subprocess.run([case.folder / "out/linux-amd64/tool"], capture_output=True, text=True, check=True).stdout


def test_what_a_step_generates_is_built_and_the_pinned_commit_is_stamped(case):
    # The step has broken the git directory: that the build succeeds says that it saw the pinned one, since its stamps are checked.
    project(case)
    said = built(case)
    check(said == TEXT, said)


def test_a_step_sees_what_the_one_before_it_left_but_nothing_discarded(case):
    more = STEP + """  - run: [bash, -c, "test ! -e ../_output && sed -i s/hello/goodbye/ generated.go && echo x > /build/src/junk"]
    root: shell
    directory: generated
    outputs: [generated/generated.go]
  - run: [bash, -c, "test ! -e junk && test -e .git/refs"]
    root: shell
"""
    project(case, steps=more, modules="tree")
    said = built(case)
    check(said == TEXT.replace("hello", "goodbye"), said)


def test_a_step_that_fails_ends_the_build_with_what_it_said(case):
    project(case, makefile="generated:\n\t@echo there is nothing to generate; exit 3\n")
    error = build(case, status=3).err
    check("prepare example/tool: the command exited with 2" in error and "| there is nothing to generate" in error, error)


def test_an_output_that_a_step_did_not_make_is_an_error(case):
    project(case, steps=STEP + "    outputs: [generated/other.go]\n")
    error = build(case, status=3).err
    check("did not make generated/other.go, its declared output" in error, error)


def test_a_builder_root_that_is_not_pinned_is_named_where_it_is_asked_for(case):
    project(case, steps=STEP.replace("root: shell", "root: shall"))
    error = build(case, status=2).err
    check('there is no builder root "shall"' in error and "did you mean shell?" in error and "project.yaml:9:" in error, error)


# As the attack had it: git, asked by `go build` for its stamps, starts what the configuration of the nearest repository names.
PLANTED = """  - run: [bash, -c, "cd %s && git init -q . && git config core.fsmonitor /build/src/planted && git add . && GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a git commit -q -m x"]
    root: shell
    discard: [%s]
"""


def test_a_repository_that_a_step_leaves_is_refused_and_the_step_is_named(case):
    project(case, steps=STEP + PLANTED % ("generated", "_output"))
    error = build(case, status=3).err
    check("the prepare step of example/tool 2 left a repository of a version control system: generated/.git" in error, error)
    check("`discard`" in error, error)


def test_a_repository_that_is_discarded_is_no_harm(case):
    project(case, steps=STEP + PLANTED % ("generated", "generated/.git"))
    said = built(case)
    check(said == TEXT, said)


def test_a_bare_repository_of_any_name_is_refused_too(case):
    project(case, steps=STEP + """  - run: [bash, -c, "git init -q --bare generated/data"]
    root: shell
""")
    error = build(case, status=3).err
    check("example/tool 2 left a repository of a version control system: generated/data" in error, error)


def test_a_step_has_no_network(case):
    heard = []
    with harness.Server(lambda path: (heard.append(path), (200, b"", 0))[1]) as server:
        port = server.url.rsplit(":", 1)[1]
        project(case, steps=f"""  - run: [bash, -c, "! echo GET / > /dev/tcp/127.0.0.1/{port} && mkdir generated && echo 'package generated; const Text = `alone`' > generated/x.go"]
    root: shell
""")
        said = built(case)
        check(said == "alone", said)
    check(not heard, "the host heard from it")


harness.main(globals())
