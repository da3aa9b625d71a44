"""The plain reading, last part: all that 6b says at the end of a day, what a round asks of whom, and what 6b leaves open.

Written from section 6b of the design alone: slow and plain, one function for each sentence. Each answer is worked out
again from the list of events.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from model_office.office import Entered, Light, ReceivedOn, Year
from model_office.plain_lights import Lit, light_of, task_light
from model_office.plain_reasons import must_name
from model_office.plain_standing import (
    Standing,
    deadline_of,
    hand_outs,
    name_now,
    rows,
    sayings,
    standing,
)  # fmt: skip
from model_office.plain_view import View, closed, held_now, look


@dataclass(frozen=True)
class Asked:
    """What a round asks of a department: whether it owes rows, has returned, is missing, and was in time."""

    owed: bool
    returned: bool
    missing: bool
    on_time: bool | None


@dataclass(frozen=True)
class Reading:
    """All that a day's reading says. Departments go by the names they have on that day."""

    round: str
    rows: dict[tuple[str, str, str], Lit]
    tasks: dict[str, Light]
    percents: dict[str, Fraction | None]
    """The percent of each task, of 100."""
    departments: dict[str, Asked]
    words: dict[tuple[str, str, str], tuple[str, ...]]
    """What the reason of each row has to name."""


def current_round(year: Year, day: date) -> str | None:
    """Return the round that was handed out last by the end of a day."""
    given = hand_outs(standing(year, day))
    return given[-1].round if given else None


def read(year: Year, day: date, round_: str) -> Reading:
    """Say what 6b says at the end of a day, in a round."""
    stand = standing(year, day)
    views = {row: look(year, stand, row, day, round_) for row in rows(year)}
    lit = {row: light_of(view) for row, view in views.items()}
    tasks: dict[str, Light] = {}
    percents: dict[str, Fraction | None] = {}
    for task in year.tasks:
        carrying_out = [row for row in lit if row.task == task and row.role in ("lead", "share")]
        tasks[task.number] = task_light([lit[row].light for row in carrying_out])
        percents[task.number] = mean([views[row] for row in carrying_out])
    names = dict.fromkeys(row.department for row in lit)
    asked = {name_now(stand, name): asks(year, stand, name, day, round_) for name in names}
    shown: dict[tuple[str, str, str], Lit] = {}
    for row, found in lit.items():
        shown[row.task.number, name_now(stand, row.department), row.role] = found
    words = {key: must_name(views[row], found) for key, (row, found) in zip(shown, lit.items(), strict=True)}
    return Reading(round_, shown, tasks, percents, asked, words)


def mean(views: Sequence[View]) -> Fraction | None:
    """Topic: means are over the same tasks: closed 100%, paused out; a row of which no percent is known is left out too."""
    known = [
        Fraction(100) if closed(view) else shown_percent(view) for view in views if closed(view) or not view.told.paused
    ]
    there = [each for each in known if each is not None]
    return sum(there, Fraction(0)) / len(there) if there else None


def shown_percent(view: View) -> Fraction | None:
    """Topic: 核定 counts; a routine behind a closed deadline has no percent."""
    percent = view.told.counts("percent")
    return Fraction(percent) if isinstance(percent, int) and not view.routine_half else None


def owed(view: View) -> bool:
    """Topic: a round owes 执行, 责任 and 综述 rows that are neither closed nor paused."""
    if view.row.role == "support":
        return False
    if view.row.role == "summary":
        others = [each for each in rows(view.year) if each.task == view.row.task and each.role in ("lead", "share")]
        return any(owed(look(view.year, view.stand, each, view.day, view.round)) for each in others)
    return not closed(view) and not view.told.paused and held_now(view)


def asks(year: Year, stand: Sequence[Standing], department: str, day: date, round_: str) -> Asked:
    """Topic: returned when one of its rows is reported; missing while it owes rows and none is reported."""
    own = [
        look(year, stand, row, day, round_)
        for row in rows(year)
        if name_now(stand, row.department) == name_now(stand, department)
    ]
    owes = any(owed(view) for view in own)
    returns = list(sayings(stand, round_, department))
    last = deadline_of(stand, round_)
    on_time = None
    if returns and last is not None and any(view.row.role != "support" for view in own):
        on_time = received_on(stand, round_, department, returns[0]) <= last
    return Asked(owes, bool(returns), owes and not returns, on_time)


def received_on(stand: Sequence[Standing], round_: str, department: str, first: Standing) -> date:
    """Topic: 收到日期: the day the file was seen, of merging, or of 代录, and the office may correct it."""
    day = first.event.said if isinstance(first.event, Entered) else first.event.day
    for each in stand:
        event = each.event
        if (
            isinstance(event, ReceivedOn)
            and event.round == round_
            and name_now(stand, event.department) == name_now(stand, department)
        ):
            day = event.received
    return day


