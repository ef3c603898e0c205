"""Mails for tests of how they are read: each value of each part of a mail once, then as many chance mixtures of them as are asked
for, and damaged ones. The same seed gives the same mails. None has a NUL byte, and each carries a diff that creates a file.
"""
import base64
import quopri
import random

NAME_WORDS = ["André", "Jürgen", "Ж", "名前", "Doe", "O'Neil", "J.", "Łukasz"]
CHARSETS = ["utf-8", "UTF8", "iso-8859-1", "latin1", "latin-1", "windows-1252", "koi8-r", "iso-2022-jp", "us-ascii", "gb2312", "big5", "utf-7",
            "shift_jis", "euc-jp", "iso-8859-15", "cp437", "'iso-8859-1'", "x-unknown", "utf-8*en", ""]
AUTHORS = [
    b"A U Thor <author@example.test>", b"author@example.test", b"author@example.test (A U Thor)", b'"Thor, A U" <author@example.test>',
    b"A U Thor (zzz) <author@example.test> (Comment)", b"John Doe <johndoe>", b"<author@example.test>", b"A <a@b@c>", b"johndoe",
    b'"A \\"Q\\" Thor" <author@example.test>', b"(A (nested \\) one) U) author@example.test", b"A U Thor<author@example.test>",
    b"  A   U\tThor   <author@example.test>  ", b"A.U.Thor. <author@example.test>", b'"" <author@example.test>', b"... <a@example.test>",
    b"A <a@example.test> B <b@example.test>", b"A U Thor <author@example.test", b"A U Thor author@example.test>",
    b"Mail System Internal Data <MAILER-DAEMON@example.test>", b"A" * 60 + b" <a@example.test>", b"A" * 61 + b" <a@example.test>",
    b"A > B <a@example.test>", b"Andr\xe9 <a@example.test>", "André <andré@example.test>".encode(), b"A <.a@example.test.>", b"A <>", b"A <@>",
    b"A <a b@c>", b"'A' <a@example.test>;", b"A: <a@example.test>", b"a@b <c@d>", b"\xef\xbf\xbe <a@b>", b"A\x0bB <a@b\x0cc>", b"A < >",
    b"=?UTF-8?q?Andr=C3=A9?= <a@example.test>", b"=?iso-8859-1?Q?J=FCrgen_M?= =?utf-8?B?w7xsbGVy?= <a@example.test>",
    b"=?utf-8?q?=22A=2C_B=22?= <a@example.test>", b"=?koi8-r?B?8NLJ18XU?= <a@example.test>", b"=?iso-2022-jp?B?GyRCTD5BMBsoQg==?= <a@example.test>",
    b"=?utf-8?q?A?= and =?utf-8?q?B?= <a@example.test>", b"=?us-ascii?q?=E9?= <a@example.test>", b"=?x?q?a?= <a@example.test>", b"=??q?=E9?= <a@b>",
    b"=?utf-8?x?a?= <a@example.test>", b"=?utf-8?q?a <a@example.test>", b"=? <a@example.test>", b"=?utf-8 <a@example.test>", b"=?utf-8?q?",
    b"=?latin1//TRANSLIT?q?a?= <a@b>", b"=?utf-8?q?=E9?= <a@b>", b"=?utf-8?q?a=0Ab?= <a@b>", b"=?utf-16?b?AGEAYg==?= <a@b>",
]
SUBJECTS = [
    b"[PATCH] A subject", b"[PATCH 03/12] A subject", b"Re: [PATCH v2] Re: A subject", b"RE:re:  [a] [b]: c", b"Re:", b"Re: ", b"Regular", b"",
    b"[not closed", b"[] x", b"a [PATCH] b", b"  many   blanks\t here ", b"=?UTF-8?q?=5BPATCH=5D_caf=C3=A9?=", b"caf\xe9", "café".encode(),
    b"[PATCH] =?iso-8859-1?q?caf=E9?=\n =?iso-8859-1?q?_noir?=", b"[PATCH] folded\n subject\n\tof three lines", b"[PATCH] x\n  \n y", b"# comment",
    b"=?utf-8?q?a=0Ab?=", b": : x", b"[PATCH]\tx", b"r", b"re", b"[PATCH] \xed\xa0\x80 \xf4\x90\x80\x80 \xc0\x80 \xe2\x82",
]
DATES = [
    b"Thu, 2 Jan 2020 03:04:05 +0100", b"2 Jan 2020 03:04:05 -0800", b"2 Jan 20 03:04:05 GMT", b"Thu Jan  2 03:04:05 2020 +0545",
    b"Thu, 02 Jan 70 03:04:05 +0000", b"2 Jan 1969 03:04:05 +0000", b"1 Jan 1970 00:00:00 +0000", b"31 Dec 2099 23:59:60 +0000", b"1 Jan 2100 00:00:00 +0000",
    b"2020-01-02T03:04:05Z", b"2020-01-02 03:04:05", b"2020-01-02T03:04:05+05:30", b"2020-01-02T03:04:05.678+05", b"20200102T030405Z",
    b"20200102T030405.5-0100", b"2020-01-02", b"03:04:05", b"2020/01/02 03:04", b"2020.02.01 03:04:05", b"02.01.2020 03:04:05 +0100", b"1/2/20 03:04:05 PM",
    b"13/2/2020 03:04:05", b"12:04:05 AM 2020-01-02", b"12:04:05 PM 2020-01-02", b"@1577930645 +0100", b"@1577930645 -0001", b"@1577930645 +9999",
    b"@0 +0000", b"@1577930645", b"@1577930645 0100", b"1577930645 +0100", b"1577930645", b"@4102444800 +0000", b"4102444800 +0000", b"@253402300800 +0000",
    b"Thu, 2 Jan 2020 03:04:05 EST", b"2 Jan 2020 03:04:05 PDT", b"2 Jan 2020 03:04:05 NZDT", b"2 Jan 2020 03:04:05 Z", b"2 Jan 2020 03:04:05 NT",
    b"2 Jan 2020 03:04:05 CEST", b"2 Jan 2020 03:04:05 XYZ", b"2 Jan 2020 03:04:05 -0001", b"2 Jan 2020 03:04:05 +0060", b"2 Jan 2020 03:04:05 +2359",
    b"2 Jan 2020 03:04:05 +2400", b"2 Jan 2020 03:04:05 +12345", b"2 Jan 2020 03:04:05 +1", b"2 Jan 2020 03:04:05 +01:", b"2 Jan 2020 03:04:05 +01:30",
    b"2 Jan 2020 03:04:05 +01: 30", b"2 Jan 2020 03:04:05 +01:-3", b"2 Jan 2020 03:04:05 (UTC) +0200", b"2 Jan 2020 24:00:00 +0000",
    b"2 Jan 2020 25:00:00 +0000", b"Jan 2020 03:04:05 +0000", b"30 Feb 2020 03:04:05 +0000", b"29 Feb 2021 03:04:05 +0000", b"1 Mar 2020 03:04:05 +0000",
    b"Thursday, January 2, 2020 03:04:05", b"2 Janua 2020 03:04:05", b"2 Januaryx 2020 03:04:05", b"2 jan 2020 03:04:05 +0000", b"Jan 2 03:04:05 2020",
    b"05 04 03 03:04:05", b"03:04:05 05 Apr 01", b"2020-13-02 03:04:05", b"2020-02-13 03:04:05", b"2020-13-13 03:04:05", b"99-05-06 03:04:05 +0000",
    b"100-05-06 03:04:05 2020", b"1 Jan 2020 03:04 1400", b"1 Jan 2020 03:04 0230", b"3:4:5 1 2 2020", b"yesterday", b"now", b"", b"   ",
    b"=?utf-8?q?2_Jan_2020_03:04:05_+0100?=", b"2 Jan 2020 03:04:05 +0100 (CET)", b"Thu, 2 Jan 2020 03:04:05 +0100 trailing 99 words", b"1 1 1 1 1 1",
    b"99999999999999999999 +0000", b"@99999999999999999999 +0000", b"@18446744073709551614 +0000", b"2 Jan 2020 03:04:05\n +0100", b"1970-01-01 00:00:00 +0100",
    b"2020-W01 03:04:05", b"12/31 03:04:05 2020", b"9.8.7 6:5:4", b"\xff2 Jan 2020\xff 03:04:05", b"2020-01-02T03:04:05.", b"2020 Jan 02 030405 -0330",
]
BODIES = [
    b"A message.\n", b"", b"\n\n\nA message.\n\n\n\nWith gaps.  \t\n\n", b"A message.\n--- \n", b"A message without separator\n", b"-- \nsignature\n",
    b"From: In Body <in@body.test>\n\nA message.\n", b"From: In Body <in@body.test>\nSubject: [PATCH] Another\nDate: 3 Mar 2021 01:02:03 +0300\n\nText.\n",
    b"\n\nSubject: Folded\n in the\n\tbody\n\nText.\n", b"From: In Body <in@body.test>\nText right behind.\n", b"Subject: one\nSubject: two\n\nText.\n",
    b">From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\nFrom: In Body <in@body.test>\n\nText.\n",
    b">From me to you\n\nText.\n", b"[PATCH] as a line\n\nText.\n", b"[PATCH]\n\nText.\n", b"From: =?utf-8?q?Andr=C3=A9?= <in@body.test>\n\nText.\n",
    b"From: =?utf-8?q?broken\n\nText.\n", b"Date: not a date\n\nText.\n", b"Date: @1577930645 +0100\n\nText.\n", b"Text.\n\nFrom: Late <late@body.test>\n\nMore.\n",
    b"Text.\n-- >8 --\nSubject: scissors\n\nMore.\n", b"caf\xe9 au lait\n", "café, 名前, Ж\n".encode(), b"\xf0\x9f\x98\x80 \xef\xbf\xbf \xef\xb7\x90 \xed\xa0\x80\n",
    b"From: caf\xe9 <in@body.test>\n\nText.\n", b"Text\r\nwith CR\r\r\n", b"#hash\n# lines\n", b"---not a separator\n--- x y z\n", b"Text.\n---\t \nIndex: foo\n",
    b"  From: indented <i@body.test>\n\nText.\n", b"Subject:\n empty first line\n\nText.\n", b"from: lower <case@body.test>\nSUBJECT: upper\n\nText.\n",
    b"From: x <x@y>\n \n \nText.\n", b"Content-Type: text/plain; charset=koi8-r\n\n\xc1\n", b"Text ends in spaces \nand flows \n > quoted\n  stuffed \n\nbehind.\n",
    b"Subject: no blank line\n---\nthat was all\n", b"a" * 3000 + b"\n", b"A = B; =3D =\nsoft =20\n", b"--b\nlike a boundary\n--b--\n",
]
EXTRA_HEADERS = [
    b"Message-Id: <x@y>\n", b"X-Other: =?broken\n", b"Message-Id: <=?broken>\n", b"MIME-Version: 1.0\n", b"Received: from a\n\tby b\n   with c\n", b">From x y\n",
    b"Content-Transfer-Encoding: 8bit\n", b"Content-Type: text/plain; charset=\"us-ascii\"\n", b"Content-Type: text/plain; CHARSET=utf-8\n", b": odd\n", b"no header at all\n",
]


