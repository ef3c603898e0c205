"""A patch series by Verbatim against real git am, in turns: the whole process each, git's clone and checkout not counted. Goal: a fifth.

A series of 33 patches made here; and with VERBATIM_BENCHMARK_DISTRO (a repository laid out as EKS Distro's), VERBATIM_BENCHMARK_COMMIT and
VERBATIM_BENCHMARK_MIRRORS (a folder with {owner} and {name} in it), CoreDNS' series of 1-36 and 1-32.
"""
import argparse
import os
import pathlib
import statistics
import sys

import measure

sys.path.insert(0, str(measure.harness.ROOT / "tests" / "evidence"))
import real_series  # noqa: E402

PROGRAM = pathlib.Path(os.environ["VERBATIM_APPLY_SERIES"])


def made_here(folder):
    """33 patches that each change two of 1,200 files, in the layout of a distro and its upstream's mirror."""
    git = measure.harness.git
    upstream, distro = folder / "owner" / "name", folder / "distro"
    for repository in (upstream, distro):
        repository.mkdir(parents=True)
        git(repository, "init", "-q", "-b", "main")
    for number in range(1200):
        path = upstream / f"d{number % 40}" / f"f{number}"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(f"line {line} of {number}\n" for line in range(200)))
    git(upstream, "add", ".")
    git(upstream, "commit", "-q", "-m", "base")
    git(upstream, "tag", "v1.0.0")
    for number in range(33):
        for path in (upstream / "d0" / "f0", upstream / f"d{number}" / f"f{number}"):
            path.write_text(path.read_text().replace(f"line {number * 5} of", f"changed {number * 5} of"))
        git(upstream, "commit", "-q", "-a", "-m", f"patch {number}")
    place = distro / "projects/owner/name/one"
    (place / "patches").mkdir(parents=True)
    git(upstream, "format-patch", "-q", "v1.0.0", "-o", str(place / "patches"))
    git(upstream, "reset", "-q", "--hard", "v1.0.0")
    (place / "GIT_TAG").write_text("v1.0.0\n")
    git(distro, "add", ".")
    git(distro, "commit", "-q", "-m", "series")
    arguments = argparse.Namespace(distro=str(distro), commit="HEAD", mirrors=str(folder / "{owner}" / "{name}"), program=PROGRAM)
    return "made here", arguments, "owner/name", "one"


def compared(title, arguments, project, branch, folder):
    environment = real_series.clean_environment(folder)
    (folder / branch).mkdir()
    series = real_series.Series(arguments, project, branch, folder / branch, environment)
    took = {"git": [], "verbatim": []}
    for number in range(measure.ROUNDS):
        ways = [("git", series.by_git), ("verbatim", series.by_verbatim)]
        commits = set()
        for name, way in ways if number % 2 == 0 else reversed(ways):
            commit, seconds = way()
            commits.add(commit)
            took[name].append(seconds)
        if len(commits) != 1:
            raise SystemExit(f"{title}: they differ: {commits}")
    ratio = statistics.median(took["git"]) / statistics.median(took["verbatim"])
    return [title, len(series.files), measure.summary(took["git"]), measure.summary(took["verbatim"]), f"{ratio:.1f}"]


def main():
    rows = [["series", "patches", "git am", "Verbatim", "times faster"]]
    with measure.Folder() as folder:
        (folder.path / "work").mkdir()
        rows.append(compared(*made_here(folder.path), folder.path / "work"))
        if os.environ.get("VERBATIM_BENCHMARK_DISTRO"):
            arguments = argparse.Namespace(distro=os.environ["VERBATIM_BENCHMARK_DISTRO"], commit=os.environ["VERBATIM_BENCHMARK_COMMIT"],
                                           mirrors=os.environ["VERBATIM_BENCHMARK_MIRRORS"], program=PROGRAM)
            for branch in ("1-36", "1-32"):
                rows.append(compared(f"CoreDNS of {branch}", arguments, "coredns/coredns", branch, folder.path / "work"))
    measure.show("Patch series", rows)


main()
