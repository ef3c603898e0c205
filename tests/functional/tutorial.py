"""docs/tutorial.md, word for word: each command of it is run, and prints what stands there.

Upstream is a repository of our own with the shape of the real one, since tests need no internet beyond the module proxy; so ids and
digests are compared as to where they stand, not as to what they are.
"""
import os
import re
import shutil
import subprocess

import harness
from harness import check, git

TUTORIAL = harness.ROOT / "docs" / "tutorial.md"
TOOLCHAIN = "go1.26.5"


def steps(text):
    """Pairs of a command and what it prints, of all blocks with a prompt."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return [(command, "\n".join(lines)) for command, lines in found]


def plain(text):
    text = re.sub(r"\d+ builds? in [^,\n]*?(ms|s)\b(, \d+ from the store)?", "{BUILDS}", text)
    text = re.sub(r"^\[[^]]*\] ", "", text, flags=re.M)
    text = re.sub(r"^go: downloading .*\n?", "", text, flags=re.M)  # whatever the reader's Go has not got yet
    text = re.sub(r"\b\d+ components?\b", "{COMPONENTS}", text)  # a lock gets more of them; `new` writes of what it makes
    return re.sub(r"\b[0-9a-f]{8,64}\b", "{HEX}", text).strip()


def make_upstream(folder):
    files = {
        "go.mod": "module filippo.io/age\n\ngo 1.19\n",
        "age.go": "package age\n",
        "cmd/age/age.go": "package main\n\nvar Version string\n\nfunc main() { println(Version) }\n",
        "cmd/age-keygen/keygen.go": "package main\n\nfunc main() { println(0) }\n",
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    when = "2024-12-18T15:01:18Z"  # the real tag's
    subprocess.run(["git", "-C", folder, "commit", "-q", "-m", "one"], check=True,
                   env={**harness.GIT_ENVIRONMENT, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when})
    git(folder, "tag", "v1.2.1")


def make_clone(case):
    """This project as the reader has it, with what is released only: the tutorial lists that."""
    clone = case.folder / "verbatim"
    for name in ("projects", "releases", "toolchains", "samples"):
        shutil.copytree(harness.ROOT / name, clone / name, symlinks=True)
    (clone / "build").mkdir()
    (clone / "build" / "verbatim").symlink_to(harness.PROGRAM.resolve())
    (clone / ".gitignore").write_text("build/\n")
    git(clone, "init", "-q", "-b", "main")
    git(clone, "add", ".")
    git(clone, "commit", "-q", "-m", "Verbatim")
    return clone


def make_home(case, upstream):
    home = case.folder / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        f'[user]\nname = R\nemail = r@example.test\n[url "{upstream}"]\ninsteadOf = https://github.com/FiloSottile/age\n')
    case.environment.update({"HOME": str(home), "VERBATIM_STORE": str(harness.SHARED_STORE), "GOFLAGS": "", "GOENV": "off",
                             "VERBATIM_MIRRORS": f"https://github.com/={upstream.parent.parent}/{{owner}}/{{name}}"})
    for name in ("GOPROXY", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE"):
        if name in os.environ:
            case.environment[name] = os.environ[name]
    if "GOPROXY" not in case.environment:
        case.environment["GOPROXY"] = subprocess.run(["go", "env", "GOPROXY"], capture_output=True, text=True, check=True).stdout.strip()


def toolchain_of_the_store():
    """The Go that Verbatim fetched for the builds: what the go command would download a second time."""
    for version in sorted(harness.SHARED_STORE.glob("trees/*/VERSION")):
        if version.read_text().splitlines()[0] == TOOLCHAIN and (version.parent / "bin" / "go").exists():
            return version.parent / "bin"
    raise AssertionError(f"{TOOLCHAIN} is not in the store")


def test_the_tutorial_does_what_it_says(case):
    upstream = case.folder / "upstreams" / "FiloSottile" / "age"
    upstream.mkdir(parents=True)
    make_upstream(upstream)
    clone = make_clone(case)
    make_home(case, upstream)
    todo = steps(TUTORIAL.read_text())
    check(len(todo) > 15, f"{len(todo)} commands were found")
    check(sum(command.startswith("build/verbatim") for command, _ in todo) >= 8, "most are Verbatim's")
    for command, expected in todo:
        if "GOTOOLCHAIN=" in command:
            check(f"GOTOOLCHAIN={TOOLCHAIN}" in command, f"this test knows {TOOLCHAIN} alone")
            case.environment["PATH"] = f"{toolchain_of_the_store()}:{os.environ['PATH']}"
        done = subprocess.run(["bash", "-c", command], cwd=clone, env=case.environment, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        check(done.returncode == 0, f"$ {command}\nexit status {done.returncode}\n{done.stdout}")
        check(plain(done.stdout) == plain(expected),
              f"$ {command}\n--- docs/tutorial.md\n{plain(expected)}\n--- printed\n{plain(done.stdout)}")


def test_it_names_only_public_places(case):
    text = TUTORIAL.read_text()
    urls, links = re.findall(r"\w+://[^\s)'\"=]+", text), re.findall(r"\]\(([^):]+)\)", text)
    folders = re.findall(r"`(projects/[\w-]+/[\w-]+)`", text)
    check(urls and links, f"{urls} {links}")
    for url in urls:
        check(url.startswith("https://github.com/"), url)
    for link in links:
        check((TUTORIAL.parent / link).exists(), f"{link} is not there")
    for folder in folders:
        check((harness.ROOT / folder / "project.yaml").exists(), f"{folder} is not there")


harness.main(globals())
