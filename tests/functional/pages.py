"""The commands that README and docs/nightly.md show are run, word for word.

The two of the front door run on bare machines (tools/bare_machine.sh), and so does the job for CI in docs/nightly.md; here it is seen that
those are the words that run there. What takes long is left to `make test-long` (VERBATIM_PAGES=all).
"""
import os
import re
import shutil
import subprocess

import yaml

import harness
from containers import registry
from harness import check, git

README = (harness.ROOT / "README.md").read_text()
NIGHTLY = (harness.ROOT / "docs/nightly.md").read_text()
BARE = (harness.ROOT / "tools/bare_machine.sh").read_text()
ALL = os.environ.get("VERBATIM_PAGES") == "all"


def commands():
    """All lines of README's blocks."""
    found = [line[4:].split("  # ")[0].strip() for line in README.splitlines() if re.match(r"    \S", line)]
    check(len(found) >= 8, f"the blocks were not found: {found}")
    return found


def clone(case):
    """A checkout as a reader has it, with the program built."""
    folder = case.folder / "verbatim"
    for name in ("projects", "releases", "toolchains", "samples", "docs"):
        shutil.copytree(harness.ROOT / name, folder / name, symlinks=True)
    (folder / "build").mkdir()
    (folder / "build/verbatim").symlink_to(harness.PROGRAM.resolve())
    (folder / ".gitignore").write_text("build/\ndist/\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Verbatim")
    (case.folder / "home").mkdir()
    case.environment.update({"VERBATIM_STORE": str(harness.SHARED_STORE)})
    case.environment["GOPROXY"] = subprocess.run(["go", "env", "GOPROXY"], capture_output=True, text=True, check=True).stdout.strip()
    return folder


def shell(case, folder, command, status=0):
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=case.environment, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    check(done.returncode == status, f"$ {command}\nexit status {done.returncode}, expected {status}\n{done.stdout}")
    return done.stdout


def test_the_front_door_is_what_runs_on_bare_machines(case):
    make = [command for command in commands() if command.startswith("make")]
    check(make == ["make demo", "make test"], str(make))
    for user in ("root", "user"):
        for command in make:
            check(f"{user}/{command.split()[1]}" in BARE, f"{command} as {user} does not run there")


MIRRORS = ["verbatim --mirror 'https://github.com/=/srv/git/{owner}+{name}/repo' verify 1-36",
           "VERBATIM_MIRRORS='https://github.com/=/srv/git/{owner}+{name}/repo' verbatim verify 1-36"]
VERIFY = "build/verbatim verify 1-36"
DEMO = ["build/verbatim release demo --number 1 --out dist", "build/verbatim push dist registry.example.org/demo", "build/verbatim check demo",
        "build/verbatim nightly --config nightly.yaml", "build/verbatim history"]


def test_every_command_of_readme_is_tried_here(case):
    tried = {"make demo", "make test", VERIFY, *MIRRORS, *DEMO}
    check(set(commands()) == tried, f"README and this file differ: {set(commands()) ^ tried}")


def test_verify_of_a_distro_gets_as_far_as_its_upstreams(case):
    folder = clone(case)
    case.environment["VERBATIM_STORE"] = str(case.folder / "store")
    out = shell(case, folder, f"{VERIFY} --offline", status=3)
    check("aws/eks-distro" in out and "next: " in out and "offline" in out, out)


def test_mirrors_are_looked_for_where_readme_has_them(case):
    folder = clone(case)
    case.environment["VERBATIM_STORE"] = str(case.folder / "store")
    (case.folder / "bin").mkdir()
    (case.folder / "bin/verbatim").symlink_to(harness.PROGRAM.resolve())
    case.environment["PATH"] = f"{case.folder}/bin:{os.environ['PATH']}"
    for command in MIRRORS:
        out = shell(case, folder, command, status=3)
        check("is no git repository: /srv/git/aws+eks-distro/repo" in out, out)


if ALL:
    def test_the_demo_is_released_pushed_checked_and_looked_at_every_night(case):
        folder = clone(case)
        (folder / "nightly.yaml").write_text("releases: [demo]\nvary: {axes: [host-name]}\nhistory: history.sqlite\nreport: report\n")
        with registry(case) as (host, _):
            for command in DEMO:
                # The one word that no test can have: a registry of that name.
                out = shell(case, folder, command.replace("registry.example.org", host))
                print(f"# $ {command}: {out.strip().splitlines()[-1]}", flush=True)
        inline = re.findall(r"`(build/verbatim verify demo --against [^`]+)`", README.replace("\n", " "))
        check(len(inline) == 1, str(inline))
        check("reproduced" in shell(case, folder, inline[0]), "the manifest's claims")


def job():
    """The steps of the job in docs/nightly.md."""
    (text,) = [block for block in re.findall(r"```yaml\n(.*?)```", NIGHTLY, re.S) if "runs-on" in block]
    return yaml.safe_load(text)["jobs"]["nightly"]["steps"]


def test_the_job_of_the_nightly_page_is_what_runs_on_a_bare_machine(case):
    runs = [step["run"] for step in job() if "run" in step]
    check(any("build/verbatim nightly --config nightly.yaml" in run for run in runs), str(runs))
    check("root/job" in BARE and "docs/nightly.md" in BARE, "it is run there")


harness.main(globals())
