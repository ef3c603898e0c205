"""A build by Verbatim, all of it (process start, check of the toolchain, staging, sandbox, import of the outcome, sync), against the same
plain `go build`: same toolchain, same source with its git directory, an empty compiler cache, and the same bits. Goal: within 3 %.

The sample, whose build takes seconds; with VERBATIM_BENCHMARK_STORE, a store that holds 1-36, etcd's server as well.
"""
import json
import os
import pathlib
import shutil
import statistics
import subprocess

import measure

PLATFORM = "linux/amd64"


def restore(store, tree, to):
    """A tree of the store as a folder: docs/formats/tree.md, read by a few lines of its own."""
    to.mkdir(parents=True, exist_ok=True)
    body = (store / "blobs" / tree[:2] / tree[2:]).read_bytes().split(b"\n", 1)[1]
    for entry in filter(None, body.split(b"\0")):
        kind, digest, _, name = entry.decode().split(" ", 3)
        blob = store / "blobs" / digest[:2] / digest[2:]
        if kind == "d":
            restore(store, digest, to / name)
        elif kind in "fx":
            shutil.copyfile(blob, to / name)
            (to / name).chmod(0o755 if kind == "x" else 0o644)


class Build:
    """One build action of a release: as Verbatim runs it, and by hand with the same inputs."""

    def __init__(self, folder, store, release, component, name):
        self.folder, self.store, self.release, self.component, self.name = folder, store, release, component, name
        plan = json.loads(measure.verbatim("plan", release, component, "--json", store=store).stdout)
        self.action = next(a for a in plan["actions"] if a["name"] == name)
        self.sandboxed()
        self.prepare()

    def prepare(self):
        # Not by name: the store may have what other pins made of it.
        why = json.loads(measure.verbatim("why", self.release, self.component, "--json", store=self.store).stdout)
        made = {action["name"]: json.loads((self.store / "outcomes" / f"{action['run_digest']}.json").read_text())
                for action in why["actions"] if action.get("run_digest") and action["state"] == "in_store"}
        trees = {i["name"]: made[i["action"]]["trees"][i["output"]] for i in self.action["inputs"]}
        self.goroot = self.store / "trees" / trees["toolchain"]
        source = self.folder / "source"
        for mount in self.action["fields"]["mount"]:
            if mount["writable"]:
                restore(self.store, trees[mount["input"]], source / pathlib.Path(mount["at"]).relative_to("/build/src"))
            elif mount["input"] not in ("root", "toolchain"):
                raise SystemExit(f"{self.name} wants {mount['input']}, which a build by hand has not got here")
        self.directory = source / pathlib.Path(self.action["fields"]["directory"]).relative_to("/build/src")

    def plain(self):
        for name in ("plain", "cache"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        fields = self.action["fields"]
        environment = {name: value for name, value in fields["environment"].items() if "{" not in value}
        environment.update(HOME=str(self.folder), GOCACHE=str(self.folder / "cache"), GOPATH=str(self.folder / "gopath"),
                           TMPDIR=str(self.folder), PATH=f"{self.goroot}/bin:{os.environ['PATH']}")
        places = {"/out/": f"{self.folder}/plain/", "/usr/local/go/": f"{self.goroot}/"}
        argv = [next((to + word[len(at):] for at, to in places.items() if word.startswith(at)), word) for word in fields["argv"]]
        subprocess.run(argv, cwd=self.directory, env=environment, check=True, capture_output=True)

    def sandboxed(self):
        for file, outcome in measure.outcomes(self.store):
            if outcome["action"] == self.name:
                file.unlink()
        measure.verbatim("build", self.release, self.component, "--cold", "--offline", "--out", self.folder / "out", "--platform",
                         PLATFORM, "--jobs", "1", store=self.store)

    def of_the_action(self):
        return next(o["milliseconds"] for _, o in measure.outcomes(self.store) if o["action"] == self.name) / 1000

    def check_bits(self):
        built = {path.name: path.read_bytes() for path in (self.folder / "out").rglob("*") if path.is_file()}
        for path in (self.folder / "plain").iterdir():
            if path.read_bytes() != built[path.name]:
                raise SystemExit(f"{path.name}: the plain build makes other bits, so that it is not the same work")

    def measure(self):
        plain, action, whole = [], [], []
        for number in range(measure.ROUNDS):
            for sandboxed in ((False, True) if number % 2 == 0 else (True, False)):
                if sandboxed:
                    whole.append(measure.seconds(self.sandboxed))
                    action.append(self.of_the_action())
                else:
                    plain.append(measure.seconds(self.plain))
        self.check_bits()
        base = statistics.median(plain)
        return [[f"{self.name}: plain `go build`", measure.summary(plain), "1.000"],
                ["the same by Verbatim: the action", measure.summary(action), f"{statistics.median(action) / base:.3f}"],
                ["the whole command", measure.summary(whole), f"{statistics.median(whole) / base:.3f}"]]


def main():
    rows = [["cold build", "median", "ratio"]]
    with measure.Folder() as folder:
        store = measure.own_store(folder.path)
        rows += Build(folder.path, store, "demo", "verbatim/greeting", f"build verbatim/greeting {PLATFORM}").measure()
    if kept := os.environ.get("VERBATIM_BENCHMARK_STORE"):
        with measure.Folder() as folder:
            rows += Build(folder.path, pathlib.Path(kept), "1-36", "etcd-io/etcd", f"build etcd-io/etcd server {PLATFORM}").measure()
    measure.show("Sandbox against plain build", rows)


main()
