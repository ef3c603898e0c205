"""Random patch series, applied by git am and by ours: the same commit, id for id, or neither.

VERBATIM_SEED and VERBATIM_ROUNDS vary it and make it longer; VERBATIM_KEEP names a folder that keeps what differed. Where ours is
meant to differ is listed in `stricter` and `looser`, each with its reason.
"""
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

import harness
from harness import check

sys.path.insert(0, str(harness.ROOT / "tests" / "support"))
import patch_inventions  # noqa: E402
import patch_mutations  # noqa: E402
import patch_worlds  # noqa: E402

OURS = os.environ.get("VERBATIM_APPLY_SERIES", str(harness.ROOT / "build" / "tests" / "functional" / "apply-series"))
SEED = int(os.environ.get("VERBATIM_SEED", "1"))
ROUNDS = int(os.environ.get("VERBATIM_ROUNDS", "240"))
KEEP = os.environ.get("VERBATIM_KEEP")
COMMITTER = ("C O Mitter", "committer@example.org")


class Bench:
    """Two repositories: one that series are exported from, one that they are applied in, which knows nothing but the commit below."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C", "TZ": "UTC",
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": COMMITTER[0], "GIT_COMMITTER_EMAIL": COMMITTER[1],
            "GIT_CONFIG_COUNT": "4", "GIT_CONFIG_KEY_0": "gc.auto", "GIT_CONFIG_VALUE_0": "0", "GIT_CONFIG_KEY_1": "maintenance.auto",
            "GIT_CONFIG_VALUE_1": "false", "GIT_CONFIG_KEY_2": "advice.detachedHead", "GIT_CONFIG_VALUE_2": "false",
            "GIT_CONFIG_KEY_3": "core.fsync", "GIT_CONFIG_VALUE_3": "none",
        }
        self.renew()

    def renew(self):
        for name in ("from", "to"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            subprocess.run(["git", "init", "-q", "-b", "main", name], cwd=self.folder, env=self.environment, check=True)

    def run(self, where, *words, **more):
        more.setdefault("check", True)
        return subprocess.run(["git", *words], cwd=self.folder / where, env=self.environment, capture_output=True, **more)

    def export(self, rng, trees, options):
        patch_worlds.import_trees(lambda *words, **more: self.run("from", *words, **more), "refs/heads/series", trees, rng)
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        self.run("from", "format-patch", "-q", "-o", "../out", *options, f"series~{len(trees) - 1}..series")
        return sorted(out.iterdir(), key=lambda path: os.fsencode(path.name))

    def base(self, rng, tree):
        patch_worlds.import_trees(lambda *words, **more: self.run("to", *words, **more), "refs/heads/base", [tree], rng)
        commit = self.run("to", "rev-parse", "base").stdout.decode().strip()
        shutil.rmtree(self.folder / "to/.git/rebase-apply", ignore_errors=True)
        (self.folder / "to/.git/index.lock").unlink(missing_ok=True)  # where an assertion of git's has failed
        self.run("to", "checkout", "-q", "-f", "--detach", commit)
        self.run("to", "clean", "-q", "-f", "-f", "-d", "-x")
        return commit

    def ours(self, commit, files):
        objects = self.folder / "objects"
        shutil.rmtree(objects, ignore_errors=True)
        objects.mkdir()
        done = subprocess.run([OURS, str(self.folder / "to"), commit, *COMMITTER, str(objects), *map(str, files)], capture_output=True, check=False,
                              timeout=60)
        check(done.returncode in (0, 1), f"exit status {done.returncode}: {done.stderr.decode(errors='replace')}")
        answer = json.loads(done.stdout)
        check(("commit" in answer) != ("error" in answer), f"neither a commit nor an error: {answer}")
        return answer

    def theirs(self, files):
        done = self.run("to", "am", "--committer-date-is-author-date", *map(str, files), check=False)
        said = (done.stdout + done.stderr).decode(errors="replace")
        return (self.run("to", "rev-parse", "HEAD").stdout.decode().strip() if done.returncode == 0 else None), said


def series(bench, rng):
    """Patch files, and the tree that they are to be applied to."""
    world = patch_worlds.World(rng)
    trees = [dict(world.tree)]
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        for _ in range(rng.choice([1, 1, 2, 3, 5])):
            world.step()
        if world.tree != trees[-1]:
            trees.append(dict(world.tree))
    if len(trees) < 2:
        return None
    files = bench.export(rng, trees, patch_worlds.export_options(rng))
    below = patch_worlds.World(rng)
    below.tree = dict(trees[0])
    # Something else has changed meanwhile, so that hunks have moved, or no longer apply.
    if rng.random() < 0.45:
        for _ in range(rng.choice([1, 1, 2, 4])):
            below.step() if rng.random() < 0.3 else below.edit(below.one_of(patch_worlds.FILE))
    if rng.random() < 0.45:
        spoil = rng.choice(files)
        spoil.write_bytes(patch_mutations.spoiled(rng, spoil.read_bytes()))
    return files, below.tree


def invented(bench, rng):
    below = patch_inventions.tree(rng)
    out = bench.folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    state = below
    for number in range(rng.choice([1, 1, 2])):
        content, state = patch_inventions.patch(rng, state)
        (out / f"{number}.patch").write_bytes(content)
    return sorted(out.iterdir()), below


def stricter(said, error):
    """Where ours refuses what git makes something of, knowingly."""
    if "corrupt binary patch" in said or "unrecognized binary patch" in said:
        return "git skips a corrupt binary patch and all that follows it, and calls that a success"
    for reason in ("neither a file's", "NUL byte", "octal", "has no date", "symbolic link to nothing", "on the side where it does not exist"):
        if reason in error:
            return reason
    return None


def looser(said):
    """And where git's work tree stands in its own way, by diffs that no tool writes: one that moves a file but does not call it a rename
    leaves the emptied folders to a file that is to take their place; one that removes a submodule where the tree has a file leaves that."""
    if "Directory not empty" in said:
        return "git leaves empty folders"
    return "git leaves a file where a submodule is to be" if re.search("unable to write file .* mode 160000: Is a directory", said) else None


class Difference(Exception):
    pass


def compare(bench, maker, rng, counts, complete):
    made = maker(bench, rng)
    if made is None:
        return
    files, tree = made
    commit = bench.base(rng, tree)
    ours = bench.ours(commit, files)
    theirs, said = bench.theirs(files)
    counts["series"] += 1
    counts["patches"] += len(files)
    counts["applied"] += theirs is not None
    if theirs == ours.get("commit"):
        if theirs and complete:
            written(bench, theirs)
        return
    if theirs and "error" in ours and (reason := stricter(said, ours["error"])):
        counts[f"stricter: {reason}"] = counts.get(f"stricter: {reason}", 0) + 1
        return
    if theirs is None and "commit" in ours and (reason := looser(said)):
        counts[f"looser: {reason}"] = counts.get(f"looser: {reason}", 0) + 1
        return
    raise Difference(f"ours: {json.dumps(ours, indent=1, ensure_ascii=False)}\ngit: {theirs}\n{said}")


def written(bench, commit):
    """What ours gives back is, with the commit below, all that the new commits are made of."""
    shutil.rmtree(bench.folder / "check", ignore_errors=True)
    subprocess.run(["git", "init", "-q", "--bare", "check"], cwd=bench.folder, env=bench.environment, check=True)
    bench.run("check", "fetch", "-q", "../to", "base")
    for file in sorted((bench.folder / "objects").iterdir()):
        name, kind = file.name.split(".")
        done = bench.run("check", "hash-object", "-w", "--literally", "-t", kind, str(file))
        check(done.stdout.decode().strip() == name, f"{name} has another hash")
    bench.run("check", "rev-list", "--objects", commit)


def keep(bench, number):
    place = pathlib.Path(KEEP) / f"{SEED}-{number}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    shutil.copytree(bench.folder / "out", place / "out")
    bench.run("to", "checkout", "-q", "-f", "--detach", "base", check=False)
    shutil.copytree(bench.folder / "to", place / "to", symlinks=True)
    return place


def rounds(case, maker, number_of_rounds):
    bench = Bench(case.folder)
    counts = {"series": 0, "patches": 0, "applied": 0}
    differences = []
    for number in range(number_of_rounds):
        # In a fresh repository nothing is there already, so that ours has to give back all that is new.
        complete = number % 10 == 0
        if complete:
            bench.renew()
        try:
            # A round's own seed, so that one alone can be run again: VERBATIM_SEED and VERBATIM_ONLY.
            if os.environ.get("VERBATIM_ONLY", str(number)) == str(number):
                compare(bench, maker, random.Random(f"{SEED} {number}"), counts, complete)
        except (Difference, subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            detail = getattr(error, "stderr", b"") or b""
            differences.append(f"seed {SEED} round {number}: {error}\n{detail.decode(errors='replace')}")
            if KEEP:
                differences[-1] += f"\nkept in {keep(bench, f'{maker.__name__}-{number}')}"
    print("# " + ", ".join(f"{name} {count}" for name, count in counts.items()), flush=True)
    if "VERBATIM_ONLY" not in os.environ:
        check(counts["applied"] >= number_of_rounds // 10, f"too few applied to show anything: {counts}")
    check(not differences, f"{len(differences)} of {counts['series']} differ:\n" + "\n".join(differences[:20]))


def test_exported_and_spoiled_series_give_what_git_am_gives(case):
    rounds(case, series, ROUNDS)


def test_invented_series_give_what_git_am_gives(case):
    rounds(case, invented, ROUNDS)


if __name__ == "__main__":
    harness.main(globals())
