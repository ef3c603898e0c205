"""Writes the tables of catalog/own_tables.h: what of Verbatim's own project the program knows by itself.

make_own_tables.py OUT.cpp PROJECT DEPFILE
"""
import hashlib
import pathlib
import re
import sys

out, root, depfile = map(pathlib.Path, sys.argv[1:])
read = []


def files(folder, pattern):
    """In order; the folders are read too: a file that comes along is a change of them."""
    found = sorted(root.glob(f"{folder}/{pattern}"))
    read.extend({root / folder, *(path.parent for path in found), *(path.parent.parent for path in found), *found})
    return found


def name(path):
    return path.relative_to(root).as_posix()


def texts(symbol, paths):
    rows = "".join(f'    {{"{name(path)}", R"own({path.read_text()})own"}},\n' for path in paths)
    return f"const std::vector<OwnText> {symbol} = {{\n{rows}}};\n"


def words(symbol, values):
    return f"const std::vector<std::string> {symbol} = {{\n" + "".join(f'    "{value}",\n' for value in sorted(set(values))) + "};\n"


def digests(symbol, paths):
    rows = "".join(f'    {{"{name(path)}", "{hashlib.sha256(path.read_bytes()).hexdigest()}"}},\n' for path in paths)
    return f"const std::vector<OwnText> {symbol} = {{\n{rows}}};\n"


locks = "".join(path.read_text() for path in files("releases", "*.yaml"))
tool = [path for path in files("toolchains/licences", "*") if path.name != "main_test.go"]
text = "// Made by make_own_tables.py of this project's definitions.\n#include \"catalog/own_texts.h\"\n\nnamespace verbatim {\n\n"
text += texts("own_toolchain_texts", files("toolchains/go", "*.yaml"))
text += texts("own_root_texts", files("toolchains/roots", "*.yaml"))
text += digests("own_file_digests", files("projects", "*/*/project.yaml") + tool)
text += words("own_distro_sources", re.findall(r"^distro:\n(?:  .*\n)*?  source: (\S+)$", locks, re.M))
text += words("own_commits", re.findall(r"^ +commit: ([0-9a-f]{40})$", locks, re.M))
text += words("own_base_images", re.findall(r"@sha256:([0-9a-f]{64})", locks))
text += "\n}  // namespace verbatim\n"
out.write_text(text)
depfile.write_text(f"{out}: " + " ".join(str(path).replace(" ", "\\ ") for path in sorted(set(read) - {root})) + "\n")
