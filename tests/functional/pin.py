"""`verbatim pin`: locks written from what upstreams and the distro have, with nothing else in them touched."""
import json
import os
import random
import subprocess
import time

import yaml

import harness
from harness import check, git

KILLS = int(os.environ.get("VERBATIM_KILL_ROUNDS", "10"))


def newer_upstream(project):
    """A second version, with a tag of a folder beside its own."""
    (project.upstream / "main.go").write_text("package main\n\nfunc main() { println() }\n")
    git(project.upstream, "commit", "-q", "-a", "-m", "two")
    git(project.upstream, "tag", "-a", "-m", "v2", "v1.1.0")
    git(project.upstream, "tag", "tools/v1.1.0")
    return {name: git(project.upstream, "rev-parse", name) for name in ("v1.1.0", "tools/v1.1.0", "v1.1.0^{commit}")}


def lock_of(case, branch="one"):
    return case.project / f"releases/{branch}.yaml"


def dressed(project, case):
    """The lock with comments and a layout that a person chose, and a second component that stays."""
    text = lock_of(case).read_text()
    text = "# At the head.\n\n" + text.replace("    tags:\n", "    # About the tags.\n    tags:   # here too\n")
    text = text.replace("    go: {declared", "\n    # About Go.\n    go:  {declared").replace("go1.99.1}", "go1.99.1}   # so far")
    text = text.replace("    tag: v1.0.0", '    tag:   "v1.0.0" # a tag')
    other = text[text.index("  example/tiny:\n"):].replace("example/tiny", "example/other")
    (project.folder / "projects/example/other").mkdir(parents=True)
    definition = (project.folder / "projects/example/tiny/project.yaml").read_text()
    (project.folder / "projects/example/other/project.yaml").write_text(definition.replace("bin/tiny", "bin/other"))
    text = text.replace("  example/tiny:", other.rstrip("\n") + "\n\n  # The one that matters.\n  example/tiny:") + "# At the end.\n"
    lock_of(case).write_text(text)
    return text


def test_one_component_is_bumped_and_nothing_else_is_touched(case):
    project = case.tiny_project()
    before = dressed(project, case)
    new = newer_upstream(project)
    result = case.verbatim("pin", "one", "example/tiny", "--tag", "v1.1.0")
    head, tail = before.split("  # The one that matters.\n")
    tail = tail.replace('"v1.0.0" # a tag', '"v1.1.0" # a tag').replace(f"v1.0.0: {project.tag_object}", f"v1.1.0: {new['v1.1.0']}")
    tail = tail.replace(project.tag_object, new["v1.1.0"]).replace(f"commit: {project.commit}", f"commit: {new['v1.1.0^{commit}']}")
    tail = tail.replace(f"      v1.1.0: {new['v1.1.0']}\n", f"      v1.1.0: {new['v1.1.0']}\n      tools/v1.1.0: {new['tools/v1.1.0']}\n")
    expected = head + "  # The one that matters.\n" + tail
    got = lock_of(case).read_text()
    check(got == expected, f"--- expected\n{expected}--- got\n{got}")
    case.golden("pin-bump", result.out)
    check(case.verbatim("plan", "one", "--json").json()["actions"], "the lock can be planned")
    again = case.verbatim("pin", "one", "example/tiny", "--tag", "v1.1.0", "--json").json()
    check(not again["changed"] and not again["written"] and lock_of(case).read_text() == expected, json.dumps(again))


