"""The bits do not depend on the machine: one program of the sample under each of tests/support/circumstances.py but another user,
who has tests/functional/ordinary_user.py. `make test-long` does it with all builds (tests/functional/varied_long.py)."""
import functools
import shutil
import sys

import harness
from harness import check

sys.path.insert(0, str(harness.ROOT / "tests" / "support"))
import circumstances

SHOUT = "_output/demo/bin/greeting/linux-amd64/shout"


def write_project(folder):
    """The sample with shout alone, which is built in a few seconds."""
    for name in ("projects", "releases", "toolchains", "samples"):
        shutil.copytree(harness.ROOT / name, folder / name, symlinks=True)
    path = folder / "projects/verbatim/greeting/project.yaml"
    before, builds, after = path.read_text().partition("builds:\n")
    shout = after[after.index("  - module: tools/shout"):after.index("# An archive for each platform")]
    path.write_text(before + builds + shout)
    return folder


@functools.cache
def fetched():
    return circumstances.Fetched(harness, write_project, ["demo"], ["--platform", "linux/amd64"])


def claims(case, digest=None):
    text = (harness.ROOT / "samples/distro/tree/projects/verbatim/greeting/demo/CHECKSUMS").read_text()
    line = next(line for line in text.splitlines(True) if line.endswith(f"  {SHOUT}\n"))
    path = case.folder / "CLAIMS"
    path.write_text(digest + line[64:] if digest else line)
    return path


def another_marker(project, word):
    """A build that no store knows: the marker's presence is in the bits, its name is not."""
    path = project / "projects/verbatim/greeting/project.yaml"
    path.write_text(path.read_text().replace("verbatim-checkout-{tag}", word + "-{tag}"))


def build_under(circumstance, case):
    record, _ = fetched().under(circumstance, claims(case), case.folder / "place", another_marker)
    circumstances.equal(record, 1)


def test_another_claim_would_be_noticed(case):
    record, _ = fetched().under(circumstances.Circumstance("wrong claim"), claims(case, "f" * 64), case.folder / "place", another_marker)
    check(record["counts"]["differs"] == 1, str(record["counts"]))
    try:
        circumstances.equal(record, 1)
    except AssertionError:
        return
    check(False, "a binary that differs counted as equal")


for one in circumstances.ALL:
    if one.other_user:
        continue
    globals()["test_the_same_bits_under_" + one.name.replace(" ", "_")] = functools.partial(build_under, one)
harness.main(globals())
