"""Every set of hashes in a distro's history: the embedded sample's upstream, and a distro repository made here with real git."""
import hashlib
import json
import os
import re
import signal
import subprocess
import uuid

import harness
from harness import check
from past_distro import RIGHT, RIGHT_SUMS, project_of
from sum_database import SumDatabase

GREET = RIGHT_SUMS.splitlines()[0][:64]


def sums(branch, **digests):
    return "".join(f"{digest}  _output/{branch}/bin/greeting/linux-amd64/{name}\n" for name, digest in digests.items())


def audit(case, distro, *words, **more):
    return case.verbatim("audit", "verbatim/greeting", "--distro", distro.url, "--pinned-only", *words, **more)


def history(distro):
    distro.commit("demo", GIT_TAG="v0.1.0\n", GOLANG_VERSION="1.15\n", CHECKSUMS=sums("demo", greet="a" * 64))
    distro.commit("demo", GIT_TAG="v0.2.0\n", GOLANG_VERSION="1.25\n", CHECKSUMS=RIGHT_SUMS)  # ahead of its patches
    distro.patches("demo")
    distro.commit("demo")
    distro.commit("demo", GIT_TAG="v9.9.9-fix\n")  # and now stale
    distro.commit("next", GIT_TAG="v9.9.9-fix\n", GOLANG_VERSION="1.25\n", CHECKSUMS=sums("next", greet="b" * 64))
    distro.patches("next")
    distro.commit("next", GIT_TAG="v0.2.0\n", CHECKSUMS=sums("next", greet=GREET, salute="c" * 64))
    distro.commit("next", CHECKSUMS="<<<<<<< ours\n")
    distro.commit("last", GIT_TAG="v0.2.0\n", GOLANG_VERSION="1.25\n", CHECKSUMS=RIGHT_SUMS.replace("/demo/", "/last/"))


def test_each_set_is_verified_against_the_pins_of_its_day_or_says_why_not(case):
    distro = project_of(case)
    history(distro)
    result = audit(case, distro, status=1)
    case.golden("audit", re.sub(r"\b\d+ min (?=\d+ s$)", "", result.out, flags=re.M))  # on a busy machine
    record = audit(case, distro, "--json", status=1).json()
    component, = record["components"]
    counts = component["different_hashes"]
    check(counts == {"reproduced": 3, "differs": 1, "unbuildable": 1, "not_defined": 0, "not_tried": 0, "too_old": 1}, json.dumps(counts))
    partly, missing, right, old = component["sets"]
    check([hash["verdict"] for hash in partly["hashes"]] == ["reproduced", "differs"], json.dumps(partly))
    check("v9.9.9-fix" in missing["cause"] and missing["hashes"][0]["verdict"] == "unbuildable", json.dumps(missing))
    found, = right["found"]
    check(found["go"] == RIGHT and not found["own_day"] and found["pins"]["patches"], "the bits are of the patched tree: " + json.dumps(found))
    check([one["branch"] for one in right["published"]] == ["demo", "last"], "published twice, one set")
    check(old["published"][0]["declared"] == "1.15" and not old["tries"], json.dumps(old))
    check(len(component["unreadable"]) == 1 and "no line of a sums file" in component["unreadable"][0]["problem"], json.dumps(component["unreadable"]))


def test_what_is_all_reproduced_is_good_and_older_go_can_be_asked_for(case):
    distro = project_of(case)
    distro.patches("demo")
    distro.commit("demo", GIT_TAG="v0.2.0\n", GOLANG_VERSION="1.25\n", CHECKSUMS=RIGHT_SUMS)
    result = audit(case, distro)
    check("3 of 3 different hashes reproduced, bit for bit" in result.out, result.out)
    result = audit(case, distro, "--go-from", "1.26", status=4)
    check("nothing to check" in result.out and "0 declared for Go 1.26 or newer" in result.out, result.out)


