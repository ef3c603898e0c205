"""Histories made by python's sqlite3, from the tables as docs/formats/history.md has them: written and read without any code of ours."""
import pathlib
import re
import sqlite3

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs/formats/history.md"
DAY = 86400
START = 1_790_000_000  # 2026-09-21


def steps():
    return re.findall(r"^```sql\n(.*?)^```", DOCUMENT.read_text(), re.M | re.S)


def make(path, version=2):
    """An empty history with tables of that version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = sqlite3.connect(path)
    for step in steps()[:version]:
        made.executescript(step)
    made.executescript(f"PRAGMA application_id = 0x56424849; PRAGMA user_version = {version};")
    return made


def add_run(made, units, kind="nightly", ending="complete", error=""):
    """A run a day; `units`: (release, component, platform) → columns of results, and perhaps `files`."""
    number = made.execute("SELECT coalesce(max(id), 0) + 1 FROM runs").fetchone()[0]
    started = START + number * DAY
    ended = None if ending == "under way" else started + 3600
    made.execute("INSERT INTO runs VALUES (?, ?, 'n.yaml', '0.1.0', 'linux/amd64', ?, ?, ?, ?, ?)",
                 (number, kind, started, ended, ending, error, started + 1800))
    for unit, values in units.items():
        made.execute("INSERT OR IGNORE INTO units (release, component, platform) VALUES (?, ?, ?)", unit)
        row = {"state": "reproduced", "cause": "", "expected": 0, "tag": "v1", "commit_id": "c" * 40, "go": "go1.25.11", "go_declared": "1.25",
               "distro": "aws/eks-distro@" + "d" * 40, "checksums": "e" * 40, "patches": "", "milliseconds": 1000, **values}
        files = row.pop("files", [])
        names = ", ".join(row)
        made.execute(f"INSERT INTO results (unit, run, {names}) SELECT id, ?, {', '.join('?' * len(row))} FROM units "
                     "WHERE (release, component, platform) = (?, ?, ?)", (number, *row.values(), *unit))
        result = made.execute("SELECT last_insert_rowid()").fetchone()[0]
        for file in files:
            made.execute("INSERT INTO files (result, path, verdict, claimed, built, reason, expected) VALUES (?, ?, ?, ?, ?, ?, '')", (result, *file))
    made.commit()
    return number


def sample(path):
    """Five nights and a check: a regression by a toolchain, a night that did not get everywhere, one that was killed."""
    made = make(path)
    etcd, coredns, closed = ("1-36", "etcd-io/etcd", "linux/amd64"), ("1-36", "coredns/coredns", "linux/amd64"), ("1-35", "org/closed", "")
    built = "_output/1-36/bin/etcd/linux-amd64/etcd"
    good = {"files": [(built, "reproduced", "a" * 64, "a" * 64, "")]}
    shut = {"state": "unbuildable", "cause": "upstream has no tag v1-private", "expected": 1}
    add_run(made, {etcd: good, coredns: {"state": "differs", "cause": "another Go release"}, closed: shut})
    add_run(made, {etcd: good, coredns: {"go": "go1.25.12"}, closed: {"state": "not run"}}, ending="budget spent")
    add_run(made, {coredns: {"go": "go1.25.12"}}, kind="check")
    add_run(made, {etcd: good}, ending="under way")
    add_run(made, {etcd: {"state": "not run"}}, ending="failed", error="the mirror cannot be reached")
    worse = {"state": "differs", "cause": "\x1b[2Jthe compiler", "go": "go1.25.12", "files": [(built, "differs", "a" * 64, "b" * 64, "other bits")]}
    add_run(made, {etcd: worse, coredns: {"go": "go1.25.12"}, closed: shut})
    made.close()


def problems(path):
    """What SQLite itself finds wrong; nothing where all is well."""
    with sqlite3.connect(path, timeout=60) as read:
        found = [row[0] for row in read.execute("PRAGMA integrity_check")]
        found += [str(row) for row in read.execute("PRAGMA foreign_key_check")]
    read.close()
    return [line for line in found if line != "ok"]
