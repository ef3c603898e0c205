"""Ways to spoil a patch file: by hand's slips, by other tools' dialects, and on purpose."""
import re

HOSTILE = [b"../out", b"/etc/x", b".git/config", b"a/../../x", b".GIT/x", b"git~1/x", b".git /x", b"x/.git", b"./x", b"a//b", b".gitmodules", b"a/./b",
           b"x\\.git\\y", b"n" * 300, b"\"q\\303\\244\"", b"..", b"."]
MODES = [b"100644", b"100755", b"120000", b"160000", b"040000", b"100600", b"000000", b"644", b"9", b"777777", b"-1", b"0100644", b""]
GARBAGE = [b"", b"garbage", b"@@ -1 +1 @@", b"--- a/x", b"+++ b/x", b"diff --git a/x b/x", b"diff --git a/x b/y", b" context", b"+added", b"-gone", b"\\ No newline at end of file",
           b"\\ ", b"\\ short", b"index 123..456", b"GIT binary patch", b"literal 3", b"Binary files a/x and b/x differ", b"-- ", b"rename from a",
           b"rename to b", b"new file mode 100644", b"deleted file mode 100644", b"old mode 100644", b"new mode 100755", b"similarity index 90%",
           b"@@ -0,0 +1 @@", b"copy from a", b"copy to c.go", b"--- /dev/null", b"+++ /dev/null", b"index 0000000..1111111 120000"]


def places(lines, pattern):
    return [i for i, line in enumerate(lines) if re.match(pattern, line)]


def diff_start(lines):
    return next(iter(places(lines, rb"---$")), 0)


def any_line(random, lines):
    return random.randint(min(diff_start(lines), len(lines) - 1), len(lines) - 1)


def drop_line(random, lines):
    del lines[any_line(random, lines)]


def double_line(random, lines):
    at = any_line(random, lines)
    lines.insert(at, lines[at])


def insert_garbage(random, lines):
    lines.insert(any_line(random, lines), random.choice(GARBAGE))


def change_line(random, lines):
    at = any_line(random, lines)
    line = bytearray(lines[at])
    if line:
        line[random.randrange(len(line))] = random.choice(b"x +-@\\0\t\"/")
    lines[at] = bytes(line)


def swap_lines(random, lines):
    at = any_line(random, lines)
    if at + 1 < len(lines):
        lines[at], lines[at + 1] = lines[at + 1], lines[at]


def cut_short(random, lines):
    del lines[any_line(random, lines) + 1:]


def change_hunk_header(random, lines):
    found = places(lines, rb"@@ -\d")
    if not found:
        return
    at = random.choice(found)
    numbers = re.findall(rb"\d+", lines[at][:40])
    old = random.choice(numbers)
    value = random.choice([0, 1, 2, int(old) + 1, int(old) + 7, max(int(old) - 1, 0), max(int(old) - 5, 0), 4294967297, 2**31, 2**63, 2**64 - 1, 10**30])
    lines[at] = lines[at].replace(old, b"%d" % value, 1)


def shift_hunks(random, lines):
    by = random.choice([-9, -3, -1, 1, 2, 10, 100])

    def moved(match):
        return b"@@ -%d%s +%d%s @@" % (max(int(match[1]) + by, 0), match[2], max(int(match[3]) + by, 0), match[4])
    for at in places(lines, rb"@@ -\d"):
        lines[at] = re.sub(rb"@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@", lambda m: moved([m[0], m[1], m[2] or b"", m[3], m[4] or b""]), lines[at])


def change_mode(random, lines):
    found = places(lines, rb"(old|new|deleted file|new file) mode |index .* \d+$")
    if found:
        at = random.choice(found)
        lines[at] = lines[at].rsplit(b" ", 1)[0] + b" " + random.choice(MODES)


def drop_headers(random, lines):
    kind = random.choice([rb"index ", rb"(old|new) mode ", rb"(new|deleted) file mode ", rb"rename ", rb"similarity ", rb"--- ", rb"\+\+\+ ", rb"diff --git "])
    for at in reversed(places(lines, kind)):
        del lines[at]


