"""A department's workbook: its sheet of tasks, filled into the template that the office may have restyled.

How the template looks as delivered: `scripts/templates/department.py`.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, Self

from xlplan.files.look.container import read_bytes
from xlplan.files.papers.own_template import load_template, refuse
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.files.store.shipped import DEPARTMENT_TEMPLATE, OTHERS_TEMPLATE
from xlplan.files.template.cell_xml import FieldValue
from xlplan.files.template.marking import Marking
from xlplan.files.template.rows import Row
from xlplan.files.template.workbook import Problem, SheetFill, Template, template_problems
from xlplan.handout.changes import changes_line
from xlplan.handout.sheets import DepartmentSheet, SheetRow, row_name
from xlplan.plan.further import lines
from xlplan.reissue.revisions import NO_ANSWERS, AnswersSoFar
from xlplan.returns.quality import PEOPLE, required_cells
from xlplan.returns.values import ReportedValue
from xlplan.schedule.calendar import day_words
from xlplan.terms.choices import Role
from xlplan.terms.errors import XlplanError
from xlplan.terms.fields import Field
from xlplan.terms.headings import (
    CLOSED_MARK,
    LOCKED_COLUMNS,
    REPORTED_COLUMNS,
    TASK_SHEET_HEADINGS,
    TASK_SHEET_LABELS,
    heading_key,
)
from xlplan.terms.sheets import IDENTITY, SEND_BACK_AUTHOR, SEND_BACK_MARK, TASKS
from xlplan.terms.text import fold

_CHANGES: Final = "变动"
_LONGEST_HIDDEN: Final = 255
"""Characters: of a longer text some versions of Excel show ##### where a number format shows other words."""
_SEND_TO: Final = "报送给"
_WHO_SENT_IT: Final = "发来这份表的人"
FIELDS: Final = ("计划名称", "部门", "期次", "报送截止", _SEND_TO, _CHANGES, *TASK_SHEET_LABELS.values())
_HEADINGS: Final = tuple(TASK_SHEET_HEADINGS.values())
_OTHER: Final = TASK_SHEET_HEADINGS[Field.OTHER]
_PREVIOUS: Final = TASK_SHEET_HEADINGS[Field.PREVIOUS]
_LOCKED: Final = tuple(TASK_SHEET_HEADINGS[name] for name in LOCKED_COLUMNS)
_UNANSWERED: Final[Mapping[str, FieldValue]] = {TASK_SHEET_HEADINGS[name]: None for name in REPORTED_COLUMNS}
IDENTITY_COLUMNS: Final = ("键", "值", "值2")
MISSING_COUNT: Final = "待填项数"
"""The defined name of the cell that counts required cells that are still empty."""
_SENT_BACK: Final = "　退回修改：请改红格；要改什么，写在同一行的“{previous}”里；都改好，把本文件发回"


def own_comments(own: Path) -> frozenset[str]:
    """Return what the comments on the office's copies of the template say, folded; they come back with each return."""
    paths = [path for name in (DEPARTMENT_TEMPLATE, OTHERS_TEMPLATE) if (path := own / name).is_file()]
    found: set[str] = set()
    for path in paths:
        # What is wrong with a copy is said when sheets are made of it.
        with contextlib.suppress(XlplanError):
            found |= {
                fold(each.text) for grid in read_xlsx(read_bytes(path), path.name).grids for each in grid.sight.overlays
            }
    return frozenset(found)


@lru_cache(maxsize=2)
def _marking(template: Template) -> Marking:
    """Return what marks a template's workbooks; the helper merges time and again, and making this takes longer than one sheet."""
    return Marking(template, TASKS, SEND_BACK_AUTHOR, _PREVIOUS)


