"""`verbatim history` on files that python's sqlite3 made from the tables in docs/formats/history.md."""
import os
import shutil
import sqlite3
import sys

import harness
from harness import check

sys.path.insert(0, str(harness.ROOT / "tests/support"))
import history_file  # noqa: E402


def place(case):
    return case.folder / "home/.local/share/verbatim/history.sqlite"


def with_history(case):
    case.project = harness.ROOT
    history_file.sample(place(case))
    return place(case)


def test_an_overview_of_the_last_runs_and_of_what_is_wrong_now(case):
    with_history(case)
    case.golden("history-overview", case.verbatim("history").out)
    shown = case.verbatim("history", "--runs", 1).out
    check(" budget spent " not in shown and "since 2026-09-27" in shown, shown)


def test_the_states_of_a_component_and_what_changed_in_between(case):
    with_history(case)
    case.golden("history-component", case.verbatim("history", "etcd-io/etcd", "coredns/coredns").out)
    shown = case.verbatim("history", "org/closed", "--runs", 2).out
    check("any platform" in shown and "unbuildable since 2026-09-22" in shown and "etcd" not in shown, shown)
    shown = case.verbatim("history", "org/closed", "--release", "1-36", "--runs", 2).out
    check("closed" not in shown, shown)


def test_the_record_says_what_the_file_says(case):
    path = with_history(case)
    record = case.verbatim("history", "--json").json()
    check(record["history"] == str(path) and record["notes"] == [], str(record))
    with sqlite3.connect(path) as read:
        ids = [row[0] for row in read.execute("SELECT id FROM runs ORDER BY id")]
        check([run["run"] for run in record["runs"]] == ids, str(record["runs"]))
        for unit in record["units"]:
            name = (unit["release"], unit["component"], unit["platform"] or "")
            states = dict(read.execute("SELECT run, state FROM results JOIN units ON unit = units.id WHERE (release, component, platform) = (?, ?, ?)", name))
            check([state.replace("_", " ") for state in unit["states"]] == [states.get(run, "not run") for run in ids], str(unit))
    read.close()
    check([run["ending"] for run in record["runs"]] == ["complete", "budget_spent", "complete", "killed", "failed", "complete"], str(record["runs"]))
    etcd = next(unit for unit in record["units"] if unit["component"] == "etcd-io/etcd")
    check(etcd["changes"] == [{
        "run": 6, "time": "2026-09-27T14:13:20Z", "from": "reproduced", "to": "differs", "last_seen": "2026-09-25T14:13:20Z", "regression": True,
        "expected": False, "cause": "\x1b[2Jthe compiler", "between": ["toolchain go1.25.11 → go1.25.12"]}], str(etcd))
    check(etcd["last_known"]["since_run"] == 6 and not etcd["last_known"]["good"], str(etcd))


def test_where_nothing_is_recorded_there_is_nothing_to_check(case):
    case.project = harness.ROOT
    result = case.verbatim("history", status=4)
    check(result.out == "" and "nothing is recorded in the history" in result.err and str(place(case)) in result.err, result.err)
    check(case.verbatim("history", "--json", status=4).json()["runs"] == [], "a record all the same")
    check(not place(case).exists() and not place(case).parent.exists(), "who looks makes nothing")
    history_file.make(place(case)).close()
    case.verbatim("history", status=4)


def test_the_file_is_a_setting(case):
    path = with_history(case)
    other = case.folder / "other.sqlite"
    path.rename(other)
    case.verbatim("history", status=4)
    for more in ({"words": ["--history", other]}, {"environment": {"VERBATIM_HISTORY": str(other)}}):
        shown = case.verbatim("history", *more.pop("words", []), **more)
        check("The last runs" in shown.out, shown.out)
    settings = case.verbatim("config", "--json", environment={"VERBATIM_HISTORY": str(other)}).json()["settings"]
    check({"name": "history", "value": str(other), "origin": "environment VERBATIM_HISTORY", "chosen_by": None} in settings, str(settings))


def test_a_name_that_was_never_recorded_is_a_mistake(case):
    with_history(case)
    result = case.verbatim("history", "etcd-io/etc", status=2)
    check("Did you mean etcd-io/etcd?" in result.err, result.err)
    check("nothing of the release 1-40" in case.verbatim("history", "--release", "1-40", status=2).err, "and so with a release")


def test_of_a_damaged_file_what_can_be_read_is_shown_and_nothing_is_touched(case):
    path = with_history(case)
    content = bytearray(path.read_bytes())
    page = int.from_bytes(content[16:18], "big")
    with sqlite3.connect(path) as read:
        root = read.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'evidence'").fetchone()[0]
    read.close()
    content[(root - 1) * page:root * page] = b"\x5a" * page
    path.write_bytes(content)
    shown = case.verbatim("history")
    check("was damaged" in shown.out and "6 runs with 12 results could be read" in shown.out and "Regressions of the last run" in shown.out, shown.out)
    check(path.read_bytes() == content and [one.name for one in path.parent.iterdir()] == [path.name], "it is as it was")
    path.write_text("no SQLite at all\n" * 100)
    check("nothing is recorded" in case.verbatim("history", status=4).err, "nothing can be read")


def test_files_of_others_and_of_later_versions_are_refused(case):
    path = with_history(case)
    with sqlite3.connect(path) as later:
        later.execute("PRAGMA user_version = 99")
    later.close()
    check("has version 99 of its tables" in case.verbatim("history", status=3).err, "a later one")
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE cookies (name)")
    other.close()
    check("another program's SQLite file" in case.verbatim("history", status=3).err, "another program's")


def test_a_file_of_version_1_is_shown_as_it_is(case):
    case.project = harness.ROOT
    made = history_file.make(place(case), version=1)
    made.execute("INSERT INTO runs VALUES (1, 'nightly', 'n', '0.1', 'linux/amd64', 1790000000, 1790000100, 'complete', '')")
    made.commit()
    made.close()
    before = place(case).read_bytes()
    check("2026-09-21 14:13" in case.verbatim("history").out, "its run is shown")
    check(place(case).read_bytes() == before, "and nothing is changed")


def test_a_folder_that_may_only_be_read_is_enough(case):
    path = with_history(case)
    case.copy_of_this_project()
    shutil.copytree(path.parent, case.folder / "read-only")
    copy = case.folder / "read-only" / path.name
    program = shutil.copy(harness.PROGRAM, case.folder / "verbatim")
    copy.chmod(0o444)
    copy.parent.chmod(0o555)
    # Root may write everywhere: then as nobody.
    who = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
    check("The last runs" in case.verbatim("history", "--history", copy, program=program, **who).out, "it is shown")


harness.main(globals())
