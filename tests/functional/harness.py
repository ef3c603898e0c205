"""What the functional tests share: the real program, run on small projects in a folder that goes away.

A test is a function whose name begins with test_; its file ends with `harness.main(globals())`, which runs each in a folder of its
own and speaks TAP. Error texts are golden files in tests/golden/functional/; VERBATIM_UPDATE_GOLDEN=1 writes them anew.
"""
import base64
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
import zipfile

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
import pinned_go  # noqa: E402

PROGRAM = pathlib.Path(os.environ.get("VERBATIM_PROGRAM", ROOT / "build" / "verbatim"))
# Toolchain, builder root and builds that several tests need are made once, and shared by all that run now or later.
SHARED_STORE = pathlib.Path(os.environ.get("VERBATIM_TEST_STORE", PROGRAM.parent / "test-store"))
GOLDEN = ROOT / "tests" / "golden" / "functional"

GIT_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent", "PATH": os.environ["PATH"],
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.test", "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
    "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.test", "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
}


def git(folder, *words):
    done = subprocess.run(["git", "-C", str(folder), *words], env=GIT_ENVIRONMENT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def go_cache(folder):
    """For Go that a test runs itself: that of all tests (tools/run_tests.sh), else one below the folder."""
    return os.environ.get("VERBATIM_TEST_GOCACHE", str(folder / "cache"))


def h1(files):
    """Go's h1 of names → bytes, computed here a second time, independently of the program."""
    lines = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "h1:" + base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode()


def write_zip(path, files):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name), content)


class Result:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def json(self):
        return json.loads(self.out)


class Case:
    """One test: a folder, a project in it, and the program."""

    def __init__(self, folder):
        self.folder = folder
        self.project = None
        self.store = folder / "store"
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder / "home"), "TERM": "dumb", "LANG": "C.UTF-8"}

    def start(self, *words, **more):
        environment = {**self.environment, **more.pop("environment", {})}
        command = [str(more.pop("program", None) or PROGRAM), "--store", str(self.store), *[str(word) for word in words]]
        if self.project:
            command[1:1] = ["--project", str(self.project)]
        return subprocess.Popen(command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, **more)

    def verbatim(self, *words, status=0, timeout=1500, **more):
        process = self.start(*words, **more)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.terminate()  # it ends what it began
            out, err = process.communicate()
            check(False, f"it takes longer than {timeout} s\n{out}{err}")
        check(process.returncode == status, f"exit status {process.returncode}, expected {status}\n{out}{err}")
        check("\x1b" not in out + err, "a control byte reached the output")
        return Result(process.returncode, out, err)

    def plain(self, text):
        """The text without what differs from run to run."""
        text = text.replace(str(self.folder), "{TMP}").replace(str(ROOT), "{ROOT}")
        text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:{PORT}", text)
        text = re.sub(r"port \d+", "port {PORT}", text)
        text = re.sub(r"(logs/|definitions sha256:)[0-9a-f]{64}", r"\1{DIGEST}", text)
        return re.sub(r"\d+(\.\d+)? (ms|s)\b", "{TIME}", text)

    def golden(self, name, text):
        path = GOLDEN / (name + ".txt")
        text = self.plain(text)
        if os.environ.get("VERBATIM_UPDATE_GOLDEN") == "1":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        check(path.exists(), f"there is no golden file {path.name}; write it with VERBATIM_UPDATE_GOLDEN=1, and read it")
        check(path.read_text() == text, f"{path.name} differs:\n--- expected\n{path.read_text()}--- got\n{text}")

    def copy_of_this_project(self):
        self.project = self.folder / "project"
        for name in ("projects", "releases", "toolchains", "samples"):
            shutil.copytree(ROOT / name, self.project / name, symlinks=True)
        return self.project

    def tiny_project(self, go_sum=""):
        """A project whose pins name a repository, a proxy and a mirror in this folder. Its toolchain and root are a file each:
        enough for everything up to the first build."""
        return TinyProject(self, go_sum)


