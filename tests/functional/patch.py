"""The patch commands, on a small upstream with a series of the distro and one of our own."""
import json
import os
import re
import subprocess

import harness
from harness import check, git

TEXT = "".join(f"line {n}\n" for n in range(1, 41))


class Patched:
    """A tiny project whose upstream has a file `text`, and a distro with a series for it."""

    def __init__(self, case):
        self.case = case
        self.project = project = case.tiny_project()
        self.commit_upstream("text", TEXT, "text")
        self.tag("v1.0.0")
        self.work = case.folder / "work"
        git(case.folder, "clone", "-q", str(project.upstream), str(self.work))
        self.series = project.distro / "projects/example/tiny/one/patches"
        self.series.mkdir()

    def commit_upstream(self, name, content, message):
        (self.project.upstream / name).write_text(content)
        git(self.project.upstream, "add", ".")
        git(self.project.upstream, "commit", "-q", "-m", message)

    def tag(self, name):
        git(self.project.upstream, "tag", "-f", "-a", "-m", name, name)
        if name == "v1.0.0":
            self.project.commit = git(self.project.upstream, "rev-parse", "HEAD")
            self.project.tag_object = git(self.project.upstream, "rev-parse", name)

    def change(self, old, new, message, name="text"):
        """One more patch of the distro."""
        path = self.work / name
        path.write_text(path.read_text().replace(old, new, 1))
        git(self.work, "commit", "-q", "-a", "-m", message)
        number = len(list(self.series.iterdir())) + 1
        git(self.work, "format-patch", "-q", "-1", "--start-number", str(number), "-o", str(self.series))

    def publish(self):
        project = self.project
        project.make_distro()
        tree = git(project.distro, "rev-parse", "HEAD:projects/example/tiny/one/patches")
        project.committer = "committer: Bot <bot@example.test>\n"
        project.patches = f"    patches: {tree}\n"
        project.write()
        return self

    def by_git_am(self, *more, tag="v1.0.0"):
        folder = self.case.folder / f"am{len(list(self.case.folder.iterdir()))}"
        git(self.case.folder, "clone", "-q", "-b", tag, str(self.project.upstream), str(folder))
        environment = {**harness.GIT_ENVIRONMENT, "GIT_COMMITTER_NAME": "Bot", "GIT_COMMITTER_EMAIL": "bot@example.test"}
        environment = {name: value for name, value in environment.items() if "_DATE" not in name and "AUTHOR" not in name}
        files = [*sorted(self.series.iterdir()), *more]
        subprocess.run(["git", "-C", str(folder), "am", "-q", "--committer-date-is-author-date", *map(str, files)], env=environment, check=True)
        return git(folder, "rev-parse", "HEAD")


def series_of_three(case):
    patched = Patched(case)
    patched.change("line 3\n", "line three\n", "Write three out\n\nFor CVE-2026-12345 and CVE-2026-54321.")
    patched.change("line 20\n", "line twenty\n", "Write twenty out")
    patched.change("line 38\n", "line thirty-eight\n", "Write thirty-eight out")
    return patched.publish()


def own_patch(case, patched, content):
    folder = case.project / "patches/example/tiny/one"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "0004-ours.patch"
    path.write_text(content)
    return path


def test_a_series_that_applies_comes_to_the_commit_of_git_am(case):
    patched = series_of_three(case)
    record = case.verbatim("patch", "check", "one", "--json").json()
    (component,) = record["components"]
    check(record["all_apply"] and len(component["patches"]) == 3, json.dumps(record))
    check(component["patched_commit"] == patched.by_git_am(), json.dumps(record))
    case.golden("patch-check-applies", case.verbatim("patch", "check", "one", "--quiet").out.replace(component["patched_commit"][:12], "{COMMIT}"))


def test_another_commit_than_the_pinned_one_is_an_error_with_the_pin(case):
    patched = series_of_three(case)
    patched.project.patches += "    patched_commit: 1111111111111111111111111111111111111111\n"
    patched.project.write()
    result = case.verbatim("source", "one", "example/tiny", "--out", case.folder / "out", "--quiet", status=3)
    check("patched_commit: 1111" in result.err and patched.by_git_am() in result.err, result.err)
    check(not (case.folder / "out").exists(), "nothing is written")