def test_bits_that_were_built_in_another_way_than_the_definition_says_are_found(case):
    distro = project_of(case)
    definition = case.project / "projects/verbatim/greeting/project.yaml"
    as_defined = definition.read_text()
    definition.write_text(as_defined.replace("modules: vendor", "modules: cache"))
    words = ("build", "demo", "--platform", "linux/amd64", "--quiet", "--out")
    case.verbatim(*words, case.folder / "unvendored")
    definition.write_text(as_defined)
    made = (case.folder / "unvendored/_output/demo/bin/greeting/linux-amd64/greet").read_bytes()
    check(hashlib.sha256(made).hexdigest() != GREET, "how modules came shows in the bits")
    distro.patches("demo")
    distro.commit("demo", GIT_TAG="v0.2.0\n", GOLANG_VERSION="1.25\n", CHECKSUMS=sums("demo", greet=hashlib.sha256(made).hexdigest()))
    result = audit(case, distro)
    check(f"{RIGHT} (modules not vendored)  1 of 1" in result.out, result.out)
    check(f"with {RIGHT}, modules not vendored: linux/amd64/greet, try 2 of at most 3" in result.err, result.err)
    found, = audit(case, distro, "--json").json()["components"][0]["sets"][0]["found"]
    check(found["change"] == "modules not vendored" and found["own_day"], json.dumps(found))


PATCH = """From: A <a@example.test>
Date: Fri, 2 Jan 2026 03:04:05 +0000
Subject: A file that nobody has seen

---
--- /dev/null
+++ b/unseen
@@ -0,0 +1 @@
+{}
"""