OPEN_POINTS: Final = (
    "A 支持 row is closed (GREEN by 1, once it has reported) when all 执行 and 责任 rows of its task are; so no sheet holds it.",
    "After 恢复 a row whose only report said 暂缓 has no claim, and was never answered: rule 7 holds.",
    "A report taken in by the press that carries out a 核定 is a later report: decisions come first.",
    "A task 'of the group' is one that it carries out: a group in 支持 alone gives its 归口科室 no 综述 row.",
    "综述 is owed while one 执行 or 责任 row of its task is owed: it has no closing of its own.",
    "'The first round that asked this department' is the first whose sheets held this row, not any row of the department.",
    "The routine half is asked by the first sheet made after both its start and the closing of the deadline half.",
    "A file on a sheet made before the routine half was open says nothing of the routine; 代录 does.",
    "Closing the deadline half also ends its 核定 and its open questions: 7 begins anew.",
    "After 重新立项 the agreed 已完成, claimed or 核定, counts as 退回 does: 推进中, with the percent before it; a 核定 of 100% ends.",
    "A row that was 核定 alone, closed and opened again was never answered: rule 7 holds.",
    "After 退回 of 已完成 without a percent before it no percent counts: no behind, and no milestone met by it.",
    "'The claim before 暂缓' is all of it, percent too, as it stood before the first of the reports that said 暂缓.",
    "A file about a paused row is a report (the department has returned), though what it says does not count.",
    "After 恢复 a row of 暂缓后又报 that nobody answered is still an open question (AMBER by 6).",
    "A paused row stood locked in a sheet: that sheet does not hold it; the newest sheet of the round decides.",
    "What a file says of a closed row counts for nothing, but the department has returned.",
    "From a 已完成 that was 退回, or opened again, what is said later does not differ in state and percent.",
    "A cell filled in one return and blank in the other does not differ.",
    "After a new hand-out of the round a file replaces and does not differ, and so does the sheet sent back, put right.",
    "A return that was adopted by 暂缓后又报 is a return of its round like others: a later one may differ from it.",
    "A value that was rejected, reported anew after the decision, differs again.",
    "保留原值 of 前后不一致 takes the value that the row shows as 原值 (a return's), not what counted before the round.",
    "What came since a 已完成, and the office decided against, does not count when that 已完成 is taken back: what was said before it does.",
    "Where 暂缓 stands in several rounds at once, one 同意暂缓 is for all that asked.",
    "After a new name in mid-round the sheet under it is a newer one of the same row; 代录 under it differs from a file under the old name.",
    "代录 and a file of its round differ whatever revision the file is of; what was decided is not asked again.",
    "A report of a later round ends a difference that was left open in the cells that it fills in.",
    "代录 that leaves 预计完成日期 blank does not end a request; a file that reports the row and leaves it blank does.",
    "Of two 代录 in one round that differ the later counts, and nothing is asked.",
    "Of rounds beside each other, a quarter and its months, the report that came last counts, and each round owes its own.",
    "Departments that are made into one owe, have returned and are in time together: each row keeps what was said and decided of it.",
    "A file for an earlier round, merged after a later round was reported, fills only cells that no later round filled.",
    "The percent before a 已完成 is that of the rounds before it, whenever their files came.",
    "核定后又报 asks whenever a later report fills in a cell that is 核定, even with the same value; other cells ask nothing.",
    "A late file for an earlier round asks no 核定后又报, and leaves nothing to be decided on, of a cell that a later round filled in: there it counts for nothing.",
    "What was adopted by 暂缓后又报 is a report after 核定 like others: of a cell that is 核定 it asks 核定后又报.",
    "核定 of the percent leaves a state 已完成 that is claimed later to rule 3 (AMBER until 采用报送 or 保留原值).",
    "A day that was agreed to, and whose agreement a changed limit ended, asks nothing again.",
    "A request for delay that nobody decided stays a request in later rounds while the department is silent.",
    "A row without a percent is not behind; 未启动 without a percent is not taken for 0%.",
    "未启动 though begun holds from the start day itself; without a due day from the day of the first hand-out.",
    "Due within the warning days holds at 100% too, while the state is not 已完成; the due day itself is within.",
    "Begun, 序时 and its start of 1 January look at the due day of the limit at the first hand-out, not at an agreed one.",
    "'The report before' of a copied 本期进展 is that of the last earlier round in which the row was reported.",
    "A row whose 已完成 was 退回 is not reported in this round for rule 8; one whose 暂缓 was is: the rest of it stands.",
    "A report about 支持 rows alone makes the department returned, and so not missing.",
    "On time is judged by the first return of the round that reports a row; a correction of 收到日期 replaces that day.",
    "收到日期 of 代录 is the day on which the department said it, not that on which it was typed.",
    "After an undone merge a file is received, when merged again, on the day on which it first came.",
    "On time is None where the department has only 支持 rows.",
)
"""What the design leaves open, and what this reading takes a careful office to do."""
