"""A functional test's project of Debian's sources: tests/definitions/debian, this repository's toolchains, and the repositories
that debian_source.py makes. Those are kept in build/test-debian, and shared by all tests that run now or later."""
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import debian_source

RELEASE = "debian-12"


def write_project(folder, root):
    """Definitions that `verbatim --project` takes; gives the folder."""
    for name in ("projects", "releases", "distro"):
        shutil.copytree(debian_source.DEFINITIONS / name, folder / name)
    shutil.copytree(root / "toolchains", folder / "toolchains")
    return folder


def mirror_words(repositories):
    """What has the program take the repositories for the made-up host that the definitions name."""
    return ["--mirror", f"https://debian.example/={repositories}/{{owner}}/{{name}}.git"]


class DebianProject:
    """A test's way to run `verbatim COMMAND debian-12 COMPONENT …` on one package."""

    def __init__(self, case, harness, package, component):
        self.case, self.component = case, component
        case.store = harness.SHARED_STORE
        case.project = write_project(case.folder / "project", harness.ROOT)
        repositories = pathlib.Path(os.environ.get("VERBATIM_TEST_DEBIAN", harness.PROGRAM.parent / "test-debian"))
        try:
            debian_source.repositories(repositories, [package])
        except debian_source.Unavailable as error:
            raise AssertionError(str(error)) from None
        self.mirror = mirror_words(repositories)

    def run(self, command, *words, **more):
        return self.case.verbatim(command, RELEASE, self.component, *self.mirror, *words, **more)

    def claims(self):
        """The known answers, as plain `go build` made them: path → sha256."""
        text = (self.case.project / "distro/tree/projects" / self.component / RELEASE / "CHECKSUMS").read_text()
        return {path: digest for digest, path in (line.split("  ", 1) for line in text.splitlines())}

    def with_one_wrong(self, path):
        """A sums file that claims all the known answers, but for `path` something else."""
        file = self.case.folder / "WRONG"
        file.write_text("".join(f"{'f' * 64 if p == path else digest}  {p}\n" for p, digest in sorted(self.claims().items())))
        return file
