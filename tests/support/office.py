"""An office at work: the command line as it is typed, small responsibility tables, and department workbooks filled in."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from xlplan.cli import command_line
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.handout.sheets import row_name
from xlplan.ledger import checksums
from xlplan.office.buttons.verbs import press_file
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field
from xlplan.terms.headings import CLOSED_MARK, DEPARTMENT_HEADINGS, PENDING_HEADINGS, PLAN_HEADINGS, TASK_SHEET_HEADINGS
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import CONSOLE, DEPARTMENTS, PENDING, PLAN, SETTINGS, TASKS

ROUND = "2023年第二季度"
TODAY = "2023-06-25"
FAR_OFF = "2099-12-31"
"""A day until which every return is in time."""


@dataclass(frozen=True)
class Done:
    """A command that has ended: exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on standard output; anything else there fails."""
        return json.loads(self.out)


def run(*words: object) -> Done:
    """Run `xlplan` with these words, in this process: the start of a fresh one would cost more than the command."""
    out, err = io.StringIO(), io.StringIO()
    code: object = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            command_line([str(word) for word in words])
        except SystemExit as ending:
            code = ending.code
    assert isinstance(code, int), f"no exit code: {code!r}"
    return Done(code, out.getvalue(), err.getvalue())


def run_apart(*words: object, **environment: str) -> Done:
    """Run `xlplan` with these words in a process of its own, its output in pipes."""
    done = subprocess.run(
        [sys.executable, "-c", "from xlplan.cli import command_line; command_line()", *map(str, words)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | environment,
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


# 编号, 工程名称, 主要内容, 执行部门, 支持部门, 活动频率或完成时限.
ROWS = (
    ("1.1", "甲工程", "修订办法。", "教育科", "组宣科", "2023年12月底前"),
    ("1.2", "甲工程", "开展培训。", "组宣科、教育科", "教育科", "2023年1月—2023年12月"),
    ("1.3", "甲工程", "日常督导。", "各校", "基金会", "常规工作"),
    ("1.4", "甲工程", "配合检查。", "教育科", "相关科室、无名处", "2023年9月底前"),
)
# 部门名称, 类型, 成员.
OFFICES = (
    ("教育科", "科室", ""),
    ("组宣科", "科室", ""),
    ("各校", "群组", "一小\n二小"),
    ("基金会", "其他", ""),
    ("相关科室", "群组", ""),
)


def table(
    path: Path,
    rows: Sequence[Sequence[object]] = ROWS,
    offices: Sequence[Sequence[str]] = OFFICES,
    settings: Mapping[str, object] | None = None,
    aliases: Mapping[str, str] | None = None,
    leaders: bool = False,
    emails: Mapping[str, str] | None = None,
    sections: Mapping[str, str] | None = None,
) -> Path:
    """Write a responsibility table of an office's own to `path`."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = PLAN
    sheet.append(
        [
            PLAN_HEADINGS[Field(name)]
            for name in ("id", "project", "content", "lead", "support", "schedule", *(["leader"] if leaders else []))
        ]
    )
    for row in rows:
        sheet.append(list(row))
    if offices:
        registry = book.create_sheet(DEPARTMENTS)
        registry.append(
            [DEPARTMENT_HEADINGS[name] for name in ("name", "kind", "members", "aliases", "email", "section")]
        )
        for office in offices:
            registry.append(
                [
                    *office,
                    (aliases or {}).get(office[0]),
                    (emails or {}).get(office[0]),
                    (sections or {}).get(office[0]),
                ]
            )
    said = book.create_sheet(SETTINGS)
    for name, value in ({"title": "某区重点工作", "year": 2023} | dict(settings or {})).items():
        said.append([SETTING_ITEMS[name][0], value])
    book.save(path)
    return path


