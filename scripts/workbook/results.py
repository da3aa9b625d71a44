"""The sheets that buttons write results into: headings and looks are shipped, the rows below are empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from scripts.workbook.decisions import offer_decisions
from scripts.workbook.marks import border_filled_rows, colour_words
from xlplan.files.papers.style import BLUE, BORDER, CENTRED, INPUT, LIGHT_COLOURS, TEXT, Styles, write_table_head
from xlplan.terms.catalogue import Severity
from xlplan.terms.choices import LIGHT_WORDS, ReturnState, Verdict
from xlplan.terms.headings import RESULT_SHEETS
from xlplan.terms.sheets import FINDINGS, HEADING_ROW, LAST_RESULT_ROW, PENDING, PROGRESS, RETURNS, SENT

_DATE: Final = {"num_format": "yyyy-mm-dd"}
_TIME: Final = {"num_format": "yyyy-mm-dd hh:mm"}
_LINK: Final = {"font_color": BLUE, "underline": 1}


@dataclass(frozen=True, slots=True)
class Look:
    """How a result sheet looks: widths and special formats by column, words that are coloured, frozen columns."""

    explanation: str
    widths: Mapping[str, float]
    formats: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    frozen: int = 1


_VERDICT_COLOURS: Final = {
    Verdict.ACCEPTED.label: "green",
    Verdict.NOTED.label: "amber",
    Verdict.REJECTED.label: "red",
    Verdict.DUPLICATE.label: "grey",
    Verdict.SUPERSEDED.label: "grey",
    Verdict.UNREADABLE.label: "red",
    Verdict.SKIPPED.label: "grey",
}

_COLOURED: Final = "，分工表上的同一格也标着颜色"
"""Only where the table stands in the same workbook as made here: an office's own table is not coloured."""

LOOKS: Final[Mapping[str, Look]] = {
    FINDINGS: Look(
        "点“校验”后，问题列在这里：重的在前。点“单元格”一列（LibreOffice 里按住 Ctrl 点）跳到出问题的地方{coloured}；改好再点一次“校验”，清单随之更新。最后一列“规则”是这种问题的名称：使用说明的“问题与处理”里照它查。",
        {"number": 6, "severity": 7, "cell": 8, "task": 7, "problem": 42, "cure": 36, "column": 17, "rule": 17},
        {"cell": _LINK},
        {"severity": {Severity.ERROR.label: "red", Severity.WARNING.label: "amber", Severity.NOTE.label: "note"}},
        ("rule", "problem", "cure"),
        frozen=0,
    ),
    SENT: Look(
        "点“拆分下发”后，每个部门一行：把“文件”（点它打开，LibreOffice 里按住 Ctrl 点）发给部门即可。重新下发时版本加一，以新版本为准。",
        {"department": 16, "note": 44, "file": 44, "lead": 10, "support": 10, "revision": 7, "sent": 17, "checksum": 20},
        {"file": _LINK, "sent": _TIME, "checksum": {"font_size": 9}},
        left=("file", "note"),
    ),
    RETURNS: Look(
        "点“合并回收”后，最上面是不知道谁发的文件，再是每个部门一行（未报送的在前），下面是没有采用的文件。收到日期不对的，直接改成实际收到的日子，再点“合并回收”。",
        {"department": 15, "returned": 11, "verdict": 11, "todo": 52, "received_on": 13, "file": 44, "revision": 7, "received": 17},
        {"file": _LINK, "received": _TIME, "received_on": {"bg_color": INPUT, **_DATE}},
        {
            "returned": {
                ReturnState.RETURNED: "green", ReturnState.MISSING: "red", ReturnState.SENT_BACK: "amber", ReturnState.ENTERED: "note",
            },
            "verdict": _VERDICT_COLOURS,
        },
        ("file", "todo"),
    ),
    PENDING: Look(
        "在浅黄色的三列里选处理意见；同意销号、延期、暂缓还要写同意领导和日期；再点“合并回收”就办理，办完的离开这张表。电话、微信报来的，在最下面自己写一行“代录”（归口科室的综述，项目选“综述”）；办公室核定的写“核定进展”；要恢复、重新立项、认定节点的，也各写一行。期次空着就是本期。",
        {
            "number": 5.5, "kind": 9, "department": 9, "task": 6, "item": 8, "before": 10, "reported": 11, "about": 27.5,
            "decision": 9.5, "leader": 9, "date": 10, "note": 15.5, "source": 24, "round": 14,
        },
        {"decision": {"bg_color": INPUT}, "leader": {"bg_color": INPUT}, "date": {"bg_color": INPUT, **_DATE}, "source": _LINK},
        left=("before", "reported", "about", "source", "note"),
        frozen=4,
    ),
    PROGRESS: Look(
        "点“生成汇总”后，每项任务一行，红灯在前，黄、灰、绿在后。红：逾期或明显落后；黄：临期、有所落后或有事待定；绿：正常；灰：还没到开始的日子、还没有报送、同意暂缓，或没有时限无从判断（说明里写着是哪一种）。点编号，可以看到每个数字来自哪份报送表的哪一格（LibreOffice 打开的是“进展汇总.xlsx”的第一页，请翻到“数据来源”）。",
        {
            "id": 6, "project": 10, "content": 15, "lead": 9, "due": 10.5, "days": 8.5, "light": 6, "note": 20, "percent": 6.5,
            "change": 8.5, "progress": 24, "problems": 11, "verified": 8.5,
        },
        {"id": _LINK, "due": _DATE, "percent": {"num_format": "0%"}},
        {"light": {word: colour for colour, word in LIGHT_WORDS.items()}},
        ("content", "progress", "verified", "problems", "note"),
    ),
}  # fmt: skip


