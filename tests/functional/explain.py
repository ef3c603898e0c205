"""`verbatim explain`: pairs that differ in one thing, made by a real Go; the first cause named is the true one."""
import io
import json
import os
import pathlib
import shutil
import sys
import tarfile
import zipfile

import harness
from harness import check, git

sys.path.insert(0, str(harness.ROOT / "tests/support"))
from go_pairs import EXTRA, MAIN, STRIPPED, WITH_C, image, world  # noqa: E402


def explained(case, a, b, kind, *words):
    """The record; its first cause is of that kind, and says these words in its text or evidence."""
    record = case.verbatim("explain", a, b, "--json", status=1).json()
    first = record["causes"][0]
    check(first["kind"] == kind, f"expected {kind}: {json.dumps(record['causes'], indent=1)}")
    text = "\n".join([first["text"], *first["evidence"]])
    for word in words:
        check(word in text, f"{word!r} is not in {text}")
    check(first["next"], "a cause says what to do next")
    text = case.verbatim("explain", a, b, status=1).out
    check(f"1. {first['text']}  [{kind}]" in text, text)
    return record


def kinds(record):
    return [cause["kind"] for cause in record["causes"]]


# Binaries


def test_another_go_release(case):
    w = world()
    record = explained(case, w.build(program=w.another_go("go1.25.12")), w.build(), "go", "go1.25.12 in A", "go1.26")
    rows = {row["name"]: row for row in record["build_information"]}
    check(rows["go"]["was"] == "go1.25.12" and rows["GOARCH"] == {"name": "GOARCH", "was": "amd64", "is": "amd64"}, json.dumps(rows))
    check("code" not in kinds(record) and record["program"]["functions_count"] > 0, str(kinds(record)))


def test_a_dirty_tree(case):
    w = world()
    dirty = w.checkout("dirty")
    (dirty / "marker").write_text("")
    record = explained(case, w.build(folder=dirty, vcs=True), w.build(vcs=True), "dirty", "dirty where A was built", "+dirty")
    check(kinds(record) == ["dirty"] and "markers" in record["causes"][0]["next"], json.dumps(record["causes"]))
    explained(case, w.build(vcs=True), w.build(folder=dirty, vcs=True), "dirty", "dirty where B was built")


def test_another_commit(case):
    w = world()
    other = w.checkout("other")
    git(other, "commit", "-q", "--allow-empty", "-m", "two")
    record = explained(case, w.build(vcs=True), w.build(folder=other, vcs=True), "commit", git(w.module, "rev-parse", "HEAD"))
    check(kinds(record) == ["commit"], str(kinds(record)))
    (other / "extra.go").write_text(EXTRA.replace("1", "2"))
    git(other, "commit", "-q", "-a", "-m", "three")
    record = explained(case, w.build(vcs=True), w.build(folder=other, vcs=True), "commit")
    check(kinds(record) == ["commit", "code"] and record["program"]["functions"][0]["name"] == "main.main", json.dumps(record["causes"]))


def test_a_build_that_knows_no_commit(case):
    w = world()
    explained(case, w.build(vcs=True), w.build(), "vcs", "only A knows the commit")


def test_another_version_stamped_on_the_same_commit(case):
    w = world()
    tagged = w.checkout("tagged")
    git(tagged, "tag", "v1.4.0")
    explained(case, w.build(vcs=True), w.build(folder=tagged, vcs=True), "version", "v1.4.0 in B")


def test_a_linker_flag_that_is_recorded(case):
    w = world()
    a, b = (w.build(trimpath=False, ldflags=f"{STRIPPED} -X main.version={value}") for value in ("v1.2.3", "v1.2.4"))
    record = explained(case, a, b, "ldflag", "-X main.version", "v1.2.3 in A, v1.2.4 in B")
    check(kinds(record) == ["ldflag"], str(kinds(record)))