class TinyProject:
    def __init__(self, case, go_sum):
        self.case = case
        self.folder = case.project = case.folder / "project"
        self.upstream = case.folder / "upstream"
        self.distro = case.folder / "distro"
        self.proxy = case.folder / "proxy"
        self.mirror = case.folder / "debian"
        self.committer = self.patches = ""  # lines of the lock
        self.make_upstream(go_sum)
        self.make_toolchain()
        self.make_package()
        self.checksums = "0" * 64 + "  _output/one/bin/tiny/linux-amd64/tiny\n"
        self.make_distro()
        self.write()

    def make_upstream(self, go_sum):
        self.upstream.mkdir()
        git(self.upstream, "init", "-q", "-b", "main")
        (self.upstream / "go.mod").write_text("module example.test/tiny\n\ngo 1.20\n")
        (self.upstream / "main.go").write_text("package main\n\nfunc main() {}\n")
        if go_sum:
            (self.upstream / "go.sum").write_text(go_sum)
        git(self.upstream, "add", ".")
        git(self.upstream, "commit", "-q", "-m", "one")
        git(self.upstream, "tag", "-a", "-m", "v1", "v1.0.0")
        self.commit = git(self.upstream, "rev-parse", "HEAD")
        self.tag_object = git(self.upstream, "rev-parse", "v1.0.0")

    def make_toolchain(self):
        self.module_version = "v0.0.1-go1.99.1.linux-amd64"
        prefix = f"golang.org/toolchain@{self.module_version}/"
        files = {prefix + "VERSION": b"go1.99.1\n", prefix + "bin/go": b"#!/bin/false\n"}
        self.toolchain_zip = self.proxy / "golang.org/toolchain/@v" / (self.module_version + ".zip")
        write_zip(self.toolchain_zip, files)
        self.toolchain_h1 = h1(files)

    def make_package(self):
        self.package = self.mirror / "pool/main/t/tiny/tiny_1_amd64.deb"
        self.package.parent.mkdir(parents=True)
        maker = ROOT / "tests" / "support" / "make_deb.py"
        subprocess.run([sys.executable, str(maker), str(self.package), "none", "folder", "./usr/", "", "file", "./usr/tiny", "x"], check=True)
        self.package_sha256 = hashlib.sha256(self.package.read_bytes()).hexdigest()
        self.package_size = self.package.stat().st_size

    def make_distro(self):
        if not self.distro.exists():
            self.distro.mkdir()
            git(self.distro, "init", "-q", "-b", "main")
        folder = self.distro / "projects/example/tiny/one"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "CHECKSUMS").write_bytes(self.checksums.encode("utf-8", "surrogateescape"))
        git(self.distro, "add", ".")
        git(self.distro, "commit", "-q", "--allow-empty", "-m", "claims")
        self.distro_commit = git(self.distro, "rev-parse", "HEAD")
        self.checksums_id = git(self.distro, "rev-parse", "HEAD:projects/example/tiny/one/CHECKSUMS")

    def write(self):
        """All definitions, from what the attributes say now."""
        files = {
            "projects/example/tiny/project.yaml": f"""source: file://{self.upstream}
root: tiny
platforms: [linux/amd64]
output: "_output/{{branch}}/bin/tiny/{{os}}-{{arch}}/{{name}}"
builds:
  - module: .
    binaries: {{tiny: .}}
""",
            "releases/one.yaml": f"""branch: one
distro:
  source: file://{self.distro}
  commit: {self.distro_commit}
{self.committer}components:
  example/tiny:
    tag: v1.0.0
    tag_object: {self.tag_object}
    commit: {self.commit}
    commit_time: 2026-01-02T03:04:05Z
    tags:
      v1.0.0: {self.tag_object}
    checksums: {self.checksums_id}
{self.patches}    go: {{declared: "1.99", found: go1.99.1}}
""",
            "toolchains/go/go1.99.1.yaml": f"""version: go1.99.1
hosts:
  linux/amd64: {{module_version: {self.module_version}, h1: "{self.toolchain_h1}"}}
""",
            "toolchains/roots/tiny.yaml": f"""name: tiny
hosts:
  linux/amd64:
    - {{name: tiny, version: "1", archive: main, path: pool/main/t/tiny/tiny_1_amd64.deb, sha256: {self.package_sha256}, size: {self.package_size}}}
""",
        }
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.case.environment["GOPROXY"] = f"file://{self.proxy}"
        self.case.environment["VERBATIM_DEBIAN_MIRROR"] = f"file://{self.mirror}"
        return self


class Loopback:
    """A real HTTP server on loopback while a `with` lasts."""

    def __init__(self, handler):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.host}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *arguments):
        self.server.shutdown()
        self.server.server_close()


class Server(Loopback):
    """Its `answer(path)` gives status, body and, where it lies about it, length."""

    def __init__(self, answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments):
                pass

            def do_GET(self):
                status, body, length = answer(self.path)
                self.send_response(status)
                self.send_header("Content-Length", str(length))
                self.end_headers()
                self.wfile.write(body)

        super().__init__(Handler)


def closed_port():
    """A port of loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def check(good, message):
    if not good:
        raise AssertionError(message)


class Skipped(BaseException):
    """Not an error that a test might catch."""


def skip(reason):
    """Ends a test that this machine, or this user, gives no chance to try; it counts neither as passed nor as failed."""
    raise Skipped(reason)


def main(names):
    # No test depends on the Go that a machine has.
    os.environ["PATH"] = f"{pinned_go.pinned_go(pinned_go.PINNED[0])}/bin:{os.environ['PATH']}"
    tests = [(name, test) for name, test in names.items() if name.startswith("test_") and callable(test)]
    if not tests:
        sys.exit("error: there is no test to run")
    print(f"1..{len(tests)}", flush=True)
    bad = 0
    for number, (name, test) in enumerate(tests, 1):
        with tempfile.TemporaryDirectory(prefix="verbatim-test-") as folder:
            os.chmod(folder, 0o755)
            inner = pathlib.Path(folder) / "case"  # a name that errors may show
            inner.mkdir()
            try:
                test(Case(inner))
                print(f"ok {number} - {name[5:].replace('_', ' ')}", flush=True)
            except Skipped as reason:
                print(f"ok {number} - {name[5:].replace('_', ' ')} # SKIP {reason}", flush=True)
            except BaseException as error:
                bad += 1
                print(f"not ok {number} - {name[5:].replace('_', ' ')}", flush=True)
                text = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
                print("".join(f"# {line}\n" for line in text.splitlines()), file=sys.stderr, flush=True)
            # Folders alone: a file may have another name in the shared store.
            subprocess.run(["find", folder, "-type", "d", "!", "-perm", "-u+w", "-exec", "chmod", "u+w", "{}", "+"], check=False)
    sys.exit(1 if bad else 0)
