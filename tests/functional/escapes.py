"""The sandbox against a program that tries to get out of it (attacker/): it stands where the Go command would, so that everything
between the command line and the kernel is what a build has. As root and as an ordinary user; and a sandbox that is weakened on
purpose is caught, so that a refusal here means something.
"""
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time

import harness
from harness import check, skip

# The sandbox's own /dev would hide a folder below it, also from the weakened sandboxes here.
if tempfile.gettempdir().startswith("/dev/"):
    tempfile.tempdir = "/tmp"

ATTACKER = pathlib.Path(os.environ["VERBATIM_ATTACKER"])
LIBC = ctypes.CDLL("libc.so.6", use_errno=True)
NOBODY = 65534
IPC_CREAT, IPC_RMID = 0o1000, 0


class Host:
    """What there is to reach on the host; gone when the test is."""

    def __init__(self, case):
        self.folder = case.folder
        self.secret = self.folder / "secret"
        self.secret.write_text("of the host\n")
        self.name = f"verbatim-test-{os.getpid()}-{id(self)}"
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind("\0" + self.name)
        self.path = socket.socket(socket.AF_UNIX)
        self.path.bind(str(self.folder / "socket"))
        os.chmod(self.folder / "socket", 0o777)
        self.tcp = socket.socket()
        self.tcp.bind(("127.0.0.1", 0))
        for server in (self.abstract, self.path, self.tcp):
            server.listen(16)
        self.key = os.getpid() * 64 + id(self) % 64
        self.memory = LIBC.shmget(self.key, 4096, IPC_CREAT | 0o666)
        self.queue = LIBC.msgget(self.key, IPC_CREAT | 0o666)
        LIBC.mq_open.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_uint, ctypes.c_void_p]
        opened = LIBC.mq_open(b"/" + self.name.encode(), os.O_CREAT | os.O_RDWR, 0o666, None)
        check(opened >= 0, "the host's message queue")
        LIBC.mq_close(opened)
        check(self.memory >= 0 and self.queue >= 0, "the host's shared memory")
        self.process = subprocess.Popen(["sleep", "600"], start_new_session=True)

    def flags(self, case):
        return [f"-secret={self.secret}", f"-store={case.store}", f"-home={case.environment['HOME']}", f"-abstract={self.name}",
                f"-socket={self.folder / 'socket'}", f"-port={self.tcp.getsockname()[1]}", f"-process={self.process.pid}",
                f"-shared-memory={self.key}", f"-message-queue={self.key}", f"-posix-queue=/{self.name}"]

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        alive = self.process.poll() is None
        self.process.kill()
        self.process.wait()
        for server in (self.abstract, self.path, self.tcp):
            server.close()
        LIBC.shmctl(self.memory, IPC_RMID, None)
        LIBC.msgctl(self.queue, IPC_RMID, None)
        LIBC.mq_unlink(b"/" + self.name.encode())
        check(alive, "a process of the host was ended")


