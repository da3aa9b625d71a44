"""Builds the forms that are filled in by hand: templates/抽查核实单.docx, 反馈单.docx and 签收单.docx.

They follow the rules of `word`; each block of a form stays on one page.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from scripts.templates.word import BODY, HEAD, TITLE, fix_widths, line, new_paper, save, table

SPOT_CHECK: Final = "抽查核实单.docx"
FEEDBACK: Final = "反馈单.docx"
RECEIPT: Final = "签收单.docx"
_WIDTHS: Final = (24, 54, 24, 54)


def build_spot_check(path: Path) -> None:
    """Build 抽查核实单.docx: what was reported on a task, and blanks for what is found on the spot."""
    paper = _new_form()
    _head(paper, "抽 查 核 实 单")
    line(paper, "{%p for 项 in 核实 %}")
    _block(
        paper,
        (
            ("编号", "{{ 项.编号 }}", "部门", "{{ 项.部门 }}"),
            ("任务", "{{ 项.任务 }}"),
            ("报的状态", "{{ 项.状态 }}", "报的进度", "{{ 项.进度 }}"),
            ("本期进展", "{{ 项.进展 }}"),
            ("佐证材料", "{{ 项.佐证 }}"),
            ("为什么抽查", "{{ 项.原因 }}"),
            ("核实情况", ""),
            ("核定状态", "", "核定进度", ""),
            ("核实人", "", "核实日期", ""),
        ),
    )
    line(paper, "", size=10)
    line(paper, "{%p endfor %}")
    line(paper, "核定的状态、进度，请在“待核实”里写一行“核定进展”，再合并一次。", size=10.5)
    save(paper, path)


def build_feedback(path: Path) -> None:
    """Build 反馈单.docx: what was seen on a task, what the department says to it, and until when it is mended."""
    paper = _new_form()
    _head(paper, "反 馈 单")
    line(paper, "{%p for 项 in 核实 %}")
    _block(
        paper,
        (
            ("编号", "{{ 项.编号 }}", "部门", "{{ 项.部门 }}"),
            ("任务", "{{ 项.任务 }}"),
            ("报的情况", "{{ 项.状态 }}　{{ 项.进度 }}　{{ 项.进展 }}"),
            ("发现的问题", ""),
            ("单位意见", ""),
            ("整改措施", ""),
            ("完成日期", "", "单位签字", ""),
            ("反馈人", "", "反馈日期", ""),
        ),
    )
    line(paper, "", size=10)
    line(paper, "{%p endfor %}")
    save(paper, path)


def build_receipt(path: Path) -> None:
    """Build 签收单.docx: which 督办单 went to whom, and blanks to sign."""
    paper = new_paper()
    _head(paper, "督 办 单 签 收 单")
    table(
        paper, ("文号", "部门", "任务", "答复期限", "签收人", "签收日期"), "项 in 签收",
        ("项.文号", "项.部门", "项.任务", "项.期限", "", ""), (30, 28, 32, 32, 18, 22), left=(), height=12,
    )  # fmt: skip
    save(paper, path)


def _new_form() -> Any:
    """Return an empty paper with room for two blocks a page, below the heading too."""
    paper = new_paper()
    section = paper.sections[0]
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    return paper


def _head(paper: Any, title: str) -> None:
    line(paper, title, font=TITLE, size=22, centre=True)
    line(paper, "{{ 计划 }}", size=12, centre=True)
    line(paper, "{{ 期次 }}　{{ 日期 }}", size=12, centre=True)


def _block(paper: Any, rows: Sequence[Sequence[str]]) -> None:
    """Add a table of labels and values; a row of one label has its value over the whole width."""
    block = paper.add_table(rows=len(rows), cols=len(_WIDTHS), style="Table Grid")
    block.alignment = WD_TABLE_ALIGNMENT.CENTER
    block.autofit = False
    fix_widths(block, [Mm(width).twips for width in _WIDTHS])
    for number, (row, texts) in enumerate(zip(block.rows, rows, strict=True)):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        row.height = Mm(9 if texts[1] or len(texts) > 2 else 18)
        cells = list(row.cells)
        if len(texts) == 2:
            cells = [cells[0], cells[1].merge(cells[3])]
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(text)
            run.font.size = Pt(10.5)
            run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY if column % 2 else HEAD)
            paragraph.paragraph_format.line_spacing = Pt(16)
            paragraph.paragraph_format.keep_with_next = number < len(rows) - 1
