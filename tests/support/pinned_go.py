#!/usr/bin/env python3
"""Go releases for tests, so that no test depends on the Go that a machine has: the program fetches them as pinned, checks included.

    python3 tests/support/pinned_go.py go1.26.5 go1.25.12

Each comes as FOLDER/RELEASE, a GOROOT; FOLDER is build/test-go, or VERBATIM_TEST_GO. The first of PINNED is the one that stands in PATH
(tools/run_tests.sh, harness.py).
"""
import fcntl
import json
import os
import pathlib
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path(os.environ.get("VERBATIM_TEST_GO", ROOT / "build" / "test-go"))
PINNED = ("go1.26.5", "go1.25.12")


def pinned_go(release, store=None):
    """The GOROOT of a release, fetched at the first call; who asks meanwhile waits."""
    place = FOLDER / release
    if place.exists():
        return place
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            make(release, place, store)
    return place


def make(release, place, store):
    import harness  # asks for a release itself
    with tempfile.TemporaryDirectory(prefix="verbatim-go-") as folder:
        case = harness.Case(pathlib.Path(folder))
        case.store = store or harness.SHARED_STORE
        tiny = case.tiny_project()
        (tiny.folder / "toolchains/go/go1.99.1.yaml").unlink()
        shutil.copy(ROOT / "toolchains/go" / f"{release}.yaml", tiny.folder / "toolchains/go")
        lock = tiny.folder / "releases/one.yaml"
        declared = release[2:].rpartition(".")[0]
        lock.write_text(lock.read_text().replace('{declared: "1.99", found: go1.99.1}', f'{{declared: "{declared}", found: {release}}}'))
        del case.environment["GOPROXY"]
        case.environment["HOME"] = os.environ.get("HOME", "/nonexistent")
        if os.environ.get("GOPROXY"):
            case.environment["GOPROXY"] = os.environ["GOPROXY"]
        case.verbatim("fetch", "one", "--quiet")
        made = [json.loads(path.read_text()) for path in (case.store / "outcomes").glob("*.json")]
        (tree,) = next(one["trees"].values() for one in made if one["action"] == f"fetch {release}")
        copying = place.with_name(place.name + ".new")
        shutil.rmtree(copying, ignore_errors=True)
        write_tree(case.store, tree, copying)
        copying.rename(place)


def write_tree(store, tree, folder):
    """The store's tree as files (docs/formats/tree.md); a shared copy in trees/ is there only once something was built with it."""
    import stores
    folder.mkdir()
    for kind, digest, name in stores.tree_entries(store, tree):
        if kind == "d":
            write_tree(store, digest, folder / name)
        elif kind == "l":
            (folder / name).symlink_to(stores.blob(store, digest).read_text())
        else:
            shutil.copyfile(stores.blob(store, digest), folder / name)
            (folder / name).chmod(0o755 if kind == "x" else 0o644)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests/functional"))
    for name in sys.argv[1:] or PINNED:
        print(pinned_go(name))
