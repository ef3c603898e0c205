"""`verbatim pin --toolchain`: a Go release's hash, believed only where a signed tree of the checksum database holds it."""
import base64
import hashlib
import json

import harness
from harness import check
from sum_database import SumDatabase

VERSION = "v0.0.1-go1.99.2.linux-"


def h1_of(text):
    return "h1:" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def records(count):
    """Many modules, and the toolchain for two hosts among them."""
    names = [f"example.test/m{i} v1.0.0" for i in range(count)]
    names[count // 2] = f"golang.org/toolchain {VERSION}amd64"
    names[count // 3] = f"golang.org/toolchain {VERSION}arm64"
    return [f"{name} {h1_of(name)}\n{name}/go.mod {h1_of(name + '/go.mod')}\n" for name in names]


class Proxy:
    """Passes the database on, and has the module for linux/amd64 alone; `twist(path, body)` is who stands between."""

    def __init__(self, database):
        self.database, self.twist, self.asked = database, lambda path, body: body, []

    def answer(self, path):
        self.asked.append(path)
        base = f"/sumdb/{self.database.signer.name}/"
        body = self.database.answer(path.removeprefix(base)) if path.startswith(base) else None
        if path.endswith("amd64.mod"):
            body = b"module golang.org/toolchain\n"
        if path.endswith("arm64.mod"):
            return 403, b"no", 2
        body = self.twist(path, body)
        return (404, b"", 0) if body is None else (200, body, len(body))


def prepare(case, count=300):
    case.tiny_project()
    proxy = Proxy(SumDatabase("sum.example.test", records(count)))
    case.environment["GOSUMDB"] = proxy.database.signer.verifier()
    return proxy


def pinned(case):
    return case.project / "toolchains/go/go1.99.2.yaml"


def kept(case):
    return next((case.store / "checksum-databases").iterdir())


def expected(*arches):
    lines = "".join(f'  linux/{arch}: {{module_version: {VERSION}{arch}, h1: "{h1_of(f"golang.org/toolchain {VERSION}{arch}")}"}}\n' for arch in arches)
    return f"# The module golang.org/toolchain by host; the hashes are those of the Go checksum database.\nversion: go1.99.2\nhosts:\n{lines}"


def test_a_proven_hash_is_written_for_the_hosts_that_the_proxy_serves(case):
    proxy = prepare(case)
    with harness.Server(proxy.answer) as server:
        case.environment["GOPROXY"] = server.url
        dry = case.verbatim("pin", "--toolchain", "go1.99.2", "--dry-run")
        check("is not written (--dry-run)" in dry.out and not pinned(case).exists(), dry.out)
        case.golden("pin-toolchain", case.verbatim("pin", "--toolchain", "go1.99.2").out)
        check(pinned(case).read_text() == expected("amd64"), pinned(case).read_text())
        check(kept(case).read_text() == proxy.database.head(300), kept(case).read_text())
        again = case.verbatim("pin", "--toolchain", "go1.99.2", "--json").json()
        check(not again["changed"] and again["left_out"][0]["host"] == "linux/arm64" and "403" in again["left_out"][0]["because"], json.dumps(again))
        case.verbatim("pin", "--toolchain", "go1.99.2", "--host", "linux/arm64")
        check(pinned(case).read_text() == expected("amd64", "arm64"), pinned(case).read_text())
    check("linux/arm64" in case.verbatim("list", "--toolchains", "--json").out, "it can be read")


def test_a_tree_that_grew_is_the_same_tree_and_a_forked_one_is_not(case):
    proxy = prepare(case, 700)
    database = proxy.database
    with harness.Server(proxy.answer) as server:
        case.environment["GOPROXY"] = server.url
        for size in (351, 511, 512, 600):
            database.size = size
            case.verbatim("pin", "--toolchain", "go1.99.2")
            check(kept(case).read_text() == database.head(size), "the newest head is kept")
        proxy.twist = lambda path, body: database.head(400).encode() if path.endswith("/latest") else body
        case.verbatim("pin", "--toolchain", "go1.99.2")  # an old answer of a cache is no lie
        check(kept(case).read_text() == database.head(600), "the newest head stays")
        proxy.twist = lambda path, body: body
        before = kept(case).read_text()
        database.records[0] = "example.test/forged v1.0.0 h1:" + "A" * 43 + "=\n"
        for size in (600, 700):
            database.size = size
            result = case.verbatim("pin", "--toolchain", "go1.99.2", status=3)
            check("contradicts itself" in result.err and result.err.count("go.sum database tree") == 2, result.err)
        database.size = 400  # a forked one that has not come so far
        check("tile" in case.verbatim("pin", "--toolchain", "go1.99.2", status=3).err, "its tiles are not of the tree that was seen")
        check(kept(case).read_text() == before, "what was seen stays")
    case.golden("pin-toolchain-fork", result.err)


def test_no_flipped_bit_of_an_answer_is_accepted(case):
    proxy = prepare(case)
    proxy.database.size = 299
    with harness.Server(proxy.answer) as server:
        case.environment["GOPROXY"] = server.url
        case.verbatim("pin", "--toolchain", "go1.99.2")
        head, text = kept(case).read_text(), pinned(case).read_text()
        pinned(case).unlink()
        proxy.database.size, proxy.asked = 300, []
        case.verbatim("pin", "--toolchain", "go1.99.2")
        answers = {path: len(proxy.answer(path)[1]) for path in set(proxy.asked) if "/sumdb/" in path and not path.endswith("supported")}
        check(len(answers) >= 4, str(answers))
        for target, size in answers.items():
            for bit in range(3, size * 8, max(1, size * 8 // 12)):
                def twist(path, body, target=target, bit=bit):
                    if path != target or body is None:
                        return body
                    return body[:bit // 8] + bytes([body[bit // 8] ^ 1 << bit % 8]) + body[bit // 8 + 1:]
                pinned(case).unlink(missing_ok=True)
                kept(case).write_text(head)
                proxy.twist = twist
                result = case.verbatim("pin", "--toolchain", "go1.99.2", status=3)
                check(result.err.startswith("error: ") and not pinned(case).exists() and kept(case).read_text() == head, f"{target} bit {bit}: {result.err}")
        proxy.twist = lambda path, body: body
        case.verbatim("pin", "--toolchain", "go1.99.2")
        check(pinned(case).read_text() == text, "the honest answer is taken")


def test_what_cannot_be_proven_is_said_and_not_written(case):
    proxy = prepare(case)
    errors = []
    with harness.Server(proxy.answer) as server:
        case.environment["GOPROXY"] = server.url
        errors.append(case.verbatim("pin", "--toolchain", "go1.99.3", status=3).err)
        errors.append(case.verbatim("pin", "--toolchain", "1.99.2", status=2).err)
        errors.append(case.verbatim("pin", "--toolchain", "go1.20.1", status=2).err)
        errors.append(case.verbatim("pin", "--toolchain", "go1.99.2", environment={"GOSUMDB": "off"}, status=3).err)
        errors.append(case.verbatim("pin", "--toolchain", "go1.99.2", environment={"GOSUMDB": "sum.example.test"}, status=2).err)
        errors.append(case.verbatim("pin", "--toolchain", "go1.99.2", "--offline", status=3).err)
        proxy.twist = lambda path, body: None if path.endswith("/supported") else body
        errors.append(case.verbatim("pin", "--toolchain", "go1.99.2", status=3).err)
        proxy.twist = lambda path, body: body
        case.verbatim("pin", "--toolchain", "go1.99.2")
        wrong = pinned(case).read_text().replace('h1: "h1:', 'h1: "h1:AAAA')
        wrong = wrong[:wrong.index("h1:AAAA") + 3] + "A" * 43 + '="}\n'
        pinned(case).write_text(wrong)
        errors.append(case.verbatim("pin", "--toolchain", "go1.99.2", status=3).err)
        check(pinned(case).read_text() == wrong, "nothing was written")
        kept(case).write_text(kept(case).read_text()[:-30] + "\n")
        errors.append(case.verbatim("pin", "--toolchain", "go1.99.2", status=3).err)
    case.golden("pin-toolchain-errors", "\n".join(errors))


harness.main(globals())
