"""For tests with container images: a real registry on loopback, other tools that read images, runc that starts one."""
import contextlib
import crypt
import http.client
import http.server
import json
import os
import re
import subprocess
import time

from harness import Loopback, check


def run(*words, folder=None, status=0, environment=None, umask=-1):
    done = subprocess.run([str(word) for word in words], cwd=folder, env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, umask=umask)
    check(status is None or done.returncode == status, f"{words}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done


@contextlib.contextmanager
def registry(case, user=None):
    """Debian's docker-registry on a port of its own choice: (host:port, folder)."""
    folder = case.folder / f"registry-{user or 'open'}"
    folder.mkdir()
    auth = ""
    if user:
        secret = crypt.crypt("secret", crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16))
        (folder / "htpasswd").write_text(f"{user}:{secret}\n")
        auth = f"auth:\n  htpasswd:\n    realm: test\n    path: {folder}/htpasswd\n"
    (folder / "config.yaml").write_text(
        f"version: 0.1\nlog:\n  level: info\nstorage:\n  filesystem:\n    rootdirectory: {folder}/data\nhttp:\n  addr: 127.0.0.1:0\n{auth}")
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(["docker-registry", "serve", folder / "config.yaml"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   env={"PATH": os.environ["PATH"], "OTEL_TRACES_EXPORTER": "none"})
    try:
        until = time.monotonic() + 60
        while not (found := re.search(r"listening on (127\.0\.0\.1:\d+)", (folder / "log").read_text())):
            check(process.poll() is None and time.monotonic() < until, "the registry does not start: " + (folder / "log").read_text())
            time.sleep(0.05)
        yield found[1], folder
    finally:
        process.kill()
        process.wait()


class Between(Loopback):
    """A proxy in front of a registry. `answer(method, path)` is asked first: (status, body, media type) is what the client gets, None lets
    the request through. `cut(method, path)`: the registry gets the request, but its answer does not come back."""

    def __init__(self, to, answer=lambda method, path: None, cut=lambda method, path: False):
        self.answer, self.cut = answer, cut
        between = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def body(self):
                if self.headers.get("Transfer-Encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                whole = b""
                while size := int(self.rfile.readline(), 16):
                    whole += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return whole

            def passed_on(self, body):
                server = http.client.HTTPConnection(to)
                wanted = {name: value for name, value in self.headers.items() if name not in ("Transfer-Encoding", "Connection", "Accept-Encoding")}
                server.request(self.command, self.path, body, {**wanted, "Content-Length": str(len(body))})
                answer = server.getresponse()
                content = answer.read()
                server.close()
                headers = [pair for pair in answer.getheaders() if pair[0] not in ("Content-Length", "Date", "Connection")]
                return answer.status, content, headers, int(answer.getheader("Content-Length") or len(content))  # HEAD has the length alone

            def do(self):
                body = self.body()
                if own := between.answer(self.command, self.path):
                    status, content, kind = own
                    headers, length = [("Content-Type", kind)], len(content)
                else:
                    status, content, headers, length = self.passed_on(body)
                    if between.cut(self.command, self.path):
                        self.close_connection = True
                        return
                self.send_response(status)
                for name, value in [*headers, ("Content-Length", str(length))]:
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = do

        super().__init__(Handler)


def umoci_base(case, name="base", extra=lambda rootfs: None):
    """An OCI layout made by umoci: (folder, digest of its manifest)."""
    folder = case.folder / name
    run("umoci", "init", "--layout", folder)
    run("umoci", "new", "--image", f"{folder}:latest")
    bundle = case.folder / f"{name}-bundle"
    run("umoci", "unpack", *([] if os.geteuid() == 0 else ["--rootless"]), "--image", f"{folder}:latest", bundle)
    rootfs = bundle / "rootfs"
    (rootfs / "etc").mkdir()
    (rootfs / "etc/passwd").write_text("nobody:x:65534:65534::/:/\n")
    (rootfs / "tmp").mkdir()
    os.chmod(rootfs / "tmp", 0o1777)
    extra(rootfs)
    run("umoci", "repack", "--image", f"{folder}:latest", bundle)
    run("umoci", "config", "--image", f"{folder}:latest", "--config.env", "PATH=/usr/bin:/bin", "--config.env", "GREETING=base",
        "--config.cmd", "/bin/base", "--config.user", "65534", "--config.label", "base=yes", "--os", "linux", "--architecture", "amd64")
    entries = json.loads((folder / "index.json").read_text())["manifests"]
    return folder, next(entry["digest"] for entry in entries if entry["annotations"]["org.opencontainers.image.ref.name"] == "latest")


def run_image(case, layout, *arguments):
    """What runc says when it starts the program of an OCI layout of one manifest; `arguments` in the place of its own."""
    # umoci wants a name: it goes by a copy that skopeo makes.
    run("skopeo", "copy", "--preserve-digests", f"oci:{layout}", f"oci:{case.folder}/named:latest")
    bundle = case.folder / "bundle"
    run("umoci", "unpack", *([] if os.geteuid() == 0 else ["--rootless"]), "--image", f"{case.folder}/named:latest", bundle)
    spec = json.loads((bundle / "config.json").read_text())
    spec["process"]["terminal"] = False
    spec["process"]["args"][1:] = [*arguments] if arguments else spec["process"]["args"][1:]
    spec["linux"].pop("resources", None)  # a test's machine may have no control groups to write to
    (bundle / "config.json").write_text(json.dumps(spec))
    return run("runc", "--root", case.folder / "runc", "run", "--bundle", bundle, f"verbatim-{os.getpid()}")