@dataclass(frozen=True)
class Office:
    """A workbook in a folder, and the commands on it in one round."""

    book: Path
    round: str = ROUND
    due: str = FAR_OFF
    """What 拆分下发 says with --due where a test says nothing; empty where 设置 says it."""

    @classmethod
    def shipped(cls, folder: Path) -> Office:
        """Make an office with the shipped workbook."""
        path = folder / "分工表.xlsm"
        path.write_bytes(shipped(WORKBOOK).read_bytes())
        return cls(path, due="")

    @classmethod
    def small(cls, folder: Path, **what: Any) -> Office:
        """Make an office with a table of four tasks, or whatever `table` is given."""
        return cls(table(folder / "小表.xlsx", **what), due="" if "deadline" in what.get("settings", ()) else FAR_OFF)

    def do(self, verb: str, *words: object) -> Done:
        """Run a command that takes a round."""
        return run(verb, self.book, *self.words(verb, *words), *words)

    def words(self, verb: str, *more: object) -> tuple[str, ...]:
        """Return what such a command is given after the workbook, beside `more`."""
        due = ("--due", self.due) if verb == "split" and self.due and "--due" not in more else ()
        return ("--round", self.round, *due)

    def json(self, verb: str, *words: object) -> Any:
        """Return what a command that takes a round prints with --json."""
        return self.do(verb, "--json", *words).json

    @property
    def root(self) -> Path:
        """The working folder."""
        return self.book.parent / "分工表-工作区"

    @property
    def ledger(self) -> Path:
        """The ledger's file."""
        return self.root / "台账.sqlite3"

    @property
    def handed_out(self) -> Path:
        """Where the round's workbooks lie."""
        return self.root / "下发" / self.round

    @property
    def returned(self) -> Path:
        """Where what comes back is dropped."""
        return self.root / "回收" / self.round

    def sheet_of(self, department: str) -> Path:
        """Return the workbook handed out to a department."""
        return self.handed_out / f"{department}-{self.round}推进情况表.xlsx"

    def answer(self, department: str, name: str = "", edit: Callable[[Filled], None] = lambda _: None) -> Path:
        """Let a department fill in all it must, and then do `edit`; the file lies in the returned folder."""
        target = self.returned / (name or self.sheet_of(department).name)
        filled = Filled.open(self.sheet_of(department))
        filled.complete()
        edit(filled)
        filled.book.save(target)
        return target


@dataclass
class Filled:
    """A department's workbook while it is filled in. Columns are named by their identifiers, rows by 编号."""

    book: Any
    sheet: Any
    heading: int

    @classmethod
    def open(cls, path: Path) -> Filled:
        """Open a department's workbook."""
        book = openpyxl.load_workbook(path)
        sheet = book[TASKS]
        heading = next(row[0].row for row in sheet.iter_rows() if row[0].value == TASK_SHEET_HEADINGS[Field.ID])
        return cls(book, sheet, heading)

    def column(self, name: str) -> int:
        """Return the number of a column."""
        cells = self.sheet[self.heading]
        return next(int(cell.column) for cell in cells if cell.value == TASK_SHEET_HEADINGS[Field(name)])

    @property
    def tasks(self) -> dict[str, int]:
        """Row by 编号, from top to bottom; a 综述 row is called 1.1（综述）."""
        column, role = self.column("id"), self.column("role")
        rows = range(self.heading + 1, self.sheet.max_row + 1)
        return {
            row_name(str(value), summary=self.sheet.cell(row, role).value == Role.SUMMARY.label): row
            for row in rows
            if (value := self.sheet.cell(row, column).value)
        }

    def cell(self, task: str, name: str) -> Any:
        """Return a cell by 编号 and column."""
        return self.sheet.cell(self.tasks[task], self.column(name))

    def person(self, label: str) -> Any:
        """Return the cell right of a label."""
        found = next(cell for row in self.sheet.iter_rows(max_row=self.heading) for cell in row if cell.value == label)
        return self.sheet.cell(found.row, found.column + 1)

    def complete(self) -> None:
        """Fill in all required cells."""
        for label in ("填报人", "审核人"):
            self.person(label).value = "张三"
        for task in self.tasks:
            if self.cell(task, "role").value == "综述":
                self.cell(task, "progress").value = f"{task}：各单位都已开展。"
            if self.cell(task, "role").value in ("执行", "责任"):
                self.cell(task, "state").value = "推进中"
                self.cell(task, "progress").value = f"{task}的进展。"
                if self.cell(task, "percent").value != CLOSED_MARK:
                    self.cell(task, "percent").value = 0.5


