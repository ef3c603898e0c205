#!/usr/bin/env python3
"""make_deb.py FILE COMPRESSION [KIND NAME CONTENT]...

COMPRESSION: gz, xz, zst, none. KIND: file, program, setuid, folder, link, hard, device; zeros: a sparse file of so many. Written here and not by dpkg-deb, since
some of what tests need is what dpkg-deb refuses to make.
"""
import gzip
import io
import lzma
import subprocess
import sys
import tarfile

kinds = {"folder": tarfile.DIRTYPE, "link": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "device": tarfile.CHRTYPE}
modes = {"program": 0o755, "setuid": 0o4755, "folder": 0o755, "link": 0o777}


def member(name, data):
    return b"%-16s%-12d%-6d%-6d%-8o%-10d`\n" % (name.encode(), 0, 0, 0, 0o100644, len(data)) + data + b"\n" * (len(data) % 2)


file, compression, words = sys.argv[1], sys.argv[2], sys.argv[3:]
tar = io.BytesIO()
with tarfile.open(fileobj=tar, mode="w", format=tarfile.PAX_FORMAT if "zeros" in words[::3] else tarfile.GNU_FORMAT) as made:
    for kind, name, content in zip(words[::3], words[1::3], words[2::3]):
        info = tarfile.TarInfo(name)
        info.type = kinds.get(kind, tarfile.REGTYPE)
        info.mode = modes.get(kind, 0o644)
        data = content.encode() if info.isreg() else b""
        if kind == "zeros":
            data = b"\0"
            info.pax_headers = {"GNU.sparse.size": content, "GNU.sparse.numblocks": "1", "GNU.sparse.map": f"{int(content) - 1},1"}
        info.linkname = content if kind in ("link", "hard") else ""
        info.size = len(data)
        made.addfile(info, io.BytesIO(data))
data = tar.getvalue()
if compression == "gz":
    data = gzip.compress(data, mtime=0)
elif compression == "xz":
    data = lzma.compress(data)
elif compression == "zst":
    data = subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout
suffix = "" if compression == "none" else "." + compression
with open(file, "wb") as out:
    out.write(b"!<arch>\n" + member("debian-binary", b"2.0\n") + member("control.tar.gz", b"") + member("data.tar" + suffix, data))
