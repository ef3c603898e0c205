"""A release of the embedded sample: the whole tree, what is in it, that it comes out the same elsewhere, that what is out never changes,
that its images go through a registry and start; and what a person is told where something is wrong."""
import hashlib
import json
import os
import re
import signal
import subprocess
import tarfile
import time
import zipfile

import yaml

import harness
import stores
from containers import Between, registry, run, run_image, umoci_base
from harness import check
from release_manifests import complaints

BRANCH = "kubernetes-demo"
ARTIFACTS = f"{BRANCH}/releases/1/artifacts"
MANIFEST = f"{BRANCH}/kubernetes-demo-eks-1.yaml"
PACKED = re.compile("arrange|pack|image|index|names|licences|recognise|attribution")  # actions behind the builds


def release(case, *more, number=1, out="dist", **options):
    case.store, case.project = harness.SHARED_STORE, harness.ROOT
    words = ["release", "demo", "--out", case.folder / out, *(["--number", number] if number else []), *more]
    return case.verbatim(*words, **options)


def files(folder):
    """Path → sha256 of all but the lock."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".verbatim.lock"}


def manifest(case, path=MANIFEST):
    return yaml.safe_load((case.folder / "dist" / path).read_text())


def test_a_release_has_every_file_with_its_sums(case):
    record = release(case, "--json").json()
    check(record["state"] == "made" and record["results"]["failed"] == 0, json.dumps(record)[:500])
    out = case.folder / "dist"
    artifacts = out / ARTIFACTS
    for tool, name in (("sha256sum", "SHA256SUM"), ("sha512sum", "SHA512SUM")):
        check({str(path.relative_to(artifacts)) for path in artifacts.rglob(name)} == {f"greeting/v0.2.0/{name}"}, "one in each component's folder")
        folder = artifacts / "greeting/v0.2.0"
        run(tool, "--check", "--strict", "--quiet", name, folder=folder)
        listed = {line.split("  ")[1] for line in (folder / name).read_text().splitlines()}
        there = {str(path.relative_to(folder)) for path in artifacts.rglob("*") if path.is_file() and not re.search(r"SUM$|\.sha(256|512)$", path.name)}
        check(listed == there, f"{name} lists {listed ^ there} otherwise")
        for path in there | {"SHA256SUM", "SHA512SUM"}:
            run(tool, "--check", "--strict", "--quiet", f"{path}.{tool[:-3]}", folder=folder)
    run("sha256sum", "--check", "--quiet", "kubernetes-demo-eks-1.yaml.sha256", folder=out / BRANCH)
    told = {file["path"]: file["sha256"] for file in record["files"]}
    check(all(files(out)[path] == digest for path, digest in told.items()) and len(told) == 11, str(told))
    check(all((path.stat().st_mode & 0o777) == 0o644 for path in artifacts.rglob("*") if path.is_file()), "modes are fixed")


def test_archives_hold_binaries_licences_and_attribution(case):
    release(case)
    folder = case.folder / "dist" / ARTIFACTS / "greeting/v0.2.0"
    with tarfile.open(folder / "greeting-linux-amd64-v0.2.0.tar.gz") as tar:
        members = {member.name: member for member in tar}
        check({"greet", "salute", "shout", "ATTRIBUTION.txt", "LICENSES"} <= set(members), str(sorted(members)))
        check(any(name.startswith("LICENSES/golang.org/go/") for name in members), "the standard library is linked too")
        check({(m.uid, m.gid, m.mtime) for m in members.values()} == {(0, 0, next(iter(members.values())).mtime)}, "nothing of this machine")
        attribution = tar.extractfile("ATTRIBUTION.txt").read().decode()
        tar.extract("greet", case.folder)
    check("verbatim.example/greeting; version v0.2.0" in attribution and "MIT-0" in attribution, attribution[:400])
    check("v0.2.0" in run(case.folder / "greet", "--version").stdout, "the binary runs and says its version")
    with zipfile.ZipFile(folder / "greeting-windows-amd64-v0.2.0.zip") as archive:
        check({"greet.exe", "salute.exe", "shout.exe", "ATTRIBUTION.txt"} <= set(archive.namelist()), str(archive.namelist()))


def test_the_manifest_and_the_channel_name_what_is_there(case):
    release(case)
    text = manifest(case)
    check(text["kind"] == "Release" and text["spec"]["number"] == 1 and text["spec"]["channel"] == "demo", str(text["spec"]))
    uri = "https://dist.verbatim.example/"
    there = files(case.folder / "dist")
    assets = [asset for component in text["status"]["components"] for asset in component["assets"]]
    archives = [asset["archive"] for asset in assets if asset["type"] == "Archive"]
    check(len(archives) == 6 and all(there[one["uri"].removeprefix(uri)] == one["sha256"] for one in archives), str(archives))
    image, = [asset["image"] for asset in assets if asset["type"] == "Image"]
    index = json.loads((case.folder / "dist" / BRANCH / "releases/1/images/verbatim/greeting/index.json").read_text())
    check(image["imageDigest"] == index["manifests"][0]["digest"], str(image))
    channel = manifest(case, "releasechannels/demo.yaml")
    check(channel["kind"] == "ReleaseChannel" and channel["status"] == {"active": True, "latestRelease": 1}, str(channel))
    schemas = {record["spec"]["names"]["kind"]: record["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
               for record in (yaml.safe_load(path.read_text()) for path in (case.folder / "dist/crds").glob("*.yaml"))}
    for record in (manifest(case), channel):
        found = complaints(record, schema=schemas[record["kind"]])
        check(not found, f"the definition in crds/ refuses this {record['kind']}: {found}")
        check(complaints({**record, "status": {**record["status"], "colour": "red"}}, schema=schemas[record["kind"]]), "and it would refuse a wrong one")
    check({"releases.distro.eks.amazonaws.com-v1alpha1.yaml", "releasechannels.distro.eks.amazonaws.com-v1alpha1.yaml"} == {path.name for path in (case.folder / "dist/crds").iterdir()}, "definitions of these kinds")


def test_the_whole_tree_is_the_same_under_other_circumstances(case):
    release(case)
    stores.copy_of_shared_store(case, lambda action: not PACKED.match(action))
    elsewhere = case.folder / "a folder with a long name" / "dist"
    environment = {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "HOME": str(case.folder / "nowhere"), "USER": "somebody", "GOFLAGS": "-mod=mod"}
    record = case.verbatim("release", "demo", "--number", "1", "--out", elsewhere, "--json", environment=environment, umask=0o077).json()
    check(record["results"]["made"] >= 15, "it was packed again: " + str(record["results"]))
    run("diff", "-r", "--exclude", ".verbatim.lock", case.folder / "dist", elsewhere)
    closed = [str(path) for path in [elsewhere, *elsewhere.rglob("*")] if (path.stat().st_mode & 0o777) not in ((0o755,) if path.is_dir() else (0o644, 0o755))]
    check(not closed, "a server of another user can read all of it: " + str(closed))


def test_the_same_again_changes_nothing_and_makes_nothing(case):
    release(case)
    before = files(case.folder / "dist")
    record = release(case, "--json").json()
    check(record["state"] == "unchanged" and record["results"]["made"] == 0, json.dumps(record["results"]))
    check("is out already, with the same content" in release(case).out, "it says so")
    check(files(case.folder / "dist") == before, "nothing was written")


def test_after_a_fetch_for_it_a_release_needs_no_network(case):
    case.store, case.project = harness.SHARED_STORE, harness.ROOT
    case.verbatim("fetch", "demo", "--for-release")
    stores.copy_of_shared_store(case, lambda action: action.startswith(("fetch", "read", "source", "patch", "vendor", "build")))
    record = case.verbatim("release", "demo", "--number", "1", "--out", case.folder / "dist", "--offline", "--json", environment={"GOPROXY": "off"}).json()
    check(record["state"] == "made" and record["results"]["made"] >= 15, str(record["results"]))


def test_what_is_out_is_never_overwritten(case):
    release(case)
    victim = case.folder / "dist" / ARTIFACTS / "greeting/v0.2.0/greeting-linux-amd64-v0.2.0.tar.gz"
    victim.write_bytes(b"something else")
    (case.folder / "dist" / ARTIFACTS / "added").write_text("x")
    before = files(case.folder / "dist")
    result = release(case, status=3)
    case.golden("release-number-taken", result.err[result.err.index("error:"):])
    check(files(case.folder / "dist") == before, "nothing was written")
    result = release(case, "--date", "2030-01-01T00:00:00Z", status=3)
    check(f"{MANIFEST} has other content" in result.err and files(case.folder / "dist") == before, result.err)


def test_a_lock_that_says_the_same_otherwise_is_the_same_release(case):
    release(case)
    before = files(case.folder / "dist")
    project = case.copy_of_this_project()
    lock = project / "releases/demo.yaml"
    pins = lock.read_text()
    words = ("release", "demo", "--number", "1", "--out", case.folder / "dist", "--json")
    lock.write_text("# Another comment.\n" + pins.replace("uri: https://dist.verbatim.example", 'uri: "https://dist.verbatim.example"'))
    check(lock.read_text().count('"https') == 1, "another layout")
    check(case.verbatim(*words).json()["state"] == "unchanged" and files(case.folder / "dist") == before, "the lock that is out stays")
    lock.write_text(pins.replace("branch: demo\n", "branch: demo\nnumber: 5\n"))
    err = case.verbatim(*words, status=3).err
    check("releases/1/lock.yaml has other content" in err and err.count("has other content") == 1, err)
    lock.write_text(pins)
    (case.folder / "dist" / BRANCH / "releases/1/lock.yaml").write_text("branch: [")
    check("releases/1/lock.yaml has other content" in case.verbatim(*words, status=3).err, "what is no lock is not the same")


def test_the_channel_of_a_branch_that_has_ended_is_not_active(case):
    release(case)
    before = files(case.folder / "dist")
    project = case.copy_of_this_project()
    lock = project / "releases/demo.yaml"
    lock.write_text(lock.read_text().replace("publish:\n", "publish:\n  active: false\n"))
    record = case.verbatim("release", "demo", "--number", "1", "--out", case.folder / "dist", "--json").json()
    after = files(case.folder / "dist")
    check(record["state"] == "unchanged" and {path for path in after if after[path] != before.get(path)} == {"releasechannels/demo.yaml"}, str(record["state"]))
    channel = manifest(case, "releasechannels/demo.yaml")
    check(channel["status"] == {"active": False, "latestRelease": 1}, str(channel))


def test_a_publication_that_was_cut_off_is_made_whole(case):
    release(case)
    out = case.folder / "dist"
    whole = files(out)
    (out / MANIFEST).unlink()  # it comes last: without it nothing is out
    (out / ARTIFACTS / "greeting/v0.2.0/SHA256SUM").write_text("half")
    (out / ".verbatim-part-x").mkdir()
    (out / ".verbatim-part-x/rubbish").write_text("x")
    release(case)
    check(files(out) == whole, "the same as before")


def test_the_changelog_tells_what_has_changed(case):
    release(case)
    log = (case.folder / "dist/docs/contents/releases/demo/1/CHANGELOG-vdemo-eks-1.md").read_text()
    check("Added verbatim/greeting v0.2.0" in log or "Added greeting v0.2.0" in log, log)
    announcement = (case.folder / "dist/docs/contents/releases/demo/1/release-announcement.txt").read_text()
    there = re.search(r"^Changelog: https://dist\.verbatim\.example/(.*)$", announcement, re.M)
    check(there and (case.folder / "dist" / there[1]).read_text() == log, announcement)
    release(case, number=2)
    log = (case.folder / "dist/docs/contents/releases/demo/2/CHANGELOG-vdemo-eks-2.md").read_text()
    check(log.count("No changes since last release") == 4, log)
    lock = case.folder / "dist" / BRANCH / "releases/2/lock.yaml"
    check(lock.read_text() == (harness.ROOT / "releases/demo.yaml").read_text(), "the pins are kept")
    old = lock.read_text().replace("go1.25.12", "go1.24.11").replace('"1.25"', '"1.24"')
    lock.write_text(old)
    release(case, number=3)
    log = (case.folder / "dist/docs/contents/releases/demo/3/CHANGELOG-vdemo-eks-3.md").read_text()
    check("go1.24.11 → go1.25.12" in log and log.count("No changes since last release") == 3, log)


def test_a_release_can_be_withdrawn_or_superseded(case):
    release(case)
    release(case, number=2)
    check(manifest(case, "releasechannels/demo.yaml")["status"]["latestRelease"] == 2, "the newest")
    result = release(case, "--withdraw", "its <archive> is cut short", "--date", "2026-11-21T00:00:00Z", number=2)
    check("is withdrawn" in result.out, result.out)
    check(manifest(case, "releasechannels/demo.yaml")["status"]["latestRelease"] == 1, "what is withdrawn is not the latest")
    index = (case.folder / "dist/docs/contents/releases/demo/2/index.md").read_text()
    check("Withdrawn" in index and "<archive>" not in index, index)
    check("with the same content" in release(case, number=2).out, "it is still what it was")
    release(case, "--superseded-by", "2", "--reason", "newer", "--date", "2026-11-21T00:00:00Z")
    status = yaml.safe_load((case.folder / "dist" / BRANCH / "kubernetes-demo-eks-1.status.yaml").read_text())
    check("superseded" in json.dumps(status), str(status))
    check("is not out" in release(case, "--withdraw", "x", number=7, status=2).err, "only what is out")
    check("is not out" in release(case, "--superseded-by", "9", status=2).err, "only by what is out")


def test_a_release_can_be_withdrawn_for_another_one(case):
    release(case)
    release(case, number=2)
    release(case, "--withdraw", "its archive is cut short", "--superseded-by", "2", "--date", "2026-11-21T00:00:00Z")
    status = yaml.safe_load((case.folder / "dist" / BRANCH / "kubernetes-demo-eks-1.status.yaml").read_text())["spec"]
    check((status["state"], status["supersededBy"], status["reason"]) == ("withdrawn", 2, "its archive is cut short"), str(status))
    index = (case.folder / "dist/docs/contents/releases/demo/1/index.md").read_text()
    check("Withdrawn on 2026-11-21" in index and "Use [vdemo-eks-2](../2/index.md) instead." in index, index[:300])
    before = files(case.folder / "dist")
    err = release(case, "--withdraw", "x", "--superseded-by", "2", "--reason", "y", status=2).err
    check("--reason" in err and "--withdraw" in err, err)
    check("say why it is withdrawn" in release(case, "--withdraw", "", number=3, status=2).err, "an empty reason makes no release")
    check("is not out" in release(case, "--withdraw", "x", "--superseded-by", "9", status=2).err, "only for what is out")
    check(files(case.folder / "dist") == before, "nothing was written")


def test_a_status_and_its_page_that_parted_ways_come_together_again(case):
    release(case)
    out = case.folder / "dist"
    index, status = out / "docs/contents/releases/demo/1/index.md", out / BRANCH / "kubernetes-demo-eks-1.status.yaml"
    plain, fresh = index.read_text(), files(out)
    release(case, "--withdraw", "it is wrong", "--date", "2026-11-21T00:00:00Z")
    marked = files(out)
    noticed = index.read_text()
    check(noticed != plain and marked != fresh, "a notice")
    index.write_text(plain)  # killed when the status was there, and neither page nor channel
    (out / "releasechannels/demo.yaml").write_text((out / "releasechannels/demo.yaml").read_text() + "  latestRelease: 1\n")
    result = release(case)
    check("with the same content" in result.out and "written anew, as its status says: docs/" in result.out, result.out)
    check(files(out) == marked, "page and channel say what the status says")
    check("written anew" not in release(case).out, "once")
    status.unlink()  # by hand: it is not withdrawn after all
    record = release(case, "--json").json()
    check(record["state"] == "unchanged" and index.read_text() == plain and files(out) == fresh, json.dumps(record)[:300])


def test_bad_input_is_said_and_nothing_is_written(case):
    check("which number" in release(case, number=None, status=2).err, "a release has a number")
    check("RFC 3339" in release(case, "--date", "yesterday", status=2).err, "a date has a form")
    check(not (case.folder / "dist").exists(), "nothing was written")
    project = case.copy_of_this_project()
    case.store = harness.SHARED_STORE
    definition = project / "projects/verbatim/greeting/project.yaml"
    text = definition.read_text()
    words = ("release", "demo", "--number", "1", "--out", case.folder / "dist")
    definition.write_text(text[:text.index("  # It has no licence file")])
    err = case.verbatim(*words, status=3).err
    check("verbatim.example/greeting v0.2.0: no licence file" in err and "licences:" in err, err)
    check(not files(case.folder / "dist"), "nothing was written")
    definition.write_text(text)
    corrected = case.verbatim(*words[:-1], case.folder / "corrected", "--json").json()
    check(corrected["state"] == "made" and (case.folder / "corrected" / MANIFEST).exists(), str(corrected["state"]))
    definition.write_text(text.replace("repository: verbatim/greeting", "repository: verbatim/greeting\n      base: minimal"))
    err = case.verbatim(*words, status=2).err
    check("the base image minimal is not pinned" in err, err)
    lock = project / "releases/demo.yaml"
    pins = lock.read_text()
    lock.write_text(pins.replace("publish:\n  uri: https://dist.verbatim.example\n  registry: registry.verbatim.example/demo\n", ""))
    for more in ([], ["--withdraw", "x"]):
        check("does not say where it is published" in case.verbatim(*words, *more, status=2).err, "and which key is missing")
    lock.write_text(pins)
    definition.write_text(text[:text.index("release:\n")])
    check("nothing of demo goes into a release" in case.verbatim(*words, status=2).err, "and which key is missing")
    check(not (case.folder / "dist").exists() or not files(case.folder / "dist"), "nothing was written")


def test_a_base_image_that_is_not_the_pinned_one_is_told_and_with_the_right_digest_the_release_comes_out(case):
    project = case.copy_of_this_project()
    case.store = harness.SHARED_STORE
    base, digest = umoci_base(case)
    base.rename(project / "base")
    definition, lock = project / "projects/verbatim/greeting/project.yaml", project / "releases/demo.yaml"
    definition.write_text(definition.read_text().replace("repository: verbatim/greeting", "repository: verbatim/greeting\n      base: minimal\n      platforms: [linux/amd64]"))
    pins = lock.read_text()
    words = ("release", "demo", "--number", "1", "--out", case.folder / "dist")
    lock.write_text(pins + "base_images: {minimal: oci:base@sha256:" + "7" * 64 + "}\n")
    err = case.verbatim(*words, status=3).err
    check("error: the image in base is not the pinned one" in err and "releases/demo.yaml:" in err, err)
    check(f"expected sha256:{'7' * 64}" in err and f"there    {digest}" in err and "correct the pin" in err, err)
    check(not (case.folder / "dist").exists() or not files(case.folder / "dist"), "nothing was published")
    lock.write_text(pins + f"base_images: {{minimal: oci:base@{digest}}}\n")
    case.verbatim(*words)
    layout = case.folder / "dist" / BRANCH / "releases/1/images/verbatim/greeting"

    def blob(folder, name):
        return json.loads((folder / "blobs/sha256" / name.removeprefix("sha256:")).read_text())

    index = blob(layout, json.loads((layout / "index.json").read_text())["manifests"][0]["digest"])
    one, = index["manifests"]
    layers = [layer["digest"] for layer in blob(layout, one["digest"])["layers"]]
    below = [layer["digest"] for layer in blob(project / "base", digest)["layers"]]
    check(below and layers[:-1] == below, f"{layers} do not lie on {below}")


def test_killed_or_interrupted_at_any_stage_nothing_is_half_published_and_the_next_run_goes_on(case):
    release(case)
    whole = files(case.folder / "dist")
    stores.copy_of_shared_store(case, lambda action: not PACKED.match(action))
    words = ("release", "demo", "--number", "1", "--events", "--out")
    stages = 0
    # After so many words of a run; the last ones while the tree is put together and comes out.
    for number, (after, wait) in enumerate([(1, 0), (12, 0.02), (25, 0), (36, 0.03), (-2, 0.005), (-1, 0), (-1, 0.02), (-1, 0.04)]):
        out = case.folder / f"out{number}"
        for path, action in stores.outcomes(case.store).items():
            if PACKED.match(action):
                path.unlink()
        if after < 0:  # the same store, so that all is packed but nothing is out
            case.verbatim(*words, case.folder / f"packed{number}")
        process = case.start(*words, out, start_new_session=True)
        seen = 0
        for _ in process.stderr:
            seen += 1
            if seen == (after if after > 0 else 1):
                break
        time.sleep(wait)
        sent = signal.SIGINT if number % 3 == 1 else signal.SIGKILL
        stages += process.poll() is None
        os.killpg(process.pid, sent)
        _, err = process.communicate(timeout=60)
        check(process.returncode in (0, 130, -signal.SIGKILL), f"round {number}: {process.returncode}\n{err}")
        if sent == signal.SIGINT and process.returncode == 130:
            check("interrupted" in err and not list((case.store / "tmp").iterdir()), err)
        stores.nobody_left(case, process.pid)
        there = files(out) if out.exists() else {}
        if MANIFEST in there:
            check(all(there.get(name) == digest for name, digest in whole.items() if name.startswith(BRANCH)), f"round {number}: half out")
        case.verbatim("release", "demo", "--number", "1", "--out", out)
        check(files(out) == whole, f"round {number}: another tree than without the kill")
    stores.sound(case)
    check(stages >= 6, f"only {stages} of 8 were caught at work")


def test_a_full_disk_leaves_nothing_half_published(case):
    release(case)
    probe = subprocess.run(["unshare", "-Urm", "true"], capture_output=True, text=True)
    check(probe.returncode == 0, "this test mounts a small file system, and user namespaces are switched off: " + probe.stderr)
    small = case.folder / "small"
    small.mkdir()
    script = f"""mount -t tmpfs -o size=8m tmpfs {small}
