"""The embedded default, with real toolchain, sandbox and builds: what verify, build and fetch do for a user."""
import hashlib
import json
import os
import re
import signal
import subprocess
import time

import harness
import stores
from harness import check

CLAIMS = 12  # of greet, salute and shout on four platforms


def with_shared_store(case):
    case.store = harness.SHARED_STORE
    case.project = harness.ROOT


def test_every_claim_of_the_sample_is_reproduced(case):
    with_shared_store(case)
    result = case.verbatim("verify", "demo")
    check(f"{CLAIMS} of {CLAIMS} claims reproduced, bit for bit" in result.out, result.out)


def test_json_has_a_record_for_each_claim(case):
    with_shared_store(case)
    record = case.verbatim("verify", "demo", "--json").json()
    check(record["format"] == "verbatim.verify/1" and record["counts"]["reproduced"] == CLAIMS, json.dumps(record["counts"]))
    check(all(c["claimed_sha256"] == c["built_sha256"] for c in record["claims"] if c["verdict"] == "reproduced"), "digests are equal")
    check(record["counts"]["out_of_scope"] > 0, "the sample distro claims something that the lock has not")


def test_the_second_run_needs_no_network_and_builds_nothing(case):
    with_shared_store(case)
    case.verbatim("verify", "demo", "--quiet")
    record = case.verbatim("verify", "demo", "--offline", "--json", environment={"GOPROXY": "off"}).json()
    check(record["builds"]["made"] == 0 and record["builds"]["from_store"] == 8, json.dumps(record["builds"]))


def test_output_is_plain_lines_where_there_is_no_terminal(case):
    with_shared_store(case)
    result = case.verbatim("verify", "demo", environment={"TERM": "xterm"})
    check("\x1b" not in result.out + result.err and "\r" not in result.err, "no control bytes")
    forced = case.start("verify", "demo", environment={"CLICOLOR_FORCE": "1"})
    check("\x1b[32m" in forced.communicate()[0], "CLICOLOR_FORCE colours")
    plain = case.start("verify", "demo", environment={"CLICOLOR_FORCE": "1", "NO_COLOR": "1"})
    said = plain.communicate()[0]
    check(plain.returncode == 0 and "bit for bit" in said and "\x1b" not in said, "NO_COLOR wins: " + said)


def test_events_are_a_record_a_line(case):
    with_shared_store(case)
    events = [json.loads(line) for line in case.verbatim("verify", "demo", "--events").err.splitlines()]
    check({event["format"] for event in events} == {"verbatim.event/1"} and events[-1]["kind"] == "finished", str(events[-1:]))


def test_all_locks_are_verified_one_after_the_other_and_shown_in_one_table(case):
    project = case.copy_of_this_project()
    case.store = harness.SHARED_STORE
    for lock in (project / "releases").iterdir():
        if lock.name != "demo.yaml":
            lock.unlink()
    result = case.verbatim("verify", "--all")
    row = next(line for line in result.out.splitlines() if "verbatim/greeting" in line)
    check(row.split() == ["verbatim/greeting", f"{CLAIMS}/{CLAIMS}"], result.out)
    check(f"{CLAIMS} of {CLAIMS} claims reproduced, bit for bit" in result.out, result.out)
    (project / "releases/broken.yaml").write_text("branch: other\n")
    broken = case.verbatim("verify", "--all", status=3).out
    check("release broken could not be verified" in broken and "releases/broken.yaml" in broken, broken)
    check(f"{CLAIMS}/{CLAIMS}" in broken and "bit for bit" not in broken, "the others are verified all the same: " + broken)
    check("RELEASE" in case.verbatim("verify", "demo", "--all", status=2).err, "all, or one")


def test_what_is_expected_is_no_news(case):
    project = case.copy_of_this_project()
    case.store = harness.SHARED_STORE
    definition = project / "projects/verbatim/greeting/project.yaml"
    definition.write_text(definition.read_text().replace("main.version={tag}", "main.version=other"))
    words = ("verify", "demo", "--platform", "linux/amd64")
    check("2 of 3 claims reproduced, 1 differs" in case.verbatim(*words, status=1).out, "shout says another version")
    expected = project / "expected.yaml"
    expected.write_text("expected:\n  - release: demo\n    component: verbatim/greeting\n    path: _output/demo/bin/greeting/linux-amd64/shout\n"
                        "    verdict: differs\n    because: it says another version\n")
    told = case.verbatim(*words).out
    check("as expected  1 claim differs: it says another version" in told and "all of these as expected" in told, told)
    definition.write_text(definition.read_text().replace("main.version=other", "main.version={tag}"))
    told = case.verbatim(*words, status=1).out
    check("was expected to be differs, and is reproduced" in told, told)
    expected.write_text("expected: nothing\n")
    check("expected.yaml:1:11" in case.verbatim(*words, status=2).err, "a file that says nothing is an error")


def test_a_platform_narrows_the_scope(case):
    with_shared_store(case)
    record = case.verbatim("verify", "demo", "--platform", "linux/amd64", "--json").json()
    check(record["claims_in_scope"] == 3, str(record["claims_in_scope"]))


def test_against_a_file_that_claims_something_else(case):
    with_shared_store(case)
    record = case.verbatim("verify", "demo", "--json").json()
    claims = [c for c in record["claims"] if c["verdict"] == "reproduced"]
    lines = [f"{c['claimed_sha256']}  {c['path']}\n" for c in claims]
    good = case.folder / "GOOD"
    good.write_text("".join(lines))
    case.verbatim("verify", "demo", "--against", good)
    bad = case.folder / "BAD"
    bad.write_text("".join(lines[1:]) + "f" * 64 + "  " + claims[0]["path"] + "\n" + "e" * 64 + "  nobody/built/this\n")
    result = case.verbatim("verify", "demo", "--against", bad, "--quiet", status=1)
    case.golden("verify-differs", re.sub(r"\b[0-9a-f]{64}\b", "{SHA256}", result.out))


