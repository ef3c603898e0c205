"""A distro repository with a history, made with real git, for the embedded sample's upstream."""
import shutil
import subprocess

import harness

RIGHT = "go1.25.12"
SAMPLE = harness.ROOT / "samples/distro/tree/projects/verbatim/greeting/demo"
RIGHT_SUMS = "".join(line for line in (SAMPLE / "CHECKSUMS").read_text().splitlines(True) if "linux-amd64" in line)


class Distro:
    """A repository, a day a commit."""

    def __init__(self, case, month):
        self.month = month
        self.folder = case.folder / "distro"
        self.folder.mkdir()
        self.day = 0
        harness.git(self.folder, "init", "-q", "-b", "main")
        self.url = f"file://{self.folder}@main"

    def commit(self, branch, project="verbatim/greeting", **files):
        folder = self.folder / "projects" / project / branch
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(content)
        self.day += 1
        harness.git(self.folder, "add", "-A")
        date = f"{self.month}-{self.day:02}T12:00:00Z"
        subprocess.run(["git", "-C", str(self.folder), "commit", "-q", "-m", "c"], check=True, env={**harness.GIT_ENVIRONMENT, "GIT_COMMITTER_DATE": date})

    def patches(self, branch, project="verbatim/greeting"):
        """The sample's."""
        shutil.copytree(SAMPLE / "patches", self.folder / "projects" / project / branch / "patches")


def project_of(case, month="2026-07"):
    """This project with the sample's lock and one Go release; the distro is new and empty."""
    project = case.copy_of_this_project()
    case.store = harness.SHARED_STORE
    for file in (project / "toolchains/go").iterdir():
        if file.stem != RIGHT:
            file.unlink()
    for lock in (project / "releases").iterdir():
        if lock.name != "demo.yaml":
            lock.unlink()
    return Distro(case, month)
