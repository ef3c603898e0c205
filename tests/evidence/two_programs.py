#!/usr/bin/env python3
"""Two programs do the same verification from an empty store, at once: what a change costs, side by side in one run.

    tests/evidence/two_programs.py BEFORE AFTER FOLDER [--keep] 1-30 … 1-36

BEFORE and AFTER are programs; FOLDER takes their stores. The locks are this project's, with the four components that EKS Distro builds
from public source alone. Upstreams come from where VERBATIM_MIRRORS says. Both run at the same time, so that what else the machine does
weighs on both alike; the processors' time of each, sandboxes included, is counted by a control group of the kernel's cpuacct (root only).
A line a program: wall seconds, processor seconds, what verify counted.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPONENTS = ("containernetworking/plugins", "etcd-io/etcd", "coredns/coredns", "kubernetes/release")


class Accounted:
    """A control group whose processors' time is counted."""

    def __init__(self, name):
        self.folder = pathlib.Path("/sys/fs/cgroup/cpuacct") / f"verbatim-{name}-{os.getpid()}"
        self.folder.mkdir()

    def enter(self):
        (self.folder / "cgroup.procs").write_text(str(os.getpid()))

    def seconds(self):
        return int((self.folder / "cpuacct.usage").read_text()) / 1e9


def project(folder, branches):
    """This project with locks of these branches alone; components that are not built are taken out of them."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("projects", "toolchains", "samples"):
        shutil.copytree(ROOT / name, folder / name, symlinks=True)
    (folder / "releases").mkdir()
    for branch in branches:
        head, components = re.split(r"(?m)^components:\n", (ROOT / "releases" / f"{branch}.yaml").read_text())
        kept = [part for part in re.split(r"(?m)^(?=  [\w.-]+/[\w.-]+:\n)", components) if part.strip().startswith(COMPONENTS)]
        (folder / "releases" / f"{branch}.yaml").write_text(head + "components:\n" + "".join(kept))
    return folder


def start(name, program, place, folder):
    shutil.rmtree(place / name, ignore_errors=True)
    group = Accounted(name)
    with (place / f"{name}.log").open("w") as said, (place / f"{name}.json").open("w") as record:
        process = subprocess.Popen([program, "--project", folder, "--store", place / name, "verify", "--all", "--json"], stdout=record, stderr=said,
                                   preexec_fn=group.enter)
    return process, group


def main(before, after, folder, *words):
    branches = [word for word in words if not word.startswith("--")]
    place = pathlib.Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    locks = project(place / "project", branches)
    begin = time.monotonic()
    running = {name: start(name, program, place, locks) for name, program in (("before", before), ("after", after))}
    used = {}
    while running:
        for name, (process, group) in list(running.items()):
            if process.poll() is None:
                continue
            del running[name]
            used[name] = group.seconds()
            group.folder.rmdir()
            record = json.loads((place / f"{name}.json").read_text())
            print(f"{name:6}  {time.monotonic() - begin:7.1f} s  {used[name]:7.1f} s of the processors  {record['counts']['reproduced']} of "
                  f"{record['claims_in_scope']} reproduced, {record['builds']['made']} builds, exit status {process.returncode}", flush=True)
            if "--keep" not in words:
                shutil.rmtree(place / name)
        time.sleep(0.2)
    print(f"after / before: {used['after'] / used['before']:.2f} of the processors' time")


main(*sys.argv[1:])
