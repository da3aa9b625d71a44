"""Word documents with tables as offices write them, made by python-docx and by hand where it has no words for it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from scripts.workbook.seed import read_seed


def words(path: Path) -> str:
    """Return the text of a document, that of its tables last."""
    paper = docx.Document(str(path))
    cells = [cell.text for each in paper.tables for row in each.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def put(cell: Any, text: str) -> None:
    """Put a text into a cell, each of its lines a paragraph."""
    first, *rest = text.split("\n")
    cell.paragraphs[0].add_run(first)
    for line in rest:
        cell.add_paragraph(line)


def heading(document: Any, text: str) -> None:
    """Add a centred paragraph."""
    document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER


def table(document: Any, rows: Sequence[Sequence[str | None]]) -> Any:
    """Add a table of texts; None joins a cell to the one above it."""
    made = document.add_table(len(rows), max(map(len, rows)))
    for index, row in enumerate(rows):
        for column, text in enumerate(row):
            if text is not None:
                put(made.cell(index, column), text)
    for column in range(len(made.columns)):
        for index, row in enumerate(rows):
            if column < len(row) and row[column] is None:
                top = max(each for each in range(index) if rows[each][column] is not None)
                _join(made, top, index, column)
    return made


def _join(made: Any, top: int, row: int, column: int) -> None:
    for index, word in ((top, "restart"), (row, "continue")):
        properties = made.cell(index, column)._tc.get_or_add_tcPr()
        for old in properties.findall("{*}vMerge"):
            properties.remove(old)
        properties.append(parse_xml(f'<w:vMerge {nsdecls("w")} w:val="{word}"/>'))


def revised(paragraph: Any, *, deleted: str = "", inserted: str = "") -> None:
    """Add tracked changes at the end of a paragraph."""
    mark = f'{nsdecls("w")} w:id="9" w:author="某" w:date="2023-01-01T00:00:00Z"'
    for tag, text, word in (("del", deleted, "delText"), ("ins", inserted, "t")):
        if text:
            paragraph._p.append(parse_xml(f"<w:{tag} {mark}><w:r><w:{word}>{text}</w:{word}></w:r></w:{tag}>"))


def saved(document: Any) -> bytes:
    """Return the bytes of a document."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def seed_document() -> bytes:
    """Return the real responsibility table as the Word file it was copied from."""
    seed, document = read_seed(), docx.Document()
    document.add_paragraph(seed.mark)
    heading(document, seed.title)
    rows: list[Sequence[str | None]] = [("工程名称", "主要内容", "执行部门", "支持部门", "活动频率或\n完成时限")]
    rows += [(task.project, task.content, task.lead, task.support, task.schedule) for task in seed.tasks]
    table(document, rows)
    return saved(document)
