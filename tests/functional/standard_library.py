"""Go's standard library, compiled ahead for the builds of a plan: made of the pinned toolchain alone, the same bits at any time, and
nothing that a build does to its copy is seen by another one (docs/decisions/0007)."""
import hashlib
import json
import pathlib
import re
import shutil
import tempfile

import harness
import stores
from harness import check

PLATFORM = ("--platform", "linux/amd64")


class WarmStore:
    """Made once for all tests here: the sample's inputs, its standard library and its builds, as links."""

    def __init__(self):
        self.holder = tempfile.TemporaryDirectory(prefix="verbatim-test-", ignore_cleanup_errors=True)
        self.folder = None

    def get(self, case):
        if self.folder is None:
            case.store = harness.SHARED_STORE
            case.verbatim("verify", "demo", *PLATFORM, "--quiet")
            self.folder = pathlib.Path(self.holder.name) / "store"
            stores.copy_of_store(case, harness.SHARED_STORE, self.folder)
        return self.folder


WARM = WarmStore()


def own_store(case, keep=lambda action: True):
    case.project = harness.ROOT
    stores.copy_of_store(case, WARM.get(case), case.folder / "store", keep)


def verify(case, *words, status=0):
    return case.verbatim("verify", "demo", *PLATFORM, "--json", "--offline", *words, status=status)


def outcomes(case, beginning):
    found = [json.loads(file.read_text()) for file in (case.store / "outcomes").glob("*.json")]
    return [outcome for outcome in found if outcome["action"].startswith(beginning)]


def library(case):
    """The tree of the sample's standard library for linux/amd64."""
    [outcome] = outcomes(case, "standard library go1.25.12 linux/amd64 -trimpath in git")
    return outcome["trees"]["cache"]


def files(store, tree, prefix=""):
    for kind, digest, name in stores.tree_entries(store, tree):
        if kind == "d":
            yield from files(store, digest, prefix + name + "/")
        else:
            yield prefix + name, stores.blob(store, digest).read_bytes()


def test_two_makings_at_different_times_give_one_tree(case):
    own_store(case)
    first = library(case)
    for path, action in stores.outcomes(case.store).items():
        if action.startswith(("standard library", "build ")):
            path.unlink()
    verify(case)
    [again] = [outcome for outcome in outcomes(case, "standard library") if "linux/amd64" in outcome["action"]]
    check(again["trees"]["cache"] == first, "it came out otherwise")


def test_it_holds_packages_alone_each_of_which_is_what_its_name_says(case):
    own_store(case)
    names = dict(files(case.store, library(case)))
    packages = {name: content for name, content in names.items() if name.endswith("-d")}
    entries = {name: content for name, content in names.items() if name.endswith("-a")}
    check(len(packages) > 100 and len(packages) == len(entries) and len(names) == len(packages) + len(entries), f"{len(names)} files")
    for name, content in packages.items():
        check(content.startswith(b"!<arch>\n__.PKGDEF ") and hashlib.sha256(content).hexdigest() == name[3:-2], name)
    for name, content in entries.items():
        check(re.fullmatch(rb"v1 %b [0-9a-f]{64} [ 0-9]{20}                    0\n" % name[3:-2].encode(), content), name)


def test_its_run_sees_the_toolchain_and_nothing_of_upstream(case):
    own_store(case)
    [outcome] = outcomes(case, "standard library go1.25.12 linux/amd64 -trimpath in git")
    check([one["name"] for one in outcome["made_of"]["inputs"]] == ["root", "toolchain"], json.dumps(outcome["made_of"]["inputs"]))


def test_a_builds_digest_is_of_the_library_that_it_began_with(case):
    own_store(case)
    trees = {outcome["trees"]["cache"] for outcome in outcomes(case, "standard library")}
    given = [one["digest"] for outcome in outcomes(case, "build verbatim/greeting") for one in outcome["made_of"]["inputs"] if one["name"] == "standard library"]
    check(library(case) in given and set(given) <= trees, f"{given}, of {trees}")


