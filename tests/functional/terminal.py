"""What reaches a terminal, and what reaches a file: live lines, colours, heartbeat."""
import fcntl
import json
import os
import pty
import re
import select
import struct
import subprocess
import termios
import threading

import harness
import stores
from harness import check

SGR = re.compile(r"\x1b\[[0-9;]*m")
CURSOR = re.compile(r"\x1b\[\d*[A-HJK]")


class SlowProxy:
    """A module proxy that keeps the toolchain back until it is told to let go, so that there is time to look."""

    def __init__(self, case):
        content = case.tiny_project().toolchain_zip.read_bytes()
        self.let_go = threading.Event()

        def answer(path):
            if not path.endswith(".zip"):
                return 404, b"", 0
            self.let_go.wait(90)
            return 200, content, len(content)

        self.server = harness.Server(answer)
        self.url = self.server.url

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *arguments):
        self.let_go.set()
        self.server.__exit__(*arguments)


def fetch_on_a_terminal(case, until, **environment):
    """What came on a pseudo-terminal of 100 columns. The toolchain comes only after `until` was seen there."""
    with SlowProxy(case) as proxy:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
        command = [str(harness.PROGRAM), "--project", str(case.project), "--store", str(case.store), "fetch", "one"]
        process = subprocess.Popen(command, cwd=case.folder, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, start_new_session=True,
                                   env={**case.environment, "TERM": "xterm", "GOPROXY": proxy.url, **environment})
        os.close(theirs)
        came = b""
        while select.select([ours], [], [], 300)[0]:
            try:
                came += os.read(ours, 65536)
            except OSError:  # how Linux says that the last one closed it
                break
            if until in came.decode(errors="replace"):
                proxy.let_go.set()
        os.close(ours)
        status = process.wait(timeout=60)
    text = came.decode()
    check(status == 0 and "5 of 5 inputs fetched" in text, f"exit status {status}: {text!r}")
    return text


def test_a_terminal_gets_live_lines_and_colours(case):
    text = fetch_on_a_terminal(case, until=" running · ")
    check(CURSOR.search(text), repr(text))
    check(" running · " in text and "started   " not in text, repr(text))
    check(SGR.search(text), repr(text))
    check(text.rstrip().splitlines()[-1].startswith("5 of 5"), "the live lines are gone at the end: " + repr(text[-300:]))


def test_a_dumb_terminal_gets_plain_lines(case):
    text = fetch_on_a_terminal(case, until="started   fetch go1.99.1", TERM="dumb")
    check("\x1b" not in text, repr(text))
    check("started   fetch go1.99.1" in text, repr(text))


def test_no_color_takes_colours_and_leaves_the_live_lines(case):
    text = fetch_on_a_terminal(case, until=" running · ", NO_COLOR="1")
    check(not SGR.search(text), repr(text))
    check(CURSOR.search(text) and " running · " in text, repr(text))


def test_clicolor_force_colours_a_pipe_and_moves_no_cursor(case):
    case.tiny_project()
    process = case.start("fetch", "one", environment={"CLICOLOR_FORCE": "1"})
    out, err = process.communicate(timeout=600)
    check(process.returncode == 0 and SGR.search(err), repr(err))
    check(not CURSOR.search(out + err), repr(err))
    plain = SGR.sub("", err)
    check(re.search(r"^fetched   fetch go1\.99\.1", plain, re.M), "the words are there without colours too: " + plain)


def test_without_a_terminal_a_heartbeat_tells_what_still_runs(case):
    with SlowProxy(case) as proxy:
        process = case.start("fetch", "one", environment={"GOPROXY": proxy.url, "VERBATIM_HEARTBEAT": "1"})
        for line in process.stderr:
            if line.startswith("running   "):
                break
        else:
            line = "(none)"
        proxy.let_go.set()
        process.communicate(timeout=600)
    check(re.match(r"running   .*fetch go1\.99\.1.* · \d+ of \d+ done · \d+ running · ", line), "no heartbeat: " + line)
    check(process.returncode == 0, f"exit status {process.returncode}")


def test_the_heartbeat_is_a_number_of_seconds(case):
    case.tiny_project()
    for bad in ("0", "soon", "-1"):
        result = case.verbatim("fetch", "one", environment={"VERBATIM_HEARTBEAT": bad}, status=2)
        check("VERBATIM_HEARTBEAT" in result.err, result.err)


def test_what_took_long_before_is_said_to_take_as_long_again(case):
    with SlowProxy(case) as proxy:
        proxy.let_go.set()
        case.verbatim("fetch", "one", "--quiet", environment={"GOPROXY": proxy.url})
        # As if it had taken five minutes; its tree is gone, so that it has to be fetched again.
        for path in (case.store / "outcomes").glob("*.json"):
            outcome = json.loads(path.read_text())
            if outcome["action"] == "fetch go1.99.1":
                outcome["milliseconds"] = 300_000
                path.write_text(json.dumps({name: outcome[name] for name in stores.FIRST_FIELDS}))
                tree = outcome["trees"]["tree"]
                (case.store / "blobs" / tree[:2] / tree[2:]).unlink()
        told = case.verbatim("fetch", "one", "--events", environment={"GOPROXY": proxy.url})
    events = [json.loads(line) for line in told.err.splitlines()]
    started = [event for event in events if event["kind"] == "started"]
    check([event["subject"] for event in started] == ["fetch go1.99.1"], str(events))
    check(started[0]["remaining_milliseconds"] == 300_000 and started[0]["remaining_at_least"] is False, str(started))


harness.main(globals())