def test_a_linker_flag_that_trimpath_keeps_out(case):
    w = world()
    for values in (("v1.2.3", "v1.2.4"), ("v1.2.3", "v1.2.30-longer"), ("v1.2.3", None)):
        a, b = (w.build(ldflags=STRIPPED + (f" -X main.version={value}" if value else "")) for value in values)
        record = explained(case, a, b, "ldflag", "string variable", f'"{values[0]}" in A', f'"{values[1] or "none"}" in B')
        check(kinds(record) == ["ldflag"], str(kinds(record)))


def test_vendored_or_not(case):
    w = world()
    vendored = w.copy("vendored")
    w.go("mod", "vendor", folder=vendored)
    explained(case, w.build(folder=vendored), w.build(folder=w.copy("plain")), "vendored", "A was built of vendored modules", "0 of 1 in A, 1 of 1 in B")
    record = explained(case, w.build(), w.build(folder=vendored), "vendored", "B was built of vendored modules")
    check(kinds(record) == ["vendored"], str(kinds(record)))


def test_trimpath_missing(case):
    w = world()
    record = explained(case, w.build(), w.build(trimpath=False), "trimpath", "missing where B was built")
    check("ldflag" not in kinds(record), str(kinds(record)))
    one, two = (w.build(trimpath=False, folder=w.copy(name)) for name in ("one", "two"))
    explained(case, one, two, "trimpath", "copies/one/", "copies/two/")


def test_a_build_id(case):
    w = world()
    record = explained(case, w.build(), w.build(ldflags="-s -w"), "build id", "only B has a build id")
    check(kinds(record) == ["build id"], str(kinds(record)))
    explained(case, w.build(trimpath=False), w.build(trimpath=False, ldflags="-s -w"), "build id", "-buildid")
    explained(case, w.build(ldflags="-s -w -buildid=one"), w.build(ldflags="-s -w -buildid=two"), "build id", "one in A, two in B")


def test_cgo(case):
    w = world()
    source = w.copy("cgo", c=WITH_C)
    a, b = (w.build(folder=source, CGO_ENABLED=value) for value in "01")
    record = explained(case, a, b, "cgo", "CGO_ENABLED 0 in A, 1 in B")
    check(kinds(record) == ["cgo"], str(kinds(record)))


def test_another_level_of_the_processor(case):
    w = world()
    record = explained(case, w.build(), w.build(GOAMD64="v3"), "architecture", "GOAMD64 v1 in A, v3 in B")
    check(kinds(record) == ["architecture"], str(kinds(record)))


def test_build_tags(case):
    w = world()
    record = explained(case, w.build("-tags=tagged"), w.build(), "tags", "tagged in A, none in B")
    check(kinds(record) == ["tags", "code"], str(kinds(record)))


def test_a_patched_function(case):
    w = world()
    patched = w.copy("patched", main=MAIN.replace("n > 3", "n > 4"))
    record = explained(case, w.build(), w.build(folder=patched), "code", "main.greet has other code", "1 of ")
    check(kinds(record) == ["code"] and record["program"]["functions_count"] == 1, json.dumps(record["causes"]))
    section = next(one for one in record["program"]["sections"] if one["name"] == ".text")
    check(section["was_function"].startswith("main.greet+0x") and section["bytes"] == 1, json.dumps(section))
    # All that comes behind a longer one moves, and is no other function.
    longer = w.copy("longer", main=MAIN.replace("return dep.Name", "println(n, n+1)\n\treturn dep.Name"))
    record = explained(case, w.build(), w.build(folder=longer), "code", "main.greet has ", "1 of ")
    more = w.copy("more", main=MAIN + "\n//go:noinline\nfunc more() { println(1) }\n\nfunc init() { more() }\n")
    names = [one["name"] for one in explained(case, w.build(), w.build(folder=more), "code")["program"]["functions"]]
    check("main.more" in names, str(names))


