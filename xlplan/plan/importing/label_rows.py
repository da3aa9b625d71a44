"""A table without a column for who does it, whose rows stand under labels or names: 责任科室：基教科, and the tasks of it below."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from xlplan.plan.bracket_roles import BracketWords, read_brackets, read_line
from xlplan.plan.heading_rows import HeadingReader, HeadingRows
from xlplan.plan.importing.model import ImportSource
from xlplan.plan.importing.more_columns import with_more_columns
from xlplan.plan.importing.section_leads import office_named
from xlplan.plan.name_shapes import ends_as_unit, is_collective, is_doubtful
from xlplan.plan.table import first_rows
from xlplan.terms.cells import Grid, as_text, cell_name, is_blank
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.heading_words import ColumnSubject
from xlplan.terms.headings import PLAN_HEADINGS
from xlplan.terms.patterns import pattern_of

_ANSWERABLE: Final = pattern_of(r"\s*(?:责任|牵头|承办|实施|负责|执行)(?:单位|部门|科室|处室)\s*[:：]\s*(\S{2,20})")
_GIVEN: Final = (Field.LEAD, Field.SHARE, Field.SUPPORT, Field.LEADER)


def with_labels_as_columns(source: ImportSource) -> ImportSource | None:
    """Return a source whose label rows became columns of the rows below them, up to the next; None if it has none."""
    grids: list[Grid] = []
    findings: list[Finding] = []
    for grid in source.grids:
        made = _with_columns(grid)
        grids.append(made[0] if made else grid)
        findings += made[1] if made else []
    return replace(source, grids=grids, findings=[*source.findings, *findings]) if findings else None


def _with_columns(grid: Grid) -> tuple[Grid, list[Finding]] | None:
    headings = headings_without_who(grid)
    if headings is None:
        return None
    bottom, last = headings.bottom, headings.headings[-1].column
    labels: dict[int, BracketWords] = {}
    for row in range(bottom, len(grid.rows)):
        filled = [value for value in grid.rows[row] if not is_blank(value)]
        if len(filled) == 1 and (told := _told(as_text(filled[0]))):
            labels[row] = told
    labels = labels or _office_titles(grid, bottom)
    if not labels:
        return _with_lead_above(grid, headings)
    names = [name for name in _GIVEN if any(told.text(name) for told in labels.values())]
    if Field.LEAD not in names:
        return None
    width, rows, merges = with_more_columns(grid, len(names), last)
    for place, name in enumerate(names, width):
        rows[bottom - 1][place] = PLAN_HEADINGS[name]
    findings = []
    starts = sorted(labels)
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        told = labels[start]
        below = [row for row in range(start + 1, end) if sum(not is_blank(value) for value in grid.rows[row]) > 1]
        column = next(c for c, value in enumerate(rows[start]) if not is_blank(value))
        text = as_text(rows[start][column])
        # A title of a section that says who does it stays a title.
        if read_line(text):
            rows[start] = [None] * len(rows[start])
        for row in below:
            for place, name in enumerate(names, width):
                rows[row][place] = told.text(name) or None
        findings.append(
            finding("import-lead-above", sheet=grid.sheet, cell=cell_name(start, column), text=" ".join(text.split())[:40],
                    value=told.text(Field.LEAD).replace("\n", "、"), count=len(below))
        )  # fmt: skip
    return replace(grid, rows=rows, merges=merges), findings


def _office_titles(grid: Grid, first: int) -> dict[int, BracketWords]:
    """Return the titles of sections if each is the name of an office, and every task stands below one."""
    found: dict[int, BracketWords] = {}
    counts = [sum(not is_blank(value) for value in row) for row in grid.rows]
    # 合计3项 and notes stand below the last task.
    last = max((row for row, count in enumerate(counts) if count > 1), default=first)
    for row in range(first, last + 1):
        filled = [value for value in grid.rows[row] if not is_blank(value)]
        if len(filled) == 1 and (name := office_named(as_text(filled[0]))):
            found[row] = BracketWords({Field.LEAD: [name]}, 1)
        elif len(filled) == 1 or (filled and not found):
            # Who does what stands below 后勤工作 among names of offices, nobody knows.
            return {}
    return found if len(found) > 1 else {}


def _with_lead_above(grid: Grid, headings: HeadingRows) -> tuple[Grid, list[Finding]] | None:
    """Give all rows who a cell above the headings says does them: 责任单位：财务处, or the title of an office's own sheet."""
    limits = (ColumnSubject.LIMIT, ColumnSubject.START, ColumnSubject.END, ColumnSubject.PERIOD, ColumnSubject.MONTH)
    if not any(each.meaning and each.meaning.part in limits for each in headings.known):
        return None
    lead, at, words = "", (0, 0), ""
    for row in range(headings.top):
        for column, value in enumerate(grid.rows[row]):
            text = as_text(value).strip()
            said = _ANSWERABLE.fullmatch(text)
            mine = text.startswith(grid.sheet) and ends_as_unit(grid.sheet) and not is_doubtful(grid.sheet)
            if said and ends_as_unit(said[1]) and not is_doubtful(said[1]):
                lead, at, words = said[1], (row, column), text
            elif mine and not lead and not is_collective(grid.sheet):
                lead, at, words = grid.sheet, (row, column), text
    if not lead:
        return None
    place, rows, merges = with_more_columns(grid, 1, headings.headings[-1].column)
    rows[headings.bottom - 1][place] = PLAN_HEADINGS[Field.LEAD]
    below = [r for r in range(headings.bottom, len(rows)) if sum(not is_blank(value) for value in grid.rows[r]) > 1]
    for row in below:
        rows[row][place] = lead
    told = finding("import-lead-above", sheet=grid.sheet, cell=cell_name(*at), text=" ".join(words.split())[:40],
                   value=lead, count=len(below))  # fmt: skip
    return replace(grid, rows=rows, merges=merges), [told]


def headings_without_who(grid: Grid) -> HeadingRows | None:
    """Return headings that say what is to be done and not by whom."""
    reader = HeadingReader(grid)
    for row in first_rows(grid):
        found = reader.at(row)
        if found and found.tells_content and len(found.known) > 1:
            return found
    return None


def _told(text: str) -> BracketWords | None:
    told = read_line(text) or read_brackets(text)
    return told if told and told.sure and told.text(Field.LEAD) else None
