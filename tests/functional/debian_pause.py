"""pause as Debian's Kubernetes has it, one C file in a tree of 22,000: our definition of it, the bits that gcc by hand makes of it in the
same root, and its image started (docs/evidence/debian-sources.md)."""
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

import harness
import yaml
from containers import run, run_image
from harness import check

sys.path.insert(0, str(harness.ROOT / "tests" / "support"))
import debian

VERSION = "v1.20.2-eks-debian-12-3"
# Made by gcc by hand: docs/evidence/debian-sources.md.
KNOWN = {
    "linux-amd64": "4c8c42fbd520651be42fd0082d50bc7a0821ec5192657537b1544140c97094f2",
    "linux-arm64": "b6a9e9b4da06146d773cb74ae6f6a9e20feaba198a71a1c788bd3883540f60ee",
}


class Pause(debian.DebianProject):
    """The definition that this repository ships, and the pins that the other tests of Debian's Kubernetes have."""

    def __init__(self, case):
        super().__init__(case, harness, "kubernetes", "kubernetes/pause")
        shutil.rmtree(case.project / "projects")
        definition = (harness.ROOT / "projects/kubernetes/pause/project.yaml").read_text()
        folder = case.project / "projects/kubernetes/pause"
        folder.mkdir(parents=True)
        (folder / "project.yaml").write_text(definition.replace("https://github.com/", "https://debian.example/"))
        lock = case.project / f"releases/{debian.RELEASE}.yaml"
        pin = yaml.load(lock.read_text(), yaml.BaseLoader)["components"]["kubernetes/kubernetes"]
        lock.write_text(json.dumps({
            "branch": debian.RELEASE, "number": "3", "base_images": {"minimal": "scratch"},
            "publish": {"uri": "https://debian.example", "registry": "registry.debian.example/eks"},
            "components": {"kubernetes/pause": {key: pin[key] for key in ("tag", "tag_object", "commit", "commit_time", "tags")}}}))

    def built(self):
        out = self.case.folder / "out"
        self.run("build", "--out", out, "--quiet")
        folder = out / "_output" / debian.RELEASE / "pause"
        return {path.name: path / "pause" for path in folder.iterdir()}


def root_of(store):
    """The folder of the builder root `c` in the store, as the sandbox mounts it."""
    digests = {outcome["trees"]["tree"] for outcome in map(json.loads, (path.read_text() for path in (store / "outcomes").glob("*.json")))
               if outcome["action"] == "fetch builder root c"}
    folders = [store / "trees" / digest for digest in digests if (store / "trees" / digest / "usr/bin/aarch64-linux-gnu-gcc").exists()]
    check(folders, f"no root c in {store}: {digests}")
    return folders[0]


def test_it_is_what_gcc_by_hand_makes_in_the_same_root(case):
    project = Pause(case)
    built = project.built()
    check(set(built) == {"linux-amd64", "linux-arm64"}, str(built))
    sums = {platform: hashlib.sha256(path.read_bytes()).hexdigest() for platform, path in built.items()}
    work = case.folder / "by hand"
    work.mkdir()
    upstream = pathlib.Path(project.mirror[1].split("=", 1)[1].format(owner="kubernetes", name="kubernetes"))
    (work / "pause.c").write_bytes(subprocess.run(["git", "-C", upstream, "show", "v1.20.2:build/pause/linux/pause.c"], capture_output=True, check=True).stdout)
    for platform, triple in (("linux-amd64", "x86_64-linux-gnu"), ("linux-arm64", "aarch64-linux-gnu")):
        run("bwrap", "--ro-bind", root_of(case.store), "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--bind", work, "/tmp/hand", "--chdir", "/tmp/hand",
            "--clearenv", "--setenv", "PATH", "/usr/bin:/bin", f"{triple}-gcc", "-Os", "-Wall", "-Werror", "-static", f"-DVERSION={VERSION}", "-o", "pause", "pause.c")
        by_hand = hashlib.sha256((work / "pause").read_bytes()).hexdigest()
        check(sums[platform] == by_hand, f"{platform}: {sums[platform]}, by hand {by_hand}")
    check(sums == KNOWN, f"not what it was in docs/evidence/debian-sources.md: {sums}")


def test_it_says_its_version_and_is_for_its_platform(case):
    built = Pause(case).built()
    said = subprocess.run([built["linux-amd64"], "-v"], capture_output=True, text=True, check=True).stdout
    check(said == f"pause.c {VERSION}\n", said)
    # e_machine of the ELF header: 62 is x86-64, 183 is AArch64.
    machines = {platform: int.from_bytes(path.read_bytes()[18:20], "little") for platform, path in built.items()}
    check(machines == {"linux-amd64": 62, "linux-arm64": 183}, str(machines))


def test_its_image_is_one_of_kubernetes_and_starts(case):
    project = Pause(case)
    case.verbatim("release", debian.RELEASE, "--out", case.folder / "dist", *project.mirror, "--quiet")
    release = case.folder / f"dist/kubernetes-{debian.RELEASE}/releases/3"
    layout = release / "images/kubernetes/pause"
    for arch in ("amd64", "arm64"):
        config = json.loads(run("skopeo", "inspect", "--override-arch", arch, "--config", f"oci:{layout}").stdout)
        check(config["architecture"] == arch and config["config"]["Entrypoint"] == ["/pause"] and config["config"]["User"] == "65535:65535", str(config))
    run("skopeo", "copy", "--override-arch", "amd64", f"oci:{layout}", f"oci:{case.folder}/one")
    said = run_image(case, case.folder / "one", "-v").stdout
    check(said == f"pause.c {VERSION}\n", said)
    manifest, = (yaml.safe_load(path.read_text()) for path in release.parents[1].glob("*.yaml"))
    component, = manifest["status"]["components"]
    check(component["name"] == "kubernetes" and component["gitTag"] == "v1.20.2", str(component))
    image = next(asset for asset in component["assets"] if asset["name"] == "pause-image")
    check(image["image"]["uri"] == f"registry.debian.example/eks/kubernetes/pause:{VERSION}" and image["arch"] == ["amd64", "arm64"], str(image))


def test_its_plan_has_neither_go_nor_modules(case):
    plan = Pause(case).run("plan", "--json").json()
    operations = {action["operation"] for action in plan["actions"]}
    check(operations == {"fetch-builder-root", "fetch-commit", "make-source", "run"}, str(operations))
    run_ = next(action for action in plan["actions"] if action["name"] == "build kubernetes/pause linux/arm64 pause")
    check(f"-DVERSION={VERSION}" in json.dumps(run_["fields"]), json.dumps(run_)[:2000])


harness.main(globals())
