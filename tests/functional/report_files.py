"""The reports that other programs read, read by other people's programs: junitparser, feedparser, prometheus-client. And the file of runs, which may
come from anywhere."""
import json
import pathlib
import sys
import xml.etree.ElementTree

import harness
from harness import check

sys.path.insert(0, str(harness.ROOT / "tests/support"))
import python_packages  # noqa: E402
import run_history  # noqa: E402

HOSTILE = "<script>alert(1)</script>]]>\"'&\n::error::x\u202e\uffff\x00\x01%0A{{`|\\"


def readers():
    try:
        folder = str(python_packages.packages(harness.PROGRAM.parent))
    except python_packages.Unavailable as reason:
        harness.skip(str(reason))
    if folder not in sys.path:
        sys.path.insert(0, folder)


def few_nights(nights=4):
    return run_history.history(nights, branches=["1-30", "1-31", "1-35", "1-36"])


def with_hostile_texts(runs):
    """Names, causes, reasons and pins that would be something else than text, in each format."""
    for run in runs:
        unit = run["units"][0]
        unit.update(component=HOSTILE, cause=HOSTILE, state="differs", evidence=[HOSTILE])
        for file in unit["files"]:
            file.update(path=HOSTILE + file["path"], reason=HOSTILE, verdict="differs")
        unit["pins"].update(tag=HOSTILE, go=HOSTILE)
        run.update(host=HOSTILE, configuration=HOSTILE)
    return runs


def report(case, runs, *words, **more):
    (case.folder / "runs.json").write_text(json.dumps(runs))
    return case.verbatim("report", "--runs", case.folder / "runs.json", "--out", case.folder / "out", *words, **more)


def counts_of(run):
    """Verdicts of all claims, counted here once more."""
    counts = {"passed": 0, "failure": 0, "error": 0, "skipped": 0}
    for unit in run["units"]:
        if unit["state"] == "not_run":
            counts["skipped"] += 1
            continue
        for file in unit["files"]:
            kind = {"reproduced": "passed", "failed": "error", "unbuildable": "error"}.get(file["verdict"], "failure")
            counts["skipped" if file["expected"] and kind != "passed" else kind] += 1
        counts["failure"] += unit["state"] == "unsteady"
    return counts


def test_junitparser_reads_the_verdicts_of_all_claims(case):
    readers()
    import junitparser
    runs = run_history.history(4, branches=["1-30", "1-34", "1-35", "1-36"])
    report(case, runs)
    suites = junitparser.JUnitXml.fromfile(str(case.folder / "out/junit.xml"))
    wanted = counts_of(runs[-1])
    check(wanted["passed"] and wanted["failure"] and wanted["error"] and wanted["skipped"], str(wanted))
    check((suites.failures, suites.errors, suites.skipped) == (wanted["failure"], wanted["error"], wanted["skipped"]), f"{wanted} {suites}")
    check(suites.tests == sum(wanted.values()), f"{suites.tests} {wanted}")
    found = {"passed": 0, "failure": 0, "error": 0, "skipped": 0}
    kinds = {junitparser.Failure: "failure", junitparser.Error: "error", junitparser.Skipped: "skipped"}
    for suite in suites:
        for one in suite:
            found[kinds[type(one.result[0])] if one.result else "passed"] += 1
    check(found == wanted, f"{found} {wanted}")
    check({suite.name for suite in suites} == {"1-30", "1-34", "1-35", "1-36"}, "a suite a release")
    skipped = [one.result[0].message for suite in suites for one in suite if one.is_skipped]
    check(any("as expected: published before the toolchain was raised" in text for text in skipped), str(skipped[:3]))
    check(any("did not look" in text for text in skipped), str(skipped[:3]))


