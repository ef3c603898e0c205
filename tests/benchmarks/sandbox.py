"""A build by Verbatim, all of it (process start, staging, sandbox, import of the outcome, sync), against the same plain `go build` by the
same toolchain. Goal: within 3 %."""
import json
import os
import shutil
import statistics

import measure
from measure import harness

PLATFORM = "linux/amd64"


def main():
    with measure.Folder() as folder:
        store = measure.own_store(folder.path)
        plan = json.loads(measure.verbatim("plan", "demo", "--json", store=store).stdout)
        action = next(a for a in plan["actions"] if a["name"] == f"build verbatim/greeting {PLATFORM}")
        measure.verbatim("build", "demo", "--cold", "--out", folder.path / "out", "--platform", PLATFORM, store=store)

        toolchain = next(tree for tree in (store / "trees").iterdir() if (tree / "VERSION").exists())
        source = folder.path / "source"
        shutil.copytree(harness.ROOT / "samples/greeting/v0.2.0", source)
        vendor = next(o["trees"]["vendor"] for _, o in measure.outcomes(store) if o["action"] == "vendor verbatim/greeting")
        restore(store, vendor, source / "vendor")
        argv = [word.replace("/usr/local/go", str(toolchain)) for word in action["fields"]["argv"]]
        out = folder.path / "plain"

        def plain():
            cache = folder.path / "cache"
            shutil.rmtree(cache, ignore_errors=True)
            environment = {"PATH": os.environ["PATH"], "HOME": str(folder.path), "GOCACHE": str(cache), "GOENV": "off",
                           "GOFLAGS": "-buildvcs=false", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0", "GOPROXY": "off",
                           "GOTELEMETRY": "off", "GOPATH": str(folder.path / "gopath"), "GOOS": "linux", "GOARCH": "amd64"}
            words = [str(out) + "/" if word == "/out/" else word for word in argv]
            measure.subprocess.run(words, cwd=source, env=environment, check=True, capture_output=True)

        def sandboxed():
            measure.forget_builds(store)
            measure.verbatim("build", "demo", "--cold", "--out", folder.path / "out", "--platform", PLATFORM, "verbatim/greeting",
                             "--jobs", "1", store=store)

        # The sample's second module is a build of its own, of a file: its time is not the plain build's.
        def of_first(rounds):
            return [next(o["milliseconds"] for _, o in measure.outcomes(store) if o["action"] == action["name"]) / 1000]

        took = {"plain `go build`": [], "the action, in the sandbox": [], "the whole command, both of its builds": []}
        for number in range(measure.ROUNDS):
            def once_plain():
                took["plain `go build`"].append(measure.seconds(plain))

            def once_sandboxed():
                took["the whole command, both of its builds"].append(measure.seconds(sandboxed))
                took["the action, in the sandbox"] += of_first(number)
            for one in ((once_plain, once_sandboxed) if number % 2 == 0 else (once_sandboxed, once_plain)):
                one()
        base = statistics.median(took["plain `go build`"])
        rows = [["cold build of the sample, " + PLATFORM, "median", "ratio"]]
        rows += [[name, measure.summary(values), f"{statistics.median(values) / base:.3f}"] for name, values in took.items()]
        measure.show("Sandbox against plain build", rows)


def restore(store, tree, to):
    """A tree of the store as a folder: docs/formats/tree.md, read by a few lines of its own."""
    to.mkdir(parents=True)
    body = (store / "blobs" / tree[:2] / tree[2:]).read_bytes().split(b"\n", 1)[1]
    for entry in filter(None, body.split(b"\0")):
        kind, digest, _, name = entry.decode().split(" ", 3)
        blob = store / "blobs" / digest[:2] / digest[2:]
        if kind == "d":
            restore(store, digest, to / name)
        elif kind in "fx":
            shutil.copyfile(blob, to / name)


main()
