"""What is done to a file's bytes: by chance, by a bad line, by a broken program, on purpose."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from typing import Final

from support import tables
from support.damage import damaged

Attack = Callable[[bytes, random.Random], bytes]

_HUGE: Final = (
    b"0", b"-1", b"2147483648", b"4294967296", b"99999999999999999999", b"1048577", b"16385", b"1e308", b"1e999", b"-1e400",
    b"NaN", b"INF", b"0x10", b"\xef\xbc\x91", b"1.7976931348623157E+308", b"1e-400", b"", b"A1:XFD1048576", b"XFE1", b"A0",
)  # fmt: skip
_LAUGHS: Final = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
_OUTSIDE: Final = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    b'<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///dev/zero"> %a;]>',
)


def cut(data: bytes, chance: random.Random) -> bytes:
    """Keep only the beginning, or only the end."""
    place = chance.randrange(len(data) + 1)
    return data[:place] if chance.random() < 0.7 else data[place:]


def doubled(data: bytes, chance: random.Random) -> bytes:
    """Return the file twice, or with a piece of itself in its middle or at its end."""
    if chance.random() < 0.3:
        return data + data
    start = chance.randrange(len(data))
    place = chance.choice((len(data), chance.randrange(len(data))))
    return data[:place] + data[start : start + chance.choice((64, 4096, len(data)))] + data[place:]


def wiped(data: bytes, chance: random.Random) -> bytes:
    """Wipe a block of 512 or more bytes, as a disk that fails does."""
    size = 512 * chance.choice((1, 1, 2, 8))
    place = chance.randrange(max(len(data) // 512, 1)) * 512
    return data[:place] + chance.choice((b"\0", b"\xff")) * size + data[place + size :]


def turned(data: bytes, chance: random.Random) -> bytes:
    """Turn single bits."""
    new = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 50))):
        new[chance.randrange(len(new))] ^= 1 << chance.randrange(8)
    return bytes(new)


def _in_a_part(change: Callable[[bytes, random.Random], bytes | None], kinds: tuple[str, ...] = ()) -> Attack:
    def attack(data: bytes, chance: random.Random) -> bytes:
        names = sorted(
            name
            for name in zipfile.ZipFile(io.BytesIO(data)).namelist()
            if name != "mimetype" and (not kinds or name.endswith(kinds))
        )
        if not names:
            return turned(data, chance)
        likely = [name for name in names if "sheet1" in name or name in ("content.xml", "word/document.xml")]
        chosen = chance.choice(likely if likely and chance.random() < 0.6 else names)
        return tables.edited(data, lambda name, part: change(part, chance) if name == chosen else part)

    return attack


def _other_number(part: bytes, chance: random.Random) -> bytes:
    """Change some numbers in attributes and values into those that nobody counts on."""
    found = list(re.finditer(rb'(?<==")-?[0-9][0-9.:A-Z]*(?=")|(?<=>)-?[0-9.]+(?=<)|(?<=r=")[A-Z]+[0-9]+(?=")', part))
    for match in sorted(chance.sample(found, min(len(found), chance.choice((1, 1, 2, 10)))), key=lambda m: -m.start()):
        part = part[: match.start()] + chance.choice(_HUGE) + part[match.end() :]
    return part


def _other_xml(part: bytes, chance: random.Random) -> bytes:
    """Return XML that asks for too much, or is none."""
    tags = [match.start() for match in re.finditer(rb"<(?=[a-zA-Z])", part)] or [0]
    place = chance.choice(tags)
    start = re.match(rb"(<\?xml[^>]*\?>)?\s*", part)
    top = start.end() if start else 0

    def at_top(text: bytes) -> bytes:
        return part[:top] + text + part[top:]

    def inside(text: bytes) -> bytes:
        return part[:place] + text + part[place:]

    deep = chance.choice((300, 100_000))
    ways: list[Callable[[], bytes]] = [
        lambda: at_top(_LAUGHS).replace(b"<v>", b"<v>&c;", 1),
        lambda: at_top(chance.choice(_OUTSIDE)).replace(b"<v>", b"<v>&a;", 1),
        lambda: inside(b"<x>" * deep + b"</x>" * deep),
        lambda: inside(b"<x>" * deep),
        lambda: inside(b"<x " + b" ".join(b'a%d="1"' % number for number in range(20_000)) + b"/>"),
        lambda: inside(b'<x a="' + b"x" * 5_000_000 + b'"/>'),
        lambda: inside(b"<![CDATA[" + b"<" * 1000 + b"]]>"),
        lambda: inside(b"<!-- " + b"x" * 1_000_000 + b" -->"),
        lambda: inside(b"&#0;&#xFFFF;&#1114112;"),
        lambda: inside(b"&undefined;"),
        lambda: inside(b"<?php echo 1 ?>"),
        lambda: inside(b"\xff\xfe\x00"),
        lambda: re.sub(rb'encoding="[^"]*"', b'encoding="' + chance.choice((b"UTF-16", b"GBK", b"x-none", b"UTF-7")) + b'"', part, count=1),
        lambda: part.decode("utf-8", "ignore").encode("utf-16"),
        lambda: re.sub(rb'xmlns(:\w+)?="[^"]*"', b"", part, count=chance.choice((1, 0))),
        lambda: part.replace(b"</", b"<", chance.choice((1, 5))),
        lambda: part + part,
        lambda: part[:place] + part[chance.choice(tags) :],
    ]  # fmt: skip
    return chance.choice(ways)()


def _other_package(data: bytes, chance: random.Random) -> bytes:
    """Double, empty, swap or misname entries, or let them lie about themselves."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    number = chance.randrange(len(parts))
    name, part = parts[number]
    match chance.randrange(6):
        case 0:
            parts.append((chance.choice((name, name.upper(), f"./{name}", name.replace("/", "\\"))), part))
        case 1:
            parts[number] = (name, b"")
        case 2:
            other = chance.randrange(len(parts))
            parts[number], parts[other] = (name, parts[other][1]), (parts[other][0], part)
        case 3:
            bad = ("../../../坏.xlsx", "/etc/坏", "C:\\坏", "a" * 5000, "坏\0.xml", "", "坏/", "\u202e.xml")
            parts[number] = (chance.choice(bad), part)
        case 4:
            parts += [(f"xl/worksheets/sheet{n}.xml", part) for n in range(2, chance.choice((20, 400)))]
        case 5:
            chance.shuffle(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(
        file, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2))
    ) as new:
        for name, part in parts:
            new.writestr(name or "x", part)
    made = bytearray(file.getvalue())
    if chance.random() < 0.4:
        # Of a header or of the directory: sizes, flags, methods, offsets.
        marks = [match.start() for match in re.finditer(rb"PK(\x01\x02|\x03\x04|\x05\x06)", made)]
        place = chance.choice(marks) + chance.choice((4, 6, 8, 10, 14, 18, 22, 26, 28, 42))
        value = chance.choice((0, 1, 0xFFFF, 0xFFFFFFFF, 0x7FFFFFFF, 2**20))
        made[place : place + 4] = struct.pack("<I", value)
    return bytes(made)


