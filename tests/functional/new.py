"""`verbatim new`: a definition to start from, filled in with what upstream has, that stands in nobody's way."""
import json
import re

import yaml

import harness
from harness import check, git


def prepare(case):
    """This project, and an upstream of two programs and a module of tools, where the real one would be."""
    case.copy_of_this_project()
    upstream = case.folder / "upstreams" / "someone" / "tool"
    for path, text in {"go.mod": "module example.test/tool\n\ngo 1.20\n", "main.go": "package main\n\nfunc main() {}\n",
                       "cmd/more/main.go": "package main\n\nfunc main() {}\n", "lib/lib.go": "package lib\n",
                       "tools/go.mod": "module example.test/tool/tools\n\ngo 1.22\n", "tools/gen.go": "package main\n"}.items():
        (upstream / path).parent.mkdir(parents=True, exist_ok=True)
        (upstream / path).write_text(text)
    git(upstream, "init", "-q", "-b", "main")
    git(upstream, "add", ".")
    git(upstream, "commit", "-q", "-m", "one")
    git(upstream, "tag", "-a", "-m", "v1", "v1.0.0")
    git(upstream, "tag", "tools/v1.0.0")
    git(upstream, "commit", "-q", "--allow-empty", "-m", "two")
    git(upstream, "tag", "v1.1.0")
    case.environment["VERBATIM_MIRRORS"] = f"https://github.com/={case.folder}/upstreams/{{owner}}/{{name}}"
    return upstream


def definition(case, name="someone/tool"):
    return yaml.safe_load((case.project / "projects" / name / "project.yaml").read_text())


def test_without_a_tag_it_is_a_pattern_and_nothing_is_fetched(case):
    prepare(case)
    case.verbatim("new", "some.one/thing", "--offline")
    made = definition(case, "some.one/thing")
    check(made["source"] == "https://github.com/some.one/thing" and made["builds"] == [{"module": ".", "binaries": {"thing": "."}}], str(made))
    check(not case.store.exists(), "no store was made")


def test_with_a_tag_it_has_what_upstream_has(case):
    upstream = prepare(case)
    case.verbatim("new", "someone/tool", "--tag", "v1.0.0", "--release", "mine")
    builds = definition(case)["builds"]
    check(builds == [{"module": ".", "binaries": {"more": "./cmd/more", "tool": "."}}, {"module": "tools", "binaries": {"tools": "."}}], str(builds))
    pin = yaml.safe_load((case.project / "releases/mine.yaml").read_text())["components"]["someone/tool"]
    tags = {"v1.0.0": git(upstream, "rev-parse", "v1.0.0"), "tools/v1.0.0": git(upstream, "rev-parse", "v1.0.0^{commit}")}
    check(pin["tag_object"] == tags["v1.0.0"] and pin["commit"] == tags["tools/v1.0.0"] and pin["tags"] == tags, str(pin))
    check(pin["commit_time"].isoformat() == "2026-01-02T03:04:05+00:00", str(pin["commit_time"]))
    plan = case.verbatim("plan", "mine", "--json").json()
    check(len(plan["artifacts"]) == 6, str(plan["artifacts"]))
    check("fetch-distro" not in {action["operation"] for action in plan["actions"]}, "there is no distro")


def test_a_release_without_a_distro_has_nothing_to_check(case):
    prepare(case)
    case.verbatim("new", "someone/tool", "--tag", "v1.0.0", "--release", "mine")
    result = case.verbatim("verify", "mine", status=4)
    check("no distro" in result.out and "nothing to check" in result.out, result.out)
    check("mine      no distro  1 component\n" in case.verbatim("list").out, case.verbatim("list").out)
    releases = case.verbatim("list", "--json").json()["releases"]
    check([r["distro"] for r in releases if r["release"] == "mine"] == [None], json.dumps(releases))


def test_a_second_component_goes_to_the_end_of_a_lock_by_hand(case):
    prepare(case)
    before = (case.project / "releases/1-36.yaml").read_text()
    result = case.verbatim("new", "someone/tool", "--tag", "v1.1.0", "--release", "1-36")
    after = (case.project / "releases/1-36.yaml").read_text()
    check(after.startswith(before) and after != before, after)
    check("wrote releases/1-36.yaml" in result.out, result.out)
    check(len(case.verbatim("list", "1-36").out.splitlines()) == 13, "thirteen components")