def test_build_writes_binaries_with_their_sums(case):
    with_shared_store(case)
    out = case.folder / "out"
    case.verbatim("build", "demo", "--platform", "linux/amd64,windows/amd64", "--out", out)
    sums = (out / "projects/verbatim/greeting/demo/CHECKSUMS").read_text()
    check(sums == "".join(sorted(sums.splitlines(True), key=lambda line: line[66:])), "sorted by path")
    check(len(sums.splitlines()) == 6 and "windows-amd64/greet.exe" in sums, sums)
    for line in sums.splitlines():
        digest, path = line.split("  ")
        content = (out / path).read_bytes()
        check(hashlib.sha256(content).hexdigest() == digest, path)
        check((out / (path + ".sha256")).read_text() == line + "\n", path + ".sha256")
        check((out / (path + ".sha512")).read_text() == hashlib.sha512(content).hexdigest() + f"  {path}\n", path + ".sha512")
    greet = subprocess.run([out / "_output/demo/bin/greeting/linux-amd64/greet"], capture_output=True, text=True)
    check(greet.stdout == "Hello, world.\n", "the binary runs")
    case.verbatim("verify", "demo", "--against", out)
    case.verbatim("verify", "demo", "--against", out / "projects/verbatim/greeting/demo/CHECKSUMS")


def test_modules_from_the_cache_and_paths_of_another_builder(case):
    case.copy_of_this_project()
    path = case.project / "projects/verbatim/greeting/project.yaml"
    text = path.read_text().replace("modules: vendor", "modules: cache\npaths: {source: /home/other/src, gopath: /home/other/go}")
    path.write_text(text.replace('flags: ["-trimpath"]\n', ""))
    case.store = harness.SHARED_STORE
    case.verbatim("build", "demo", "--platform", "linux/amd64", "--out", case.folder / "out", "--quiet")
    binary = (case.folder / "out/_output/demo/bin/greeting/linux-amd64/greet").read_bytes()
    check(b"go-wordwrap\tv1.0.0\th1:" in binary, "without vendor/ the modules' hashes are in the build information")
    check(b"/home/other/src/cmd/greet/main.go" in binary, "without -trimpath the source's path is recorded")
    check(b"/home/other/go/pkg/mod/github.com/mitchellh/go-wordwrap@v1.0.0/" in binary, "and that of the module cache")


def test_nothing_to_check_is_never_a_pass(case):
    with_shared_store(case)
    (case.folder / "empty").mkdir()
    case.verbatim("verify", "demo", "--against", case.folder / "empty", status=4)


def sample_with_broken_source(case):
    """A copy of this project whose sample has a compile error, pinned as it is."""
    project = case.copy_of_this_project()
    for path in (project / "samples/greeting").rglob("greeting/greeting.go"):
        path.write_text(path.read_text() + '\nvar broken int = "\x1b[31m"\n')
    stores.pin_sample(case, patched=True)
    case.store = harness.SHARED_STORE
    return project


def test_a_build_that_fails_shows_its_last_lines_and_its_log(case):
    sample_with_broken_source(case)
    result = case.verbatim("build", "demo", "--platform", "linux/amd64", "--out", case.folder / "out", "--quiet", status=3)
    case.golden("build-fails", result.err.replace(str(harness.SHARED_STORE), "{STORE}"))
    check(not (case.folder / "out").exists(), "nothing half-written")
    # One module fails; the other is built, of a commit that nobody published: not all is lost, and nothing is well.
    record = case.verbatim("verify", "demo", "--platform", "linux/amd64", "--json", "--quiet", status=1).json()
    check((record["counts"]["failed"], record["counts"]["differs"]) == (2, 1), json.dumps(record["counts"]))


def test_an_interrupt_ends_the_build_and_leaves_nothing_running(case):
    case.copy_of_this_project()
    # Another marker: builds that no store knows.
    path = case.project / "projects/verbatim/greeting/project.yaml"
    path.write_text(path.read_text().replace("verbatim-checkout-{tag}", f"interrupted-{os.getpid()}-{{tag}}"))
    case.store = harness.SHARED_STORE
    process = case.start("build", "demo", "--cold", "--platform", "linux/amd64", "--out", case.folder / "out", start_new_session=True)
    for line in process.stderr:
        if line.startswith("started   build"):
            break
    time.sleep(1)
    begun = stores.descendants(process.pid)  # the sandbox has a session of its own
    check(begun, "nothing was running yet")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    check(process.returncode == 130, f"exit status {process.returncode}: {err}")
    check("error: interrupted" in err, err)
    check(not (case.folder / "out").exists(), "nothing half-written")
    check(stores.all_gone(begun), f"processes are left, of {begun}")
    case.verbatim("build", "demo", "--platform", "linux/amd64", "--out", case.folder / "out", "--quiet")


def test_the_plan_needs_no_network_and_no_store(case):
    case.project = harness.ROOT
    first = case.verbatim("plan", "demo", "--json", "--offline").json()
    check(not case.store.exists(), "no store was made")
    check(first == case.verbatim("plan", "demo", "--json").json(), "the same plan")
    kinds = {action["kind"] for action in first["actions"]}
    check(kinds == {"fetch", "transform", "run"}, str(kinds))
    check(case.verbatim("plan", "demo", "--dot").out.startswith("digraph"), "a graph")


harness.main(globals())
