"""`verbatim why`: what is in the store, what an action is made of, and what has changed since it was made."""
import json
import re

import harness
import stores
from harness import check


def plain(text):
    """Without what differs from one folder, clock or moment to the next."""
    text = re.sub(r"\b[0-9a-f]{64}\b", "{DIGEST}", text)
    text = re.sub(r"\b[0-9a-f]{40}\b", "{OBJECT}", text)
    text = re.sub(r"\b[0-9a-f]{12}\b", "{SHORT}", text)
    return re.sub(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "{WHEN}", text)


def another_commit(project, content="module example.test/tiny\n\ngo 1.21\n"):
    """The tag moves on upstream to a commit with another go.mod, and the pins follow."""
    (project.upstream / "go.mod").write_text(content)
    (project.upstream / "extra.go").write_text("package main\n")
    harness.git(project.upstream, "add", ".")
    harness.git(project.upstream, "commit", "-q", "-m", "two")
    harness.git(project.upstream, "tag", "-f", "-a", "-m", "v1", "v1.0.0")
    project.commit = harness.git(project.upstream, "rev-parse", "HEAD")
    project.tag_object = harness.git(project.upstream, "rev-parse", "v1.0.0")
    project.write()


def test_before_anything_was_made_nothing_is_there_and_no_store_is_made(case):
    case.tiny_project()
    result = case.verbatim("why", "one", "example/tiny", "--offline")
    case.golden("why-nothing", plain(result.out))
    check(not case.store.exists(), "no store was made")
    one = case.verbatim("why", "one", "example/tiny", "build", "--offline")
    case.golden("why-unknown", plain(one.out))
    check(not case.store.exists(), "no store was made")


def test_what_was_fetched_is_in_the_store(case):
    case.tiny_project()
    case.verbatim("fetch", "one", "--quiet")
    case.golden("why-fetched", plain(case.verbatim("why", "one", "example/tiny", "--offline").out))
    record = case.verbatim("why", "one", "example/tiny", "--json", "--offline").json()
    states = {action["name"]: action["state"] for action in record["actions"]}
    check(states["fetch modules of example/tiny"] == "in_store" and states["vendor example/tiny"] == "absent"
          and states["build example/tiny linux/amd64"] == "unknown", str(states))


def test_the_digests_are_those_of_the_plan_and_of_the_store(case):
    case.tiny_project()
    case.verbatim("fetch", "one", "--quiet")
    record = case.verbatim("why", "one", "example/tiny", "--json").json()
    plan = case.verbatim("plan", "one", "--json").json()
    check([a["plan_digest"] for a in record["actions"]] == [a["plan_digest"] for a in plan["actions"]], "plan digests")
    check({"in_store", "absent", "unknown"} == {a["state"] for a in record["actions"]}, json.dumps(record["actions"]))
    for action in record["actions"]:
        there = action["run_digest"] and (case.store / "outcomes" / (action["run_digest"] + ".json")).exists()
        check(bool(there) == (action["state"] == "in_store"), json.dumps(action))


def test_a_pin_that_changed_is_named_with_its_old_and_new_value(case):
    project = case.tiny_project()
    case.verbatim("fetch", "one", "--quiet")
    old = project.commit
    another_commit(project)
    result = case.verbatim("why", "one", "example/tiny", "v1.0.0")
    case.golden("why-pin-changed", plain(result.out))
    record = case.verbatim("why", "one", "example/tiny", "v1.0.0", "--json").json()
    changes = {change["name"]: (change["was"], change["is"]) for change in record["asked"]["before"]["fields"]}
    check(changes["commit"] == (old, project.commit), str(changes))
    check("url" not in changes and "tag" not in changes, "what is the same is no change")


def test_an_input_that_changed_is_named_with_its_paths(case):
    project = case.tiny_project()
    case.verbatim("fetch", "one", "--quiet")
    another_commit(project)
    waiting = case.verbatim("why", "one", "example/tiny", "modules", "--json").json()["asked"]
    check(waiting["state"] == "unknown" and waiting["inputs"][0]["digest"] is None, json.dumps(waiting))
    check(waiting["waits_for"] == ["fetch example/tiny v1.0.0"], str(waiting["waits_for"]))
    case.verbatim("fetch", "one", "--quiet")
    case.golden("why-input-changed", plain(case.verbatim("why", "one", "example/tiny", "modules").out))
    before = case.verbatim("why", "one", "example/tiny", "modules", "--json").json()["asked"]["before"]
    paths = before["inputs"][0]["paths"]
    check(before["fields"] == [] and paths["first"] == [{"path": "go.mod", "how": "changed"}], json.dumps(before))


def test_after_gc_took_an_old_input_it_says_that_it_cannot_be_compared(case):
    project = case.tiny_project()
    case.verbatim("fetch", "one", "--quiet")
    case.verbatim("store", "gc")
    another_commit(project)
    case.verbatim("fetch", "one", "--quiet")
    result = case.verbatim("why", "one", "example/tiny", "modules")
    check("input source changed" in result.out and "not all of the old tree is in the store any more" in result.out, result.out)


def test_an_outcome_that_keeps_nothing_of_what_it_is_made_of_is_said_to(case):
    project = case.tiny_project()
    case.verbatim("fetch", "one", "--quiet")
    for path in (case.store / "outcomes").glob("*.json"):
        outcome = json.loads(path.read_text())
        path.write_text(json.dumps({name: outcome[name] for name in stores.FIRST_FIELDS}))
    again = case.verbatim("fetch", "one").err
    check("fetched" not in again, "such an outcome is as good as any: " + again)
    another_commit(project)
    result = case.verbatim("why", "one", "example/tiny", "v1.0.0")
    check("It was made before outcomes kept what they are made of" in result.out, result.out)
    record = case.verbatim("why", "one", "example/tiny", "v1.0.0", "--json").json()
    check(record["asked"]["before"]["made_of_known"] is False and not record["asked"]["before"]["fields"], "no false changes")


def test_a_mistyped_action_is_suggested_and_an_unclear_one_refused(case):
    case.tiny_project()
    case.golden("why-mistyped", case.verbatim("why", "one", "example/tiny", "venodr example/tiny", status=2).err)
    case.golden("why-unclear", case.verbatim("why", "one", "example/tiny", "fetch", status=2).err)


harness.main(globals())
