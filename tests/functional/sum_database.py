"""A Go checksum database for tests: a transparent log and Ed25519 signatures in plain Python (RFC 6962, RFC 8032), so that
what Verbatim checks was made by nobody of Verbatim's."""
import base64
import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    k = D * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + x2 * y1) * pow(1 + k, P - 2, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, P - 2, P) % P)


def times(number, point):
    result = (0, 1)
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def base_point():
    y = 4 * pow(5, P - 2, P) % P
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    return (x if x % 2 == 0 else P - x, y)


BASE = base_point()


def packed(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def number_of(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L


class Signer:
    def __init__(self, name, secret=b"\7" * 32):
        digest = hashlib.sha512(secret).digest()
        self.scalar = (int.from_bytes(digest[:32], "little") & (1 << 254) - 8) | 1 << 254
        self.prefix = digest[32:]
        self.public = packed(times(self.scalar, BASE))
        self.name = name
        self.hash = hashlib.sha256(name.encode() + b"\n\1" + self.public).digest()[:4]

    def verifier(self):
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(b'%c' % 1 + self.public).decode()}"

    def note(self, text):
        message = text.encode()
        r = number_of(self.prefix, message)
        point = packed(times(r, BASE))
        signature = point + ((r + number_of(point, self.public, message) * self.scalar) % L).to_bytes(32, "little")
        return f"{text}\n\u2014 {self.name} {base64.b64encode(self.hash + signature).decode()}\n"


def sha256(data):
    return hashlib.sha256(data).digest()


class SumDatabase:
    """Records, and what a proxy answers below /sumdb/NAME/; `size` is that of the tree now."""

    def __init__(self, name, records):
        self.signer, self.records, self.size = Signer(name), records, len(records)

    def hash(self, start, end):
        if end - start == 1:
            return sha256(b"\0" + self.records[start].encode())
        half = 1
        while half * 2 < end - start:
            half *= 2
        return sha256(b"\1" + self.hash(start, start + half) + self.hash(start + half, end)) if end > start else sha256(b"")

    def head(self, size):
        return self.signer.note(f"go.sum database tree\n{size}\n{base64.b64encode(self.hash(0, size)).decode()}\n")

    def answer(self, path):
        if path == "supported":
            return b""
        if path == "latest":
            return self.head(self.size).encode()
        if path.startswith("lookup/"):
            for index, record in enumerate(self.records[:self.size]):
                if record.startswith(path.removeprefix("lookup/").replace("@", " ") + " "):
                    return f"{index}\n{record}\n{self.head(self.size)}".encode()
        if path.startswith("tile/8/"):
            level, index = path.removeprefix("tile/8/").split("/", 1)
            index, _, width = index.partition(".p/")
            each = 256 ** int(level)
            start = int(index) * 256
            end = start + int(width or 256)
            if end * each <= self.size:
                return b"".join(self.hash(i * each, (i + 1) * each) for i in range(start, end))
        return None