"$@" > {case.folder}/first 2>&1; echo $? > {case.folder}/status
find {small} -type f > {case.folder}/left
mount -o remount,size=400m {small}
"$@" > {case.folder}/second 2>&1 || exit 1
diff -r --exclude .verbatim.lock {small} {case.folder}/dist"""
    words = [harness.PROGRAM, "--store", case.store, "--project", case.project, "release", "demo", "--number", "1", "--out", small]
    done = subprocess.run(["unshare", "-Urm", "bash", "-c", script, "bash", *map(str, words)], capture_output=True, text=True, env=case.environment)
    first = (case.folder / "first").read_text()
    check((case.folder / "status").read_text() == "3\n" and re.search("no space left on device", first, re.I), first)
    check(MANIFEST not in (case.folder / "left").read_text(), "nothing is out")
    check(done.returncode == 0, "with more room the same command goes on: " + (case.folder / "second").read_text() + done.stdout)


def test_a_full_disk_at_any_stage_of_the_packing_is_said_and_gone_on_from(case):
    """The store lies on an overlay with ever more room above the shared one, where all is built and nothing packed."""
    release(case)
    # Licences are recognised in the sandbox, which wants more room than all that follows.
    stores.copy_of_shared_store(case, lambda action: not PACKED.match(action) or re.match("licences|recognise", action))
    small = case.folder / "small"
    small.mkdir()
    script = f"""set -e
