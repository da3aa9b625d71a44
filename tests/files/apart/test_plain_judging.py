"""What is judged straight from its cells is judged as in general, and anything else is left to that."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from support.returns import Sheet
from support.sheet_edits import EDITS, edit
from support.small import ROUND, TODAY, handed_out, row, sent, sheet, values

from xlplan.files.apart import judging
from xlplan.files.apart.plain_judging import Judge
from xlplan.files.apart.read_one import FileReading
from xlplan.handout.sheets import DepartmentSheet, Sent
from xlplan.handout.signature import Identity
from xlplan.returns.judge import Desk
from xlplan.returns.sheet import Wording
from xlplan.terms.cells import Area, CellError, CellValue, Grid, NoCachedValue, Overlay, OverlayKind, Sight
from xlplan.terms.choices import Role, State
from xlplan.terms.fields import Field
from xlplan.terms.headings import CLOSED_MARK, REPORTED_COLUMNS
from xlplan.terms.sheets import IDENTITY

RETURNS = int(os.environ.get("XLPLAN_RETURNS", "3000"))
"""How many are made: an environment variable asks for more."""
KEY = bytes(32)
NAME = "教育科"
WORDING = Wording({"在弄": State.RUNNING}, 2023)
PATHS = (
    *["回收/教育科-2023年第二季度推进情况表.xlsx"] * 6,
    "回收/表.xlsx",
    "回收/人事科.xlsx",
    "回收/教育科二处/教育科.xlsx",
)
DONE = "已按方案组织实施，召开推进会2次，完成阶段性自查并建立台账。"
ODD: tuple[CellValue, ...] = (
    "", " ", "—", "无", "/", "同上", "详见附件", "待续", "=A1", "+1", "-1", "-已办", "@x", "\tx", "一\n二", "　好", "\u200b", "\u202e反", "x" * 25, "暂无困难", "没有",
    "推进中", "进行中", "在弄", "已完成", "推进中。", "不清楚", "80%", "约80%", "1", "一半", 0.0, 0.5, 1.0, 1.5, 80.0, -0.1, 1, 0, True, 45260.0,
    date(2023, 11, 30), date(2023, 6, 1), date(2024, 6, 1), date(1900, 1, 6), date(2150, 1, 1), datetime(2023, 11, 30, 8), datetime(2023, 11, 30), "2023-11-30",
    "2023年11月", CellError("#REF!"), NoCachedValue("=A1"), "1.1", "做好1.1。", "甲工程", "执行", "支持", "综述", "上期在办。", "上期在办", "已办。",
)  # fmt: skip


def rows_sent(chance: random.Random) -> DepartmentSheet:
    """Return a department's sheet of any rows."""
    found = []
    for number in range(chance.randint(1, 7)):
        role = chance.choice((Role.LEAD, Role.LEAD, Role.LEAD, Role.SHARE, Role.SUPPORT, Role.SUPPORT))
        changes: dict[str, Any] = {"content": f"做好{chance.randint(1, 4)}.{number}的事。"}
        if chance.random() < 0.2:
            changes |= {"closed": True, "due": None, "often": "常规工作"}
        if chance.random() < 0.2:
            changes["previous"] = chance.choice(("上期在办。", f"推进中。\n{DONE}", DONE))
        if chance.random() < 0.1:
            changes["change"] = chance.choice(("新增", "文字有改动"))
        if chance.random() < 0.04:
            changes |= chance.choice(
                (
                    {"change": "已撤销"},
                    {"change": "已同意暂缓（至年底）"},
                    {"role": Role.SUMMARY},
                    {"others": (("牵头领导", "王某"),)},
                )
            )
        task = f"{number // 4 + 1}.{number % 4 + 1}" if chance.random() < 0.97 else "1.1"
        found.append(row(task, **({"role": role} | changes)))
    return sheet(*found, department=NAME)


