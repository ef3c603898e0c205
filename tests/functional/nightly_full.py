"""A full disk under a night's history, or under its report: the night ends in order, says what it found, and loses nothing; with room again
the next one is as any other. Small file systems are mounted in a user namespace of the test's own."""
import os
import sqlite3
import subprocess
import sys

import harness
from harness import check

sys.path.insert(0, str(harness.ROOT / "tests" / "support"))
import unsteady

if not os.environ.get("VERBATIM_TEST_NAMESPACE"):
    probe = subprocess.run(["unshare", "-Urm", "true"], capture_output=True, text=True)
    if probe.returncode != 0:
        print("1..1\nnot ok 1 - user namespaces\n# this test mounts small file systems, and user namespaces are switched off: " + probe.stderr)
        sys.exit(1)
    os.environ["VERBATIM_TEST_NAMESPACE"] = "1"
    os.execvp("unshare", ["unshare", "-Urm", sys.executable, os.path.abspath(__file__)])

NAMES = ["clean", "umask", "host", "locale"]


def mount(folder, size, *more):
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join([*more, f"size={size}"]), "tmpfs", str(folder)], check=True)


def night(case, status):
    file = case.folder / "night.yaml"
    file.write_text("history: small/history.sqlite\nreport: report/here\nvary: false\n")
    return case.verbatim("nightly", "--config", file, "--quiet", status=status)


def prepared(case):
    unsteady.write(harness, case, NAMES)
    unsteady.claim(harness, case, NAMES)
    mount(case.folder / "small", "8m")
    mount(case.folder / "report", "64m")
    night(case, 0)
    return case.folder / "small"


def recorded(small):
    database = sqlite3.connect(small / "history.sqlite")
    try:
        check(database.execute("pragma integrity_check").fetchone() == ("ok",), "the history is whole")
        return database.execute("select count(*) from results").fetchone()[0]
    finally:
        database.close()


def fill(folder, leave):
    """So that `leave` bytes are free, at most."""
    info = os.statvfs(folder)
    with open(folder / "full", "wb") as file:
        file.write(b"x" * max(info.f_bavail * info.f_frsize - leave, 0))


def test_a_full_disk_under_the_history_is_said_and_the_report_is_written(case):
    small = prepared(case)
    try:
        before = recorded(small)
        told = 0
        for leave in (0, 4096, 16384, 65536):
            held = recorded(small)
            fill(small, leave)
            file = case.folder / "night.yaml"
            process = case.start("nightly", "--config", file, "--quiet")
            out, err = process.communicate(timeout=300)
            os.unlink(small / "full")
            check(process.returncode in (0, 3), f"{leave}: exit status {process.returncode}\n{out}{err}")
            check("fault of Verbatim" not in err, err)
            if process.returncode == 0 and "could not be written" in out:
                told += 1
                check("4 of 4 claims reproduced" in out, out)
                check("4 of 4" in (case.folder / "report/here/summary.md").read_text().replace("**", ""), "the report has what the night found")
            elif process.returncode == 3:
                told += 1
                check("small/history.sqlite" in err, err)
            else:
                check(recorded(small) == held + 4, f"{leave}: no word of the full disk, and the night is not in the history")
            check(recorded(small) >= held, "nothing that was recorded is lost")
        check(told > 0, "the disk was never full")
        night(case, 0)
        check(recorded(small) >= before + 4, "with room it is recorded again")
    finally:
        subprocess.run(["umount", small, case.folder / "report"], check=False)


def test_a_full_disk_under_the_report_loses_no_result_and_no_older_report(case):
    small = prepared(case)
    report = case.folder / "report"
    try:
        before = (report / "here/summary.md").read_text()
        fill(report, 4096)
        done = night(case, 3)
        check("No space left" in done.err or "no space left" in done.err.lower(), done.err)
        check("4 of 4 claims reproduced" in done.out, "what was found is said all the same")
        check((report / "here/summary.md").read_text() == before, "the older report stays")
        check((report / "here/site/index.html").exists(), "and its site")
        check(recorded(small) == 8, "the night is in the history")
        os.unlink(report / "full")
        night(case, 0)
    finally:
        subprocess.run(["umount", small, report], check=False)


harness.main(globals())
