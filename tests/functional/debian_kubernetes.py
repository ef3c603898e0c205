"""Kubernetes as Debian ships its sources, 22,000 files built in GOPATH mode: the bits that plain `go build` makes of them
(docs/evidence/debian-sources.md)."""
import json
import sys

import harness
from harness import check

sys.path.insert(0, str(harness.ROOT / "tests" / "support"))
import debian

KUBECTL = "_output/debian-12/bin/linux/amd64/kubectl"
SCHEDULER = "_output/debian-12/bin/linux/amd64/kube-scheduler"


def kubernetes(case):
    return debian.DebianProject(case, harness, "kubernetes", "kubernetes/kubernetes")


def test_kubectl_and_kube_scheduler_are_what_plain_go_build_makes(case):
    project = kubernetes(case)
    # For linux/arm64 too in `make test-long`, which has the hours. Cold, so that no claim that differs has it built again.
    record = project.run("verify", "--cold", "--platform", "linux/amd64", "--json").json()
    reproduced = {c["path"] for c in record["claims"] if c["verdict"] == "reproduced"}
    check(reproduced == {KUBECTL, SCHEDULER}, json.dumps(record["counts"]))
    check(record["counts"]["reproduced"] == record["claims_in_scope"] == 2, json.dumps(record["counts"]))


def test_a_wrong_known_answer_differs(case):
    project = kubernetes(case)
    wrong = project.with_one_wrong(KUBECTL)
    record = project.run("verify", "--platform", "linux/amd64", "--against", wrong, "--json", status=1).json()
    verdicts = {c["path"]: c["verdict"] for c in record["claims"] if c["path"] in (KUBECTL, SCHEDULER)}
    check(verdicts == {KUBECTL: "differs", SCHEDULER: "reproduced"}, json.dumps(verdicts))


def test_kubectl_says_the_version_that_the_definition_gives_it(case):
    import subprocess
    project = kubernetes(case)
    project.run("build", "--platform", "linux/amd64", "--out", case.folder / "out", "--quiet")
    said = subprocess.run([case.folder / "out" / KUBECTL, "version", "--client", "-o", "json"], capture_output=True, text=True, check=True)
    version = json.loads(said.stdout)["clientVersion"]
    check(version["gitVersion"] == "v1.20.2-debian-1c6c6c5" and version["buildDate"] == "2026-11-20T11:30:00Z", said.stdout)
    told = subprocess.run([case.folder / "out" / KUBECTL, "version", "--help"], capture_output=True, text=True, check=True).stdout
    check("as Verbatim built it" in told, "the patch is in: " + told)
    check(version["gitCommit"] == "1ae95a587de2b92f8e0036ba770515842ee20172" and version["goVersion"] == "go1.21.13", said.stdout)


harness.main(globals())