def test_a_patch_that_does_not_apply_is_told_with_all_that_is_needed_to_mend_it(case):
    patched = series_of_three(case)
    # Upstream has moved: twenty is elsewhere and reads otherwise, three was taken, thirty-eight is as it was.
    moved = TEXT.replace("line 3\n", "line three\n").replace("line 19\nline 20\n", "line 19\nline 20 of 40\n")
    patched.commit_upstream("text", TEXT.replace("line 3\n", "line three\n"), "three")
    patched.tag("v1.0.1")
    patched.commit_upstream("text", "".join(f"new {n}\n" for n in range(5)) + moved, "move")
    patched.tag("v1.1.0")
    result = case.verbatim("patch", "check", "one", "--tag", "v1.1.0", "--quiet", status=1)
    case.golden("patch-check-refused", re.sub(r"distro@[0-9a-f]{8}", "distro@{COMMIT}", result.out))
    record = case.verbatim("patch", "check", "one", "--tag", "v1.1.0", "--json", "--quiet", status=1).json()
    first, second, third = record["components"][0]["patches"]
    check(first["refusal"]["applied_already"] and first["came_in"] == "v1.0.1", json.dumps(first))
    check(second["came_in"] is None and second["refusal"]["nearest"] == 22 and second["refusal"]["target"] == "text", json.dumps(second))
    check(third["applies"], json.dumps(third))


def test_a_tag_that_is_not_there_and_one_for_many_are_usage_errors(case):
    series_of_three(case)
    check("Did you mean v1.0.0?" in case.verbatim("patch", "check", "one", "--tag", "v1.0.O", status=2).err, "a suggestion")
    check("check, list or export" in case.verbatim("patch", status=2).err, "the choices are named")
    check("patch list" in case.verbatim("patch", "--help").out, "help")


def test_the_list_names_authors_dates_files_and_cves(case):
    series_of_three(case)
    case.golden("patch-list", case.verbatim("patch", "list", "one", "--quiet").out.replace(git(case.project.parent / "distro", "rev-parse", "HEAD")[:8], "{COMMIT}"))
    record = case.verbatim("patch", "list", "one", "--json").json()
    first = record["components"][0]["patches"][0]
    check(first["cves"] == ["CVE-2026-12345", "CVE-2026-54321"] and first["paths"] == ["text"], json.dumps(first))


def test_the_source_is_a_checkout_and_a_commit_there_becomes_the_next_patch(case):
    patched = series_of_three(case)
    out = case.folder / "out"
    made = case.verbatim("source", "one", "example/tiny", "--out", out, "--json").json()
    check(made["commit"] == git(out, "rev-parse", "HEAD") == patched.by_git_am() and made["patches"] == 3, json.dumps(made))
    check(git(out, "status", "--porcelain") == "", "clean: no marker of the build")
    check(git(out, "symbolic-ref", "--short", "HEAD") == made["branch"], "on a branch")
    check(git(out, "fsck", "--strict") == "", "whole")
    case.verbatim("source", "one", "example/tiny", "--out", out, status=2)  # never over what is there
    # Work there, as anybody would.
    (out / "text").write_text((out / "text").read_text() + "line 41\n")
    (out / "picture").write_bytes(bytes(range(256)))
    (out / "run").write_text("#!/bin/sh\n")
    (out / "run").chmod(0o755)
    git(out, "add", ".")
    git(out, "-c", "user.name=Zoë Ärger", "commit", "-q", "-m", "Grüße: one line more\n\nAnd a picture — äöü.", "--author", "Zoë Ärger <zoe@example.test>",
        "--date", "2026-05-06T07:08:09-0330")
    git(out, "mv", "run", "runs")
    git(out, "commit", "-q", "-m", "Rename it")
    record = case.verbatim("patch", "export", out, "--json").json()
    names = [os.path.basename(patch["file"]) for patch in record["patches"]]
    check(names == ["0004-Gr-e-one-line-more.patch", "0005-Rename-it.patch"], str(names))
    files = [patch["file"] for patch in record["patches"]]
    expected = patched.by_git_am(*files)
    again = case.verbatim("source", "one", "example/tiny", "--out", case.folder / "again", "--json").json()
    check(again["commit"] == expected and again["patches"] == 5, json.dumps(again))
    check(git(case.folder / "again", "rev-parse", "HEAD^{tree}") == git(out, "rev-parse", "HEAD^{tree}"), "the tree that was committed")
    check("nothing was committed" in case.verbatim("patch", "export", out).out, "what was exported is not exported again")


