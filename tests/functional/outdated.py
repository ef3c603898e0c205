"""`verbatim outdated`: what is newer than the pins, and what could not be asked."""
import json

import harness
from harness import check, git


def prepare(case):
    project = case.tiny_project()
    for tag in ("v1.0.1", "v1.0.10", "v1.0.9", "v1.2.0", "v1.3.0-rc.1", "v011", "other/v9.0.0"):
        git(project.upstream, "tag", tag)
    listed = project.proxy / "golang.org/toolchain/@v/list"
    listed.write_text("".join(f"v0.0.1-{name}\n" for name in (
        "go1.99.9.linux-amd64", "go1.99.10.linux-amd64", "go1.99.11.linux-arm64", "go1.100.0.linux-amd64", "go1.101rc1.linux-amd64", "go1.9.linux-amd64", "")))
    return project


def test_newer_tags_and_releases_are_named(case):
    project = prepare(case)
    text = case.verbatim("outdated", "one").out
    case.golden("outdated", text)
    record = case.verbatim("outdated", "one", "--json").json()["releases"][0]
    check(record["components"] == [{"component": "example/tiny", "tag": "v1.0.0", "newest_patch": "v1.0.10", "newest": "v1.2.0", "problem": None}], json.dumps(record))
    check(record["toolchains"][0]["newest"] == "go1.99.10" and record["toolchains"][0]["supported"], json.dumps(record))
    check(record["distro"]["changed"] == [] and record["outdated"], json.dumps(record))
    with open(project.proxy / "golang.org/toolchain/@v/list", "a") as listed:
        listed.write("v0.0.1-go1.101.0.linux-amd64\n")
    check("out of support" in case.verbatim("outdated", "one").out, "two newer minors are out")


def test_a_distro_that_says_something_else_is_named(case):
    project = prepare(case)
    git(project.distro, "commit", "-q", "--allow-empty", "-m", "nothing")
    record = case.verbatim("outdated", "--json").json()["releases"][0]
    check(record["distro"]["newest"] == git(project.distro, "rev-parse", "HEAD") and record["distro"]["changed"] == [], json.dumps(record))
    (project.distro / "projects/example/tiny/one/GIT_TAG").write_text("v1.0.1\n")
    git(project.distro, "add", ".")
    git(project.distro, "commit", "-q", "-m", "bump")
    record = case.verbatim("outdated", "--json").json()["releases"][0]
    check(record["distro"]["changed"] == ["example/tiny"], json.dumps(record))


def test_a_new_number_of_the_distro_is_news(case):
    project = prepare(case)

    def distro_releases(number):
        file = project.distro / "release/one/production/RELEASE"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{number}\n")
        git(project.distro, "add", ".")
        git(project.distro, "commit", "-q", "-m", f"release {number}")
        record = case.verbatim("outdated", "one", "--json").json()["releases"][0]
        return record["distro"]["number"], record["distro"]["newest_number"]

    check(distro_releases(7) == (None, 7), "nothing was released at the pins")
    check("released one-7" in case.verbatim("outdated", "one").out, "the text says so too")
    check(distro_releases("next") == (None, None), "no number")


def test_what_cannot_be_asked_is_said_and_the_rest_as_well(case):
    project = prepare(case)
    project.upstream.rename(case.folder / "gone")
    case.environment["GOPROXY"] = f"http://127.0.0.1:{harness.closed_port()}"
    record = case.verbatim("outdated", "one", "--json").json()["releases"][0]
    check("no git repository" in record["components"][0]["problem"] and record["go_problem"], json.dumps(record))
    check(record["toolchains"][0]["supported"] is None and record["distro"]["problem"] is None, json.dumps(record))


harness.main(globals())
