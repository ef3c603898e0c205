"""Random patch series for tests/functional/patch_series.py: small trees that change, as models in memory, exported by the real git
with varied options, and then perhaps spoiled.

A tree is a dict of path → (mode, bytes); a submodule's bytes are the id that it is at.
"""
import os
import subprocess

FILE, RUN, LINK, MODULE = "100644", "100755", "120000", "160000"
WORDS = [b"alpha", b"beta", b"}", b"{", b"", b"  return", b"gamma delta", b"\tif x {", b"end", b"-- ", b"--- a/x", b"+++ b/x", b"diff --git a b",
         b"@@ -1 +1 @@", b"From nobody", b"\\ No newline", b"trailing  ", b"\xe4\xf6", "größer".encode(), b">From x"]
NAMES = ["a", "b", "c.go", "with blank", "q\"uote", "ümlaut", "tab\tname", "d", "x.txt", "back\\slash", "long-" + "n" * 40, ".gitignore", "-- "]
FOLDERS = ["", "", "", "d/", "e/", "e/deep/", "a/", "sp ace/", "e/deep/er/"]
AUTHORS = [b"A U Thor <author@example.org>", "Jörg Müller <joerg@example.org>".encode(), b"J\xf6rg Latin <latin@example.org>",
           "漢字 名前 <kanji@example.org>".encode(), b"\"Quoted, Name\" <q@example.org>", b"O'Dot. Jr. <dot@example.org>",
           b"=?x <eq@example.org>", b"Name (with) comment <c@example.org>"]
ZONES = ["+0000", "+0100", "-0530", "+1245", "-0800"]
SUBJECTS = ["Fix it", "[tag] keeps no brackets", "A subject that is rather long, so that it has to be folded when it is written as a header of a mail",
            "Größe ändern", "Revert \"Fix it\"", "Re: again", "subject: with colon", "漢字"]
BODIES = ["", "One line.", "Two\n\nparagraphs, the second with  blanks  \n", "diff-like\n--- not a diff\n", "From: Somebody <s@example.org>\n\nin body",
          "Größe\nSigned-off-by: A <a@example.org>", " indented\n- list\n", "a line that is " + "very " * 40 + "long"]


class World:
    """A random tree, and how it changes."""

    def __init__(self, random):
        self.random = random
        self.tree = {}
        for _ in range(random.randint(1, 9)):
            self.create()

    def one_of(self, *kinds):
        paths = sorted(path for path, (mode, _) in self.tree.items() if not kinds or mode in kinds)
        return self.random.choice(paths) if paths else None

    def text(self, lines=None):
        random = self.random
        count = lines if lines is not None else random.choice([0, 1, 2, 3, 5, 8, 13, 30, 60])
        numbered = random.random() < 0.5
        made = [b"%d" % i if numbered and random.random() < 0.8 else random.choice(WORDS) for i in range(count)]
        end = b"\r\n" if random.random() < 0.1 else b"\n"
        data = b"".join(line + end for line in made)
        return data[:-len(end)] if data and random.random() < 0.15 else data

    def binary(self):
        size = self.random.choice([1, 3, 20, 52, 53, 300, 5000])
        return b"\0" + self.random.randbytes(size) if self.random.random() < 0.7 else b"\0" + b"pattern" * size

    def free_path(self):
        for _ in range(50):
            path = self.random.choice(FOLDERS) + self.random.choice(NAMES)
            if self.fits(path):
                return path
        return None

    def fits(self, path):
        parts = path.split("/")
        above = {"/".join(parts[:i]) for i in range(1, len(parts))}
        return path not in self.tree and not above & self.tree.keys() and not any(other.startswith(path + "/") for other in self.tree)

    def create(self):
        path = self.free_path()
        if path is None:
            return
        kind = self.random.random()
        if kind < 0.7:
            self.tree[path] = (self.random.choice([FILE, FILE, FILE, RUN]), self.text())
        elif kind < 0.83:
            self.tree[path] = (FILE, self.binary())
        elif kind < 0.93:
            self.tree[path] = (LINK, self.random.choice([b"a", b"d", b"../out", b"e/deep", b"nowhere", b"/etc/passwd"]))
        else:
            self.tree[path] = (MODULE, self.random.randbytes(20).hex().encode())

    def edit_text(self, data):
        random = self.random
        end = b"\r\n" if b"\r\n" in data else b"\n"
        lines = data.split(end)
        for _ in range(random.choice([1, 1, 2, 4])):
            at = random.randint(0, len(lines))
            what = random.random()
            if what < 0.4:
                lines[at:at] = [random.choice(WORDS) for _ in range(random.randint(1, 3))]
            elif what < 0.7:
                del lines[at:at + random.randint(1, 4)]
            else:
                lines[at:at + 1] = [b"changed %d" % random.randint(0, 9)]
        data = end.join(lines)
        if random.random() < 0.08:
            data = data[:-1] if data.endswith(b"\n") else data + b"\n"
        return data

    def edit(self, path=None):
        path = path or self.one_of()
        if path is None:
            return
        mode, data = self.tree[path]
        if mode == MODULE:
            data = self.random.randbytes(20).hex().encode()
        elif mode == LINK:
            data = self.random.choice([b"new", b"e", b"..", b"a b"])
        elif data.startswith(b"\0"):
            at = self.random.randint(1, len(data))
            data = data[:at] + self.random.randbytes(self.random.randint(1, 8)) + data[at:]
        else:
            data = self.edit_text(data)
        self.tree[path] = (mode, data)

    def step(self):
        """One change, of any kind."""
        random = self.random
        what = random.random()
        path = self.one_of()
        if what < 0.45 or path is None:
            self.edit(self.one_of(FILE, RUN) if random.random() < 0.8 else None)
        elif what < 0.58:
            self.create()
        elif what < 0.66:
            del self.tree[path]
        elif what < 0.76:
            self.move(path, random.random() < 0.6)
        elif what < 0.82 and (to := self.free_path()):
            self.tree[to] = self.tree[path]
            if random.random() < 0.5:
                self.edit(to)
        elif what < 0.87 and self.tree[path][0] in (FILE, RUN):
            mode, data = self.tree[path]
            self.tree[path] = (RUN if mode == FILE else FILE, data)
        elif what < 0.90:
            self.tree[path] = random.choice([(LINK, b"target"), (FILE, self.text()), (MODULE, b"%040x" % random.randint(1, 1 << 150))])
        elif what < 0.93:
            other = self.one_of()
            self.tree[path], self.tree[other] = self.tree[other], self.tree[path]
        elif what < 0.96:
            self.file_to_folder(path)
        else:
            self.folder_to_file()

    def move(self, path, edit):
        entry = self.tree.pop(path)
        to = self.free_path()
        self.tree[to if to else path] = entry
        if edit and to:
            self.edit(to)

    def file_to_folder(self, path):
        entry = self.tree.pop(path)
        self.tree[path + "/inner"] = entry if self.random.random() < 0.5 else (FILE, self.text())

    def folder_to_file(self):
        folders = sorted({path.rsplit("/", 1)[0] for path in self.tree if "/" in path})
        if not folders:
            return
        folder = self.random.choice(folders)
        inside = sorted(path for path in self.tree if path.startswith(folder + "/"))
        entry = self.tree[inside[0]]
        for path in inside:
            del self.tree[path]
        self.tree[folder] = entry