mount -t tmpfs -o size=1m tmpfs {small}
mkdir {small}/upper {small}/work
mount -t overlay -o lowerdir={case.store},upperdir={small}/upper,workdir={small}/work,userxattr overlay {case.store}
room=64 done=0
for round in $(seq 60); do
    used=$(df -k --output=used {small} | tail -1)
    mount -o remount,size=$((used + room))k {small}
    status=0; "$@" > {case.folder}/told.$round 2>&1 || status=$?
    echo "$round $room $status $(ls {case.store}/outcomes | wc -l) $(ls {case.store}/tmp | wc -l)" >> {case.folder}/rounds
    [ $status = 0 ] && exit 0
    now=$(ls {case.store}/outcomes | wc -l)
    if [ $now = $done ]; then room=$((room * 2)); else room=64; fi
    done=$now
done
exit 1"""
    words = [harness.PROGRAM, "--store", case.store, "--project", case.project, "release", "demo", "--number", "1", "--out", case.folder / "other"]
    done = subprocess.run(["unshare", "-Urm", "bash", "-c", script, "bash", *map(str, words)], capture_output=True, text=True, env=case.environment)
    check(done.returncode == 0, "with room enough it comes out: " + done.stderr)
    rounds = [list(map(int, line.split())) for line in (case.folder / "rounds").read_text().splitlines()]
    check(len({outcomes for _, _, _, outcomes, _ in rounds}) >= 3, f"full at too few stages: {rounds}")
    for number, _, status, _, left in rounds[:-1]:
        told = (case.folder / f"told.{number}").read_text()
        check(status == 3 and left == 0 and re.search("no space left on device|are left on the disk", told, re.I), f"{status} {left}\n{told}")
        check("Nothing was published" in told and "fault of Verbatim" not in told, told)
    run("diff", "-r", "--exclude", ".verbatim.lock", case.folder / "dist", case.folder / "other")


def test_images_go_through_a_registry_and_start(case):
    release(case)
    layout = case.folder / "dist" / BRANCH / "releases/1/images/verbatim/greeting"
    digest = json.loads((layout / "index.json").read_text())["manifests"][0]["digest"]
    with registry(case) as (host, _):
        first = case.verbatim("push", case.folder / "dist", f"{host}/demo", "--json").json()
        check([one["state"] for one in first["images"]] == ["pushed"] and first["images"][0]["digest"] == digest, str(first))
        check("is there" in case.verbatim("push", case.folder / "dist", f"{host}/demo").out, "a second push changes nothing")
        name = f"docker://{host}/demo/verbatim/greeting:v0.2.0-eks-demo-1"
        raw = run("skopeo", "inspect", "--raw", "--tls-verify=false", name).stdout
        check("sha256:" + hashlib.sha256(raw.encode()).hexdigest() == digest, "the registry has the same index")
        run("skopeo", "copy", "--src-tls-verify=false", "--override-arch", "amd64", name, f"oci:{case.folder}/pulled")
    check("v0.2.0" in run_image(case, case.folder / "pulled", "--version").stdout, "its program starts, and its version is right")


def test_a_push_goes_on_with_the_other_images_where_one_fails(case):
    project = case.copy_of_this_project()
    case.store = harness.SHARED_STORE
    definition = project / "projects/verbatim/greeting/project.yaml"
    second = "    - {name: again, repository: verbatim/again, contents: {greet: binary greet}, entrypoint: [/greet]}\n"
    definition.write_text(definition.read_text().replace("  images:\n", "  images:\n" + second))
    case.verbatim("release", "demo", "--number", "1", "--out", case.folder / "dist")

    def full(method, path):
        errors = b'{"errors":[{"code":"UNKNOWN","message":"the disk is full"}]}'
        return (500, errors, "application/json") if method == "POST" and "/verbatim/again/blobs/uploads/" in path else None

    with registry(case) as (host, _), Between(host, full) as way:
        words = ("push", case.folder / "dist", f"{way.host}/demo")
        result = case.verbatim(*words, "--json", status=3)
        states = {one["image"]: one["state"] for one in result.json()["images"]}
        names = [f"{way.host}/demo/verbatim/{name}:v0.2.0-eks-demo-1" for name in ("again", "greeting")]
        check(states == dict(zip(names, ("failed", "pushed"))), str(states))
        failed = result.json()["images"][0]
        check(f"error: cannot push {names[0]}" in failed["error"] and "The tag was not set" in failed["error"], str(failed))
        check("500 Internal Server Error" in result.err and failed["error"] in result.err, result.err)
        way.answer = lambda method, path: None
        out = case.verbatim(*words).out
        check(re.findall(r"^(pushed|is there|failed) +(\S+)$", out, re.M) == [("pushed", names[0]), ("is there", names[1])], out)


def test_a_push_says_what_is_wrong(case):
    release(case)
    dist = case.folder / "dist"
    check("no release is in" in case.verbatim("push", case.folder, "registry.example", status=2).err, "of a folder without releases")
    check("is not in" in case.verbatim("push", dist, "registry.example", "--number", "5", status=2).err, "of a number that is not there")
    port = harness.closed_port()
    err = case.verbatim("push", dist, f"127.0.0.1:{port}/demo", status=3).err
    check(f"127.0.0.1:{port}" in err and "error:" in err, err)
    fake = case.folder / "fake/skopeo"  # of a registry that makes no repository by itself
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho 'name unknown: The repository does not exist in the registry' >&2\nexit 1\n")
    fake.chmod(0o755)
    err = case.verbatim("push", dist, "registry.example/demo", status=3, environment={"PATH": f"{fake.parent}:{os.environ['PATH']}"}).err
    check("registry.example has no repository demo/verbatim/greeting" in err and "next: make the repository demo/verbatim/greeting there" in err, err)
    index = dist / BRANCH / "releases/1/images/verbatim/greeting/index.json"
    index.write_text(index.read_text().replace(json.loads(index.read_text())["manifests"][0]["digest"], "sha256:" + "0" * 64))
    check("is not the manifest's" in case.verbatim("push", dist, f"127.0.0.1:{port}/demo", status=3).err, "a damaged layout is noticed before")


def test_a_withdrawn_release_is_not_pushed(case):
    release(case)
    release(case, number=2)
    dist, port = case.folder / "dist", harness.closed_port()
    push = ("push", dist, f"127.0.0.1:{port}/demo", "--number")
    release(case, "--superseded-by", "2", "--date", "2026-11-21T00:00:00Z")
    check("withdrawn" not in case.verbatim(*push, "1", status=3).err, "one that is superseded is tried")
    release(case, "--withdraw", "its archive is cut short", "--superseded-by", "2", "--date", "2026-11-21T00:00:00Z")
    result = case.verbatim(*push, "1", status=2)
    case.golden("push-withdrawn", result.err)
    check(result.out == "" and str(port) not in result.err, "no registry is asked")


harness.main(globals())