def desk_for(made: DepartmentSheet, chance: random.Random) -> Desk:
    """Return what a return of the sheet is judged by."""
    others = [sent(department=name) for name in ("教育科二处", "人事科")]
    each: list[Sent] = [Sent(made, 1, "教育科.xlsx", "0" * 64), *others]
    if chance.random() < 0.04:
        each.append(Sent(made, 2, "教育科.xlsx", "1" * 64))
    tasks: dict[Any, dict[Field, str]] | None = None
    if chance.random() < 0.7:
        tasks = {
            one.task_key: {Field.PROJECT: one.project, Field.CONTENT: one.content, Field.SCHEDULE: one.schedule}
            for one in made.rows
        }
        if chance.random() < 0.1:
            one = chance.choice(made.rows)
            tasks[one.task_key] = tasks[one.task_key] | {Field.CONTENT: chance.choice(("改了", f" {one.content}"))}
        if chance.random() < 0.05:
            tasks.pop(chance.choice(made.rows).task_key)
    before = {}
    if chance.random() < 0.4:
        last = values(percent=chance.choice((0.2, 0.8)), progress=chance.choice((DONE, "上期在办。")))
        before = {NAME: {chance.choice(made.rows).task: last}}
    agreed = {(made.rows[0].task_key, "教育科"): date(2024, 12, 31)} if chance.random() < 0.3 else {}
    today = chance.choice((None, TODAY))
    return Desk("plan", None, ROUND.name, handed_out(*each), tasks, before, today, agreed, rounds=[ROUND.name])  # type: ignore[arg-type]


def filled_in(made: DepartmentSheet, chance: random.Random) -> list[Grid]:
    """Return what comes back: often nothing is odd in it, sometimes a few things are."""
    identity = Identity("plan", ROUND.name, 1, NAME, {one.name: one.fingerprint for one in made.rows})
    if chance.random() < 0.02:
        identity = replace(
            identity,
            **chance.choice(({"plan": "x"}, {"revision": 9}, {"corrects": ("a" * 64,)}, {"round": "2023年第一季度"})),
        )
    works = Sheet(made, identity, KEY)
    if chance.random() < 0.7 and not any(one.others for one in made.rows):
        works.columns = [column for column in works.columns if column.name != Field.OTHER]
    if chance.random() < 0.15:
        for _ in range(chance.randint(1, 3)):
            edit(works, (chance.choice(sorted(EDITS)), *(chance.randrange(460) for _ in range(3))))
    table, *rest = works.grids()
    cells = [list(each) for each in table.rows]
    heads = [str(column.name) for column in works.columns]
    by_task = {one.task: one for one in made.rows}
    for line in cells[works.above + 1 :]:
        one = by_task.get(str(line[0])) if line else None
        if one is None or len(line) != len(heads) or (one.role is Role.SUPPORT and chance.random() < 0.3):
            continue
        for name in REPORTED_COLUMNS:
            at = heads.index(name) if name in heads else -1
            if at < 0 or line[at] is not None:
                continue
            if name in (Field.PERCENT, Field.EXPECTED) and (one.closed or chance.random() < 0.15):
                continue
            wanted = name in (Field.STATE, Field.PERCENT, Field.PROGRESS)
            if wanted or chance.random() < 0.4:
                line[at] = answer(name, chance)
    if chance.random() < 0.3:
        for _ in range(chance.choice((1, 1, 2))):
            line = chance.choice(cells)
            if line:
                line[chance.randrange(len(line))] = chance.choice(ODD)
    if chance.random() < 0.03:
        chance.choice(cells).append(chance.choice(ODD))
    table = replace(table, rows=[*map(trimmed, cells)])
    return [*odd_look(table, chance), *rest]


