"""A store with damage, as a user meets it: fsck names it, a run never uses it, repair and another run come to the same bits.

That every blob of a store is covered is shown in tests/unit/store/damage_test.cpp; here are the blobs of each kind of input.
"""
import json
import os
import pathlib
import random
import shutil
import tempfile

import harness
import stores
from harness import check

BUILD = ("build", "demo", "--platform", "linux/amd64", "--quiet")


class Built:
    """A store with the sample built, and its project, made once for all tests here; and the bits."""
    holder = tempfile.TemporaryDirectory(prefix="verbatim-test-", ignore_cleanup_errors=True)
    folder = pathlib.Path(holder.name)
    bits = None


def built_store(case):
    if Built.bits is None:
        stores.copy_of_shared_store(case, keep=stores.inputs("go1.25.12"))
        stores.quick_sample(case)
        case.verbatim(*BUILD, "--out", case.folder / "reference")
        Built.bits = stores.bits(case.folder / "reference")
        case.store.rename(Built.folder / "store")
        shutil.copytree(case.project, Built.folder / "project", symlinks=True)
    case.project = case.folder / "project"
    shutil.copytree(Built.folder / "project", case.project, symlinks=True, dirs_exist_ok=True)
    stores.copy_of_store(case, Built.folder / "store", case.folder / "store")
    return Built.bits


def tree(store, action, output):
    for path, name in stores.outcomes(store).items():
        if name == action:
            return json.loads(path.read_text())["trees"][output]
    raise AssertionError(f"no outcome of {action}")


def entries(store, digest, prefix=""):
    """path → digest of all files below a tree."""
    found = {}
    for kind, inner, name in stores.tree_entries(store, digest):
        if kind == "d":
            found.update(entries(store, inner, prefix + name + "/"))
        else:
            found[prefix + name] = inner
    return found


def again(case, name):
    out = case.folder / name
    result = case.verbatim("build", "demo", "--platform", "linux/amd64", "--out", out)
    found = stores.bits(out)
    shutil.rmtree(out)
    return found, result.err


def test_damage_of_each_kind_is_named_never_used_and_mended(case):
    reference = built_store(case)
    rng = random.Random(int(os.environ.get("VERBATIM_DAMAGE_SEED", "1")))
    build = "build verbatim/greeting linux/amd64"
    binary = entries(case.store, tree(case.store, build, "bin"))
    source = entries(case.store, tree(case.store, "source verbatim/greeting", "tree"))
    # A binary that is handed out: hashed before, and built again.
    name = next(path for path in binary if path.endswith("greet"))
    path = stores.blob(case.store, binary[name])
    stores.flip_a_bit(path, rng)
    record = stores.fsck(case, status=1)
    check([damage["place"] for damage in record["damage"]] == [str(path.relative_to(case.store))], json.dumps(record))
    check(record["to_rebuild"] == [build] and not record["repaired"], json.dumps(record))
    found, err = again(case, "out")
    check(found == reference, "the bits are the same again")
    check(f"note      {build}: its outcome in the store is damaged: it is made again" in err, err)
    stores.sound(case)
    # A source file that a build uses: met while it is laid out, and its tree made again on the spot.
    stores.flip_a_bit(stores.blob(case.store, source["cmd/greet/main.go"]), rng)
    for outcome, action in stores.outcomes(case.store).items():
        if action == build:
            outcome.unlink()
    found, err = again(case, "out")
    check(found == reference, "the bits are the same again")
    check("note      source verbatim/greeting: its outcome in the store is damaged" in err, err)
    stores.sound(case)


def test_repair_removes_what_is_damaged_and_the_next_run_makes_it_again(case):
    reference = built_store(case)
    rng = random.Random(2)
    build = "build verbatim/greeting linux/amd64"
    victims = [stores.blob(case.store, tree(case.store, "source verbatim/greeting", "tree"))]
    victims.append(stores.blob(case.store, next(iter(entries(case.store, tree(case.store, build, "bin")).values()))))
    for path in victims:
        stores.flip_a_bit(path, rng)
    shared = next(path for path in (case.store / "trees").rglob("src/runtime/proc.go"))
    stores.flip_a_bit(shared, rng)
    outcome = next(path for path, action in stores.outcomes(case.store).items() if action.startswith("vendor"))
    stores.replace(outcome, outcome.read_bytes()[:100])
    record = stores.fsck(case, status=1)
    check(sorted(damage["kind"] for damage in record["damage"]) ==
          ["changed_shared_tree", "damaged_blob", "damaged_blob", "damaged_outcome"], json.dumps(record["damage"]))
    check({"source verbatim/greeting", build} <= set(record["to_rebuild"]), json.dumps(record["to_rebuild"]))
    text = case.verbatim("store", "fsck", "--quiet", status=1).out
    check("next: verbatim store fsck --repair" in text and f"needed by {build}" in text, text)
    check(stores.fsck(case, "--repair")["repaired"], "repaired")
    stores.sound(case)
    found, err = again(case, "out")
    check(found == reference, "the bits are the same again")
    stores.sound(case)


def test_a_run_makes_a_changed_toolchain_anew_before_it_uses_it(case):
    reference = built_store(case)
    stores.forget_work(case.store)
    compiler = next(path for path in (case.store / "trees").rglob("pkg/tool/linux_amd64/compile"))
    stores.flip_a_bit(compiler, random.Random(3))
    check(stores.fsck(case, status=1)["damage"][0]["kind"] == "changed_shared_tree", "fsck sees it")
    found, err = again(case, "out")
    check(found == reference, "built with the toolchain that is pinned")
    stores.sound(case)


def test_damage_that_cannot_be_made_again_offline_is_a_clear_error(case):
    built_store(case)
    stores.forget_work(case.store)
    toolchain = entries(case.store, tree(case.store, "fetch go1.25.12", "tree"))
    stores.flip_a_bit(stores.blob(case.store, toolchain["VERSION"]), random.Random(4))
    subdirectory = case.store / "trees" / tree(case.store, "fetch go1.25.12", "tree")
    harness.subprocess.run(["chmod", "-R", "u+w", subdirectory], check=True)
    shutil.rmtree(subdirectory)
    result = case.verbatim(*BUILD, "--out", case.folder / "out", "--offline", status=3)
    check("making again what" in result.err and "since it is damaged" in result.err, result.err)
    check(not (case.folder / "out").exists(), "nothing half-written")


harness.main(globals())
