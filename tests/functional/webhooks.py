"""`verbatim notify`: webhooks to a good receiver and to hostile ones, commands, and what is kept of what nobody took."""
import base64
import json
import re
import signal
import subprocess
import sys
import time

import harness
from harness import check

SECRET = "correct-horse-battery-staple"


class Receiver:
    """tests/support/webhook_server.py in a process of its own."""

    def __init__(self, case, *options, name="received"):
        self.folder = case.folder / name
        script = harness.ROOT / "tests/support/webhook_server.py"
        self.process = subprocess.Popen([sys.executable, str(script), str(self.folder), *map(str, options)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def requests(self):
        path = self.folder / "requests"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def configuration(case, *targets, more=""):
    """One whose relative paths are this folder's. A target is the lines of its keys."""
    (case.folder / "secret").write_text(SECRET + "\n")
    path = case.folder / "nightly.yaml"
    listed = "".join("    - " + target.replace("\n", "\n      ") + "\n" for target in targets)
    path.write_text(f"releases: [demo]  # somebody else's key\nnotify:\n  to:\n{listed}{more}")
    return path


def webhook(url, more="allow_private: true"):
    return f"webhook: {url}\nsecret_file: secret\n{more}"


def letters(case):
    path = case.folder / "undelivered.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def tell(case, path, *words, status=0, **more):
    """Records of `verbatim notify --json`, in which no secret is."""
    case.tiny_project() if case.project is None else None
    result = case.verbatim("notify", "--config", path, *(words or ["--test"]), "--json", status=status, timeout=120, **more)
    check(SECRET not in result.out + result.err, "the secret is in the output")
    check(SECRET not in json.dumps(letters(case)), "the secret is among the dead letters")
    return result.json()["deliveries"]


def check_of_the_documents():
    """The Python that docs/formats/webhooks.md gives to receivers."""
    text = (harness.ROOT / "docs/formats/webhooks.md").read_text()
    names = {}
    exec(re.search(r"```python\n(.*?)```", text, re.S).group(1), names)
    return names["is_from_verbatim"]


def test_a_receiver_knows_who_it_is_by_the_documents_own_check(case):
    with Receiver(case) as receiver:
        told = tell(case, configuration(case, webhook(receiver.url + "/ok/a")))
        check([one["state"] for one in told] == ["delivered"], str(told))
        (request,) = receiver.requests()
    body = base64.b64decode(request["body"])
    headers = {"X-Verbatim-" + name: request["headers"]["x-verbatim-" + name.lower()] for name in ("Timestamp", "Signature", "Event", "Delivery")}
    is_from_verbatim = check_of_the_documents()
    check(is_from_verbatim(SECRET.encode(), headers, body), "the signature does not fit")
    check(not is_from_verbatim(b"another", headers, body), "another secret fits")
    check(not is_from_verbatim(SECRET.encode(), headers, body + b" "), "another body fits")
    check(not is_from_verbatim(SECRET.encode(), headers, body, now=time.time() + 3600), "an old one fits")
    check(not is_from_verbatim(SECRET.encode(), {}, body), "none at all fits")
    check(headers["X-Verbatim-Event"] == "test" and headers["X-Verbatim-Delivery"] == told[0]["delivery"], str(headers))
    check(json.loads(body)["format"] == "verbatim.notification/1", str(body))


def test_what_nobody_took_is_kept_and_delivered_again(case):
    with Receiver(case) as receiver:
        path = configuration(case, webhook(receiver.url + "/flaky/5/a?token=hidden"), "webhook: " + receiver.url + "/status/404\nallow_private: true")
        body = {"format": "verbatim.notification/1", "event": "night", "any": "ä"}
        (case.folder / "event.json").write_text(json.dumps(body))
        told = tell(case, path, "--event", case.folder / "event.json", status=3)
        check([(one["state"], one["attempts"]) for one in told] == [("kept", 5), ("kept", 1)], str(told))
        kept = letters(case)
        check(len(kept) == 2 and json.loads(kept[0]["body"]) == body and "hidden" not in json.dumps(kept), str(kept))
        again = tell(case, path, "--retry", status=3)
        check([one["state"] for one in again] == ["delivered", "kept"], str(again))
        check(len(letters(case)) == 1 and letters(case)[0]["tries"] == 2, str(letters(case)))
        same = {request["headers"]["x-verbatim-delivery"] for request in receiver.requests() if request["path"].startswith("/flaky")}
        check(same == {again[0]["delivery"]}, "another id when it is delivered again")
        check(all("token=hidden" in request["path"] for request in receiver.requests()[:5]), "what follows the ? is sent")
        # Somebody else's address in the file is nobody's to send to.
        stranger = json.dumps({**letters(case)[0], "webhook": receiver.url + "/ok/stranger"})
        (case.folder / "other").write_text(stranger + "\nno letter\n")
        result = case.verbatim("notify", "--config", path, "--retry", "--dead-letters", case.folder / "other", status=3)
        check("other:2 is no dead letter" in result.err and "no webhook of the configuration" in result.out, result.err + result.out)
        check(not any("stranger" in request["path"] for request in receiver.requests()), "it was sent there")


def test_a_hostile_receiver_gets_no_more_than_its_time(case):
    with Receiver(case) as receiver:
        for kind in ("silent", "drip", "headers", "endless", "closes", "garbage", "later/86400", "status/500", "redirect/" + receiver.url + "/ok/a"):
            path = configuration(case, webhook(f"{receiver.url}/{kind}/x"), more="  time_limit: 2\n")
            (one,) = tell(case, path, status=3)
            check(one["state"] == "kept" and one["why"], f"{kind}: {one}")
            if kind.startswith("later"):
                continue  # it takes the second one
            shown = case.verbatim("notify", "--config", path, "--test", status=3, timeout=60)  # which looks for control bytes, too
            check("kept" in shown.out and "--retry" in shown.err, shown.out + shown.err)
        check(not any(request["path"] == "/ok/a/x" for request in receiver.requests()), "a redirect was followed")
        (one,) = tell(case, configuration(case, webhook(receiver.url + "/good-endless")))
        check(one["state"] == "delivered", str(one))


def test_private_addresses_and_other_hosts_are_refused(case):
    with Receiver(case) as receiver:
        for place in (f"http://127.0.0.1:{receiver.port}", f"http://localhost:{receiver.port}", f"https://127.0.0.1:{receiver.port}"):
            (one,) = tell(case, configuration(case, webhook(place + "/ok/a", "allow_private: false")), status=3)
            check("no address of the public internet" in one["why"] and one["attempts"] == 1, str(one))
        refused = case.verbatim("notify", "--config", configuration(case, webhook(receiver.url + "/ok/a"), more="  allow_hosts: [example.org]\n"), "--test", status=2)
        check("is none of allow_hosts" in refused.err, refused.err)
        check(receiver.requests() == [], "something was sent")


def test_no_proxy_is_used_but_where_that_is_said(case):
    with Receiver(case) as receiver, Receiver(case, name="proxy") as proxy:
        environment = {"http_proxy": proxy.url, "https_proxy": proxy.url, "all_proxy": proxy.url}
        tell(case, configuration(case, webhook(receiver.url + "/ok/a")), environment=environment)
        check(len(receiver.requests()) == 1 and proxy.requests() == [], "the proxy was asked")
        tell(case, configuration(case, webhook(receiver.url + "/ok/a", "through_proxy: true")), environment=environment, status=3)
        check(len(receiver.requests()) == 1 and proxy.requests()[0]["path"] == receiver.url + "/ok/a", str(proxy.requests()))


def certificate(case, name):
    """Of an authority of our own, for that name; returns the authority, the certificate and its key."""
    folder = case.folder / ("tls-" + name)
    folder.mkdir()

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=a test", "-days", "2")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=test")
    (folder / "names").write_text(f"subjectAltName={name}\n")
    openssl("x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names", "-out", "cert.pem", "-days", "2")
    return folder / "ca.pem", folder / "cert.pem", folder / "key.pem"


def test_a_certificate_must_be_of_a_trusted_authority_and_of_that_name(case):
    authority, chain, key = certificate(case, "IP:127.0.0.1")
    with Receiver(case, "--tls", chain, key) as receiver:
        url = receiver.url.replace("http:", "https:") + "/ok/a"
        (one,) = tell(case, configuration(case, webhook(url, f"allow_private: true\nca_file: {authority.relative_to(case.folder)}")))
        check(one["state"] == "delivered" and len(receiver.requests()) == 1, str(one))
        for more, where in (("", url), (f"\nca_file: {authority}", url.replace("127.0.0.1", "localhost")), ("\nca_file: absent.pem", url)):
            (one,) = tell(case, configuration(case, webhook(where, "allow_private: true" + more)), status=3)
            check(one["state"] == "kept" and one["attempts"] == 1 and one["why"], str(one))
        check(len(receiver.requests()) == 1, "something was sent")


def test_a_command_gets_the_body_and_its_failure_is_no_disaster(case):
    path = configuration(case, 'command: [sh, -c, "cat > $0; echo told; exit 3", "got; it"]\nevents: [release]', 'command: [sleep, "600"]\ntime_limit: 1',
                         "command: [env]", "webhook: https://example.org/\nsecret_env: HOOK\nevents: [release]")
    (case.folder / "event.json").write_text('{"format": "verbatim.notification/1", "event": "night"}')
    told = tell(case, path, "--event", case.folder / "event.json", status=3, environment={"HOOK": SECRET, "ELSE": "kept"})
    check([one["to"] for one in told] == ["sleep", "env"] and "longer than 1 s" in told[0]["why"], str(told))
    check("VERBATIM_EVENT=night" in told[1]["output"] and "ELSE=kept" in told[1]["output"], str(told))
    told = tell(case, configuration(case, 'command: [sh, -c, "cat > \\"$0\\"; echo told; exit 3", "got; it"]'), status=3)
    check(told[0]["state"] == "failed" and told[0]["output"] == "told\n", str(told))
    check(json.loads((case.folder / "got; it").read_text())["event"] == "test", "the body")


def test_that_a_release_is_out_is_announced_as_the_distro_does(case):
    case.project = harness.ROOT
    folder = case.folder / "dist"
    for name, text in {"kubernetes-1-36/kubernetes-1-36-eks-7.yaml": (harness.ROOT / "tests/golden/attest/release.yaml").read_text(),
                       "releasechannels/1-36.yaml": "apiVersion: distro.eks.amazonaws.com/v1alpha1\nkind: ReleaseChannel\nmetadata:\n  name: 1-36\nspec: {}\n"
                                                    "status:\n  active: true\n  latestRelease: 7\n"}.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)
    told = tell(case, configuration(case, "command: [cat]\nevents: [release]", "command: [cat]\nevents: [night]"), "--released", folder)
    body = json.loads(told[0]["output"])
    check(len(told) == 1 and body["release"]["branch"] == "1-36" and body["release"]["number"] == 7, str(told))
    changelog = "https://distro.eks.amazonaws.com/docs/contents/releases/1-36/7/CHANGELOG-v1-36-eks-7.md"
    check(body["release"]["changelog"] == changelog and f"Changelog: {changelog}\n" in body["announcement"]["message"], str(body))
    subject, message = body["announcement"]["subject"], body["announcement"]["message"]
    check(re.fullmatch(r"New release of .*v1-36-eks-7", subject) and subject.isascii() and len(subject) <= 100, subject)
    check("v1-36-eks-7 is out." in message and "coredns v1.14.3" in message, message)


