"""新建: a new workbook, empty or with the table of another file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path, PurePath

from xlplan.files.apart.pool import read_all
from xlplan.files.look.container import read_bytes
from xlplan.files.look.kinds import LABELS, kind_of, promised
from xlplan.files.office_book.new_workbook import new_workbook
from xlplan.files.read.csv_file import decode_text
from xlplan.files.read.docx_file import read_docx
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.files.store.remembered import recall, remember
from xlplan.files.store.writing import safe_name, write_whole
from xlplan.plan.checks import check
from xlplan.plan.importing.by_hand import ReadingChoice, with_remembered
from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, MovedText, NewPlan, TakenColumn
from xlplan.plan.importing.preview import ShownColumn, preview
from xlplan.plan.read_plan import read_plan
from xlplan.plan.title import TextLine
from xlplan.schedule.schedule import Schedule
from xlplan.schedule.words import schedule_json
from xlplan.terms.catalogue import Severity
from xlplan.terms.cells import cell_name
from xlplan.terms.errors import MisuseError, NotAWorkbookError, NotWritableError
from xlplan.terms.findings import Finding, finding, finding_json
from xlplan.terms.records import record
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import HEADING_ROW, SETTINGS

_SUFFIX = ".xlsm"


@record(frozen=True)
class Creation:
    """The new workbook, its source, where each cell of the source went, and what somebody should look at."""

    path: Path
    source: Path | None
    tasks: int = 0
    departments: int = 0
    moved: Sequence[MovedText] = ()
    findings: Sequence[Finding] = field(default=())
    names: Sequence[tuple[str, bool]] = ()
    """The departments, and whether they seem to be groups."""
    doubtful: Sequence[str] = ()
    columns: Sequence[TakenColumn] = ()
    limits: Sequence[Schedule] = ()
    dry_run: bool = False
    first_leads: str = ""
    """Words of the table by which the first name in each cell leads, if there are any."""

    @property
    def needs_person(self) -> bool:
        """True if there is an error among the findings."""
        return any(item.severity is Severity.ERROR for item in self.findings)

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan new`."""
        return {
            "command": "new", "ok": True, "book": self.path.as_posix(),
            "source": self.source.as_posix() if self.source else None, "tasks": self.tasks,
            "departments": self.departments,
            "cells": [{"sheet": each.sheet, "cell": each.cell, "to": each.to} for each in self.moved],
            "findings": [finding_json(item) for item in self.findings],
            "dry_run": self.dry_run,
            "names": [{"name": name, "group": group} for name, group in self.names],
            "doubtful": list(self.doubtful),
            "columns": [
                {"sheet": each.sheet, "cell": each.cell, "heading": each.heading, "taken": each.taken or None}
                for each in self.columns
            ],
            "limits": [schedule_json(each) for each in self.limits],
        }  # fmt: skip


def new(
    path: Path, source: Path | None, now: datetime, choice: ReadingChoice | None = None, *, dry_run: bool = False
) -> Creation:
    """Write a workbook to a free `path`; `choice` says how to read the source, with `dry_run` nothing is written. Raise MisuseError, NotWritableError, NoTableError, or what reading raises."""
    if path.suffix.casefold() != _SUFFIX:
        raise MisuseError(
            f"新工作簿带有宏，文件名要以 {_SUFFIX} 结尾：{path.name}", f"请改成 {path.stem}{_SUFFIX} 的样子。"
        )
    if not dry_run:
        _require_free(path)
    if source is None and (choice is not None or dry_run):
        raise MisuseError(
            "没有写 --from，--sheet、--column、--department、--dry-run 无从用起。", "请用 --from 写明现成的表。"
        )
    choice = replace(choice or ReadingChoice(), before=recall())
    plan = NewPlan() if source is None else new_plan(_read(source), now.date(), choice)
    workspace = _workspace(path)
    if workspace:
        place = cell_name(HEADING_ROW + tuple(SETTING_ITEMS).index("workspace"), 1)
        plan.findings.append(finding("import-workspace", sheet=SETTINGS, cell=place, value=workspace))
    data = new_workbook(plan, now, workspace)
    limits: Sequence[Schedule] = ()
    if source is not None:
        made = read_plan(read_xlsx(data, path.name).grids, today=now.date())
        # The office's own columns were told as they were carried along.
        told = {"column-unknown", "column-periods"}
        plan.findings += [item for item in check(made, made=now.date()) if item.code not in told]
        limits = list({task.schedule.text: task.schedule for task in made.tasks}.values())
    if not dry_run:
        _require_free(path)
        write_whole(path, data)
        remember(plan.known_by, choice.columns, choice.departments, (name for name, _ in plan.departments))
    return Creation(
        path, source, len(plan.rows), len(plan.departments), plan.moved, plan.findings, plan.departments, plan.doubtful,
        plan.columns, limits, dry_run, plan.first_leads,
    )  # fmt: skip


def shown_columns(source: Path, choice: ReadingChoice) -> list[ShownColumn]:
    """Return the columns of a source's table with their first rows. Raise MisuseError, or what reading raises."""
    grids = _read(source).grids
    with_before, _ = with_remembered(grids, replace(choice, before=recall()))
    return preview(grids, with_before, source.name)


def _require_free(path: Path) -> None:
    # A broken link is somebody's too.
    if path.exists() or path.is_symlink():
        raise NotWritableError(f"“{path}”已经存在，没有动它。", "请换一个文件名，或先把原来的移走。")


def _workspace(path: Path) -> str:
    """Return a free name for the working folder if another workbook uses the usual one."""
    usual = SETTING_ITEMS["workspace"][1]
    name, count = usual, 1
    while (path.parent / name).exists():
        name = f"{safe_name(path.stem)}-工作区" + (f"（{count}）" if count > 1 else "")
        count += 1
    return name if name != usual else ""


def _read(path: Path) -> ImportSource:
    """Read the tables of a file in any format; what a foreign library reads is read in a separate process."""
    data, name = read_bytes(path), path.name
    kind = kind_of(data)
    if kind == "docx":
        return read_docx(data, name)
    if kind in ("doc", "odt", "pdf", "image", "html"):
        raise NotAWorkbookError(
            f"“{name}”是{LABELS[kind]}，这里读不出其中的表格。",
            "请用 Word、WPS 或表格软件打开，另存为 .docx 或 .xlsx 再试。",
        )
    ((_, reading),) = read_all([data], lambda each: (name, each))
    if reading is None or reading.error:
        raise reading.error if reading and reading.error else NotAWorkbookError(f"“{name}”读不出来。")
    grids = list(reading.grids)
    findings: list[Finding] = []
    lines: Sequence[TextLine] = ()
    if kind == "text":
        grids = [replace(grid, sheet="文本") for grid in grids]
        text, encoding = decode_text(data, name)
        lines = [
            TextLine(line.strip(), "文本", f"第{number}行")
            for number, line in enumerate(text.splitlines(), 1)
            if line.strip()
        ]
        findings.append(finding("import-text", sheet="文本", value="GBK" if encoding == "GBK" else "UTF"))
    elif not promised(name, kind):
        findings.append(finding("import-mismatch", value=PurePath(name).suffix, kind=LABELS[kind]))
    return ImportSource(name, grids, findings=findings, lines=lines)