def quoted(path):
    """As fast-import wants it."""
    return b'"' + path.encode().replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'


def import_trees(git, ref, trees, random):
    """A commit a tree, one upon another; gives nothing, but leaves `ref` at the last."""
    out = []
    for number, tree in enumerate(trees):
        message = random.choice(SUBJECTS) + "\n\n" + random.choice(BODIES)
        author, time = random.choice(AUTHORS), b"%d %s" % (random.randint(1, 1900000000), random.choice(ZONES).encode())
        message = message.encode()
        out.append(b"commit %s\nmark :%d\nauthor %s %s\ncommitter %s %s\ndata %d\n%s\n" % (ref.encode(), number + 1, author, time, author, time, len(message), message))
        if number:
            out.append(b"from :%d\n" % number)
        out.append(b"deleteall\n")
        for path, (mode, data) in tree.items():
            if mode == MODULE:
                out.append(b"M 160000 %s %s\n" % (data, quoted(path)))
            else:
                out.append(b"M %s inline %s\ndata %d\n%s\n" % (mode.encode(), quoted(path), len(data), data))
        out.append(b"\n")
    git("fast-import", "--quiet", "--force", "--date-format=raw-permissive", input=b"".join(out))


def export_options(random):
    options = ["--full-index"] if random.random() < 0.5 else []
    pick = lambda chance, *words: options.extend(words) if random.random() < chance else None
    pick(0.7, "--binary")
    pick(0.3, "-M")
    pick(0.2, "-C")
    pick(0.1, "-C", "--find-copies-harder")
    pick(0.15, "--no-renames")
    pick(0.1, "-B")
    pick(0.35, "-U%d" % random.choice([0, 0, 1, 2, 4, 7, 10]))
    pick(0.05, "--no-prefix")
    pick(0.05, "--src-prefix=one/", "--dst-prefix=two/")
    pick(0.05, "-D")
    pick(0.05, "-p")
    pick(0.05, "--inter-hunk-context=3")
    pick(0.05, "--patience")
    pick(0.05, "-W")
    pick(0.05, "--text")
    pick(0.05, "-s")
    pick(0.07, random.choice(["--attach", "--inline"]))
    pick(0.07, random.choice(["--no-signature", "--signature=-- "]))
    pick(0.07, "--subject-prefix=PATCH v2")
    pick(0.05, "--numbered-files")
    pick(0.05, "--ignore-space-at-eol")
    return options