def test_where_a_lock_ends_otherwise_the_pin_is_shown_for_pasting(case):
    prepare(case)
    lock = case.project / "releases/demo.yaml"
    lock.write_text(lock.read_text() + "base_images:\n  base: example.test/base@sha256:" + "1" * 64 + "\n")
    before = lock.read_text()
    result = case.verbatim("new", "someone/tool", "--tag", "v1.0.0", "--release", "demo", "--json").json()
    check(lock.read_text() == before and result["written"] == ["projects/someone/tool/project.yaml"], str(result))
    lock.write_text(before.replace("components:\n", "components:\n" + result["to_paste"]))
    check("someone/tool" in case.verbatim("list", "demo").out, "what was to be pasted can be")


def test_nothing_is_overwritten(case):
    prepare(case)
    case.verbatim("new", "someone/tool")
    path = case.project / "projects/someone/tool/project.yaml"
    path.write_text(path.read_text() + "# mine\n")
    before = path.read_text()
    result = case.verbatim("new", "someone/tool", status=2)
    check(path.read_text() == before, "it stays")
    case.golden("new-is-there", result.err)
    path.unlink()
    case.verbatim("new", "someone/tool", "--tag", "v1.0.0", "--release", "mine")
    path.unlink()
    result = case.verbatim("new", "someone/tool", "--tag", "v1.1.0", "--release", "mine", status=2)
    check(not path.exists(), "nothing is written where something is wrong")
    case.golden("new-is-pinned", result.err)


def test_what_cannot_be_had_leaves_nothing_behind(case):
    prepare(case)
    case.golden("new-no-tag", case.verbatim("new", "someone/tool", "--tag", "v1.0.1", status=3).err)
    case.golden("new-no-mirror", case.verbatim("new", "someone/else", "--tag", "v1", status=3).err)
    case.golden("new-no-name", case.verbatim("new", "../tool", status=2).err)
    check(not (case.project / "projects/someone").exists(), "no folder is left")
    case.golden("new-bad-url", case.verbatim("new", "someone/tool", "--url", "ssh://host/x", status=2).err)
    check(not (case.project / "projects/someone").exists(), "no folder is left")


def test_the_record_is_what_its_schema_says(case):
    prepare(case)
    schema = json.loads((harness.ROOT / "docs/formats/schemas/new.schema.json").read_text())
    for words in (["new", "a/b", "--json"], ["new", "someone/tool", "--tag", "v1.0.0", "--release", "mine", "--json"]):
        record = case.verbatim(*words).json()
        conforms(record, schema, schema, "record")
    check(record["detected"]["modules"][0]["binaries"] == {"more": "./cmd/more", "tool": "."}, json.dumps(record))


def conforms(value, schema, whole, where):
    """As much of JSON Schema as that schema uses; anything else in it is refused, so that nothing is passed over."""
    if "$ref" in schema:
        return conforms(value, whole["$defs"][schema["$ref"].split("/")[-1]], whole, where)
    known = {"$schema", "$id", "$defs", "title", "description", "type", "const", "pattern", "properties", "required",
             "additionalProperties", "items"}
    check(set(schema) <= known, f"{where}: this test does not know {set(schema) - known}")
    types = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
    allowed = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    check(any(isinstance(value, types[name]) for name in allowed), f"{where}: {value!r} is none of {allowed}")
    check(value == schema.get("const", value), f"{where}: {value!r}")
    if isinstance(value, str) and "pattern" in schema:
        check(re.search(schema["pattern"], value), f"{where}: {value!r} is not {schema['pattern']}")
    if isinstance(value, list):
        for item in value:
            conforms(item, schema["items"], whole, where + "[]")
    if isinstance(value, dict):
        properties, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        check(set(schema.get("required", [])) <= set(value), f"{where}: {sorted(value)}")
        for key, item in value.items():
            check(key in properties or more is not False, f"{where}: {key} is not described")
            conforms(item, properties.get(key, more), whole, f"{where}.{key}")


harness.main(globals())
