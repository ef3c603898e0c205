"""Every JSON record, of every command, against its schema in docs/formats/schemas; and every schema refuses what is broken."""
import copy
import json
import re
import shutil
import sys

import harness
from harness import check
from sum_database import SumDatabase

sys.path.insert(0, str(harness.ROOT / "tests/support"))
import go_pairs  # noqa: E402
import history_file  # noqa: E402
import unsteady  # noqa: E402
import run_history  # noqa: E402

try:
    import jsonschema
except ImportError:
    sys.exit("error: no python3-jsonschema here\n  next: tools/setup.sh --test   installs it")

SCHEMAS = {path.name.removesuffix(".schema.json"): json.loads(path.read_text())
           for path in sorted((harness.ROOT / "docs/formats/schemas").glob("*.schema.json"))}
# Commands without --json, and why.
EXCEPTIONS = {"completion": "prints a script for a shell"}
# Fields that a record may lack, and those that hold names of any kind.
OPTIONAL = {"only", "reason", "expected", "log", "differences", "made_of", "cold", "check", "asked", "text", "remaining_milliseconds", "remaining_at_least"}
FREE = {"fields", "trees", "values"}


def validator(name):
    # One schema may name another by its file.
    store = {other + ".schema.json": schema for other, schema in SCHEMAS.items()}
    return jsonschema.Draft202012Validator(SCHEMAS[name], resolver=jsonschema.RefResolver("", SCHEMAS[name], store))


def valid(record):
    name, version = re.fullmatch(r"verbatim\.([\w-]+)/(\d+)", record["format"]).groups()
    check(version == "1" and name in SCHEMAS, f"there is no schema for {record['format']}")
    errors = [f"{error.json_path}: {error.message[:300]}" for error in validator(name).iter_errors(record)]
    check(not errors, f"{record['format']} is not what its schema says:\n" + "\n".join(errors[:5]))
    return record


def with_shared_store(case):
    case.store = harness.SHARED_STORE
    case.project = harness.ROOT


def records_of_the_sample(case):
    """Name of the schema → records: each command with --json on the embedded sample, its events, its outcomes."""
    with_shared_store(case)
    commands = [["list"], ["list", "demo"], ["list", "--toolchains"], ["list", "--roots"], ["config"], ["plan", "demo"],
                ["fetch", "demo"], ["build", "demo", "--platform", "linux/amd64", "--out", case.folder / "out"], ["verify", "demo"],
                ["why", "demo", "verbatim/greeting"], ["why", "demo", "verbatim/greeting", "build", "shout", "linux/amd64"],
                ["doctor", "--offline"], ["search", "demo", "verbatim/greeting", "--platform", "linux/amd64", "--pinned-only"], ["audit", "verbatim/greeting", "--pinned-only"],
                ["diff", "demo", "demo"], ["outdated", "demo"], ["pin", "demo", "verbatim/greeting", "--tag", "v0.1.0", "--dry-run"], ["pin", "demo", "--distro", "@main", "--dry-run"],
                ["pin", "--root", "git", "--dry-run"],
                ["store", "du"], ["store", "gc", "--dry-run"], ["import", harness.ROOT / "samples/greeting", case.folder / "greeting.git"]]
    commands += [["explain", "demo", "verbatim/greeting", "--platform", "linux/amd64"]]
    dist = case.folder / "dist"
    commands += [["release", "demo", "--number", number, "--out", dist] for number in "12"]
    commands += [["release", "demo", "--number", "2", "--out", dist, "--withdraw", "a test"]]
    records = [case.verbatim(*command, "--json").json() for command in commands]
    records += records_of_notifications(case, dist)
    only = harness.Case(case.folder / "only")
    only.folder.mkdir()
    only.copy_of_this_project()
    only.store = case.store
    for lock in (only.project / "releases").iterdir():
        if lock.name != "demo.yaml":
            lock.unlink()
    (only.project / "releases/broken.yaml").write_text("branch: other\n")
    records.append(only.verbatim("verify", "--all", "--json", status=3).json())
    records.append(record_of_an_explained_claim(only))
    history_file.sample(case.folder / "history.sqlite")
    records.append(case.verbatim("history", "etcd-io/etcd", "--history", case.folder / "history.sqlite", "--json").json())
    records.append(case.verbatim("push", dist, f"127.0.0.1:{harness.closed_port()}/demo", "--json", status=3).json())
    for path in sorted((case.store / "outcomes").glob("*.json"))[:200]:
        records.append(json.loads(path.read_text()))
    return records