def answer(name: Field, chance: random.Random) -> CellValue:
    match name:
        case Field.STATE:
            return str(chance.choice([*State, *[State.RUNNING] * 8]))
        case Field.PERCENT:
            return chance.choice((0.0, 0.25, 0.5, 1.0))
        case Field.EXPECTED:
            return chance.choice((date(2023, 11, 30), date(2023, 12, 31), date(2024, 6, 30)))
        case _:
            return chance.choice(
                (
                    DONE,
                    f"{DONE}（{chance.random()}）",
                    "按月推进，月底前完成。",
                    "人手偏紧，需协调送教。",
                    "见附件：活动照片。",
                    "暂无",
                )
            )


def odd_look(table: Grid, chance: random.Random) -> list[Grid]:
    """Return the table as it may be shown otherwise, or beside another sheet."""
    if chance.random() > 0.05:
        return [table]
    last = len(table.rows) - 1
    place = (last, chance.randrange(7, 12))
    return chance.choice(
        (
            [replace(table, formulas=frozenset([place]))], [replace(table, formulas=frozenset([(1, 1)]))], [replace(table, hidden=True)],
            [replace(table, merges=[Area(0, 1, 0, 5)])], [replace(table, merges=[Area(last - 1, place[1], last, place[1])])],
            [replace(table, sight=Sight(hidden_rows=frozenset([last])))],
            [replace(table, sight=Sight(overlays=[Overlay(OverlayKind.COMMENT, *place, "批注")]))], [table, replace(table, sheet="副本")],
            [table, Grid("说明", [["说明"]])], [],
        )
    )  # fmt: skip


def trimmed(cells: Sequence[CellValue]) -> list[CellValue]:
    found = [*cells]
    while found and found[-1] is None:
        found.pop()
    return found


@pytest.mark.parametrize("seed", range(4))
def test_returns_of_any_kind_are_judged_alike_or_left_to_the_general_way(seed: int) -> None:
    chance = random.Random(seed)
    taken = 0
    for _ in range(RETURNS // 4):
        made = rows_sent(chance)
        desk = desk_for(made, chance)
        path = chance.choice(PATHS)
        grids = filled_in(made, chance)
        reading = FileReading([replace(grid, rows=[*map(trimmed, grid.rows)]) for grid in grids])
        plain = Judge(desk, WORDING).plainly(reading.grids, path, "a" * 64)
        if plain is not None:
            taken += 1
            general = judging.judged(reading, "表.xlsx", desk, WORDING, path, "a" * 64)
            assert (plain.item, plain.rows, plain.doubts, plain.signed) == (
                general.item,
                general.rows,
                general.doubts,
                general.signed,
            )
            assert judging.dumps(plain) == judging.dumps(general)
    assert taken > RETURNS // 4 * 0.35, taken


def test_a_plain_return_is_judged_from_its_cells() -> None:
    made = sheet(
        row("1.1"), row("1.2", closed=True, due=None, often="常规工作"), row("1.3", Role.SUPPORT), department=NAME
    )
    desk = Desk("plan", None, ROUND.name, handed_out(Sent(made, 1, "教育科.xlsx", "0" * 64)))
    identity = Identity("plan", ROUND.name, 1, NAME, {one.name: one.fingerprint for one in made.rows})
    works = Sheet(made, identity, KEY)
    table, hidden = works.grids()
    rows = [trimmed(each) for each in table.rows]
    for line in rows[works.above + 1 :]:
        line[8:] = [None] * (15 - 8)
        line[8:11] = ["推进中", CLOSED_MARK if line[0] == "1.2" else 0.5, DONE]
    found = Judge(desk, WORDING).plainly([replace(table, rows=[*map(trimmed, rows)]), hidden], PATHS[0], "a" * 64)
    assert found is not None and hidden.sheet == IDENTITY
    assert [each[:5] for each in found.rows] == [
        ("1.1", "A5", "推进中", "0.5", DONE), ("1.2", "A6", "推进中", None, DONE), ("1.3", "A7", "推进中", "0.5", DONE),
    ]  # fmt: skip
    assert found.item.sums == (3, False, True)


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        (Field.PROGRESS, None, "return-required-blank"),
        (Field.PROGRESS, "同上", "return-says-nothing"),
        (Field.PERCENT, "过半", "return-percent-unclear"),
        (Field.STATE, "大概算完", "return-state-unknown"),
        (Field.EXPECTED, "2023年11月", "return-date-unclear"),
        (Field.EVIDENCE, "=A1", "return-formula-text"),
        # As 1%.
        (Field.PERCENT, 1.0, "return-percent-unclear"),
    ],
)
def test_a_return_whose_answers_call_for_remarks_is_judged_from_its_cells(
    name: Field, typed: CellValue, code: str
) -> None:
    made = sheet(row("1.1"), row("1.2", content="另一件。"), department=NAME)
    desk = Desk("plan", None, ROUND.name, handed_out(Sent(made, 1, "教育科.xlsx", "0" * 64)))
    identity = Identity("plan", ROUND.name, 1, NAME, {one.name: one.fingerprint for one in made.rows})
    works = Sheet(made, identity, KEY)
    table, hidden = works.grids()
    heads = [column.name for column in works.columns]
    rows = [[*each] for each in table.rows]
    for line in rows[works.above + 1 :]:
        for each, value in ((Field.STATE, "推进中"), (Field.PERCENT, 0.5), (Field.PROGRESS, DONE)):
            line[heads.index(each)] = value
    rows[-1][heads.index(name)] = typed
    shown = {(len(rows) - 1, heads.index(Field.PERCENT)): '0"%"' if typed == 1.0 else "0%"}
    table = replace(table, rows=[*map(trimmed, rows)], formats=shown)
    found = Judge(desk, WORDING).plainly([table, hidden], PATHS[0], "a" * 64)
    assert found is not None
    assert code in {reason.code for reason in found.item.reasons}
    assert [each[4] for each in found.rows][:1] == [DONE]