def traditional(random, lines):
    """As diff -u writes it, with times."""
    time = random.choice([b"", b"\t2020-01-01 10:00:00.000000000 +0100", b"\t1970-01-01 00:00:00.000000000 +0000", b" 2020-01-01 10:00:00", b"\t", b"\t1969-12-31 19:00:00 -0500"])
    null = random.random() < 0.5
    strip = random.random() < 0.15
    for at in reversed(range(diff_start(lines), len(lines))):
        if re.match(rb"(diff --git|index|(old|new) mode|(new|deleted) file mode|rename|copy|similarity) ?", lines[at]):
            del lines[at]
        elif re.match(rb"(---|\+\+\+) [ab/]", lines[at]):
            name = lines[at][4:]
            if name == b"/dev/null" and not null:
                other = lines[at + 1 if lines[at].startswith(b"---") else at - 1][4:]
                name = other if other != b"/dev/null" else b"a/x"
            if strip and name != b"/dev/null":
                name = name.split(b"/", 1)[-1]
            lines[at] = lines[at][:4] + name + time


def hostile_name(random, lines):
    name = random.choice(HOSTILE)
    old = None
    for at in places(lines, rb"\+\+\+ b/|rename to |copy to |diff --git a/"):
        found = re.match(rb"(?:\+\+\+ b/|rename to |copy to )(.+)$", lines[at])
        if found:
            old = found[1]
            break
    if old:
        for at in range(diff_start(lines), len(lines)):
            if re.match(rb"(---|\+\+\+|diff --git|rename|copy) ", lines[at]):
                lines[at] = lines[at].replace(old, name)


def strip_blanks(random, lines):
    for at in range(diff_start(lines), len(lines)):
        lines[at] = lines[at].rstrip(b" ")


def add_cr(random, lines):
    for at in range(len(lines) if random.random() < 0.5 else 0, len(lines)):
        lines[at] += b"\r"
    at = any_line(random, lines)
    lines[at] += b"\r"


def binary_digit(random, lines):
    found = places(lines, rb"[A-Za-z][0-9A-Za-z!#$%&()*+;<=>?@^_`{|}~-]{5,}$|literal \d|delta \d")
    found = [at for at in found if at > diff_start(lines)]
    if not found:
        return
    at = random.choice(found)
    if lines[at].startswith((b"literal ", b"delta ")):
        word = random.choice([b"literal ", b"delta "])
        lines[at] = word + b"%d" % random.choice([0, 1, 7, 100, 2**28, 2**31, 2**32 + 5, 2**63])
    else:
        spot = random.randrange(len(lines[at]))
        lines[at] = lines[at][:spot] + random.choice([b"0", b"~", b"\"", b"Z", b"zz"]) + lines[at][spot + 1:]


def move_file(random, lines):
    """A file's part of the diff goes to another place, or stands twice."""
    starts = places(lines, rb"diff --git ")
    if len(starts) < 2:
        return
    at = random.randrange(len(starts) - 1)
    part = lines[starts[at]:starts[at + 1]]
    if random.random() < 0.6:
        del lines[starts[at]:starts[at + 1]]
        starts = places(lines, rb"diff --git ")
    where = random.choice(starts)
    lines[where:where] = part


def move_hunk(random, lines):
    starts = places(lines, rb"@@ -\d")
    if len(starts) < 2:
        return
    at = random.randrange(len(starts) - 1)
    if any(re.match(rb"diff --git |--- ", line) for line in lines[starts[at]:starts[at + 1]]):
        return
    part = lines[starts[at]:starts[at + 1]]
    del lines[starts[at]:starts[at + 1]]
    where = random.choice(places(lines, rb"@@ -\d"))
    lines[where:where] = part


ALL = [drop_line, double_line, insert_garbage, insert_garbage, change_line, swap_lines, cut_short, change_hunk_header, change_hunk_header, shift_hunks,
       shift_hunks, change_mode, drop_headers, traditional, traditional, hostile_name, strip_blanks, add_cr, binary_digit, move_file, move_hunk]


def spoiled(random, content):
    lines = content.split(b"\n")
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        if len(lines) > 1:
            random.choice(ALL)(random, lines)
    return b"\n".join(lines)
