"""数据来源 of the status workbook: every value that counts, with the file and cell it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from xlplan.decisions.agreed import VERIFIABLE, verified_value
from xlplan.decisions.settled import Entry
from xlplan.files.template.cell_xml import FieldValue
from xlplan.files.template.rows import Row
from xlplan.returns.values import ReportedValue
from xlplan.status.model import Status
from xlplan.terms.choices import QuestionKind
from xlplan.terms.fields import Field
from xlplan.terms.headings import ITEM_WORDS, REPORTED_COLUMNS

SOURCES_SHEET: Final = "数据来源"
NAMES: Final = ("编号", "部门", "项目", "内容", "文件", "单元格")

Places = Mapping[tuple[str, str], str]
"""The first cell of the values in 数据来源, by 编号 and department (empty: the first of all)."""
EntryLink = Callable[[Entry, str], str]
"""Returns the relative address of the returned cell behind a column of an entry; empty if there is no file."""


def sources_of(status: Status, link: EntryLink, first: int) -> tuple[list[Row], dict[tuple[str, str], str]]:
    """Return every value with its file and cell, and the Places; `first` is the sheet's first row for values."""
    rows: list[Row] = []
    places: dict[tuple[str, str], str] = {}
    for task in status.tasks:
        # Without a return the light rests on what was reported before.
        said = [(each.department, each.claim or each.entry, REPORTED_COLUMNS) for each in task.departments]
        said += [(each.department, each.entry, (Field.SUMMARY,)) for each in task.summaries]
        for each in task.departments:
            for name, decision in each.agreements.verified.items():
                for key in ((task.task.id, ""), (task.task.id, each.department)):
                    places.setdefault(key, f"#{SOURCES_SHEET}!A{first + len(rows)}")
                # What the office found counts: no returned cell says so.
                found: dict[str, FieldValue] = {
                    "编号": task.task.id, "部门": each.department, "项目": ITEM_WORDS[name], "内容": _shown(verified_value(decision).value if name in VERIFIABLE else decision.reported),
                    "文件": f"{QuestionKind.VERIFIED}（{decision.signed}）", "单元格": "",
                }  # fmt: skip
                rows.append(Row.whole(NAMES, found, "进度" if name == Field.PERCENT else ""))
        for department, entry, names in said:
            for name in names:
                reported = entry.values.get(name) if entry else None
                if entry is None or reported is None:
                    continue
                for key in ((task.task.id, ""), (task.task.id, department)):
                    places.setdefault(key, f"#{SOURCES_SHEET}!A{first + len(rows)}")
                to = link(entry, name)
                values: dict[str, FieldValue] = {
                    "编号": task.task.id, "部门": department, "项目": ITEM_WORDS[name],
                    "内容": _shown(reported.value), "文件": entry.source_of(name), "单元格": reported.cell,
                }  # fmt: skip
                rows.append(
                    Row.whole(NAMES, values, "进度" if name == Field.PERCENT else "", {"单元格": to} if to else {})
                )
    return rows, places


def place_links(places: Places, task: str, *names: str, department: str = "") -> dict[str, str]:
    """Return links from the cells of placeholders to the values behind them."""
    place = places.get((task, department))
    return dict.fromkeys(names, place) if place else {}


def _shown(value: ReportedValue) -> FieldValue:
    return value if isinstance(value, float) else str(value)
