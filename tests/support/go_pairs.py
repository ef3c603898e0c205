"""Small Go programs, built by a pinned Go in ways that differ in one thing, for the tests of `verbatim explain`.

All builds of a run share one GOCACHE, in a folder that goes away at its end, or that of all tests (tools/run_tests.sh).
"""
import atexit
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import zipfile

import harness
import pinned_go

MAIN = """package main

import "example.com/dep"

var version = "none"

//go:noinline
func greet(n int) string {
	if n > 3 {
		return "good morning to all"
	}
	return dep.Name
}

func main() {
	println(greet(len(version)), version, extra)
}
"""
EXTRA = "package main\n\nconst extra = 1\n"
TAGGED = "//go:build tagged\n\npackage main\n\nfunc init() { println(\"tagged\") }\n"
# Loaded with a cgo import only where cgo is enabled.
WITH_C = "//go:build cgo\n\npackage main\n\n// int one(void) { return 1; }\nimport \"C\"\n\nfunc init() { println(C.one()) }\n"
STRIPPED = "-s -w -buildid="


class World:
    """A module in a git repository, a module proxy with what it needs, and a cache."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="verbatim-go-"))
        atexit.register(self.remove)
        self.module = self.folder / "module"
        self.built = 0
        self.write_proxy()
        self.write(self.module)
        self.go("mod", "tidy", folder=self.module)
        for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "one"]):
            harness.git(self.module, *words)

    def remove(self):
        subprocess.run(["chmod", "-R", "u+w", str(self.folder)], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, folder, **others):
        """Sources; `others`: name of a file without .go → its text."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "go.mod").write_text("module example.com/probe\n\ngo 1.21\n\nrequire example.com/dep v1.0.0\n")
        for name, text in {"main": MAIN, "extra": EXTRA, "tagged": TAGGED, **others}.items():
            (folder / f"{name}.go").write_text(text)

    def write_proxy(self):
        files = {"go.mod": "module example.com/dep\n\ngo 1.21\n", "dep.go": "package dep\n\nconst Name = \"somebody else\"\n"}
        place = self.folder / "proxy/example.com/dep/@v"
        place.mkdir(parents=True)
        (place / "list").write_text("v1.0.0\n")
        (place / "v1.0.0.info").write_text('{"Version": "v1.0.0", "Time": "2026-01-02T03:04:05Z"}')
        (place / "v1.0.0.mod").write_text(files["go.mod"])
        with zipfile.ZipFile(place / "v1.0.0.zip", "w") as made:
            for name, text in files.items():
                made.writestr(f"example.com/dep@v1.0.0/{name}", text)

    def go(self, *words, folder, program="go", **environment):
        variables = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "GOCACHE": harness.go_cache(self.folder),
                     "GOMODCACHE": str(self.folder / "modules"), "GOPATH": str(self.folder / "gopath"), "GOENV": "off", "GOFLAGS": "",
                     "GOPROXY": f"file://{self.folder}/proxy", "GOSUMDB": "off", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0",
                     "GOOS": "linux", "GOARCH": "amd64", "GIT_CONFIG_NOSYSTEM": "1", **environment}
        done = subprocess.run([program, *words], cwd=folder, env=variables, capture_output=True, text=True)
        harness.check(done.returncode == 0, f"go {' '.join(words)} failed: {done.stdout}{done.stderr}")
        return done.stdout

    def build(self, *flags, folder=None, ldflags=STRIPPED, trimpath=True, vcs=False, program="go", **environment):
        """The binary's path."""
        self.built += 1
        out = self.folder / "out" / str(self.built)
        out.parent.mkdir(exist_ok=True)
        words = ["build", *(["-trimpath"] if trimpath else []), *([] if vcs else ["-buildvcs=false"]), "-ldflags", ldflags, *flags, "-o", out, "."]
        self.go(*map(str, words), folder=folder or self.module, program=program, **environment)
        return out

    def copy(self, name, **others):
        """The module's sources in a folder of their own, not in git, with some files changed."""
        folder = self.folder / "copies" / name
        self.write(folder, **others)
        shutil.copy(self.module / "go.sum", folder)
        return folder

    def checkout(self, name):
        """A clone of the module's repository."""
        folder = self.folder / "clones" / name
        folder.parent.mkdir(exist_ok=True)
        harness.git(self.folder, "clone", "-q", str(self.module), str(folder))
        return folder

    def another_go(self, release):
        """The go command of another release."""
        return str(pinned_go.pinned_go(release) / "bin/go")


_world = []


def world():
    """The one of this run, made at the first call."""
    if not _world:
        _world.append(World())
    return _world[0]


def image(folder, layers, config=None):
    """An OCI layout of layers, each a dict of names → bytes, the lowest first."""
    import io
    import json
    import tarfile
    blobs = folder / "blobs/sha256"
    blobs.mkdir(parents=True)

    def put(data, media_type):
        digest = hashlib.sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data)}

    entries = []
    for layer in layers:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for name, content in sorted(layer.items()):
                member = tarfile.TarInfo(name)
                member.size, member.mode = len(content), 0o755
                tar.addfile(member, io.BytesIO(content))
        entries.append(put(packed.getvalue(), "application/vnd.oci.image.layer.v1.tar"))
    settings = {"architecture": "amd64", "os": "linux", "config": {"Entrypoint": ["/program"], **(config or {})},
                "rootfs": {"type": "layers", "diff_ids": [entry["digest"] for entry in entries]}}
    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": put(json.dumps(settings).encode(), "application/vnd.oci.image.config.v1+json"), "layers": entries}
    entry = put(json.dumps(manifest).encode(), "application/vnd.oci.image.manifest.v1+json")
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [entry]}))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return folder