def test_a_build_changes_nothing_of_it(case):
    own_store(case, keep=lambda action: not action.startswith("build "))
    before = dict(files(case.store, library(case)))
    check(verify(case).json()["counts"]["reproduced"] == 3, "all are reproduced")
    check(dict(files(case.store, library(case))) == before, "it is another one now")
    check(not (case.store / "caches").exists(), "the store has a folder that builds write to")


def test_cold_builds_need_none_and_give_the_same_bits(case):
    own_store(case, keep=lambda action: not action.startswith(("build ", "standard library")))
    record = verify(case, "--cold").json()
    check(record["builds"]["made"] == 2 and record["counts"]["reproduced"] == 3, json.dumps(record["builds"]))
    check(not outcomes(case, "standard library"), "one was made")
    record = verify(case, "--cold").json()
    check(record["builds"]["from_store"] == 2, json.dumps(record["builds"]))


def test_one_in_another_form_is_not_used(case):
    """Such as somebody's own cache in its place: here the same with one file more."""
    own_store(case, keep=lambda action: not action.startswith("build "))
    tree = library(case)
    encoded = stores.blob(case.store, tree).read_bytes()
    digest = hashlib.sha256(b"x").hexdigest()
    for content, name in ((b"x", digest), (encoded + f"f {digest} 1 zz".encode() + b"\0", None)):
        name = name or hashlib.sha256(content).hexdigest()
        place = stores.blob(case.store, name)
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)
    for path in (case.store / "outcomes").glob("*.json"):
        record = json.loads(path.read_text())
        if record["trees"].get("cache") == tree:
            record["trees"]["cache"] = name
            record.pop("check")
            record["check"] = hashlib.sha256(json.dumps(record, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
            path.write_text(json.dumps(record))
    result = verify(case, status=3)
    check("in the store holds more than packages, or times" in result.err, result.err)
    check(result.json()["counts"]["reproduced"] == 0, result.out)


def test_an_edit_that_keeps_size_and_time_is_seen(case):
    """Go's index of packages knows folders by name, size and time, which here are the same for every source."""
    own_store(case)
    case.project = None
    sample = case.copy_of_this_project() / "samples/greeting/v0.2.0"
    shutil.copytree(sample / "internal/version", sample / "internal/versiom")
    stores.quick_sample(case)
    words = ("build", "demo", *PLATFORM, "--offline")
    case.verbatim(*words, "--out", case.folder / "before")
    for path in sample.rglob("main.go"):
        path.write_text(path.read_text().replace("/internal/version", "/internal/versiom"))
    stores.pin_sample(case)
    case.verbatim(*words, "--out", case.folder / "after")
    before, after = ([path.read_bytes() for path in sorted((case.folder / name).rglob("greet")) if path.is_file()]
                     for name in ("before", "after"))
    check(before and before != after, "the edit is not in the binary")


def test_a_built_file_that_was_changed_in_the_store_is_never_called_reproduced(case):
    """One bit: what is compared is hashed, also where it comes from the store."""
    own_store(case)
    flipped = {}
    for claim in verify(case).json()["claims"]:
        if claim["verdict"] == "reproduced":
            place = stores.blob(case.store, claim["built_sha256"])
            content = bytearray(place.read_bytes())
            content[len(content) // 2] ^= 1
            stores.replace(place, bytes(content))
            flipped[place] = claim["built_sha256"]
    check(len(flipped) == 3, "nothing was built")
    record = verify(case).json()
    check(record["counts"]["reproduced"] == 3 and record["builds"]["made"] == 2, "it was not made again: " + json.dumps(record["builds"]))
    for place, digest in flipped.items():
        check(hashlib.sha256(place.read_bytes()).hexdigest() == digest, "the changed file is still there")


try:
    harness.main(globals())
finally:
    WARM.holder.cleanup()
