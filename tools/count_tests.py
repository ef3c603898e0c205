#!/usr/bin/env python3
"""Adds up meson's JUnit reports, each case of a GoogleTest program for itself: prints "N passed, N failed".

A step that failed without a failed case in any report (a build, a crash) counts as one failed.
Where some were skipped, a line before the last says how many: they are neither.
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--failed-steps", type=int, default=0)
    parser.add_argument("reports", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    counts = [count(report) for report in arguments.reports if report.exists()]
    passed, failed, skipped = (sum(c[i] for c in counts) for i in range(3))
    failed = max(failed, arguments.failed_steps)
    if skipped:
        print(f"{skipped} skipped, as they could not be tried here")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