class Attacked:
    """A project whose Go command is the attacker."""

    def __init__(self, case, ordinary):
        self.case = case
        self.ordinary = ordinary and os.getuid() == 0
        pathlib.Path(case.environment["HOME"]).mkdir()
        self.tiny = case.tiny_project()
        prefix = f"golang.org/toolchain@{self.tiny.module_version}/"
        files = {prefix + "VERSION": b"go1.99.1\n", prefix + "bin/go": ATTACKER.read_bytes()}
        harness.write_zip(self.tiny.toolchain_zip, files)
        self.tiny.toolchain_h1 = harness.h1(files)
        if self.ordinary:
            program = case.folder / "verbatim"
            shutil.copy(harness.PROGRAM, program)
            case.program = program

    def prepare(self, flags):
        """The project with the attacker's flags, and who builds it."""
        self.tiny.write()
        definition = self.tiny.folder / "projects/example/tiny/project.yaml"
        text = definition.read_text().replace("platforms:", "modules: tree\nplatforms:")
        definition.write_text(text + "    flags:\n" + "".join(f"      - '{flag}'\n" for flag in flags))
        more = {"program": getattr(self.case, "program", None)}
        if self.ordinary:
            for folder, _, names in os.walk(self.case.folder):
                for name in [folder] + [os.path.join(folder, n) for n in names]:
                    os.chown(name, NOBODY, NOBODY, follow_symlinks=False)
            more.update(user=NOBODY, group=NOBODY, extra_groups=[])
        return more

    def attack(self, flags, *words, path=None, status=3):
        """Builds with the attacker's flags; what it printed, and what Verbatim said."""
        more = self.prepare(flags)
        case = self.case
        if path:
            case.environment["PATH"] = f"{path}:{os.environ['PATH']}"
        # A descriptor that is open here, as a careless parent might leave one.
        with open("/dev/zero", "rb") as careless:
            os.set_inheritable(careless.fileno(), True)
            result = case.verbatim(*words, "build", "one", "--out", "out", status=status, pass_fds=[careless.fileno()],
                                   **more)
        logs = sorted((case.store / "logs").glob("*.log"), key=lambda log: log.stat().st_mtime) if case.store.exists() else []
        printed = logs[-1].read_text(errors="replace") if logs else ""
        return printed, result.err


def answers(printed):
    """name → "refused" or what was said instead."""
    lines = [line.split(" ", 1) for line in printed.splitlines() if " " in line and not line.startswith("the attacker")]
    return {name: answer for name, answer in lines}


def all_ways(case, ordinary):
    with Host(case) as host:
        attacked = Attacked(case, ordinary)
        printed, err = attacked.attack(["-all", *host.flags(case)])
        check("the attacker is done" in printed, printed + err)
        found = answers(printed)
        check(len(found) >= 50, f"only {len(found)} ways were tried")
        escaped = {name: answer for name, answer in found.items() if answer != "refused"}
        check(not escaped, f"ways out: {escaped}")
        check(host.secret.read_text() == "of the host\n", "the host's file was changed")
        # The toolchain that everybody shares is as it was, also in the copy on disk.
        shared = [tree for tree in (case.store / "trees").glob("*") if (tree / "VERSION").exists()]
        check(len(shared) == 1 and sorted(p.name for p in shared[0].iterdir()) == ["VERSION", "bin"], str(shared))
        check((shared[0] / "bin/go").read_bytes() == ATTACKER.read_bytes(), "the toolchain was changed")


def test_every_way_out_is_refused(case):
    all_ways(case, ordinary=False)


def test_every_way_out_is_refused_to_an_ordinary_users_build(case):
    all_ways(case, ordinary=True)


# ---- what wears the host down

# What shows that an attack ran: it came to its end, or the build was ended for what it took.
TRIED = ("the attacker is done", "out of memory: the limit is", "out of processes: the limit is", "the command wrote more than", "folders deep",
         "made a folder that cannot be read", "[the output is longer than")


def exhaust(case, name, *words, ordinary=False):
    printed, err = Attacked(case, ordinary).attack([f"-one={name}", f"-secret={case.folder / 'secret'}"], *words)
    check(any(said in printed + err for said in TRIED), f"the attack did not run\n{printed[-2000:]}{err}")
    check("ESCAPED" not in printed, printed)
    check(not left_running(name), "a process of the build outlived it")
    left = list((case.store / "tmp").iterdir())
    check(not left, f"left behind: {left}")
    return err


def left_running(name):
    found = []
    for folder in pathlib.Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and f"-one={name}\0".encode() in (folder / "cmdline").read_bytes():
                # The test's own definition is not a process; but a zombie has no command line either.
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def cgroup_folders():
    """memory and pids → the folder of the group that this process is in, and whether it is one of version 2."""
    mounts = [line.split(" ") for line in pathlib.Path("/proc/self/mounts").read_text().splitlines()]
    found = {}
    for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, group = line.split(":", 2)
        for controller in ("memory", "pids"):
            for _, at, kind, options, *_ in mounts:
                if controllers and kind == "cgroup" and controller in controllers.split(",") and controller in options.split(","):
                    found[controller] = (pathlib.Path(at + group), False)
                if not controllers and kind == "cgroup2":
                    # Version 1 has the controller, where it has it.
                    found.setdefault(controller, (pathlib.Path(at + group), True))
    return found


