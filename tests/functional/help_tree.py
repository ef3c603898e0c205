"""What --help says there is, at every level: commands, their subcommands, and the options of each."""
import re


def section(text, title):
    found = re.search(rf"^{title}:\n(.*?)(?=^\S)", text, re.M | re.S)
    return found.group(1) if found else ""


def subcommands(case, *words):
    """As --help lists them, in its order."""
    return re.findall(r"^  (\S+)", section(case.verbatim(*words, "--help").out, "Subcommands"), re.M)


def options(case, *words):
    """Long ones, of this command alone."""
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", section(case.verbatim(*words, "--help").out, "Options")))


def levels(case, *words):
    """The words of each command and subcommand, outer ones first."""
    for name in subcommands(case, *words):
        yield (*words, name)
        yield from levels(case, *words, name)
