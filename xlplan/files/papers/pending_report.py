"""待核实.xlsx: what the office has to decide, to be filled in by whoever works on a closed workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from xlplan.decisions.listing import PendingRow
from xlplan.decisions.model import rulings_for
from xlplan.decisions.sheet import OWN_KINDS
from xlplan.files.papers.style import (
    BORDER,
    CENTRED,
    FONT,
    FONT_SIZE,
    INPUT,
    TEXT,
    Styles,
    ValuesWorkbook,
    row_height_capped,
    write_table_head,
)
from xlplan.terms.choices import SOURCES
from xlplan.terms.headings import ITEM_FIELDS, ITEM_WORDS, PENDING_HEADINGS
from xlplan.terms.sheets import CONSOLE_OPERATOR, HEADING_ROW, PENDING

_WIDTHS: Final[Mapping[str, float]] = {
    "number": 5, "kind": 10, "department": 12, "task": 7, "item": 12, "before": 14, "reported": 18, "about": 36,
    "decision": 10, "leader": 10, "date": 11, "note": 24, "source": 22, "round": 14,
}  # fmt: skip
_FILLED_IN: Final = ("decision", "leader", "date")
_SPARE_ROWS: Final = 20
"""Empty rows for what the office writes itself."""
_HOW_TO: Final = (
    "请在黄色的格里选处理意见，同意的写上同意领导和日期，保存关闭后再合并一次。自己要写的（代录、核定进展、恢复、重新立项、节点）写在下面的空行里，没有报完成也要销号的，写一行“待销号”（部门、编号、处理意见、同意领导、日期，来源空着）；归口科室口头报来的综述也是代录，项目选“综述”。"
    "在打开的分工表“待核实”里写也一样，同一件事只写一处。"
)


def pending_report(title: str, operator: str, rows: Sequence[PendingRow], now: datetime) -> bytes:
    """Return the workbook's bytes; `operator` is the 经办人 as far as anybody named one."""
    stream = io.BytesIO()
    looks = {"font_name": FONT, "font_size": FONT_SIZE}
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with ValuesWorkbook(stream, {**options, "default_format_properties": looks}) as book:
        book.set_properties({"title": title, "created": now.replace(microsecond=0)})
        styles, page = Styles(book), book.add_worksheet(PENDING)
        names = list(PENDING_HEADINGS)
        place = {name: number for number, name in enumerate(names)}
        widths = [_WIDTHS[name] for name in names]
        operator_at = place["decision"]
        write_table_head(page, styles, title, _HOW_TO, list(PENDING_HEADINGS.values()), widths, operator_at)
        page.write_string(0, operator_at, CONSOLE_OPERATOR, styles.get(CENTRED))
        page.write_string(0, operator_at + 1, operator, styles.get(CENTRED, BORDER, {"bg_color": INPUT}))
        for number, row in enumerate([*rows, *({} for _ in range(_SPARE_ROWS))], HEADING_ROW):
            if row:
                shown = [(_shown(row.get(name)), _WIDTHS[name]) for name in names]
                page.set_row(number, row_height_capped(shown))
            for name, column in place.items():
                _write(page, number, column, row.get(name), styles, open_=not row or name in _FILLED_IN)
            _offer(page, number, place, str(row.get("kind") or ""))
        page.autofilter(HEADING_ROW - 1, 0, HEADING_ROW + len(rows) + _SPARE_ROWS - 1, len(names) - 1)
    return stream.getvalue()


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _write(page: Any, number: int, column: int, value: object, styles: Styles, *, open_: bool) -> None:
    look = {"bg_color": INPUT} if open_ else {}
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        page.write_datetime(number, column, day, styles.get(CENTRED, BORDER, look, {"num_format": "yyyy-mm-dd"}))
    elif isinstance(value, int | float):
        page.write_number(number, column, value, styles.get(CENTRED, BORDER, look))
    elif value is None or value == "":
        page.write_blank(number, column, None, styles.get(TEXT, BORDER, look))
    else:
        # As text, whatever it looks like: `1.10` and `=1+1` stay as they are.
        page.write_string(number, column, str(value), styles.get(TEXT, BORDER, look, {"num_format": "@"}))


def _offer(page: Any, number: int, place: Mapping[str, int], kind: str) -> None:
    """Add the drop-downs of one row: the rulings that it takes, or what helps to write a row of one's own."""
    offers: dict[str, Sequence[str]] = {"decision": rulings_for(kind)} if kind and kind not in OWN_KINDS else {}
    if not kind or kind in OWN_KINDS:
        items = [ITEM_WORDS[name] for name in ITEM_FIELDS]
        offers = {"kind": OWN_KINDS, "item": items, "source": SOURCES}
    for name, words in offers.items():
        rule = {"validate": "list", "source": [str(word) for word in words], "show_error": name == "decision"}
        page.data_validation(number, place[name], number, place[name], rule)
