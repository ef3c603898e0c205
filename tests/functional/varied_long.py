"""The bits do not depend on the machine, at length: the sample, etcd and Kubernetes, each built anew in a store of its own under each
of tests/support/circumstances.py. Run by `make test-long`; takes an hour and more on two cores.

Prints a table, and keeps it as varied.md beside the program. VERBATIM_LONG="demo etcd" chooses among demo, etcd and kubernetes,
VERBATIM_LONG_UNDER="umask 077, all at once" among the circumstances.
"""
import functools
import os
import shutil
import sys

import harness

sys.path.insert(0, str(harness.ROOT / "tests" / "support"))
import circumstances
import debian
import debian_source

REPOSITORIES = harness.PROGRAM.parent / "test-debian"


def write_sample(folder):
    for name in ("projects", "releases", "toolchains", "samples"):
        shutil.copytree(harness.ROOT / name, folder / name, symlinks=True)
    return folder


def write_debian(folder):
    return debian.write_project(folder, harness.ROOT)


# What is built → its definitions, the words that name it, and the known answers below the project's folder.
SUBJECTS = {
    "demo": (write_sample, ["demo"], "samples/distro/tree/projects/verbatim/greeting/demo/CHECKSUMS"),
    "etcd": (write_debian, ["debian-12", "etcd-io/etcd"], "distro/tree/projects/etcd-io/etcd/debian-12/CHECKSUMS"),
    "kubernetes": (write_debian, ["debian-12", "kubernetes/kubernetes"],
                   "distro/tree/projects/kubernetes/kubernetes/debian-12/CHECKSUMS"),
}
rows = []


@functools.cache
def fetched(subject):
    write, what, _ = SUBJECTS[subject]
    if subject != "demo":
        debian_source.repositories(REPOSITORIES, [subject])
    return circumstances.Fetched(harness, write, what, mirror=debian.mirror_words(REPOSITORIES))


def build_under(subject, circumstance, case):
    if reason := circumstances.impossible(circumstance):
        add_row(subject, circumstance, f"not tried: {reason}", "", "")
        harness.skip(reason)
    inputs = fetched(subject)
    claims = inputs.project / SUBJECTS[subject][2]
    expected = len(claims.read_text().splitlines())
    outcome = f"no, of {expected}"
    built, took = "", 0
    try:
        record, took = inputs.under(circumstance, claims, case.folder / "place")
        built = record["builds"]["made"]
        outcome = f"{circumstances.equal(record, expected)} of {expected}"
    finally:
        add_row(subject, circumstance, outcome, built, f"{took:.0f} s")


def add_row(subject, circumstance, outcome, built, took):
    row = f"| {subject} | {circumstance.name} | {outcome} | {built} | {took} |"
    print(f"# {row}", flush=True)
    rows.append(row + "\n")
    # After each row: a run of an hour may be ended in between.
    (harness.PROGRAM.parent / "varied.md").write_text("| what | circumstance | equal | builds made | wall |\n|---|---|---|---|---|\n" + "".join(rows))


def choose(variable, separator, known):
    asked = [word.strip() for word in os.environ.get(variable, separator.join(known)).split(separator) if word.strip()]
    if unknown := [word for word in asked if word not in known]:
        sys.exit(f"error: {variable} names {', '.join(unknown)}; there are {', '.join(known)}")
    return asked


for name in choose("VERBATIM_LONG", " ", list(SUBJECTS)):
    for word in choose("VERBATIM_LONG_UNDER", ",", [one.name for one in circumstances.ALL]):
        one = next(one for one in circumstances.ALL if one.name == word)
        globals()[f"test_{name}_is_the_same_under_{word.replace(' ', '_')}"] = functools.partial(build_under, name, one)
harness.main(globals())
