"""Peak anonymous memory of Verbatim itself while it builds, cold and from an empty store: RssAnon of its process, read every few
milliseconds. Goal: under 64 MiB."""
import os
import subprocess
import time

import measure
from measure import harness


def peak(words):
    """Highest RssAnon of the process in MiB, and how often it was read."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    highest = reads = 0
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/status") as status:
                for line in status:
                    if line.startswith("RssAnon:"):
                        highest = max(highest, int(line.split()[1]))
                        reads += 1
        except (OSError, ValueError):
            break
        time.sleep(0.003)
    assert process.wait() == 0, words
    return highest / 1024, reads


def main():
    rows = [["", "peak of RssAnon, MiB", "reads"]]
    with measure.Folder() as folder:
        words = [harness.PROGRAM, "--project", harness.ROOT, "--store", folder.path / "store"]
        mirror = os.environ.get("VERBATIM_BENCHMARK_MIRROR")
        steps = {"fetch demo, empty store": ["fetch", "demo"], "verify demo, cold builds": ["verify", "demo", "--cold"],
                 "verify demo, full store": ["verify", "demo"]}
        if mirror:
            steps["verify 1-36 containernetworking/plugins, empty store"] = ["--mirror", mirror, "verify", "1-36",
                                                                             "containernetworking/plugins"]
            steps["verify 1-36 etcd-io/etcd"] = ["--mirror", mirror, "verify", "1-36", "etcd-io/etcd"]
        for name, step in steps.items():
            rows.append([name, *(f"{value:.1f}" if isinstance(value, float) else value for value in peak([*words, *step]))])
        measure.show("Memory", rows)


main()
