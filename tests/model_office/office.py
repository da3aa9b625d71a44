"""A model office and its year as plain data: who there is, what is to be done, and what happens on which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Role = Literal["lead", "share", "support", "summary"]
Light = Literal["red", "amber", "green", "grey"]
Kind = Literal["period", "deadline", "recurring", "routine", "none"]
Cell = Literal["state", "percent", "progress", "problems", "expected"]

Value = str | int | date

NOT_STARTED, RUNNING, ROUTINE, DONE, NEEDS_HELP, PAUSED = "未启动", "推进中", "常态推进", "已完成", "需协调", "暂缓"
CELLS: tuple[Cell, ...] = ("state", "percent", "progress", "problems", "expected")


@dataclass(frozen=True)
class Department:
    """A department by the name it has on the first day, and its 类型."""

    name: str
    kind: str = "科室"


@dataclass(frozen=True)
class Group:
    """A collective name, the departments it stands for, and its 归口科室."""

    name: str
    members: tuple[str, ...]
    section: str


@dataclass(frozen=True)
class Limit:
    """A time limit: its Chinese text, and what that text means.

    `milestones` are the days before `due`. `routine_from` is the first day of a routine that stands behind the deadline.
    """

    text: str
    kind: Kind
    start: date | None = None
    due: date | None = None
    milestones: tuple[date, ...] = ()
    routine_from: date | None = None
    every: str = ""
    by: str = ""

    @property
    def is_regular(self) -> bool:
        """True if a report is asked each round and there is no day on which it ends."""
        return self.kind in ("recurring", "routine")


@dataclass(frozen=True)
class Task:
    """A row of the responsibility table. A name in `leads`, `shares` or `supports` may be a group."""

    number: str
    project: str
    content: str
    leads: tuple[str, ...]
    limit: Limit
    supports: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """What the sheet 设置 says; points of 100, and days."""

    title: str = "某区重点工作"
    year: int = 2023
    plan_start: date | None = None
    warning_days: int = 15
    amber_behind: int = 10
    red_behind: int = 30


@dataclass(frozen=True)
class Cells:
    """What was filled in on one row; None is a blank cell. `percent` is of 100."""

    state: str | None = None
    percent: int | None = None
    progress: str | None = None
    problems: str | None = None
    expected: date | None = None

    def get(self, cell: Cell) -> Value | None:
        """Return what stands in a cell."""
        value: Value | None = getattr(self, cell)
        return value

    @property
    def reported(self) -> bool:
        """True if 状态, 完成进度 or 本期进展 is filled in."""
        return any(each is not None for each in (self.state, self.percent, self.progress))


@dataclass(frozen=True)
class Event:
    """Something that happens on a day. Names of departments are those of that day."""

    day: date


@dataclass(frozen=True)
class OfRound(Event):
    """Something that happens in a round."""

    round: str


@dataclass(frozen=True)
class HandOut(OfRound):
    """A round is handed out to all, or again with another deadline: then everybody gets a new sheet."""

    deadline: date


@dataclass(frozen=True)
class Report(OfRound):
    """A department's file, and the press that takes it in.

    `summaries` are the 本期进展 of its 综述 rows. With `put_right` it is filled in on the sheet that was sent back.
    """

    department: str
    rows: Mapping[str, Cells] = field(default_factory=dict)
    summaries: Mapping[str, str] = field(default_factory=dict)
    put_right: bool = False


@dataclass(frozen=True)
class OfRow(OfRound):
    """Something that the office says about a department's row of a task."""

    department: str
    task: str


@dataclass(frozen=True)
class Entered(OfRow):
    """代录: what a department said by telephone on `said`."""

    cells: Cells
    said: date


class Decision(OfRow):
    """A row of 待核实 that the office answered. It is about what was known before the press that carries it out."""


@dataclass(frozen=True)
class Close(Decision):
    """同意销号."""


@dataclass(frozen=True)
class Refuse(Decision):
    """退回 of a claim or request: `cell` is state (已完成, 暂缓) or expected (延期)."""

    cell: Cell = "state"


@dataclass(frozen=True)
class Pause(Decision):
    """同意暂缓."""


@dataclass(frozen=True)
class Delay(Decision):
    """同意延期 to a day."""

    until: date


@dataclass(frozen=True)
class Resume(Decision):
    """恢复: ends a pause."""


@dataclass(frozen=True)
class Reopen(Decision):
    """重新立项: takes back a closing."""


@dataclass(frozen=True)
class Verify(Decision):
    """核定进展: the office's own percent or state."""

    percent: int | None = None
    state: str | None = None


@dataclass(frozen=True)
class MilestoneMet(Decision):
    """节点: the milestone of this day is met."""

    milestone: date


@dataclass(frozen=True)
class AfterVerify(Decision):
    """An answer to 核定后又报: 采用报送, or 保留原值."""

    adopt: bool


@dataclass(frozen=True)
class AfterPause(Decision):
    """An answer to 暂缓后又报: 采用报送, which is also 恢复, or 保留原值."""

    adopt: bool


@dataclass(frozen=True)
class Settle(Decision):
    """An answer to 前后不一致 in a cell: which of the values counts."""

    cell: Cell
    value: Value


@dataclass(frozen=True)
class ReceivedOn(OfRound):
    """The office puts right the 收到日期 of a department in a round."""

    department: str
    received: date


@dataclass(frozen=True)
class Rename(Event):
    """A department has a new name from now on, or is made into another one: the old name is an alias."""

    old: str
    new: str


@dataclass(frozen=True)
class LimitChanged(Event):
    """The time limit of a task is changed in 分工表."""

    task: str
    limit: Limit


@dataclass(frozen=True)
class Undo(Event):
    """撤销上一步, once."""


@dataclass(frozen=True)
class Year:
    """An office and all that happens, in order."""

    seed: int
    settings: Settings
    departments: tuple[Department, ...]
    groups: tuple[Group, ...]
    tasks: tuple[Task, ...]
    events: tuple[Event, ...]

    @property
    def days(self) -> list[date]:
        """The days on which something happens, in order."""
        return sorted({event.day for event in self.events})

    def steps(self, day: date) -> list[tuple[str, list[Event]]]:
        """Return what happens on a day: presses, each with its round and all that it carries out, and single events.

        What follows each other on a day, of files and of rows of 待核实, is one press for each round, older rounds
        first. A single event has "" for its round.
        """
        order = list(dict.fromkeys(event.round for event in self.events if isinstance(event, HandOut)))
        found: list[tuple[str, list[Event]]] = []
        together: dict[str, list[Event]] = {}
        for event in (each for each in self.events if each.day == day):
            if isinstance(event, Report | OfRow):
                together.setdefault(event.round, []).append(event)
                continue
            found += sorted(together.items(), key=lambda each: order.index(each[0]))
            together = {}
            found.append(("", [event]))
        return found + sorted(together.items(), key=lambda each: order.index(each[0]))
