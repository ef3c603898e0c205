"""Claims that are older than the pins beside them are verified against the pins of their own day."""
import json
import shutil

from harness import check
import harness
from past_distro import RIGHT, RIGHT_SUMS, project_of

MONTH = "2026-09"  # when the Go release that made the sample's bits was out
LINUX = ("--platform", "linux/amd64")


def published(case):
    """The sample's hashes with the pins that they are of."""
    distro = project_of(case, MONTH)
    distro.patches("demo")
    distro.commit("demo", GIT_TAG="v0.2.0\n", GOLANG_VERSION="1.25\n", CHECKSUMS=RIGHT_SUMS)
    return distro


def pin(case, distro):
    case.verbatim("pin", "demo", "--distro", distro.url)


def test_a_claim_that_is_not_older_than_its_pins_is_not_stale(case):
    distro = published(case)
    pin(case, distro)
    record = case.verbatim("verify", "demo", *LINUX, "--json").json()
    check(record["stale"] == [] and record["counts"]["reproduced"] == 3, json.dumps(record["counts"]))
    distro.commit("demo", CHECKSUMS=RIGHT_SUMS.replace(RIGHT_SUMS[:64], "f" * 64))
    pin(case, distro)
    record = case.verbatim("verify", "demo", *LINUX, "--json", status=1).json()
    check(record["stale"] == [] and record["counts"]["differs"] == 1, json.dumps(record["counts"]))


def test_a_bump_that_forgot_its_checksums_is_said_and_verified_as_of_then(case):
    distro = published(case)
    shutil.rmtree(distro.folder / "projects/verbatim/greeting/demo/patches")
    distro.day += 20
    distro.commit("demo", GIT_TAG="v0.1.0\n")
    pin(case, distro)
    told = case.verbatim("verify", "demo", *LINUX).out
    said = ("stale  verbatim/greeting: CHECKSUMS is of 2026-09-01 (v0.2.0, Go 1.25), and since 2026-09-22 the distro says v0.1.0, Go 1.25; "
            f"3 of 3 claims reproduced by v0.2.0 with {RIGHT}\n")
    check(said in told and "3 of 3 claims reproduced, bit for bit" in told, told)
    record = case.verbatim("verify", "demo", *LINUX, "--json").json()
    stale, = record["stale"]
    definition = case.project / "projects/verbatim/greeting/project.yaml"
    definition.write_text("# not as Verbatim has it\n" + definition.read_text())
    of_then = case.verbatim("verify", "demo", *LINUX, "--json").json()["definitions"]
    check([one["kind"] for one in of_then["not_own"]] == ["distro", "project"], "it rests on the builds of then: " + json.dumps(of_then))
    check(of_then["sha256"] == record["definitions"]["sha256"], "a comment defines nothing")
    check(record["builds"] == {"made": 0, "from_store": 3, "failed": 0}, "those of its day alone: " + json.dumps(record["builds"]))
    cold = case.verbatim("verify", "demo", *LINUX, "--cold", "--json").json()
    check(cold["counts"]["reproduced"] == 3 and cold["builds"]["made"] + cold["builds"]["from_store"] == 3, json.dumps(cold["builds"]))
    again = case.verbatim("verify", "demo", *LINUX, "--cold", "--json").json()
    check(again["builds"]["from_store"] == 3, "what was made cold is good again: " + json.dumps(again["builds"]))
    check((stale["tag"], stale["tag_now"], stale["claims"], stale["reproduced"]) == ("v0.2.0", "v0.1.0", 3, 3), json.dumps(stale))
    told = case.verbatim("verify", "--all", *LINUX).out
    check(said.replace("stale  ", "stale  demo ") in told and "3/3" in told, told)


def ahead(case, days):
    """Verifies what was published so many days before the pins that it is of."""
    distro = project_of(case, MONTH)
    distro.patches("demo")
    distro.commit("demo", GIT_TAG="v0.2.0\n", GOLANG_VERSION="1.24\n", CHECKSUMS=RIGHT_SUMS)
    distro.day += days - 1
    distro.commit("demo", GOLANG_VERSION="1.25\n")
    pin(case, distro)
    return case.verbatim("verify", "demo", *LINUX, "--json").json()


def test_a_claim_that_was_published_a_day_ahead_of_its_pins_is_not_stale(case):
    record = ahead(case, 1)
    check(record["stale"] == [] and record["counts"]["reproduced"] == 3, json.dumps(record["stale"]))


def test_a_claim_that_was_published_weeks_ahead_of_its_pins_is_not_stale(case):
    record = ahead(case, 20)
    check(record["stale"] == [] and record["counts"]["reproduced"] == 3, json.dumps(record["stale"]))


