"""Claims of what nobody but the distro can build: a tag that upstream does not have."""
import json
import shutil

import harness
from harness import check

TAG = "v1.4.0"  # the sample's distro says it of verbatim/elsewhere; the sample has no such tag


def with_a_missing_tag(case):
    """The sample, and a second component whose tag is missing upstream; its lock as `verbatim pin` writes it."""
    project = case.copy_of_this_project()
    case.store = harness.SHARED_STORE
    for lock in (project / "releases").iterdir():
        if lock.name != "demo.yaml":
            lock.unlink()
    definition = (project / "projects/verbatim/greeting/project.yaml").read_text()
    (project / "projects/verbatim/elsewhere").mkdir()
    (project / "projects/verbatim/elsewhere/project.yaml").write_text(definition.replace("/bin/greeting/", "/bin/elsewhere/"))
    case.verbatim("pin", "demo", "--distro", "@main")
    check(f"unbuildable:\n  verbatim/elsewhere:\n    tag: {TAG}\n" in (project / "releases/demo.yaml").read_text(), (project / "releases/demo.yaml").read_text())
    return project


def test_its_claims_are_unbuildable_and_the_input_is_named(case):
    with_a_missing_tag(case)
    words = ("verify", "demo", "--platform", "linux/amd64")
    told = case.verbatim(*words, status=1).out
    check("unbuildable  _output/demo/bin/elsewhere/linux-amd64/elsewhere" in told, told)
    check(f"why      an input is not public: upstream has no tag {TAG}" in told, told)
    check("3 of 4 claims reproduced, 1 unbuildable" in told, told)
    record = case.verbatim(*words, "--json", status=1).json()
    check(record["counts"]["unbuildable"] == 1 and record["exit_status"] == 1, json.dumps(record["counts"]))
    component, = [one for one in record["components"] if one["name"] == "verbatim/elsewhere"]
    check((component["tag"], component["go"], component["counts"]["unbuildable"]) == (TAG, "", 1), json.dumps(component))
    alone = case.verbatim("verify", "demo", "verbatim/elsewhere", "--json", status=1).json()
    check((alone["claims_in_scope"], alone["builds"]["made"], alone["builds"]["from_store"]) == (1, 0, 0), json.dumps(alone["builds"]))
    case.verbatim("verify", "demo", "verbatim/elsewhere", "--platform", "linux/arm64", status=4)
    both = case.verbatim("verify", "demo", "verbatim/greeting", "--platform", "linux/amd64", "--json").json()
    check(both["claims_in_scope"] == 3, "what is not asked for is out of scope")


def test_all_locks_show_it_and_an_expectation_makes_it_no_news(case):
    project = with_a_missing_tag(case)
    told = case.verbatim("verify", "--all", status=1).out
    check(f"unbuildable  demo verbatim/elsewhere: 1 claim: an input is not public: upstream has no tag {TAG}" in told, told)
    expected = project / "expected.yaml"
    expected.write_text("expected:\n  - release: demo\n    component: verbatim/elsewhere\n    verdict: unbuildable\n    because: its source is not public\n")
    told = case.verbatim("verify", "--all").out
    check("as expected  demo verbatim/elsewhere: 1 claim unbuildable: its source is not public" in told, told)
    check("12 of 13 claims reproduced, the others as expected" in told, told)
    expected.write_text(expected.read_text().replace("verdict: unbuildable", "verdict: differs"))
    told = case.verbatim("verify", "demo", status=1).out
    check("was expected to be differs, and is unbuildable" in told, told)


def test_assets_of_a_manifest_are_unbuildable_too(case):
    project = with_a_missing_tag(case)
    case.verbatim("release", "demo", "--number", "1", "--out", case.folder / "dist", "--quiet")
    manifest = case.folder / "dist/kubernetes-demo/kubernetes-demo-eks-1.yaml"
    text = manifest.read_text()
    begin = text.index("  components:\n") + len("  components:\n")
    end = text.index("\n  ", text.index("    name: greeting\n")) + 1
    while text[end:].startswith("    "):
        end = text.index("\n", end) + 1
    manifest.write_text(text[:begin] + text[begin:end].replace("greeting", "elsewhere") + text[begin:])
    shutil.rmtree(project / "projects/verbatim/elsewhere")  # no definition: it is known by its own name
    told = case.verbatim("verify", "demo", "--against", manifest, status=1).out
    check(told.count("an input is not public: upstream has no tag v1.4.0") == 1, told)
    check("7 of 14 claims reproduced, 7 unbuildable" in told, told)
    record = case.verbatim("verify", "demo", "verbatim/elsewhere", "--against", manifest, "--json", status=1).json()
    check((record["counts"]["unbuildable"], record["claims_in_scope"]) == (7, 7), json.dumps(record["counts"]))
    check({claim["component"] for claim in record["claims"] if claim["verdict"] == "unbuildable"} == {"verbatim/elsewhere"}, str(record["claims"]))


def test_there_is_nothing_to_search_through(case):
    with_a_missing_tag(case)
    told = case.verbatim("search", "demo", "verbatim/elsewhere", "--pinned-only", status=2).err
    check("there are no inputs of verbatim/elsewhere" in told and TAG in told, told)


def test_a_pinned_tag_that_upstream_took_back_fails_and_pinning_anew_says_unbuildable(case):
    project = case.tiny_project()
    folder = project.distro / "projects/example/tiny/one"
    (folder / "GIT_TAG").write_text("v1.0.0\n")
    (folder / "GOLANG_VERSION").write_text("1.99\n")
    other = project.distro / "projects/example/stays/one"
    other.mkdir(parents=True)
    harness.git(project.upstream, "tag", "v0.9.0")
    for name, text in (("GIT_TAG", "v0.9.0\n"), ("GOLANG_VERSION", "1.99\n"), ("CHECKSUMS", project.checksums.replace("bin/tiny", "bin/stays"))):
        (other / name).write_text(text)
    (project.folder / "projects/example/stays").mkdir()
    definition = (project.folder / "projects/example/tiny/project.yaml").read_text()
    (project.folder / "projects/example/stays/project.yaml").write_text(definition.replace("bin/tiny", "bin/stays"))
    project.make_distro()
    case.verbatim("pin", "one", "--distro", "@HEAD")
    harness.git(project.upstream, "tag", "-d", "v1.0.0")
    record = case.verbatim("verify", "one", "example/tiny", "--json", "--quiet", status=3).json()
    claim, = [one for one in record["claims"] if one["verdict"] != "out_of_scope"]
    check(claim["verdict"] == "failed" and "has no tag v1.0.0" in claim["reason"], json.dumps(claim))
    case.verbatim("pin", "one", "--distro", "@HEAD")
    record = case.verbatim("verify", "one", "example/tiny", "--json", "--quiet", status=1).json()
    claim, = [one for one in record["claims"] if one["verdict"] != "out_of_scope"]
    check(claim["verdict"] == "unbuildable" and claim["reason"].endswith("upstream has no tag v1.0.0"), json.dumps(claim))


harness.main(globals())
