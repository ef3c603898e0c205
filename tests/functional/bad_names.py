"""Names that nothing has: each error says what there is, and what was perhaps meant."""
import harness


def refuses(case, name, *words):
    result = case.verbatim(*words, status=2)
    harness.check(result.out == "", "an error belongs on stderr")
    case.golden(name, result.err)


def test_unknown_release(case):
    case.tiny_project()
    refuses(case, "unknown-release", "verify", "on")


def test_unknown_component(case):
    case.tiny_project()
    refuses(case, "unknown-component", "verify", "one", "example/tinny")


def test_unknown_platform(case):
    case.tiny_project()
    refuses(case, "unknown-platform", "plan", "one", "--platform", "linux/adm64")


def test_platform_that_is_none(case):
    case.tiny_project()
    refuses(case, "no-platform", "plan", "one", "--platform", "linux")


def test_an_option_takes_one_value_and_leaves_the_arguments_after_it(case):
    case.tiny_project()
    plain = case.verbatim("plan", "one", "example/tiny", "--platform", "linux/amd64", "--json").out
    for words in (["one", "--platform", "linux/amd64", "example/tiny"], ["--platform", "linux/amd64", "one", "example/tiny"],
                  ["one", "--mirror", "https://h/=/srv", "--platform=linux/amd64", "example/tiny"],
                  ["--mirror", "https://h/=/srv", "one", "--platform", "linux/amd64", "--platform", "linux/amd64", "example/tiny"],
                  ["one", "--platform", "linux/amd64,linux/amd64", "example/tiny"]):
        harness.check(case.verbatim("plan", "--json", *words).out == plain, f"{words} is another plan")
    refuses(case, "platform-takes-one", "plan", "one", "--platform", "linux/amd64", "linux/amd64")
    text = " ".join(case.verbatim("plan", "--help").out.split())
    harness.check("--platform OS/ARCH A platform (default: all), e.g. linux/amd64; may be given several times" in text, text)
    text = " ".join(case.verbatim("--help").out.split())
    harness.check("--mirror PREFIX=PLACE Local" in text and "(VERBATIM_MIRRORS); may be given several times" in text, text)


def test_mistyped_command(case):
    case.tiny_project()
    refuses(case, "mistyped-command", "verfy", "one")


def test_no_hidden_command_is_suggested(case):
    case.tiny_project()
    refuses(case, "near-a-hidden-command", "complete")
    refuses(case, "far-from-any-command", "__complet")


def test_mistyped_subcommand_and_its_options(case):
    case.tiny_project()
    refuses(case, "mistyped-subcommand", "store", "fsk")
    refuses(case, "mistyped-option-of-subcommand", "store", "gc", "--dry-rum")


def test_days_that_are_no_number_of_days(case):
    case.tiny_project()
    refuses(case, "keep-days", "store", "gc", "--keep-days", "-3")
    for days in ("few", "1.5", "", "99999999999", "+3"):
        result = case.verbatim("store", "gc", f"--keep-days={days}", status=2)
        harness.check("number of days" in result.err or not days, result.err)


def test_unknown_release_of_list(case):
    case.tiny_project()
    refuses(case, "list-releases", "list", "releases")


def test_new_without_an_organisation(case):
    case.tiny_project()
    refuses(case, "new-without-org", "new", "foo")


def test_folder_that_is_no_project(case):
    case.tiny_project()
    case.project = "/usr"
    refuses(case, "project-is-none", "list")
    case.environment["VERBATIM_PROJECT"] = "/usr"
    case.project = None
    refuses(case, "project-variable-is-none", "list")


def test_mistyped_option(case):
    case.tiny_project()
    refuses(case, "mistyped-option", "verify", "one", "--ofline")


def test_missing_argument(case):
    case.tiny_project()
    refuses(case, "missing-argument", "verify")


def test_release_name_that_leaves_its_folder(case):
    case.tiny_project()
    refuses(case, "escaping-release", "plan", "../projects/example/tiny/project")


def test_control_bytes_in_a_name_are_shown_not_sent(case):
    case.tiny_project()
    refuses(case, "control-bytes", "plan", "a\x1b[2Jb")


def test_no_project_here(case):
    # A copy of the program, so that the project it was built in is not found beside it.
    import shutil
    import subprocess
    shutil.copy(harness.PROGRAM, case.folder / "verbatim")
    done = subprocess.run([case.folder / "verbatim", "list"], cwd=case.folder, env=case.environment, capture_output=True, text=True)
    harness.check(done.returncode == 2, f"exit status {done.returncode}")
    case.golden("no-project", done.stderr)


def test_definition_that_is_wrong(case):
    project = case.tiny_project()
    path = project.folder / "projects/example/tiny/project.yaml"
    path.write_text(path.read_text().replace("platforms:", "platfroms:"))
    refuses(case, "wrong-definition", "plan", "one")


def test_help_and_version_are_no_errors(case):
    harness.check("Exit status" in case.verbatim("--help").out, "help shows the exit statuses")
    for command in ("verify", "build", "fetch", "plan", "why", "doctor", "list", "config", "import"):
        harness.check("Examples:" in case.verbatim(command, "--help").out, f"{command} --help has examples")
    harness.check(case.verbatim("--version").out.startswith("verbatim "), "version")


harness.main(globals())
