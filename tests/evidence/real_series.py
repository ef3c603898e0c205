#!/usr/bin/python3
"""Every patch series of a distro whose upstream is at hand, applied by real git am and by Verbatim: the same commit id?

    tests/evidence/real_series.py --distro FOLDER --commit ID --mirrors '/srv/git/{owner}/{name}.git' build/tests/functional/apply-series

Prints a Markdown table for docs/evidence/patch-series.md, with the time of each in milliseconds: of git am without the checkout that it
needs first, of Verbatim with all that it does. Exit status 1 where one differs.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

COMMITTER = ("Prow Bot", "prow@amazonaws.com")


def clean_environment(home: pathlib.Path) -> dict:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "TZ": "UTC", "LC_ALL": "C",
            "GIT_COMMITTER_NAME": COMMITTER[0], "GIT_COMMITTER_EMAIL": COMMITTER[1], "GIT_NO_LAZY_FETCH": "1"}


class Series:
    def __init__(self, arguments, project: str, branch: str, folder: pathlib.Path, environment: dict):
        self.project, self.branch, self.environment = project, branch, environment
        owner, name = project.split("/")
        self.mirror = arguments.mirrors.format(owner=owner, name=name)
        self.program = arguments.program.resolve()
        self.place = f"{arguments.commit}:projects/{project}/{branch}"
        self.distro = arguments.distro
        self.tag = self.show("GIT_TAG").decode().strip()
        self.folder = folder
        self.files = []
        for name in sorted(self.git(self.distro, "ls-tree", "--name-only", f"{self.place}/patches").decode().split()):
            if name.endswith(".patch"):
                (folder / name).write_bytes(self.show(f"patches/{name}"))
                self.files.append(folder / name)

    def git(self, repository, *command: str) -> bytes:
        return subprocess.run(["git", "-C", str(repository), *command], env=self.environment, check=True, capture_output=True).stdout

    def show(self, path: str) -> bytes:
        return self.git(self.distro, "show", f"{self.place}/{path}")

    def by_git(self) -> tuple[str, float]:
        with tempfile.TemporaryDirectory() as work:
            subprocess.run(["git", "clone", "--quiet", "--shared", "--no-checkout", self.mirror, work], env=self.environment, check=True)
            self.git(work, "-c", "advice.detachedHead=false", "checkout", "--quiet", self.tag)
            begin = time.monotonic()
            done = subprocess.run(["git", "-C", work, "am", "--quiet", "--committer-date-is-author-date", *map(str, self.files)], env=self.environment,
                                  capture_output=True)
            took = time.monotonic() - begin
            return (self.git(work, "rev-parse", "HEAD").decode().strip() if done.returncode == 0 else "refused"), took

    def by_verbatim(self) -> tuple[str, float]:
        commit = self.git(self.mirror, "rev-parse", self.tag + "^{commit}").decode().strip()
        begin = time.monotonic()
        done = subprocess.run([str(self.program), self.mirror, commit, *COMMITTER, "", *map(str, self.files)], env=self.environment, capture_output=True)
        took = time.monotonic() - begin
        return (json.loads(done.stdout)["commit"] if done.returncode == 0 else "refused"), took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--distro", required=True, help="a repository laid out as EKS Distro's is")
    parser.add_argument("--commit", required=True, help="of it")
    parser.add_argument("--mirrors", required=True, help="where upstreams are: a folder with {owner} and {name} in it")
    parser.add_argument("program", type=pathlib.Path, help="tests/support/apply_series.cpp, built")
    arguments = parser.parse_args()
    differing = count = 0
    print("| project | branch | tag | patches | git am | Verbatim | git am, ms | Verbatim, ms |\n|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as home:
        environment = clean_environment(pathlib.Path(home))
        listed = subprocess.run(["git", "-C", arguments.distro, "ls-tree", "-r", "--name-only", arguments.commit, "projects/"], env=environment, check=True,
                                capture_output=True, text=True).stdout
        series = sorted({tuple(path.split("/")[1:4]) for path in listed.split("\n") if path.endswith(".patch") and path.split("/")[4:5] == ["patches"]})
        for owner, name, branch in series:
            if not os.path.isdir(arguments.mirrors.format(owner=owner, name=name)):
                continue
            with tempfile.TemporaryDirectory() as folder:
                one = Series(arguments, f"{owner}/{name}", branch, pathlib.Path(folder), environment)
                (theirs, theirs_took), (ours, ours_took) = one.by_git(), one.by_verbatim()
            differing += theirs != ours or theirs == "refused"
            count += 1
            shown = "the same" if theirs == ours else ours
            print(f"| {owner}/{name} | {branch} | {one.tag} | {len(one.files)} | {theirs} | {shown} | {theirs_took * 1000:.0f} | {ours_took * 1000:.0f} |", flush=True)
    print(f"\n{count - differing} of {count} series come to the same commit.")
    return 1 if differing or not count else 0


if __name__ == "__main__":
    sys.exit(main())
