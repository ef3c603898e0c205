#!/usr/bin/env python3
"""A receiver of webhooks, a good one or a hostile one by the path; on a free port of loopback, which it prints.

  webhook_server.py FOLDER [--tls CERTIFICATE KEY]

Ends when its standard input closes. Each request that came whole is a line of FOLDER/requests: path, headers (names in lower case), and
the body in base64.

  /ok/…              200
  /status/N/…        that status, and a body with control bytes
  /flaky/N/NAME      500 to the first N requests of that path, then 200
  /later/S/NAME      429 with Retry-After: S to the first, then 200
  /redirect/URL      307 to that URL
  /silent/…          takes the request, and never answers
  /drip/…            a byte of its headers each tenth of a second, without end
  /headers/…         headers without end, as fast as they go
  /endless/…         500, and a body without end
  /good-endless/…    200, and a body without end
  /slow-body/…       404, and a body that never comes
  /closes/…          closes the connection within the status line
  /garbage/…         what is no HTTP at all
"""
import base64
import collections
import json
import pathlib
import socketserver
import ssl
import sys
import threading
import time

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
counts = collections.Counter()
lock = threading.Lock()
closing = threading.Event()


def head(status, *headers):
    return "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status} So", *headers, "")).encode()


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self.one_request()
        except OSError:  # the client had enough
            pass

    def one_request(self):
        words = self.rfile.readline(65536).decode("latin-1").split()
        if len(words) != 3:
            return
        headers = {}
        while (line := self.rfile.readline(65536).decode("latin-1").strip()):
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        path = words[1]
        with lock:
            counts[path] += 1
            times = counts[path]
            with open(folder / "requests", "a") as record:
                record.write(json.dumps({"method": words[0], "path": path, "headers": headers, "body": base64.b64encode(body).decode()}) + "\n")
        kind, _, rest = path.lstrip("/").partition("/")
        self.answer(kind, rest, times)

    def send(self, data):
        self.wfile.write(data)
        self.wfile.flush()

    def status(self, status, *headers):
        body = b"\x1b[2J no: \xff\n second line"
        self.send(head(status, f"Content-Length: {len(body)}", *headers) + body)

    def forever(self, data, pause=0.0):
        while not closing.is_set():
            self.send(data)
            time.sleep(pause)

    def answer(self, kind, rest, times):
        if kind == "ok":
            self.status(200)
        elif kind == "status":
            self.status(int(rest.partition("/")[0]))
        elif kind == "flaky":
            self.status(500 if times <= int(rest.partition("/")[0]) else 200)
        elif kind == "later":
            self.status(*((429, "Retry-After: " + rest.partition("/")[0]) if times == 1 else (200,)))
        elif kind == "redirect":
            self.send(head(307, "Location: " + rest, "Content-Length: 0"))
        elif kind == "silent":
            closing.wait()
        elif kind == "drip":
            self.send(b"HTTP/1.1 200 So\r\nX-A: ")
            self.forever(b"a", 0.1)
        elif kind == "headers":
            self.send(b"HTTP/1.1 200 So\r\n")
            self.forever(b"X-A: " + b"a" * 1000 + b"\r\n")
        elif kind == "endless":
            self.send(head(500))
            self.forever(b"x" * 65536)
        elif kind == "good-endless":
            self.send(head(200))
            self.forever(b"x" * 65536)
        elif kind == "slow-body":
            self.send(head(404, "Content-Length: 1000"))
            closing.wait()
        elif kind == "closes":
            self.send(b"HTTP/1.1 2")
        elif kind == "garbage":
            self.send(b"\x00\x1b]0;mine\x07\xff\xfe 200 OK\n\n\n")
        else:
            self.status(404)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    context = None

    def get_request(self):
        connection, address = super().get_request()
        if self.context:
            connection = self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, *arguments):  # a client that does not trust us hangs up
        pass


server = Server(("127.0.0.1", 0), Handler)
if "--tls" in sys.argv:
    at = sys.argv.index("--tls")
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(sys.argv[at + 1], sys.argv[at + 2])
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
closing.set()
