"""What `verbatim config` says is in force, and where it comes from."""
import harness
from harness import check


def settings(case, *words, **environment):
    record = case.verbatim("config", "--json", *words, environment=environment).json()
    return {one["name"]: one for one in record["settings"]}


def expect(shown, value, origin):
    check((shown["value"], shown["origin"]) == (value, origin), f"{shown}, expected {value} of {origin}")


def with_go(case, script):
    """A `go` that stands first in PATH, and leaves a trace where it runs."""
    programs = case.folder / "bin"
    programs.mkdir()
    (programs / "go").write_text(f"#!/bin/sh\n: > {case.folder}/go-ran\n{script}\n")
    (programs / "go").chmod(0o755)
    case.environment["PATH"] = f"{programs}:{case.environment['PATH']}"


def user_file(case, text):
    path = case.folder / "home/.config/verbatim/config.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return path


def test_the_go_proxy_in_force(case):
    case.tiny_project()
    case.environment.pop("GOPROXY", None)
    with_go(case, "echo https://me:secret@a.example.test/x,https://you:secret@b.example.test")
    expect(settings(case)["goproxy"], "https://a.example.test/x,https://b.example.test", "go env")
    (case.folder / "go-ran").unlink()
    path = user_file(case, "goproxy: https://file.example.test\n")
    expect(settings(case)["goproxy"], "https://file.example.test", f"{path}:1")
    expect(settings(case, GOPROXY="https://proxy.example.test")["goproxy"], "https://proxy.example.test", "environment GOPROXY")
    expect(settings(case, GOPROXY="off", VERBATIM_GOPROXY="direct")["goproxy"], "direct", "environment VERBATIM_GOPROXY")
    expect(settings(case, "--goproxy", "off", GOPROXY="direct")["goproxy"], "off", "flag --goproxy")
    check(not (case.folder / "go-ran").exists(), "go was run where the value was known")


def test_a_go_command_that_fails_leaves_the_proxy_unknown(case):
    case.tiny_project()
    case.environment.pop("GOPROXY", None)
    with_go(case, "exit 1")
    expect(settings(case)["goproxy"], None, "default")
    check("none known" in case.verbatim("config").out, "the same for people")


def test_passwords_are_never_shown(case):
    case.tiny_project()
    environment = {"GOPROXY": "https://me:secret@a.example.test|https://you:secret@b.example.test,direct",
                   "VERBATIM_DEBIAN_MIRROR": "https://me:secret@c.example.test/debian",
                   "VERBATIM_MIRRORS": "https://me:secret@d.example.test/=/srv/git"}
    for words in ([], ["--json"]):
        out = case.verbatim("config", *words, environment=environment).out
        check("secret" not in out, out)
        check("https://a.example.test|https://b.example.test,direct" in out and "mirrors https://d.example.test/" in out, out)


def test_what_this_machine_chose_is_a_number(case):
    case.tiny_project()
    case.environment["GOPROXY"] = "off"
    shown = settings(case)
    for name in ("jobs", "memory_limit", "process_limit"):
        one = shown[name]
        check(isinstance(one["value"], int) and one["value"] > 0 and one["origin"] == "default" and one["chosen_by"], str(one))
    expect(shown["disk_limit"], 32 << 30, "default")
    check("disk_limit                32 GiB  (default)" in case.verbatim("config").out, case.verbatim("config").out)
    one = settings(case, "--memory-limit", "8GiB")["memory_limit"]
    expect(one, 8 << 30, "flag --memory-limit")
    check(one["chosen_by"] is None, str(one))


def test_project_heartbeat_and_silence_are_shown(case):
    case.tiny_project()
    project, case.environment["GOPROXY"] = str(case.project), "off"
    shown = settings(case, VERBATIM_HEARTBEAT="7", VERBATIM_SILENCE="5")
    expect(shown["project"], project, "flag --project")
    expect(shown["heartbeat"], 7, "environment VERBATIM_HEARTBEAT")
    expect(shown["silence"], 5, "environment VERBATIM_SILENCE")
    case.project = None
    shown = settings(case, VERBATIM_PROJECT=project)
    expect(shown["project"], project, "environment VERBATIM_PROJECT")
    expect(shown["heartbeat"], 30, "default")
    expect(shown["silence"], 60, "default")


harness.main(globals())
