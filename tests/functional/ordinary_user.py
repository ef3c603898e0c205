"""The same bits as root and as an ordinary user: run by root, the program runs again as nobody, with a store of its own."""
import os
import shutil

import harness
from harness import check


def test_an_ordinary_user_reproduces_the_sample(case):
    case.copy_of_this_project()
    shutil.copy(harness.PROGRAM, case.folder / "verbatim")
    harness.PROGRAM = case.folder / "verbatim"
    more = {}
    if os.getuid() == 0:
        for folder, folders, files in os.walk(case.folder):
            for name in [folder] + [os.path.join(folder, f) for f in files]:
                os.chown(name, 65534, 65534, follow_symlinks=False)
        more = {"user": 65534, "group": 65534, "extra_groups": []}
    # GOPROXY as root has it: nobody has no settings.
    import subprocess
    proxy = subprocess.run(["go", "env", "GOPROXY"], capture_output=True, text=True).stdout.strip()
    case.environment["GOPROXY"] = os.environ.get("GOPROXY") or proxy
    result = case.verbatim("verify", "demo", "--platform", "linux/amd64", "--json", **more)
    check(result.json()["counts"]["reproduced"] == 3, result.out)
    check((case.store / "blobs").stat().st_uid == (65534 if os.getuid() == 0 else os.getuid()), "its own store")


harness.main(globals())
