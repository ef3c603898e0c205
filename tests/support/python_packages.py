"""Other people's readers of our texts, from PyPI: a virtual environment below the build folder, made once, with the versions and hashes that
stand here, and shared by all tests. Where it cannot be had, a test is skipped, and says so."""
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

# pip download --no-deps; pip hash. axe-core is the script of accessibility tests; of its package nothing else is used, so what that needs is left out.
PINNED = """\
axe-playwright-python==0.1.8 --hash=sha256:fdd263c998388f1a8e67cad02677e612d946248bd44d163be5e8650ea31f95f8
feedparser==6.0.14 --hash=sha256:e35e3f760151b0c3b22cac9684155cae186a233e16c49bcbc6c49e91e3131137
feedparser-sgmllib==2.1.0 --hash=sha256:2cab2d43b95a954f920f18aebce7a4dbbb3f539780b127e2aa114f579821e01d
junitparser==5.0.3 --hash=sha256:553535b8cd1672a9c8bd2c7326ae1ae69279267fbc562106b5aa44d3c5f769af
prometheus_client==0.26.0 --hash=sha256:fa93d06737aa02bacd05794768508bb97d2fbee28cb3bca04eaae92f0ca953d6
"""


class Unavailable(Exception):
    pass


def packages(build):
    """Its folder of packages, to be put into sys.path. `build`: the build folder."""
    place = pathlib.Path(build) / "test-python" / hashlib.sha256((PINNED + sys.version).encode()).hexdigest()[:16]
    place.parent.mkdir(exist_ok=True)
    with open(place.parent / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            make(place)
    return next(place.glob("lib/python*/site-packages"))


def make(place):
    beside = place.with_name(place.name + f".part-{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        run([sys.executable, "-m", "venv", str(beside)], 120)
        (beside / "requirements.txt").write_text(PINNED, encoding="utf-8")
        run([str(beside / "bin/python"), "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:",
             "--disable-pip-version-check", "-r", str(beside / "requirements.txt")], 300)
        beside.rename(place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def run(command, seconds):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as late:
        raise Unavailable(f"{command[1:4]} takes longer than {seconds} s") from late
    if done.returncode == 0:
        return
    if "DO NOT MATCH THE HASHES" in done.stderr:
        raise AssertionError("a package is not the one that was pinned:\n" + done.stderr[-2000:])
    raise Unavailable("packages from PyPI cannot be had: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1][:300])
