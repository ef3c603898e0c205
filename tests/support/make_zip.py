#!/usr/bin/env python3
"""make_zip.py FILE [KIND NAME CONTENT]...   KIND: file, folder, link, or zeros (CONTENT is then how many)"""
import sys
import warnings
import zipfile

warnings.simplefilter("ignore")  # a name that comes twice is meant
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as made:
    words = sys.argv[2:]
    for kind, name, content in zip(words[::3], words[1::3], words[2::3]):
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        mode = {"link": 0o120777, "folder": 0o040755}.get(kind, 0o100644)
        info.external_attr = mode << 16
        info.create_system = 3
        made.writestr(info, b"\0" * int(content) if kind == "zeros" else content)
