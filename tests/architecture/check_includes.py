#!/usr/bin/env python3
"""Checks a tree against docs/architecture.md: who includes whom, and the few rules that stand below its table.

    tests/architecture/check_includes.py FOLDER

Prints a line a finding and exits with 1 if there is one.
"""
import pathlib
import re
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
ANGLED = re.compile(r'^\s*#\s*include\s+<([^>]+)>', re.MULTILINE)
# As clang-format lays them out: at the beginning of a line.
NAMESPACE = re.compile(r"^namespace (?:([\w:]+) )?\{")
TYPE = re.compile(r"^(?:struct|class|enum class|enum) (\w+)(?![\w:]*::)[^;()]*$")
ROW = re.compile(r"^\|\s*`(\w+)/`[^|]*\|[^|]*\|([^|]*)\|\s*$", re.MULTILINE)
MEASURED = {".cpp", ".h", ".py", ".sh", ".go", ".md", ".build", ".yaml", ""}
MAX_LINES = 500
# In pieces, as this file is checked like any other.
REGISTRIES = [".".join(parts) for parts in (
    ("proxy", "golang", "org"), ("sum", "golang", "org"), ("goproxy", "io"), ("goproxy", "cn"), ("deb", "debian", "org"),
    ("security", "debian", "org"), ("ftp", "debian", "org"), ("snapshot", "debian", "org"), ("pypi", "org"),
    ("files", "python" + "hosted", "org"), ("registry", "npmjs", "org"), ("crates", "io"), ("repo1", "maven", "org"),
    ("repo", "maven", "apache", "org"))]


def table(text: str) -> dict[str, set[str]]:
    """Room → rooms that it may use, as the table says."""
    uses = {room: {word.strip() for word in words.split(",") if word.strip()} for room, words in ROW.findall(text)}
    return {room: set(uses) - {room} if words == {"all"} else words | {"base"} - {room} for room, words in uses.items()}


def cycle(graph: dict[str, set[str]]) -> list[str]:
    """Some cycle of the graph, or nothing."""
    done: set[str] = set()

    def visit(node: str, way: list[str]) -> list[str]:
        if node in way:
            return way[way.index(node):] + [node]
        if node in done:
            return []
        for target in sorted(graph.get(node, ())):
            if found := visit(target, way + [node]):
                return found
        done.add(node)
        return []

    return next((found for node in sorted(graph) if (found := visit(node, []))), [])


def check_table(uses: dict[str, set[str]], root: pathlib.Path) -> list[str]:
    where = "docs/architecture.md"
    if not uses:
        return [f"{where}: no table of rooms"]
    findings = [f"{where}: {room} may use {other}, which is no room" for room, words in uses.items() for other in sorted(words - set(uses))]
    if found := cycle(uses):
        findings.append(f"{where}: a cycle: {' → '.join(found)}")
    folders = {path.name for path in (root / "builder").iterdir() if path.is_dir()}
    findings += [f"builder/{room}: the room stands in no row of {where}" for room in sorted(folders - set(uses))]
    findings += [f"{where}: there is no builder/{room}" for room in sorted(set(uses) - folders)]
    findings += [f"builder/{room}: there is no meson.build" for room in sorted(folders) if not (root / "builder" / room / "meson.build").is_file()]
    return findings


def check_includes(uses: dict[str, set[str]], root: pathlib.Path) -> list[str]:
    findings, graph = [], {}
    builder = root / "builder"
    for path in sorted([*builder.rglob("*.h"), *builder.rglob("*.cpp")]):
        name = path.relative_to(builder).as_posix()
        room = name.split("/")[0] if "/" in name else "cli"
        included = INCLUDE.findall(path.read_text())
        graph[name] = set(included)
        for header in included:
            other = header.split("/")[0]
            if "/" not in header or not (builder / header).is_file():
                findings.append(f"builder/{name}: \"{header}\" is no header below builder/; write \"room/header.h\"")
            elif other != room and other not in uses.get(room, ()):
                findings.append(f"builder/{name}: {room} may not use {other} (\"{header}\")")
        for header in ANGLED.findall(path.read_text()):
            if (builder / header).is_file():
                findings.append(f"builder/{name}: <{header}> is a header below builder/; write \"{header}\"")
        if "boost/process" in path.read_text() and name != "base/process.cpp":
            findings.append(f"builder/{name}: only base/process.cpp may use Boost.Process")
    if found := cycle(graph):
        findings.append(f"builder: headers include each other: {' → '.join(found)}")
    if not graph:
        findings.append("builder: there are no sources")
    return findings


def check_types(root: pathlib.Path) -> list[str]:
    """Two types of one name in one namespace: where no file sees both, the linker joins what they have in common, without a word."""
    places: dict[str, set[str]] = {}
    for path in sorted([*(root / "builder").rglob("*.h"), *(root / "builder").rglob("*.cpp")]):
        spaces: list[str] = []
        for line in path.read_text().splitlines():
            if opened := NAMESPACE.match(line):
                spaces.append(opened.group(1) or "")
            elif line.startswith("}  // namespace"):
                del spaces[-1:]
            elif (found := TYPE.match(line)) and "" not in spaces:
                places.setdefault("::".join([*spaces, found.group(1)]), set()).add(path.relative_to(root).as_posix())
    if not places:
        return ["builder: no type was found"]
    return [f"{name} is defined in {' and in '.join(sorted(files))}" for name, files in sorted(places.items()) if len(files) > 1]


def project_files(root: pathlib.Path) -> list[pathlib.Path]:
    """What git tracks or would track; where the tree is no git checkout, all of it."""
    if not (root / ".git").exists():
        return [path for path in root.rglob("*") if path.is_file()]
    listed = subprocess.run(["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            stdout=subprocess.PIPE, check=True).stdout
    return [path for name in listed.split(b"\0") if name and (path := root / name.decode()).is_file()]


def check_files(root: pathlib.Path) -> list[str]:
    findings = []
    files = project_files(root)
    if not files:
        return ["there are no files"]
    for path in files:
        name = path.relative_to(root).as_posix()
        text = path.read_bytes().decode(errors="replace")
        findings += [f"{name}: names the registry host {host}" for host in REGISTRIES if re.search(rf"(?<![\w.]){re.escape(host)}", text)]
        lines = text.count("\n")
        if path.suffix in MEASURED and lines > MAX_LINES:
            findings.append(f"{name}: {lines} lines; the most is {MAX_LINES}")
    return findings


def check(root: pathlib.Path) -> list[str]:
    uses = table((root / "docs" / "architecture.md").read_text())
    return check_table(uses, root) + check_includes(uses, root) + check_types(root) + check_files(root)


if __name__ == "__main__":
    complaints = check(pathlib.Path(sys.argv[1]))
    for complaint in complaints:
        print(complaint)
    sys.exit(1 if complaints else 0)