def test_an_interrupted_audit_goes_on_where_it_was(case):
    distro = project_of(case)
    patches = distro.folder / "projects/verbatim/greeting/demo/patches"
    patches.mkdir(parents=True)
    (patches / "0001-unseen.patch").write_text(PATCH.format(uuid.uuid4()))  # so no store has its builds
    distro.commit("demo", GIT_TAG="v0.2.0\n", GOLANG_VERSION="1.25\n", CHECKSUMS=sums("demo", greet="d" * 64))
    process = case.start("audit", "verbatim/greeting", "--distro", distro.url, "--pinned-only")
    for line in process.stderr:
        if line.startswith("started   build verbatim/greeting"):
            break
    os.kill(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    check(process.returncode == 130, f"exit status {process.returncode}\n{out}{err}")
    check("1 declared for Go 1.21 or newer" in out, "what was said stays said: " + out)
    first = audit(case, distro, status=1)
    check("started   build" in first.err and "other bits with 3 different sets of inputs" in first.out, first.out + first.err)
    again = audit(case, distro, "--json", status=1)
    check("started   build" not in again.err, "the store knows it: " + again.err)
    check(again.json()["components"][0]["sets"][0]["hashes"][0]["verdict"] == "differs", again.out)


def test_a_release_that_no_proxy_lists_is_asked_for(case):
    distro = project_of(case)
    pin = case.project / f"toolchains/go/{RIGHT}.yaml"
    h1 = re.search(r'linux/amd64: .*h1: "(h1:[^"]+)"', pin.read_text())[1]
    pin.unlink()
    distro.patches("demo")
    distro.commit("demo", GIT_TAG="v0.2.0\n", GOLANG_VERSION="1.25\n", CHECKSUMS=RIGHT_SUMS)
    database = SumDatabase("audit.example.test", [f"golang.org/toolchain v0.0.1-{RIGHT}.linux-amd64{end} {h1}\n" for end in ("", "/go.mod")])
    database.records, database.size = ["".join(database.records)], 1
    days = {RIGHT: "2026-06-30", "go1.25.13": "2026-08-10"}  # the first is what is asked for, the second what is listed
    asked, listed = [], ["go1.25.13"]

    def answer(path):
        asked.append(path)
        body = database.answer(path.removeprefix("/sumdb/audit.example.test/"))
        if path == "/golang.org/toolchain/@v/list":
            body = f"v0.0.1-{listed[-1]}.linux-amd64\n".encode()
        if found := re.fullmatch(r"/golang\.org/toolchain/@v/v0\.0\.1-(go[0-9.]+)\.linux-amd64\.info", path):
            if found[1] not in days:
                return 403, b"not available", 13
            body = json.dumps({"Version": found[1], "Time": days[found[1]] + "T20:00:00Z"}).encode()
        return (404, b"", 0) if body is None else (200, body, len(body))

    own = subprocess.run(["go", "env", "GOPROXY"], capture_output=True, text=True, check=True).stdout.strip()
    with harness.Server(answer) as server:
        environment = {"GOPROXY": f"{server.url},{own}", "GOSUMDB": database.signer.verifier()}
        told = case.verbatim("audit", "verbatim/greeting", "--distro", distro.url, environment=environment).out
        check(sum(path.endswith(".info") for path in asked) == 14, "each patch release of 1.25 once: " + str(asked))
        first = list(asked)
        days.clear()
        listed.append("go1.25.20")  # nothing of what lies below it can be had
        record = case.verbatim("audit", "verbatim/greeting", "--distro", distro.url, "--json", environment=environment, status=3).json()
        check(record["go_unasked"].startswith("4 Go releases that no proxy lists were not asked for, after ") and "go1.25.15" in record["go_unasked"], record["go_unasked"])
    check(f"{RIGHT}   3 of 3" in told and "3 of 3 different hashes reproduced, bit for bit" in told, told)
    check(not any("go1.25.13" in path and "/lookup/" in path for path in first), "it was not out on that day: " + str(first))


def test_a_budget_is_shared_by_the_components_and_the_rest_is_said_to_be_untried(case):
    distro = project_of(case)
    definition = case.project / "projects/verbatim/greeting/project.yaml"
    (case.project / "projects/verbatim/other").mkdir()
    (case.project / "projects/verbatim/other/project.yaml").write_text(definition.read_text())
    for number in range(25):  # more than any machine builds in the budget
        branch = f"b{number}"
        patches = distro.folder / f"projects/verbatim/greeting/{branch}/patches"
        patches.mkdir(parents=True)
        (patches / "0001-unseen.patch").write_text(PATCH.format(uuid.uuid4()))  # nobody has built it
        distro.commit(branch, GIT_TAG="v0.2.0\n", GOLANG_VERSION="1.25\n", CHECKSUMS=sums(branch, greet=hashlib.sha256(branch.encode()).hexdigest()))
    distro.commit("only", "verbatim/other", GIT_TAG="v0.2.0\n", GOLANG_VERSION="1.25\n", CHECKSUMS=sums("only", greet="e" * 64))
    told = audit(case, distro, "verbatim/other", "--budget", "8s", "--tries", "1", status=1).out
    check(re.search(r"^  verbatim/other +1 +0 +1( +0){4}$", told, re.M), "half of it was for the other: " + told)
    check(re.search(r"^  not tried: \d+ older sets of hashes; the budget was spent before$", told, re.M) and "The budget was spent." in told, told)
    record = audit(case, distro, "--budget", "1s", "--tries", "1", "--json", status=1).json()
    counts = record["components"][0]["different_hashes"]
    check(record["out_of_time"] and counts["differs"] >= 1 and counts["not_tried"] >= 1 and counts["differs"] + counts["not_tried"] == 25, json.dumps(counts))


def test_bad_input_is_said(case):
    distro = project_of(case)
    distro.commit("demo", GIT_TAG="v0.2.0\n")
    check("there is no project" in case.verbatim("audit", "no/body", status=2).err, "a project that is not defined")
    for words, said in (("--budget", "soon"), "is no time"), (("--go-from", "new"), "is no Go release"), (("--distro", "x"), "is no revision of a distro"):
        check(said in case.verbatim("audit", "verbatim/greeting", *words, status=2).err, said)
    check("nothing to check" in audit(case, distro, status=4).out, "a history without claims")


harness.main(globals())