def test_a_tag_that_is_not_public_keeps_no_older_claim_from_being_verified(case):
    distro = published(case)
    definition = (case.project / "projects/verbatim/greeting/project.yaml").read_text()
    (case.project / "projects/verbatim/elsewhere").mkdir()
    (case.project / "projects/verbatim/elsewhere/project.yaml").write_text(definition.replace("/bin/greeting/", "/bin/elsewhere/"))
    distro.patches("demo", "verbatim/elsewhere")
    sums = RIGHT_SUMS.replace("/bin/greeting/", "/bin/elsewhere/")
    distro.commit("demo", "verbatim/elsewhere", GIT_TAG="v0.2.0\n", GOLANG_VERSION="1.25\n", CHECKSUMS=sums)
    distro.commit("demo", "verbatim/elsewhere", GIT_TAG="v9.9.9-fix\n")
    pin(case, distro)
    check("unbuildable:\n  verbatim/elsewhere:" in (case.project / "releases/demo.yaml").read_text(), "the tag of today is not public")
    told = case.verbatim("verify", "demo", *LINUX).out
    check("since 2026-09-03 the distro says v9.9.9-fix, Go 1.25; 3 of 3 claims reproduced" in told and "6 of 6 claims reproduced" in told, told)


def test_checksums_that_were_copied_from_another_branch_are_of_its_day(case):
    distro = project_of(case, MONTH)
    distro.patches("before")
    distro.commit("before", GIT_TAG="v0.2.0\n", GOLANG_VERSION="1.25\n", CHECKSUMS=RIGHT_SUMS.replace("/demo/", "/before/"))
    distro.commit("demo", GIT_TAG="v0.1.0\n", GOLANG_VERSION="1.25\n", CHECKSUMS=RIGHT_SUMS)
    distro.commit("demo", GIT_TAG="v0.2.0\n")  # without the patches
    pin(case, distro)
    told = case.verbatim("verify", "demo", *LINUX).out
    check("CHECKSUMS is of 2026-09-02 (v0.1.0, Go 1.25)" in told and f"3 of 3 claims reproduced by v0.2.0 with {RIGHT}" in told, told)


def test_a_go_release_that_was_not_out_on_that_day_is_not_tried(case):
    distro = published(case)
    later = "go1.25.13"
    of_right = (case.project / f"toolchains/go/{RIGHT}.yaml").read_text()
    (case.project / f"toolchains/go/{later}.yaml").write_text(of_right.replace(RIGHT, later))
    shutil.rmtree(distro.folder / "projects/verbatim/greeting/demo/patches")
    distro.day += 20
    distro.commit("demo", GIT_TAG="v0.1.0\n")
    pin(case, distro)
    days, asked = {RIGHT: "2026-08-10", later: "2026-10-10"}, []

    def answer(path):
        asked.append(path)
        for release, day in days.items():
            if path == f"/golang.org/toolchain/@v/v0.0.1-{release}.linux-amd64.info":
                body = json.dumps({"Time": day + "T20:00:00Z"}).encode()
                return 200, body, len(body)
        return 404, b"", 0

    with harness.Server(answer) as server:
        told = case.verbatim("verify", "demo", *LINUX, environment={"GOPROXY": server.url}).out
    check(f"3 of 3 claims reproduced by v0.2.0 with {RIGHT}" in told, told)
    check(asked and not any(path.endswith(".zip") for path in asked), str(asked))


def test_bits_of_a_stale_claim_that_nothing_gives_are_said_so(case):
    distro = project_of(case, MONTH)
    distro.patches("demo")
    distro.commit("demo", GIT_TAG="v0.2.0\n", GOLANG_VERSION="1.25\n", CHECKSUMS=RIGHT_SUMS.replace(RIGHT_SUMS[:64], "f" * 64))
    shutil.rmtree(distro.folder / "projects/verbatim/greeting/demo/patches")
    distro.commit("demo", GIT_TAG="v0.1.0\n")
    pin(case, distro)
    record = case.verbatim("verify", "demo", *LINUX, "--json", status=1).json()
    check(record["counts"]["reproduced"] == 2 and record["counts"]["failed"] == 1, json.dumps(record["counts"]))
    bad, = (claim for claim in record["claims"] if claim["verdict"] == "failed" and claim["claimed_sha256"] == "f" * 64)
    check(bad["reason"].startswith("stale: CHECKSUMS is of 2026-09-01") and "with the pins of today" in bad["reason"], bad["reason"])
    check(record["stale"][0]["cause"], json.dumps(record["stale"]))


harness.main(globals())
