"""All of Kubernetes as Debian ships its sources: `make generated_files` as a prepare step in the sandbox, then the seven programs, and
the bits that plain `make` and `go build` make of them (docs/evidence/debian-sources.md). Run by `make test-long`."""
import json
import subprocess
import sys

import harness
from harness import check

sys.path.insert(0, str(harness.ROOT / "tests" / "support"))
import debian

SEVEN = ["kube-apiserver", "kube-controller-manager", "kube-proxy", "kube-scheduler", "kubeadm", "kubectl", "kubelet"]
FOLDER = "_output/debian-12/complete/linux/amd64/"


def kubernetes(case):
    return debian.DebianProject(case, harness, "kubernetes", "kubernetes/complete")


def test_all_seven_programs_are_what_plain_make_and_go_build_make(case):
    record = kubernetes(case).run("verify", "--json").json()
    reproduced = sorted(c["path"] for c in record["claims"] if c["verdict"] == "reproduced")
    check(reproduced == [FOLDER + name for name in SEVEN], json.dumps(record, indent=1))
    check(record["counts"]["reproduced"] == record["claims_in_scope"] == 7, json.dumps(record["counts"]))


def test_each_says_the_version_that_the_definition_gives_it(case):
    kubernetes(case).run("build", "--out", case.folder / "out", "--quiet")
    for name in SEVEN:
        words = ["version", "-o", "short"] if name == "kubeadm" else ["version", "--client", "--short"] if name == "kubectl" else ["--version"]
        said = subprocess.run([case.folder / "out" / (FOLDER + name), *words], capture_output=True, text=True, check=True).stdout
        check("v1.20.2-debian-1c6c6c5" in said, f"{name}: {said}")


def test_what_the_step_generated_is_kept_without_its_tools(case):
    project = kubernetes(case)
    outcomes = [json.loads(file.read_text()) for file in (case.store / "outcomes").glob("*.json")]
    prepared = [outcome for outcome in outcomes if outcome["action"] == "prepared source kubernetes/complete"]
    check(len({outcome["trees"]["tree"] for outcome in prepared}) == 1, f"{len(prepared)} of them: {project.component}")


harness.main(globals())