def test_feedparser_reads_the_changes_and_the_new_branches(case):
    readers()
    import feedparser
    runs = few_nights()
    runs[-1]["published"] = [{"release": "1-36", "number": 6, "newest_before": 5, "distro": "https://example.org/distro@" + 40 * "d"}]
    for run in runs[:-1]:
        run["units"] = [unit for unit in run["units"] if unit["release"] != "1-36"]
    report(case, runs, "--address", "https://reports.example.org/nightly/")
    feed = feedparser.parse((case.folder / "out/site/feed.atom").read_bytes())
    check(not feed.bozo and feed.version == "atom10", f"{feed.bozo} {feed.get('bozo_exception')} {feed.version}")
    check(feed.feed.id == "tag:reports.example.org,2026:feed" and feed.feed.title == "Verbatim: changes", str(feed.feed))
    ids = [entry.id for entry in feed.entries]
    check(len(ids) == len(set(ids)) and all(one.startswith("tag:reports.example.org,2026:") for one in ids), str(ids[:3]))
    titles = [entry.title for entry in feed.entries]
    check([title for title in titles if title.startswith("New release: ")] == ["New release: 1-36-6"], str(titles))
    check("New release branch: 1-36" in titles, str(titles))
    check(any("#" in entry.link for entry in feed.entries), "none leads to a place in a page")
    for entry in feed.entries:
        check(entry.get("updated_parsed") and entry.link.startswith("https://reports.example.org/nightly/"), str(entry))
        page, _, anchor = entry.link.removeprefix("https://reports.example.org/nightly/").partition("#")
        text = (case.folder / "out/site" / page).read_text()
        check(not anchor or f'id="{anchor}"' in text, entry.link)


def test_prometheus_client_reads_the_metrics(case):
    readers()
    from prometheus_client.parser import text_string_to_metric_families
    runs = few_nights()
    report(case, runs)
    families = {family.name: family for family in text_string_to_metric_families((case.folder / "out/verbatim.prom").read_text())}
    check(all(family.documentation and family.type == "gauge" for family in families.values()), str(families.keys()))
    claims = sum(sample.value for sample in families["verbatim_claims"].samples)
    # Of units that were not run, those of the night before count.
    known = {}
    for run in runs:
        known.update({(u["release"], u["component"], u["platform"]): u for u in run["units"] if u["state"] != "not_run"})
    check(claims == sum(len(unit["files"]) for unit in known.values()), str(claims))
    now = [sample.labels for sample in families["verbatim_unit_state"].samples if sample.value == 1]
    check(len(now) == len(runs[-1]["units"]), str(len(now)))
    check(sum(labels["state"] == "not run" for labels in now) == sum(unit["state"] == "not_run" for unit in runs[-1]["units"]), "not run is a state")
    started = families["verbatim_last_run_timestamp_seconds"].samples
    check([(sample.labels, sample.value) for sample in started] == [({"kind": "nightly"}, run_history.STARTED + 3 * run_history.DAY)], str(started))


def test_hostile_texts_stay_text_for_every_reader(case):
    readers()
    import feedparser
    import junitparser
    from prometheus_client.parser import text_string_to_metric_families
    runs = with_hostile_texts(few_nights())
    report(case, runs, "--title", HOSTILE.replace("\x00", ""))
    out = case.folder / "out"
    suites = junitparser.JUnitXml.fromfile(str(out / "junit.xml"))
    check(any("<script>alert(1)</script>]]>" in one.classname for suite in suites for one in suite), "the name is there, as text")
    feed = feedparser.parse((out / "site/feed.atom").read_bytes())
    check(not feed.bozo, str(feed.get("bozo_exception")))
    labels = [sample.labels for family in text_string_to_metric_families((out / "verbatim.prom").read_text()) for sample in family.samples]
    check(any(one.get("component", "").startswith("<script>alert(1)</script>]]>\"'&\\x0a::error::x\\u202e") for one in labels), str(labels[0]))
    annotations = (out / "annotations.txt").read_text().splitlines()
    check(any("<script>" in line for line in annotations), f"the name is in them: {annotations[:3]}")
    for line in annotations:
        check(line.startswith(("::error title=", "::warning title=", "::notice title=")), line)
    for path in out.rglob("*"):
        if path.is_file():
            text = path.read_bytes()
            check(b"\x00" not in text and b"\x01" not in text and "\u202e".encode() not in text, str(path))
    xml.etree.ElementTree.parse(out / "site/badge.svg")
    xml.etree.ElementTree.parse(out / "site/icon.svg")
    check(json.loads((out / "site/run.json").read_text())["units"][0]["evidence"] == [HOSTILE], "JSON keeps it as it was")


def test_the_last_run_reads_back_as_it_was(case):
    runs = few_nights(2)
    report(case, runs)
    written = json.loads((case.folder / "out/site/run.json").read_text())
    in_order = sorted(runs[-1]["units"], key=lambda unit: (unit["release"], unit["component"], unit["platform"]))
    check(written == {**runs[-1], "units": in_order}, "the same record")