class DepartmentTemplate:
    """The template of departments' workbooks, read once and filled for each."""

    def __init__(self, plain: Template, with_others: Template, send_to: str) -> None:
        self._plain, self._with_others, self._send_to = plain, with_others, send_to

    @classmethod
    def load(cls, own: Path, send_to: str = "") -> Self:
        """Load the office's copies in the folder `own`, else the shipped templates. Raise TemplateError.

        Of a copy of the plain template alone all sheets are made. `send_to` says to whom departments send them back.
        """
        plain = load_template(DEPARTMENT_TEMPLATE, own, department_template_problems)
        alone = (own / DEPARTMENT_TEMPLATE).is_file() and not (own / OTHERS_TEMPLATE).is_file()
        with_others = plain if alone else load_template(OTHERS_TEMPLATE, own, department_template_problems)
        return cls(plain, with_others, send_to or _WHO_SENT_IT)

    def require(self, others: Collection[str]) -> None:
        """Raise TemplateError for a placeholder that is none of `others`, the further columns that departments see."""
        keys = set(map(heading_key, others))
        for template in (self._plain, self._with_others):
            unknown = next((n for n in _places_of_others(template) if n != _OTHER and heading_key(n) not in keys), None)
            if unknown is not None:
                refuse(template.name, template_problems(template, {*FIELDS, *_HEADINGS, *IDENTITY_COLUMNS, *others}))

    @property
    def shows_others(self) -> bool:
        """True if what tasks have in further columns has a place in their sheets."""
        return bool(_places_of_others(self._with_others))

    def _for(self, sheet: DepartmentSheet) -> Template:
        return self._with_others if any(row.others for row in sheet.rows) else self._plain

    def fill(
        self,
        sheet: DepartmentSheet,
        identity: Sequence[tuple[str, str, str]],
        revision: int = 1,
        answers: AnswersSoFar = NO_ANSWERS,
    ) -> bytes:
        """Return the workbook's bytes. `identity` are the hidden sheet's rows, `answers` earlier returns."""
        template = self._for(sheet)
        return template.fill(self._fills(template, sheet, identity, revision, answers))

    def send_back(
        self,
        sheet: DepartmentSheet,
        identity: Sequence[tuple[str, str, str]],
        revision: int,
        answers: AnswersSoFar,
        words: Mapping[tuple[str, Field | None], Sequence[str]],
        beside: Mapping[tuple[str, Field], Sequence[Sequence[Field]]] = {},
    ) -> tuple[bytes, Mapping[tuple[str, Field | None], str]]:
        """Return the workbook with red cells and how to correct them, and their places (A1).

        `words` go by 编号 and column; above the table by "" and the label's identifier, or None for the whole sheet. They
        stand in 上期进展 of their row, which phones show where they show no comments, and as a comment on the cell. `beside` are the columns of its row that mend them as well.
        """
        template = self._for(sheet)
        marking = _marking(template)
        rows = {row.name: number for number, row in enumerate(sheet.rows)}
        names = dict[Field | None, str]([*TASK_SHEET_HEADINGS.items(), *TASK_SHEET_LABELS.items(), (None, _CHANGES)])
        names[Field.SUMMARY] = TASK_SHEET_HEADINGS[Field.PROGRESS]

        def row(task: str, name: Field | None) -> int:
            summary = row_name(task, summary=True)
            return rows[summary if name is Field.SUMMARY or task not in rows else task]

        head = [_SENT_BACK.format(previous=_PREVIOUS)]
        told: dict[int, list[str]] = defaultdict(list)
        for (task, name), said in words.items():
            line = f"{names[name]}：{''.join(said)}" if name else "".join(said)
            (told[row(task, name)] if task else head).append(line)
        fills = self._fills(template, sheet, identity, revision, answers, "；".join(head))
        filled = list(fills[TASKS].rows)
        for number, texts in told.items():
            before = sheet.rows[number].previous_shown
            text = "\n".join([f"{SEND_BACK_MARK}{texts[0]}", *texts[1:], *([before] if before else [])])
            filled[number] = filled[number]._replace(values={**filled[number].values, _PREVIOUS: text})
        fills[TASKS] = replace(fills[TASKS], rows=filled)
        places = {(task, name): (row(task, name) if task else None, names[name]) for task, name in words}
        found = marking.template.places(TASKS, fills[TASKS], places.values())
        cells = {marked: found[place] for marked, place in places.items() if place in found}
        comments = {cell: "\n".join((f"{SEND_BACK_AUTHOR}：", *words[place])) for place, cell in cells.items()}
        others: dict[str, list[list[str]]] = {}
        for (task, name), columns in beside.items():
            wanted = [[(row(task, name), names[each]) for each in one] for one in columns]
            at = marking.template.places(TASKS, fills[TASKS], [place for one in wanted for place in one])
            if (task, name) in cells:
                others[cells[task, name]] = [[at[place] for place in one if place in at] for one in wanted]
        return marking.fill(fills, comments, others), cells

    def _fills(
        self,
        template: Template,
        sheet: DepartmentSheet,
        identity: Sequence[tuple[str, str, str]],
        revision: int,
        answers: AnswersSoFar,
        head: str = "",
    ) -> dict[str, SheetFill]:
        changed = changes_line(sheet)
        version = f"　第{revision}版{f'：{changed}' if changed else ''}" if revision > 1 else ""
        fields: dict[str, FieldValue] = {
            "计划名称": sheet.title,
            "部门": sheet.department,
            "期次": sheet.round,
            "报送截止": _day_words(sheet.deadline),
            _SEND_TO: self._send_to,
            _CHANGES: version + head or None,
            **{label: answers.people.get(name) or None for name, label in TASK_SHEET_LABELS.items()},
        }
        others = _places_of_others(template)
        hidden = [Row(dict(zip(IDENTITY_COLUMNS, line, strict=True))) for line in identity]
        repeated = _repeated(sheet)
        return {
            TASKS: SheetFill(
                fields, [_row(row, answers.rows.get(row.task, {}), others, row.name in repeated) for row in sheet.rows],
                {MISSING_COUNT: still_empty(sheet, answers)}, _HEADINGS,
            ),
            IDENTITY: SheetFill({}, hidden),
        }  # fmt: skip


