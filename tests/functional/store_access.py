"""Stores that cannot be used: read-only, somebody else's, in use, none at all. What the errors say, and that nothing is touched."""
import os
import pwd
import shutil
import subprocess

import harness
import stores
from harness import check

NOBODY = 65534
PROGRAM = harness.PROGRAM


def as_ordinary_user(case):
    """Root may write everywhere, so the program then runs as nobody, from a place that nobody may read."""
    if os.getuid() != 0:
        return {}
    shutil.copy(PROGRAM, case.folder / "verbatim")
    harness.PROGRAM = case.folder / "verbatim"
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def small_store(case, owner):
    """Enough of a store to be one."""
    case.copy_of_this_project()
    for name in ("blobs", "trees", "outcomes", "locks", "tmp"):
        (case.store / name).mkdir(parents=True)
    (case.store / "verbatim-store").write_text("verbatim.store/2\n")
    if os.getuid() == 0:
        for folder, folders, files in os.walk(case.store):
            os.chown(folder, owner, owner)


def chmod_all(store, mode):
    for folder, folders, files in os.walk(store, topdown=False):
        os.chmod(folder, mode)


def as_this_user():
    harness.PROGRAM = PROGRAM


def plain(case, text):
    # An ordinary user who runs the tests has another name than the one that root becomes.
    name = pwd.getpwuid(os.getuid()).pw_name
    return (text if name == "root" else text.replace(name, "nobody")).replace(str(case.store), "{STORE}")


def test_a_read_only_store_is_a_clear_error(case):
    small_store(case, NOBODY)
    chmod_all(case.store, 0o555)
    more = as_ordinary_user(case)
    result = case.verbatim("verify", "demo", status=3, **more)
    case.golden("store-read-only", plain(case, result.err))
    for words in (("gc",), ("fsck", "--repair")):
        result = case.verbatim("store", *words, status=3, **more)
        check("cannot be written: Permission denied" in result.err, result.err)
    check("clean" in case.verbatim("store", "fsck", **more).out, "looking needs no writing")
    case.verbatim("store", "du", **more)
    case.verbatim("store", "gc", "--dry-run", **more)
    chmod_all(case.store, 0o755)


def test_somebody_elses_store_is_a_clear_error(case):
    if os.getuid() != 0:
        harness.skip("only root can make somebody else's store")
    small_store(case, 0)
    result = case.verbatim("verify", "demo", status=3, **as_ordinary_user(case))
    case.golden("store-foreign", plain(case, result.err))


def test_one_foreign_folder_in_ones_own_store_is_named(case):
    if os.getuid() != 0:
        harness.skip("only root can make somebody else's folder")
    small_store(case, NOBODY)
    os.chown(case.store / "outcomes", 0, 0)
    result = case.verbatim("verify", "demo", status=3, **as_ordinary_user(case))
    check("Its folder outcomes/ is not writable." in result.err and "It belongs to root; this is nobody." in result.err, result.err)


def test_a_store_on_a_file_system_that_is_mounted_read_only(case):
    as_this_user()
    small_store(case, 0)
    mount = ["unshare", "-Urm", "sh", "-c", 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"', "sh"]
    probe = subprocess.run([*mount, str(case.store), "true"], capture_output=True, text=True)
    if probe.returncode != 0:
        harness.skip("no user namespaces that may mount: " + probe.stderr)
    command = [*mount, str(case.store), str(harness.PROGRAM), "--project", str(case.project), "--store", str(case.store)]
    result = subprocess.run([*command, "verify", "demo"], capture_output=True, text=True, env=case.environment)
    check(result.returncode == 3, result.stderr)
    check("mounted read-only" in result.stderr and "next: use a store of your own with --store DIR" in result.stderr, result.stderr)
    check(not result.stdout, "nothing on standard output")
    looked = subprocess.run([*command, "store", "fsck"], capture_output=True, text=True, env=case.environment)
    check(looked.returncode == 0 and "clean" in looked.stdout, looked.stdout + looked.stderr)


def test_a_folder_that_is_no_store_is_left_alone(case):
    as_this_user()
    case.copy_of_this_project()
    (case.store / "tmp").mkdir(parents=True)
    (case.store / "tmp/letter").write_text("dear")
    for words in (("verify", "demo"), ("store", "gc"), ("store", "fsck")):
        result = case.verbatim(*words, status=2)
        check("is no store, and not empty" in result.err, result.err)
    check(sorted(path.name for path in case.store.rglob("*")) == ["letter", "tmp"], "nothing made, nothing removed")


def test_where_no_store_is_there_is_nothing_to_look_at(case):
    as_this_user()
    case.copy_of_this_project()
    for command in ("gc", "fsck", "du"):
        check("there is no store in" in case.verbatim("store", command, status=2).err, command)
    check(not case.store.exists(), "none was made")


def test_what_to_do_with_the_store_has_to_be_said(case):
    as_this_user()
    case.copy_of_this_project()
    check("fsck, gc or du" in case.verbatim("store", status=2).err, "the choices are named")
    check("Did you mean fsck?" in case.verbatim("store", "fsk", status=2).err, "a misspelt one is suggested")


harness.main(globals())
