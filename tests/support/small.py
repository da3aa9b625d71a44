"""Small values of the core, made directly: a plan of a few tasks, what a department was sent, what it reported, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from xlplan.decisions.agreed import Agreements, Pause
from xlplan.decisions.claims import Claims, asked_day
from xlplan.decisions.model import Decision
from xlplan.decisions.settled import Entry, Settled
from xlplan.handout.sheets import DepartmentSheet, Sent, SheetRow
from xlplan.ledger.writer import ActionWriter
from xlplan.plan.departments import Department, Registry
from xlplan.plan.plan import Plan, Task
from xlplan.plan.settings import Settings
from xlplan.plan.task_cells import Cell
from xlplan.returns.received import Entered, Received
from xlplan.returns.sheet import Doubt, Reported, ReturnedRow
from xlplan.returns.values import ReportedValue
from xlplan.schedule.parse import read_schedule
from xlplan.schedule.rounds import read_round
from xlplan.schedule.schedule import Schedule
from xlplan.status.lights import overall
from xlplan.status.model import DepartmentStatus, DepartmentSummary, Past, Status, TaskStatus, sheets_of
from xlplan.terms.choices import Light, QuestionKind, Role, Ruling, Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.shares import mean

TODAY = date(2023, 6, 25)
ROUND = read_round("2023年第二季度")
LIMIT = "2023年12月底前"
OFFICE = "教育科"
"""The department that a value is of where a test does not say whose it is."""
_LETTERS = dict(
    zip(
        ("state", "percent", "progress", "problems", "next", "expected", "evidence", "summary"), "HIJKLMNJ", strict=True
    )
)


def limit(text: str = LIMIT, today: date = TODAY) -> Schedule:
    """Return a time limit as it reads in the plan's year, 2023."""
    return read_schedule(text, year=2023, today=today)


def task(number: str = "1.1", lead: str = OFFICE, schedule: str = LIMIT, **cells: str) -> Task:
    """Return a row of the table; `cells` are further columns by their identifiers."""
    texts = {
        "id": number,
        "project": "甲工程",
        "content": f"做好{number}。",
        "lead": lead,
        "schedule": schedule,
    } | cells
    found = {
        Field(name): Cell(text, f"{chr(65 + place)}2", value=text) for place, (name, text) in enumerate(texts.items())
    }
    return Task(number, 2, found, limit(schedule))


def registry(*departments: str | Department) -> Registry:
    """Return a registry of these departments, those that are only named being plain ones."""
    return Registry(each if isinstance(each, Department) else Department(each) for each in departments)


def plan(
    *tasks: Task, departments: Iterable[str | Department] = (), title: str = "某区重点工作", **settings: Any
) -> Plan:
    """Return a plan; without `departments` its registry holds those that its cells name."""
    named = dict.fromkeys(
        name for each in tasks for cell in (Field.LEAD, Field.SUPPORT) for name in each.text(cell).split("、") if name
    )
    return Plan(title, "分工表", tasks, registry(*(departments or named)), Settings(**settings))


def row(number: str = "1.1", role: Role = Role.LEAD, **changes: Any) -> SheetRow:
    """Return a task as its department gets it: open, due at the end of 2023."""
    values: dict[str, Any] = {
        "task": number, "project": "甲工程", "content": f"做好{number}。", "role": role, "schedule": LIMIT,
        "due": date(2023, 12, 31), "previous": "", "closed": False,
    }  # fmt: skip
    return SheetRow(**values | changes)


def sheet(*rows: SheetRow, department: str = OFFICE, deadline: date | None = None, **changes: Any) -> DepartmentSheet:
    """Return what a department gets in the round; without `rows` one task to carry out."""
    values: dict[str, Any] = {"title": "某区重点工作", "round": ROUND.name} | changes
    return DepartmentSheet(department, deadline=deadline, rows=rows or (row(),), **values)


def sent(*rows: SheetRow, revision: int = 1, at: datetime | None = None, **changes: Any) -> Sent:
    """Return a department's workbook as it was handed out; `changes` as `sheet` takes them."""
    made = sheet(*rows, **changes)
    return Sent(
        made, revision, f"下发/{made.round}/{made.department}-{made.round}推进情况表.xlsx", f"sha{revision}", at
    )


