#!/usr/bin/env python3
"""Two programs do the same verification from an empty store, one after the other: what a change costs, side by side in one run.

    tests/evidence/two_programs.py BEFORE AFTER FOLDER [--keep] 1-30 … 1-36

BEFORE and AFTER are programs; FOLDER takes their stores. The locks are this project's, with the four components that EKS Distro builds
from public source alone. Upstreams come from where VERBATIM_MIRRORS says. The machine has to do nothing else: the processors' time is all
that it was busy, since what runs in the sandbox is no child of ours. It is run again where a second pair is wanted; a line a program:
wall seconds, busy processor seconds, what verify said last.
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


def busy():
    user, nice, system, _, _, irq, soft = [int(word) for word in pathlib.Path("/proc/stat").read_text().split()[1:8]]
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


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


def run(program, store, folder):
    shutil.rmtree(store, ignore_errors=True)
    log = store.with_suffix(".log")
    before, begin = busy(), time.monotonic()
    with log.open("w") as said:
        done = subprocess.run([program, "--project", folder, "--store", store, "verify", "--all", "--json"], stdout=subprocess.PIPE, stderr=said, text=True)
    record = json.loads(done.stdout)
    return {"wall": time.monotonic() - begin, "busy": busy() - before, "status": done.returncode, "reproduced": record["counts"]["reproduced"],
            "in_scope": record["claims_in_scope"], "made": record["builds"]["made"]}


def main(before, after, folder, *words):
    branches = [word for word in words if not word.startswith("--")]
    place = pathlib.Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, program in (("before", before), ("after", after)):
        found[name] = run(program, place / name, project(place / "project", branches))
        one = found[name]
        print(f"{name:6}  {one['wall']:7.1f} s  {one['busy']:7.1f} s of the processors  {one['reproduced']} of {one['in_scope']} reproduced, "
              f"{one['made']} builds, exit status {one['status']}", flush=True)
        if "--keep" not in words:
            shutil.rmtree(place / name)
    print(f"after / before: {found['after']['wall'] / found['before']['wall']:.2f} of the time, {found['after']['busy'] / found['before']['busy']:.2f} of the processors'")


main(*sys.argv[1:])
