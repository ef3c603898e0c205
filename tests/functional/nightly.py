"""`verbatim nightly`: seeded samples are found and recorded, what the budget leaves out goes first the next night, two nights never
overlap, a killed one loses nothing, and whatever goes wrong, the report is there. The history is read by Python's sqlite3."""
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import harness
from harness import check, skip

sys.path.insert(0, str(harness.ROOT / "tests" / "support"))
import unsteady

# `make test-long` kills fifty nights.
KILLS = int(os.environ.get("VERBATIM_KILLS", "4"))
QUICK = ["clean", "host", "umask", "random"]


def night(case, status=0, config="{}", *words, **more):
    file = case.folder / "night.yaml"
    file.write_text(f"name: of the test\nhistory: history.sqlite\nreport: report\n{config}\n" if config != "{}" else
                    "name: of the test\nhistory: history.sqlite\nreport: report\n")
    return case.verbatim("nightly", "--config", file, "--quiet", *words, status=status, **more)


def rows(case, query):
    database = sqlite3.connect(case.folder / "history.sqlite")
    try:
        check(database.execute("pragma integrity_check").fetchone() == ("ok",), "the history is whole")
        return database.execute(query).fetchall()
    finally:
        database.close()


def run_record(case):
    return json.loads((case.folder / "report/site/run.json").read_text())


def states(case):
    return {unit["component"].removeprefix("example/"): unit for unit in run_record(case)["units"]}


def samples(case, names=QUICK, claims=True):
    unsteady.write(harness, case, names)
    if claims:
        unsteady.claim(harness, case, names)


def test_a_night_finds_each_seeded_axis_and_calls_the_clean_sample_clean(case):
    names = list(unsteady.COMMANDS)
    samples(case, names)
    said = night(case, status=1).out
    untried = []
    for name, unit in states(case).items():
        expected = unsteady.expected(name)
        lacking = [one for one in unit["steadiness"]["not_varied"] if one["axis"] in expected.split(" with ")]
        if lacking:
            untried.append(f"{name}: {lacking[0]['because']}")
            continue
        found = [variance["axis"] for variance in unit["steadiness"]["variances"]]
        check(found == ([expected] if expected else []), f"{name}: expected {expected or 'nothing'}, found {found}")
        check(unit["state"] == ("unsteady" if expected else "reproduced"), f"{name} is {unit['state']}")
    check("15 of 15 claims reproduced" in said, said)
    check("1 of 15 units steady under other circumstances" in said or untried, said)
    if untried:
        skip("; ".join(untried))


def test_all_good_is_status_0_and_the_report_is_written(case):
    samples(case, ["clean"])
    said = night(case).out
    check("1 of 1 claims reproduced · 1 of 1 units steady" in said, said)
    there = {path.name for path in (case.folder / "report").iterdir()}
    check({"site", "junit.xml", "summary.md", "annotations.txt"} <= there, str(there))
    check("clean" in (case.folder / "report/site/index.html").read_text(), "the site names it")


def test_a_regression_is_told_with_what_changed(case):
    samples(case, ["clean", "host"])
    night(case, config="vary: false")
    unsteady.claim_sums(harness, case, {"clean": "e" * 64 + "  linux-amd64/clean\n"})
    said = night(case, config="vary: false", status=1).out
    check("reproduced → differs  samples example/clean linux/amd64" in said, said)
    check("claim" in said and "eeee" in said, said)
    check("example/host" not in said.split("Changed since")[1], said)


def test_what_is_expected_is_no_news(case):
    samples(case, ["clean"])
    unsteady.claim_sums(harness, case, {"clean": "e" * 64 + "  linux-amd64/clean\n"})
    (case.project / "expected.yaml").write_text(
        "expected:\n  - {release: samples, component: example/clean, verdict: differs, because: it is known}\n")
    said = night(case, config="vary: false").out
    check("differs, as expected" in said, said)
    unsteady.claim(harness, case, ["clean"])  # now it is as claimed, and the expectation is not met
    said = night(case, config="vary: false", status=1).out
    check("not as expected" in said, said)


def test_what_the_budget_leaves_out_is_not_run_and_comes_first_the_next_night(case):
    samples(case)
    file = case.folder / "night.yaml"
    file.write_text("history: history.sqlite\nreport: report\n")
    process = case.start("nightly", "--config", file, "--budget", "1s", "--quiet")
    said, _ = process.communicate(timeout=300)
    check(process.returncode in (0, 1), said)  # as what it came to was good or not
    first = {name: unit["state"] for name, unit in states(case).items()}
    left = sorted(name for name, state in first.items() if state == "not_run")
    check(left and len(left) < len(QUICK) or len(first) == len(QUICK), str(first))
    check("did not run" in said or not left, said)
    check("did not run" not in night(case, status=1).out, "all have their turn")
    ids = rows(case, "select id, ending from runs order by id")
    check([ending for _, ending in ids] == ["budget spent" if left else "complete", "complete"], str(ids))


def test_a_lock_without_claims_is_never_green(case):
    samples(case, ["clean", "host"], claims=False)
    night(case, status=1)
    units = states(case)
    check(units["clean"]["state"] == "not_run" and units["host"]["state"] == "unsteady", str(units))


def test_two_nights_never_overlap(case):
    samples(case, ["clean", "built-at-date"])
    file = case.folder / "night.yaml"
    file.write_text("history: history.sqlite\n")
    first = case.start("nightly", "--config", file, "--quiet")
    try:
        until = time.monotonic() + 60
        while not (case.folder / "history.sqlite.night").exists() and time.monotonic() < until:
            time.sleep(0.01)
        second = case.verbatim("nightly", "--config", file, status=3)
        check("another night is under way" in second.err, second.err)
    finally:
        out, err = first.communicate(timeout=300)
    check(first.returncode == 1, f"{first.returncode}\n{out}{err}")


