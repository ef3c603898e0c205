"""Licences of what is really linked into the sample: collected from its binaries, classified by the program of toolchains/licences/ as
it is built and run in the sandbox, and written as an attribution."""
import json
import os
import pathlib
import subprocess
import tempfile

import harness
import stores
from harness import check

ATTRIBUTE = os.environ.get("VERBATIM_ATTRIBUTE", str(harness.ROOT / "build/tests/functional/attribute"))
WORDWRAP = "github.com/mitchellh/go-wordwrap"
PLATFORM = "linux/amd64"


def goproxy():
    return subprocess.run(["go", "env", "GOPROXY"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


class Sample:
    """A store with the sample built for one platform, made once for all tests here."""

    def __init__(self):
        self.holder = tempfile.TemporaryDirectory(prefix="verbatim-test-", ignore_cleanup_errors=True)
        self.trees = None
        self.tool = str(harness.ROOT / "toolchains/licences")

    def get(self, case):
        if self.trees is None:
            stores.copy_of_shared_store(case, lambda action: action.startswith(stores.INPUTS))
            self.store = pathlib.Path(self.holder.name) / "store"
            case.verbatim("build", "demo", "--platform", PLATFORM, "--out", case.folder / "out")
            case.store.rename(self.store)
            outcomes = [json.loads(path.read_text()) for path in (self.store / "outcomes").glob("*.json")]
            self.trees = {outcome["action"]: outcome["trees"] for outcome in outcomes}
        return self

    def specification(self, **changes):
        one = lambda start, output: next(trees[output] for action, trees in sorted(self.trees.items()) if action.startswith(start))
        built = []
        for action, trees in sorted(self.trees.items()):
            if action.startswith("build verbatim/greeting"):
                words = action.split()
                built.append({"name": action, "module": words[2] if words[2] != PLATFORM else ".", "bin": trees["bin"], "go": True})
        check(built, str(list(self.trees)))
        return {"component": "verbatim/greeting", "version": "v0.2.0", "url": "https://verbatim.example/greeting", "go": "go1.25.12",
                "source": one("source ", "tree"), "toolchain": one("fetch go1", "tree"), "root": one("fetch builder root", "tree"),
                "modules": one("fetch modules", "proxy"), "goproxy": goproxy(), "tool": self.tool,
                "built": built, "overrides": [{"module": name, "spdx": "Apache-2.0", "because": "the sample is ours"}
                                              for name in ("verbatim.example/greeting", "verbatim.example/greeting/tools/shout")]} | changes

    def attribute(self, out, **changes):
        run = subprocess.run([ATTRIBUTE, self.store, out], input=json.dumps(self.specification(**changes)), stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True, check=False)
        check(run.stdout, run.stderr)
        answer = json.loads(run.stdout)
        self.tool = answer.get("tool", self.tool)  # built once
        return answer


SAMPLE = Sample()


def test_what_is_linked_is_attributed_with_its_text_and_identifier(case):
    sample = SAMPLE.get(case)
    out = case.folder / "attribution"
    answer = sample.attribute(out)
    check("error" not in answer, answer.get("error", ""))
    record = json.loads((out / "licences.json").read_text())
    modules = {module["path"]: module for module in record["modules"]}
    check(modules[WORDWRAP]["version"] == "v1.0.0" and modules[WORDWRAP]["licences"] == ["MIT"], json.dumps(modules[WORDWRAP]))
    check(modules["golang.org/go"]["licences"] == ["BSD-3-Clause"], json.dumps(modules["golang.org/go"]))
    check(record["classifier"].startswith("github.com/google/licensecheck@v"), record["classifier"])
    text = (out / "ATTRIBUTION.txt").read_text()
    check(f"** {WORDWRAP}; version v1.0.0 --\nhttps://{WORDWRAP}\n\nSPDX: MIT\n" in text, text[:2000])
    file = modules[WORDWRAP]["files"][0]["path"]
    licence = (out / "LICENSES" / WORDWRAP / file).read_text()
    check(licence.strip().splitlines()[-1].strip() in text, "the text itself is there")


def test_the_program_knows_the_texts_that_debian_has(case):
    environment = {"PATH": os.environ["PATH"], "HOME": str(case.folder), "GOPATH": str(case.folder / "gopath"), "GOENV": "off",
                   "GOCACHE": harness.go_cache(case.folder), "GOFLAGS": "-modcacherw -mod=readonly", "GOTOOLCHAIN": "local",
                   "GOPROXY": goproxy(), "GOSUMDB": "off", "CGO_ENABLED": "0"}
    run = subprocess.run(["go", "test", "."], cwd=harness.ROOT / "toolchains/licences", env=environment, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True, check=False)
    check(run.returncode == 0, run.stdout)


def test_the_same_twice_gives_the_same_bits(case):
    sample = SAMPLE.get(case)
    first, second = (sample.attribute(case.folder / name) for name in ("one", "two"))
    check(first["attribution"] == second["attribution"] and first["collected"] == second["collected"], f"{first} {second}")


def test_a_module_without_a_licence_is_refused_with_the_override_to_write(case):
    sample = SAMPLE.get(case)
    error = sample.attribute(case.folder / "out", overrides=[]).get("error", "nothing was refused")
    check("verbatim.example/greeting v0.2.0: no licence file" in error, error)
    check("projects/verbatim/greeting/project.yaml" in error and "verbatim.example/greeting: {spdx:" in error, error)
    check(not (case.folder / "out").exists(), "nothing is written")


def test_a_licence_of_the_source_is_judged_by_its_text(case):
    sample = SAMPLE.get(case)
    source = case.folder / "source"
    for name, text, words in (("gpl", pathlib.Path("/usr/share/common-licenses/GPL-3").read_bytes(), "is GPL-3.0, a restricted licence"),
                              ("own", b"Look at it on Sundays.\n", "LICENSE is of no known licence (0 % of its words")):
        folder = source / name
        folder.mkdir(parents=True)
        (folder / "go.mod").write_text("module verbatim.example/greeting\n")
        (folder / "LICENSE").write_bytes(text)
        error = sample.attribute(case.folder / name, source=str(folder), overrides=[]).get("error", "nothing was refused")
        check(words in error, error)


try:
    harness.main(globals())
finally:
    subprocess.run(["chmod", "-R", "u+w", SAMPLE.holder.name], check=False)
    SAMPLE.holder.cleanup()
