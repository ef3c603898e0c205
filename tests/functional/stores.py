"""For the tests of the store: stores to break, a sample that builds in seconds, and who is still running."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import harness
from harness import check

FIRST_FIELDS = ("format", "action", "trees", "values", "milliseconds", "made_at")  # all that the first outcomes had
# What comes over the network and takes long, and what the builds of all sources begin with.
INPUTS = ("fetch go", "fetch builder root", "standard library")


def copy_of_shared_store(case, keep=lambda action: True):
    """A store of the case's own with the sample's inputs, and of the outcomes those whose action `keep` likes. Blobs and shared trees
    are links to the same files: who breaks one puts another file in its place."""
    case.copy_of_this_project()
    case.store = harness.SHARED_STORE
    case.verbatim("fetch", "demo", "--quiet")
    return copy_of_store(case, harness.SHARED_STORE, case.folder / "store", keep)


def copy_of_store(case, source, target, keep=lambda action: True):
    """What the kept outcomes need, and no more: a shared store grows with every test that uses it."""
    (target / "outcomes").mkdir(parents=True)
    (target / "trees").mkdir()
    shutil.copy2(source / "verbatim-store", target)
    blobs, trees = set(), set()
    for path in (source / "outcomes").iterdir():
        if not re.fullmatch(r"[0-9a-f]{64}\.json", path.name):  # what another process is just writing
            continue
        outcome = json.loads(path.read_text())
        if keep(outcome["action"]):
            shutil.copy2(path, target / "outcomes" / path.name)
            trees.update(outcome["trees"].values())
    for tree in trees:
        add_tree(source, tree, blobs)
    shutil.copytree(source / "modules", target / "modules", ignore=lambda _, names: [name for name in names if not re.fullmatch(r"[0-9a-f]{64}", name)])
    for digest in blobs:
        (target / "blobs" / digest[:2]).mkdir(parents=True, exist_ok=True)
        link(blob(source, digest), blob(target, digest))
    for path in (source / "trees").iterdir():
        if path.name in blobs and subprocess.run(["cp", "-al", path, target / "trees"], capture_output=True).returncode != 0:  # another file system
            shutil.rmtree(target / "trees" / path.name, ignore_errors=True)
            subprocess.run(["cp", "-a", path, target / "trees"], check=True)
    case.store = target
    return target


def blob(store, digest):
    return store / "blobs" / digest[:2] / digest[2:]


def tree_entries(store, digest):
    """(kind, digest, name) of each entry: a second reader of docs/formats/tree.md."""
    for entry in blob(store, digest).read_bytes()[len(b"verbatim tree 1\n"):].split(b"\0")[:-1]:
        kind, inner, _, name = entry.decode().split(" ", 3)
        yield kind, inner, name


def add_tree(store, digest, blobs):
    """The tree and all below it."""
    if digest in blobs:
        return
    blobs.add(digest)
    for kind, inner, _ in tree_entries(store, digest):
        if kind == "d":
            add_tree(store, inner, blobs)
        else:
            blobs.add(inner)


def link(source, target):
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def inputs(*toolchains):
    """For `keep`: these toolchains with their standard libraries, and the builder roots."""
    words = tuple(f"{kind} {version}" for version in toolchains for kind in ("fetch", "standard library"))
    return lambda action: action.startswith("fetch builder root") or f"{action} ".startswith(tuple(f"{word} " for word in words))


def stopped(case, words, number, moment):
    """A run with --events that gets the signal some seconds (moment[1]) after its nth event (moment[0]), kill -9 with all its group. Was
    it still there then; its status, what it printed, its events. No child of it stays."""
    process = case.start(*words, start_new_session=True)
    events, enough = [], threading.Event()

    def read():
        for line in process.stderr:
            events.append(line)
            if len(events) >= moment[0]:
                enough.set()
        enough.set()

    reader = threading.Thread(target=read)
    reader.start()
    enough.wait(timeout=600)
    time.sleep(moment[1])
    alive = process.poll() is None
    if alive and number == signal.SIGKILL:
        os.killpg(process.pid, number)
    elif alive:
        process.send_signal(number)
    said = process.stdout.read()
    status = process.wait(timeout=60)
    reader.join(timeout=60)
    process.stdout.close()
    nobody_left(case, process.pid)
    return alive, status, said, events


def replace(path, content):
    """Other content for a file that may have more names than this one."""
    mode = path.stat().st_mode
    writable = path.parent.stat().st_mode
    path.parent.chmod(0o755)
    path.unlink()
    path.write_bytes(content)
    path.chmod(mode)
    path.parent.chmod(writable)


def flip_a_bit(path, random):
    content = bytearray(path.read_bytes())
    content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    replace(path, bytes(content))


def outcomes(store):
    return {path: json.loads(path.read_text())["action"] for path in (store / "outcomes").glob("*.json")}


def forget_work(store, kept=INPUTS):
    """All but the inputs from the network, or what else is kept: what follows is done again."""
    for path, action in outcomes(store).items():
        if not kept or not action.startswith(kept):
            path.unlink()
    shutil.rmtree(store / "mirrors", ignore_errors=True)


def quick_sample(case):
    """This project with a sample whose programs need Go's runtime alone: two builds of some seconds. Nobody published its bits."""
    project = case.project or case.copy_of_this_project()
    sample = project / "samples/greeting"
    for path in (sample / "v0.2.0").rglob("main.go"):
        module = "main" if "shout" in str(path) else "version"
        imports = "" if module == "main" else 'import "verbatim.example/greeting/internal/version"\n'
        used = "version" if module == "main" else "version.Version"
        declared = 'var version = "unset"\n' if module == "main" else ""
        path.write_text(f'package main\n\n{imports}\n{declared}\nfunc main() {{ println("{path.parent.name}", {used}) }}\n')
    # The module that the distro's patches ask for, which the shared store has.
    patch = next((project / "samples/distro/tree").rglob("*-Take-wordwrap-*.patch"))
    subprocess.run(["git", "apply", str(patch)], cwd=sample / "v0.2.0", env=harness.GIT_ENVIRONMENT, check=True)
    pin_sample(case)