def test_a_pin_that_is_killed_at_any_moment_leaves_the_old_lock_or_the_new(case):
    project = case.tiny_project()
    newer_upstream(project)
    old = lock_of(case).read_text()
    words = ("pin", "one", "example/tiny", "--tag", "v1.1.0")
    case.verbatim(*words)  # which fetches; the kills fall on runs that need not
    lock_of(case).write_text(old)
    begin = time.monotonic()
    case.verbatim(*words)
    whole = time.monotonic() - begin
    new = lock_of(case).read_text()
    check(old != new, "it is bumped")
    seed = random.randrange(1 << 32)
    rng, seen = random.Random(seed), {old: 0, new: 0}
    for _ in range(KILLS):
        lock_of(case).write_text(old)
        process = case.start(*words)
        try:
            process.communicate(timeout=rng.uniform(0, whole))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        now = lock_of(case).read_text()
        check(now in seen, f"seed {seed}: neither the old lock nor the new\n{now}")
        seen[now] += 1
    check(seen[old] > 0, f"none of {KILLS} was killed in time")
    case.verbatim(*words)
    check(lock_of(case).read_text() == new, "the next one does it all")
    left = [path.name for path in lock_of(case).parent.iterdir() if path != lock_of(case)]
    # A new lock has a name of its own for some microseconds only.
    check(len(left) <= 1 and not any(name.endswith(".yaml") for name in left), f"seed {seed}: {left} is left beside it")


def test_a_tag_whose_object_nobody_read_is_built_and_can_be_pinned(case):
    project = case.tiny_project()
    whole = lock_of(case).read_text()
    head = whole.index("    tags:\n")
    bare = whole[:head] + whole[head:].replace(f"    tags:\n      v1.0.0: {project.tag_object}\n", "")
    bare = bare.replace(f"    tag_object: {project.tag_object}\n", "")
    check(project.tag_object not in bare, bare)
    lock_of(case).write_text(bare)
    check(case.verbatim("plan", "one", "--json").json()["actions"], "it can be planned")
    case.verbatim("fetch", "one")
    changed = case.verbatim("pin", "one", "example/tiny", "--tag", "v1.0.0", "--json").json()
    check([change["key"] for change in changed["components"][0]["changes"]] == ["tag_object", "tags v1.0.0"], json.dumps(changed))
    check(lock_of(case).read_text() == whole, lock_of(case).read_text())
    lock_of(case).write_text(bare)
    git(project.upstream, "commit", "-q", "--allow-empty", "-m", "evil")
    git(project.upstream, "tag", "-f", "-a", "-m", "moved", "v1.0.0")
    case.store = case.folder / "another"
    refused = case.verbatim("fetch", "one", status=3)
    check("no longer points to the pinned commit" in refused.err, refused.err)


def test_tags_keep_their_places_and_those_that_are_gone_go(case):
    project = case.tiny_project()
    git(project.upstream, "tag", "gone/v1.0.0")
    git(project.upstream, "tag", "tools/v1.0.0")
    text = lock_of(case).read_text()
    lines = f"      # Of the tools.\n      tools/v1.0.0: {project.commit}\n      gone/v1.0.0: {project.commit}\n      v1.0.0: {project.tag_object}\n"
    lock_of(case).write_text(text.replace(f"      v1.0.0: {project.tag_object}\n", lines))
    new = newer_upstream(project)
    case.verbatim("pin", "one", "example/tiny", "--tag", "v1.1.0")
    got = lock_of(case).read_text()
    check(f"    tags:\n      # Of the tools.\n      tools/v1.1.0: {new['tools/v1.1.0']}\n      v1.1.0: {new['v1.1.0']}\n    checksums" in got, got)


def test_tags_in_one_line_stay_in_one(case):
    project = case.tiny_project()
    text = lock_of(case).read_text().replace(f"    tags:\n      v1.0.0: {project.tag_object}\n", f"    tags: {{v1.0.0: {project.tag_object}}}  # all\n")
    lock_of(case).write_text(text)
    new = newer_upstream(project)
    case.verbatim("pin", "one", "example/tiny", "--tag", "v1.1.0")
    got = lock_of(case).read_text()
    check(f"    tags: {{tools/v1.1.0: {new['tools/v1.1.0']}, v1.1.0: {new['v1.1.0']}}}  # all\n" in got, got)


