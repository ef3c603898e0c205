"""What the benchmarks share: a store of their own beside the shared one's toolchain, the sample, and how figures are shown."""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "functional"))
import harness  # noqa: E402

ROUNDS = int(os.environ.get("VERBATIM_BENCHMARK_ROUNDS", "5"))


class Folder(tempfile.TemporaryDirectory):
    """A folder that goes away, read-only ones in it too."""

    def __init__(self):
        super().__init__(prefix="verbatim-benchmark-", ignore_cleanup_errors=True)
        self.path = pathlib.Path(self.name)

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        subprocess.run(["chmod", "-R", "u+w", self.name], check=False)
        super().__exit__(*arguments)


def verbatim(*words, store=harness.SHARED_STORE, project=harness.ROOT, **more):
    command = [str(harness.PROGRAM), "--project", str(project), "--store", str(store), *map(str, words)]
    return subprocess.run(command, check=True, capture_output=True, text=True, **more)


def seconds(action):
    begin = time.monotonic()
    action()
    return time.monotonic() - begin


def side_by_side(actions, rounds=ROUNDS):
    """name → seconds of each round; the actions take turns, so that what else the machine does is shared among them."""
    took = {name: [] for name in actions}
    for number in range(rounds):
        names = list(actions) if number % 2 == 0 else list(reversed(actions))
        for name in names:
            took[name].append(seconds(actions[name]))
    return took


def show(title, rows):
    print(f"## {title}\n")
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
        if row is rows[0]:
            print("|" + "---|" * len(row))
    print()


def summary(values):
    return f"{statistics.median(values):.3f} s (from {min(values):.3f} to {max(values):.3f})"


def outcomes(store):
    for file in (store / "outcomes").glob("*.json"):
        yield file, json.loads(file.read_text())


def forget_builds(store):
    for file, outcome in outcomes(store):
        if outcome["action"].startswith("build "):
            file.unlink()


def own_store(folder):
    """Toolchain and sources of the sample, by links, without builds."""
    verbatim("fetch", "demo", "--quiet")
    store = folder / "store"
    store.mkdir()
    for name in ("blobs", "trees"):
        shutil.copytree(harness.SHARED_STORE / name, store / name, symlinks=True, copy_function=os.link)
    shutil.copytree(harness.SHARED_STORE / "outcomes", store / "outcomes")
    shutil.copy2(harness.SHARED_STORE / "verbatim-store", store)
    forget_builds(store)
    return store