def add_sent(writer: ActionWriter, *each: Sent) -> None:
    """Record workbooks as handed out, with what stands in them."""
    writer.add_sent_rows([one.sheet for one in each])
    writer.add_sent(each)


def handed_out(*each: Sent) -> dict[tuple[str, int], Sent]:
    """Return what was sent, by department and revision, as the ledger has it."""
    return {(one.sheet.department, one.revision): one for one in each}


def values(line: int = 5, **reported: Any) -> dict[Field, Reported]:
    """Return reported values by column, each in the cell of its column in a row of the sheet."""
    return {Field(name): Reported(value, f"{_LETTERS[name]}{line}") for name, value in reported.items()}


def doubt(name: str, shown: str, proposal: ReportedValue | None = None, number: str = "1.1", line: int = 5) -> Doubt:
    """Return a cell that could not be read for certain."""
    return Doubt(number, Field(name), f"{_LETTERS[name]}{line}", shown, proposal)


def returned(
    number: str = "1.1",
    *,
    line: int = 5,
    doubts: Sequence[Doubt] = (),
    given: Mapping[str, str] | None = None,
    **reported: Any,
) -> ReturnedRow:
    """Return the row of a task as it came back, `given` being the texts of its locked cells."""
    return ReturnedRow(
        number,
        f"A{line}",
        values(line, **reported),
        {Field(name): text for name, text in (given or {}).items()},
        doubts,
    )


def received(
    *rows: ReturnedRow,
    department: str | None = OFFICE,
    verdict: Verdict = Verdict.ACCEPTED,
    reasons: Sequence[Finding] = (),
    path: str = "回收/一.xlsx",
    revision: int | None = 1,
    **more: Any,
) -> Received:
    """Return a file that came back; its SHA-256 is made up from its path."""
    known: dict[str, Any] = {
        "sha256": f"sha-{path}",
        "sheet": "任务表",
        "people": {"filler": "张三", "reviewer": "李四"},
    }
    return Received(
        path,
        verdict=verdict,
        reasons=tuple(reasons),
        department=department,
        revision=revision,
        rows=rows,
        **known | more,
    )


def claims_of(rounds: Iterable[Settled]) -> Claims:
    """Return what the reports of these rounds, in order, say by now."""
    found = Claims()
    for settled in rounds:
        found = found.after(settled)
    return found


def entered(*rows: ReturnedRow, department: str = OFFICE, source: str = "电话", **more: Any) -> Entered:
    """Return a reply that the office entered."""
    return Entered(department, rows or (returned(),), source, "张三", **more)


ENTRY = (
    "sent_back",
    "origins",
    "decided",
    "action",
    "round",
    "refused",
    "refused_beside",
    "reported",
    "sent_as",
    "text",
    "filed",
    "before_pause",
    "before_done",
    "filled",
)


def entry(number: str = "1.1", department: str = OFFICE, *, at: datetime | None = None, **reported: Any) -> Entry:
    """Return what counts for a department on a task: values by column, and further members of an entry.

    What was sent back of it was sent back in the action after it. It came as a file, unless `filed` is 0.
    """
    more = {name: reported.pop(name) for name in ENTRY if name in reported}
    if not {Field.STATE, Field.PERCENT, Field.PROGRESS}.isdisjoint(reported):
        more.setdefault("filed", more.get("action") or 1)
    if QuestionKind.CLOSE in more.get("refused", ()):
        more.setdefault("refused_at", more.get("action", 0) + 1)
    return Entry(number, department, values(**reported), "回收/一.xlsx", at, "任务表", **more)


def decision(ruling: str, kind: str = "待销号", field: str = "state", **more: Any) -> Decision:
    """Return what the office decided about a department's task, agreed to by 王局长 on 20 June."""
    values: dict[str, Any] = {
        "round": ROUND.name, "department": OFFICE, "task": "1.1", "before": "", "reported": "",
        "leader": "王局长", "day": date(2023, 6, 20), "operator": "张三",
    }  # fmt: skip
    column = Field(field) if field else None
    return Decision(kind=QuestionKind(kind), field=column, ruling=Ruling(ruling) if ruling else None, **values | more)