def test_a_dry_run_and_json_say_what_would_change(case):
    project = case.tiny_project()
    new = newer_upstream(project)
    before = lock_of(case).read_text()
    record = case.verbatim("pin", "one", "example/tiny", "--tag", "v1.1.0", "--dry-run", "--json").json()
    check(lock_of(case).read_text() == before, "a dry run writes nothing")
    check(record["changed"] and not record["written"], json.dumps(record))
    changes = {change["key"]: (change["was"], change["is"]) for change in record["components"][0]["changes"]}
    check(changes["tag"] == ("v1.0.0", "v1.1.0") and changes["commit"] == (project.commit, new["v1.1.0^{commit}"]), json.dumps(changes))
    check(changes["tags v1.0.0"] == (project.tag_object, None) and changes["tags tools/v1.1.0"] == (None, new["tools/v1.1.0"]), json.dumps(changes))


def test_only_a_toolchain_that_is_pinned_can_be_chosen(case):
    project = case.tiny_project()
    text = (project.folder / "toolchains/go/go1.99.1.yaml").read_text()
    (project.folder / "toolchains/go/go1.99.2.yaml").write_text(text.replace("go1.99.1", "go1.99.2"))
    before = lock_of(case).read_text()
    case.verbatim("pin", "one", "example/tiny", "--go", "go1.99.2")
    check(lock_of(case).read_text() == before.replace("found: go1.99.1", "found: go1.99.2"), lock_of(case).read_text())
    result = case.verbatim("pin", "one", "example/tiny", "--go", "go1.99.3", status=2)
    check("there is no toolchain" in result.err, result.err)


def test_what_is_not_there_is_named(case):
    project = case.tiny_project()
    newer_upstream(project)
    before = lock_of(case).read_text()
    errors = [case.verbatim("pin", "one", "example/tiny", "--tag", "v1.1.1", status=3).err]
    errors += [case.verbatim("pin", "one", "example/tniy", "--tag", "v1.1.0", status=2).err]
    errors += [case.verbatim("pin", "one", status=2).err, case.verbatim("pin", "one", "--distro", f"file://{project.distro}@nowhere", status=2).err]
    errors += [case.verbatim("pin", "two", "--distro", f"file://{project.distro}@main", status=2).err]
    case.golden("pin-errors", "\n".join(errors))
    check(lock_of(case).read_text() == before and not lock_of(case, "two").exists(), "nothing was written")


def test_a_lock_that_cannot_be_edited_stays_as_it_is(case):
    project = case.tiny_project()
    newer_upstream(project)
    head, entry = lock_of(case).read_text().split("  example/tiny:\n")
    one_line = "{tag: v1.0.0, tag_object: %s, commit: %s, commit_time: 2026-01-02T03:04:05Z,\n    tags: {v1.0.0:\n      %s},\n    go: {declared: \"1.99\", found: go1.99.1}}" % (
        project.tag_object, project.commit, project.tag_object)
    text = head + "  example/tiny: " + one_line + "\n"
    lock_of(case).write_text(text)
    result = case.verbatim("pin", "one", "example/tiny", "--tag", "v1.1.0", status=2)
    check("does not know how to edit" in result.err and "tools/v1.1.0: " in result.err, result.err)
    check(lock_of(case).read_text() == text, "it stays as it is")


PATCH = """From: A <a@example.test>
Date: Fri, 2 Jan 2026 03:04:05 +0000
Subject: Go 1.21

---
--- a/go.mod
+++ b/go.mod
@@ -1,3 +1,3 @@
 module example.test/tiny
 
-go 1.20
+go 1.21
"""


def with_patch(project):
    """A distro with a patch, GIT_TAG and GOLANG_VERSION, and what the patch comes to, asked of git am."""
    folder = project.distro / "projects/example/tiny/one"
    (folder / "patches").mkdir()
    (folder / "patches/0001-go.patch").write_text(PATCH)
    (folder / "GIT_TAG").write_text("v1.0.0\n")
    (folder / "GOLANG_VERSION").write_text("1.99\n")
    project.make_distro()
    tree = git(project.distro, "rev-parse", "HEAD:projects/example/tiny/one/patches")
    project.committer = "committer: Bot <bot@example.test>\n"
    project.patches = f"    patches: {tree}\n    patched_commit: {am(project, 'v1.0.0')}\n"
    project.write()


