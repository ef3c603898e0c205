"""Container images as others see them: skopeo and umoci read them, a registry (Debian's docker-registry, on loopback) takes them and
gives them back with the same digests, runc starts their program. And what goes wrong with bases and registries, as a person is told.
"""
import contextlib
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tarfile
import threading

import harness
from containers import Between, registry, run, run_image, umoci_base
from harness import check, skip

MAKE_IMAGE = os.environ["VERBATIM_MAKE_IMAGE"]
PROGRAM = os.environ["VERBATIM_STATIC_PROGRAM"]
CREATED = 1_700_000_000


class Maker:
    """The steps on a store of the test's own."""

    def __init__(self, case, **more):
        self.folder, self.more = case.folder, more
        self.store = case.folder / "store"

    def step(self, *words, **more):
        return run(MAKE_IMAGE, self.store, *words, folder=self.folder, **{**self.more, **more})

    def tree(self, name, files):
        """Path → text, or a file to copy; executable where it ends with '*'."""
        folder = self.folder / name
        for path, content in files.items():
            place = folder / path.rstrip("*")
            place.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, pathlib.Path):
                shutil.copyfile(content, place)
            else:
                place.write_text(content)
            os.chmod(place, 0o755 if path.endswith("*") else 0o644)
        return self.step("import", folder).stdout.strip()

    def make(self, base, files, platform="linux/amd64", **config):
        file = self.folder / "config.json"
        file.write_text(json.dumps({"platform": platform, "created": CREATED, **config}))
        return self.step("make", base, files, file).stdout.split()

    def export(self, tree, name):
        self.step("export", tree, self.folder / name)
        return self.folder / name

    def sample(self):
        """An image for two platforms, in a folder: (layout's folder, digest)."""
        files = self.tree("files", {"usr/bin/program*": pathlib.Path(PROGRAM), "LICENSES/a": "text\n"})
        config = {"entrypoint": ["/usr/bin/program"], "labels": {"org.opencontainers.image.version": "v1"}}
        made = {platform: self.make("-", files, platform, **config)[0] for platform in ("linux/arm64", "linux/amd64")}
        tree, digest = self.step("index", *(f"{platform}={layout}" for platform, layout in made.items())).stdout.split()
        return self.export(tree, "image"), digest


class Cutter:
    """A way to a registry that breaks off, or falls silent, when so many bytes have gone towards it; None: never."""

    def __init__(self, to):
        self.to, self.most, self.silent, self.seen = to, None, False, threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.host = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                name, port = self.to.split(":")
                server = socket.create_connection((name, int(port)))
                threading.Thread(target=self.forward, args=(client, server, True), daemon=True).start()
                threading.Thread(target=self.forward, args=(server, client, False), daemon=True).start()

    def forward(self, source, target, towards):
        passed = 0
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                passed += len(piece)
                if towards and self.most is not None and passed > self.most:
                    self.seen.set()
                    if self.silent:
                        continue
                    break
                target.sendall(piece)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self):
        self.listener.close()


def blob(layout, digest):
    return json.loads((layout / "blobs/sha256" / digest.removeprefix("sha256:")).read_text())


