"""The same builds under other circumstances: what is about a machine, and must not get into the bits.

`Fetched` is a project with a store that holds what its release needs and no build. Under each circumstance the program builds
everything anew without network, and has to come to the known answers.
"""
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

OTHER_USER, OTHER_GROUP = 4711, 4712


def always(folder):
    return []


@dataclasses.dataclass
class Circumstance:
    name: str
    folder: str = "here"  # for project, store and program, below the test's own folder
    before: callable = always  # folder → words before the program
    environment: dict = dataclasses.field(default_factory=dict)
    temporary: str = ""  # TMPDIR, below the test's own folder
    other_user: bool = False
    umask: int = 0o022


def another_host_name(_):
    namespaces = ["--uts"] if os.getuid() == 0 else ["--map-root-user", "--uts"]
    return ["unshare", *namespaces, "sh", "-c", 'hostname varied.example && exec "$@"', "sh"]


def another_user(_):
    # Without setpriv's privileges another user cannot be had; `impossible` says so where this is asked for.
    return ["setpriv", f"--reuid={OTHER_USER}", f"--regid={OTHER_GROUP}", "--clear-groups", "--no-new-privs"]


def one_processor(_):
    return ["taskset", "--cpu-list", str(min(os.sched_getaffinity(0)))]


# Each would change what Go, git or the loader do, did it reach them.
LOUD = {
    "GOFLAGS": "-race", "GOPATH": "/nonexistent/gopath", "GOROOT": "/nonexistent/goroot", "GOCACHE": "/nonexistent/cache",
    "GOTOOLCHAIN": "go1.2.3", "GOARCH": "riscv64", "GOAMD64": "v4", "GOEXPERIMENT": "nosuch", "CGO_ENABLED": "1", "CC": "/bin/false",
    "GIT_DIR": "/nonexistent/git", "GIT_AUTHOR_NAME": "Somebody", "SOURCE_DATE_EPOCH": "1", "USER": "somebody", "LOGNAME": "somebody",
    "KUBE_GIT_VERSION": "v9.9.9", "LD_LIBRARY_PATH": "/nonexistent/lib",
}

ALL = [
    Circumstance("as it is"),
    Circumstance("another directory", folder="ein Ordner mit Leerzeichen, ümläuten und 漢字/" + "long-" * 20 + "way/down"),
    Circumstance("another user", before=another_user, other_user=True),
    Circumstance("another host name", before=another_host_name),
    Circumstance("another time zone", environment={"TZ": "XYZ-13:45"}),
    Circumstance("another locale", environment={"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"}),
    Circumstance("umask 077", umask=0o077),
    Circumstance("one processor", before=one_processor),
    Circumstance("another TMPDIR", temporary="elsewhere/tmp"),
    Circumstance("another environment", environment=LOUD),
    Circumstance("all at once", folder="noch ein Ordner/ünd nöch einer", temporary="elsewhere/tmp", umask=0o077, other_user=True,
                 before=lambda folder: [*another_host_name(folder), *one_processor(folder), *another_user(folder)],
                 environment={**LOUD, "TZ": "XYZ+11:15", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
]


def impossible(circumstance):
    """Why this machine cannot have it; empty where it can."""
    if circumstance.other_user and os.getuid() != 0:
        return "only root can become another user"
    return ""


class Fetched:
    """A release's inputs, fetched once; goes away with the process."""

    def __init__(self, harness, write_project, what, options=(), mirror=()):
        self.harness, self.words = harness, [*what, *options]
        self.keep = tempfile.TemporaryDirectory(prefix="verbatim-fetched-")
        os.chmod(self.keep.name, 0o755)
        case = harness.Case(pathlib.Path(self.keep.name))
        case.project = write_project(case.folder / "project")
        case.verbatim("fetch", *what, *mirror, "--quiet")
        self.project, self.store = case.project, case.store

    def copy_of_the_store(self, circumstance, store):
        # Blobs are never written to again, so links are as good as copies, and quick; but an owner belongs to all links.
        subprocess.run(["cp", "-a" if circumstance.other_user else "-al", str(self.store), str(store)], check=True)
        return store

    def under(self, circumstance, claims, folder, fresh=None):
        """Builds below `folder`; gives the record of `verify --json` against `claims` and the seconds it took.

        With a store of its own; or, for quickness, in the one that was fetched into, where `fresh(project, word)` makes of the
        copied definitions some whose builds no store knows, and whose bits are the same."""
        place = folder / circumstance.folder
        place.mkdir(parents=True)
        shutil.copytree(self.project, place / "project", symlinks=True)
        store = self.store
        if fresh:
            fresh(place / "project", re.sub(r"\W", "-", circumstance.name))
        if not fresh or circumstance.folder != "here" or circumstance.other_user:
            store = self.copy_of_the_store(circumstance, place / "store")
        shutil.copy(self.harness.PROGRAM, place / "verbatim")
        shutil.copy(claims, place / "CLAIMS")
        (place / "home").mkdir()
        environment = {"PATH": os.environ["PATH"], "HOME": str(place / "home"), "TERM": "dumb", "LANG": "C.UTF-8", **circumstance.environment}
        if circumstance.temporary:
            (folder / circumstance.temporary).mkdir(parents=True)
            environment["TMPDIR"] = str(folder / circumstance.temporary)
        if circumstance.other_user:
            subprocess.run(["chown", "-R", "-h", f"{OTHER_USER}:{OTHER_GROUP}", str(folder)], check=True)
        command = [*circumstance.before(place), str(place / "verbatim"), "--project", str(place / "project"), "--store", str(store),
                   "--offline", "verify", *self.words, "--against", str(place / "CLAIMS"), "--json", "--quiet"]
        start = time.monotonic()
        done = subprocess.run(command, cwd=place, env=environment, umask=circumstance.umask, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        took = time.monotonic() - start
        if done.returncode != 0 and not done.stdout.startswith("{"):
            raise AssertionError(f"{circumstance.name}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
        return self.harness.Result(done.returncode, done.stdout, done.stderr).json(), took


def equal(record, expected):
    """How many of the expected claims came out bit for bit, all of them built just now; an error where not all did."""
    same = sum(c["verdict"] == "reproduced" and c["built_sha256"] == c["claimed_sha256"] for c in record["claims"])
    if same != expected or record["counts"]["reproduced"] != expected:
        raise AssertionError(f"{same} of {expected} are equal: {record['counts']}")
    if record["builds"]["from_store"] != 0 or record["builds"]["made"] == 0:
        raise AssertionError(f"not everything was built anew: {record['builds']}")
    return same