def record_of_an_explained_claim(case):
    """Of a lock with another Go release than the one that built what is claimed, with a search and the published file."""
    words = ("demo", "verbatim/greeting", "--platform", "linux/amd64")
    case.verbatim("build", *words, "--out", case.folder / "published", "--quiet")
    lock = case.project / "releases/demo.yaml"
    lock.write_text(lock.read_text().replace("found: go1.25.12", "found: go1.26.5"))
    case.verbatim("search", *words, "--pinned-only")
    file = case.folder / "published/_output/demo/bin/greeting/linux-amd64/greet"
    record = case.verbatim("explain", *words, "--published", file, "--json", status=1).json()
    check(record["searched"]["found"] and record["explanation"]["causes"], json.dumps(record))
    return record


def records_of_the_tiny_project(case):
    """Of a store that nobody else knows: outcomes that say what they are made of, every kind of event, what has changed."""
    project = case.tiny_project()
    first = case.verbatim("fetch", "one", "--json", "--events")
    records = [first.json(), *map(json.loads, first.err.splitlines())]
    failed = case.verbatim("build", "one", "--out", case.folder / "out", "--json", "--events", status=3)
    records += [failed.json()] + [json.loads(line) for line in failed.err.splitlines() if line.startswith("{")]
    check(records[-1] and failed.json()["errors"] and not failed.json()["artifacts"], failed.out)
    (project.upstream / "go.mod").write_text("module example.test/tiny\n\ngo 1.21\n")
    harness.git(project.upstream, "commit", "-q", "-a", "-m", "two")
    harness.git(project.upstream, "tag", "-f", "-a", "-m", "v1", "v1.0.0")
    project.commit, project.tag_object = (harness.git(project.upstream, "rev-parse", name) for name in ("HEAD", "v1.0.0"))
    project.write()
    records.append(case.verbatim("why", "one", "example/tiny", "modules", "--json").json())
    case.verbatim("fetch", "one", "--quiet")
    records.append(case.verbatim("why", "one", "example/tiny", "modules", "--json").json())
    records.append(case.verbatim("new", "someone/tool", "--json").json())
    records.append(record_of_a_difference(case, project))
    records.append(record_of_a_toolchain(case))
    records.append(record_of_a_check(case))
    records += records_of_a_report(case)
    records += record_of_an_explanation(case)
    for path in (case.store / "outcomes").glob("*.json"):
        outcome = json.loads(path.read_text())
        check("made_of" in outcome, "an outcome that was made now says what it is made of")
        records.append(outcome)
    records += records_of_patches(case, project)
    damaged = next((case.store / "blobs").glob("*/*"))
    damaged.chmod(0o644)
    damaged.write_text("damaged")
    records.append(case.verbatim("store", "fsck", "--json", status=1).json())
    check(records[-1]["damage"], "the damage is found")
    return records


def record_of_a_check(case):
    """A component whose bits depend on the host's name, and one that has a clean build."""
    inner = harness.Case(case.folder / "check")
    inner.folder.mkdir()
    unsteady.write(harness, inner, ["clean", "host"])
    record = inner.verbatim("check", "samples", "--axis", "host-name", "--axis", "compiler-cache", "--json", "--quiet", status=1).json()
    record["units"].sort(key=lambda unit: unit["steady"])
    check(record["units"][0]["steadiness"]["variances"] and record["units"][0]["steadiness"]["not_varied"], json.dumps(record))
    return record