def am(project, tag):
    work = project.upstream.parent / f"am-{tag}"
    git(project.upstream, "worktree", "add", "-q", "--detach", work, tag)
    environment = {**harness.GIT_ENVIRONMENT, "GIT_COMMITTER_NAME": "Bot", "GIT_COMMITTER_EMAIL": "bot@example.test"}
    del environment["GIT_COMMITTER_DATE"]
    patch = project.distro / "projects/example/tiny/one/patches/0001-go.patch"
    subprocess.run(["git", "-C", str(work), "am", "-q", "--committer-date-is-author-date", str(patch)], env=environment, check=True, capture_output=True)
    return git(work, "rev-parse", "HEAD")


def test_the_patched_commit_is_what_git_am_makes_of_the_new_one(case):
    project = case.tiny_project()
    with_patch(project)
    newer_upstream(project)
    case.verbatim("pin", "one", "example/tiny", "--tag", "v1.1.0")
    pin = yaml.safe_load(lock_of(case).read_text())["components"]["example/tiny"]
    check(pin["patched_commit"] == am(project, "v1.1.0"), str(pin))
    check(pin["patches"] == git(project.distro, "rev-parse", "HEAD:projects/example/tiny/one/patches"), str(pin))


def test_a_patched_commit_that_cannot_be_is_dropped_with_a_word(case):
    project = case.tiny_project()
    with_patch(project)
    (project.upstream / "go.mod").write_text("module example.test/tiny\n\ngo 1.22\n")
    newer_upstream(project)
    before = lock_of(case).read_text()
    result = case.verbatim("pin", "one", "example/tiny", "--tag", "v1.1.0")
    check("patched_commit is left out" in result.out and "0001-go.patch" in result.out, result.out)
    pin = yaml.safe_load(lock_of(case).read_text())["components"]["example/tiny"]
    check("patched_commit" not in pin and pin["patches"] in before, str(pin))


def test_a_lock_is_written_from_the_distro_alone(case):
    project = case.tiny_project()
    with_patch(project)
    expected = yaml.safe_load(lock_of(case).read_text())
    lock_of(case).unlink()
    for name, tag in (("nowhere", "v9.9.9-fix"), ("undefined", "v1.0.0"), ("silent", "v1.0.0")):
        folder = project.distro / f"projects/example/{name}/one"
        folder.mkdir(parents=True)
        (folder / "GIT_TAG").write_text(tag + "\n")
        (folder / "GOLANG_VERSION").write_text("1.99\n")
        if name != "silent":
            (folder / "CHECKSUMS").write_text(project.checksums)
        if name != "undefined":
            (project.folder / f"projects/example/{name}").mkdir(parents=True)
            (project.folder / f"projects/example/{name}/project.yaml").write_text((project.folder / "projects/example/tiny/project.yaml").read_text())
    project.make_distro()
    result = case.verbatim("pin", "one", "--distro", f"file://{project.distro}@main", "--committer", "Bot <bot@example.test>")
    got = yaml.safe_load(lock_of(case).read_text())
    unbuildable = got.pop("unbuildable")
    check(unbuildable == {"example/nowhere": {"tag": "v9.9.9-fix", "because": "upstream has no tag v9.9.9-fix"}}, str(unbuildable))
    expected["distro"]["commit"] = project.distro_commit
    check(got == expected, f"{got}\n{expected}")
    check("go1.99.1 is a guess" in lock_of(case).read_text(), lock_of(case).read_text())
    case.golden("pin-distro", "\n".join(line for line in result.out.splitlines() if "  distro  " not in line) + "\n")
    check(case.verbatim("plan", "one", "--json").json()["actions"], "the lock can be planned")


