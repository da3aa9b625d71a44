"""Departments: the registry (部门) with names, aliases and groups, and cells that name several of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from xlplan.plan.mentions import HARD_SEPARATORS, Mention, NameReader, parts_between
from xlplan.plan.near_names import near_pairs
from xlplan.terms.cells import Grid, as_text, cell_name, is_blank
from xlplan.terms.choices import DepartmentKind
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import department_field
from xlplan.terms.patterns import pattern_of
from xlplan.terms.records import record
from xlplan.terms.sheets import DEPARTMENTS, KEPT_DEPARTMENTS
from xlplan.terms.similar import differing, most_alike
from xlplan.terms.text import fold

# Stricter than RFC 5322, which allows what no office's mail program takes.
_ADDRESS = pattern_of(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
_ADDRESS_SEPARATORS = pattern_of(r"[\s;；,，、]+")
_NEAREST = 3
_ALMOST: Final = 0.6
"""The similarity (0–1) from which on two names may be one that was mistyped."""
# Names that differ in nothing else are those of several units: 第一小学 and 第二小学, 实验小学 and 实验中学.
_TELLING_APART: Final = frozenset("0123456789一二三四五六七八九十甲乙丙丁东西南北大中小上下前后初高幼园")
SAMPLE_WORD: Final = "示例"
"""How the made-up members of the shipped workbook begin."""


@record(frozen=True, slots=True)
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


class Registry:
    """The departments that a plan knows. `inferred` where the plan has no 部门 and its own cells had to do."""

    def __init__(self, departments: Iterable[Department], *, inferred: bool = False) -> None:
        self.departments = tuple(departments)
        self.inferred = inferred
        known: dict[str, Department] = {}
        self.duplicates: list[tuple[str, Department, Department]] = []
        """Names used twice, each with the later department and the one that had it before."""
        shared: dict[str, dict[str, None]] = {}
        for department in self.departments:
            for name in (department.name, *department.aliases):
                other = known.setdefault(fold(name), department)
                if other is not department:
                    self.duplicates.append((name, department, other))
                    shared.setdefault(fold(name), {other.name: None})[department.name] = None
        # A name of its own goes before an alias of others.
        own: dict[str, Department] = {fold(department.name): department for department in reversed(self.departments)}
        known.update(own)
        for department in self.departments:
            for member in department.members:
                known.setdefault(fold(member), Department(member, kind="学校"))
        self._known = known
        self._reader = NameReader(
            {key: department.name for key, department in known.items()},
            {key: tuple(names) for key, names in shared.items() if key not in own and len(names) > 1},
            {department.name for department in self.departments if department.is_group}, inferred=inferred,
        )  # fmt: skip
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

    @cached_property
    def has_sections(self) -> bool:
        """True if any group has a 归口科室."""
        return any(self.section_of(each) for each in self.departments)

    def section_of(self, group: Department) -> Department | None:
        """Return the 归口科室 of a group, which sums up what its members do; None if it has none."""
        section = self.find(group.section) if group.is_group and group.section else None
        return None if section is None or section.is_group else section

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
        """Return the known names that an unknown one holds, the longest first; then those most like it, best first."""
        key = fold(name)
        inside = sorted((each for each in self._names if len(each) > 1 and fold(each) in key), key=len, reverse=True)
        # 办公室 within 市委办公室 says nothing more.
        held = [each for n, each in enumerate(inside) if not any(fold(each) in fold(other) for other in inside[:n])]
        best = dict.fromkeys(self._names[choice] for choice in [*held, *most_alike(name, self._names, 8, 0.35)])
        return tuple(best)[:_NEAREST]

    def almost(self, name: str) -> str:
        """Return the name of a row that one without a row may be mistyped for, or ""."""
        rows = {
            each: department.name for department in self.departments for each in (department.name, *department.aliases)
        }
        near = most_alike(name, rows, 8, _ALMOST)
        return next((rows[each] for each in near if not differing(name, each) <= _TELLING_APART), "")

    def read(self, text: str) -> tuple[Mention, ...]:
        """Return the departments that a cell names, in its order, each once."""
        return self._reader.read(text)


def place_of_members(registry: Registry) -> str:
    """Return where the members of a group are to be written."""
    beside = "新加的“部门”表（选了只看结果的，工作区里“设置.xlsx”的“部门”）"
    return beside if registry.inferred else "“部门”表"


def split_names(text: str) -> tuple[str, ...]:
    """Return the names in a cell of 部门 such as 别名 or 成员, each once."""
    return tuple(dict.fromkeys(parts_between(HARD_SEPARATORS, text)))


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


def heading_row_of(grid: Grid) -> int | None:
    """Return the 0-based row of a 部门 sheet's headings; None if it has no heading 部门名称."""
    found = _heading_row(grid)
    return found[0] if found else None


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


def sample_findings(registry: Registry) -> Iterator[Finding]:
    """Yield a warning for each group whose members are still those made up for the shipped workbook."""
    for department in registry.departments:
        samples = [member for member in department.members if member.startswith(SAMPLE_WORD)]
        if samples:
            cell = None if department.row is None else cell_name(department.row, 0)
            yield finding(
                "sample-members", sheet=DEPARTMENTS, cell=cell, group=department.name, value="、".join(samples)
            )


def registry_findings(registry: Registry) -> Iterator[Finding]:
    """Yield what is wrong with 部门 itself: names used twice or almost the same, groups inside themselves."""

    def place(department: Department) -> str | None:
        return None if department.row is None else cell_name(department.row, 0)

    sheet = KEPT_DEPARTMENTS if registry.inferred else DEPARTMENTS
    own = {fold(name) for each in registry.departments for name in (each.name, *each.aliases)}
    yield from sample_findings(registry)
    for name, department, other in registry.duplicates:
        called = "" if fold(name) == fold(other.name) else f"，“{other.name}”的别名"
        first = f"第{other.row + 1}行{called}" if other.row is not None else f"“{other.name}”"
        yield finding("registry-duplicate", sheet=sheet, cell=place(department), value=name, other=first)
    rows = {department.name: department for department in registry.departments if department.row is not None}
    # Of a table that has to say itself which departments there are, its cells are asked about; what is written beside it
    # may be mistyped.
    names = [each.name for each in registry.departments] if registry.inferred else [*rows]
    pairs = near_pairs(names) if rows else ()
    for name, near in pairs:
        if name not in rows:
            name, near = near, name
        if name in rows:
            yield finding("registry-near", sheet=sheet, cell=place(rows[name]), value=name, near=near)
    for department in registry.departments:
        if registry.in_cycle(department):
            yield finding("group-cycle", sheet=sheet, cell=place(department), value=department.name)
        if department.section and not registry.find(department.section):
            yield finding("section-unknown", sheet=sheet, cell=place(department), group=department.name,
                          value=department.section)  # fmt: skip
        for member in department.members:
            if fold(member) not in own and (near := registry.almost(member)):
                yield finding("member-alike", sheet=sheet, cell=place(department), group=department.name, value=member,
                              near=near)  # fmt: skip
        for part in filter(None, _ADDRESS_SEPARATORS.split(department.email)):
            if part not in department.addresses:
                yield finding("email-invalid", sheet=sheet, cell=place(department), value=part, name=department.name)
