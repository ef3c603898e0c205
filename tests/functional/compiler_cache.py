"""Go's compiler cache, shared between builds of the same toolchain: quick where it is right, and never believed where the bits that it
gave are not the published ones."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import harness
import stores
from harness import check

TEXT = b"Hello, "  # stands in a package of the sample's, and so in what the compiler made of it


class WarmStore:
    """Made once for all tests here: the shared store's toolchain and sources, as links, and builds that used a cache."""

    def __init__(self):
        self.holder = tempfile.TemporaryDirectory(prefix="verbatim-test-", ignore_cleanup_errors=True)
        self.folder = None

    def get(self, case):
        if self.folder is None:
            folder = pathlib.Path(self.holder.name) / "store"
            case.store = harness.SHARED_STORE
            case.verbatim("fetch", "demo", "--quiet")
            copy_store(harness.SHARED_STORE, folder, lambda action: not action.startswith("build "))
            case.store = folder
            verify(case)
            self.folder = folder
        return self.folder

    def remove(self):
        subprocess.run(["chmod", "-R", "u+w", self.holder.name], check=False)
        self.holder.cleanup()


def copy_store(from_store, to, wanted):
    to.mkdir()
    for name in ("blobs", "trees"):
        shutil.copytree(from_store / name, to / name, symlinks=True, copy_function=os.link)
    if (from_store / "caches").exists() and to.parent.name == "case":
        shutil.copytree(from_store / "caches", to / "caches")
    (to / "outcomes").mkdir()
    for outcome in (from_store / "outcomes").glob("*.json"):
        if wanted(json.loads(outcome.read_text())["action"]):
            shutil.copy(outcome, to / "outcomes")


WARM = WarmStore()


def own_store(case):
    case.project = harness.ROOT
    warm = WARM.get(case)
    case.store = case.folder / "store"
    copy_store(warm, case.store, lambda action: True)


def builds(case):
    outcomes = [json.loads(file.read_text()) for file in (case.store / "outcomes").glob("*.json")]
    return [outcome for outcome in outcomes if outcome["action"].startswith("build ")]


def verify(case, *words, status=0):
    return case.verbatim("verify", "demo", "--platform", "linux/amd64", "--json", "--offline", *words, status=status)


def caches(case):
    return [path for path in (case.store / "caches").iterdir() if len(path.name) == 64]


def forget_builds(case):
    for outcome in (case.store / "outcomes").glob("*.json"):
        if json.loads(outcome.read_text())["action"].startswith("build "):
            outcome.unlink()


def poison(case, by=b"Howdy, ", everything=False):
    """Changes a letter in each compiled package of the cache that holds the greeting, or all of it, sizes kept; how many."""
    changed = 0
    for file in (case.store / "caches").glob("*/??/*-d"):
        content = file.read_bytes()
        if TEXT in content and content.startswith(b"!<arch>"):
            file.chmod(0o644)
            file.write_bytes(by * (len(content) // len(by)) + by[:len(content) % len(by)] if everything else content.replace(TEXT, by))
            changed += 1
    return changed


def test_builds_share_the_cache_and_say_so(case):
    own_store(case)
    check(verify(case).json()["counts"]["reproduced"] == 3, "all are reproduced")
    check({outcome["cold"] for outcome in builds(case)} == {False}, "the outcomes tell that they were made with the cache")
    check(len(caches(case)) == 1, "one toolchain, one builder root, one cache")


def test_cold_builds_neither_use_nor_make_a_cache(case):
    own_store(case)
    record = verify(case, "--cold").json()
    check(record["builds"]["made"] == 2 and record["counts"]["reproduced"] == 3, json.dumps(record["builds"]))
    check({outcome["cold"] for outcome in builds(case)} == {True}, "what was made cold replaces what was not")
    check(verify(case, "--cold").json()["builds"]["from_store"] == 2, "and is good for both")
    check(verify(case).json()["builds"]["from_store"] == 2, "and is good for both")


def test_a_wrong_cache_never_makes_a_verdict(case):
    own_store(case)
    check(poison(case) > 0, "there was nothing to change in the cache")
    forget_builds(case)
    result = verify(case)
    record = result.json()
    check(record["counts"]["reproduced"] == 3, json.dumps(record["counts"]))
    check(record["builds"]["made_again"] >= 1, "the changed object was not even used: " + json.dumps(record["builds"]))
    check("With the compiler cache a build gave other bits" in result.err, result.err)
    check(not caches(case), "the cache is still there")
    case.verbatim("store", "gc")
    check(not list((case.store / "caches").iterdir()), "what was set aside is garbage")


def test_a_damaged_cache_never_makes_a_failure(case):
    own_store(case)
    check(poison(case, b"@@@@@@@", everything=True) > 0, "there was nothing to change in the cache")
    forget_builds(case)
    result = verify(case, "--events")
    check(result.json()["counts"]["reproduced"] == 3, result.out)
    check("it failed with the shared compiler cache" in result.err, result.err)


def test_an_edit_that_keeps_size_and_time_is_seen(case):
    """Go's index of packages in the cache knows folders by name, size and time."""
    own_store(case)
    case.project = None
    sample = case.copy_of_this_project() / "samples/greeting/v0.2.0"
    shutil.copytree(sample / "internal/version", sample / "internal/versiom")
    stores.quick_sample(case)
    words = ("build", "demo", "--platform", "linux/amd64", "--offline")
    case.verbatim(*words, "--out", case.folder / "before")
    for path in sample.rglob("main.go"):
        path.write_text(path.read_text().replace("/internal/version", "/internal/versiom"))
    stores.pin_sample(case)
    result = case.verbatim(*words, "--out", case.folder / "after", "--events")
    check("it failed with the shared compiler cache" not in result.err, result.err)
    before, after = ([path.read_bytes() for path in sorted((case.folder / name).rglob("greet")) if path.is_file()]
                     for name in ("before", "after"))
    check(before and before != after, "the edit is not in the binary")


def test_a_claim_that_differs_was_built_cold(case):
    own_store(case)
    good = verify(case).json()
    claims = [c for c in good["claims"] if c["verdict"] == "reproduced"]
    sums = case.folder / "SUMS"
    sums.write_text("".join("f" * 64 + f"  {c['path']}\n" for c in claims[:1]))
    record = verify(case, "--against", sums, status=1).json()
    check(record["builds"]["made_again"] == 1 and record["counts"]["differs"] == 1, json.dumps(record["builds"]))
    check(len(caches(case)) == 1, "the cache was right, and stays")


try:
    harness.main(globals())
finally:
    WARM.remove()