def hands_on(folder, controller):
    """Version 2: the root does, another group only where it does already: it is never Verbatim's alone, as this process is in it."""
    def words(name):
        return (folder / name).read_text().split() if (folder / name).exists() else []
    return controller in words("cgroup.subtree_control") or (
        controller in words("cgroup.controllers") and not (folder / "cgroup.type").exists())


def without(*controllers):
    """Why no control group can limit them here, or None. Where one can, limits count all processes of a build together."""
    folders = cgroup_folders()
    for controller in controllers:
        folder, version_2 = folders.get(controller, (None, False))
        if not folder or not folder.is_dir():
            return f"there is no control group for {controller} here"
        if not os.access(folder, os.W_OK):
            return f"this user may make no control group for {controller}"
        if version_2 and not hands_on(folder, controller):
            return f"the control group that this runs in does not hand on {controller}"
    return None


def need_control_groups(*controllers):
    if reason := without(*controllers):
        skip(reason)


def test_memory_is_limited(case):
    err = exhaust(case, "memory", "--memory-limit", "256MiB")
    if not without("memory"):
        check("out of memory: the limit is 268.4 MB" in err, err)


def test_memory_is_limited_for_an_ordinary_user(case):
    exhaust(case, "memory", "--memory-limit", "256MiB", ordinary=True)


def test_memory_of_all_processes_together_is_limited_by_control_groups(case):
    need_control_groups("memory")
    check("out of memory" in exhaust(case, "memory-of-many", "--memory-limit", "512MiB"), "it must say so")


def test_memory_of_anonymous_files_is_limited_by_control_groups(case):
    need_control_groups("memory")
    check("out of memory" in exhaust(case, "memory-file", "--memory-limit", "256MiB"), "it must say so")


def uncounted_memory(name):
    return lambda case: exhaust(case, name, "--memory-limit", "256MiB", ordinary=True)


for uncounted in ("memory-shared", "memory-growing-down", "memory-file", "memory-segment", "addresses"):
    globals()[f"test_{uncounted.replace('-', '_')}_is_no_way_around_the_limit_for_an_ordinary_user"] = uncounted_memory(uncounted)


def test_shared_memory_is_limited(case):
    exhaust(case, "shared-memory-file")


def test_processes_are_limited(case):
    if os.getuid() == 0:
        need_control_groups("pids")  # root is excepted from the rlimit
    err = exhaust(case, "processes", "--process-limit", "200")
    check("out of processes" in err or "made no binary" in err, err)


def test_processes_are_limited_for_an_ordinary_user(case):
    exhaust(case, "processes", "--process-limit", "200", ordinary=True)


def test_disk_is_limited(case):
    check("the limit on disk use" in exhaust(case, "disk", "--disk-limit", "100MB"), "it must say so")


def test_disk_in_folders_too_deep_to_be_counted_is_limited(case):
    check("folders deep" in exhaust(case, "deep-disk", "--disk-limit", "100MB"), "it must say so")


def test_disk_of_unlinked_files_is_limited(case):
    check("files that it unlinked" in exhaust(case, "unlinked-disk", "--disk-limit", "100MB"), "it must say so")


def test_disk_of_unlinked_files_is_limited_for_an_ordinary_user(case):
    check("files that it unlinked" in exhaust(case, "unlinked-disk", "--disk-limit", "100MB", ordinary=True), "it must say so")


def test_disk_in_a_folder_that_cannot_be_listed_is_limited_for_an_ordinary_user(case):
    check("cannot be read" in exhaust(case, "hidden-disk", "--disk-limit", "100MB", ordinary=True), "it must say so")


def test_a_file_is_limited(case):
    exhaust(case, "one-file", "--disk-limit", "100MB")


