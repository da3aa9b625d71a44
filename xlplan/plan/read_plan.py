"""The plan read out of a workbook's sheets: its tasks with numbers and time limits, its departments, and what was noticed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from xlplan.plan.counted_limits import CountedLimit, counted_limit
from xlplan.plan.departments import read_registry
from xlplan.plan.find_table import find_table
from xlplan.plan.further import further_columns, handed_on, said_in
from xlplan.plan.inferred import infer_registry
from xlplan.plan.numbering import Numbering
from xlplan.plan.period_milestones import with_periods
from xlplan.plan.plan import Plan, Task
from xlplan.plan.settings import Settings, read_settings
from xlplan.plan.sight import as_seen, sight_findings
from xlplan.plan.table import Table, title_above
from xlplan.plan.table_rows import all_task_rows, task_rows
from xlplan.plan.task_cells import Cell
from xlplan.schedule.parse import read_schedule
from xlplan.terms.cells import CellError, Grid, NoCachedValue, cell_name
from xlplan.terms.errors import NoTableError
from xlplan.terms.fields import NAMING_FIELDS, Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import PLAN_HEADINGS, heading_key
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import CONSOLE, DEPARTMENTS, KEPT_DEPARTMENTS, PLAN, SETTINGS, WORKBOOK_SHEETS
from xlplan.terms.text import Folded, fold


def read_plan(
    grids: Sequence[Grid], *, today: date, year: int | None = None, remembered: Mapping[str, str] | None = None
) -> Plan:
    """Read the plan out of a workbook's sheets.

    `today` stands for the round where a time limit says 月底前 alone; `year` overrides the year in 设置;
    `remembered` maps content fingerprints to the numbers that rows without 编号 were given before.
    Raise NoTableError if no sheet holds a table.
    """
    by_name = {grid.sheet: grid for grid in grids}
    settings = read_settings(by_name[SETTINGS]) if SETTINGS in by_name else Settings()
    table = _plan_table(grids, settings)
    plan_year = year or settings.year or today.year

    parts = [(part, row, cells) for part in table.parts for row, cells in task_rows(part)]
    rows = [(row, cells) for _, row, cells in parts]
    limits = [cells[Field.SCHEDULE].text if Field.SCHEDULE in cells else "" for _, cells in rows]
    counted = [
        counted_limit(part, row - 1, text, plan_year) for (part, row, _), text in zip(parts, limits, strict=True)
    ]
    texts = {*limits, *(each.text for each in counted if each)}
    schedules = {
        text: read_schedule(
            text, year=plan_year, today=today, before_includes=settings.before_includes, terms=settings.terms
        )
        for text in texts | {""}
    }
    # One number merged over several rows is that of a project, not of each of its tasks.
    sharing = Counter(cells[Field.ID].name for _, cells in rows if Field.ID in cells)
    copies: Counter[tuple[str, ...]] = Counter()
    tasks = []
    own = {id(part): (further_columns(part), part.grid.anchors()) for part in table.parts}
    others, unmet = handed_on((each.heading for columns, _ in own.values() for each in columns), settings.further)
    for (part, row, cells), limit, from_day in zip(parts, limits, counted, strict=True):
        own_id = Field.ID in cells and sharing[cells[Field.ID].name] == 1
        schedule = schedules[limit]
        if from_day:
            schedule = replace(schedules[from_day.text], text=schedule.text)
        if part.periods:
            schedule = with_periods(schedule, part, row - 1, own[id(part)][1], year=plan_year, terms=settings.terms)
        key = (fold(cells[Field.PROJECT].text) if Field.PROJECT in cells else "", fold(cells[Field.CONTENT].text))
        copies[key] += 1
        number = cells[Field.ID].text.strip() if own_id else ""
        further = said_in(part, row - 1, *own[id(part)], schedule.text)
        seen = tuple(each for each in further if each[0] in others)
        tasks.append(Task(number, row, cells, schedule, copy=copies[key], further=further, others=seen))
    if not tasks:
        raise NoTableError(
            f"“{table.grid.sheet}”里只有标题，没有任务。", f"请从第{table.first_row + 1}行起填写任务，每行一项。"
        )
    tasks, renumbered = _numbered(tasks, table, remembered or {})
    findings = [
        *settings.findings, *unmet, *_unmet_columns(table, settings), *table.findings, *table.skip_findings(),
        *sight_findings(table, [task.row - 1 for task in tasks]), *_missing_columns(table), *renumbered,
        *_value_findings(tasks, table), *_counted(tasks, table, counted),
    ]  # fmt: skip
    registry = read_registry(by_name[DEPARTMENTS]) if DEPARTMENTS in by_name else None
    if registry is None:
        cells_of_names = (task.text(name) for task in tasks for name in NAMING_FIELDS)
        kept = read_registry(by_name[KEPT_DEPARTMENTS]) if KEPT_DEPARTMENTS in by_name else None
        if kept is None and KEPT_DEPARTMENTS in by_name:
            findings.append(finding("registry-unread", sheet=KEPT_DEPARTMENTS))
        registry = infer_registry(cells_of_names, never=settings.no_departments, known=kept.departments if kept else ())
    return Plan(
        settings.title or title_above(table), table.grid.sheet, tasks, registry, settings,
        {name: cell_name(table.first_row - 1, column) for name, column in table.columns.items()}, findings,
        others, plan_year, today,
    )  # fmt: skip


def _counted(tasks: Sequence[Task], table: Table, counted: Sequence[CountedLimit | None]) -> Iterator[Finding]:
    """Say from which day a limit is counted."""
    for task, found in zip(tasks, counted, strict=True):
        if found and task.schedule.due:
            yield finding("schedule-counted", sheet=table.grid.sheet, cell=task.cells[Field.SCHEDULE].name, task=task.id,
                          field=Field.SCHEDULE, value=task.schedule.text, heading=found.heading, place=found.cell,
                          day=found.day, due=task.schedule.due)  # fmt: skip


def _plan_table(grids: Sequence[Grid], settings: Settings) -> Table:
    own = {SETTINGS, DEPARTMENTS, KEPT_DEPARTMENTS}
    # Without 操作台, an office's own sheet may be called as one of ours.
    own |= {*WORKBOOK_SHEETS} - {PLAN} if any(grid.sheet == CONSOLE for grid in grids) else set()
    looked = [as_seen(grid) for grid in grids if grid.sheet not in own]
    return find_table(looked, settings.columns, settings.kept_columns)


def is_continued(grids: Sequence[Grid], settings: Settings, titles: Iterable[str], contents: Iterable[str]) -> bool:
    """Return True if a workbook's plan is the one handed out before under `titles`, with `contents` (主要内容), or a later state of it.

    Its title must be the same, if both have one, and so must at least half of its tasks. Raise NoTableError if no sheet
    holds a table.
    """
    table = _plan_table(grids, settings)
    title, before = fold(settings.title or title_above(table)), set(map(fold, titles))
    known = set(map(fold, contents))
    now = {fold(cells[Field.CONTENT].text) for _, cells in all_task_rows(table)}
    return (not title or title in before or "" in before) and 2 * len(now & known) >= len(now)


def _unmet_columns(table: Table, settings: Settings) -> Iterator[Finding]:
    """Say which headings that 设置 names for a field are not there."""
    here = {heading_key(part): part for text in table.heads.values() for part in (text, text.rsplit("/", 1)[-1])}
    for heading in (*(each for several in settings.columns.values() for each in several), *settings.kept_columns):
        if heading_key(heading) not in here:
            name, headings = SETTING_ITEMS["columns"][0], "、".join(filter(None, table.heads.values()))
            yield finding("further-unknown", sheet=SETTINGS, name=name, value=heading, headings=headings)


def _missing_columns(table: Table) -> Iterator[Finding]:
    for name in (Field.PROJECT, Field.SCHEDULE):
        if name not in table.columns:
            yield finding("column-missing", sheet=table.grid.sheet, field=name, heading=PLAN_HEADINGS[name])


def _numbered(tasks: Sequence[Task], table: Table, remembered: Mapping[str, str]) -> tuple[list[Task], list[Finding]]:
    """Return every task with a number of its own, derived if it has none or shares one; and what was found of them."""
    numbering = Numbering((task.id, task.project) for task in tasks)
    numbering.reserve(remembered.values())
    same: defaultdict[Folded, list[Task]] = defaultdict(list)
    for task in tasks:
        same[task.task_key].append(task)
    holders: set[Folded] = set()
    result: list[Task] = []
    findings: list[Finding] = []
    for task in tasks:
        cell = task.cells.get(Field.ID)
        earlier, key = remembered.get(task.fingerprint, "") if remembered else "", task.task_key
        if task.id:
            # Of rows with one number the first keeps it, and one that was told apart before stays what it was called.
            variant = earlier if len(same[key]) > 1 and fold(earlier).startswith(f"{key}-") else ""
            if variant or key in holders:
                used = numbering.recall(variant) or numbering.variant(task.id)
                other = next(each for each in same[key] if each is not task)
                findings.append(
                    finding("id-duplicate", sheet=table.grid.sheet, cell=cell.name if cell else None, task=used, field=Field.ID,
                            value=task.id, other=f"第{other.row}行", used=used)
                )  # fmt: skip
                task = replace(task, id=used, given=False)
            else:
                holders.add(key)
        else:
            used = numbering.recall(earlier) or numbering.next(task.project)
            task = replace(task, id=used, given=False)
            if cell:
                findings.append(
                    finding("id-missing", sheet=table.grid.sheet, cell=cell.name, task=used, field=Field.ID, used=used)
                )
        result.append(task)
    if Field.ID not in table.columns:
        findings.append(
            finding("id-column-missing", sheet=table.grid.sheet, cell=cell_name(table.first_row - 1, 0),
                    first=result[0].id, last=result[-1].id)
        )  # fmt: skip
    return result, findings


def _value_findings(tasks: Sequence[Task], table: Table) -> Iterator[Finding]:
    """Yield errors, uncalculated formulas, numbers and days where text belongs; name a shared cell once."""
    seen: set[str] = set()
    for task in tasks:
        for name, cell in task.cells.items():
            if isinstance(cell.value, str) or cell.name in seen:
                continue
            seen.add(cell.name)
            code, shown = _value_code(name, cell)
            if code:
                yield finding(code, sheet=table.grid.sheet, cell=cell.name, task=task.id, field=name,
                              heading=PLAN_HEADINGS[name], value=shown)  # fmt: skip


def _value_code(name: Field, cell: Cell) -> tuple[str, str]:
    match cell.value:
        case CellError(text):
            return "cell-error", text
        case NoCachedValue(formula):
            return "cell-uncalculated", formula
        case bool():
            return "value-number", cell.text
        case int() | float():
            if name is not Field.ID:
                return "value-number", cell.text
            return ("", "") if float(cell.value).is_integer() else ("id-number", cell.text)
        case datetime() | date() | time() | timedelta():
            return "value-date", cell.text
    return "", ""
