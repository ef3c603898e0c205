#!/usr/bin/env python3
"""A server on loopback that does not behave; for tests.

    slow_server.py HOW

Prints its port, then serves until its standard input ends. HOW: `echo` answers with method, path and body; `redirect` sends /from to
/to; `silent` accepts and says nothing; `silent-head` stops in the head of its answer, `silent-body` in the body; `slow` sends a byte
every 0.4 s; `cut` ends the connection in the middle of the body; `tls` is silent where a TLS handshake should be.
"""
import socket
import sys
import threading
import time


def request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        body += connection.recv(65536)
    method, path, _ = head.split(b"\r\n")[0].split(b" ")
    return method, path, body


def answer(connection, body, status=b"200 OK", more=b""):
    connection.sendall(b"HTTP/1.1 " + status + b"\r\n" + more + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def serve(connection, how):
    with connection:
        while (asked := request(connection)) is not None:
            method, path, body = asked
            if how == "echo" or (how == "redirect" and path != b"/from"):
                answer(connection, method + b" " + path + b" " + body)
            elif how == "redirect":
                answer(connection, b"", b"302 Found", b"Location: /to\r\n")
            elif how == "slow":
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")
                for byte in b"slowly":
                    time.sleep(0.4)
                    connection.sendall(bytes([byte]))
            elif how == "cut":
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\nhalf")
                return
            else:
                connection.sendall({"silent-head": b"HTTP/1.1 200 OK\r\nContent-", "silent-body": b"HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\nhalf"}.get(how, b""))
                time.sleep(3600)


def main():
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(listener.getsockname()[1], flush=True)

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, sys.argv[1]), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