def another_component(project, name, upstream="/upstream", golang="1.99"):
    """Defined like tiny, at v1.0.0 in the distro, and in no lock; the folder that the distro has for it."""
    folder = project.distro / f"projects/example/{name}/one"
    folder.mkdir(parents=True)
    for file, text in (("GIT_TAG", "v1.0.0\n"), ("GOLANG_VERSION", golang + "\n"), ("CHECKSUMS", project.checksums)):
        (folder / file).write_text(text)
    project.make_distro()
    definition = (project.folder / "projects/example/tiny/project.yaml").read_text()
    (project.folder / f"projects/example/{name}").mkdir()
    (project.folder / f"projects/example/{name}/project.yaml").write_text(definition.replace("/upstream", upstream).replace("bin/tiny", f"bin/{name}"))
    return folder


def say_unbuildable(case, component, because):
    """In the lock; what stands there then."""
    told = f"unbuildable:\n  {component}:\n    tag: v1.0.0\n    because: {because}\n"
    lock_of(case).write_text(lock_of(case).read_text().replace("components:\n", told + "components:\n"))
    return told


def states_of(result):
    return {one["component"]: one["state"] for one in result["components"]}


def test_an_upstream_that_cannot_be_had_leaves_its_component_out(case):
    project = case.tiny_project()
    with_patch(project)
    another_component(project, "far", upstream="/nowhere")
    result = case.verbatim("pin", "one", "--distro", "@main", "--json", status=3).json()
    check(states_of(result) == {"example/far": "left_out", "example/tiny": "unchanged"} and result["written"], json.dumps(result))
    project.upstream.rename(case.folder / "gone")
    before = lock_of(case).read_text()
    case.verbatim("pin", "one", "--distro", "@main", status=3)
    check(lock_of(case).read_text() == before, "what is pinned is not taken away")


def test_what_a_person_calls_unbuildable_stays_while_nothing_can_be_pinned_of_its_tag(case):
    project = case.tiny_project()
    with_patch(project)
    folder = another_component(project, "own", golang="1.98")
    told = say_unbuildable(case, "example/own", "its Go is the distro's own")
    result = case.verbatim("pin", "one", "--distro", "@HEAD", "--json").json()
    check(states_of(result)["example/own"] == "unbuildable" and told in lock_of(case).read_text(), json.dumps(result))
    newer_upstream(project)
    (folder / "GIT_TAG").write_text("v1.1.0\n")
    project.make_distro()
    result = case.verbatim("pin", "one", "--distro", "@HEAD", "--json").json()
    check(states_of(result)["example/own"] == "left_out" and "example/own" not in lock_of(case).read_text(), json.dumps(result))


def test_what_a_person_calls_unbuildable_stays_where_the_distro_has_no_sums_of_it(case):
    project = case.tiny_project()
    with_patch(project)
    folder = another_component(project, "own")
    (folder / "CHECKSUMS").unlink()
    project.make_distro()
    told = say_unbuildable(case, "example/own", "the distro copies an internal build")
    result = case.verbatim("pin", "one", "--distro", "@HEAD", "--json").json()
    check(states_of(result)["example/own"] == "unbuildable" and told in lock_of(case).read_text(), json.dumps(result))


def test_what_a_person_calls_unbuildable_stays_while_its_upstream_cannot_be_had(case):
    project = case.tiny_project()
    with_patch(project)
    folder = another_component(project, "far", upstream="/nowhere")
    told = say_unbuildable(case, "example/far", "its source was never public")
    result = case.verbatim("pin", "one", "--distro", "@HEAD", "--json", status=3).json()
    remarks, = [one["remarks"] for one in result["components"] if one["component"] == "example/far"]
    check(states_of(result)["example/far"] == "unbuildable" and told in lock_of(case).read_text(), json.dumps(result))
    check(remarks[0] == "its source was never public" and remarks[1].startswith("upstream cannot be had: "), json.dumps(remarks))
    (folder / "GIT_TAG").write_text("v1.1.0\n")
    project.make_distro()
    result = case.verbatim("pin", "one", "--distro", "@HEAD", "--json", status=3).json()
    check(states_of(result)["example/far"] == "left_out" and "example/far" not in lock_of(case).read_text(), json.dumps(result))