def _other_text(data: bytes, chance: random.Random) -> bytes:
    """Return text that no table is."""
    place = chance.randrange(len(data) + 1)
    stray = chance.choice([
        b'"', b"\0", b"\0" * 3000, b"," * 100_000, b"\n" * 200_000, b"\r", b'"' * 999, b"x" * 2_000_000, b"\xff\xfe", b"\x81", b"\x1a", b'""",""",',
    ])  # fmt: skip
    return data[:place] + stray + data[place:]


ANY: Final[tuple[Attack, ...]] = (cut, doubled, wiped, turned, damaged)
PACKAGE: Final[tuple[Attack, ...]] = (
    damaged,
    _in_a_part(lambda part, chance: None),
    _in_a_part(lambda part, chance: part and damaged(part, chance)),
    *(_in_a_part(_other_number, (".xml",)),) * 3,
    *(_in_a_part(_other_xml, (".xml", ".rels")),) * 3,
    *(_other_package,) * 2,
)
TEXT: Final[tuple[Attack, ...]] = (_other_text, _other_text)


def attacked(data: bytes, kind: str, chance: random.Random) -> bytes:
    """Return a file of a kind (its extension) after one of the attacks that fit it."""
    choices = ANY + (PACKAGE if data.startswith(b"PK") else ()) + (TEXT if kind == "csv" else ())
    return chance.choice(choices)(data, chance)
