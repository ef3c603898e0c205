#!/usr/bin/env python3
"""read_archive.py FILE: its members as Python reads them, one a line: kind mode owner time size name [content or target]"""
import datetime
import sys
import tarfile
import zipfile

KINDS = {0o10: "file", 0o12: "link", 0o4: "folder"}


def show(kind, mode, owner, time, size, name, what):
    print(kind, "%04o" % mode, owner, time, size, name, what)


if sys.argv[1].endswith(".zip"):
    with zipfile.ZipFile(sys.argv[1]) as archive:
        assert archive.testzip() is None
        for item in archive.infolist():
            mode = item.external_attr >> 16
            time = datetime.datetime(*item.date_time).isoformat()
            show(KINDS[mode >> 12], mode & 0o7777, "-", time, item.file_size, item.filename, archive.read(item).decode().partition("\n")[0])
else:
    with tarfile.open(sys.argv[1]) as archive:
        for item in archive:
            kind = "file" if item.isfile() else "link" if item.issym() else "folder" if item.isdir() else "?"
            what = archive.extractfile(item).read().decode().partition("\n")[0] if item.isfile() else item.linkname
            owner = f"{item.uid}:{item.gid}:{item.uname}:{item.gname}"
            time = datetime.datetime.utcfromtimestamp(item.mtime).isoformat()
            show(kind, item.mode, owner, time, item.size, item.name, what)
