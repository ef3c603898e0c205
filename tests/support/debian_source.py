#!/usr/bin/env python3
"""Debian's source packages as git repositories whose commit ids are the same on every machine.

    tests/support/debian_source.py FOLDER [PACKAGE…]

Gets what tests/definitions/debian/sources.yaml pins from the mirror that apt's own settings name (or VERBATIM_DEBIAN_MIRROR), by
apt's own downloader and without touching apt's settings, lists or caches; checks each file's sha256; and writes the tarball's
files into FOLDER/<owner>/<name>.git as one commit with an annotated tag. What is there already is used again. Prints the ids.
"""
import calendar
import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time

import yaml

DEFINITIONS = pathlib.Path(__file__).resolve().parents[1] / "definitions" / "debian"
IDENTITY = "Verbatim tests <tests@verbatim.example>"
APT_HELPER = "/usr/lib/apt/apt-helper"


class Unavailable(Exception):
    """What the tests cannot get: the message says what, from where, and what to do."""


def packages():
    # BaseLoader leaves every value as the text that stands there.
    return yaml.load((DEFINITIONS / "sources.yaml").read_text(), yaml.BaseLoader)


def sha256(path):
    with open(path, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def mirror():
    """The first mirror of Debian 12's main archive in apt's own settings."""
    if os.environ.get("VERBATIM_DEBIAN_MIRROR"):
        return os.environ["VERBATIM_DEBIAN_MIRROR"].rstrip("/")
    targets = subprocess.run(["apt-get", "indextargets", "--format", "$(COMPONENT) $(CODENAME) $(REPO_URI)", "Created-By: Packages"],
                             capture_output=True, text=True, check=True).stdout
    for line in targets.splitlines():
        component, codename, uri = line.split(" ", 2)
        if component == "main" and codename == "bookworm" and "security" not in uri:
            return uri.rstrip("/")
    raise Unavailable("apt's settings name no mirror of Debian 12 (bookworm), main; set VERBATIM_DEBIAN_MIRROR to one")


def get_file(package, name, path):
    """The pinned file, at `path`: from there, or from the mirror."""
    expected = package["files"][name]
    if path.exists() and sha256(path) == expected:
        return
    url = f"{mirror()}/{package['folder']}/{name.replace('+', '%2b')}"
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        part = pathlib.Path(folder) / "part"
        # Its sandbox user could not write into a folder of ours.
        command = [APT_HELPER, "-o", "APT::Sandbox::User=root", "-o", "Acquire::Retries=3", "download-file", url, str(part)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0 or not part.exists():
            raise Unavailable(f"cannot download {url}\n{done.stderr.strip()}\n"
                              f"If the mirror has gone over to another version than {package['version']}, the pins in {DEFINITIONS}, "
                              "the known answers and docs/evidence/debian-sources.md have to follow it.")
        found = sha256(part)
        if found != expected:
            raise Unavailable(f"{url} is not what is pinned\nexpected sha256 {expected}\n   found sha256 {found}")
        os.replace(part, path)


def quoted(path):
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def write_commit(tarball, package, out):
    """A stream for git fast-import. No file of the tarball touches this machine's disk, so no umask, no file system and no
    attribute has a say in what is committed."""
    when = calendar.timegm(time.strptime(package["date"], "%Y-%m-%dT%H:%M:%SZ"))

    def data(content):
        out.write(b"data %d\n" % len(content))
        out.write(content)
        out.write(b"\n")

    message = f"{package['tag']} as Debian has it: {next(name for name in package['files'] if name.endswith('.orig.tar.gz'))}\n"
    out.write(f"commit refs/heads/main\nauthor {IDENTITY} {when} +0000\ncommitter {IDENTITY} {when} +0000\n".encode())
    data(message.encode())
    with tarfile.open(tarball, "r|gz") as tar:
        for member in tar:
            path = member.name.partition("/")[2]
            if member.isdir():
                continue
            if member.isfile():
                out.write(f"M {'100755' if member.mode & 0o100 else '100644'} inline {quoted(path)}\n".encode())
                data(tar.extractfile(member).read())
            elif member.issym():
                out.write(f"M 120000 inline {quoted(path)}\n".encode())
                data(os.fsencode(member.linkname))
            else:
                raise Unavailable(f"{tarball.name} has {member.name}, which is neither a file, a folder nor a symbolic link")
    out.write(f"tag {package['tag']}\nfrom refs/heads/main\ntagger {IDENTITY} {when} +0000\n".encode())
    data(f"{package['tag']}\n".encode())
    out.write(b"done\n")


def git(folder, *words, **more):
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(["git", f"--git-dir={folder}", *words], env=environment, check=True, stdout=subprocess.PIPE, **more)


def make_repository(tarball, package, repository):
    repository.parent.mkdir(parents=True, exist_ok=True)
    unfinished = repository.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    git(unfinished, "init", "--quiet", "--bare", "--initial-branch=main")
    importer = subprocess.Popen(["git", f"--git-dir={unfinished}", "fast-import", "--quiet", "--done"], stdin=subprocess.PIPE)
    with importer.stdin as out:
        write_commit(tarball, package, out)
    if importer.wait() != 0:
        raise Unavailable(f"git fast-import failed with {importer.returncode} on {tarball}")
    unfinished.rename(repository)


@contextlib.contextmanager
def lock(folder):
    with open(folder / "lock", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def repositories(folder, names=()):
    """Makes what is missing of the named packages, else of all; gives package → bare repository."""
    folder = pathlib.Path(folder)
    (folder / "files").mkdir(parents=True, exist_ok=True)
    made = {}
    with lock(folder):
        for name, package in packages().items():
            if names and name not in names:
                continue
            repository = folder / (package["repository"] + ".git")
            if not repository.exists():
                for file in package["files"]:
                    get_file(package, file, folder / "files" / file)
                tarball = next(file for file in package["files"] if file.endswith(".orig.tar.gz"))
                make_repository(folder / "files" / tarball, package, repository)
            made[name] = repository
    return made


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    try:
        for name, repository in repositories(sys.argv[1], sys.argv[2:]).items():
            ids = git(repository, "for-each-ref", "--format=%(refname:short) %(objectname) %(*objectname)", text=True).stdout
            print(f"{name} {repository}\n{ids}", end="")
    except Unavailable as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