def test_files_with_holes_are_refused_before_they_are_read(case):
    err = exhaust(case, "holes", "--disk-limit", "100MB")
    check("more than the limit of 100.0 MB" in err, err)


def test_folders_too_deep_to_be_read_are_refused_and_removed(case):
    check("folders deep" in exhaust(case, "deep"), "it must say so")


def test_output_is_limited(case):
    exhaust(case, "output")
    log = max((case.store / "logs").glob("*.log"), key=lambda file: file.stat().st_size)
    check((60 << 20) < log.stat().st_size < (70 << 20), f"the log has {log.stat().st_size} bytes")


def test_nothing_of_a_build_outlives_it(case):
    exhaust(case, "outlive")


def test_nothing_of_an_ordinary_users_build_outlives_it(case):
    exhaust(case, "outlive", ordinary=True)


def test_a_build_can_end_only_itself(case):
    with Host(case):  # a process of which is looked for at the end
        exhaust(case, "end-everybody")


def test_a_pipe_as_output_is_refused(case):
    err = exhaust(case, "pipe-as-output")
    check('holds "pipe", which is neither file, folder nor link' in err, "the build's fault, not the store's: " + err)


def test_a_link_as_output_is_refused(case):
    check("is a link" in exhaust(case, "link-as-output"), "it must say so")


def test_an_endless_build_ends_with_verbatim(case):
    ends_with_verbatim(case, ordinary=False)


def test_an_ordinary_users_endless_build_ends_with_verbatim(case):
    ends_with_verbatim(case, ordinary=True)


def ends_with_verbatim(case, ordinary):
    more = Attacked(case, ordinary).prepare(["-one=endless"])
    process = case.start("build", "one", "--out", "out", **more)
    deadline = time.monotonic() + 60
    while not left_running("endless") and time.monotonic() < deadline:
        time.sleep(0.02)
    check(left_running("endless"), "it did not start")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    check(process.returncode == 130, f"exit status {process.returncode}")
    check(not left_running("endless"), "the build went on")
    check(not list((case.store / "tmp").iterdir()), "something was left behind")


# ---- a sandbox weakened on purpose is caught

WRAPPER = """#!{python}
import os, sys
words = sys.argv[1:]
def drop(option, values=0):
    while option in words[:words.index("--")]:
        at = words.index(option)
        del words[at:at + 1 + values]
def swap(option, value, to):
    for i in range(words.index("--")):
        if words[i] == option and value in words[i + 1:i + 3]:
            words[i] = to
{weakening}
os.execv({real!r}, ["bwrap"] + words)
"""

# Some of those that the attacker tries.
DEVICES = ("/dev/kmsg", "/dev/fuse", "/dev/kvm", "/dev/loop-control", "/dev/tty0", "/dev/vsock", "/dev/vda")

# What is taken away → the ways out that must then be seen as open.
WEAKENED = {
    "no filter of system calls": ("drop('--seccomp', 1)", {"unknown-call", "seldom-families"}),
    "all capabilities": ("drop('--cap-drop', 1); drop('--seccomp', 1); drop('--disable-userns'); words[:0] = ['--cap-add', 'ALL']; "
                         "words[words.index('--uid') + 1] = words[words.index('--gid') + 1] = '0'",
                         {"capabilities", "remount", "mount-over"}),
    "the host's network": ("drop('--unshare-net')", {"host-loopback", "abstract-socket"}),
    "the host's processes": ("drop('--unshare-pid')", {"host-processes"}),
    # Where no control group counts memory, the filter refuses System V's, too.
    "the host's shared memory": ("drop('--unshare-ipc'); drop('--seccomp', 1)", {"shared-memory", "message-queues"}),
    "a writable toolchain": ("swap('--ro-bind', '/usr/local/go', '--bind')", {"write-toolchain"}),
    "a writable root": ("drop('--remount-ro', 1)", {"write-root", "write-devices"}),
    "a writable proc": ("at = words.index('/proc', words.index('--remount-ro')); del words[at - 1:at + 1]", {"foreign-memory"}),
    "a folder of the host": ("words[words.index('--proc'):words.index('--proc')] = ['--ro-bind', {folder!r}, {folder!r}]",
                             {"read-host", "follow-link", "path-socket", "climb"}),
    "the store": ("words[words.index('--proc'):words.index('--proc')] = ['--ro-bind', {store!r}, {store!r}]", {"reach-store"}),
    "further namespaces": ("drop('--disable-userns'); drop('--seccomp', 1)", {"new-namespaces", "clone-by-new-call"}),
    "user id 0": ("words[words.index('--uid') + 1] = '0'; words[words.index('--gid') + 1] = '0'", {"become-root"}),
    # One by one, in a /dev of its own: so no file of an attack's stays with the host.
    "the host's devices": ("i = words.index('--dev') + 2; words[i:i] = [word for one in {devices!r} for word in ('--dev-bind-try', one, one)]",
                           {"open-device"}),
    "an open descriptor": ("os.set_inheritable(os.open('/', os.O_RDONLY), True)", {"inherited-descriptors"}),
}