def test_a_lock_is_brought_to_another_revision_of_its_distro(case):
    project = case.tiny_project()
    with_patch(project)
    text = "# Kept.\n" + lock_of(case).read_text().replace("    go: {", "    # Kept, too.\n    go: {").replace("go1.99.1}", "go1.99.0}")
    lock_of(case).write_text(text)
    (project.folder / "toolchains/go/go1.99.0.yaml").write_text((project.folder / "toolchains/go/go1.99.1.yaml").read_text().replace("go1.99.1", "go1.99.0"))
    same = case.verbatim("pin", "one", "--distro", "@main")
    check("says so already" in same.out and lock_of(case).read_text() == text, same.out)
    new = newer_upstream(project)
    old = project.distro_commit
    (project.distro / "projects/example/tiny/one/GIT_TAG").write_text("v1.1.0\n")
    project.make_distro()
    result = case.verbatim("pin", "one", "--distro", "@HEAD", "--dry-run")
    check(lock_of(case).read_text() == text and "v1.0.0 → v1.1.0" in result.out, result.out)
    case.verbatim("pin", "one", "--distro", "@HEAD")
    got = lock_of(case).read_text()
    expected = text.replace(old, project.distro_commit).replace(project.patches.split()[3], am(project, "v1.1.0")).replace("go1.99.0}", "go1.99.1}")
    expected = expected.replace("tag: v1.0.0", "tag: v1.1.0").replace(project.commit, new["v1.1.0^{commit}"]).replace(project.tag_object, new["v1.1.0"])
    expected = expected.replace(f"      v1.0.0: {new['v1.1.0']}\n", f"      v1.1.0: {new['v1.1.0']}\n      tools/v1.1.0: {new['tools/v1.1.0']}\n")
    check(got == expected, f"--- expected\n{expected}--- got\n{got}")


def test_a_component_that_upstream_took_back_becomes_unbuildable_and_back(case):
    project = case.tiny_project()
    with_patch(project)
    other = lock_of(case).read_text()
    other = other[other.index("  example/tiny:\n"):].replace("example/tiny", "example/other")
    lock_of(case).write_text(lock_of(case).read_text().rstrip("\n") + "\n")
    with open(lock_of(case), "a") as lock:
        lock.write("".join(line + "\n" for line in other.splitlines() if not line.startswith(("    patch", "    checksums"))))
    (project.folder / "projects/example/other").mkdir(parents=True)
    (project.folder / "projects/example/other/project.yaml").write_text((project.folder / "projects/example/tiny/project.yaml").read_text())
    before = lock_of(case).read_text()
    tag = project.distro / "projects/example/tiny/one/GIT_TAG"
    tag.write_text("v1.0.0-secret\n")
    project.make_distro()
    case.verbatim("pin", "one", "--distro", "@HEAD")
    lock = yaml.safe_load(lock_of(case).read_text())
    check(list(lock["components"]) == ["example/other"] and lock["unbuildable"]["example/tiny"]["tag"] == "v1.0.0-secret", str(lock))
    tag.write_text("v1.0.0\n")
    project.make_distro()
    case.verbatim("pin", "one", "--distro", "@HEAD")
    back, was = yaml.safe_load(lock_of(case).read_text()), yaml.safe_load(before)
    was["distro"]["commit"] = project.distro_commit
    check(back == was, f"{back}\n{was}")


def test_the_lock_of_the_sample_is_what_the_sample_says(case):
    case.copy_of_this_project()
    before = lock_of(case, "demo").read_text()
    result = case.verbatim("pin", "demo", "--distro", "@main")
    check(lock_of(case, "demo").read_text() == before and "says so already" in result.out, result.out)
    check("verbatim/elsewhere" in result.out and "has no definition" in result.out, result.out)
    case.verbatim("pin", "demo", "verbatim/greeting", "--tag", "v0.1.0", "--quiet")
    case.verbatim("pin", "demo", "--distro", "@main", "--json")
    lock, was = yaml.safe_load(lock_of(case, "demo").read_text()), yaml.safe_load(before)
    check(lock == was, f"{lock}\n{was}")


harness.main(globals())