def records_of_notifications(case, dist):
    """A test and a release that commands were told, and what a webhook did not take; runs of the history are the unit tests' to tell."""
    port = harness.closed_port()
    told = case.folder / "told"
    (case.folder / "notify.yaml").write_text(f"""notify:
  to:
    - command: [sh, -c, "cat >> {told}"]
    - webhook: http://127.0.0.1:{port}/
      secret_env: ABSENT
""")
    words = ("notify", "--config", case.folder / "notify.yaml", "--json")
    records = [case.verbatim(*words, *more, status=3).json() for more in (["--test"], ["--released", dist, "--number", "2"], ["--retry"])]
    letters = [json.loads(line) for line in (case.folder / "undelivered.jsonl").read_text().splitlines()]
    bodies = [json.loads(line) for line in told.read_text().splitlines()]
    check([body["event"] for body in bodies] == ["test", "release"] and len(letters) == 2, str((bodies, letters)))
    golden = harness.ROOT / "tests/golden/report"
    return [*records, *letters, *bodies, *(json.loads(path.read_text()) for path in sorted(golden.glob("notification-*.json")))]


def record_of_a_toolchain(case):
    """One host that the checksum database proves, one that the proxy refuses."""
    lines = [f"golang.org/toolchain v0.0.1-go1.99.2.linux-amd64{suffix} h1:{'A' * 43}=\n" for suffix in ("", "/go.mod")]
    database = SumDatabase("sum.example.test", ["example.test/other v1.0.0 h1:" + "A" * 43 + "=\n", "".join(lines)])

    def answer(path):
        body = database.answer(path.removeprefix("/sumdb/sum.example.test/"))
        return (403, b"", 0) if body is None else (200, body, len(body))

    with harness.Server(answer) as server:
        environment = {"GOPROXY": server.url, "GOSUMDB": database.signer.verifier()}
        record = case.verbatim("pin", "--toolchain", "go1.99.2", "--json", environment=environment).json()
    check(record["hosts"] and record["left_out"], json.dumps(record))
    return record


def records_of_a_report(case):
    """What the report says of itself, and the last of the runs that it was made of."""
    runs = run_history.history(2, branches=["1-36"], components=["etcd-io/etcd"])
    runs[-1]["units"][0]["steadiness"]["variances"] = [{**dict.fromkeys(("axis", "from", "to", "action", "cause"), "some"), "paths": ["some"]}]
    (case.folder / "runs.json").write_text(json.dumps(runs))
    record = case.verbatim("report", "--runs", "runs.json", "--out", "reports", "--json").json()
    check(record["runs"] == 2 and record["files"], json.dumps(record))
    return [record, json.loads((case.folder / "reports/site/run.json").read_text())]


def record_of_a_difference(case, project):
    """A lock against one whose commits, patches, tags and number are others."""
    other = (project.folder / "releases/one.yaml").read_text().replace(project.commit, harness.git(project.upstream, "rev-parse", "HEAD~1"))
    tree = harness.git(project.distro, "rev-parse", "HEAD:projects/example/tiny/one")
    (case.folder / "other.yaml").write_text("number: 2\ncommitter: Bot <bot@example.test>\n" + other.replace("    checksums:", f"    patches: {tree}\n    checksums:"))
    record = case.verbatim("diff", "other.yaml", "one", "--json", status=1).json()
    check(record["components"][0]["commits"]["added"]["count"] == 1 and record["facts"], json.dumps(record))
    return record


def record_of_an_explanation(case):
    """Two folders with programs that differ in what the linker was told, and in a function, and with a text."""
    sides = []
    for side, main in (("a", go_pairs.MAIN), ("b", go_pairs.MAIN.replace("n > 3", "n > 4"))):
        folder = case.folder / f"explained-{side}"
        folder.mkdir()
        world = go_pairs.world()
        shutil.copy(world.build(folder=world.copy(f"schema-{side}", main=main), ldflags=f"-s -w -X main.version={side}"), folder / "tool")
        (folder / f"only-{side}").write_text("")
        (folder / "text").write_text(side)
        sides.append(folder)
    record = case.verbatim("explain", *sides, "--json", status=1).json()
    inner = next(part for part in record["parts"] if part["path"] == "tool")
    check(record["notes"] == [] and inner["program"]["strings"] and inner["program"]["functions"], json.dumps(inner["program"]))
    return record, case.verbatim("explain", sides[0] / "tool", sides[1] / "tool", "--json", status=1).json()