def snapshot(folder: Path) -> dict[str, tuple[int, str]]:
    """Return, for every file below a folder, when it was last written and the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_shape(value: object, shape: object, where: str = "$") -> None:
    """Fail unless `value` has just this shape.

    A dict names all keys; a list holds the shape of every item; a set lists the strings allowed; a tuple gives
    alternatives; a type is itself (an int is no bool); `date` is text that reads as an ISO day.
    """
    if isinstance(shape, dict):
        assert isinstance(value, dict), f"{where} is {value!r}"
        assert list(value) == list(shape), f"{where} has {list(value)}"
        for key, inner in shape.items():
            assert_shape(value[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), f"{where} is {value!r}"
        for number, item in enumerate(value):
            assert_shape(item, shape[0], f"{where}[{number}]")
    elif isinstance(shape, set):
        assert value in shape, f"{where} is {value!r}"
    elif isinstance(shape, tuple):
        assert any(_fits(value, each) for each in shape), f"{where} is {value!r}"
    else:
        assert _fits(value, shape), f"{where} is {value!r}"


def _fits(value: object, shape: object) -> bool:
    if shape is None:
        return value is None
    if shape is date:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    if shape is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(shape, set):
        return value in shape
    return type(value) is shape


def dated(works: Office, verb: str, at: str) -> None:
    """Let the newest action have been done at another time: the program asks the clock alone."""
    # In one transaction: each would be written to the disk by itself.
    with contextlib.closing(sqlite3.connect(works.ledger)) as ledger, ledger:
        ledger.execute("UPDATE action SET at = ? WHERE id = (SELECT MAX(id) FROM action WHERE verb = ?)", (at, verb))
        checksums.sum_up_again(ledger)


PENDING_LIST = "回收情况.xlsx"


def pending_rows(works: Office) -> list[dict[str, Any]]:
    """Return what waits for the office, as the helper's window lists it for a workbook that is not open: by identifier."""
    press_file("merge", works.book, datetime.now(), lambda text, share: None)
    book = openpyxl.load_workbook(works.root / "汇总" / works.round / PENDING_LIST)
    names = {heading: name for name, heading in PENDING_HEADINGS.items()}
    head, *rows = (
        row for row in book[PENDING].iter_rows(values_only=True) if sum(value is not None for value in row) > 2
    )
    fields = [names[str(heading)] for heading in head if heading]
    return [dict(zip(fields, row, strict=False)) for row in rows]


def fill_pending(works: Office, *rows: Mapping[str, object], operator: str = "张三") -> dict[str, str]:
    """Write rows into 待核实 of the office's workbook, and who is at work; gives the address of each column's first cell."""
    book = openpyxl.load_workbook(works.book, keep_vba=works.book.suffix == ".xlsm")
    for name in (PENDING, CONSOLE):
        if name in book.sheetnames:
            del book[name]
    sheet = book.create_sheet(PENDING)
    sheet.append(["待核实"])
    sheet.append([])
    sheet.append(list(PENDING_HEADINGS.values()))
    for row in rows:
        sheet.append([row.get(name) for name in PENDING_HEADINGS])
    book.create_sheet(CONSOLE).append([None, "经办人", operator])
    book.save(works.book)
    return {name: f"{letter}4" for name, letter in zip(PENDING_HEADINGS, "ABCDEFGHIJKLMN", strict=True)}


def put(task: str, **values: object) -> Callable[[Filled], None]:
    """Return an edit of a department's workbook: these values, by column, in a task's row."""

    def edit(filled: Filled) -> None:
        for name, value in values.items():
            filled.cell(task, name).value = value

    return edit