@pytest.mark.parametrize("change", ["已同意暂缓（王局，2023-06-14）", "已撤销"])
@pytest.mark.parametrize("typed", [None, "已办。", "0", 0, "同上"])
@pytest.mark.parametrize("times", [1, 2])
def test_what_is_typed_in_a_row_that_is_shut_is_told_and_its_marks_are_not(
    change: str, typed: str | int | None, times: int
) -> None:
    made = sheet(row("1.1", change=change), row("1.2", content="另一件。"), department=NAME)
    identity = Identity("plan", ROUND.name, 1, NAME, {one.name: one.fingerprint for one in made.rows})
    desk = Desk("plan", None, ROUND.name, handed_out(Sent(made, 1, "教育科.xlsx", "0" * 64)), rounds=[ROUND.name])
    works = Sheet(made, identity, KEY)
    table, *rest = works.grids()
    cells = [list(each) for each in table.rows]
    heads = [column.name for column in works.columns]
    for name in REPORTED_COLUMNS:
        cells[-2][heads.index(name)] = CLOSED_MARK
    if typed is not None:
        cells[-2][heads.index(Field.PROGRESS)] = typed
    shut = cells[-2]
    for name, value in ((Field.STATE, "推进中"), (Field.PERCENT, 0.5), (Field.PROGRESS, DONE)):
        cells[-1][heads.index(name)] = value
    if times == 2:
        cells.append([*shut])
    reading = FileReading([replace(table, rows=cells), *rest])
    for found in (
        judging.judged(reading, PATHS[0], desk, WORDING, PATHS[0], "1" * 64),
        Judge(desk, WORDING).judged(reading, PATHS[0], PATHS[0], "1" * 64),
    ):
        told = {each.code for each in found.item.reasons} - {"return-row-twice"}
        if change == "已撤销":
            assert told == ({"return-withdrawn-filled"} if typed is not None else set())
            assert all(typed is None or f"“{typed}”" in each.message for each in found.item.reasons)
        else:
            assert told == (set() if typed in (None, "已办。") else {"return-says-nothing"})
        cells_told = {each.cell for each in found.item.reasons if each.field is Field.PROGRESS}
        assert len(cells_told) == (times if told else 0)
