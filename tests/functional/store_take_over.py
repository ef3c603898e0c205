"""Whose folder a store is: one of an earlier version is taken over, and what its shared compiler cache may have spoilt no longer
counts; a folder of somebody else is refused, whatever it looks like, and nothing in it is touched."""
import hashlib
import json
import os
import pathlib
import signal
import shutil
import stat
import subprocess
import sys
import time

import harness
import stores
from harness import check

BUILD = "build example/tiny main linux/amd64"


def put(store, content):
    digest = hashlib.sha256(content).hexdigest()
    path = stores.blob(store, digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(content)
        path.chmod(0o444)
    return digest


def put_tree(store, files):
    """Of a few files in one folder, as docs/formats/tree.md has it."""
    entries = b"".join(f"x {put(store, content)} {len(content)} {name}".encode() + b"\0" for name, content in sorted(files.items()))
    return put(store, b"verbatim tree 1\n" + entries)


def put_outcome(store, name, action, trees, cold):
    """As 169f83d writes it."""
    record = {"format": "verbatim.outcome/1", "action": action, "trees": trees, "values": {}, "milliseconds": 1,
              "made_at": "2026-11-21T05:00:00Z", "cold": cold}
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    record["check"] = hashlib.sha256(text.encode()).hexdigest()
    (store / "outcomes" / f"{name}.json").write_text(json.dumps(record, sort_keys=True, indent=1) + "\n")


WARM, COLD = hashlib.sha256(b"warm").hexdigest(), hashlib.sha256(b"cold").hexdigest()
CACHE = hashlib.sha256(b"toolchain").hexdigest()


def old_store(case):
    """What 169f83d leaves: no marker, a shared compiler cache, a binary that was linked with it."""
    store = case.store
    for name in ("blobs", "trees", "outcomes", "locks", "tmp", "mirrors", "modules", "logs"):
        (store / name).mkdir(parents=True)
    (store / "locks/in-use").write_text("")
    for name in (CACHE, CACHE + ".distrusted-4711-1780000000"):
        (store / "caches" / name / "0a").mkdir(parents=True)
        (store / "caches" / name / "0a" / ("0a" * 32 + "-d")).write_bytes(b"!<arch>\n forged fmt.a")
    put_outcome(store, WARM, BUILD, {"bin": put_tree(store, {"tiny": b"forged"})}, cold=False)
    put_outcome(store, COLD, "source example/tiny", {"tree": put_tree(store, {"main.go": b"package main"})}, cold=True)
    return store


def everything(folder):
    """Each path below, with its kind, content and times: what must not change."""
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        info = path.lstat()
        content = os.readlink(path) if path.is_symlink() else path.read_bytes() if stat.S_ISREG(info.st_mode) else None
        found[str(path)] = (stat.S_IFMT(info.st_mode), content, info.st_mtime_ns)
    return found


def counted(case):
    return {path.stem for path in (case.store / "outcomes").glob("*.json")}


def test_an_old_store_is_taken_over_once_and_it_is_said(case):
    case.tiny_project()
    store = old_store(case)
    (store / "tmp/run-aB3456/root").mkdir(parents=True)
    (store / "tmp/letter").write_text("dear")
    first = case.verbatim("fetch", "one", "--quiet")
    case.golden("store-taken-over", first.err)
    check(not (store / "caches").exists(), "the caches are still there")
    check(WARM not in counted(case) and COLD in counted(case), "what was made with the cache is forgotten, and nothing else")
    check((store / "verbatim-store").read_text() == "verbatim.store/2\n", "the marker")
    check([path.name for path in (store / "tmp").iterdir()] == ["letter"], "in tmp/ only what is named as ours goes")
    (store / "tmp/letter").unlink()
    check("earlier version" not in case.verbatim("fetch", "one", "--quiet").err, "once")
    stores.sound(case)
    kinds = {one["kind"] for words in (("gc", "--dry-run"), ("du",)) for one in case.verbatim("store", *words, "--json").json()["kinds"]}
    check("blobs" in kinds and "compiler_caches" not in kinds, str(kinds))


def test_the_line_is_an_event_where_events_are_asked_for(case):
    case.tiny_project()
    old_store(case)
    err = case.verbatim("fetch", "one", "--events").err
    events = [json.loads(line) for line in err.splitlines()]
    check(any("no longer counts: 1 outcome forgotten" in event.get("text", "") for event in events), err)


def test_gc_and_repair_take_over_too(case):
    case.tiny_project()
    for words in (("gc",), ("fsck", "--repair")):
        old_store(case)
        result = case.verbatim("store", *words)
        check("no longer counts: 1 outcome forgotten" in result.err, result.err)
        check(not (case.store / "caches").exists() and counted(case) == {COLD}, f"{words}")
        stores.sound(case)
        shutil.rmtree(case.store)


def test_looking_at_an_old_store_changes_nothing(case):
    case.tiny_project()
    store = old_store(case)
    before = everything(store)
    for words in (("fsck",), ("du",), ("gc", "--dry-run")):
        result = case.verbatim("store", *words)
        check("earlier version" not in result.err, result.err)
    after = everything(store)
    check(after == before, f"changed: {set(after.items()) ^ set(before.items())}")


def test_an_outcome_that_is_not_cold_never_counts(case):
    """One that an earlier version made in a store that has its marker."""
    case.tiny_project()
    store = old_store(case)
    case.verbatim("fetch", "one", "--quiet")
    forged = {"tree": put_tree(store, {"bin": b"forged"})}
    records = {path: json.loads(path.read_text()) for path in (store / "outcomes").glob("*.json")}
    path = next(path for path, record in records.items() if record["action"] == "fetch go1.99.1")
    right = records[path]["trees"]
    put_outcome(store, path.stem, "fetch go1.99.1", forged, cold=False)
    case.verbatim("fetch", "one", "--quiet")
    record = json.loads(path.read_text())
    check(record["trees"] == right and record.get("cold") is not False, f"the forged outcome was used: {record}")
    put_outcome(store, path.stem, "fetch go1.99.1", right, cold=True)
    before = path.read_bytes()
    case.verbatim("fetch", "one", "--quiet")
    check(path.read_bytes() == before, "one that is cold counts")


def test_killed_at_any_moment_the_next_opening_goes_on(case):
    case.tiny_project()
    kills = 0
    for moment in range(5):
        store = old_store(case)
        for number in range(2000):
            (store / "caches" / CACHE / f"{number}").touch()
        process = case.start("store", "gc")
        end = time.monotonic() + 60
        while (store / f"outcomes/{WARM}.json").exists() and time.monotonic() < end:  # what goes first
            pass
        time.sleep(moment * 0.002)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        marked, caches, outcomes = (store / "verbatim-store").exists(), (store / "caches").exists(), counted(case)
        check(not marked or (not caches and WARM not in outcomes), "the marker was written before the rest was done")
        kills += not marked
        check(COLD in outcomes, "the cold one stays")
        case.verbatim("store", "gc")
        check((store / "verbatim-store").exists() and not (store / "caches").exists() and counted(case) == {COLD}, "gone on with")
        stores.sound(case)
        shutil.rmtree(store)
    check(kills > 0, "no kill fell between the first removal and the marker")


COMMANDS = (("fetch", "one"), ("store", "gc"), ("store", "fsck"), ("store", "fsck", "--repair"), ("store", "du"))


def refused(case, folder, why, commands=COMMANDS):
    before = everything(folder)
    for command in commands:
        result = case.verbatim(*command, status=2)
        check(why in result.err, f"{command}: {result.err}")
    check(everything(folder) == before, f"changed: {set(everything(folder).items()) ^ set(before.items())}")
    return result


def photos(case):
    """Somebody's folder, which happens to have names of a store's."""
    for name in ("blobs/ab", "outcomes", "trees", "locks", "tmp/holiday", "tmp/run-aB3456"):
        (case.store / name).mkdir(parents=True)
    (case.store / "tmp/holiday/1.jpg").write_text("sea")
    (case.store / "tmp/run-aB3456/1.jpg").write_text("marathon")
    (case.store / "trees/oak.jpg").write_text("oak")


def test_a_folder_of_photos_is_refused_and_left_alone(case):
    case.tiny_project()
    photos(case)
    (case.store / "1.jpg").write_text("me")
    result = refused(case, case.store, why="is no store, and not empty")
    case.golden("store-of-somebody", result.err)
    (case.store / "1.jpg").unlink()
    (case.store / "blobs/ab/1.jpg").write_text("me")
    refused(case, case.store, why='"blobs/ab/1.jpg" in it is not Verbatim\'s')


def test_a_stranger_s_project_names_a_store_that_leads_elsewhere(case):
    """What a repository can hold: a marker, and links in the place of the store's folders."""
    case.tiny_project()
    album = case.folder / "album"
    (album / "run-aB3456").mkdir(parents=True)
    (album / "run-aB3456/1.jpg").write_text("me")
    (album / ("0" * 64 + ".json")).write_text("{}")
    (album / ("0" * 62)).write_text("me")
    before = everything(album)
    for name in ("tmp", "outcomes", "locks", "blobs", "trees", "logs", "mirrors", "modules", "caches", "searches", "blobs/ab"):
        for marker in ("verbatim.store/2\n", None):
            (case.store / name).parent.mkdir(parents=True, exist_ok=True)
            for other in ("blobs", "outcomes"):
                if other != name:
                    (case.store / other).mkdir(exist_ok=True)
            (case.store / name).symlink_to(album)
            if marker:
                (case.store / "verbatim-store").write_text(marker)
            refused(case, case.store, f"its {name} is no folder, but a symbolic link" if marker else "is no store, and not empty", COMMANDS[:2])
            (case.store / name).unlink()
            shutil.rmtree(case.store)
    check(everything(album) == before, "the album was touched")


def test_a_link_in_the_place_of_a_mirror_is_not_followed(case):
    """Refs that upstream lacks are removed from a mirror."""
    project = case.tiny_project()
    server = subprocess.Popen([sys.executable, harness.ROOT / "tests/support/git_http_server.py", case.folder],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        for path in (project.folder / "releases/one.yaml", project.folder / "projects/example/tiny/project.yaml"):
            path.write_text(path.read_text().replace(f"file://{case.folder}", url))
        case.verbatim("fetch", "one", "--quiet")
        mirror = next(path for path in (case.store / "mirrors").iterdir() if "upstream" in path.name)
        mine = case.folder / "mine.git"
        mirror.rename(mine)
        harness.git(mine, "update-ref", "refs/heads/mine", project.commit)
        (mine / "index.lock").write_text("")
        mirror.symlink_to(mine)
        for path in (case.store / "outcomes").glob("*.json"):
            path.unlink()
        kept = everything(mine)

        def refused_for(link):
            result = case.verbatim("fetch", "one", "--quiet", status=3)
            check("the mirror has a symbolic link: " + str(link) in result.err, result.err)
            check(everything(mine) == kept, "somebody's repository was changed")

        refused_for(mirror)
        mirror.unlink()
        mirror.mkdir()
        for path in mine.iterdir():  # the same of parts
            (mirror / path.name).symlink_to(path)
        for name in ("HEAD", "config"):
            (mirror / name).unlink()
            shutil.copy(mine / name, mirror)
        refused_for(mirror / "")
        check(harness.git(mine, "rev-parse", "refs/heads/mine") == project.commit and (mine / "index.lock").exists(), "somebody's repository was changed")
    finally:
        server.stdin.close()
        server.wait(timeout=60)


def test_each_wrong_marker_has_an_error_of_its_own(case):
    case.tiny_project()
    said = []
    for make in (lambda file: file.symlink_to(case.folder / "elsewhere"), lambda file: file.mkdir(), lambda file: os.mkfifo(file),
                 lambda file: file.write_text("verbatim.store/2\n" * 9), lambda file: file.write_text("mine\x1b[2J\n")):
        photos(case)
        make(case.store / "verbatim-store")
        before = everything(case.store)
        said.append(case.verbatim("fetch", "one", status=2).err)
        check(everything(case.store) == before, "something was changed")
        shutil.rmtree(case.store)
    photos(case)
    (case.store / "verbatim-store").write_text("verbatim.store/3\n")
    said.append(case.verbatim("fetch", "one", status=3).err)
    case.golden("store-markers", "\n".join(said))


harness.main(globals())
