#!/usr/bin/python3
"""Imports an embedded source (docs/formats/embedded-source.md) into a bare git repository, by git's own commands.

    tools/import_sample.py samples/greeting /tmp/greeting.git

Prints a line a commit and a line a tag, with their ids. Verbatim does the same with code of its own
(builder/fetch/embedded.h); this is the independent check of it, and what the published hashes of the sample were made from.
"""
import argparse
import os
import pathlib
import re
import stat
import subprocess
import sys

try:
    import yaml
except ImportError:
    sys.exit("error: no python3-yaml here\n  next: tools/setup.sh --test   installs it")


class Repository:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        # No file of this machine may have a say in what git writes.
        self.environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "TZ": "UTC"}
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(folder)], env=self.environment, check=True)

    def git(self, *arguments: str, stdin: bytes = b"", **environment: str) -> str:
        done = subprocess.run(["git", f"--git-dir={self.folder}", *arguments], input=stdin, stdout=subprocess.PIPE,
                              env=self.environment | environment, check=True)
        return done.stdout.decode().strip()

    def tree(self, folder: pathlib.Path) -> str:
        entries = []
        for path in folder.iterdir():
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                blob = self.git("hash-object", "-w", "--stdin", stdin=os.fsencode(os.readlink(path)))
                entries.append(f"120000 blob {blob}\t{path.name}")
            elif stat.S_ISDIR(mode):
                entries.append(f"040000 tree {self.tree(path)}\t{path.name}")
            else:
                blob = self.git("hash-object", "-w", "--stdin", stdin=path.read_bytes())
                entries.append(f"{'100755' if mode & stat.S_IXUSR else '100644'} blob {blob}\t{path.name}")
        return self.git("mktree", "-z", stdin=b"".join(entry.encode() + b"\0" for entry in entries))


def identity(who: str, role: str, date: str) -> dict:
    name, mail = re.fullmatch(r"(.+) <(.+)>", who).groups()
    return {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": mail, f"GIT_{role}_DATE": date.replace("Z", "+00:00")}


def whole_lines(message: str) -> bytes:
    return (message if message.endswith("\n") else message + "\n").encode()


def import_source(source: pathlib.Path, repository: Repository) -> None:
    parent = None
    # BaseLoader leaves every value as the text that stands there.
    for entry in yaml.load((source / "import.yaml").read_text(), yaml.BaseLoader)["commits"]:
        committer = identity(entry["committer"], "COMMITTER", entry["date"])
        commit = repository.git("commit-tree", repository.tree(source / entry["tree"]), *(["-p", parent] if parent else []),
                                stdin=whole_lines(entry["message"]), **identity(entry["author"], "AUTHOR", entry["date"]), **committer)
        print(f"commit {commit} {entry['tree']}")
        for name, message in entry.get("tags", {}).items():
            tag = commit
            if message:
                tagger = repository.git("var", "GIT_COMMITTER_IDENT", **committer)
                head = f"object {commit}\ntype commit\ntag {name}\ntagger {tagger}\n\n"
                tag = repository.git("mktag", stdin=head.encode() + whole_lines(message))
            repository.git("update-ref", f"refs/tags/{name}", tag)
            print(f"tag {tag} {name}")
        parent = commit
    if parent:
        repository.git("update-ref", "refs/heads/main", parent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=pathlib.Path, help="folder with an import.yaml")
    parser.add_argument("repository", type=pathlib.Path, help="bare repository, made where there is none")
    arguments = parser.parse_args()
    import_source(arguments.source, Repository(arguments.repository))


if __name__ == "__main__":
    main()
