#!/usr/bin/env python3
"""Serves FOLDER on a free port of loopback, prints the port, and ends when its standard input closes.

Besides the folder's files there are paths that misbehave:
  /status/N/…       answers with that status
  /truncated        promises 1000 bytes, sends 10
  /stalls           promises 1000 bytes, sends 10, then nothing more
  /flaky/N/NAME     503 to the first N requests for it, then "at last"
  /large/N          N bytes, without saying how many
  /redirect/N/PATH  N redirects, one after the other, then PATH
  /elsewhere/URL    a redirect to that URL
  /agent            the User-Agent that asks
  /header/NAME      that header of the request
  /requests         how many requests came so far, this one left out
  /connections      how many connections came so far; they stay open
  /leaves           an answer that says that the connection stays open; then it is closed
"""
import collections
import http.server
import pathlib
import sys
import threading

folder = pathlib.Path(sys.argv[1])
counts = collections.Counter()
connections = set()
lock = threading.Lock()
closing = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", length=None, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if length != -1:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def do_HEAD(self):
        file = folder / self.path.lstrip("/")
        self.send_response(200 if file.is_file() else 404)
        self.send_header("Content-Length", "1000000")
        self.end_headers()

    def do_GET(self):
        with lock:
            before = sum(counts.values())
            counts[self.path] += 1
            times = counts[self.path]
            connections.add(self.client_address)
        kind, _, rest = self.path.lstrip("/").partition("/")
        if kind == "status":
            self.answer(int(rest.partition("/")[0]), b"no")
        elif kind == "truncated":
            self.answer(200, b"0123456789", 1000)
        elif kind == "stalls":
            self.answer(200, b"0123456789", 1000)
            closing.wait()
        elif kind == "flaky":
            if times <= int(rest.split("/")[0]):
                self.answer(503, b"busy")
            else:
                self.answer(200, b"at last")
        elif kind == "large":
            self.answer(200, b"x" * int(rest), -1)
        elif kind == "redirect":
            number, _, path = rest.partition("/")
            left = int(number) - 1
            self.answer(302, b"over there", None,
                        [("Location", "/redirect/%d/%s" % (left, path) if left > 0 else "/" + path)])
        elif kind == "elsewhere":
            self.answer(302, b"", None, [("Location", rest)])
        elif kind == "requests":
            with lock:
                counts[self.path] = 0
            self.answer(200, str(before).encode())
        elif kind in ("connections", "leaves"):
            self.protocol_version = "HTTP/1.1"
            with lock:
                number = len(connections)
            self.answer(200, str(number).encode(), headers=[("Connection", "keep-alive")])
            self.close_connection = kind == "leaves"
        elif kind == "agent":
            self.answer(200, self.headers.get("User-Agent", "").encode())
        elif kind == "header":
            self.answer(200, self.headers.get(rest, "").encode())
        else:
            file = folder / self.path.lstrip("/")
            if file.is_file():
                self.answer(200, file.read_bytes())
            else:
                self.answer(404, b"not here")

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except ConnectionError:  # the client had enough
            self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
closing.set()