def records_of_patches(case, project):
    """A patch that does not apply, and one that a commit becomes."""
    project.committer = "committer: Bot <bot@example.test>\n"
    project.write()
    own = project.folder / "patches/example/tiny/one/0001-no.patch"
    own.parent.mkdir(parents=True)
    own.write_text("From: A <a@example.test>\nDate: Fri, 2 Jan 2026 03:04:05 +0000\nSubject: For CVE-2026-12345\n\n---\n"
                   "--- a/go.mod\n+++ b/go.mod\n@@ -1,2 +1,2 @@\n-module nobody\n+module somebody\n \n")
    records = [case.verbatim("patch", "check", "one", "--json", "--quiet", status=1).json(), case.verbatim("patch", "list", "one", "--json").json()]
    check(records[0]["components"][0]["patches"][0]["refusal"]["expected"], json.dumps(records[0]))
    own.unlink()
    out = case.folder / "source"
    records.append(case.verbatim("source", "one", "example/tiny", "--out", out, "--json").json())
    (out / "go.mod").write_text("module example.test/other\n")
    harness.git(out, "commit", "-q", "-a", "-m", "other")
    records.append(case.verbatim("patch", "export", out, "--json").json())
    return [*records, case.verbatim("patch", "check", "one", "--json").json()]


def test_schemas_are_schemas(case):
    check(SCHEMAS, "there are schemas")
    for name, schema in SCHEMAS.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        check(schema["title"].startswith(f"verbatim.{name}/1: "), name)


def test_every_record_is_as_its_schema_says_and_every_schema_refuses_what_is_broken(case):
    inner = case.folder / "tiny"
    inner.mkdir()
    tiny = harness.Case(inner)
    by_name = {}
    for record in records_of_the_tiny_project(tiny) + records_of_the_sample(case):
        by_name.setdefault(valid(record)["format"].split(".")[1].split("/")[0], []).append(record)
    check(set(by_name) == set(SCHEMAS), f"schemas without a record: {set(SCHEMAS) ^ set(by_name)}")
    kinds = {record["kind"] for record in by_name["event"]}
    check({"started", "finished"} <= kinds, str(kinds))
    for name, records in by_name.items():
        accepts = validator(name).is_valid
        for record in records[:30]:
            check(not accepts({**record, "format": f"verbatim.{name}/2"}), f"{name}: another version is accepted")
            for broken, what in broken_copies(record):
                check(not accepts(broken), f"{name}: accepted with {what}")


def broken_copies(record):
    """The record with one field too many or too few, at each of its places; of a list, the first element stands for all."""
    for path, node in places(record, ()):
        shown = "/".join(map(str, path))
        yield changed(record, path, lambda n: n.update(surely_unknown=1)), f"an unknown field in /{shown}"
        for key in set(node) - OPTIONAL:
            yield changed(record, path, lambda n, key=key: n.pop(key)), f"no {key} in /{shown}"


def places(node, path):
    if isinstance(node, dict):
        if not (path and path[-1] in FREE):
            yield path, node
            for key, value in node.items():
                yield from places(value, (*path, key))
    elif isinstance(node, list) and node:
        yield from places(node[0], (*path, 0))


def changed(record, path, change):
    record = copy.deepcopy(record)
    node = record
    for part in path:
        node = node[part]
    change(node)
    return record


def test_each_command_has_json_or_a_reason_not_to(case):
    case.project = harness.ROOT
    listed = case.verbatim("--help").out.split("Subcommands:\n")[1].split("\n\n")[0]
    commands = re.findall(r"^  ([a-z]+) ", listed, re.M)
    check({"verify", "why", "doctor"} <= set(commands), listed)
    lacking = [name for name in commands if name not in EXCEPTIONS and "--json" not in case.verbatim(name, "--help").out]
    check(not lacking, f"without --json: {lacking}")


def test_json_is_the_only_thing_on_standard_output_and_events_the_only_thing_beside_it(case):
    with_shared_store(case)
    for command in (["fetch", "demo"], ["verify", "demo"], ["build", "demo", "--platform", "linux/amd64", "--out", case.folder / "out"]):
        result = case.verbatim(*command, "--json", "--events")
        valid(result.json())
        events = [valid(json.loads(line)) for line in result.err.splitlines()]
        check(events and events[-1]["kind"] == "finished", str(events[-1:]))


harness.main(globals())
