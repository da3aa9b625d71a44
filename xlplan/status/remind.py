"""催报: who has to be chased, why, how many times so far, and in what words.

Three lists: 未报 (nothing came), 退回未改 (it went back and has not come again), 有空缺 (required cells are empty). A
department is on the first that fits. After the second reminder for the same reason the text names the leader who is told (升级).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from xlplan.handout.sheets import Sent
from xlplan.plan.departments import Registry
from xlplan.plan.send_to import whom_to_ask
from xlplan.reissue.marks import SendBack
from xlplan.schedule.calendar import day_words
from xlplan.terms.records import record

ESCALATED_FROM: Final = 3
"""From the third reminder on, the leader in charge is named."""
_GAPS: Final = 5
_WITHIN: Final = "两个工作日"
"""How long a department has once the deadline is past."""


class Lack(StrEnum):
    """Why a department is chased; the words are the names of the lists."""

    MISSING = "未报"
    BACK = "退回未改"
    GAPS = "有空缺"


@record(frozen=True, slots=True)
class Reminded:
    """A reminder that was written earlier."""

    department: str
    lack: str
    day: date


@record(frozen=True, slots=True)
class OnlyEntered:
    """What a department said that sent no sheet: only the office entered it (代录). `how` it came; `gaps` are the required cells left empty."""

    how: str
    gaps: Sequence[str]


@record(frozen=True, slots=True)
class Reminder:
    """One department to be chased. `days` are the days of its earlier reminders for the same reason."""

    department: str
    lack: Lack
    lead: int
    """The number of rows that it owes a report on."""
    round: str
    title: str
    deadline: date | None
    today: date
    gaps: tuple[str, ...]
    """What is empty or to be corrected, in words."""
    days: tuple[date, ...]
    leader: str
    contact: str
    phone: str
    reported: bool
    """True if any return of it was taken; unreadable and refused ones do not count."""
    send_to: str = ""
    """To whom departments send their sheets, as 设置 has it."""
    entered: str = ""
    """How it reported, if not by a sheet: what came that way the office entered (代录)."""
    beside: str = ""
    """What to tell it of the stamped copies or evidence that it sent without a sheet."""
    refused: bool = False
    """True if nothing that it sent could be taken: its sheet goes back as it was handed out."""
    marked: bool = False
    """True if its sheet went back with marks (退回单): that is to be filled in, and nothing else."""

    @property
    def number(self) -> int:
        """The number of this reminder, from 1."""
        return len(self.days) + 1

    @property
    def escalated(self) -> bool:
        """True if the leader in charge is named."""
        return self.number >= ESCALATED_FROM

    @property
    def late(self) -> str:
        """The days to or since the deadline, in words."""
        if self.deadline is None:
            return "报送时间以通知为准"
        left = (self.deadline - self.today).days
        when = f"报送截止 {day_words(self.deadline)}"
        return f"{when}，已超 {-left} 天" if left < 0 else f"{when}，{'今天截止' if left == 0 else f'还有 {left} 天'}"

    @property
    def ahead(self) -> bool:
        """True if the deadline is today or later."""
        return self.deadline is not None and self.deadline >= self.today

    @property
    def by_when(self) -> str:
        """By when it is to report, in words: never later than the deadline while that lies ahead."""
        if self.deadline is None or not self.ahead:
            return f"于收到本单后{_WITHIN}内"
        return "在今天" if self.deadline == self.today else f"在{day_words(self.deadline)}前（含当天）"

    @property
    def why(self) -> str:
        """What is lacking, in one line."""
        match self.lack:
            case Lack.MISSING if self.marked:
                return f"报来的表里状态、完成进度、本期进展都没有填，已退回（应报 {self.lead} 项）"
            case Lack.MISSING:
                came = "发来的文件没有收下，" if self.refused else ""
                return f"{came}还没有报送（应报 {self.lead} 项）{f'，{self.beside}' if self.beside else ''}"
            case Lack.BACK if self.refused:
                return "发来的文件没有收下，还没有收到重新填的"
            case Lack.BACK:
                return "报来的表已退回，还没有收到改好的"
        more = f" 等 {len(self.gaps)} 处" if len(self.gaps) > _GAPS else ""
        empty = f"{'、'.join(self.gaps[:_GAPS])}{more}"
        if self.entered:
            return f"报了一部分（{self.entered}，办公室代录），表还没有报送，还缺：{empty}"
        return f"报来的表还有空缺：{empty}"

    def to_do(self, by: str) -> str:
        """Return what it is to do `by` when, with which file, and to whom it sends that."""
        to = f"给{self.send_to}" if self.send_to else ""
        when = f"{by}，" if self.ahead else by
        if self.marked:
            how = {Lack.MISSING: "填好", Lack.BACK: "改好", Lack.GAPS: "补齐"}[self.lack]
            return f"请{when}在退回单上{how}后发回{to}，不要另填原表"
        if self.refused:
            return f"请{when}用发给你们的原表填好报送{to}"
        return f"请{by}{'把表填好' if self.entered else ''}报送{to}"

    @property
    def soon(self) -> str:
        """By when it is to report, as a message says it: without a day once the deadline is past."""
        return self.by_when if self.ahead else "尽快"

    @property
    def subject(self) -> str:
        """The subject of a mail: what is to come, and by when."""
        what = f"发回{self.round}推进情况表退回单" if self.marked else f"报送{self.round}推进情况表"
        return f"请{self.soon}{what}（第{self.number}次催报）"


def place_words(task: str, heading: str) -> str:
    """Return which cell of a sheet is meant: of which task, if it is one's."""
    return f"任务{task}的{heading}" if task else heading