def test_an_interrupted_night_keeps_what_it_has_and_writes_its_report(case):
    samples(case, ["clean", "built-at-date"])
    file = case.folder / "night.yaml"
    file.write_text("history: history.sqlite\nreport: report\n")
    process = case.start("nightly", "--config", file, "--quiet")
    until = time.monotonic() + 60
    while not (case.folder / "history.sqlite").exists() and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    check(process.returncode in (1, 130), f"{process.returncode}\n{out}{err}")
    check(rows(case, "select ending from runs") in ([("interrupted",)], [("complete",)]), out)
    check((case.folder / "report/site/index.html").exists(), "the report is there")


def test_a_killed_night_loses_nothing_and_the_next_goes_on(case):
    samples(case)
    seed = int(os.environ.get("VERBATIM_SEED", "7"))
    chance = random.Random(seed)
    file = case.folder / "night.yaml"
    file.write_text("history: history.sqlite\nreport: report\n")
    begin = time.monotonic()
    night(case, status=1)
    whole = time.monotonic() - begin
    recorded = 0
    for kill in range(KILLS):
        process = case.start("nightly", "--config", file, "--quiet")
        try:
            process.wait(timeout=chance.uniform(0, whole))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        now = rows(case, "select count(*) from results")[0][0]
        check(now >= recorded, f"kill {kill} of seed {seed}: {recorded} units were recorded, {now} are left")
        recorded = now
    night(case, status=1)
    endings = [ending for ending, in rows(case, "select ending from runs order by id")]
    check(set(endings) <= {"complete", "killed"} and endings[-1] == "complete", str(endings))
    check("under way" not in endings, str(endings))
    check(case.verbatim("store", "fsck").status == 0, "the store is whole")


def test_what_came_out_since_the_pins_is_told_once(case):
    samples(case, ["clean"])
    harness.git(case.folder / "upstreams/clean", "commit", "-q", "--allow-empty", "-m", "two")
    harness.git(case.folder / "upstreams/clean", "tag", "v1.0.1")
    config = "vary: false\nnewer: true\nnotify: {to: [{command: [sh, -c, 'cat >> told; echo >> told'], events: [release]}]}"
    environment = {"GOPROXY": "off"}
    said = night(case, 0, config, environment=environment).out
    check("example/clean v1.0.0 → v1.0.1" in said, said)
    told = [json.loads(line) for line in (case.folder / "told").read_text().splitlines() if line]
    check(len(told) == 1 and told[0]["event"] == "release" and "v1.0.1" in json.dumps(told[0]), str(told))
    said = night(case, 0, config, environment=environment).out
    check("v1.0.1" not in said, said)


def test_a_release_of_the_distro_is_in_the_feed_once(case):
    samples(case, ["clean"])
    config = "vary: false\nnewer: true"
    number = case.folder / "distro/release/samples/production/RELEASE"
    number.parent.mkdir(parents=True)
    for released in (7, 8, 8):
        number.write_text(f"{released}\n")
        harness.git(case.folder / "distro", "add", ".")
        harness.git(case.folder / "distro", "commit", "-q", "--allow-empty", "-m", f"release {released}")
        night(case, 0, config, environment={"GOPROXY": "off"})
    check(rows(case, "select number, newest_before, run from published order by id") == [(7, 0, 1), (8, 7, 2)], str(rows(case, "select * from published")))
    feed = (case.folder / "report/site/feed.atom").read_text()
    check("New release: samples-8" in feed and "samples-7</title>" not in feed, feed)


def test_the_history_knows_which_builds_made_a_units_files(case):
    samples(case, ["clean"])
    night(case, 0, "vary: false")
    actions = states(case)["clean"]["actions"]
    check(len(actions) == 1 and (case.store / "outcomes" / f"{actions[0]}.json").exists(), str(actions))


def test_json_is_the_record_of_the_night(case):
    samples(case, ["clean"])
    record = night(case, 0, "vary: false", "--json").json()
    check(record["format"] == "verbatim.run/1" and record["units"][0]["state"] == "reproduced", str(record))
    unit = record["units"][0]
    check(len(unit["definitions"]) == 64 and any(one.startswith("project example/clean (") for one in unit["not_own"]) and not record["shared_cache"], str(unit))
    check("Not by Verbatim's own definitions alone" in (case.folder / "report/site/components/example_clean.html").read_text(), "the site says it")


def test_a_release_that_cannot_be_read_ends_before_anything_is_done(case):
    samples(case, ["clean"], claims=False)
    said = night(case, config="releases: [nosuch]", status=2).err
    check("nosuch" in said, said)
    said = night(case, config="components: [example/nosuch]", status=2).err
    check("no release of this night has a component example/nosuch" in said, said)
    said = night(case, config="vary: {axes: [hostname]}", status=2).err
    check("Did you mean host-name?" in said, said)


def test_a_component_that_fails_keeps_no_other_from_its_turn(case):
    samples(case, ["clean", "host"])
    (case.project / "projects/example/host/project.yaml").write_text(
        unsteady.definition("host", case.folder / "upstreams/host").replace("uname -n > out", "exit 7"))
    night(case, status=1)
    units = states(case)
    check(units["host"]["state"] == "failed" and "exited with 7" in json.dumps(units["host"]), str(units["host"]))
    check(units["clean"]["state"] == "reproduced", str(units["clean"]))


harness.main(globals())