def write_results(sheet: Worksheet, styles: Styles, name: str, *, beside_table: bool) -> None:
    """Write the empty result sheet called `name`; `beside_table`: the table that is coloured stands in the same workbook."""
    headings, look = RESULT_SHEETS[name], LOOKS[name]
    fields = tuple(headings)
    widths = [look.widths[key] for key in fields]
    explanation = look.explanation.replace("{coloured}", _COLOURED if beside_table else "")
    write_table_head(sheet, styles, name, explanation, tuple(headings.values()), widths)
    sheet.freeze_panes(HEADING_ROW, look.frozen)
    for column, key in enumerate(fields):
        base = TEXT if key in look.left else CENTRED
        # A formula, such as a link is, would stay a text in a cell of texts.
        kind = {"num_format": "@"} if key in ("task", "checksum") else {}
        own = {name: value for name, value in look.formats.get(key, {}).items() if name != "bg_color"}
        sheet.set_column(column, column, widths[column], styles.get(base, kind, own))
        if fill := look.formats.get(key, {}).get("bg_color"):
            _fill_when_filled(sheet, styles, column, fill)
        if key in look.words:
            colour_words(sheet, styles, column, look.words[key])
        if key in ("task", "id"):
            letter = chr(ord("A") + column)
            sheet.ignore_errors({"number_stored_as_text": f"{letter}{HEADING_ROW + 1}:{letter}{LAST_RESULT_ROW}"})
    sheet.autofilter(HEADING_ROW - 1, 0, LAST_RESULT_ROW - 1, len(fields) - 1)
    border_filled_rows(sheet, styles, len(fields))
    if name == PENDING:
        offer_decisions(sheet)
    if name == PROGRESS:
        _draw_bars(sheet, fields.index("percent"))


def _fill_when_filled(sheet: Worksheet, styles: Styles, column: int, fill: str) -> None:
    sheet.conditional_format(
        HEADING_ROW,
        column,
        LAST_RESULT_ROW - 1,
        column,
        {"type": "formula", "criteria": f'=$A{HEADING_ROW + 1}<>""', "format": styles.get(BORDER, {"bg_color": fill})},
    )


def _draw_bars(sheet: Worksheet, column: int) -> None:
    sheet.conditional_format(
        HEADING_ROW,
        column,
        LAST_RESULT_ROW - 1,
        column,
        {
            "type": "data_bar",
            # The plain kind: openpyxl, and with it the office's other tools, drops the extension of Excel 2010.
            "bar_color": LIGHT_COLOURS["green"],
            "min_type": "num",
            "max_type": "num",
            "min_value": 0,
            "max_value": 1,
        },
    )
