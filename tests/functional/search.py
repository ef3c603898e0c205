"""Which inputs give the published bits? The embedded sample, with pins that are wrong in one way or another."""
import contextlib
import json
import re
import subprocess

import harness
from harness import check
from sum_database import SumDatabase

RIGHT, WRONG = "go1.25.12", "go1.26.5"
LINUX = ("--platform", "linux/amd64")


def project_with(case, *toolchains):
    """This project with so many Go releases alone."""
    project = case.copy_of_this_project()
    case.store = harness.SHARED_STORE
    for file in (project / "toolchains/go").iterdir():
        if file.stem not in toolchains:
            file.unlink()
    for lock in (project / "releases").iterdir():
        if lock.name != "demo.yaml":
            lock.unlink()
    return project


def edit(path, old, new):
    text = path.read_text()
    check(old in text, f"{path.name} has no {old}")
    path.write_text(text.replace(old, new))


def test_pins_that_are_right_are_found_right(case):
    project_with(case, RIGHT)
    result = case.verbatim("search", "demo", "verbatim/greeting", *LINUX, "--pinned-only")
    check("found: the pins as they are reproduce 3 of 3 claims" in result.out, result.out)


def test_the_go_release_is_found_and_written_to_the_lock(case):
    project = project_with(case, RIGHT, WRONG)
    lock = project / "releases/demo.yaml"
    before = lock.read_text()
    edit(lock, f"found: {RIGHT}", f"found: {WRONG}")
    record = case.verbatim("search", "demo", "verbatim/greeting", *LINUX, "--write", "--json", "--pinned-only").json()
    found, = record["explained"]
    check(found["go"] == RIGHT and len(found["paths"]) == 3, json.dumps(found))
    check(found["changes"] == [f"{RIGHT} (pinned: {WRONG})"] and record["pinned"] == WRONG, json.dumps(found))
    with_the_pinned = [one for one in record["tries"] if one["go"] == WRONG]
    check(with_the_pinned and not any(one["matches"] for one in with_the_pinned), "the pinned one gave other bits")
    check(lock.read_text() == before, "the lock is as it was before it was made wrong, to the byte")


def test_a_flag_is_found_by_one_binary_and_confirmed_on_all(case):
    project = project_with(case, RIGHT)
    definition = project / "projects/verbatim/greeting/project.yaml"
    text = definition.read_text()
    check("-trimpath" in text, text)
    definition.write_text(text.replace('flags: ["-trimpath"]', "flags: []"))
    record = case.verbatim("search", "demo", "verbatim/greeting", *LINUX, "--json", "--pinned-only").json()
    found, = record["explained"]
    check(found["changes"] == ["with -trimpath"] and len(found["paths"]) == 3, json.dumps(found))
    tried = [one["path"].rsplit("/")[-1] for one in record["tries"]]
    check(tried[:3] == ["greet", "salute", "shout"] and set(tried[3:-3]) == {"shout"} and len(tried) > 7, "the smallest, in between: " + str(tried))
    definition.write_text(text.replace('flags: ["-trimpath"]', 'flags: ["-trimpath", "-buildvcs=false"]'))
    result = case.verbatim("search", "demo", "verbatim/greeting", *LINUX, "--pinned-only")
    check("found: without -buildvcs=false reproduce 3 of 3 claims" in result.out, result.out)


def test_what_nothing_explains_is_said_with_all_that_was_tried(case):
    project_with(case, RIGHT)
    sums = case.folder / "SUMS"
    sums.write_text("f" * 64 + "  _output/demo/bin/greeting/linux-amd64/salute\n" + "e" * 64 + "  elsewhere\n")
    result = case.verbatim("search", "demo", "verbatim/greeting", "--against", sums, "--budget", "1s", "--pinned-only", status=1)
    check("unexplained: 1 claim" in result.out and "left when the budget was spent" in result.out, result.out)
    check("not built by the definition: elsewhere" in result.out, result.out)


