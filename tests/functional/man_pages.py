"""The man pages that the program makes of its own help: complete, without a warning, the same each time."""
import re
import subprocess

import harness
from harness import check


def pages(case, name="man1"):
    case.verbatim("__man", case.folder / name)
    return sorted((case.folder / name).iterdir())


def commands(case):
    """As --help lists them."""
    text = case.verbatim("--help").out
    return re.findall(r"^  (\S+) ", text[text.index("Subcommands:"):text.index("Try ")], re.M)


def shown(page):
    """What a reader sees, on a line without end, so that nothing is broken across lines."""
    done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", str(page)], capture_output=True, text=True, check=True,
                          env={"PATH": "/usr/bin:/bin", "MANWIDTH": "2000", "LC_ALL": "C.UTF-8", "MANPAGER": "cat"})
    check(done.stderr == "", f"{page.name}: {done.stderr}")
    return re.sub(r".\x08", "", done.stdout)


def options(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text[text.index("Options:"):].split("Examples:")[0]))


def test_there_is_a_page_for_each_command(case):
    expected = ["verbatim.1"] + [f"verbatim-{name}.1" for name in commands(case)]
    check(len(expected) > 6, str(expected))
    check([page.name for page in pages(case)] == sorted(expected), str(expected))


def test_every_option_and_example_of_the_help_is_in_the_page(case):
    made = {page.stem: shown(page) for page in pages(case)}
    check(options(case.verbatim("--help").out) <= set(re.findall(r"--[a-z][a-z-]+", made["verbatim"])), made["verbatim"])
    for name in commands(case):
        text = case.verbatim(name, "--help").out
        page = made[f"verbatim-{name}"]
        missing = options(text) - set(re.findall(r"--[a-z][a-z-]+", page))
        check("--help" in options(text) and not missing, f"{name}: {missing} of --help not in\n{page}")
        examples = text[text.index("Examples:"):text.index("Options of all commands")].splitlines()[1:]
        for example in [line.strip() for line in examples if line.strip()]:
            check(example in page, f"{name}: the example {example!r} is not in\n{page}")


def test_the_exit_statuses_are_those_of_the_help(case):
    table = case.verbatim("--help").out.split("Exit status, of all commands:\n")[1]
    page = shown(case.folder / "man1" / "verbatim.1") if pages(case) else ""
    for line in table.strip().splitlines():
        check(line.strip() in page, f"{line!r} is not in\n{page}")


def test_neither_groff_nor_mandoc_has_anything_to_say(case):
    for page in pages(case):
        shown(page)
        lint = subprocess.run(["mandoc", "-T", "lint", "-W", "error", str(page)], capture_output=True, text=True)
        check(lint.returncode == 0 and lint.stdout == "", f"{page.name}: {lint.stdout}{lint.stderr}")


def test_the_same_help_makes_the_same_bytes(case):
    first, second = pages(case, "one"), pages(case, "two")
    check([page.read_bytes() for page in first] == [page.read_bytes() for page in second], "equal")


harness.main(globals())
