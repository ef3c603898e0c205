"""The man pages that the program makes of its own help: complete, without a warning, the same each time."""
import re
import subprocess

import harness
from harness import check
from help_tree import levels, options, subcommands


def pages(case, name="man1"):
    case.verbatim("__man", case.folder / name)
    made = sorted((case.folder / name).iterdir())
    check(made, "no page was made")
    return made


def shown(page):
    """What a reader sees, on a line without end, so that nothing is broken across lines."""
    done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", str(page)], capture_output=True, text=True, check=True,
                          env={"PATH": "/usr/bin:/bin", "MANWIDTH": "2000", "LC_ALL": "C.UTF-8", "MANPAGER": "cat"})
    check(done.stderr == "", f"{page.name}: {done.stderr}")
    return re.sub(r".\x08", "", done.stdout)


def named_options(text):
    return set(re.findall(r"--[a-z][a-z-]+", text))


def own_section(page, words):
    """The part of a subcommand in the page of its command."""
    return re.search(rf"^ +verbatim {' '.join(words)}\n(.*?)(?=^ +verbatim |^\S)", page[page.index("\nCOMMANDS\n"):], re.M | re.S).group(1)


def test_there_is_a_page_for_each_command(case):
    expected = ["verbatim.1"] + [f"verbatim-{name}.1" for name in subcommands(case)]
    check(len(expected) > 6, str(expected))
    check([page.name for page in pages(case)] == sorted(expected), str(expected))


def test_every_option_and_example_of_the_help_is_in_the_page(case):
    made = {page.stem: shown(page) for page in pages(case)}
    check({"--store", "--project"} <= options(case) <= named_options(made["verbatim"]), made["verbatim"])
    for name in subcommands(case):
        text = case.verbatim(name, "--help").out
        page = made[f"verbatim-{name}"]
        missing = options(case, name) - named_options(page)
        check("--help" in options(case, name) and not missing, f"{name}: {missing} of --help not in\n{page}")
        examples = text[text.index("Examples:"):text.index("Options of all commands")].splitlines()[1:]
        examples = [line.strip() for line in examples if line.strip()]
        check(examples, f"{name}: no example in\n{text}")
        for example in examples:
            check(example in page, f"{name}: the example {example!r} is not in\n{page}")


def test_every_subcommand_has_its_line_and_its_section_with_its_options(case):
    made = {page.stem: shown(page) for page in pages(case)}
    deep = [words for words in levels(case) if len(words) > 1]
    check({("store", "fsck"), ("store", "gc"), ("store", "du")} <= set(deep), str(deep))
    for words in deep:
        page = made[f"verbatim-{words[0]}"]
        check(f"verbatim {' '.join(words)} [OPTION" in page, f"{words}: no line in the synopsis of\n{page}")
        missing = options(case, *words) - named_options(own_section(page, words))
        check("--help" in options(case, *words) and not missing, f"{words}: {missing} of --help not in its section of\n{page}")


def test_the_exit_statuses_are_those_of_the_help(case):
    table = case.verbatim("--help").out.split("Exit status, of all commands:\n")[1]
    page = shown(next(page for page in pages(case) if page.name == "verbatim.1"))
    check(len(table.strip().splitlines()) >= 5, table)
    for line in table.strip().splitlines():
        check(line.strip() in page, f"{line!r} is not in\n{page}")


def test_every_variable_that_the_program_reads_is_in_the_page(case):
    page = shown(next(page for page in pages(case) if page.name == "verbatim.1"))
    environment = page[page.index("\nENVIRONMENT\n"):page.index("\nFILES\n")]
    sources = [path.read_text() for path in (harness.ROOT / "builder").rglob("*.cpp")]
    read = {name for text in sources for name in re.findall(r'"(VERBATIM_[A-Z_]+)"', text)}
    described = set(re.findall(r"`(VERBATIM_[A-Z_]+)`", (harness.ROOT / "docs/formats/settings.md").read_text()))
    check({"VERBATIM_PROJECT", "VERBATIM_HEARTBEAT"} <= read and "VERBATIM_MEMORY_LIMIT" in described, f"{read} {described}")
    missing = {name for name in read | described | {"GOPROXY", "NO_COLOR", "CLICOLOR_FORCE"}
               if not re.search(rf"^ +{name}\b", environment, re.M)}
    check(not missing, f"{missing} not in\n{environment}")


def test_neither_groff_nor_mandoc_has_anything_to_say(case):
    for page in pages(case):
        shown(page)
        lint = subprocess.run(["mandoc", "-T", "lint", "-W", "error", str(page)], capture_output=True, text=True)
        check(lint.returncode == 0 and lint.stdout == "", f"{page.name}: {lint.stdout}{lint.stderr}")


def test_the_same_help_makes_the_same_bytes(case):
    first, second = pages(case, "one"), pages(case, "two")
    check([page.read_bytes() for page in first] == [page.read_bytes() for page in second], "equal")


harness.main(globals())
