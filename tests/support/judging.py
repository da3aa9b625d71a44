"""A return of a small sheet, and what is told of it once it is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from support.small import ROUND, codes, handed_out, returned, row, sent, sheet
from xlplan.handout.sheets import DepartmentSheet, Sent, SheetRow
from xlplan.handout.signature import Identity
from xlplan.returns.judge import Desk, judge
from xlplan.returns.received import Received
from xlplan.returns.sheet import Return, ReturnedRow
from xlplan.terms.choices import Role

KEY = b"key"
FULL = {"state": "推进中", "percent": 0.5, "progress": "已办。"}
TEXTS = {
    "1.1": "修订教师培训管理办法。",
    "1.2": "开展暑期网络研修。",
    "1.3": "日常督导责任区。",
    "1.4": "配合经费审计。",
}
ROWS = (
    row("1.1", content=TEXTS["1.1"]),
    row("1.2", content=TEXTS["1.2"]),
    row("1.3", content=TEXTS["1.3"], closed=True, due=None, often="常规工作"),
    row("1.4", Role.SUPPORT, content=TEXTS["1.4"]),
)
LETTERS = dict(zip(("project", "content", "role", "schedule", "due", "previous"), "BCDEFG", strict=True))


def filled(
    number: str = "1.1",
    line: int = 5,
    *,
    sent_as: SheetRow | None = None,
    edited: Mapping[str, str | None] | None = None,
    **more: Any,
) -> ReturnedRow:
    """Return a well filled row with the texts that were sent; `edited` are other texts of locked cells."""
    one = sent_as or next((each for each in ROWS if each.task == number), ROWS[0])
    given = {name: text for name, text in ({**one.locked} | dict(edited or {})).items() if text is not None}
    reported: dict[str, Any] = {
        name: value for name, value in FULL.items() if not (one.closed and name == "percent")
    } | more
    return returned(
        number, line=line, given=given, **{name: value for name, value in reported.items() if value is not None}
    )


def desk(*each: Sent, **more: Any) -> Desk:
    return Desk("plan-1", KEY, ROUND.name, handed_out(*(each or (sent(*ROWS),))), **more)


def identity(one: DepartmentSheet | None = None, **changes: Any) -> Identity:
    one = one or sheet(*ROWS)
    return replace(Identity("plan-1", one.round, 1, one.department, one.fingerprints), **changes)


def came(*rows: ReturnedRow, who: Identity | None = None, key: bytes = KEY, lost: bool = False, **more: Any) -> Return:
    """Return a return of all rows that were sent; with `rows`, of these. `lost` is one without its hidden sheet."""
    known: dict[str, Any] = {
        "people": {"filler": "张三", "reviewer": "李四"},
        "sheet": "任务表",
        "letters": LETTERS,
    } | more
    if lost:
        return Return(None, "", known.pop("people"), rows or whole(), **known)
    who = who or identity()
    return Return(who, who.signature(key), known.pop("people"), rows or whole(), **known)


def whole(*others: ReturnedRow, without: Sequence[str] = ()) -> list[ReturnedRow]:
    """Return all rows; `others` replace those with their numbers."""
    mine = {each.task for each in others}
    return [
        filled(each.task, line)
        for line, each in enumerate(ROWS, 5)
        if each.task not in mine and each.task not in without
    ] + list(others)


def judged(found: Return, at: Desk | None = None, path: str = "回收/教育科.xlsx") -> Received:
    return judge(found, at or desk(), path, "sha")


def told(
    found: Return, at: Desk | None = None, path: str = "回收/教育科.xlsx"
) -> tuple[str, list[tuple[str, str | None, str | None]]]:
    item = judged(found, at, path)
    return item.verdict.value, codes(item.reasons)
