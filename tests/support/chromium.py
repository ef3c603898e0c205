"""A real Chromium without a window, driven through its debugging pipe (the DevTools protocol): no driver program and no package is needed
for that. It has a profile of its own and no network beyond this machine; what pages complain of is collected."""
import base64
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time

FLAGS = ("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-default-apps", "--disable-extensions", "--metrics-recording-only", "--no-default-browser-check", "--hide-scrollbars",
         "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe")


def program():
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Chromium:
    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="verbatim-chromium-")
        theirs_in, self.to = os.pipe()
        self.back, theirs_out = os.pipe()
        flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else []), f"--user-data-dir={self.profile}", "about:blank"]

        def descriptors():  # Chromium reads commands from 3 and answers on 4
            high_in, high_out = os.dup(theirs_in), os.dup(theirs_out)
            os.dup2(high_in, 3)
            os.dup2(high_out, 4)

        environment = {**os.environ, "HOME": self.profile}
        self.process = subprocess.Popen([program(), *flags], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        close_fds=False, preexec_fn=descriptors, start_new_session=True, env=environment)
        os.close(theirs_in)
        os.close(theirs_out)
        self.number = 0
        self.unread = b""
        self.events = []
        self.complaints = []  # of the console, of the log, uncaught errors

    def __enter__(self):
        targets = self.call("Target.getTargets", session=None)["targetInfos"]
        target = next(one["targetId"] for one in targets if one["type"] == "page")
        self.session = self.call("Target.attachToTarget", session=None, targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(domain + ".enable")
        return self

    def __exit__(self, *problem):
        try:
            self.call("Browser.close", session=None)
            self.process.wait(20)
        except (OSError, AssertionError, subprocess.TimeoutExpired):
            os.killpg(self.process.pid, signal.SIGKILL)  # a session of its own: its helpers too
            self.process.wait()
        os.close(self.to)
        os.close(self.back)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, session="", **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session or self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to, data):]
        answer = self.receive(lambda one: one.get("id") == self.number, method)
        assert "error" not in answer, f"{method}: {answer.get('error')}"
        return answer["result"]

    def receive(self, wanted, what, seconds=120):
        """Reads until a message is wanted; events on the way are kept."""
        until = time.monotonic() + seconds
        while True:
            while b"\0" in self.unread:
                text, self.unread = self.unread.split(b"\0", 1)
                message = json.loads(text)
                self.take(message)
                if wanted(message):
                    return message
            assert select.select([self.back], [], [], max(0.0, until - time.monotonic()))[0], f"Chromium does not answer to {what}"
            piece = os.read(self.back, 1 << 20)
            assert piece, f"Chromium has ended at {what}"
            self.unread += piece

    def take(self, message):
        method, what = message.get("method"), message.get("params", {})
        if method == "Runtime.consoleAPICalled":
            self.complaints.append(" ".join(str(one.get("value", one.get("description"))) for one in what["args"]))
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(what["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.complaints.append(f"{what['entry']['text']} {what['entry'].get('url', '')}")
        elif method:
            self.events.append(message)

    def wait_for(self, method):
        for at, one in enumerate(self.events):
            if one.get("method") == method:
                del self.events[:at + 1]
                return one
        found = self.receive(lambda one: one.get("method") == method, method)
        self.events.clear()
        return found

    def open(self, where):
        """A file, or an address; returns when its load event was handled."""
        self.events.clear()
        done = self.call("Page.navigate", url=pathlib.Path(where).resolve().as_uri() if "://" not in str(where) else where)
        if "loaderId" in done:  # else it is the same document, at another place
            self.wait_for("Page.loadEventFired")

    def value(self, expression):
        """Of a JavaScript expression, as JSON tells it; waits for a promise."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, json.dumps(answer["exceptionDetails"])[:2000]
        return answer["result"].get("value")

    def click(self, selector):
        """As the mouse does: where it lies, and only if nothing lies over it. A link that leads elsewhere is waited for."""
        place = self.value(f"""(() => {{
            const e = document.querySelector({json.dumps(selector)});
            e.scrollIntoView({{block: 'center', inline: 'center', behavior: 'instant'}});
            const box = e.getClientRects()[0], x = box.x + box.width / 2, y = box.y + box.height / 2, top = document.elementFromPoint(x, y);
            const leads = e.tagName === 'A' && e.href.split('#')[0] !== location.href.split('#')[0];
            return {{x, y, leads, seen: !!top && (e.contains(top) || top.contains(e))}};
        }})()""")
        assert place["seen"], f"{selector} cannot be clicked: something lies over it"
        self.events.clear()
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=place["x"], y=place["y"], button="left", clickCount=1)
        if place["leads"]:
            self.wait_for("Page.loadEventFired")

    def type(self, text):
        self.call("Input.insertText", text=text)

    def press(self, key, code, **more):
        """A key: its name as `key`, its number as `code`; `text` for one that writes or does something."""
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, **more)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def appear(self, dark=False, width=1280, height=900):
        """What the page is told of its surroundings."""
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
                                                          {"name": "prefers-reduced-motion", "value": "reduce"}])
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def picture(self, path, whole=False):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))
