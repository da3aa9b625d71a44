"""Rows of 待核实 beside each other: which contradict each other, which repeat another, and which is the last on a cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from xlplan.decisions.case import Case
from xlplan.decisions.model import Decision, RowKey
from xlplan.decisions.sheet import OWN_KINDS, Line, line_finding
from xlplan.returns.received import Entered
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.text import fold

Done = tuple[Line, Decision | Entered]
"""A row, and what comes of it."""


def contradicting(wished: Sequence[Done]) -> list[tuple[Line, Finding]]:
    """Return rows on the same cell that contradict each other."""
    adopted: dict[tuple[str, ...], list[Done]] = defaultdict(list)
    rulings: dict[object, list[Done]] = defaultdict(list)
    for line, done in wished:
        if isinstance(done, Decision) and done.kind != QuestionKind.VERIFIED:
            rulings[done.key, done.round].append((line, done))
            if done.ruling is Ruling.ADOPT and done.field:
                adopted[(*done.place, done.field, done.round)].append((line, done))
    against: dict[tuple[str, int], list[Line]] = {}
    for group in adopted.values():
        if len({done.key for _, done in group if isinstance(done, Decision)}) > 1:
            against |= {line.at: [other for other, _ in group if other is not line] for line, _ in group}
    for group in rulings.values():
        if len({done.ruling for _, done in group if isinstance(done, Decision)}) > 1:
            against |= {line.at: [other for other, _ in group if other is not line] for line, _ in group}

    def why(line: Line) -> Finding:
        cells = _cells(line, against[line.at], "decision")
        return line_finding("decision-contradicts", line, "decision", value=line.text("decision"), cells=cells)

    return [(line, why(line)) for line, _ in wished if line.at in against]


def of_two_doors(wished: Sequence[Done]) -> list[tuple[Line, Finding]]:
    """Return the office's own rows on a cell where two doors end with different words."""
    groups: dict[object, list[Done]] = defaultdict(list)
    for line, done in wished:
        if own := _said(done):
            groups[own[0]].append((line, done))
    found: list[tuple[Line, Finding]] = []
    for group in groups.values():
        ends = {line.door: _said(done) for line, done in group}
        if len(set(ends.values())) > 1:
            found += [(line, _other_door(line, [other for other, _ in group])) for line, _ in group]
    return found


def _other_door(line: Line, group: Sequence[Line]) -> Finding:
    name = "reported" if line.text("reported") else "leader"
    cells = _cells(line, [other for other in group if other.door != line.door], name)
    return line_finding("decision-contradicts", line, name, value=line.text(name), cells=cells)


def _cells(line: Line, others: Sequence[Line], name: str) -> str:
    """Return where others stand, each with its door unless that is the row's own."""
    return "、".join(
        other.cell(name) if other.door == line.door else f"（{other.door or '分工表'}）{other.cell(name)}"
        for other in others
    )


def _said(done: Decision | Entered) -> tuple[object, object] | None:
    """Return what a row of the office is about and what it says; None for a ruling on a question."""
    if isinstance(done, Entered):
        (row,) = done.rows
        values = tuple((name, value.value) for name, value in row.values.items())
        cell = QuestionKind.ENTERED, fold(done.department), fold(row.task), tuple(row.values)
        return cell, (values, done.source, done.day)
    if done.ruling:
        return None
    milestone = done.reported if done.kind is QuestionKind.MILESTONE else ""
    of = (done.kind, *done.place, done.field, milestone, done.round)
    return of, (fold(done.reported), done.leader, done.day, done.note)


def last_rows(lines: Sequence[Line], case: Case) -> set[tuple[str, int]]:
    """Return where the last row of the office on each cell stands.

    There is none where two doors end with different words: which is later nobody knows, and each is carried out once.
    """
    ends: dict[object, dict[str, Line]] = defaultdict(dict)
    for line in lines:
        if line.kind in OWN_KINDS:
            ends[cell_about(line, case)][line.door] = line
    agreeing = (
        doors.values() for doors in ends.values() if len({fold(e.text("reported")) for e in doors.values()}) == 1
    )
    return {line.at for doors in agreeing for line in doors}


def once_each(agreeing: Sequence[Done]) -> tuple[list[Done], list[Line]]:
    """Return each decision once, and the rows that only repeat one.

    A row of the office repeats what another door says, or what its own door said last on the cell: said again after
    something else it counts anew.
    """
    once: list[Done] = []
    repeated: list[Line] = []
    seen: set[tuple[RowKey, str]] = set()
    doors: dict[object, str] = {}
    last: dict[tuple[str, object], object] = {}
    for line, done in agreeing:
        if own := _said(done):
            cell = line.door, own[0]
            if doors.setdefault(own, line.door) != line.door or last.get(cell) == own:
                repeated.append(line)
                continue
            last[cell] = own
        if isinstance(done, Decision) and done.kind != QuestionKind.VERIFIED:
            if (done.key, done.round) in seen:
                repeated.append(line)
                continue
            seen.add((done.key, done.round))
        once.append((line, done))
    return once, repeated


def cell_about(line: Line, case: Case) -> tuple[str, str, str, Field | None]:
    """Return the cell that a row of the office is about."""
    return line.kind, case.department(line.text("department")), fold(line.text("task")), line.field