@contextlib.contextmanager
def proxy_of_this_machine(case, days, proves=True, tells_days=True):
    """A module proxy that lists the releases of `days` (version → day), and passes on a checksum database that proves RIGHT, or nothing;
    what else is asked goes to the machine's own. Gives what it was asked for."""
    database = SumDatabase("search.example.test", [f"golang.org/toolchain v0.0.1-{RIGHT}.linux-amd64{end} {h1_of(RIGHT)}\n" for end in ("", "/go.mod")])
    database.records, database.size = ["".join(database.records)], 1
    folder, asked = "/golang.org/toolchain/@v/", []
    listed = "".join(f"v0.0.1-{version}.linux-amd64\n" for version in days) + "v0.0.1-go1.26rc1.linux-amd64\nv0.0.1-go1.25.11.linux-riscv64\nnonsense\n"

    def answer(path):
        asked.append(path)
        body = database.answer(path.removeprefix("/sumdb/search.example.test/")) if proves or "/lookup/" not in path else None
        if path == folder + "list":
            body = listed.encode()
        if found := re.fullmatch(re.escape(folder) + r"v0\.0\.1-(go[0-9.]+)\.linux-amd64\.info", path):
            if not tells_days:
                return 500, b"", 0
            body = json.dumps({"Version": found[1], "Time": days[found[1]] + "T20:00:00Z"}).encode()
        return (404, b"", 0) if body is None else (200, body, len(body))

    own = subprocess.run(["go", "env", "GOPROXY"], capture_output=True, text=True, check=True).stdout.strip()
    with harness.Server(answer) as server:
        case.environment.update({"GOPROXY": f"{server.url},{own}", "GOSUMDB": database.signer.verifier()})
        yield asked


DAYS = {"go1.24.11": "2025-12-02", "go1.25.10": "2026-05-05", RIGHT: "2026-06-30", WRONG: "2026-07-09", "go1.26.6": "2026-07-20"}


def h1_of(version):
    return re.search(r'linux/amd64: .*h1: "(h1:[^"]+)"', (harness.ROOT / f"toolchains/go/{version}.yaml").read_text())[1]


def with_wrong_golang_version(case):
    """The sample's distro says another Go minor than the one that built what it published; the lock says what the distro says."""
    project = project_with(case, WRONG)
    (project / "samples/distro/tree/projects/verbatim/greeting/demo/GOLANG_VERSION").write_text("1.26\n")
    case.verbatim("pin", "demo", "--distro", "@main")
    check(f'{{declared: "1.26", found: {WRONG}}}' in (project / "releases/demo.yaml").read_text(), "pin believes the distro")
    return project


def test_a_wrong_golang_version_is_found_out_with_a_release_that_nobody_pinned(case):
    project = with_wrong_golang_version(case)
    words = ("search", "demo", "verbatim/greeting", *LINUX)
    with proxy_of_this_machine(case, DAYS) as asked:
        told = case.verbatim(*words).out
        check("there since 2026-07-01 · 3 Go releases" in told, f"neither {WRONG}, pinned though it is, nor go1.26.6 was out: " + told)
        check(f"found: {RIGHT} (pinned: {WRONG}) reproduce 3 of 3 claims" in told, told)
        check(f"The distro declares Go 1.26; what was published is of {RIGHT}." in told, told)
        check(not (project / f"toolchains/go/{RIGHT}.yaml").exists(), "it is written where that was asked for")
        looked_up = {path for path in asked if "/lookup/" in path}
        check(len(looked_up) == 1 and RIGHT in looked_up.pop(), "a release is proven when its turn comes: " + str(looked_up))
        check(not any("go1.25.10.linux" in path for path in asked), "no more days are asked for than needed: " + str(asked))
        record = case.verbatim(*words, "--write", "--json").json()
        check(record["toolchain_written"].endswith(f"toolchains/go/{RIGHT}.yaml") and record["written"].endswith("demo.yaml"), json.dumps(record))
        check(record["go_releases"] == {"count": 3, "problem": None, "day_problem": None, "unlisted": [f"go1.24.{i}" for i in range(11)] + [
            f"go1.25.{i}" for i in (*range(10), 11)]}, json.dumps(record["go_releases"]))
        check(f'{{declared: "1.26", found: {RIGHT}}}' in (project / "releases/demo.yaml").read_text(), "declared stays beside found")
        check(h1_of(RIGHT) in (project / f"toolchains/go/{RIGHT}.yaml").read_text(), "its pin")
    check("3 of 3 claims reproduced" in case.verbatim("verify", "demo", *LINUX, "--offline").out, "the lock is right now")