def pin_sample(case, patched=False):
    """Pins the sample as it is now, with or without the distro's patches, which may no longer apply."""
    project = case.project
    with tempfile.TemporaryDirectory(dir=case.folder) as folder:
        lines = case.verbatim("import", project / "samples/greeting", f"{folder}/greeting.git").out.splitlines()
    pins = {line.split()[0]: line.split() for line in lines}
    tag_object, commit = pins["v0.2.0"][2], pins["v0.2.0"][4]
    lock = project / "releases/demo.yaml"
    text = lock.read_text()
    text = re.sub(r"tag_object: \w+", "tag_object: " + tag_object, text)
    text = re.sub(r"(components:.*?)commit: \w+", lambda m: m.group(1) + "commit: " + commit, text, flags=re.S)
    text = re.sub(r"tools/shout/v0.2.0: \w+", "tools/shout/v0.2.0: " + pins["tools/shout/v0.2.0"][2], text)
    text = re.sub(r" +patched_commit: \w+\n" if patched else r" +(patches|patched_commit): \w+\n", "", text)
    lock.write_text(re.sub(r"(\n +)v0.2.0: \w+", lambda m: m.group(1) + "v0.2.0: " + tag_object, text))


def bits(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def fsck(case, *words, status=0):
    return case.verbatim("store", "fsck", "--json", "--quiet", *words, status=status).json()


def sound(case):
    record = fsck(case)
    check(record["clean"] and not record["strange"], json.dumps(record))


def session_processes(session):
    """Of a session, those that are not just waiting to be buried."""
    listed = subprocess.run(["ps", "-o", "pid=,stat=,args=", "-s", str(session)], capture_output=True, text=True).stdout.splitlines()
    return [line for line in listed if line.strip() and not line.split()[1].startswith("Z")]


def descendants(pid):
    """The processes that it has started, and those that these have."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found = {pid}
    while more := {one for one, parent in pairs if parent in found} - found:
        found |= more
    return found - {pid}


def all_gone(pids, seconds=10):
    """Ended processes take a moment to go."""
    end = time.monotonic() + seconds
    while any(pathlib.Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(pathlib.Path(f"/proc/{pid}").exists() for pid in pids)


def using(folder):
    """Processes that mention a folder on their command line: a sandbox may have a session of its own."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if str(folder).encode() in (entry / "cmdline").read_bytes():
                    found.append(f"{entry.name}: {(entry / 'cmdline').read_bytes()[:200]}")
            except OSError:
                pass
    return found


def nobody_left(case, session, seconds=10):
    """Killed processes take a moment to go."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        left = session_processes(session) + using(case.store)
        if not left:
            return
        time.sleep(0.05)
    check(False, "processes are left:\n" + "\n".join(left))