def test_the_first_difference_lies_where_go_tool_nm_says(case):
    w = world()
    folders = (w.module, w.copy("patched-with-symbols", main=MAIN.replace("n > 3", "n > 5")))
    a, b = (w.build(folder=folder, ldflags="") for folder in folders)
    symbols = {line.split()[2]: int(line.split()[0], 16) for line in w.go("tool", "nm", str(a), folder=w.folder).splitlines() if len(line.split()) == 3}
    section = next(one for one in explained(case, a, b, "code", "main.greet")["program"]["sections"] if one["name"] == ".text")
    distance = symbols["runtime.text"] + section["first"] - symbols["main.greet"]
    check(section["was_function"] == f"main.greet+{distance:#x}", f"{section} {distance:#x}")
    check(a.read_bytes()[section["was_offset"]] != b.read_bytes()[section["is_offset"]], "the bytes of the files differ there")


def test_a_patched_function_in_other_formats(case):
    w = world()
    patched = w.copy("patched-elsewhere", main=MAIN.replace("n > 3", "n > 4"))
    for system, machine in (("windows", "amd64"), ("darwin", "arm64")):
        a, b = (w.build(folder=folder, GOOS=system, GOARCH=machine) for folder in (w.module, patched))
        record = explained(case, a, b, "code", "main.greet has other code")
        check(record["program"]["functions_count"] == 1, json.dumps(record["program"]["functions"]))
        explained(case, w.build(), a, "platform")


def test_a_changed_string(case):
    w = world()
    for was, now in (("good morning to all", "good evening to all"), ("good morning to all", "good day")):
        changed = w.copy("string-" + now.replace(" ", "-"), main=MAIN.replace(was, now))
        record = explained(case, w.build(), w.build(folder=changed), "string", "main.greet", f'"{was}" in A, "{now}" in B')
        check(kinds(record) == ["string"], str(kinds(record)))


def test_symbols(case):
    w = world()
    explained(case, w.build(), w.build(ldflags="-buildid="), "symbols", "kept in B, stripped from A")


def test_another_program(case):
    w = world()
    other = w.copy("program")
    (other / "go.mod").write_text((other / "go.mod").read_text().replace("example.com/probe", "example.com/other"))
    explained(case, w.build(), w.build(folder=other), "program", "example.com/probe in A, example.com/other in B")
    explained(case, w.build(), pathlib.Path("/usr/bin/env").resolve(), "program", "only A has Go's build information")