def test_a_release_that_cannot_be_proven_is_a_try_that_failed(case):
    with_wrong_golang_version(case)
    words = ("search", "demo", "verbatim/greeting", *LINUX, "--budget", "2s")
    with proxy_of_this_machine(case, DAYS, proves=False):
        record = case.verbatim(*words, "--json", status=1).json()
    tried = {one["go"]: one["failure"] for one in record["tries"]}
    check(RIGHT in tried and tried[RIGHT].startswith(f"{RIGHT} cannot be had: "), json.dumps(tried))
    check(tried[WRONG] is None, json.dumps(tried))


def test_a_proxy_that_tells_no_days_is_said(case):
    project_with(case, RIGHT)
    with proxy_of_this_machine(case, DAYS, tells_days=False) as asked:
        case.environment["GOPROXY"] = case.environment["GOPROXY"].split(",")[0]
        told = case.verbatim("search", "demo", "verbatim/greeting", *LINUX).out
    check("· 5 Go releases\n   Go releases that came out later may be among them: the day of go1." in told, told)
    check(len({path for path in asked if path.endswith(".info")}) == 1, "who does not answer is not asked again: " + str(asked))


def test_without_a_proxy_the_pinned_releases_are_all_and_that_is_said(case):
    with_wrong_golang_version(case)
    case.verbatim("search", "demo", "verbatim/greeting", *LINUX, "--budget", "1s", "--pinned-only", status=1)  # what is built is in the store then
    for environment, words in (({}, ["--offline"]), ({"GOPROXY": f"http://127.0.0.1:{harness.closed_port()}"}, []), ({"GOPROXY": "off"}, [])):
        told = case.verbatim("search", "demo", "verbatim/greeting", *LINUX, "--budget", "1s", *words, environment=environment, status=1).out
        check("· 1 Go release\n   Only Go releases that are pinned are tried: " in told, told)


def test_a_history_that_is_not_at_hand_is_said(case):
    project = project_with(case, RIGHT)
    distro = project / "samples/distro/import.yaml"
    text = distro.read_text()
    distro.write_text(text + text[text.index("  - tree:"):].replace("2026-07-01", "2026-07-02"))
    whole, shallow = case.folder / "whole.git", case.folder / "shallow.git"
    case.verbatim("import", project / "samples/distro", whole)
    harness.git(case.folder, "clone", "-q", "--bare", "--depth", "1", f"file://{whole}", shallow)
    lock = project / "releases/demo.yaml"
    lock.write_text(re.sub(r"source: embedded:samples/distro\n  commit: \w+",
                           f"source: file://{shallow}\n  commit: {harness.git(shallow, 'rev-parse', 'HEAD')}", lock.read_text()))
    words = ("search", "demo", "verbatim/greeting", *LINUX, "--pinned-only")
    told = case.verbatim(*words).out
    check("When the claims were made is not known, so Go releases of all times are tried: " in told and "there since" not in told, told)
    record = case.verbatim(*words, "--json").json()
    check(record["claimed"] is None and record["claimed_problem"], json.dumps(record))
    lock.write_text(lock.read_text().replace(str(shallow), str(whole)))
    check("there since 2026-07-01" in case.verbatim(*words).out, "the commit that brought them, not the newest")


def test_bad_input_is_said(case):
    project_with(case, RIGHT)
    check("has no component" in case.verbatim("search", "demo", "no/body", status=2).err, "a component of the lock")
    check("is no time" in case.verbatim("search", "demo", "verbatim/greeting", "--budget", "soon", status=2).err, "a time has a form")
    sums = case.folder / "SUMS"
    sums.write_text("e" * 64 + "  elsewhere\n")
    case.verbatim("search", "demo", "verbatim/greeting", "--against", sums, "--pinned-only", status=4)


harness.main(globals())
