"""督办台账.xlsx: every 督办单 with how it stands, and cells in which the office notes what came back of reply slips."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter

from xlplan.files.papers.style import (
    BORDER,
    CENTRED,
    FONT,
    FONT_SIZE,
    INPUT,
    LIGHT_FILLS,
    TEXT,
    Styles,
    row_height_capped,
    write_table_head,
)
from xlplan.returns.days import read_expected
from xlplan.status.supervise import Colour, SlipReply, Supervised
from xlplan.terms.cells import CellValue, Grid, as_text, cell_name, is_blank
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import heading_key
from xlplan.terms.records import record
from xlplan.terms.sheets import HEADING_ROW

SHEET: Final = "督办台账"
_HEADINGS: Final[Mapping[str, tuple[str, float]]] = {
    "mark": ("文号", 15), "department": ("部门", 14), "task": ("编号", 7), "colour": ("颜色", 6), "words": ("情况", 22),
    "signed_by": ("签收人", 10), "signed_on": ("签收日期", 12), "measures": ("整改措施", 30), "promised": ("承诺日期", 12),
    "answer_by": ("答复期限", 12), "content": ("任务", 26), "why": ("督办原因", 22), "day": ("发出日期", 12),
}  # fmt: skip
_FILLED_IN: Final = ("signed_by", "signed_on", "measures", "promised")
_TO_READ: Final = ("signed_on", "promised")
_DAYS: Final = ("signed_on", "promised", "answer_by", "day")
_HEADING_ROWS: Final = 12
_HOW_TO: Final = (
    "收到回执后，在黄色的格里写上签收人、签收日期、整改措施、承诺日期，保存关闭，再点“督办单”（或运行 xlplan supervise）就登记了。"
    "部门在发出以后又报了进展的，也算答复。过了答复期限没有答复的，下一次督办升一级颜色。"
)
_FILLS: Final = {Colour.RED: "red", Colour.YELLOW: "amber"}
_BLUE_FILL: Final = ("DDEBF7", "1F4E79")


@record(frozen=True)
class SupervisedRow:
    """A row: a paper on a task, what came back of it, and how it stands."""

    paper: Supervised
    reply: SlipReply | None
    words: str
    left: Mapping[str, str] = field(default_factory=dict)
    """What the office wrote and nobody could read, by column: it stays."""


@record(frozen=True)
class Noted:
    """What the office noted of reply slips, and what could not be read."""

    replies: Sequence[SlipReply] = ()
    findings: Sequence[Finding] = ()
    left: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """What could not be read, by 文号 and 编号: by column."""
    strange: bool = False
    """True if rows name no paper."""

    @property
    def count(self) -> int:
        """How many rows came back."""
        return len(self.replies)


def supervision_list(rows: Sequence[SupervisedRow], now: datetime) -> bytes:
    """Return the workbook's bytes."""
    stream = io.BytesIO()
    looks = {"font_name": FONT, "font_size": FONT_SIZE}
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, {**options, "default_format_properties": looks}) as book:
        book.set_properties({"title": SHEET, "created": now.replace(microsecond=0)})
        styles, page = Styles(book), book.add_worksheet(SHEET)
        headings = [heading for heading, _ in _HEADINGS.values()]
        widths = [width for _, width in _HEADINGS.values()]
        write_table_head(page, styles, SHEET, _HOW_TO, headings, widths)
        for number, row in enumerate(rows, HEADING_ROW):
            values = _values(row)
            shown = [
                ("" if value is None else str(value), width)
                for value, width in zip(values.values(), widths, strict=True)
            ]
            page.set_row(number, row_height_capped(shown))
            for column, (name, value) in enumerate(values.items()):
                _write(page, number, column, name, value, styles, row.paper.colour)
        page.autofilter(HEADING_ROW - 1, 0, HEADING_ROW + max(0, len(rows) - 1), len(headings) - 1)
    return stream.getvalue()


