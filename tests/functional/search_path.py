"""An empty or relative entry of PATH names no program: what a stranger put into the current folder is never started."""
import json
import os
import shutil
import subprocess

import harness
from harness import check

MAKE_IMAGE = os.environ["VERBATIM_MAKE_IMAGE"]
NAMES = ("bwrap", "git", "go", "skopeo", "gpgv", "dpkg", "disorderfs", "diffoscope", "sh")
SYSTEM = "/usr/bin:/bin"
PATHS = ("", ".", ":", f":{SYSTEM}", f".:{SYSTEM}", f"bin:{SYSTEM}", f"./bin:..:{SYSTEM}", f"{SYSTEM}:", f"{SYSTEM}::bin", f"bin/../bin:{SYSTEM}")


def plant(case):
    """Programs that leave a trace, in the folder where all is started and in bin/ of it."""
    traces = case.folder / "traces"
    traces.mkdir()
    for folder in (case.folder, case.folder / "bin"):
        folder.mkdir(exist_ok=True)
        for name in NAMES:
            program = folder / name
            program.write_text(f"#!/bin/sh\necho started >{traces}/{name}\nexit 0\n")
            program.chmod(0o755)
    return traces


def unharmed(traces, what):
    found = sorted(path.name for path in traces.iterdir())
    check(not found, f"{what}: started {found}")


def test_what_is_planted_would_leave_a_trace(case):
    traces = plant(case)
    subprocess.run(["bwrap"], cwd=case.folder, env={"PATH": f"{case.folder}/bin"}, check=True)
    check((traces / "bwrap").exists(), "it is started where it is meant to be")
    (traces / "bwrap").unlink()
    case.tiny_project()
    case.verbatim("doctor", environment={"PATH": f"{case.folder}/bin"})  # an absolute entry is the user's choice
    check((traces / "bwrap").exists(), "the test itself is blind")


def test_doctor_starts_none_and_names_the_file_of_each(case):
    case.tiny_project()
    del case.environment["GOPROXY"]  # so that go is asked for it
    traces = plant(case)
    for path in PATHS:
        process = case.start("doctor", "--offline", "--json", environment={"PATH": path})
        out, err = process.communicate(timeout=60)
        unharmed(traces, f"PATH={path}")
        record = {one["name"]: one for one in json.loads(out)["checks"]}
        check(record["PATH"]["result"] == "warn" and record["PATH"]["fix"], f"PATH={path}: {record['PATH']}")
        for name in ("bwrap", "go", "skopeo", "gpgv", "dpkg", "disorderfs", "diffoscope"):
            one, real = record["program " + name], shutil.which(name, path=SYSTEM) if SYSTEM in path else None
            check(one["result"] == ("ok" if real else "not_checked") and (not real or one["seen"] == real), f"PATH={path}: {one}")


def test_no_path_at_all_names_no_program(case):
    case.tiny_project()
    traces = plant(case)
    del case.environment["PATH"]
    found = case.verbatim("doctor", "--offline", "--json", status=1).json()["checks"]
    unharmed(traces, "no PATH")
    programs = [one for one in found if one["name"].startswith("program ")]
    check(programs and all(one["result"] != "ok" for one in programs), str(found))


def test_a_signature_is_checked_by_no_planted_program(case):
    project = case.tiny_project()
    traces = plant(case)
    release = project.mirror / "dists/bookworm/InRelease"
    release.parent.mkdir(parents=True)
    release.write_text("Suite: stable\nCodename: bookworm\n")
    keyring = case.folder / "keyring.gpg"
    keyring.write_bytes(b"")
    for path in PATHS:
        process = case.start("pin", "--root", "new", "--package", "tiny", "--keyring", keyring, environment={"PATH": path})
        out, err = process.communicate(timeout=60)
        unharmed(traces, f"PATH={path}")
        said = "signature" if SYSTEM in path and shutil.which("gpgv", path=SYSTEM) else "gpgv is missing"
        check(process.returncode == 3 and said in err, f"PATH={path}: {process.returncode} {out}{err}")


def test_a_registry_is_asked_by_no_planted_program(case):
    traces = plant(case)
    place = f"docker://127.0.0.1:{harness.closed_port()}/base@sha256:{'0' * 64}"
    for path in PATHS:
        done = subprocess.run([MAKE_IMAGE, case.folder / "store", "fetch", place, "linux/amd64"], cwd=case.folder, capture_output=True, text=True,
                              env={**case.environment, "PATH": path}, stdin=subprocess.DEVNULL)
        unharmed(traces, f"PATH={path}")
        said = "cannot be reached" if SYSTEM in path and shutil.which("skopeo", path=SYSTEM) else "skopeo is not installed"
        check(done.returncode == 1 and said in done.stderr, f"PATH={path}: {done.stderr}")


def test_a_deep_look_is_taken_by_no_planted_program(case):
    case.tiny_project()
    traces = plant(case)
    for name in "ab":
        (case.folder / name).write_text(name)
    for path in PATHS[:5]:
        process = case.start("explain", "a", "b", "--deep", environment={"PATH": path})
        out, err = process.communicate(timeout=120)
        unharmed(traces, f"PATH={path}")
        looked = SYSTEM in path and shutil.which("diffoscope", path=SYSTEM)
        check(process.returncode == (1 if looked else 3) and ("@@" in out if looked else "diffoscope is not installed" in err), f"PATH={path}: {out}{err}")


harness.main(globals())
