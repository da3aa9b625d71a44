"""Departments: the registry (部门) with names, aliases and groups, and cells that name several of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from xlplan.terms.cells import Grid, as_text, cell_name, is_blank
from xlplan.terms.choices import DepartmentKind
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import department_field
from xlplan.terms.sheets import DEPARTMENTS
from xlplan.terms.similar import most_alike
from xlplan.terms.text import fold

_HARD_SEPARATORS = re.compile(r"[\n\r、﹑､，,；;。]+")
_SOFT_SEPARATORS = re.compile(r"[\s/／|]+")
# Names that stand for others until somebody says for whom.
_COLLECTIVE = re.compile(r"^(各|相关|有关|其他|其它|全区|全体|所有|机关各)")
# What people write where there is nobody, so as not to leave a cell blank.
_NOBODY = re.compile(r"(?:无|暂无|没有|[-‐‑‒–—―_]+)$")
# Stricter than RFC 5322, which allows what no office's mail program takes.
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
_ADDRESS_SEPARATORS = re.compile(r"[\s;；,，、]+")
# Characters set apart to the width of other names: 办 公 室.
_SPACED_OUT = re.compile(r"(?<!\S)[\u4e00-\u9fff](?:[^\S\n\r]+[\u4e00-\u9fff](?!\S))+")
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Department:
    """A row of 部门, or a member that only its group names."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: str = ""
    members: tuple[str, ...] = ()
    section: str = ""
    leader: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    row: int | None = None
    """0-based row on 部门; None where it has none."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """The mail addresses that 邮箱 holds."""
        return tuple(part for part in _ADDRESS_SEPARATORS.split(self.email) if _ADDRESS.fullmatch(part))

    @property
    def is_group(self) -> bool:
        """Whether the name stands for its members."""
        return bool(self.members) or fold(self.kind) == fold(DepartmentKind.GROUP)


class HowNamed(StrEnum):
    """How a piece of a cell names departments."""

    KNOWN = "known"
    RUN_TOGETHER = "run-together"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mention:
    """One piece of a cell that names departments: registry `names`, or the `options` of an ambiguous piece."""

    text: str
    names: tuple[str, ...]
    how: HowNamed
    options: tuple[tuple[str, ...], ...] = ()


class Registry:
    """The departments that a plan knows. `inferred` where the plan has no 部门 and its own cells had to do."""

    def __init__(self, departments: Iterable[Department], *, inferred: bool = False) -> None:
        self.departments = tuple(departments)
        self.inferred = inferred
        known: dict[str, Department] = {}
        self.duplicates: list[tuple[str, Department]] = []
        for department in self.departments:
            for name in (department.name, *department.aliases):
                if known.setdefault(fold(name), department) is not department:
                    self.duplicates.append((name, department))
        for department in self.departments:
            for member in department.members:
                known.setdefault(fold(member), Department(member, kind="学校"))
        self._known = known
        self._longest = max(map(len, known), default=0)
        self._readings: dict[str, tuple[Mention, ...]] = {}
        self._expanded: dict[str, tuple[Department, ...]] = {}

    def find(self, name: str) -> Department | None:
        """Return the department of a name or alias."""
        return self._known.get(fold(name))

    def renamed(self, names: Iterable[str]) -> dict[str, str]:
        """Return those of `names` that are only an alias by now, each with its department's present name."""
        return {name: found.name for name in names if (found := self.find(name)) and found.name != name}

    def expand(self, name: str) -> tuple[Department, ...]:
        """Return the departments of a name: itself, or a group's members and theirs; none for an empty group."""
        if name not in self._expanded:
            found: dict[str, Department] = {}
            waiting, seen = [name], set[str]()
            while waiting:
                department = self.find(waiting.pop())
                if department is None or department.name in seen:
                    continue
                seen.add(department.name)
                if department.is_group:
                    waiting.extend(reversed(department.members))
                else:
                    found[department.name] = department
            self._expanded[name] = tuple(found.values())
        return self._expanded[name]

    def in_cycle(self, department: Department) -> bool:
        """Return True if a group holds itself, over any number of steps."""
        waiting, seen = [*department.members], set[str]()
        while waiting:
            inner = self.find(waiting.pop())
            if inner is None or inner.name in seen:
                continue
            if inner.name == department.name:
                return True
            seen.add(inner.name)
            waiting.extend(inner.members)
        return False

    @cached_property
    def _names(self) -> dict[str, str]:
        return {
            name: self._known[fold(name)].name for d in self.departments for name in (d.name, *d.aliases, *d.members)
        }

    def nearest(self, name: str) -> tuple[str, ...]:
        """Return the known names most like an unknown one, best first."""
        best = dict.fromkeys(self._names[choice] for choice in most_alike(name, self._names, 8, 0.35))
        return tuple(best)[:_NEAREST]

    def read(self, text: str) -> tuple[Mention, ...]:
        """Return the departments that a cell names, in its order, each once."""
        if text not in self._readings:
            mentions: dict[tuple[str, ...] | str, Mention] = {}
            for mention in self._read(text):
                mentions.setdefault(mention.names or mention.text, mention)
            self._readings[text] = tuple(mentions.values())
        return self._readings[text]

    def _read(self, text: str) -> Iterator[Mention]:
        for piece in _pieces(_HARD_SEPARATORS, text):
            # A known name may itself hold a space or a slash, or be spaced out to the width of others (教 育 科).
            whole = None if self.inferred else self._read_piece(piece)
            if whole and whole.how == HowNamed.KNOWN:
                yield whole
                continue
            parts = [self._read_piece(part) for part in _names_in(piece)]
            if whole and whole.how == HowNamed.RUN_TOGETHER and any(part.how == HowNamed.UNKNOWN for part in parts):
                yield whole
            else:
                yield from parts

    def _read_piece(self, piece: str) -> Mention:
        department = self.find(piece)
        if department and not self.inferred:
            return Mention(piece, (department.name,), HowNamed.KNOWN)
        ways = self._segmentations(fold(piece))
        if department and len(ways) == 1:
            return Mention(piece, (department.name,), HowNamed.KNOWN)
        if len(ways) == 1:
            return Mention(piece, tuple(dict.fromkeys(ways[0])), HowNamed.RUN_TOGETHER)
        if ways:
            return Mention(piece, (), HowNamed.AMBIGUOUS, tuple(ways))
        return Mention(piece, (), HowNamed.UNKNOWN)

    def _segmentations(self, key: str) -> list[tuple[str, ...]]:
        """Return the ways (two at most are sought) in which known names, end to end, make up the text."""

        @cache
        def ways(start: int) -> tuple[tuple[str, ...], ...]:
            if start == len(key):
                return ((),)
            found: dict[tuple[str, ...], None] = {}
            for end in range(start + 1, min(len(key), start + self._longest) + 1):
                department = self._known.get(key[start:end])
                if department is not None:
                    for rest in ways(end):
                        found[department.name, *rest] = None
                        if len(found) > 1:
                            return tuple(found)
            return tuple(found)

        # Longer than any office's cell: not worth the recursion.
        return list(ways(0)) if len(key) <= 300 else []


