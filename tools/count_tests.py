#!/usr/bin/env python3
"""Adds up meson's JUnit reports, each case of a GoogleTest program for itself: prints "N passed, N failed".

A step that failed without a failed case in any report (a build, a crash) counts as one failed.
"""
import argparse
import pathlib
import sys
import xml.etree.ElementTree as xml


def count(report: pathlib.Path) -> tuple[int, int]:
    passed = failed = 0
    for case in xml.parse(report).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is None and case.get("status") != "notrun":
            passed += 1
    return passed, failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--failed-steps", type=int, default=0)
    parser.add_argument("reports", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    counts = [count(report) for report in arguments.reports if report.exists()]
    passed, failed = sum(c[0] for c in counts), sum(c[1] for c in counts)
    failed = max(failed, arguments.failed_steps)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