def weaken(case, name, weakening):
    folder = case.folder / "weak"
    folder.mkdir()
    real = shutil.which("bwrap")
    wrapper = folder / "bwrap"
    wrapper.write_text(WRAPPER.format(python=sys.executable, real=real,
                                      weakening=weakening.format(folder=str(case.folder), store=str(case.store), devices=DEVICES)))
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    return folder


def device_is_open_to_this_user():
    for path in DEVICES:
        try:
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY))
            return True
        except OSError:
            pass
    return False


def weakened(name):
    def test(case):
        weakening, expected = WEAKENED[name]
        if expected == {"open-device"} and not device_is_open_to_this_user():
            skip("the host lets this user open none of its devices either")
        with Host(case) as host:
            attacked = Attacked(case, ordinary=False)
            printed, err = attacked.attack(["-all", *host.flags(case)], path=weaken(case, name, weakening))
            found = answers(printed)
            check(found, printed + err)
            missed = {way: found.get(way) for way in expected if not found.get(way, "").startswith("ESCAPED")}
            check(not missed, f"with {name}, these were not seen: {missed}\n{err}")
    return test


for weakness in WEAKENED:
    globals()["test_a_sandbox_with_" + weakness.replace(" ", "_").replace("'", "") + "_is_caught"] = weakened(weakness)


def unfiltered_memory(name):
    def test(case):
        if os.getuid() != 0 and not without("memory"):
            skip("a control group counts it")
        folder = weaken(case, "", "drop('--seccomp', 1)")
        printed, err = Attacked(case, ordinary=True).attack([f"-one={name}"], "--memory-limit", "256MiB", path=folder)
        check(f"{name} ESCAPED" in printed, printed + err)
    return test


for unfiltered in ("memory-shared", "memory-growing-down", "memory-file", "memory-segment"):
    globals()[f"test_{unfiltered.replace('-', '_')}_is_seen_without_the_filter"] = unfiltered_memory(unfiltered)


def test_a_sandbox_outside_of_its_control_groups_is_caught(case):
    need_control_groups("memory", "pids")
    folders = [str(folder / "cgroup.procs") for folder, _ in cgroup_folders().values()]
    weakening = f"for file in {folders!r}:\n    open(file, 'w').write(str(os.getpid()))".replace("{", "{{").replace("}", "}}")
    printed, err = Attacked(case, False).attack(["-one=memory"], "--memory-limit", "256MiB", path=weaken(case, "", weakening))
    check("memory ESCAPED took 1 GiB of memory" in printed, printed + err)


def test_a_sandbox_with_the_hosts_processes_is_outlived(case):
    folder = weaken(case, "", "drop('--unshare-pid'); drop('--die-with-parent')")
    Attacked(case, ordinary=True).attack(["-one=outlive"], path=folder)
    left = left_running("outlive")
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    if not left and os.getuid() != 0 and not without("memory", "pids"):
        skip("a control group ends it")
    check(left, "the process that outlives its build was not seen")


harness.main(globals())
