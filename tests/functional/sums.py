"""The last lines of `make test`: what failed, what was skipped and why, and the sum (tools/count_tests.py)."""
import subprocess
import sys

import harness
from harness import check

TAP = """<testsuites><testsuite name="functional / one"><testcase name="1 - good"/><testcase name="2 - a b"><skipped/></testcase>
<testcase name="3 - bad"><failure message="it broke"/></testcase><system-out>1..3
ok 1 - good
ok 2 - a b # SKIP only root can do it
not ok 3 - bad</system-out></testsuite></testsuites>"""
GTEST = """<testsuites><testsuite name="unit / two"><testcase name="Skips" status="run" result="skipped"><skipped message="a_test.cpp:7&#x0A;no skopeo"/>
</testcase><testcase name="Disabled" status="notrun"/><testcase name="Runs" status="run"/></testsuite></testsuites>"""


def count(case, *reports, steps=0):
    paths = []
    for number, text in enumerate(reports):
        paths.append(case.folder / f"build{number}/meson-logs/log.xml")
        paths[-1].parent.mkdir(parents=True)
        paths[-1].write_text(text)
    done = subprocess.run([sys.executable, harness.ROOT / "tools/count_tests.py", "--failed-steps", str(steps), *paths], capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines()


def test_failures_and_skips_stand_before_the_sum_with_their_reasons(case):
    status, lines = count(case, TAP, GTEST)
    check(status == 1 and lines[-1] == "2 passed, 1 failed" and lines[-2].startswith("3 skipped"), str(lines))
    check("failed: build0: functional / one: 3 - bad" in lines and "    it broke" in lines, str(lines))
    check("skipped: build0: functional / one: 2 - a b: only root can do it" in lines, str(lines))
    check("skipped: build1: unit / two: Skips: a_test.cpp:7 no skopeo" in lines, str(lines))
    check("skipped: build1: unit / two: Disabled: no reason given" in lines, str(lines))


def test_nothing_that_ran_is_no_pass(case):
    status, lines = count(case, "<testsuites/>")
    check((status, lines) == (1, ["0 passed, 0 failed"]), str(lines))


def test_a_step_that_failed_counts(case):
    status, lines = count(case, GTEST, steps=1)
    check(status == 1 and lines[-1] == "1 passed, 1 failed", str(lines))


harness.main(globals())
