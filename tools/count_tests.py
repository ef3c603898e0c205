#!/usr/bin/env python3
"""Adds up meson's JUnit reports, each case of a GoogleTest program for itself: prints "N passed, N failed".

A step that failed without a failed case in any report (a build, a crash) counts as one failed.
Before the sum stands, for each that failed, its name and the end of what it printed, so that the end of a long log
says what there is to mend. Where some were skipped, a line each says why, and a line before the last how many: they are neither.
"""
import argparse
import pathlib
import sys
import xml.etree.ElementTree as xml


def count(report: pathlib.Path) -> tuple[int, int, int]:
    passed = failed = skipped = 0
    for case in xml.parse(report).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None or case.get("status") == "notrun":
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def failures(report: pathlib.Path) -> list[str]:
    """Each failed case: its name, and the end of what it said."""
    told = []
    for suite in xml.parse(report).getroot().iter("testsuite"):
        for case in suite.findall("testcase"):
            problem = next((p for p in (case.find("failure"), case.find("error")) if p is not None), None)
            if problem is None:
                continue
            told.append(f"failed: {report.parent.parent.name}: {suite.get('name')}: {case.get('name')}")
            said = [problem.get("message"), problem.text]
            for element in ("system-out", "system-err"):
                said += [case.findtext(element), suite.findtext(element)]
            lines = [line for text in said if text for line in text.strip().splitlines()]
            told += [f"    {line[:300]}" for line in lines[-12:]]
    return told


def skips(report: pathlib.Path) -> list[str]:
    """Each skipped case: its name, and the reason."""
    told = []
    for suite in xml.parse(report).getroot().iter("testsuite"):
        # TAP's reasons stand in what the script printed alone.
        reasons = {name: reason for line in (suite.findtext("system-out") or "").splitlines() if line.startswith("ok ")
                   for name, _, reason in [line[3:].partition(" # SKIP ")] if reason}
        for case in suite.findall("testcase"):
            skipped = case.find("skipped")
            if skipped is None and case.get("status") != "notrun":
                continue
            name = case.get("name") or ""
            reason = reasons.get(name) or (skipped.get("message") if skipped is not None else "") or "no reason given"
            told.append(f"skipped: {report.parent.parent.name}: {suite.get('name')}: {name}: {' '.join(reason.split())[:300]}")
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--failed-steps", type=int, default=0)
    parser.add_argument("reports", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    reports = [report for report in arguments.reports if report.exists()]
    for line in (line for report in reports for line in failures(report)):
        print(line)
    for line in (line for report in reports for line in skips(report)):
        print(line)
    counts = [count(report) for report in reports]
    passed, failed, skipped = (sum(c[i] for c in counts) for i in range(3))
    failed = max(failed, arguments.failed_steps)
    if skipped:
        print(f"{skipped} skipped, as they could not be tried here")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
