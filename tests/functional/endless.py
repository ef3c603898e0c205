"""What a stranger's repository or server could make it do forever: it ends, says why, and Ctrl-C ends it at once."""
import signal
import subprocess
import sys
import time

import harness
from harness import check, git


def tree(folder, lines):
    return subprocess.run(["git", "mktree"], cwd=folder, input="".join(line + "\n" for line in lines), capture_output=True, text=True, check=True).stdout.strip()


def nested(project, levels, names, leaf):
    """The project's upstream with so many names at each level, all the same folder."""
    at = leaf
    for _ in range(levels):
        at = tree(project.upstream, [f"040000 tree {at}\td{i}" for i in range(names)])
    project.commit = git(project.upstream, "commit-tree", "-m", "nested", at)
    git(project.upstream, "tag", "-f", "v1.0.0", project.commit)
    project.tag_object = project.commit
    project.write()


def blob(project):
    return subprocess.run(["git", "hash-object", "-w", "--stdin"], cwd=project.upstream, input="x", capture_output=True, text=True, check=True).stdout.strip()


def test_a_tree_of_seven_levels_of_fifty_names_ends_with_an_error(case):
    for leaf in ("", "file"):
        project = case.tiny_project() if not leaf else project
        file = tree(project.upstream, [f"100644 blob {blob(project)}\tfile"] if leaf else [])
        nested(project, 7, 50, file)
        begin = time.monotonic()
        error = case.verbatim("build", "one", "--out", case.folder / "out", status=3, timeout=60).err
        check(f"the tree of the commit {project.commit} has more than 2000000 entries" in error, error)
        check(time.monotonic() - begin < 30, "and at once")


def interrupted(case, process, patience=5):
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    try:
        said, err = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        check(False, "it went on")
    check(process.returncode == 130 and "error: interrupted" in err, f"exit status {process.returncode}\n{err}")
    check(time.monotonic() - begin < patience, f"it took {time.monotonic() - begin:.1f} s")


def test_ctrl_c_ends_the_checkout_of_a_large_tree(case):
    project = case.tiny_project()
    files = tree(project.upstream, [f"100644 blob {blob(project)}\tf{i}" for i in range(1000)])
    nested(project, 2, 40, files)
    process = case.start("build", "one", "--out", case.folder / "out", start_new_session=True)
    for line in process.stderr:
        if line.startswith("started   source"):
            break
    time.sleep(1)
    interrupted(case, process)


class Silent:
    """A server that behaves as tests/support/slow_server.py tells."""

    def __init__(self, how):
        self.how = how

    def __enter__(self):
        script = harness.ROOT / "tests/support/slow_server.py"
        self.process = subprocess.Popen([sys.executable, script, self.how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return "http://127.0.0.1:" + self.process.stdout.readline().strip()

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def from_server(case, url):
    project = case.tiny_project()
    path = project.folder / "projects/example/tiny/project.yaml"
    path.write_text(path.read_text().replace(f"file://{project.upstream}", url + "/example/tiny"))
    return project


def test_a_git_server_that_accepts_and_says_nothing_is_left(case):
    with Silent("silent") as url:
        from_server(case, url)
        error = case.verbatim("fetch", "one", status=3, timeout=60, environment={"VERBATIM_SILENCE": "1"}).err
        check(f"cannot fetch from {url}/example/tiny: the server was silent for 1.0 s" in error and "Tried 3 times." in error, error)


def test_ctrl_c_ends_the_wait_for_a_silent_server(case):
    with Silent("silent") as url:
        from_server(case, url)
        process = case.start("fetch", "one", start_new_session=True)
        for line in process.stderr:
            if line.startswith("started   fetch example/tiny"):
                break
        time.sleep(1)
        interrupted(case, process)


def test_a_silence_that_is_no_number_of_seconds_is_refused(case):
    case.tiny_project()
    error = case.verbatim("plan", "one", status=2, environment={"VERBATIM_SILENCE": "0"}).err
    check('VERBATIM_SILENCE is "0"' in error and "Expected seconds, 1 to 9999." in error, error)


harness.main(globals())
