"""Patches that nobody's tool wrote, for tests/functional/patch_series.py: a few diffs of the same few names, in every order and kind,
so that files are renamed, removed, made again, changed twice, become folders, links or submodules within one patch. Most contradict
the tree somewhere; what git am makes of the others is often a surprise.
"""
FILE, RUN, LINK, MODULE = "100644", "100755", "120000", "160000"
NAMES = ["a", "b", "d", "d/x", "d/e/y", "l", "l/x", "m", "new", "new/z"]
MODES = [FILE, FILE, FILE, RUN, LINK, MODULE]
IDS = ["1" * 40, "2" * 40]


def tree(random):
    """A small tree with some of the names."""
    made = {}
    for name in random.sample(NAMES, random.randint(2, 6)):
        if any(name.startswith(other + "/") or other.startswith(name + "/") for other in made):
            continue
        mode = LINK if name == "l" else MODULE if name == "m" else random.choice([FILE, FILE, RUN])
        made[name] = (mode, content(random, mode))
    return made


def content(random, mode):
    if mode == MODULE:
        return random.choice(IDS).encode()
    if mode == LINK:
        return random.choice([b"a", b"d", b"nowhere"])
    return random.choice([b"", b"one\n", b"one\ntwo\n", b"one\ntwo\nthree\n", b"one", b"x\ny\none\ntwo\nthree\nz\n"])


def as_lines(mode, data):
    """What a diff shows of it."""
    if mode == MODULE:
        data = b"Subproject commit " + data + b"\n"
    lines = data.decode().split("\n")
    whole = lines[-1] == ""
    lines = lines[:-1] if whole else lines
    return lines, whole


def side(sign, lines, whole):
    out = [sign + line for line in lines]
    return out if whole or not lines else out + ["\\ No newline at end of file"]


def hunk(random, old, new):
    (before, before_whole), (after, after_whole) = old, new
    common = 0
    while common < min(len(before), len(after)) and before[common] == after[common] and (before_whole and after_whole or common + 1 < min(len(before), len(after))):
        common += 1
    context = min(common, random.choice([0, 1, 3]))
    skipped = common - context
    lines = [" " + line for line in before[skipped:common]]
    lines += side("-", before[common:], before_whole) + side("+", after[common:], after_whole)
    if not any(line[0] in "+-" for line in lines):
        return []
    at = skipped + random.choice([0, 0, 0, 0, 1, 5])
    old_count, new_count = len(before) - skipped, len(after) - skipped
    return [f"@@ -{at + 1 if old_count else at},{old_count} +{at + 1 if new_count else at},{new_count} @@", *lines]


def header(random, kind, name, to, mode):
    lines = [f"diff --git a/{name} b/{to}"]
    if kind == "new":
        lines.append(f"new file mode {mode}")
    elif kind == "delete":
        lines.append(f"deleted file mode {mode}")
    elif kind in ("rename", "copy"):
        lines += ["similarity index 90%", f"{kind} from {name}", f"{kind} to {to}"]
    if kind in ("modify", "rename", "copy") and random.random() < 0.2:
        lines += [f"old mode {mode}", f"new mode {random.choice(MODES)}"]
    elif random.random() < 0.3:
        lines.append(f"index 1234567..89abcde {mode}")
    return lines


def one_change(random, state):
    """A diff of one file; `state` is what the names hold after the diffs before, as far as one cares."""
    kind = random.choice(["modify", "modify", "new", "new", "delete", "rename", "copy", "across", "traditional"])
    present = sorted(state)
    name = random.choice(present) if present and random.random() < (0.2 if kind == "new" else 0.85) else random.choice(NAMES)
    to = name if kind in ("modify", "new", "delete", "traditional") else random.choice(NAMES)
    mode, data = state.get(name, (random.choice(MODES), b""))
    if kind == "new":
        mode, data = random.choice(MODES), b""
    new = b"" if kind == "delete" else content(random, mode)
    if kind in ("rename", "copy") and random.random() < 0.6:
        new = data
    empty = ([], True)
    hunks = hunk(random, as_lines(mode, data) if kind != "new" else empty, as_lines(mode, new) if kind != "delete" else empty)
    lines = [] if kind == "traditional" else header(random, kind, name, to, mode)
    if hunks:
        old_name = "/dev/null" if kind == "new" else f"a/{name}"
        new_name = "/dev/null" if kind == "delete" else f"b/{to}"
        lines += [f"--- {old_name}", f"+++ {new_name}", *hunks]
    elif kind in ("modify", "traditional", "across"):
        lines = [f"diff --git a/{name} b/{name}", f"old mode {FILE}", f"new mode {RUN}"]
    if random.random() < 0.8:
        if kind in ("delete", "rename", "across"):
            state.pop(name, None)
        if kind != "delete":
            state[to] = (mode, new)
    return lines


def patch(random, below):
    state = dict(below)
    lines = []
    for _ in range(random.choice([1, 2, 2, 3, 3, 4, 6])):
        lines += one_change(random, state)
    return ("From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: A U Thor <a@example.org>\n"
            "Date: Mon, 2 Jan 2023 03:04:05 +0100\nSubject: [PATCH] Invented\n\n---\n" + "\n".join(lines) + "\n-- \n2.39.5\n\n").encode(), state