def reminders(
    newest: Mapping[str, Sent],
    returned: Collection[str],
    owed: Mapping[str, int],
    backs: Iterable[SendBack],
    earlier: Sequence[Reminded],
    registry: Registry,
    leaders: Mapping[str, str],
    today: date,
    entered: Mapping[str, OnlyEntered],
    send_to: str = "",
) -> list[Reminder]:
    """Return who has to be chased on a day, in the order of the three lists.

    `newest` is what each department has, `returned` who reported on anything, `owed` the number of tasks that each owes a
    report on, `leaders` who answers for those, `entered` those for which only the office entered a reply (代录): no sheet can go back. Of `earlier`
    reminders those for the same reason count, several of one day once: who has answered is not told off for the silence before.
    """
    back_of = {each.department: each for each in backs}
    found = []
    for name, sent in newest.items():
        back = back_of.get(name)
        silent = name not in returned and bool(owed.get(name))
        alone = entered.get(name) if back is None else None
        only_gaps = back is not None and back.read and bool(back.gaps)
        refused = back is not None and not back.read
        if back is not None and not (silent and (only_gaps or refused)):
            lack = Lack.GAPS if only_gaps else Lack.BACK
        elif silent:
            lack = Lack.MISSING
        elif alone and alone.gaps:
            lack = Lack.GAPS
        else:
            continue
        department = registry.find(name)
        mine = (each for each in earlier if (each.department, each.lack) == (name, lack))
        days = sorted({each.day for each in mine if each.day < today})
        found.append(
            Reminder(
                name, lack, owed.get(name, 0), sent.sheet.round, sent.sheet.title, sent.sheet.deadline, today,
                tuple(place_words(mark.task, mark.heading) for mark in back.gaps or back.marks) if back else tuple(alone.gaps) if alone else (), tuple(days),
                leaders.get(name, ""), department.contact if department else "",
                department.phone if department else "", name in returned, send_to, alone.how if alone else "",
                refused=refused, marked=back is not None and back.read,
            )
        )  # fmt: skip
    return sorted(found, key=lambda each: list(Lack).index(each.lack))


def reminder_text(each: Reminder) -> str:
    """Return the text to one department."""
    plan = f"《{each.title}》" if each.title else ""
    lines = [f"{each.department}：", f"{plan}{each.round}推进情况表，你们{each.why}。{each.late}。"]
    if each.number > 1:
        lines.append(
            f"{'、'.join(day_words(day) for day in each.days)}已催过 {len(each.days)} 次，这是第 {each.number} 次。"
        )
    if each.escalated:
        leader = f"分管领导（{each.leader}）" if each.leader else "分管领导"
        lines.append(f"按规定，今天仍未收到的，将报{leader}，并列入督办通报。")
    _, phone = whom_to_ask(each.send_to, "")
    difficulty = "" if each.lack is Lack.GAPS else f"；有困难请{'回电' if phone else '回复'}说明"
    lines.append(f"{each.to_do(each.soon)}{difficulty}。")
    return "\n".join(lines) + "\n"


def chasing_text(found: Sequence[Reminder]) -> str:
    """Return the text to the departments' common chat: the three lists, without what is wrong with whom."""
    if not found:
        return "各单位：本期推进情况表都已报齐，谢谢。\n"
    first = found[0]
    lines = [f"各单位：{first.round}推进情况表，请以下单位{f'{first.by_when}报齐' if first.ahead else '抓紧'}。"]
    for lack in Lack:
        names = [each.department for each in found if each.lack is lack]
        if names:
            lines.append(f"{lack.value}（{len(names)} 个）：{'、'.join(names)}。")
    if any(each.marked for each in found):
        lines.append("收到退回单的，请在退回单上改好、补齐后发回，不要另填原表。")
    if first.send_to:
        lines.append(f"报送给：{first.send_to}。")
    lines.append("已经发出的请忽略；怎样修改见发给各单位的说明。")
    return "\n".join(lines) + "\n"
