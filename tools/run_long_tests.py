#!/usr/bin/env python3
"""The long tests, which `make test` leaves out, in parts: bare machines, one compilation a file, and what is built from real sources under
varied circumstances, killed, and released. `make test-long` calls this when the set-up is done; the last line is the sum.

    tools/run_long_tests.py                     every part that has not passed with these sources yet
    tools/run_long_tests.py apart pages_long    these
    tools/run_long_tests.py --list              the parts, and how each ended last

What came of a part stands in docs/evidence/long-tests.md at once, with date and commit, so a run that is stopped goes on where it was; commit
that file. VERBATIM_LONG="demo etcd" leaves Kubernetes out of varied_long.
"""
import datetime
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs/evidence/long-tests.md"
LOGS = ROOT / "build/long"
HEAD = """# The long tests: how each ended last

`make test-long` writes this table (tools/run_long_tests.py); a part is run again where the sources have changed since. `bare-USER-WHAT` are the
front door on bare machines ([bare-machine.md](bare-machine.md)), `apart` compiles each file alone, the others are tests of `tests/functional/`.

| part | date | commit | time | result |
|---|---|---|---|---|
"""
SUM = re.compile(r"^(\d+) passed, (\d+) failed$", re.M)


def said(*words):
    return subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def sources():
    """The last commit that changed more than pages; what is not committed counts as another."""
    changed = said("git", "status", "--porcelain", "--", ".", ":!docs")
    return said("git", "log", "-1", "--format=%h", "--", ".", ":!docs") + ("+" if changed else "")


def read():
    """part → (date, commit, time, result)."""
    rows = re.findall(r"^\| ([\w-]+) \| ([\d-]+) \| (\w+\+?) \| (.*?) \| (.*?) \|$", TABLE.read_text() if TABLE.exists() else "", re.M)
    return {part: tuple(rest) for part, *rest in rows}


def write(results, parts):
    known = [part for part in parts if part in results]
    rows = "".join(f"| {' | '.join((part, *results[part]))} |\n" for part in known)
    new = TABLE.with_suffix(".new")
    new.write_text(HEAD + rows)
    new.replace(TABLE)


def configured():
    if not (ROOT / "build/build.ninja").exists():
        subprocess.run(["meson", "setup", "build"], cwd=ROOT, check=True)
    subprocess.run(["meson", "configure", "build", "-Dtests=enabled"], cwd=ROOT, check=True)


def all_parts():
    bare = [f"bare-{one}" for one in ("root-demo", "root-test", "user-demo", "user-test", "root-job")]
    listed = said("meson", "test", "-C", "build", "--list", "--suite", "long").splitlines()
    return [*bare, "apart", *[line.rpartition(" / ")[2] for line in listed if " / " in line]]


def commands(part):
    if part.startswith("bare-"):
        return [["tools/bare_machine.sh", *part.split("-")[1:]]]
    if part == "apart":
        there = (ROOT / "build-apart/build.ninja").exists()
        set_up = [] if there else [["meson", "setup", "build-apart", "-Dunity=off", "-Dtests=enabled", "-Doptimization=0"]]
        return [*set_up, ["ninja", "-C", "build-apart"]]
    report = f"build/meson-logs/testlog-{part}.junit.xml"
    return [["ninja", "-C", "build"], ["/usr/bin/python3", "tests/support/pinned_go.py"],
            ["meson", "test", "-C", "build", "--no-rebuild", "--suite", "long", "--logbase", f"testlog-{part}", "--verbose", part],
            ["/usr/bin/python3", "tools/count_tests.py", report]]


def run(part):
    """Its result in words, and (passed, failed)."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{part}.log"
    status = 0
    with log.open("w") as out:
        for command in commands(part):
            step = subprocess.run(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
            status = status or step.returncode
    text = log.read_text(errors="replace")
    # Of a bare machine, the sum of the tests inside stands before its own.
    sums = [(int(passed), int(failed)) for passed, failed in SUM.findall(text)]
    passed, failed = (max(sums) if sums else (0, 0)) if part.startswith("bare-") else sums[-1] if sums else (int(status == 0), 0)
    failed = max(failed, int(status not in (0, 77)))
    if status == 77:
        return "not run: " + text.strip().splitlines()[-1], (0, 0)
    skipped = len(re.findall(r"^ *skipped: ", text, re.M))
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""), (passed, failed)


def main(words):
    configured()
    parts, results, now = all_parts(), read(), sources()
    if "--list" in words:
        for part in parts:
            print(part, *results.get(part, ("never",)), sep="  ")
        return 0
    unknown = [word for word in words if word not in parts]
    if unknown:
        print(f"error: no part {unknown[0]}; --list shows them", file=sys.stderr)
        return 2
    passed = failed = 0
    for part in words or parts:
        # Where nothing ran, nothing passed.
        if not words and results.get(part, ("", "", "", ""))[1] == now and re.match(r"[1-9]\d* passed, 0 failed", results[part][3]):
            print(f"{part}: passed with these sources on {results[part][0]}", flush=True)
            passed += 1
            continue
        print(f"== {part} (log: {(LOGS / part).relative_to(ROOT)}.log)", flush=True)
        begin = time.monotonic()
        result, (good, bad) = run(part)
        took = int(time.monotonic() - begin)
        results[part] = (datetime.date.today().isoformat(), now, f"{took // 60} min {took % 60} s", result)
        write(results, parts)
        print(f"{part}: {result}", flush=True)
        passed, failed = passed + good, failed + bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