def _values(row: SupervisedRow) -> dict[str, str | date | None]:
    paper, reply = row.paper, row.reply or SlipReply(0, 0, "")
    values: dict[str, str | date | None] = {
        "mark": paper.mark, "department": paper.department, "task": paper.task, "colour": paper.colour.value, "words": row.words,
        "signed_by": reply.signed_by, "signed_on": reply.signed_on, "measures": reply.measures, "promised": reply.promised,
        "answer_by": paper.answer_by, "content": paper.texts["任务"], "why": paper.texts["原因"], "day": paper.day,
    }  # fmt: skip
    return {name: row.left.get(name) or values[name] for name in _HEADINGS}


def _write(
    page: Any, number: int, column: int, name: str, value: str | date | None, styles: Styles, colour: Colour
) -> None:
    look: dict[str, object] = {"bg_color": INPUT} if name in _FILLED_IN else {}
    if name == "colour":
        fill, ink = LIGHT_FILLS[_FILLS[colour]] if colour in _FILLS else _BLUE_FILL
        look = {"bg_color": fill, "font_color": ink, "bold": True}
    if name in _DAYS:
        look |= {"num_format": "yyyy-mm-dd"}
    base = TEXT if name in ("measures", "content", "why", "words") else CENTRED
    if isinstance(value, date):
        page.write_datetime(number, column, value, styles.get(base, BORDER, look))
    elif value:
        # As text, whatever it looks like: `1.10` and `=1+1` stay as they are.
        page.write_string(number, column, value, styles.get(base, BORDER, look, {"num_format": "@"}))
    else:
        page.write_blank(number, column, None, styles.get(base, BORDER, look))


def read_replies(grid: Grid, papers: Mapping[tuple[str, str], Supervised]) -> Noted:
    """Return what the office noted of reply slips; `papers` are by 文号 and 编号."""
    replies: list[SlipReply] = []
    findings: list[Finding] = []
    left: dict[tuple[str, str], dict[str, str]] = {}
    strange = False
    for row in _rows(grid):
        said = {name: row[name][0] for name in _FILLED_IN}
        key = as_text(row["mark"][0]).strip(), as_text(row["task"][0]).strip()
        paper = papers.get(key)
        if paper is None:
            if not all(map(is_blank, said.values())):
                strange, cell = True, row["mark"][1]
                findings.append(finding("reply-row", sheet=SHEET, cell=cell, place=cell, value=" ".join(key).strip()))
            continue
        days = {
            name: None if is_blank(said[name]) else read_expected(said[name], paper.day.year).value for name in _TO_READ
        }
        for name, day in days.items():
            if not isinstance(day, date) and not is_blank(said[name]):
                text, cell = as_text(said[name]).strip(), row[name][1]
                left.setdefault(key, {})[name] = text
                findings.append(finding("reply-day", sheet=SHEET, cell=cell, place=cell, value=text, example=paper.day))
        signed_on, promised = (day if isinstance(day, date) else None for day in days.values())
        texts = [as_text(said[name]).strip() for name in ("signed_by", "measures")]
        replies.append(SlipReply(paper.year, paper.number, paper.task, texts[0], signed_on, texts[1], promised))
    return Noted(replies, findings, left, strange)


def _rows(grid: Grid) -> Iterator[dict[str, tuple[CellValue, str]]]:
    """Yield the filled rows below the headings: by column the value and its cell."""
    wanted = {heading_key(heading): name for name, (heading, _) in _HEADINGS.items()}
    needed = {"mark", "task", *_FILLED_IN}
    for number, row in enumerate(grid.rows[:_HEADING_ROWS]):
        places = {
            wanted[key]: column
            for column, value in enumerate(row)
            if isinstance(value, str) and (key := heading_key(value)) in wanted
        }
        if needed <= set(places):
            for line in range(number + 1, len(grid.rows)):
                found = {name: (grid.at(line, column), cell_name(line, column)) for name, column in places.items()}
                if any(not is_blank(value) for value, _ in found.values()):
                    yield found
            return
