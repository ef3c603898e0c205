"""etcd as Debian ships its sources, vendored from the module proxy: the bits that plain `go build` makes of them, and its image started
(docs/evidence/debian-sources.md)."""
import json
import sys

import harness
import yaml
from containers import run, run_image
from harness import check

sys.path.insert(0, str(harness.ROOT / "tests" / "support"))
import debian

PATHS = {f"_output/debian-12/bin/etcd/linux-amd64/{name}" for name in ("etcd", "etcdctl")}


def etcd(case):
    return debian.DebianProject(case, harness, "etcd", "etcd-io/etcd")


def test_etcd_and_etcdctl_are_what_plain_go_build_makes(case):
    project = etcd(case)
    # For linux/arm64 too in `make test-long`, which has the hours. Cold, so that no claim that differs has it built again.
    record = project.run("verify", "--cold", "--platform", "linux/amd64", "--json").json()
    reproduced = {c["path"] for c in record["claims"] if c["verdict"] == "reproduced"}
    check(reproduced == PATHS, json.dumps(record["counts"]))
    check(record["counts"]["reproduced"] == record["claims_in_scope"] == 2, json.dumps(record["counts"]))


def test_a_wrong_known_answer_differs(case):
    project = etcd(case)
    path = "_output/debian-12/bin/etcd/linux-amd64/etcdctl"
    record = project.run("verify", "--platform", "linux/amd64", "--against", project.with_one_wrong(path), "--json", status=1).json()
    verdicts = {c["path"]: c["verdict"] for c in record["claims"] if c["path"] in PATHS}
    check(verdicts == {p: "differs" if p == path else "reproduced" for p in PATHS}, json.dumps(verdicts))


def test_a_pin_that_is_not_what_was_imported_is_refused(case):
    project = etcd(case)
    lock = case.project / "releases/debian-12.yaml"
    lock.write_text(lock.read_text().replace("f4d36b91ed4d53c1746cf90a2a7d1e34aa571e15", "f" * 40))
    result = project.run("verify", status=3)
    check("the tag names f4d36b91ed4d53c1746cf90a2a7d1e34aa571e15" in result.out and "releases/debian-12.yaml" in result.out, result.out)


def test_its_image_starts_and_says_its_version(case):
    project = etcd(case)
    definition = case.project / "projects/etcd-io/etcd/project.yaml"
    ours = yaml.safe_load((harness.ROOT / "projects/etcd-io/etcd/project.yaml").read_text())["release"]["images"]
    # The programs that the test above has built: those for linux/arm64 would take minutes more.
    text = definition.read_text().replace("platforms: [linux/amd64, linux/arm64]", "platforms: [linux/amd64]")
    for image in ours:
        image.pop("platform_environment")  # for linux/arm64
    definition.write_text(text + yaml.safe_dump({"release": {"images": ours}}))
    lock = case.project / f"releases/{debian.RELEASE}.yaml"
    pins = yaml.load(lock.read_text(), yaml.BaseLoader)
    pins["components"] = {"etcd-io/etcd": pins["components"]["etcd-io/etcd"]}
    lock.write_text(json.dumps({**pins, "number": "3", "base_images": {"minimal": "scratch"}}))
    case.verbatim("release", debian.RELEASE, "--out", case.folder / "dist", *project.mirror, "--quiet")
    layout = case.folder / f"dist/kubernetes-{debian.RELEASE}/releases/3/images/etcd-io/etcd"
    run("skopeo", "copy", "--override-arch", "amd64", f"oci:{layout}", f"oci:{case.folder}/one")
    said = run_image(case, case.folder / "one", "--version").stdout
    check(said.startswith("etcd Version: 3.4.23\nGit SHA: 7f5082737\nGo Version: go1.21.13\n"), said)


harness.main(globals())
