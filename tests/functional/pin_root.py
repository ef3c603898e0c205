"""`verbatim pin --root`: packages at the newest versions of Debian's archives, believed only where a key of the keyring signed
the lists. The archives are small ones of our own, laid out and signed as Debian's are."""
import hashlib
import json
import lzma
import re
import subprocess
import tempfile

import jsonschema

import harness
from harness import check

SUITES = {"main": ["bookworm", "bookworm-updates"], "security": ["bookworm-security"]}


class Key:
    """A signing key and its keyring, made once for all tests here."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="verbatim-test-", ignore_cleanup_errors=True)
        self.gpg("--quick-generate-key", "archive@example.test", "ed25519", "sign", "never")
        self.keyring = f"{self.folder.name}/keyring.gpg"
        self.gpg("--output", self.keyring, "--export")

    def gpg(self, *words, text=None):
        command = ["gpg", "--homedir", self.folder.name, "--batch", "--quiet", "--yes",
                   "--pinentry-mode", "loopback", "--passphrase", "", *words]
        return subprocess.run(command, input=text, capture_output=True, check=True).stdout

    def sign(self, text):
        return self.gpg("--clear-sign", text=text)

    def remove(self):
        subprocess.run(["gpgconf", "--homedir", self.folder.name, "--kill", "all"], check=False)
        self.folder.cleanup()


def package(name, version, arch="amd64", **more):
    path = f"pool/main/{name[0]}/{name}/{name}_{version.replace(':', '%3a')}_{arch}.deb"
    fields = {"Package": name, "Version": version, "Architecture": arch, **more, "Filename": path, "Size": str(len(name) * 1000),
              "SHA256": hashlib.sha256(f"{name} {version} {arch}".encode()).hexdigest()}
    return "".join(f"{key}: {value}\n" for key, value in fields.items()) + "\n"


def pinned(name, version, archive, arch="amd64"):
    """As the file has it."""
    path = f"pool/main/{name[0]}/{name}/{name}_{version.replace(':', '%3a')}_{arch}.deb"
    digest = hashlib.sha256(f"{name} {version} {arch}".encode()).hexdigest()
    return (f'    - name: {name}\n      version: "{version}"\n      archive: {archive}\n      path: {path}\n'
            f"      sha256: {digest}\n      size: {len(name) * 1000}\n")


class Archives:
    def __init__(self, case, key):
        self.case, self.key = case, key
        self.packages = {suite: {} for suites in SUITES.values() for suite in suites}  # suite → arch → texts

    def add(self, suite, text, arch="amd64"):
        self.packages[suite].setdefault(arch, []).append(text)

    def write(self):
        for archive, suites in SUITES.items():
            for suite in suites:
                folder = self.case.folder / archive / "dists" / suite
                release = f"Origin: Example\nSuite: stable\nCodename: {suite}\nDate: Sat, 07 Nov 2026 10:00:00 UTC\nSHA256:\n"
                for arch in ("amd64", "arm64"):
                    listed = lzma.compress("".join(self.packages[suite].get(arch, [])).encode())
                    path = folder / f"main/binary-{arch}/Packages.xz"
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(listed)
                    release += f" {hashlib.sha256(listed).hexdigest()} {len(listed):8} main/binary-{arch}/Packages.xz\n"
                (folder / "InRelease").write_bytes(self.key.sign(release.encode()))
        self.case.environment["VERBATIM_DEBIAN_MIRROR"] = f"file://{self.case.folder}/main"
        self.case.environment["VERBATIM_DEBIAN_SECURITY_MIRROR"] = f"file://{self.case.folder}/security"


KEY = Key()


def archives(case):
    case.tiny_project()
    found = Archives(case, KEY)
    found.add("bookworm", package("libc6", "2.36-9", Depends="libgcc-s1"))
    found.add("bookworm", package("git", "1:2.39.5-0", Depends="libc6 (>= 2.28), perl:any | perl-lite, editor", Description="a\n more: of it"))
    found.add("bookworm", package("nano", "7.2", Provides="editor (= 1), pico"))
    found.add("bookworm", package("unrelated", "1") + "Package: broken\nVersion: 1\n\n")
    found.add("bookworm-updates", package("libc6", "2.36-10"))
    found.add("bookworm-security", package("libc6", "2.36-9+deb12u14"))
    found.add("bookworm-security", package("git", "1:2.39.5-0+deb12u3", Depends="libc6, perl:any | perl-lite, editor"))
    found.add("bookworm", package("libc6", "2.36-9", "arm64"), "arm64")
    found.write()
    return found


def root_file(case, name="git"):
    return case.project / f"toolchains/roots/{name}.yaml"


def pin(case, *words, keyring=None, **more):
    return case.verbatim("pin", "--root", *words, "--keyring", keyring or KEY.keyring, **more)


def test_a_new_root_has_the_newest_version_of_each_package(case):
    archives(case)
    result = pin(case, "git", "--package", "libc6,git")
    case.golden("pin-root", result.out)
    text = root_file(case).read_text()
    check(text.endswith("name: git\nhosts:\n  linux/amd64:\n" + pinned("libc6", "2.36-10", "main") +
                        pinned("git", "1:2.39.5-0+deb12u3", "security")), text)
    check('"git"' in case.verbatim("list", "--roots", "--json").out, "it can be read")
    again = pin(case, "git")
    check("says so already: nothing is written" in again.out, again.out)


def test_a_root_that_is_there_keeps_its_comments_and_its_order(case):
    found = archives(case)
    old = "# Why this root is what it is.\n\nname: git\nhosts:\n  linux/amd64:\n"
    root_file(case).write_text(old + pinned("git", "1:2.39.5-0", "main") + pinned("libc6", "2.36-10", "main"))
    dry = pin(case, "git", "--dry-run", "--json").json()
    check(dry["changed"] and not dry["written"] and root_file(case).read_text().count("1:2.39.5-0\""), json.dumps(dry))
    schema = json.loads((harness.ROOT / "docs/formats/schemas/pin-root.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(dry)
    check([(one["name"], one["was"], one["is"]) for one in dry["hosts"][0]["packages"]] ==
          [("git", "1:2.39.5-0", "1:2.39.5-0+deb12u3"), ("libc6", "2.36-10", "2.36-10")], json.dumps(dry))
    pin(case, "git", "--package", "nano")
    check(root_file(case).read_text() == old + pinned("git", "1:2.39.5-0+deb12u3", "security") + pinned("libc6", "2.36-10", "main") +
          pinned("nano", "7.2", "main"), root_file(case).read_text())
    # An older one is never taken for newer, and another host has versions of its own.
    found.packages["bookworm-updates"]["amd64"] = [package("libc6", "2.36-8")]
    found.write()
    root_file(case).write_text(old + pinned("libc6", "2.36-10", "main"))
    pin(case, "git", "--host", "linux/arm64")
    check(root_file(case).read_text() == old + pinned("libc6", "2.36-9+deb12u14", "security") + "  linux/arm64:\n" +
          pinned("libc6", "2.36-9", "main", "arm64"), root_file(case).read_text())


def test_what_stands_beside_the_signed_text_is_not_read(case):
    archives(case)
    path = case.folder / "main/dists/bookworm-updates/InRelease"
    forged = package("libc6", "99")
    listed = lzma.compress(forged.encode())
    (path.parent / "main/binary-amd64/Packages.xz").write_bytes(listed)
    beside = f"Codename: bookworm-updates\nSHA256:\n {hashlib.sha256(listed).hexdigest()} {len(listed)} main/binary-amd64/Packages.xz\n\n"
    for text in (beside.encode() + path.read_bytes(), path.read_bytes() + beside.encode()):
        path.write_bytes(text)
        result = case.verbatim("pin", "--root", "new", "--package", "libc6", "--keyring", KEY.keyring, status=3)
        check("99" not in result.out and not root_file(case, "new").exists(), result.out + result.err)


def test_what_is_not_signed_or_not_there_is_refused_and_nothing_is_written(case):
    archives(case)
    errors = []

    def refused(*words, status, **more):
        errors.append(pin(case, *words, status=status, **more).err)

    refused("absent", status=2)
    refused("../git", status=2)
    refused("new", "--package", "nosuch", status=2)
    refused("new", "--package", "broken", status=3)
    refused("new", "--package", "libc6", "--suite", "trixie", status=3)
    refused("tiny", "--package", "libc6", status=2)  # written by hand, in another form
    refused("new", "--package", "libc6", status=3, keyring=case.folder / "absent.gpg")
    other = Key()
    refused("new", "--package", "libc6", status=3, keyring=other.keyring)
    other.remove()
    main = case.folder / "main/dists/bookworm"
    (main / "main/binary-amd64/Packages.xz").write_bytes(lzma.compress(package("libc6", "99").encode()))
    refused("new", "--package", "libc6", status=3)
    (main / "InRelease").write_bytes((case.folder / "security/dists/bookworm-security/InRelease").read_bytes())
    refused("new", "--package", "libc6", status=3)
    text = re.sub(r"made .* UTC|key [0-9A-F]{40}|/\S*keyring.gpg|[0-9a-f]{64}, \d+ bytes", "…", "\n".join(errors))
    case.golden("pin-root-errors", text)
    check(not root_file(case, "new").exists(), "nothing is written")


def test_no_flipped_bit_of_a_signed_list_is_believed(case):
    archives(case)
    path = case.folder / "main/dists/bookworm/InRelease"
    good = path.read_bytes()
    signed = good.index(b"Origin"), good.index(b"-----BEGIN PGP SIGNATURE")
    for place in range(signed[0], signed[1] - 1, 37):
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1:])
        error = pin(case, "new", "--package", "libc6", status=3).err
        check("signature" in error, f"bit at {place}: {error}")
    check(not root_file(case, "new").exists(), "nothing is written")
    path.write_bytes(good)
    pin(case, "new", "--package", "libc6")
    check(root_file(case, "new").exists(), "the good one is believed")


try:
    harness.main(globals())
finally:
    KEY.remove()