def test_a_record_of_an_earlier_verbatim_is_read_and_marked(case):
    runs = few_nights(2)
    report(case, runs)
    words = "made with the compiler cache that components shared, which could be forged"
    index = case.folder / "out/site/index.html"
    check(words not in index.read_text(), "what says that it is none is none")
    for run in runs:
        del run["shared_cache"]
        for unit in run["units"]:
            del unit["definitions"], unit["not_own"]
    report(case, runs)
    check(index.read_text().count(words) == 3 and words in (case.folder / "out/summary.md").read_text(), "both runs, and today")
    check(json.loads((case.folder / "out/site/run.json").read_text())["shared_cache"] is True, "so it stays")


def test_a_file_that_is_no_runs_is_refused_with_the_place(case):
    good = run_history.history(1, branches=["1-36"], components=["etcd-io/etcd"])[0]

    def refused(text, *parts):
        (case.folder / "runs.json").write_bytes(text if isinstance(text, bytes) else text.encode())
        result = case.verbatim("report", "--runs", case.folder / "runs.json", "--out", case.folder / "out", status=2)
        check(all(part in result.err for part in parts), f"{parts} is not in\n{result.err}")
        check(not (case.folder / "out").exists(), "nothing was written")

    def changed(change):
        record = json.loads(json.dumps(good))
        change(record)
        return json.dumps([good, record])

    refused('[\n  {"format": }\n]', "no JSON", "line 2, column 14")
    refused(b"", "no JSON")
    refused(b"[\xff]", "no JSON")
    refused("[" * 100 + "]" * 100, "nested too deep")
    refused('"text"', "no object")
    refused(changed(lambda r: r.update(format="verbatim.run/2")), "[1].format", "not verbatim.run/1")
    refused(changed(lambda r: r.pop("kind")), "[1]", 'no "kind"')
    refused(changed(lambda r: r["units"][0].update(state="green")), "[1].units[0].state", "no state")
    refused(changed(lambda r: r["units"][1].update(elapsed_milliseconds=-1)), "[1].units[1].elapsed_milliseconds", "whole number")
    refused(changed(lambda r: r["units"][1]["files"][0].update(claimed_sha256="A" * 64)), "[1].units[1].files[0].claimed_sha256", "no sha256")
    refused(changed(lambda r: r.update(published=[{"release": "1-36"}])), "[1].published[0]", "there is no \"number\"")
    refused(changed(lambda r: r["units"].append(r["units"][0])), "[1].units", "there are two of 1-36 etcd-io/etcd linux/amd64")
    refused(changed(lambda r: r.update(started="yesterday")), "[1].started", "no time")
    refused(changed(lambda r: r.update(ended="1999-01-01T00:00:00Z")), "[1].ended", "before the run started")
    refused(changed(lambda r: r.update(configuration="x" * 70_000)), "[1].configuration", "longer than")


def test_an_older_site_is_replaced_whole_and_nobody_elses_folder_is(case):
    runs = few_nights(2)
    report(case, runs)
    site = case.folder / "out/site"
    (site / "components/left-over.html").write_text("of a component that is no more")
    (case.folder / "out/mine.txt").write_text("mine")
    (case.folder / "out/.verbatim-site-of-one-that-was-killed").mkdir()
    report(case, runs)
    check(not (site / "components/left-over.html").exists() and (site / "index.html").exists(), "the site is new as a whole")
    check((case.folder / "out/mine.txt").read_text() == "mine", "what else lies there stays")
    names = {path.name for path in (case.folder / "out").iterdir()}
    check(names == {"site", "junit.xml", "verbatim.prom", "summary.md", "annotations.txt", "mine.txt", ".verbatim-report.lock"}, str(names))
    (site / ".verbatim-site").unlink()
    result = report(case, runs, status=2)
    check("will not replace" in result.err and (site / "index.html").exists(), result.err)


def test_no_run_gives_a_site_that_says_so(case):
    result = report(case, [], "--json")
    check(result.json()["runs"] == 0 and "No run yet" in (case.folder / "out/site/index.html").read_text(), result.out)


def test_json_names_the_files_that_were_written(case):
    record = report(case, few_nights(2), "--json").json()
    for file in record["files"]:
        check((case.folder / "out" / file["path"]).stat().st_size == file["size"], str(file))
    written = {str(path.relative_to(case.folder / "out")) for path in pathlib.Path(case.folder / "out").rglob("*") if path.is_file()}
    check({file["path"] for file in record["files"]} == written - {".verbatim-report.lock", "site/.verbatim-site"}, str(record))


harness.main(globals())
