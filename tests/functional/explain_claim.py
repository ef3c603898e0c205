"""`verbatim explain RELEASE COMPONENT`: what is known of a claim that is not reproduced, and why the published file differs."""
import hashlib
import json
import re

import harness
from harness import check

WORDS = ("explain", "demo", "verbatim/greeting", "--platform", "linux/amd64")
RIGHT, WRONG = "go1.25.12", "go1.26.5"


def prepare(case):
    """The sample with a lock that says another Go release than the one that built what its distro published."""
    project = case.copy_of_this_project()
    case.store = harness.SHARED_STORE
    lock = project / "releases/demo.yaml"
    lock.write_text(lock.read_text().replace(f"found: {RIGHT}", f"found: {WRONG}"))
    return project


def published(case):
    """What the distro published, as the right pins make it."""
    case.project, project = harness.ROOT, case.project
    case.verbatim("build", "demo", "verbatim/greeting", "--platform", "linux/amd64", "--out", case.folder / "out", "--quiet")
    case.project = project
    return case.folder / "out/_output/demo/bin/greeting/linux-amd64"


def test_what_is_known_is_told_and_what_to_do(case):
    prepare(case)
    for kept in (case.store / "searches").glob("demo@*"):
        kept.unlink()
    told = case.verbatim(*WORDS, status=1).out
    check("0 of 3 claims reproduced" in told and told.count("\ndiffers  ") == 3, told)
    check(f"pinned   v0.2.0, commit 79fe3d210218, {WRONG} (the distro declares Go 1.25)" in told, told)
    check("next: verbatim search demo verbatim/greeting" in told and "--published FILE" in told, told)
    record = case.verbatim(*WORDS, "--json", status=1).json()
    check(record["format"] == "verbatim.explain-claim/1" and len(record["claims"]) == 3 and record["searched"] is None, json.dumps(record))
    check(record["pinned"] == WRONG and record["published_at"] == "https://dist.verbatim.example", json.dumps(record))


def test_what_search_came_to_is_told(case):
    prepare(case)
    case.verbatim("search", "demo", "verbatim/greeting", "--platform", "linux/amd64", "--pinned-only")
    record = case.verbatim(*WORDS, "--json", status=1).json()
    check(record["searched"]["found"] == [{"changes": [f"{RIGHT} (pinned: {WRONG})"], "claims": 3}], json.dumps(record["searched"]))
    told = case.verbatim(*WORDS, status=1).out
    check(f"{RIGHT} (pinned: {WRONG}) reproduce 3 claims" in told and "verbatim search" not in told, told)
    kept = next((case.store / "searches").glob("demo@verbatim@greeting.json"))
    before = kept.read_text()
    for other in (before[:100], "[]", "null", before.replace(f'"pinned": "{WRONG}"', '"pinned": "go1.1.1"')):
        kept.write_text(other)
        check(case.verbatim(*WORDS, "--json", status=1).json()["searched"] is None, "no record of these pins")


def test_the_published_file_is_explained_beside_ours(case):
    prepare(case)
    file = published(case) / "salute"
    record = case.verbatim("explain", "demo", "verbatim/greeting", "--published", file, "--json", status=1).json()
    claim, = record["claims"]
    check(claim["path"].endswith("linux-amd64/salute") and claim["claimed_sha256"] == hashlib.sha256(file.read_bytes()).hexdigest(), json.dumps(claim))
    check(record["claims_in_scope"] == 3, "its platform alone")
    explanation = record["explanation"]
    check(explanation["causes"][0]["kind"] == "go" and explanation["is_sha256"] == claim["built_sha256"], json.dumps(explanation["causes"]))
    told = case.verbatim("explain", "demo", "verbatim/greeting", "--published", file, status=1).out
    check(RIGHT in told and WRONG in told and "B  our build of _output/demo/bin/greeting/linux-amd64/salute" in told and "differs  _output/demo/bin/greeting/linux-amd64/salute" in told, told)
    case.project = harness.ROOT
    told = case.verbatim("explain", "demo", "verbatim/greeting", "--published", file).out
    check("reproduced  _output/demo/bin/greeting/linux-amd64/salute" in told, told)


def test_a_file_that_is_not_the_claimed_one_is_an_error(case):
    prepare(case)
    other = case.folder / "salute"
    other.write_bytes((published(case) / "salute").read_bytes() + b"\0")
    told = case.verbatim("explain", "demo", "verbatim/greeting", "--published", other, status=2).err
    check("is not what" in told and hashlib.sha256(other.read_bytes()).hexdigest() in told, told)
    check(len(re.findall(r"Claimed is [0-9a-f]{64} of _output/demo/bin/greeting/[a-z0-9-]+/salute", told)) == 3, told)
    case.verbatim("explain", "demo", "verbatim/greeting", "--published", case.folder / "nowhere", status=3)


def test_of_what_is_unbuildable_the_input_is_named(case):
    project = prepare(case)
    definition = (project / "projects/verbatim/greeting/project.yaml").read_text()
    (project / "projects/verbatim/elsewhere").mkdir()
    (project / "projects/verbatim/elsewhere/project.yaml").write_text(definition.replace("/bin/greeting/", "/bin/elsewhere/"))
    case.verbatim("pin", "demo", "--distro", "@main")
    told = case.verbatim("explain", "demo", "verbatim/elsewhere", status=1).out
    check("an input is not public: upstream has no tag v1.4.0" in told and "next: ask the distro" in told, told)
    record = case.verbatim("explain", "demo", "verbatim/elsewhere", "--json", status=1).json()
    check((record["tag"], record["commit"], record["pinned"]) == ("v1.4.0", None, None), json.dumps(record))


def test_files_and_claims_are_told_apart(case):
    prepare(case)
    for name in ("demo", "verbatim/greeting"):
        path = case.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    check("is_sha256" in case.verbatim("explain", "demo", "verbatim/greeting", "--json").json(), "two files that are there are two files")
    (case.folder / "demo").unlink()
    check("claims" in case.verbatim("explain", "demo", "verbatim/greeting", "--platform", "linux/amd64", "--json", status=1).json(), "a release")
    check("has no component" in case.verbatim("explain", "demo", "no/body", status=2).err, "a component of the lock")
    check("--published" in case.verbatim(*WORDS, "--deep", status=2).err, "nothing to hand over")
    case.project = None
    told = case.verbatim("explain", "nothing", "nowhere", status=2).err
    check("nothing" in told and "no component" not in told, "neither: " + told)


harness.main(globals())
