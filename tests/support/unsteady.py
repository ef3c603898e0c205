"""Seeded samples: a project each, whose bits depend on one thing that they should not depend on, and what has to be found of it.

All are releases of one lock, `samples`. Those without Go take a moment; `map` and `race` compile a Go program for each build."""
import hashlib
import re
import shutil

LOCK_TIME = "2026-01-02T03:04:05Z"
KNOWN = "PATH HOME USER LOGNAME LANG LC_ALL LANGUAGE TZ TMPDIR PWD OLDPWD SHLVL _ SOURCE_DATE_EPOCH GOMAXPROCS"

# name → (command of a shell that writes `out`, axis to be found; "" where it is clean)
COMMANDS = {
    "clean": ("sort words > out; date -u -d @$SOURCE_DATE_EPOCH >> out", ""),
    "built-at": ("date +%s%N > out", "time"),
    "built-at-date": ("sleep 1.1; LC_ALL=C date -u > out", "time"),
    "path": ("pwd > out", "build-path"),
    "host": ("uname -n > out", "host-name"),
    "user": ("id -un > out 2>&1 || id -u >> out", "user"),
    "random": ("head -c 16 /dev/urandom | od -An -tx1 > out", "chance"),
    "order": ("find data -type f > out", "directory-order"),
    "locale": ("case $LANG in tr*) echo merhaba ;; *) echo hello ;; esac > out", "locale"),
    "zone": ("date -d @0 > out", "time-zone"),
    "umask": ("cp words new; tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf out new", "umask"),
    "processors": ("nproc > out", "processors"),
    "variable": (f"for name in {KNOWN}; do unset $name 2> /dev/null; done; /usr/bin/env | /usr/bin/grep -v ^GIT_ > out; true", "environment"),
    "kernel": ("uname -r > out", "personality"),
    # Neither alone changes anything.
    "both": ('if [ "$(uname -n)" != builder ] && [ "$(id -u)" != 1000 ]; then echo a; else echo b; fi > out', "user with host-name"),
}
# For tests that want a build which is sure to take a while.
SLOW = {"a-slow-one": ("sleep 3; echo done > out", "")}
ALL = {**COMMANDS, **SLOW}
# Go programs that write a table into the source, before it is built.
GO = {
    "map": ("""package main

func main() {
	m := map[int]int{}
	for i := 0; i < 100; i++ {
		m[i] = i
	}
	for round := 0; round < 8; round++ {
		for i := range m {
			print(i, " ")
		}
	}
}
""", "chance"),
    # Who is first depends on the scheduler of Go and on that of the machine.
    "race": ("""package main

func main() {
	order := make(chan int, 4000)
	for i := 0; i < 4000; i++ {
		go func(i int) {
			sum := 0
			for j := 0; j < 2000; j++ {
				sum += j * i
			}
			if sum >= 0 {
				order <- i
			}
		}(i)
	}
	for i := 0; i < 4000; i++ {
		print(<-order, " ")
	}
}
""", "chance"),
}
GENERATE = r"""printf 'package main\n\nconst table = "%s"\n' "$(go run ./generate 2>&1)" > table.go"""
# So many builds have to be alike for the race to be missed. On one processor the commonest order is that of a quarter of the runs
# (docs/evidence/nightly.md), so twelve are alike less than once in a million times; on two, no two of 200 were.
ROUNDS = {"race": 12}


def expected(name):
    return ALL[name][1] if name in ALL else GO[name][1]


def files(name):
    if name in ALL:
        made = {"words": "one\ntwo\n", **{f"data/{i * 7919 % 1000:03}": "" for i in range(40)}}
        return made
    return {"go.mod": "module unsteady.example/tool\n\ngo 1.21\n", "main.go": "package main\n\nfunc main() { print(table) }\n",
            "generate/main.go": GO[name][0]}


def definition(name, upstream):
    text = f'source: file://{upstream}\nroot: shell\noutput: "{{os}}-{{arch}}/{{name}}"\nplatforms: [linux/amd64]\n'
    if name in ALL:
        command = ALL[name][0].replace("'", "''")
        return text + f"builds:\n  - run: [sh, -c, '{command}']\n    binaries: {{{name}: out}}\n"
    command = GENERATE.replace("'", "''")
    return text + (f"prepare:\n  - run: [sh, -c, '{command}']\n    outputs: [table.go]\n"
                   f"builds:\n  - module: .\n    flags: [-buildvcs=false]\n    environment: {{CGO_ENABLED: \"0\"}}\n    binaries: {{{name}: .}}\n")


def claim(harness, case, names):
    """A distro that claims what the samples are now, and the lock with it."""
    shutil.rmtree(case.folder / "claimed", ignore_errors=True)
    case.verbatim("build", "samples", "--out", case.folder / "claimed", "--quiet")
    path = "linux-amd64/{}"
    built = {name: (case.folder / "claimed" / path.format(name)).read_bytes() for name in names}
    claim_sums(harness, case, {name: f"{hashlib.sha256(bits).hexdigest()}  {path.format(name)}\n" for name, bits in built.items()})


def claim_sums(harness, case, sums):
    """name → text of its CHECKSUMS."""
    distro, lock = case.folder / "distro", case.project / "releases/samples.yaml"
    if not distro.exists():
        distro.mkdir()
        harness.git(distro, "init", "-q", "-b", "main")
    for name, text in sums.items():
        folder = distro / "projects/example" / name / "samples"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "CHECKSUMS").write_text(text)
    harness.git(distro, "add", ".")
    harness.git(distro, "commit", "-q", "-m", "claims")
    text = re.sub(r"distro:\n.*\n.*\n|    checksums: .*\n", "", lock.read_text())
    commit = harness.git(distro, "rev-parse", "HEAD")
    text = text.replace("components:\n", f"distro:\n  source: file://{distro}\n  commit: {commit}\ncomponents:\n")
    for name in sums:
        blob = harness.git(distro, "rev-parse", f"HEAD:projects/example/{name}/samples/CHECKSUMS")
        text = text.replace(f"  example/{name}:\n", f"  example/{name}:\n    checksums: {blob}\n")
    lock.write_text(text)


def write(harness, case, names):
    """The project folder with the named samples in the lock `samples`."""
    case.store = harness.SHARED_STORE
    case.project = case.folder / "project"
    shutil.copytree(harness.ROOT / "toolchains", case.project / "toolchains")
    lock = "branch: samples\ncomponents:\n"
    for name in names:
        upstream = case.folder / "upstreams" / name
        upstream.mkdir(parents=True)
        harness.git(upstream, "init", "-q", "-b", "main")
        for path, text in files(name).items():
            (upstream / path).parent.mkdir(exist_ok=True)
            (upstream / path).write_text(text)
        harness.git(upstream, "add", ".")
        harness.git(upstream, "commit", "-q", "-m", "one")
        harness.git(upstream, "tag", "v1.0.0")
        commit = harness.git(upstream, "rev-parse", "HEAD")
        project = case.project / "projects/example" / name
        project.mkdir(parents=True)
        (project / "project.yaml").write_text(definition(name, upstream))
        go = '    go: {declared: "1.25", found: go1.25.12}\n' if name in GO else ""
        lock += (f"  example/{name}:\n    tag: v1.0.0\n    tag_object: {commit}\n    commit: {commit}\n"
                 f"    commit_time: {LOCK_TIME}\n    tags: {{v1.0.0: {commit}}}\n{go}")
    (case.project / "releases").mkdir()
    (case.project / "releases/samples.yaml").write_text(lock)
