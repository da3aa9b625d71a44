"""督办单: what is overdue, behind or near is asked for department by department; silence raises the colour.

Colours are those of the paper, not of the lights: red, overdue; yellow, behind, a milestone passed or a second round
without a word; blue, due within the warning days. Of one row nothing is asked a second time until the day to answer by
has passed; then, unanswered, one colour up, and red again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from xlplan.status.light_case import LightCase
from xlplan.status.model import DepartmentStatus, Status, TaskStatus
from xlplan.terms.choices import QuestionKind, State
from xlplan.terms.fields import Field
from xlplan.terms.records import record


class Colour(StrEnum):
    """The colour of a 督办单, from worst to mildest."""

    RED = "红"
    YELLOW = "黄"
    BLUE = "蓝"

    @property
    def up(self) -> Colour:
        """The colour above it; red stays red."""
        return _COLOURS[max(0, _COLOURS.index(self) - 1)]


_COLOURS: Final = tuple(Colour)


def worst(colours: Iterable[Colour]) -> Colour:
    """Return the worst of some colours."""
    return min(colours, key=_COLOURS.index)


@record(frozen=True, slots=True)
class Cause:
    """Why a row is supervised: its colour, in words, and the due day that this rests on."""

    colour: Colour
    why: str
    due: date | None = None


def _mark(year: int, number: int) -> str:
    return f"督〔{year}〕{number}号"


@record(frozen=True, slots=True)
class Supervised:
    """A 督办单 as it was issued on one row. Numbers begin anew each year; the tasks of one paper share one."""

    year: int
    number: int
    round: str
    department: str
    task: str
    colour: Colour
    day: date
    answer_by: date
    due: date | None
    texts: Mapping[str, str]
    """What the paper says of the row."""
    action: int = 0

    @property
    def mark(self) -> str:
        """How the paper is called: 督〔2023〕1号."""
        return _mark(self.year, self.number)


@record(frozen=True, slots=True)
class SlipReply:
    """What came back of a reply slip for one row: who signed and when, the measures, and the day promised."""

    year: int
    number: int
    task: str
    signed_by: str = ""
    signed_on: date | None = None
    measures: str = ""
    promised: date | None = None

    @property
    def key(self) -> tuple[int, int, str]:
        """Which paper and task it is about: year, number and 编号."""
        return self.year, self.number, self.task

    @property
    def mark(self) -> str:
        """How the paper is called."""
        return _mark(self.year, self.number)

    @property
    def signed(self) -> bool:
        """True if the department has signed for the paper."""
        return bool(self.signed_by or self.signed_on or self.answered)

    @property
    def answered(self) -> bool:
        """True if the slip says what is done, or by when."""
        return bool(self.measures or self.promised)


@record(frozen=True, slots=True)
class Issued:
    """An earlier paper on a row, and how it was answered."""

    paper: Supervised
    reply: SlipReply | None = None
    reported: bool = False
    """True if the department has reported on the row since, and it did not go back; that is an answer too."""

    @property
    def signed(self) -> bool:
        """True if the department has signed for it, or answered."""
        return self.answered or bool(self.reply and self.reply.signed)

    @property
    def answered(self) -> bool:
        """True if there is any answer."""
        return self.reported or bool(self.reply and self.reply.answered)

    @property
    def promised(self) -> date | None:
        """The day by which the department promised to be done."""
        return self.reply.promised if self.reply else None

    def silent_on(self, today: date) -> bool:
        """Return True if the day to answer by has passed without an answer."""
        return not self.answered and today > self.paper.answer_by

    def words(self, today: date) -> str:
        """Return how it stands."""
        if self.reply and self.reply.answered:
            return f"已答复，承诺{self.promised}完成" if self.promised else "已答复"
        if self.reported:
            return "已报进展"
        signed = "已签收" if self.signed else "未签收"
        if self.silent_on(today):
            return f"{signed}，逾期{(today - self.paper.answer_by).days}天未答复"
        return f"{signed}，未答复"


def cause(case: LightCase) -> Cause | None:
    """Return why a row is supervised on a day, or None. What is closed, paused or reported as done is not."""
    if case.closed or case.agreements.paused or case.value(Field.STATE) == State.DONE:
        return None
    today, due = case.today, case.due
    if due and due < today:
        return Cause(Colour.RED, f"已过到期日，超{(today - due).days}天", due)
    if case.written_start and case.written_start > today:
        return None
    if case.missed:
        day, words = case.missed
        return Cause(Colour.YELLOW, f"节点{day}已过，还没有达到{f'：{words}' if words else ''}", due)
    if case.behind and case.behind >= case.settings.amber_behind:
        return Cause(Colour.YELLOW, f"比序时进度落后{case.behind:.3g}个百分点", due)
    if _silent_twice(case):
        return Cause(Colour.YELLOW, "连续两期没有报送", due)
    if due and (due - today).days <= case.settings.warning_days:
        left = (due - today).days
        return Cause(Colour.BLUE, f"离到期日只剩{left}天" if left else "今天到期", due)
    return None


def _silent_twice(case: LightCase) -> bool:
    """Return True if neither of the last two rounds that asked and whose deadlines have passed was answered, nor this one."""
    over = [each.round for each in case.askings if each.deadline and each.deadline < case.today][-2:]
    if case.reported or len(over) < 2:
        return False
    return case.claim.round not in over if case.claim else not case.answered


def next_colour(found: Cause, earlier: Sequence[Issued], round_: str, today: date) -> Colour | None:
    """Return in which colour a row is asked for now, after the papers that it had; None if nothing is asked.

    A due day that was moved begins anew. An answer is taken at its word: until the day promised, or for the rest of
    the round, unless things have become worse.
    """
    last = _last(found, earlier)
    if last is None:
        return found.colour
    if last.silent_on(today):
        return worst((found.colour, last.paper.colour.up))
    rests = today <= last.promised if last.promised else last.paper.round == round_
    if not rests and today > last.paper.answer_by:
        return found.colour
    worse = found.colour is not last.paper.colour and worst((found.colour, last.paper.colour)) is found.colour
    return found.colour if worse else None


def sent_back(row: DepartmentStatus) -> bool:
    """Return True if the last report on a row went back, or what it asked for was refused: that is no answer.

    A 已完成 that was agreed to and taken back later was one.
    """
    claim, opened = row.claim, row.agreements.reopened
    if claim is None:
        return False
    kept = {QuestionKind.CLOSE} if opened and claim.action < opened.action else set()
    return bool(claim.sent_back or claim.refused.keys() - kept)


Row = tuple[str, str]
"""编号 and department."""


@record(frozen=True, slots=True)
class Wanted:
    """A row to be supervised now, with the paper on it before this one."""

    task: TaskStatus
    row: DepartmentStatus
    cause: Cause
    colour: Colour
    before: Issued | None = None


def causes(status: Status) -> dict[Row, Cause]:
    """Return why rows are to be supervised, in the order of the table."""
    return {
        (task.task.id, each.department): found
        for task in status.tasks
        for each in task.leads
        if each.case and (found := cause(each.case))
    }


def wanted(status: Status, issued: Mapping[Row, Sequence[Issued]]) -> dict[str, list[Wanted]]:
    """Return the rows to be supervised now, by department; `issued` are the papers on each row, in order."""
    found: dict[str, list[Wanted]] = {}
    why = causes(status)
    for task in status.tasks:
        for each in task.leads:
            row = task.task.id, each.department
            earlier = issued.get(row, ())
            if row in why and (colour := next_colour(why[row], earlier, status.round.name, status.today)):
                last = _last(why[row], earlier)
                found.setdefault(each.department, []).append(Wanted(task, each, why[row], colour, last))
    return found


def _last(found: Cause, earlier: Sequence[Issued]) -> Issued | None:
    """Return the newest paper on a row that rests on the same due day."""
    return next((each for each in reversed(earlier) if each.paper.due == found.due), None)


def still_standing(why: Mapping[Row, Cause], issued: Mapping[Row, Sequence[Issued]]) -> list[Issued]:
    """Return the newest papers on the rows that still have to be supervised."""
    last = (_last(why[row], earlier) for row, earlier in issued.items() if row in why)
    return sorted((each for each in last if each), key=lambda each: (each.paper.year, each.paper.number))