def listing(folder):
    return {path: path.stat().st_mtime_ns for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_registry_gives_back_what_was_pushed_and_a_second_push_changes_nothing(case):
    maker = Maker(case)
    layout, digest = maker.sample()
    with registry(case) as (host, folder):
        name = f"{host}/etcd-io/etcd:v1"
        check(maker.step("push", layout, name).stdout == f"pushed {digest}\n", "pushed")
        before = listing(folder / "data")
        check(maker.step("push", layout, name).stdout == f"unchanged {digest}\n", "the second time nothing is to do")
        check(listing(folder / "data") == before, "the second push left the registry as it was")
        run("skopeo", "copy", "--all", "--preserve-digests", "--src-tls-verify=false", f"docker://{name}", f"oci:{case.folder}/back")
        check(json.loads((case.folder / "back/index.json").read_text())["manifests"][0]["digest"] == f"sha256:{digest}", "the index's digest")
        sent, came = ({path.name: path.read_bytes() for path in (place / "blobs/sha256").iterdir()} for place in (layout, case.folder / "back"))
        check(sent == came, "every blob came back as it was")
        for arch in ("amd64", "arm64"):
            seen = json.loads(run("skopeo", "--override-arch", arch, "inspect", "--tls-verify=false", f"docker://{name}").stdout)
            check(seen["Architecture"] == arch and seen["Labels"] == {"org.opencontainers.image.version": "v1"}, f"skopeo inspects {seen}")


def test_a_tag_that_stands_for_another_image_is_left_alone(case):
    maker = Maker(case)
    layout, digest = maker.sample()
    other_tree, other = maker.make("-", maker.tree("other", {"a": "b\n"}))
    with registry(case) as (host, _):
        maker.step("push", layout, f"{host}/a/b:v1")
        said = maker.step("push", maker.export(other_tree, "other-image"), f"{host}/a/b:v1", status=1).stderr
        check(f"error: {host}/a/b:v1 stands for another image already" in said and digest in said and other in said, said)
        check(maker.step("push", layout, f"{host}/a/b:v1").stdout.startswith("unchanged"), "the tag is where it was")
        check(maker.step("push", case.folder / "other-image", f"{host}/a/b:v1", "--replace").stdout == f"pushed {other}\n", "where it is told to")


def test_credentials_are_those_that_skopeo_has(case):
    maker = Maker(case)
    layout, digest = maker.sample()
    with registry(case, user="somebody") as (host, _):
        none = {"REGISTRY_AUTH_FILE": str(case.folder / "auth.json"), "HOME": str(case.folder)}
        (case.folder / "auth.json").write_text("{}")
        said = maker.step("push", layout, f"{host}/a/b:v1", status=1, environment=none).stderr
        check(f"error: cannot ask for {host}/a/b:v1: the registry {host} refuses it" in said and f"next: skopeo login {host}" in said
              and "REGISTRY_AUTH_FILE" in said, said)
        run("skopeo", "login", "--tls-verify=false", "-u", "somebody", "-p", "secret", host, environment=none)
        check(maker.step("push", layout, f"{host}/a/b:v1", environment=none).stdout == f"pushed {digest}\n", "with credentials")


def test_a_registry_that_cannot_be_reached_is_named(case):
    maker = Maker(case)
    layout, _ = maker.sample()
    with socket.socket() as taken:  # bound, never listening: nobody answers, and nobody else gets the port
        taken.bind(("127.0.0.1", 0))
        host = "127.0.0.1:%d" % taken.getsockname()[1]
        said = maker.step("push", layout, f"{host}/a/b:v1", status=1).stderr
        check(f"the registry {host} cannot be reached" in said and "next: " in said, said)
        said = maker.step("fetch", f"docker://{host}/a/b@sha256:{'0' * 64}", "linux/amd64", status=1).stderr
        check(f"the registry {host} cannot be reached" in said and "lock.yaml:1:1" in said, said)


def test_a_push_goes_on_where_a_registry_went_away(case):
    maker = Maker(case)
    layout, digest = maker.sample()
    with registry(case) as (host, folder):
        way = Cutter(host)
        way.most = 300_000
        said = maker.step("push", layout, f"{way.host}/a/b:v1", status=1).stderr
        check(f"error: cannot push {way.host}/a/b:v1: the registry {way.host} went away midway" in said and "The tag was not set" in said, said)
        check(not list((folder / "data").rglob("tags/*")), "no tag stands")
        way.most = None
        check(maker.step("push", layout, f"{way.host}/a/b:v1").stdout == f"pushed {digest}\n", "the next run")
        way.close()


def test_what_the_registry_has_after_a_push_is_compared(case):
    maker = Maker(case)
    layout, digest = maker.sample()
    other = maker.export(maker.make("-", maker.tree("other", {"a": "b\n"}))[0], "other-image")
    entry = json.loads((other / "index.json").read_text())["manifests"][0]
    content = (other / "blobs/sha256" / entry["digest"][7:]).read_bytes()
    sent = []

    def answer(method, path):
        if path != "/v2/a/b/manifests/v1":
            return None
        if method == "PUT":
            sent.append(path)
        return (200, content, entry["mediaType"]) if sent and method != "PUT" else None

    with registry(case) as (host, _), Between(host, answer) as way:
        said = maker.step("push", layout, f"{way.host}/a/b:v1", status=1).stderr
        check("error: the registry has another image than the one that was pushed" in said, said)
        check(f"expected sha256:{digest}" in said and f"came     {entry['digest']}" in said and f"from     {way.host}/a/b:v1" in said, said)
        way.answer = lambda method, path: None
        check(maker.step("push", layout, f"{way.host}/a/b:v1").stdout == f"unchanged {digest}\n", "it was the proxy alone")


def test_where_a_push_breaks_off_it_is_said_what_the_tag_stands_for(case):
    maker = Maker(case)
    layout, digest = maker.sample()
    gone = []

    def cut(method, path):
        gone.extend([path] if method == "PUT" and path == "/v2/a/b/manifests/v1" else [])
        return bool(gone)

    with registry(case) as (host, _), Between(host, cut=cut) as way:
        said = maker.step("push", layout, f"{way.host}/a/b:v1", status=1).stderr
        check("Whether the tag was set is not known" in said and "The tag was" not in said, said)
        maker.step("push", layout, f"{host}/a/b:v1")  # it was
        way.cut = lambda method, path: method == "PUT" and path == "/v2/a/c/manifests/v1"
        said = maker.step("push", layout, f"{way.host}/a/c:v1", status=1).stderr
        check(f"The tag was set: it stands for this image, sha256:{digest}" in said and "not set" not in said, said)
        check(maker.step("push", layout, f"{way.host}/a/c:v1").stdout == f"unchanged {digest}\n", "the next run finds it there")


def test_an_interrupt_ends_a_push(case):
    maker = Maker(case)
    layout, digest = maker.sample()
    with registry(case) as (host, _):
        way = Cutter(host)
        way.most, way.silent = 300_000, True
        pushing = subprocess.Popen([MAKE_IMAGE, maker.store, "push", layout, f"{way.host}/a/b:v1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        check(way.seen.wait(60), "the push is under way")
        pushing.send_signal(signal.SIGINT)
        out, said = pushing.communicate(timeout=60)
        check(pushing.returncode == 1 and "interrupt" in said, said)
        check(not list((maker.store / "tmp").iterdir()), "nothing is left behind")
        way.most = None
        check(maker.step("push", layout, f"{way.host}/a/b:v1").stdout == f"pushed {digest}\n", "the next run")
        way.close()


def test_a_damaged_layout_is_not_pushed(case):
    maker = Maker(case)
    layout, digest = maker.sample()
    layer = max((layout / "blobs/sha256").iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(layer.read_bytes())
    content[1000] ^= 1
    layer.write_bytes(content)
    with registry(case) as (host, folder):
        said = maker.step("push", layout, f"{host}/a/b:v1", status=1).stderr
        check(f"expected sha256:{layer.name}" in said and f"came     sha256:{hashlib.sha256(content).hexdigest()}" in said, said)
        check(not (folder / "data").exists(), "nothing was sent")


def test_a_base_gives_the_same_from_a_folder_an_archive_and_a_registry(case):
    maker = Maker(case)
    folder, digest = umoci_base(case)
    run("skopeo", "copy", "--preserve-digests", f"oci:{folder}:latest", f"oci-archive:{case.folder}/base.tar")
    with registry(case) as (host, _):
        run("skopeo", "copy", "--preserve-digests", "--dest-tls-verify=false", f"oci:{folder}:latest", f"docker://{host}/base:v1")
        fetched = [maker.step("fetch", f"{place}@{digest}", "linux/amd64").stdout
                   for place in ("oci:base", "oci-archive:base.tar", f"docker://{host}/base", f"docker://{host}/base:v1")]
        check(len(set(fetched)) == 1, f"{fetched}")
        said = maker.step("fetch", f"docker://{host}/base@sha256:{'0' * 64}", "linux/amd64", status=1).stderr
        check(f"the registry {host} has no such image" in said and "lock.yaml:1:1" in said, said)
        said = maker.step("fetch", f"docker://{host}/base@{digest}", "linux/arm64", status=1).stderr
        check("expected linux/arm64" in said and "came     linux/amd64" in said, said)
    for place in ("oci:base", "oci-archive:base.tar"):
        said = maker.step("fetch", f"{place}@sha256:{'0' * 64}", "linux/amd64", status=1).stderr
        check(" is not the pinned one" in said and f"expected sha256:{'0' * 64}" in said and f"there    {digest}" in said and "lock.yaml:1:1" in said, said)
    layout = maker.export(maker.make(fetched[0].split()[0], maker.tree("files", {"tmp/etcd": "x", "etc/new": "y"}),
                                     environment={"GREETING": "mine", "MORE": "1"}, labels={"mine": "yes"})[0], "image")
    manifest = blob(layout, json.loads((layout / "index.json").read_text())["manifests"][0]["digest"])
    below = blob(folder, digest)
    check([layer["digest"] for layer in manifest["layers"]][:-1] == [layer["digest"] for layer in below["layers"]], "the base's layers are kept")
    run("skopeo", "copy", "--preserve-digests", f"oci:{layout}", f"oci:{case.folder}/named:latest")
    bundle = case.folder / "bundle"
    run("umoci", "unpack", *([] if os.geteuid() == 0 else ["--rootless"]), "--image", f"{case.folder}/named:latest", bundle)
    check((bundle / "rootfs/tmp").stat().st_mode & 0o7777 == 0o1777, "a folder of the base keeps its mode")
    check((bundle / "rootfs/etc/new").read_text() == "y" and (bundle / "rootfs/etc/passwd").exists(), "both layers are there")
    check((bundle / "rootfs/etc/new").stat().st_mtime == CREATED, "at the fixed time")
    spec = json.loads((bundle / "config.json").read_text())["process"]
    check({"PATH=/usr/bin:/bin", "GREETING=mine", "MORE=1"} <= set(spec["env"]) and spec["args"] == ["/bin/base"], f"{spec}")
    stat = json.loads(run("umoci", "stat", "--json", "--image", f"{case.folder}/named:latest").stdout)
    check(stat["history"][-1]["created_by"] == "verbatim" and stat["history"][-1]["created"] == "2023-11-14T22:13:20Z", f"{stat}")


def test_a_base_of_an_index_comes_with_its_platform_alone(case):
    maker = Maker(case)
    layout, digest = maker.sample()
    with registry(case) as (host, folder):
        maker.step("push", layout, f"{host}/a/b:v1")
        (folder / "log").write_text("")
        tree, manifest = maker.step("fetch", f"docker://{host}/a/b@sha256:{digest}", "linux/arm64").stdout.split()
        asked = set(re.findall(r"GET /v2/a/b/manifests/sha256:([0-9a-f]{64})", (folder / "log").read_text()))
    entries = {entry["platform"]["architecture"]: entry["digest"][7:] for entry in blob(layout, digest)["manifests"]}
    check(manifest == entries["arm64"], "the manifest for the platform")
    check(asked == {digest, manifest}, f"no other platform's manifest was asked for: {asked}")
    check(tree == maker.step("fetch", f"oci:image@sha256:{digest}", "linux/arm64").stdout.split()[0], "the same as from a folder")


def test_a_base_with_dockers_media_types_becomes_an_oci_image(case):
    maker = Maker(case)
    folder, _ = umoci_base(case)
    with registry(case) as (host, _):
        run("skopeo", "copy", "--format", "v2s2", "--dest-tls-verify=false", f"oci:{folder}:latest", f"docker://{host}/base:v1")
        raw = run("skopeo", "inspect", "--raw", "--tls-verify=false", f"docker://{host}/base:v1").stdout
        check("vnd.docker.distribution.manifest.v2" in raw, raw)
        digest = hashlib.sha256(raw.encode()).hexdigest()
        tree, manifest = maker.step("fetch", f"docker://{host}/base@sha256:{digest}", "linux/amd64").stdout.split()
        check(manifest == digest, "its manifest stays as it is")
        layout = maker.export(maker.make(tree, maker.tree("files", {"etc/new": "y"}))[0], "image")
        check("docker" not in json.dumps(blob(layout, json.loads((layout / "index.json").read_text())["manifests"][0]["digest"])), "OCI's media types")
        check(maker.step("push", layout, f"{host}/made:v1").stdout.startswith("pushed "), "a registry takes it")


def test_archives_are_what_other_tools_load(case):
    maker = Maker(case)
    layout, digest = maker.sample()
    one = maker.make("-", maker.tree("files", {}))[0]
    config = blob(maker.export(one, "one"), json.loads((case.folder / "one/index.json").read_text())["manifests"][0]["digest"])["config"]["digest"]
    docker = maker.export(maker.step("pack", one, "docker-archive", "image.tar", "etcd-io/etcd:v1", CREATED).stdout.strip(), "docker") / "image.tar"
    run("skopeo", "copy", f"docker-archive:{docker}:etcd-io/etcd:v1", f"dir:{case.folder}/loaded")
    check(json.loads((case.folder / "loaded/manifest.json").read_text())["config"]["digest"] == config, "the config's digest is the image's id")
    with tarfile.open(docker) as tar:
        check({(member.mtime, member.uid, member.gid, member.mode) for member in tar} == {(CREATED, 0, 0, 0o644)}, "nothing of this machine")
    index = maker.step("import", layout).stdout.strip()
    packed = maker.export(maker.step("pack", index, "oci-archive", "image.tar", "etcd-io/etcd:v1", CREATED).stdout.strip(), "oci") / "image.tar"
    run("skopeo", "copy", "--all", "--preserve-digests", f"oci-archive:{packed}:v1", f"oci:{case.folder}/unpacked")
    check(json.loads((case.folder / "unpacked/index.json").read_text())["manifests"][0]["digest"] == f"sha256:{digest}", "the same index")


def test_the_bits_are_the_same_under_all_circumstances(case):
    made = set()
    for number, (umask, environment) in enumerate([(0o022, {}), (0o077, {"TZ": "Asia/Kathmandu", "LC_ALL": "C"}), (0o000, {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "HOME": str(case.folder / "nowhere"), "USER": "x"})]):
        inner = case.folder / f"place{number}"
        inner.mkdir()
        maker = Maker(harness.Case(inner), umask=umask, environment=environment)
        folder, digest = maker.sample()
        tree = maker.step("import", folder).stdout.strip()
        made.add((digest, tree, maker.step("pack", tree, "oci-archive", "image.tar", "a/b:v1", 7).stdout))
    check(len(made) == 1, f"{made}")


def test_runc_starts_the_program(case):
    if os.geteuid() != 0:
        skip("runc needs root to start a program as another user")
    maker = Maker(case)
    base, digest = umoci_base(case)
    tree = maker.step("fetch", f"oci:base@{digest}", "linux/amd64").stdout.split()[0]
    files = maker.tree("files", {"usr/bin/program*": pathlib.Path(PROGRAM)})
    layout = maker.export(maker.make(tree, files, entrypoint=["/usr/bin/program"], command=["one", "two words"], user="1234:5678",
                                     directory="/etc", environment={"GREETING": "hello"})[0], "image")
    done = run_image(case, layout)
    check(done.stdout == "uid 1234 gid 5678 in /etc\nargument one\nargument two words\ngreeting hello\n", done.stdout + done.stderr)


harness.main(globals())
