#!/usr/bin/env python3
"""make_archive.py FILE SPEC: a tar, tar.gz or zip with anything in it. SPEC is JSON:
  format: gnu, ustar, pax or zip; gzip: {mtime, name, system, level} or null; tail: text behind the end; twice: gzip it again
  members: [{name, kind: file, folder, link, hardlink, device or zeros (content: how many), content or target, mode, uid, gid,
    uname, gname, mtime, pax: {key: value}}]"""
import io
import json
import struct
import sys
import tarfile
import warnings
import zipfile
import zlib

warnings.simplefilter("ignore")  # a name that comes twice is meant
KINDS = {"folder": tarfile.DIRTYPE, "link": tarfile.SYMTYPE, "hardlink": tarfile.LNKTYPE, "device": tarfile.CHRTYPE}
MODES = {"folder": 0o40755, "link": 0o120777}


def content_of(member):
    content = member.get("content", "")
    return b"\0" * int(content) if member.get("kind") == "zeros" else content.encode("utf-8", "surrogateescape")


def tar(spec):
    made = io.BytesIO()
    formats = {"gnu": tarfile.GNU_FORMAT, "ustar": tarfile.USTAR_FORMAT, "pax": tarfile.PAX_FORMAT}
    with tarfile.open(fileobj=made, mode="w", format=formats[spec["format"]]) as archive:
        for member in spec["members"]:
            kind = member.get("kind", "file")
            item = tarfile.TarInfo(member["name"])
            item.type = KINDS.get(kind, tarfile.REGTYPE)
            item.mode = member.get("mode", MODES.get(kind, 0o644) & 0o7777)
            item.uid, item.gid = member.get("uid", 0), member.get("gid", 0)
            item.uname, item.gname = member.get("uname", "root"), member.get("gname", "root")
            item.mtime = member.get("mtime", 0)
            item.linkname = member.get("target", "")
            item.pax_headers = member.get("pax", {})
            content = b"" if kind in KINDS else content_of(member)
            item.size = len(content)
            archive.addfile(item, io.BytesIO(content))
    return made.getvalue()


def zipped(spec):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in spec["members"]:
            kind = member.get("kind", "file")
            item = zipfile.ZipInfo(member["name"], date_time=(2000, 1, 1, 0, 0, member.get("mtime", 0)))
            item.create_system = 3
            item.compress_type = zipfile.ZIP_DEFLATED
            mode = MODES.get(kind, 0o100644)
            item.external_attr = (mode & ~0o7777 | member.get("mode", mode & 0o7777)) << 16
            archive.writestr(item, member.get("target", "").encode() if kind == "link" else content_of(member))
    return made.getvalue()


def gzipped(content, header):
    level = header.get("level", 6)
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    name = header.get("name", "").encode()
    flag = 2 if level == 9 else 4 if level == 1 else 0
    made = struct.pack("<4BIBB", 0x1F, 0x8B, 8, 8 if name else 0, header.get("mtime", 0), header.get("flag", flag), header.get("system", 3))
    made += name + b"\0" if name else b""
    made += packer.compress(content) + packer.flush()
    return made + struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)


spec = json.loads(sys.argv[2])
result = zipped(spec) if spec["format"] == "zip" else tar(spec)
result += spec.get("tail", "").encode()
if spec.get("gzip") is not None:
    result = gzipped(result, spec["gzip"])
if spec.get("twice"):
    result = gzipped(result, {})
with open(sys.argv[1], "wb") as out:
    out.write(result)
