"""`verbatim doctor`: each answer is there, and each failing one has its fix."""
import os
import re
import subprocess
import sys

import harness
from harness import check


def plain(text):
    """Without what differs from machine to machine. How much disk is free, and whether a control group can be made, is this machine's affair."""
    text = re.sub(r"\d+(\.\d+)? [kMGT]?B free", "{SPACE} free", text)
    text = re.sub(r"(?m)^warning( +store .*free): .*\n( +fix: .*\n)?", r"ok\1\n", text)
    text = re.sub(r"bubblewrap \d[\d.]*", "bubblewrap {VERSION}", text)
    text = re.sub(r"(?m)^(ok|warning)  +limits .*\n( +fix: .*\n)?", "{LIMITS}\n", text)
    text = re.sub(r"(?m)^(ok|skipped)  +program (?!bwrap)(\w+) .*", r"{SEEN} program \2", text)
    text = re.sub(r"(?m)^(ok +program bwrap +)/\S+/bwrap$", r"\1{FOLDER}/bwrap", text)
    text = re.sub(r"(?<=\S)  +", "  ", text)  # columns are as wide as the longest path
    return re.sub(r"\d+ of (\d+) checks ok(, \d warnings?)?(, \d+ failed)?(, \d+ not checked)?", r"{OK} of \1 checks ok\3", text)


def results(case, *words, status=0, **more):
    record = case.verbatim("doctor", *words, "--json", status=status, **more).json()
    for one in record["checks"]:
        check(one["result"] != "fail" or one["fix"], f"no fix: {one}")
    check(record["ok"] == (status == 0), "ok says what the exit status says")
    return {one["name"]: one for one in record["checks"]}


def test_a_machine_that_has_all_is_told_so_and_no_store_is_made(case):
    case.tiny_project()
    result = case.verbatim("doctor")
    case.golden("doctor-ok", plain(result.out))
    check(not case.store.exists(), "no store was made")


def test_whatever_does_not_answer_is_named_with_its_fix(case):
    project = case.tiny_project()
    project.upstream.rename(case.folder / "elsewhere")
    project.package.unlink()
    result = case.verbatim("doctor", "--goproxy", f"http://127.0.0.1:{harness.closed_port()}", status=1)
    text = re.sub(r"does not answer: .*", "does not answer: {WHY}", result.out)
    case.golden("doctor-unreachable", plain(text))


def test_without_bubblewrap_nothing_can_be_built(case):
    case.tiny_project()
    (case.folder / "bin").mkdir()
    found = results(case, environment={"PATH": str(case.folder / "bin")}, status=1)
    check(found["bubblewrap"]["result"] == "fail" and "install" in found["bubblewrap"]["fix"], str(found["bubblewrap"]))
    check(found["program bwrap"]["result"] == "not_checked", str(found["program bwrap"]))
    for name in ("user namespaces", "nested namespaces"):
        check(found[name]["result"] == "not_checked", str(found[name]))


def false_bwrap(case, version, exit_status):
    folder = case.folder / "bin"
    folder.mkdir()
    program = folder / "bwrap"
    program.write_text(f"""#!/bin/sh
[ "$1" = --version ] && echo "bubblewrap {version}" && exit 0
echo "bwrap: No permissions to create new namespace" && exit {exit_status}
""")
    program.chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


def test_a_sandbox_that_cannot_be_made_fails_with_what_was_said(case):
    case.tiny_project()
    found = results(case, environment=false_bwrap(case, "0.8.0", 1), status=1)
    check("No permissions" in found["user namespaces"]["seen"], str(found["user namespaces"]))
    check(found["nested namespaces"]["result"] == "not_checked", str(found["nested namespaces"]))


def test_a_bubblewrap_that_is_too_old_fails(case):
    case.tiny_project()
    found = results(case, environment=false_bwrap(case, "0.7.0", 0), status=1)
    check(found["program bwrap"]["seen"] == f"{case.folder}/bin/bwrap", "which file it is: " + str(found["program bwrap"]))
    check(found["bubblewrap"]["result"] == "fail", str(found["bubblewrap"]))


def test_offline_asks_nothing_of_the_network_and_says_so(case):
    case.copy_of_this_project()
    case.environment["VERBATIM_DEBIAN_MIRROR"] = case.environment["VERBATIM_DEBIAN_SECURITY_MIRROR"] = "http://debian.invalid/debian"
    found = results(case, "--offline", "--goproxy", "https://go.invalid")
    for name in ("Go module proxy", "Debian, main", "Debian, security"):
        check(found[name]["result"] == "not_checked" and "offline" in found[name]["seen"], str(found[name]))
    git = [one for name, one in found.items() if name.startswith("git ")]
    check({one["result"] for one in git} == {"ok", "not_checked"}, "embedded ones are here: " + str(git))


def test_a_local_mirror_is_looked_at_in_the_place_of_its_host(case):
    case.copy_of_this_project()
    (case.folder / "mirrors").mkdir()
    found = results(case, "--offline", "--goproxy", "off", "--mirror", f"https://github.com/={case.folder}/mirrors", status=1)
    one = found["git etcd-io/etcd"]
    check(one["result"] == "fail" and str(case.folder) in one["seen"], str(one))


def test_a_git_host_is_asked_as_git_asks_it(case):
    project = case.tiny_project()
    server = subprocess.Popen([sys.executable, harness.ROOT / "tests/support/git_http_server.py", case.folder], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)
    try:
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        for path in (project.folder / "releases/one.yaml", project.folder / "projects/example/tiny/project.yaml"):
            path.write_text(path.read_text().replace(f"file://{case.folder}", url))
        found = results(case)
        sources = [one for name, one in found.items() if name.startswith("git ")]
        check(len(sources) == 2 and all(one == {**one, "result": "ok", "seen": url + " answers"} for one in sources), str(sources))
    finally:
        server.stdin.close()
        server.wait(timeout=60)


def test_a_store_that_cannot_be_made_fails(case):
    case.tiny_project()
    (case.folder / "file").write_text("")
    case.store = case.folder / "file" / "store"
    check(results(case, status=1)["store"]["result"] == "fail", "a file is no folder")


def test_a_definition_that_is_wrong_is_named_and_the_machine_still_examined(case):
    project = case.tiny_project()
    path = project.folder / "projects/example/tiny/project.yaml"
    path.write_text(path.read_text().replace("platforms:", "platfroms:"))
    found = results(case, status=1)
    check("projects/example/tiny/project.yaml:" in found["project"]["seen"], str(found["project"]))
    check(found["bubblewrap"]["result"] == "ok" and found["network"]["result"] == "not_checked", str(found))


harness.main(globals())
