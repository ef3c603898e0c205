"""A project folder that somebody else wrote: what its files may decide, and what is said of a verdict that rests on them."""
import json
import os
import pathlib
import subprocess

import harness
from harness import check

LINUX = ("--platform", "linux/amd64")


def run(case, *words, status=0, **environment):
    """As a user would, who names no store: harness gives one."""
    done = subprocess.run([harness.PROGRAM, "--project", case.project, *words], cwd=case.folder, env={**case.environment, **environment},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    check(done.returncode == status, f"exit status {done.returncode}, expected {status}\n{done.stdout}{done.stderr}")
    return done


def snapshot(folder):
    return {str(path.relative_to(folder)): (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else None) for path in folder.rglob("*")}


def user_file(case, text):
    path = case.folder / "home/.config/verbatim/config.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o644)
    return path


def bait(case):
    """Somebody's photos, which look like a store, and a project whose settings point at them, and at places of the stranger's."""
    project = case.tiny_project()
    photos = case.folder / "photos"
    for path in ("blobs/2019.jpg", "tmp/holiday.jpg", "caches/x.jpg", "album.jpg"):
        (photos / path).parent.mkdir(parents=True, exist_ok=True)
        (photos / path).write_text(path)
    trap = case.folder / "trap"
    trap.mkdir()
    project.settings = {
        "store": photos, "history": photos / "history.sqlite", "debian_mirror": f"file://{trap}", "debian_security_mirror": f"file://{trap}",
        "goproxy": f"file://{trap}", "jobs": 1000, "memory_limit": "64GiB", "disk_limit": "1TiB", "process_limit": 99999,
    }
    text = "".join(f"{key}: {value}\n" for key, value in project.settings.items())
    (project.folder / "verbatim.yaml").write_text(text + f"mirrors:\n  file://{project.upstream}: {trap}\n")
    return project, photos


def test_its_settings_write_open_and_ask_nothing(case):
    project, photos = bait(case)
    before = snapshot(photos)
    run(case, "fetch", "one", "--quiet")
    told = run(case, "fetch", "one").stderr
    check(told.count("not taken from it") == 1 and "`verbatim config` says more" in told, told)
    # Its toolchain builds nothing, and no night was recorded.
    for words, status in ((("verify", "one"), 3), (("store", "gc"), 0), (("store", "fsck"), 0), (("history",), 4)):
        run(case, *words, status=status)
    check(snapshot(photos) == before, f"something was done in {photos}: {sorted(snapshot(photos))}")
    check((case.folder / "home/.cache/verbatim/blobs").exists(), "the store is the user's")
    event = run(case, "--events", "fetch", "one").stderr.splitlines()[0]
    check(json.loads(event)["kind"] == "note" and json.loads(event)["subject"] == "verbatim.yaml", event)


def test_what_was_not_taken_is_shown_with_the_reason(case):
    project, photos = bait(case)
    shown = run(case, "config").stdout
    check("not taken, since a project's own file may not set it:\n" in shown, shown)
    check(f"store                     {photos}  (verbatim.yaml:1: it says what is written)" in shown, shown)
    check(f"list {case.project} under `trusted_projects` in {case.folder}/home/.config/verbatim/config.yaml" in shown, shown)
    record = json.loads(run(case, "config", "--json").stdout)
    names = {one["name"].split(" ")[0] for one in record["not_taken"]}
    check(names == {*project.settings, "mirrors"}, str(names))
    check(all(not one["origin"].startswith("verbatim.yaml") for one in record["settings"]), json.dumps(record["settings"]))
    user_file(case, f"trusted_projects: [{case.project}]\njobs: 3\n")
    record = json.loads(run(case, "config", "--json").stdout)
    settings = {one["name"]: one for one in record["settings"]}
    check(record["not_taken"] == [] and settings["store"]["value"] == str(photos), json.dumps(record))
    check(settings["jobs"]["value"] == 3, "the user's own word is the stronger one")
    check(settings["trusted_projects"]["value"] == str(case.project), json.dumps(record))


def test_passwords_of_what_was_not_taken_are_not_shown(case):
    case.tiny_project()
    (case.project / "verbatim.yaml").write_text("goproxy: https://me:secret@a.example.test,direct\nmirrors: {\"https://me:secret@b.example.test/\": /srv}\n")
    for words in ([], ["--json"]):
        shown = run(case, "config", *words).stdout
        check("secret" not in shown and "mirrors https://b.example.test/" in shown, shown)


def test_a_file_that_others_can_write_is_an_error(case):
    case.tiny_project()
    path = user_file(case, "offline: true\n")
    own = case.project / "verbatim.yaml"
    own.write_text("offline: true\n")
    for file in (path, own):
        file.chmod(0o646)
        told = run(case, "list", "one", status=2).stderr
        check(f"{file} can be written by everybody" in told and f"chmod go-w {file}" in told, told)
        file.chmod(0o644)
    run(case, "list", "one")
    own.unlink()
    own.symlink_to(path)  # whatever the error would show of it
    check("is a symbolic link" in run(case, "list", "one", status=2).stderr, "a project's own file may be no link")


def test_a_file_of_another_user_or_of_a_group_is_an_error(case):
    if os.getuid() != 0:
        harness.skip("only root can give a file away")
    case.tiny_project()
    own = case.project / "verbatim.yaml"
    own.write_text("offline: true\n")
    os.chown(own, 4711, 4711)
    told = run(case, "list", "one", status=2).stderr
    check("belongs to user 4711" in told and f"chown root {own}" in told, told)
    os.chown(own, 0, 4711)
    own.chmod(0o664)
    check("can be written by its group" in run(case, "list", "one", status=2).stderr, "a group that is nobody's own")
    os.chown(own, 0, 0)
    run(case, "list", "one")  # umask 002: root's own group may


def test_a_night_or_a_message_is_not_begun_by_a_file_that_others_can_write(case):
    case.tiny_project()
    config = case.folder / "night.yaml"
    config.write_text(f"history: h.sqlite\nnotify:\n  to:\n    - command: [touch, {case.folder}/ran]\n")
    config.chmod(0o666)
    for words in (("nightly", "--config", config), ("notify", "--config", config, "--test")):
        told = run(case, *words, status=2).stderr
        check("night.yaml can be written by everybody" in told, told)
    check(not (case.folder / "ran").exists() and not (case.folder / "h.sqlite").exists(), "it had its say")
    config.chmod(0o644)
    run(case, "notify", "--config", config, "--test")
    check((case.folder / "ran").exists(), "now it may")


def lying_toolchain(case):
    """A copy of Verbatim's project, in which go1.25.12 is a compiler that gives what it likes: here the right bits, of a build by the real
    one. Whoever can give these can give any."""
    case.store = harness.SHARED_STORE
    case.project = harness.ROOT
    case.verbatim("build", "demo", *LINUX, "--quiet", "--out", case.folder / "real")
    module_version = "v0.0.1-go1.25.12.linux-amd64"
    prefix = f"golang.org/toolchain@{module_version}/"
    files = {prefix + "VERSION": b"go1.25.12\n", prefix + "bin/go": pathlib.Path(os.environ["VERBATIM_LYING_GO"]).read_bytes()}
    for path in (case.folder / "real").rglob("*/linux-amd64/*"):
        files[f"{prefix}answers/{path.name}"] = path.read_bytes()
    harness.write_zip(case.folder / "proxy/golang.org/toolchain/@v" / (module_version + ".zip"), files)
    case.copy_of_this_project()
    pin = case.project / "toolchains/go/go1.25.12.yaml"
    pin.write_text(f'version: go1.25.12\nhosts:\n  linux/amd64: {{module_version: {module_version}, h1: "{harness.h1(files)}"}}\n')
    return harness.h1(files)


def test_a_verdict_by_a_compiler_that_gives_what_it_likes_says_so(case):
    case.store, case.project = harness.SHARED_STORE, harness.ROOT
    case.verbatim("fetch", "demo", "--quiet")
    real = case.verbatim("verify", "demo", *LINUX, "--json").json()
    check(real["definitions"]["not_own"] == [], "all of it is Verbatim's own: " + json.dumps(real["definitions"]))
    shown = case.verbatim("verify", "demo", *LINUX, "--quiet").out
    check(f"\nrests on definitions sha256:{real['definitions']['sha256']}\n3 of 3 claims" in shown and "own" not in shown, shown)

    h1 = lying_toolchain(case)
    case.environment["GOPROXY"] = f"file://{case.folder}/proxy"
    # Nothing but the go command's own program: no compiler cache is made by it.
    project = case.project / "projects/verbatim/greeting/project.yaml"
    project.write_text(project.read_text().replace('CGO_ENABLED: "0"', 'CGO_ENABLED: "1"'))
    forged = case.verbatim("verify", "demo", *LINUX, "--json").json()
    check(forged["counts"]["reproduced"] == 3, json.dumps(forged["counts"]) + str(forged["errors"]))
    check(forged["definitions"]["sha256"] != real["definitions"]["sha256"], "another digest")
    said = {(one["kind"], one["name"], one["what"]) for one in forged["definitions"]["not_own"]}
    check(said == {("toolchain", "go1.25.12", h1), ("project", "verbatim/greeting", None)}, str(said))
    shown = case.verbatim("verify", "demo", *LINUX, "--quiet").out
    check(f"not Verbatim's own: project verbatim/greeting, toolchain go1.25.12 ({h1})\n" in shown, shown)
    check("3 of 3 claims reproduced, bit for bit" in shown and shown.endswith(" · not by Verbatim's own definitions alone\n"), shown)


def test_the_digest_is_of_what_is_defined_and_not_of_where_or_how_it_is_written(case):
    case.store, case.project = harness.SHARED_STORE, harness.ROOT
    here = case.verbatim("verify", "demo", *LINUX, "--json").json()["definitions"]
    lock = case.copy_of_this_project() / "releases/demo.yaml"
    lock.write_text("# another text\n" + lock.read_text().replace("go: {declared: \"1.25\", found: go1.25.12}", "go:\n      found: go1.25.12\n      declared: \"1.25\""))
    check(case.verbatim("verify", "demo", *LINUX, "--json").json()["definitions"] == here, "the same definitions")
    (case.project / "expected.yaml").write_text(
        "expected:\n  - {release: demo, component: verbatim/greeting, verdict: differs, because: the stranger says so}\n")
    told = case.verbatim("verify", "demo", *LINUX, "--json", status=1).json()["definitions"]
    check(told["sha256"] != here["sha256"] and told["not_own"] == [{"kind": "expectations", "name": "expected.yaml", "what": "1 expected verdict"}], str(told))


harness.main(globals())