def _pieces(separators: re.Pattern[str], text: str) -> list[str]:
    return [piece.strip() for piece in separators.split(text) if piece.strip()]


def _names_in(piece: str) -> Iterator[str]:
    """Yield the names between spaces and slashes, without what stands for nobody."""
    piece = _SPACED_OUT.sub(lambda found: "".join(found[0].split()), piece)
    return (part for part in _pieces(_SOFT_SEPARATORS, piece) if not _NOBODY.match(fold(part)))


def split_names(text: str) -> tuple[str, ...]:
    """Return the names in a cell of 部门 such as 别名 or 成员, each once."""
    return tuple(dict.fromkeys(_pieces(_HARD_SEPARATORS, text)))


def infer_registry(cells: Iterable[str]) -> Registry:
    """Make a registry for a plan without 部门: every name between separators; collective names are groups.

    A name that others make up end to end is ambiguous: nothing says whether it is one department or several.
    """
    pieces: dict[str, str] = {}
    for cell in dict.fromkeys(cells):
        for hard in _pieces(_HARD_SEPARATORS, cell):
            for piece in _names_in(hard):
                pieces.setdefault(fold(piece), piece)
    return Registry(
        (Department(name, kind=DepartmentKind.GROUP if _COLLECTIVE.match(name) else "") for name in pieces.values()),
        inferred=True,
    )


def read_registry(grid: Grid) -> Registry | None:
    """Read a 部门 sheet; return None if it has no heading 部门名称."""
    found = _heading_row(grid)
    if found is None:
        return None
    top, columns = found

    def text(row: int, field: str) -> str:
        return as_text(grid.at(row, columns[field])).strip() if field in columns else ""

    departments = []
    for row in range(top + 1, len(grid.rows)):
        name = text(row, "name")
        if not fold(name):
            continue
        departments.append(
            Department(
                name, split_names(text(row, "aliases")), text(row, "kind"), split_names(text(row, "members")),
                text(row, "section"), text(row, "leader"), text(row, "contact"), text(row, "phone"),
                text(row, "email"), row,
            )
        )  # fmt: skip
    return Registry(departments)


def _heading_row(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for number, row in enumerate(grid.rows[:30]):
        columns: dict[str, int] = {}
        for column, value in enumerate(row):
            field = None if is_blank(value) else department_field(as_text(value))
            if field:
                columns.setdefault(field, column)
        if "name" in columns:
            return number, columns
    return None


def registry_findings(registry: Registry) -> Iterator[Finding]:
    """Yield what is wrong with 部门 itself: names used twice, groups inside themselves."""

    def place(department: Department) -> str | None:
        return None if department.row is None else cell_name(department.row, 0)

    for name, department in registry.duplicates:
        yield finding("registry-duplicate", sheet=DEPARTMENTS, cell=place(department), value=name)
    for department in registry.departments:
        if registry.in_cycle(department):
            yield finding("group-cycle", sheet=DEPARTMENTS, cell=place(department), value=department.name)
        if department.section and not registry.find(department.section):
            yield finding("section-unknown", sheet=DEPARTMENTS, cell=place(department), group=department.name,
                          value=department.section)  # fmt: skip
        for part in filter(None, _ADDRESS_SEPARATORS.split(department.email)):
            if part not in department.addresses:
                yield finding(
                    "email-invalid", sheet=DEPARTMENTS, cell=place(department), value=part, name=department.name
                )