def test_what_a_mail_cannot_carry_is_refused_and_nothing_is_written(case):
    series_of_three(case)
    out = case.folder / "out"
    case.verbatim("source", "one", "example/tiny", "--out", out, "--quiet")
    (out / "more").write_text("x\n")
    git(out, "add", ".")
    git(out, "commit", "-q", "-m", "Good")
    git(out, "commit", "-q", "--allow-empty", "-m", "Empty")
    result = case.verbatim("patch", "export", out, status=2)
    check("cannot be written as a patch" in result.err, result.err)
    check(not (case.project / "patches").exists() or not list((case.project / "patches").rglob("*.patch")), "nothing is written")
    git(out, "reset", "-q", "--hard", "HEAD~2")
    (out / "text").write_text((out / "text").read_text().replace("line 5\n", "line 5\r\n"))
    git(out, "commit", "-q", "-a", "-m", "With CR")
    check("another tree" in case.verbatim("patch", "export", out, status=2).err, "the CR would be lost")
    git(out, "reset", "-q", "--hard", "HEAD~1")
    git(out, "commit", "-q", "--allow-empty", "-m", "other history")
    git(out, "reset", "-q", "--hard", "HEAD~2")
    check("does not descend from" in case.verbatim("patch", "export", out, status=2).err, "another history")
    check("no git work tree" in case.verbatim("patch", "export", case.folder / "store", status=2).err, "not a checkout")
    check("was not made by" in case.verbatim("patch", "export", case.folder / "upstream", status=2).err, "somebody else's")


def test_a_patch_of_our_own_is_applied_after_the_distros(case):
    patched = series_of_three(case)
    git(patched.work, "config", "core.hooksPath", "/dev/null")
    (patched.work / "text").write_text((patched.work / "text").read_text() + "ours\n")
    git(patched.work, "commit", "-q", "-a", "-m", "Ours")
    ours = own_patch(case, patched, git(patched.work, "format-patch", "-1", "--stdout") + "\n")
    record = case.verbatim("patch", "check", "one", "--json").json()["components"][0]
    check([patch["applies"] for patch in record["patches"]] == [True] * 4, json.dumps(record))
    check(record["patches"][3]["file"] == "patches/example/tiny/one/0004-ours.patch", json.dumps(record))
    check(record["patched_commit"] == patched.by_git_am(ours), json.dumps(record))


def test_a_distro_commit_that_touches_no_patch_makes_nothing_again(case):
    patched = series_of_three(case)
    case.verbatim("source", "one", "example/tiny", "--out", case.folder / "one", "--quiet")

    def outcome_of_the_series():
        return [path.name for path in (case.store / "outcomes").iterdir() if json.loads(path.read_text())["action"] == "patch example/tiny"]

    before = outcome_of_the_series()
    check(len(before) == 1, str(before))
    (patched.project.distro / "README").write_text("news\n")
    patched.publish()
    case.verbatim("source", "one", "example/tiny", "--out", case.folder / "two", "--quiet")
    check(outcome_of_the_series() == before, "the series was applied again")


def test_hostile_patches_write_nothing_outside_and_name_their_line(case):
    patched = series_of_three(case)
    head = "From: A <a@example.test>\nDate: Fri, 2 Jan 2026 03:04:05 +0000\nSubject: x\n\n---\n"
    bodies = {
        "diff --git a/../evil b/../evil\nnew file mode 100644\n--- /dev/null\n+++ b/../evil\n@@ -0,0 +1 @@\n+x\n": "evil",
        "diff --git a//etc/x b//etc/x\nnew file mode 100644\n--- /dev/null\n+++ b//etc/x\n@@ -0,0 +1 @@\n+x\n": "x",
        "diff --git a/.GiT/hooks/x b/.GiT/hooks/x\nnew file mode 100755\n--- /dev/null\n+++ b/.GiT/hooks/x\n@@ -0,0 +1 @@\n+x\n": "hooks",
        "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc\n\\ No newline at end of file\n"
        "diff --git a/l/x b/l/x\nnew file mode 100644\n--- /dev/null\n+++ b/l/x\n@@ -0,0 +1 @@\n+x\n": "l/x",
        "diff --git a/text b/text\n--- a/text\n+++ b/text\n@@ -1,99999999999999999999 +1 @@\n-x\n": "text",
        "diff --git a/z b/z\nnew file mode 100644\nindex 0000000..1111111\nGIT binary patch\nliteral 99999999999\nzcmZ\n\n": "z",
        "diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+\0\n": "n",
    }
    for body, what in bodies.items():
        path = own_patch(case, patched, head + body)
        result = case.verbatim("source", "one", "example/tiny", "--out", case.folder / "out", "--quiet", status=3)
        check(re.search(r"0004-ours\.patch:\d+", result.err), f"{what}: no line\n{result.err}")
        check(not (case.folder / "out").exists() and not (case.folder / "evil").exists(), what)
        record = case.verbatim("patch", "check", "one", "--json", status=1).json()["components"][0]["patches"]
        check([patch["applies"] for patch in record] == [True, True, True, False], f"{what}: {json.dumps(record)}")
        path.unlink()


harness.main(globals())