def diff(name):
    return (f"diff --git a/{name} b/{name}\nnew file mode 100644\nindex 0000000..7898192\n--- /dev/null\n+++ b/{name}\n@@ -0,0 +1 @@\n+a\n"
            "-- \n2.39.5\n\n").encode()


def wrapped(data, encoding, chance):
    """The bytes in a transfer encoding, in lines of chance length."""
    if encoding == b"base64":
        width = 3 * chance.randint(1, 25)
        return b"".join(base64.b64encode(data[at:at + width]) + b"\n" for at in range(0, len(data), width))
    if encoding == b"quoted-printable":
        if chance.random() < 0.5:
            return quopri.encodestring(data)
        return b"".join(b"=%02X" % byte if byte > 126 or byte == 61 or (byte != 10 and chance.random() < 0.1) else bytes([byte]) for byte in data)
    return data


class Maker:
    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.created = 0

    def mails(self, count):
        """Each value once, then chance mixtures, until there are `count` at least."""
        plain = {"author": AUTHORS[0], "subject": SUBJECTS[0], "date": DATES[0], "body": BODIES[0]}
        for part, values in (("author", AUTHORS), ("subject", SUBJECTS), ("date", DATES), ("body", BODIES)):
            yield from (self.simple(**{**plain, part: value}) for value in values)
        yield from (self.simple(**plain, extra=extra) for extra in EXTRA_HEADERS)
        for charset in CHARSETS:
            for body in (b"plain\n", b"caf\xe9\n", "Ж 名前\n".encode()):
                yield self.simple(**{**plain, "body": body}, extra=b"Content-Type: text/plain; charset=" + charset.encode() + b"\n")
        yield from self.odd_files()
        done = sum(map(len, (AUTHORS, SUBJECTS, DATES, BODIES, EXTRA_HEADERS))) + 3 * len(CHARSETS)
        for _ in range(max(count - done, 100)):
            yield self.mixture()

    def diff(self):
        self.created += 1
        return diff(f"file-{self.created}")

    def simple(self, author, subject, date, body, extra=b""):
        mail = b"From: " + author + b"\nDate: " + date + b"\n" + extra + b"Subject: " + subject + b"\n\n" + body
        return mail + (b"" if b"---" in body else b"---\n f | 1 +\n\n") + self.diff()

    def odd_files(self):
        """Files that are something else than one ordinary mail."""
        plain = self.simple(AUTHORS[0], SUBJECTS[0], DATES[0], BODIES[0])
        from_line = b"From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n"
        second = self.simple(AUTHORS[1], SUBJECTS[1], DATES[1], BODIES[1])
        head = b"From: A <a@b.test>\nDate: 2 Jan 2020 03:04:05 +0100\n"
        yield from (plain.replace(b"\n", b"\r\n"), b"\n \n\t\n" + plain, b" " + plain, from_line + plain + from_line + second, plain + from_line + second)
        yield from (from_line + plain + b"From me Thu Jan  2 3:04:05 2020\n" + second, from_line + plain + b"From me Thu Jan  2 03:04:05 1990\n" + second)
        yield from (from_line + plain + b"From me Thu Jan  2 03:04:05 90\n" + second, from_line.replace(b"\n", b"\r\n") + plain + from_line + b"\n\n" + second)
        yield from (from_line + plain + from_line, from_line + from_line + plain, from_line + plain.replace(b"A message", b">From A message"))
        yield from (b"", b"\n\n", self.diff(), b"\xef\xbb\xbf" + plain, b"# HG changeset patch\n", plain[:plain.index(b"diff -")], plain[:-1], head)
        yield from (b"Subject: x\n\n" + head + b"\nText.\n---\n" + self.diff(), b"A subject\n\n" + head + b"\nA message.\n---\n" + self.diff())
        yield b"A subject\n\nAuthor: A <a@b.test>\nDate: 2 Jan 2020 03:04:05 +0100\n\nText\n" + self.diff()
        for date in (b"1577930645 -3600", b"1577930645 27000", b"1577930645 0", b"1577930645", b"x 0", b"1577930645 12345678", b"-5 0"):
            yield b"# HG changeset patch\n# User A <a@b.test>\n# Date " + date + b"\n# Node ID 01\nA subject\n\nText.\n\n" + self.diff()
        yield from (b"Subject: x\n" + head + b"Subject: y\nFrom: B <b@c>\n\nText.\n---\n" + self.diff(), b"Subject: x\n" + head + b"---\n" + self.diff())

    def mixture(self):
        chance = self.chance
        mail = self.mixed_mail()
        if chance.random() < 0.15:
            line = b"From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n"
            mail = line + mail + b"".join(line + self.mixed_mail() for _ in range(chance.randint(1, 3)))
        if chance.random() < 0.15:
            mail = mail.replace(b"\n", b"\r\n")
        if chance.random() < 0.2:
            mail = self.damaged(mail)
        return mail.replace(b"\0", b"")

    def mixed_mail(self):
        chance = self.chance
        header = [b"From: " + self.author() + b"\n", b"Date: " + self.date() + b"\n", b"Subject: " + chance.choice(SUBJECTS) + b"\n"]
        chance.shuffle(header)
        header += [chance.choice(EXTRA_HEADERS[:8]) for _ in range(chance.choice((0, 0, 1, 2)))]
        body = chance.choice(BODIES) + (chance.choice(BODIES) if chance.random() < 0.3 else b"")
        text = body + (b"---\n" if chance.random() < 0.7 else b"")
        if chance.random() < 0.35:
            kind, content = self.multipart(text)
        else:
            kind, content = self.part(text + self.diff())
        return b"".join(header) + kind + b"\n" + content

    def author(self):
        chance = self.chance
        if chance.random() < 0.5:
            return chance.choice(AUTHORS[:12])
        name = " ".join(chance.choice(NAME_WORDS) for _ in range(chance.randint(1, 3)))
        charset = chance.choice(("utf-8", "utf-8", "UTF-16BE", "iso-8859-1", "koi8-r", "iso-2022-jp"))
        data = name.encode(charset, "ignore")
        word = b"B?" + base64.b64encode(data) if chance.random() < 0.5 else b"q?" + b"".join(b"=%02x" % byte for byte in data)
        return b"=?" + charset.encode() + b"?" + word + b"?= <a@example.test>"

    def date(self):
        chance = self.chance
        if chance.random() < 0.3:
            return chance.choice(DATES)
        zone = chance.choice(("", "Z", "EST", "+0100", "-0730", "+05:45", "+09", "-1200", "(CET)", "UTC", "1200"))
        day, month, year = chance.randint(1, 31), chance.randint(1, 12), chance.randint(1970, 2030)
        name = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[month - 1]
        time = f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}" + (f":{chance.randint(0, 60):02}" if chance.random() < 0.8 else "")
        return chance.choice((f"{day} {name} {year} {time} {zone}", f"{year}-{month:02}-{day:02}T{time}{zone}", f"{name} {day} {time} {year} {zone}",
                              f"{day:02}.{month:02}.{year} {time} {zone}", f"{day} {name} {year % 100:02} {time} {zone}",
                              f"{month}/{day}/{year} {time} {zone}", f"@{chance.randint(0, 2 ** 33)} {zone}")).encode()

    def part(self, text):
        """Headers of a body, and the body that they tell of."""
        chance = self.chance
        encoding = chance.choice((b"", b"", b"7bit", b"base64", b"quoted-printable", b"BASE64"))
        charset = chance.choice(("", "", "utf-8", "utf-8", "iso-8859-1", "us-ascii", "koi8-r"))
        flowed = chance.choice((b"", b"", b"; format=flowed", b"; format=flowed; delsp=yes"))
        kind = b"Content-Type: text/plain" + (b'; charset="' + charset.encode() + b'"' if charset else b"") + flowed + b"\n" if charset or flowed else b""
        kind += b"Content-Transfer-Encoding: " + encoding + b"\n" if encoding else b""
        return kind, wrapped(text, encoding.lower(), chance)

    def multipart(self, text, depth=1):
        chance = self.chance
        boundary = b"b" * depth
        kinds = [self.part(text), self.part(self.diff())]
        if chance.random() < 0.2:
            kinds.insert(chance.randint(0, 2), self.part(b"<p>html</p>\n"))
        if depth < 6 and chance.random() < 0.3:
            kinds[0] = self.multipart(text, depth + 1)
        content = b"preamble\n" if chance.random() < 0.5 else b""
        content += b"".join(b"--" + boundary + b"\n" + kind + b"\n" + part for kind, part in kinds)
        return b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\n', content + (b"--" + boundary + b"--\n" if chance.random() < 0.8 else b"")

    def damaged(self, mail):
        """Bytes or lines of what stands before the diff changed, lost or doubled."""
        chance = self.chance
        end = mail.find(b"diff -") if b"diff -" in mail else len(mail)
        head, rest = bytearray(mail[:end]), mail[end:]
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(head)) if head else 0
            what = chance.randrange(4)
            if what == 0:
                head[at:at + 1] = bytes([chance.randrange(1, 256)])
            elif what == 1:
                del head[at:at + chance.randint(1, 12)]
            elif what == 2:
                head[at:at] = chance.choice((b"\n", b"=?", b"?=", b"\r", b"\t", b"[", b'"', b"(", b"<", b"@", b"=", b" \n", b"--b\n", b"\xe9"))
            else:
                line = head.rfind(b"\n", 0, at) + 1
                head[at:at] = head[line:at]
        return bytes(head) + rest
