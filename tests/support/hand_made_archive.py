#!/usr/bin/env python3
"""hand_made_archive.py FILE: what Verbatim's writer makes of a small tree, made by hand from docs/formats/archives.md.
FILE ends in .tar, .tar.gz or .zip. Knows neither libarchive nor Python's tarfile and zipfile."""
import struct
import sys
import zlib

TIME = 1700000001  # 2023-11-14 22:13:21 UTC
VERSION = 20  # of the zip format
LONG = "d" * 90 + "/" + "f" * 90  # fits ustar's prefix and name
TREE = [  # in the order of the archive: path, mode, content or the link's target
    ("LICENSES-b", 0o100644, b""),
    ("LICENSES/", 0o040755, b""),
    ("LICENSES/a", 0o100644, b"text\n" * 100),
    ("bin/", 0o040755, b""),
    ("bin/etcd", 0o100755, b"etcd\n"),
    ("bin/link", 0o120777, b"etcd"),
    (LONG[:91], 0o040755, b""),
    (LONG, 0o100644, b"long"),
    ("empty/", 0o040755, b""),
    ("\u00e4", 0o100644, b"umlaut"),
]


def padded(content):
    return content + b"\0" * (-len(content) % 512)


def tar_header(path, mode, size, kind, target=b""):
    prefix = b""
    if len(path) > 100:
        cut = path.index(b"/")
        prefix, path = path[:cut], path[cut + 1:]
    fields = [
        path.ljust(100, b"\0"), b"%06o \0" % (mode & 0o7777), b"000000 \0", b"000000 \0", b"%011o " % size, b"%011o " % TIME,
        b" " * 8, kind, target.ljust(100, b"\0"), b"ustar\0", b"00", b"root".ljust(32, b"\0"), b"root".ljust(32, b"\0"),
        b"000000 \0", b"000000 \0", prefix.ljust(155, b"\0"), b"\0" * 12,
    ]
    fields[6] = b"%06o\0 " % sum(b"".join(fields))
    return b"".join(fields)


def tar():
    made = b""
    for path, mode, content in TREE:
        name = path.encode()
        link = mode >> 12 == 0o12
        if not path.isascii():  # needs a pax header; the plain one behind it holds the same bytes
            record = b"path=" + name + b"\n"
            record = b"%d " % (len(record) + 3) + record
            made += tar_header(b"PaxHeader/" + name, mode, len(record), b"x") + padded(record)
        kind = b"2" if link else b"5" if path.endswith("/") else b"0"
        made += tar_header(name, mode, 0 if link else len(content), kind, content if link else b"")
        made += b"" if link else padded(content)
    return made + b"\0" * 1024


def deflated(content):
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def gz(content):
    return struct.pack("<4BIBB", 0x1F, 0x8B, 8, 0, 0, 0, 3) + deflated(content) + struct.pack("<II", zlib.crc32(content), len(content))


def zipped():
    date = (2023 - 1980) << 25 | 11 << 21 | 14 << 16 | 22 << 11 | 13 << 5 | 20 // 2
    made = directory = b""
    for path, mode, content in TREE:
        name = path.encode()
        plain = mode >> 12 == 0o10
        data = deflated(content) if plain else content
        flags = (8 if plain else 0) | (0 if path.isascii() else 0x800)
        owner = struct.pack("<HHBBIBI", 0x7875, 11, 1, 4, 0, 4, 0)
        sums = struct.pack("<III", zlib.crc32(content), len(data), len(content))
        method = 8 if plain else 0
        local = struct.pack("<4sHHHI", b"PK\3\4", VERSION, flags, method, date)
        local += struct.pack("<III", 0, 0, len(content)) if plain else sums
        local += struct.pack("<HH", len(name), 9 + 15) + name + struct.pack("<HHBI", 0x5455, 5, 1, TIME) + owner
        directory += struct.pack("<4sHHHHI", b"PK\1\2", 3 << 8 | VERSION, VERSION, flags, method, date) + sums
        directory += struct.pack("<HHHHHII", len(name), 24, 0, 0, 0, mode << 16, len(made))
        directory += name + struct.pack("<HHBI", 0x5455, 5, 1, TIME) + owner
        made += local + data + (b"PK\7\x08" + sums if plain else b"")
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(TREE), len(TREE), len(directory), len(made), 0)
    return made + directory + end


with open(sys.argv[1], "wb") as out:
    out.write(zipped() if sys.argv[1].endswith(".zip") else gz(tar()) if sys.argv[1].endswith(".gz") else tar())
