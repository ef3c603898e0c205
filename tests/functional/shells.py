"""Completion as the shells do it: bash, zsh and fish ask the real program for commands, releases and components."""
import os
import subprocess

import harness
from harness import check
from help_tree import levels, options, subcommands

COMPONENTS = {"containernetworking/plugins", "coredns/coredns", "etcd-io/etcd", "kubernetes-csi/external-attacher",
              "kubernetes-csi/external-provisioner", "kubernetes-csi/external-resizer", "kubernetes-csi/external-snapshotter",
              "kubernetes-csi/livenessprobe", "kubernetes-csi/node-driver-registrar", "kubernetes-sigs/metrics-server", "kubernetes/cloud-provider-aws",
              "kubernetes/release"}
LISTS = {
    ("ver",): {"verify"},
    ("verify", "de"): {"demo"},
    ("verify", "demo", ""): {"verbatim/greeting"},
    ("verify", "1-36", ""): COMPONENTS,
    ("verify", "1-36", "etcd-io/etcd", ""): COMPONENTS - {"etcd-io/etcd"},
    ("plan", "demo", "--platform", "linux/"): {"linux/amd64", "linux/arm64"},
    ("plan", "demo", "--platform", "linux/amd64,li"): {"linux/amd64,linux/arm64"},
    ("verify", "--aga"): {"--against"},
    ("completion", ""): {"bash", "fish", "zsh"},
    ("store", ""): {"fsck", "gc", "du"},
    ("--jobs", "2", "store", "f"): {"fsck"},
    ("store", "gc", "--keep"): {"--keep-days"},
    ("store", "gc", ""): set(),
    ("-q", "--jobs", "2", "list", "de"): {"demo"},
}


def prepare(case):
    """A project in the current folder, and the program in PATH."""
    case.copy_of_this_project()
    (case.project / "sums-of-somebody").write_text("")
    (case.project / "sums-folder").mkdir()
    programs = case.folder / "bin"
    programs.mkdir()
    (programs / "verbatim").symlink_to(harness.PROGRAM.resolve())
    case.environment["PATH"] = f"{programs}:{os.environ['PATH']}"
    (case.folder / "home").mkdir()


def run(case, command, script, *words):
    done = subprocess.run([*command, script, *words], cwd=case.project, env=case.environment, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    check(done.returncode == 0 and done.stderr == "", f"{command[0]} said {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.splitlines()


def bash(case, *words):
    return set(run(case, ["bash", "--norc", "--noprofile", "-c"], """
        source <(verbatim completion bash) || exit 9
        COMP_WORDS=(verbatim "$@"); COMP_CWORD=$#
        complete -p verbatim | grep -q -- '-F _verbatim' || exit 8
        _verbatim
        if ((${#COMPREPLY[@]})); then printf '%s\\n' "${COMPREPLY[@]}"; fi""", "bash", *words))


def zsh(case, *words):
    return set(run(case, ["zsh", "-f", "-c"], """
        compdef() { [[ $1 == _verbatim && $2 == verbatim ]] || exit 8 }
        source <(verbatim completion zsh) || exit 9
        compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -rl -- "$@" }
        compset() { :; }
        _files() { print -r -- "files $*" }
        words=(verbatim "$@"); CURRENT=$#words
        _verbatim || true""", "zsh", *words))


def fish(case, *words):
    line = " ".join(["verbatim", *words])
    return {answer.split("\t")[0] for answer in run(
        case, ["fish", "--no-config", "-c"], f"verbatim completion fish | source; complete -C '{line}'")}


def test_every_shell_offers_the_same(case):
    prepare(case)
    for words, expected in LISTS.items():
        for shell in (bash, zsh, fish):
            check(shell(case, *words) == expected, f"{shell.__name__} {words}: {shell(case, *words)}, expected {expected}")


def test_options_are_offered_with_what_they_are_for(case):
    prepare(case)
    lines = run(case, ["fish", "--no-config", "-c"], "verbatim completion fish | source; complete -C 'verbatim plan --do'")
    check(lines == ["--dot\tA graph for Graphviz"], str(lines))
    lines = run(case, ["fish", "--no-config", "-c"], "verbatim completion fish | source; complete -C 'verbatim store d'")
    check(lines == ["du\tHow much disk it takes, by kind"], str(lines))


def test_every_command_and_option_that_the_help_knows_is_offered(case):
    prepare(case)
    check(("store", "gc") in levels(case), "the help has levels")
    for words in [(), *levels(case)]:
        below, known = subcommands(case, *words), options(case, *words)
        check("--help" in known, f"{words}: {known}")
        for shell in (bash, zsh, fish):
            if below:
                check(shell(case, *words, "") == set(below), f"{shell.__name__} {words}: {shell(case, *words, '')}, expected {below}")
            missing = known - shell(case, *words, "--")
            check(not missing, f"{shell.__name__} {words}: {missing} of --help not offered")


def test_files_are_the_shells_to_complete(case):
    prepare(case)
    for words in (("verify", "demo", "--against", "sums-"), ("import", "sums-"), ("--store", "sums-")):
        files = {"sums-folder", "sums-of-somebody"} if words[0] == "verify" else {"sums-folder"}
        check(bash(case, *words) == files, f"bash {words}: {bash(case, *words)}")
        check({name.rstrip("/") for name in fish(case, *words)} == files, f"fish {words}: {fish(case, *words)}")
        expected = {"files "} if words[0] == "verify" else {"files -/"}
        check(zsh(case, *words) == expected, f"zsh {words}: {zsh(case, *words)}")


def test_a_value_after_an_equals_sign(case):
    prepare(case)
    # Bash hands on three words, and wants the last one back.
    check(bash(case, "plan", "demo", "--platform", "=", "dar") == {"darwin/amd64"}, str(bash(case, "plan", "demo", "--platform", "=", "dar")))
    check(bash(case, "plan", "demo", "--platform", "=") == {"darwin/amd64", "linux/amd64", "linux/arm64", "windows/amd64"}, "all")
    for shell in (zsh, fish):
        offered = shell(case, "plan", "demo", "--platform=dar")
        check(offered == {"--platform=darwin/amd64"}, f"{shell.__name__}: {offered}")


def test_another_project_is_asked_where_it_is_named(case):
    prepare(case)
    project, case.environment["HOME"] = case.project, str(case.folder / "home")
    case.project = case.folder
    for shell in (bash, zsh, fish):
        offered = shell(case, "--project", str(project), "verify", "de")
        check(offered == {"demo"}, f"{shell.__name__}: {offered}")


def test_a_broken_definition_offers_nothing_and_says_nothing(case):
    prepare(case)
    (case.project / "releases/demo.yaml").write_text("branch: [\n")
    others = {lock.stem for lock in (case.project / "releases").glob("1-3*.yaml")}
    check("1-36" in others, str(others))
    for shell in (bash, zsh, fish):
        check(shell(case, "verify", "demo", "") == set(), shell.__name__)
        check(shell(case, "verify", "1-3") == others, shell.__name__)


def test_nothing_is_opened_that_takes_time(case):
    prepare(case)
    case.environment["GOPROXY"] = "off"
    check("linux/amd64" in bash(case, "verify", "1-36", "--platform", ""), "platforms are offered")
    check(not (case.folder / "home/.cache").exists(), "no store was made")


def test_what_is_for_programs_is_not_offered(case):
    prepare(case)
    offered = bash(case, "")
    check("verify" in offered and not any(name.startswith("__") for name in offered), str(offered))
    check("__" not in case.verbatim("--help").out, "nor in the help")


harness.main(globals())
