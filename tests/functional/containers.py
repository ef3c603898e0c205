"""For tests with container images: a real registry on loopback, other tools that read images, runc that starts one."""
import contextlib
import crypt
import json
import os
import re
import subprocess
import time

from harness import check


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
