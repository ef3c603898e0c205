"""Patch files are read as git am of this machine reads them: author line, message and diff of mails of every kind, and damaged ones.

VERBATIM_SEED chooses other mails, VERBATIM_ROUNDS how many (tests/support/mails.py).
"""
import json
import os
import re
import shutil
import subprocess
import sys
import time

import harness
from harness import ROOT, check

sys.path.insert(0, str(ROOT / "tests" / "support"))
import mails  # noqa: E402

READ_MAIL = os.environ.get("VERBATIM_READ_MAIL", str(ROOT / "build" / "tests" / "functional" / "read-mail"))
# Where git am goes on although no id could come of it that is the same tomorrow, or only with what it happens to find in its memory.
OURS_ALONE = ["a quote or a parenthesis that does not end", "NUL byte", "latin1//TRANSLIT"]
# What git am says where the mail was good and its diff was not, which is not what is tested here.
OF_THE_DIFF = re.compile("Patch failed at|apply.c:[0-9]+: .*Assertion")


class Git:
    """A repository in which git am has nothing to stumble over."""

    def __init__(self, folder):
        self.folder = folder / "repository"
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C", "TZ": "UTC", "GIT_CONFIG_GLOBAL": "/dev/null",
                            "GIT_CONFIG_NOSYSTEM": "1", "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.test"}
        self.folder.mkdir()
        self.run("init", "-q")
        self.run("-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "base")
        self.base = self.run("rev-parse", "HEAD").stdout.decode().strip()

    def run(self, *words, good=True, **more):
        done = subprocess.run(["git", "-C", str(self.folder), "-c", "gc.auto=0", "-c", "core.fsync=none", *words], env=self.environment, capture_output=True, **more)
        check(not good or done.returncode == 0, f"git {words}: {done.stderr}")
        return done

    def commits(self):
        """The commits above the base, oldest first."""
        listed = self.run("rev-list", "--reverse", f"{self.base}..HEAD").stdout.split()
        return [self.run("cat-file", "commit", name.decode()).stdout for name in listed]

    def am(self, path):
        """What git am makes of a file: commits as (author, message), what it says against the rest, and the next message."""
        done = self.run("am", "--committer-date-is-author-date", str(path), good=False, stdin=subprocess.DEVNULL)
        made = []
        for commit in self.commits():
            header, message = commit.split(b"\n\n", 1)
            made.append((re.search(rb"^author (.*)$", header, re.MULTILINE).group(1), message))
        message = self.folder / ".git" / "rebase-apply" / "final-commit"
        next_message = message.read_bytes() if message.exists() else b""
        shutil.rmtree(message.parent, ignore_errors=True)
        (self.folder / ".git" / "index.lock").unlink(missing_ok=True)  # it may have come to a bad end
        self.run("reset", "-q", "--hard", self.base)
        return made, f"{done.returncode} {done.stdout + done.stderr}" if done.returncode else "", next_message

    def diffs(self, path):
        """The diffs that git takes from a mailbox."""
        out = self.folder.parent / "split"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        self.run("mailsplit", "-b", f"-o{out}", "--", str(path))
        found = []
        for mail in sorted(out.iterdir()):
            info = self.run("mailinfo", str(out / "message"), str(out / "patch"), stdin=mail.open("rb")).stdout
            if b"Author: Mail System Internal Data\n" not in info:
                found.append((out / "patch").read_bytes())
        return found


def complaint(git, path, read):
    """What is different between git am and us, or nothing; and which of both took it."""
    made, said, next_message = git.am(path)
    if "refused" in read:
        if said:
            return "", "both refuse"
        if any(reason in read["refused"] for reason in OURS_ALONE):
            return "", "only we refuse"
        times = [int(author.split()[-2]) for author, _ in made]
        if "it has no date" in read["refused"] and any(abs(at - time.time()) < 3600 for at in times):
            return "", "only we refuse"
        if "its date says no time from 1970" in read["refused"] and any(at >= 2 ** 63 for at in times):
            return "", "only we refuse"  # a time before 1970, which git writes as one far in the future
        return f"git am takes it:\n{made}\nwe refuse:\n{read['refused']}", ""
    ours = [(mail["author"].encode(), mail["message"].encode()) for mail in read["mails"]]
    applied = not said
    if said and not (OF_THE_DIFF.search(said) and ours[:len(made)] == made):
        return f"git am refuses:\n{said}\nwe take it:\n{ours}", ""
    if said and next_message.isascii() and ours[len(made)][1] != next_message:
        return f"git am: {next_message}\nwe:     {ours[len(made)]}", ""
    if applied and ours != made:
        return f"git am: {made}\nwe:     {ours}", ""
    content = path.read_bytes()
    foreign = content.startswith(b"# HG") or re.match(rb"\s*[^\n]*\n\r?\n(From|Author|Date):", content)
    diffs = [bytes.fromhex(mail["diff"]) for mail in read["mails"]]
    if not foreign and diffs != git.diffs(path):
        return f"the diffs differ: git am: {git.diffs(path)}\nwe:     {diffs}", ""
    lines = content.count(b"\n") + 1
    for mail, diff in zip(read["mails"], diffs):
        if len(mail["lines"]) != diff.count(b"\n") + (not diff.endswith(b"\n")):
            return f"the diff has lines without a number: {mail['lines']}", ""
        if mail["lines"] != sorted(mail["lines"]) or not all(0 < line <= lines for line in mail["lines"]):
            return f"the diff's lines are numbered in no order: {mail['lines']}", ""
    return "", "both take it" if applied else "git am takes the mail, but not its diff"


def test_mails_are_read_as_git_am_reads_them(case):
    seed, rounds = os.environ.get("VERBATIM_SEED", "1"), int(os.environ.get("VERBATIM_ROUNDS", "450"))
    folder = case.folder / "mails"
    folder.mkdir()
    paths = []
    for number, mail in enumerate(mails.Maker(seed).mails(rounds)):
        paths.append(folder / f"{number:05}.patch")
        paths[-1].write_bytes(mail)
    read = json.loads(subprocess.run([READ_MAIL, *map(str, paths)], check=True, capture_output=True, env={"TZ": "Asia/Tokyo"}).stdout)
    check(len(read) == len(paths), f"{len(read)} answers for {len(paths)} mails")
    git = Git(case.folder)
    ends, bad = {}, []
    for path, ours in zip(paths, read):
        different, end = complaint(git, path, ours)
        ends[end] = ends.get(end, 0) + 1
        if different:
            bad.append(f"{path.name}: {path.read_bytes()!r}\n{different}\n")
    print("# " + ", ".join(f"{end}: {count}" for end, count in sorted(ends.items()) if end), flush=True)
    check(not bad, f"seed {seed}: {len(bad)} of {len(paths)} mails are read otherwise\n\n" + "\n".join(bad[:int(os.environ.get("VERBATIM_SHOWN", "5"))]))
    check(len(paths) >= 300 and ends["both take it"] >= 200 and ends["both refuse"] >= 30, "the mails are too few, or too much alike, to show anything")


if __name__ == "__main__":
    harness.main(globals())