def test_damaged_binaries_are_compared_by_their_bytes(case):
    whole = world().build().read_bytes()
    a, b = case.folder / "a", case.folder / "b"
    a.write_bytes(whole)
    b.write_bytes(whole[:len(whole) // 2])
    record = explained(case, a, b, "cut short", "B is cut short")
    check("not compared as programs" in record["notes"][0], str(record["notes"]))
    table = whole.index(b"\xf1\xff\xff\xff\0\0\1\x08")
    b.write_bytes(whole[:table + 8] + b"\xff" * 8 + whole[table + 16:])
    record = case.verbatim("explain", a, b, "--json", status=1).json()
    check(any("functions of B are not told: its table of functions is malformed" in note for note in record["notes"]), str(record["notes"]))


# Archives

FILES = {"bin/tool": b"tool", "LICENSE": b"free", "NOTICE": b"read me\n" * 100}


def tar(path, names=None, mode="w", change=lambda member: member, files=None, **more):
    files = files or FILES
    with tarfile.open(path, mode, format=more.pop("format", tarfile.USTAR_FORMAT), **more) as made:
        for name in names or sorted(files):
            member = tarfile.TarInfo(name)
            member.size, member.mtime, member.mode = len(files[name]), 1_767_323_045, 0o644
            made.addfile(change(member) or member, io.BytesIO(files[name]))
    return path


def changed(**values):
    def change(member):
        for name, value in values.items():
            setattr(member, name, value)
    return change


def test_archives_that_are_packed_otherwise(case):
    a = tar(case.folder / "a.tar")
    pairs = [("times", {"change": changed(mtime=1)}, "2026-01-02T03:04:05Z in A, 1970-01-01T00:00:01Z in B"),
             ("order", {"names": sorted(FILES, reverse=True)}, "another order"),
             ("owners", {"change": changed(uid=1000, uname="me")}, "0:0 (:) in A, 1000:0 (me:) in B"),
             ("modes", {"change": changed(mode=0o664)}, "0644 in A, 0664 in B"),
             ("permission", {"change": changed(mode=0o755)}, "0644 in A, 0755 in B"),
             ("compression", {"mode": "w:gz"}, "not compressed in A, compressed in B"),
             ("format", {"format": tarfile.GNU_FORMAT}, "tar (ustar) in A, tar (GNU) in B"),
             ("names", {"change": lambda member: setattr(member, "name", "./" + member.name)}, "./")]
    for kind, options, words in pairs:
        record = explained(case, a, tar(case.folder / f"{kind}.tar", **options), kind, words)
        # Whether its owner may execute a file is content; the other bits are packing.
        check(kinds(record) == ([kind, "modes"] if kind == "permission" else [kind]) and record["subject"] == "archive", f"{kind}: {kinds(record)}")
    with zipfile.ZipFile(case.folder / "b.zip", "w") as made:
        for name, content in sorted(FILES.items()):
            made.writestr(zipfile.ZipInfo(name), content)
    explained(case, a, case.folder / "b.zip", "format", "zip in B")


def test_compression_at_another_level(case):
    import gzip
    plain = tar(case.folder / "a.tar").read_bytes()
    for name, level in (("one", 1), ("nine", 9)):
        packed = bytearray(gzip.compress(plain, level, mtime=0))
        packed[8] = 0  # the flag that names the level
        (case.folder / name).write_bytes(packed)
    explained(case, case.folder / "one", case.folder / "nine", "compression", "another level")


def test_a_binary_in_an_archive_is_looked_into(case):
    w = world()
    old, new = (w.build(ldflags=f"{STRIPPED} -X main.version={value}").read_bytes() for value in ("v1.2.3", "v1.2.4"))
    a = tar(case.folder / "a.tar.gz", mode="w:gz", files={**FILES, "bin/tool": old})
    b = tar(case.folder / "b.tar.gz", mode="w:gz", files={**FILES, "bin/tool": new}, change=changed(mtime=7))
    record = explained(case, a, b, "ldflag", "v1.2.3")
    check(record["causes"][0]["paths"] == ["bin/tool"] and "times" in kinds(record) and "content" not in kinds(record), json.dumps(record["causes"]))
    check(record["parts"][0]["path"] == "bin/tool" and record["parts"][0]["subject"] == "binary", json.dumps(record["parts"])[:300])


def test_a_damaged_archive_is_compared_by_its_bytes(case):
    a = tar(case.folder / "a.tar.gz", mode="w:gz")
    (case.folder / "b.tar.gz").write_bytes(a.read_bytes()[:-20])
    record = explained(case, a, case.folder / "b.tar.gz", "cut short")
    check("not compared as archives" in record["notes"][0], str(record["notes"]))


# Images


def test_an_image_on_another_base_layer(case):
    base, other, own = {"etc/os-release": b"one"}, {"etc/os-release": b"two"}, {"program": b"#!"}
    a, b = image(case.folder / "a", [base, own]), image(case.folder / "b", [other, own])
    record = explained(case, a, b, "base layer", "another base image, for linux/amd64", "of the highest, 1 the same")
    check(record["subject"] == "image" and kinds(record) == ["base layer", "content"], str(kinds(record)))


def test_images_with_another_file_or_config_on_the_same_base(case):
    base = {"etc/os-release": b"one"}
    a = image(case.folder / "a", [base, {"program": b"#!"}])
    record = explained(case, a, image(case.folder / "b", [base, {"program": b"#!/"}]), "content", "program differs")
    check(kinds(record) == ["content"], str(kinds(record)))
    explained(case, a, image(case.folder / "c", [base, {"program": b"#!", "more": b""}]), "members", "more is new")
    explained(case, a, image(case.folder / "d", [base, {"program": b"#!"}], {"Entrypoint": ["/other"]}), "config", "/program", "/other")
    explained(case, a, image(case.folder / "e", [{**base, "program": b"#!"}]), "layers", "the number of layers")


# Folders, files, and what is neither


def test_folders_of_binaries(case):
    w = world()
    old = w.build(program=w.another_go("go1.25.12"))
    new = w.build()
    for side, binary in (("a", old), ("b", new)):
        (case.folder / side / "bin").mkdir(parents=True)
        for name in ("one", "two"):
            shutil.copy(binary, case.folder / side / "bin" / name)
        (case.folder / side / "notes").write_text(f"first\nof {side}\n")
    (case.folder / "b/more").write_text("")
    record = explained(case, case.folder / "a", case.folder / "b", "go")
    check(record["causes"][0]["paths"] == ["bin/one", "bin/two"], json.dumps(record["causes"][0]))
    content = next(cause for cause in record["causes"] if cause["kind"] == "content")
    check(content["paths"] == ["notes"] and "line 2" in content["text"], json.dumps(content))
    check([member["path"] for member in record["members"]] == ["bin/one", "bin/two", "more", "notes"], json.dumps(record["members"]))


def test_what_is_the_same_is_said_and_exits_with_0(case):
    binary = world().build()
    shutil.copy(binary, case.folder / "copy")
    check("no difference" in case.verbatim("explain", binary, case.folder / "copy").out, "said")
    record = case.verbatim("explain", binary, binary, "--json").json()
    check(record["same"] and not record["causes"], json.dumps(record))
    (case.folder / "x").mkdir()
    (case.folder / "x/file").write_text("x")
    shutil.copytree(case.folder / "x", case.folder / "y")
    check(case.verbatim("explain", "x", "y", "--json").json()["same"], "folders")
    check(not case.store.exists(), "no store was made")


def test_what_cannot_be_explained_is_refused(case):
    (case.folder / "there").write_text("x")
    case.golden("explain-absent", case.verbatim("explain", "there", "absent", status=2).err)
    case.verbatim("explain", "there", "/dev/null", status=2)
    case.verbatim("explain", "there", status=2)
    (case.folder / "folder").mkdir()
    explained(case, "there", "folder", "members", "B is a folder")


def test_names_from_outside_bring_no_control_byte_to_the_terminal(case):
    for side in "ab":
        (case.folder / side).mkdir()
        (case.folder / side / "\x1b[31mred").write_text(side + "\x1b[0m")
    check("\\x1b" in case.verbatim("explain", "a", "b", status=1).out, "shown")


def two_texts(case):
    (case.folder / "a").write_text("one line\n")
    (case.folder / "b").write_text("another line\n")


def test_deep_shows_what_diffoscope_says(case):
    if not shutil.which("diffoscope"):
        harness.skip("diffoscope is not installed")
    two_texts(case)
    out = case.verbatim("explain", "a", "b", "--deep", status=1).out
    check("[content]" in out, out)
    check("-one line" in out and "+another line" in out, "diffoscope's part: " + out)
    check("@@ -1 +1 @@" in out and "@@" not in case.verbatim("explain", "a", "b", status=1).out, "only where it was asked for: " + out)


def test_deep_wants_diffoscope(case):
    two_texts(case)
    (case.folder / "empty").mkdir()
    result = case.verbatim("explain", "a", "b", "--deep", status=3, environment={"PATH": str(case.folder / "empty")})
    check("diffoscope is not installed here" in result.err and "next: install it" in result.err and "[content]" in result.out, result.err)
    check(case.verbatim("explain", "a", "a", "--deep").status == 0, "nothing to look into")


harness.main(globals())