def closed(number: int = 1, **more: Any) -> Agreements:
    """Return what stands after a task was closed so many times."""
    return Agreements(closings=(decision("同意销号", **more),) * number)


def paused(**more: Any) -> Agreements:
    """Return what stands while a pause runs."""
    return Agreements(pauses=(Pause(decision("同意暂缓", "申请暂缓", **more)),))


def delayed(*days: str, before: str = "2023-12-31", **more: Any) -> Agreements:
    """Return what stands after a task was put off to one day after the other; `before`: from which, as its limit says."""
    made = [
        decision("同意延期", "申请延期", "expected", before=earlier, reported=day, **more)
        for earlier, day in zip((before, *days), days, strict=False)
    ]
    return Agreements(delays=tuple(made))


def codes(findings: Iterable[Finding]) -> list[tuple[str, str | None, str | None]]:
    """Return findings as (code, cell, 编号), in their order."""
    return [(each.code, each.cell, each.task) for each in findings]


def department_status(
    name: str = OFFICE, light: str = "green", role: Role = Role.LEAD, **more: Any
) -> DepartmentStatus:
    """Return how a department stands on a task, since the beginning of 2023.

    `reported` are its values of this round, none where it is left out; `claimed` those of its claim, if they are others.
    """
    reported: dict[str, Any] | None = more.pop("reported", None)
    claimed = more.pop("claimed", reported)
    agreements: Agreements = more.get("agreements", Agreements())
    said = claimed.get("state") if claimed else None
    known: dict[str, Any] = {
        "state": "暂缓" if agreements.paused else said, "share": None, "reason": "按进度推进",
        "entry": None if reported is None else entry(department=name, **reported),
        "claim": None if claimed is None else entry(department=name, **claimed),
        "start": date(2023, 1, 1),
    }  # fmt: skip
    return DepartmentStatus(name, role, light=Light(light), **known | more)


def task_status(
    row: Task | None = None, *each: DepartmentStatus, past: tuple[str, float | None] | None = None
) -> TaskStatus:
    """Return how a task stands on TODAY; its light and share are those of the departments that carry it out."""
    row = row or task()
    has = tuple(_on(row.schedule, one) for one in each)
    leads = [one for one in has if one.role is Role.LEAD]
    before = Past(Light(past[0]), past[1]) if past else None
    share = mean(1.0 if one.closed else one.share for one in leads if not one.paused)
    return TaskStatus(row, overall(one.light for one in leads), share, has, before)


def _on(schedule: Schedule, each: DepartmentStatus) -> DepartmentStatus:
    """Return how a department stands on a task with this time limit."""
    due, closed = each.agreements.due(schedule), each.agreements.closed_on(schedule, TODAY) is not None
    asks, owed = asked_day(each.claim, each.agreements, due), each.role.owes and not (closed or each.paused)
    return replace(each, due=due, closed=closed, asks=asks, owed=owed)


def status(
    *tasks: TaskStatus, today: date = TODAY, returned: Iterable[str] = (), late: Iterable[str] = (), **more: Any
) -> Status:
    """Return the status of a round; `returned` are the departments that reported, `late` those that did so too late."""
    came, overdue = {*returned, *late}, set(late)
    summaries = []
    for name, has in sheets_of(tasks).items():
        leads = [each for each in has if each.role is Role.LEAD]
        at = date(2023, 6, 21 if name in overdue else 19) if name in came else None
        lit = overall(each.light for each in leads)
        summaries.append(
            DepartmentSummary(
                name,
                lit,
                name in came,
                any(each.owed for each in has),
                len(has),
                len(leads),
                at,
                name in overdue,
                helps=any(each.role is Role.SUPPORT for each in has),
            )
        )
    return Status(ROUND, today, tasks, tuple(summaries), **more)