def department_template_problems(loaded: Template) -> list[Problem]:
    """Return what keeps a template from being used for departments' workbooks; further columns are looked at by `require`."""
    # Templates of earlier versions have no place for 其他要求.
    required = {TASKS: tuple(name for name in _HEADINGS if name != _OTHER), IDENTITY: IDENTITY_COLUMNS}
    return template_problems(loaded, {*FIELDS, *_HEADINGS, *IDENTITY_COLUMNS, *_places_of_others(loaded)}, required)


def _places_of_others(template: Template) -> tuple[str, ...]:
    """Return the placeholders for what further columns say: 其他要求 as a whole, and single headings."""
    return tuple(template.placeholders - {*FIELDS, *_HEADINGS, *IDENTITY_COLUMNS} | template.placeholders & {_OTHER})


def _repeated(sheet: DepartmentSheet) -> frozenset[str]:
    """Return the names of the rows whose 主要内容 stands in a row above, under the same 编号."""
    above: set[tuple[str, str]] = set()
    found: set[str] = set()
    for row in sheet.rows:
        text = row.task, row.content
        if text in above and not row.shut and len(row.content) <= _LONGEST_HIDDEN:
            found.add(row.name)
        above.add(text)
    return frozenset(found)


def _said(row: SheetRow, heading: str) -> str | None:
    """Return what a further column says of a row, by its heading; all that those say that differ in their brackets alone."""
    exact = [value for name, value in row.others if name == heading]
    alike = [(name, value) for name, value in row.others if heading_key(name) == heading_key(heading)]
    if len(exact) == 1 or len(alike) < 2:
        return exact[0] if exact else next((value for _, value in alike), None)
    return lines(alike)


def _row(row: SheetRow, answered: Mapping[Field, ReportedValue], others: Sequence[str], repeated: bool) -> Row:
    given = (
        row.task,
        row.project,
        row.content,
        row.role.label,
        row.schedule,
        row.due_shown,
        (row.others_shown or None) if row.others else None,
        (row.previous_shown or None) if row.previous or row.change else None,
    )
    values: dict[str, FieldValue] = {**dict(zip(_LOCKED, given, strict=True)), **_UNANSWERED}
    if others:
        values = {name: _said(row, name) for name in others} | values
    # The office's template may have no prototype for rows that are shut: then only the marks close the cells.
    if row.shut:
        values |= dict.fromkeys(_UNANSWERED, CLOSED_MARK)
    elif row.role is Role.SUMMARY:
        values |= {TASK_SHEET_HEADINGS[name]: CLOSED_MARK for name in row.shut_columns}
        values[TASK_SHEET_HEADINGS[Field.PROGRESS]] = answered.get(Field.SUMMARY)
    else:
        values |= {TASK_SHEET_HEADINGS[name]: value for name, value in answered.items() if name is not Field.SUMMARY}
    return Row(values, variant(row, repeated=repeated))


def variant(row: SheetRow, *, repeated: bool = False) -> str:
    """Return the prototype of the template that a row is made from; of one that is `repeated`, 主要内容 shows where it stands.

    The cell holds the whole text all the same: its number format shows the words.
    """
    return _plain_variant(row) + ("·同" if repeated else "")


def _plain_variant(row: SheetRow) -> str:
    if row.shut:
        return "撤销" if row.withdrawn else "暂缓"
    if row.role is Role.SUMMARY:
        return row.role.label
    return ("支持" if row.role is Role.SUPPORT else "") + ("常规" if row.closed else "")


def still_empty(sheet: DepartmentSheet, answers: AnswersSoFar = NO_ANSWERS) -> int:
    """Return how many required cells are empty when a sheet is handed out: people, and the cells of `required_cells`."""
    if not sheet.owes:
        return 0
    cells = [name in answers.rows.get(task, {}) for task, name in required_cells(sheet)]
    return [*cells, *(bool(answers.people.get(name)) for name in PEOPLE)].count(False)


def _day_words(day: date | None) -> str:
    return day_words(day) if day else "以通知为准"