def test_nobody_to_tell_is_no_success(case):
    path = configuration(case, "command: [cat]\nevents: [release]")
    (case.folder / "event.json").write_text('{"format": "verbatim.notification/1", "event": "night"}')
    check(tell(case, path, "--event", case.folder / "event.json", status=4) == [], "nobody")
    check(tell(case, path, "--retry") == [], "nothing to deliver again is fine")
    (case.folder / "event.json").write_text('{"format": "verbatim.notification/1", "event": "night\\r\\nX-Evil: 1"}')
    case.verbatim("notify", "--config", path, "--event", case.folder / "event.json", status=2)
    case.verbatim("notify", "--config", path, status=2)
    case.verbatim("notify", "--config", path, "--test", "--retry", status=2)


def test_whoever_interrupts_it_finds_the_rest_kept(case):
    case.tiny_project()
    with Receiver(case) as receiver:
        path = configuration(case, webhook(receiver.url + "/silent/a"), webhook(receiver.url + "/ok/b"))
        process = case.start("notify", "--config", path, "--test")
        while not receiver.requests():
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        check(process.returncode == 130, str(process.returncode))
        check([letter["why"] for letter in letters(case)] == ["interrupted"] * 2, str(letters(case)))


def test_whoever_kills_it_leaves_whole_lines(case):
    case.tiny_project()
    path = configuration(case, *(f"webhook: http://127.0.0.1:1/{number}\nallow_private: true\nsecret_env: ABSENT" for number in range(40)))
    begin = time.monotonic()
    tell(case, path, status=3)
    whole, came = time.monotonic() - begin, set()
    for round_number in range(30):
        before = len(letters(case))
        process = case.start("notify", "--config", path, "--test")
        time.sleep(whole * round_number / 15)
        process.kill()
        process.communicate()
        after = letters(case)  # each line is read as JSON
        check(len(after) in (before, before + 40), f"{before} letters became {len(after)}")
        came.add(len(after) - before)
    check(came == {0, 40}, f"all kills fell on one side of the writing: {came}")


if __name__ == "__main__":
    harness.main(globals())
