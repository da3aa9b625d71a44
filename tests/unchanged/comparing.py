"""What two checkouts said and wrote, one beside the other: each difference in one line, with the first place that differs."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from unchanged.playing import Entry, Played, Store

_AROUND: Final = 24
_SHOWN: Final = 90
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"


@dataclass(frozen=True)
class Difference:
    """A difference: in which scenario, after which command, in what, and how."""

    scenario: str
    number: int
    command: str
    place: str
    how: str

    def __str__(self) -> str:
        return f"{self.scenario} #{self.number} `{self.command}` {self.place}: {self.how}"


@dataclass(frozen=True)
class Comparison:
    """Two plays of one scenario."""

    scenario: str
    before: Sequence[Played]
    after: Sequence[Played]
    store: Store

    @property
    def files(self) -> int:
        """How many files were written, each as often as it was written otherwise."""
        kinds = ("file", "database")
        return sum(1 for played in self.before for each in played.changed.values() if each and each.kind in kinds)

    @property
    def names(self) -> list[str]:
        """The paths of all files that were written."""
        kinds = ("file", "database")
        found = {n for played in self.before for n, each in played.changed.items() if each and each.kind in kinds}
        return sorted(found)

    @property
    def rows(self) -> int:
        """How many rows the ledgers held when each was written last."""
        last: dict[str, int] = {}
        for played in self.before:
            last |= {name: each.rows for name, each in played.changed.items() if each and each.kind == "database"}
        return sum(last.values())

    def differences(self) -> Iterator[Difference]:
        """Give all differences, command by command."""
        for number, (one, other) in enumerate(zip(self.before, self.after, strict=True), 1):
            for place, how in self._of_a_command(one, other):
                yield Difference(self.scenario, number, one.step.said, place, how)

    def _of_a_command(self, one: Played, other: Played) -> Iterator[tuple[str, str]]:
        if one.code != other.code:
            yield "exit code", f"{one.code} → {other.code}"
        for name, said, now in (("stdout", one.out, other.out), ("stderr", one.err, other.err)):
            if said != now:
                yield name, spoken(said, now)
        for name in sorted(one.changed.keys() | other.changed.keys()):
            for place, how in self._of_a_file(name, one.changed, other.changed):
                yield f"{name}{place}", how

    def _of_a_file(
        self, name: str, before: Mapping[str, Entry | None], after: Mapping[str, Entry | None]
    ) -> Iterator[tuple[str, str]]:
        if (name in before) != (name in after):
            yield "", "changed by BEFORE alone" if name in before else "changed by AFTER alone"
            return
        one, other = before[name], after[name]
        if one is None or other is None:
            if one != other:
                yield "", "removed by BEFORE alone" if one is None else "removed by AFTER alone"
            return
        if one.kind != other.kind:
            yield "", f"{one.kind} → {other.kind}"
            return
        if one.mode != other.mode:
            yield " mode", f"{one.mode:o} → {other.mode:o}"
        if one.content == other.content:
            return
        if one.kind == "link":
            yield "", f"{one.content} → {other.content}"
        elif name.endswith(".pdf"):
            return
        elif one.kind == "database":
            yield from rows(self.store.of(one.content), self.store.of(other.content))
        else:
            yield from contents(self.store.of(one.content), self.store.of(other.content))


def spoken(one: bytes, other: bytes) -> str:
    """Return the first difference of two outputs: in JSON by its path."""
    try:
        found = _of_values(json.loads(one), json.loads(other), "$")
    except ValueError:
        found = ""
    return found or first(one, other)


def _of_values(one: Any, other: Any, where: str) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        if list(one) != list(other):
            return f"{where} has {list(one)} → {list(other)}"
        pairs = ((f"{where}.{key}", one[key], other[key]) for key in one)
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            ahead = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -1)
            return f"{where} has {len(one)} → {len(other)} items" + (f", first other: [{ahead}]" if ahead >= 0 else "")
        pairs = ((f"{where}[{n}]", *both) for n, both in enumerate(zip(one, other, strict=True)))
    else:
        return "" if one == other and type(one) is type(other) else f"{where}: {_around(repr(one), repr(other))}"
    return next((found for place, a, b in pairs if (found := _of_values(a, b, place))), "")


def rows(one: bytes, other: bytes) -> Iterator[tuple[str, str]]:
    """Give the first difference of two dumps in each table."""
    seen = set()
    for a, b in itertools.zip_longest(_by_table(one), _by_table(other), fillvalue=("(end)", "")):
        if a == b:
            continue
        table = a[0] if a[0] != "(end)" else b[0]
        if table not in seen:
            seen.add(table)
            yield f" {table}", _around(a[1], b[1])
        if a[0] != b[0]:
            # From here on the lines are not each other's.
            return


def _by_table(dumped: bytes) -> Iterator[tuple[str, str]]:
    for line in dumped.decode("utf-8", "surrogatepass").splitlines():
        found = json.loads(line)
        yield (f"table {found[0]}" if isinstance(found, list) else "version", line)


def contents(one: bytes, other: bytes) -> Iterator[tuple[str, str]]:
    """Give the differences of two files: of packages part by part, of what is packed as it is when it is unpacked."""
    if one.startswith(_ZIP) and other.startswith(_ZIP):
        try:
            yield from _of_packages(one, other)
            return
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError):
            pass
    if one.startswith(_GZIP) and other.startswith(_GZIP):
        a, b = gzip.decompress(one), gzip.decompress(other)
        if a != b:
            yield " unpacked", first(a, b)
        return
    yield "", first(one, other)


def _of_packages(one: bytes, other: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(one)) as old, zipfile.ZipFile(io.BytesIO(other)) as new:
        listed, now = old.namelist(), new.namelist()
        if listed != now:
            yield " parts", _around("、".join(listed), "、".join(now))
        if old.comment != new.comment:
            yield " comment", first(old.comment, new.comment)
        for name in dict.fromkeys(name for name in listed if name in now):
            a, b = old.getinfo(name), new.getinfo(name)
            if _about(a) != _about(b):
                yield f" {name}", f"entry {_about(a)} → {_about(b)}"
            part, there = old.read(name), new.read(name)
            if part != there:
                # A package may hold others: what was handed out is sent in one ZIP.
                for place, how in contents(part, there):
                    yield f" {name}{place}", how


def _about(entry: zipfile.ZipInfo) -> tuple[object, ...]:
    """Return what a package says of a part, but for how it was packed."""
    return entry.date_time, entry.compress_type, entry.external_attr, entry.create_system, entry.comment


def first(one: bytes, other: bytes) -> str:
    """Return the first place in which two contents differ, with what stands around it."""
    try:
        return _around(one.decode("utf-8"), other.decode("utf-8"))
    except UnicodeDecodeError:
        place = _place(one, other)
        return f"byte {place}: {one[place : place + 16].hex(' ')} → {other[place : place + 16].hex(' ')}"


def _around(one: str, other: str) -> str:
    place = _place(one, other)
    start = max(place - _AROUND, 0)
    a, b = (json.dumps(text[start : place + _AROUND], ensure_ascii=False)[:_SHOWN] for text in (one, other))
    return f"at {place}: {a} → {b}"


def _place(one: Sequence[object], other: Sequence[object]) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def is_allowed(difference: Difference, patterns: Sequence[str]) -> bool:
    """Return whether a difference is one of those that are meant."""
    return any(re.match(pattern, str(difference)) for pattern in patterns)
