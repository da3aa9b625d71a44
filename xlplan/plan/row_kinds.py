"""What a row of a table is that holds no task: a section's title, a remark, a total, a line of signatures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from xlplan.plan.marked_columns import is_legend
from xlplan.plan.name_shapes import ends_as_unit, is_collective
from xlplan.terms.findings import Finding, finding
from xlplan.terms.text import fold


class RowKind(StrEnum):
    """What a row is, if it is no task."""

    SECTION = "section"
    NOTE = "note"
    HEADINGS = "headings"
    TOTAL = "total"
    SIGNATURE = "signature"
    SAMPLE = "sample"
    OTHER_TABLE = "other-table"
    STRUCK = "struck"


class Skipped(NamedTuple):
    """A row that is no task: its first cell (A1) and what that says; `first` is the row in which its matter begins."""

    kind: RowKind
    cell: str
    text: str
    first: int


class RowText(NamedTuple):
    """What a row says for itself: the texts of its own cells by column, and those of the columns that matter."""

    texts: Mapping[int, str]
    number: str
    content: str
    lead: str

    @property
    def first(self) -> str:
        """The text of its first cell."""
        return self.texts[min(self.texts)]


_FOOTNOTE = re.compile(r"^(注|备注|说明|填表说明|附注|[(]?续上?表[)]?$)")
_NOTE_LABEL = re.compile(r"(?:注|备注|说明|填表说明|附注)[:：]?")
# In the column of the contents a task may well begin with 说明.
_PLAIN_FOOTNOTE = re.compile(r"^(注|备注|说明|填表说明|附注)\d{0,2}[:：]")
_NOTE_GOES_ON = re.compile(r"\(?\d{1,2}[.、)]")
_WORDS = re.compile(r"[\u4e00-\u9fff]{3}")
_TOTAL = re.compile(
    r"(?:本页|本表|本项|分类|全部|全年|以上|[一二三四五六七八九十]+、)?(?:小计|合计|总计|共计|累计|汇总)(?:\([^()]*\))?[:：]?(?:\d.*)?"
)
_AMOUNT = re.compile(r"[\d.,]+\S{0,3}")
_LABEL = re.compile(
    r"(?:主要|单位|部门|科室|分管|整改|项目|主管|牵头|责任|本单位|局|校)*(?:领导|负责人|科长|局长|校长|主任|书记)?(?:填表|制表|审核|审批|签发|负责|联系|填报|报送|经办|复核|校对|批准|签字|签名|盖章|承办|主管|分管)"
    r"(?:人|单位|部门|日期|时间|电话|领导)?(?:员)?(?:\(?(?:签字|签名|盖章|签章)\)?)?[:：].*"
    r"|(?:主要|分管|主管)?(?:领导|负责人|科长|局长|主任)\(?(?:签字|签名|签章)\)?[:：].*"
    r"|(?:主办|拟稿|印制|印发|抄送|抄报|主送|发至|分送)(?:单位|机关)?[:：].*|共印\d+份.*|.{2,20}?20\d\d年\d{1,2}月\d{1,2}日印发"
    r"|(?:日期|电话|联系电话|传真|单位|单位\(盖章\)|\(盖章\)|盖章)[:：].*"
)
_MEMBER = re.compile(
    r"(?:第一|常务)?副?(?:组长|主任|召集人|总指挥|指挥长)[:：].*|(?:成员|办公室主任|联络员)(?:单位)?[:：].*"
)
_DAY = re.compile(r"(?:20\d\d|二[〇零○o]..)年.{1,3}月(?:.{1,3}日)?|20\d\d-\d{1,2}-\d{1,2}")
_SAMPLE = re.compile(r"[(\[【]?(?:示例|样例|举例|范例|填写示例|例)[)\]】]?\d{0,2}(?:[:：].*)?")
_SAMPLE_TEXT = re.compile(r"[(\[【](?:示例|样例|举例|范例|填写示例)[)\]】]|(?:示例|样例|举例|例)[:：]")
_CHINESE_NUMBER = re.compile(
    r"(?:\(?[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3}\)?|[ⅰ-ⅻⅠ-Ⅻ]|[ivx]{1,4}|第[一二三四五六七八九十]{1,3}[章节部]分?)[、.]?"
)
_SECTION_TITLE = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]{1,3}[章节部]).{2,30}"
)
_SHORT_ANSWER: Final = 16


def is_footnote(text: str) -> bool:
    """Return True if a text that stands alone in a row reads as a remark on the table."""
    return bool(_FOOTNOTE.match(text))


def is_total(row: RowText) -> bool:
    """Return True for a total or sub-total: its word stands first, and nothing says what is to be done."""
    first, content = fold(row.first), fold(row.content)
    if not (_TOTAL.fullmatch(first) or _TOTAL.fullmatch(content)):
        return False
    return not content or bool(_TOTAL.fullmatch(content) or _AMOUNT.fullmatch(content))


def is_signature(row: RowText) -> bool:
    """Return True for a line of signatures or the day below a table: labels that end in a colon, and names."""
    texts = [fold(text) for _, text in sorted(row.texts.items())]
    if len(texts) == 1 and _DAY.fullmatch(texts[0]):
        return True
    if _MEMBER.fullmatch(texts[0]) and not (row.content and row.lead and len(row.content) > _SHORT_ANSWER):
        return True
    if not _LABEL.fullmatch(texts[0]):
        return False
    return all(
        _LABEL.fullmatch(text) or (len(text) <= _SHORT_ANSWER and _LABEL.fullmatch(before))
        for before, text in pairwise(texts)
    )


def is_labelled_note(row: RowText) -> bool:
    """Return True for a remark whose word stands in a cell of its own: 说明 and what it says."""
    return len(row.texts) == 2 and not row.lead and bool(_NOTE_LABEL.fullmatch(fold(row.first)))


def is_sample(row: RowText) -> bool:
    """Return True for a row that shows how to fill in the table."""
    return bool(_SAMPLE.fullmatch(fold(row.number)) or _SAMPLE_TEXT.match(fold(row.content)))


def is_numbered_section(row: RowText) -> bool:
    """Return True for a section whose number stands in a cell of its own: 一 and its name, and nothing else."""
    if len(row.texts) != 2 or not row.number or not _CHINESE_NUMBER.fullmatch(fold(row.number)):
        return False
    return not row.lead or not (ends_as_unit(row.lead) or is_collective(row.lead))


def lone_kind(
    text: str, *, wide: bool, in_number: bool, in_content: bool, after_note: bool, numbers_apart: bool, last: bool
) -> RowKind | None:
    """Return what a cell that stands alone in its row is: `wide` if it is merged sideways, in which column it stands.

    `numbers_apart`: tasks have a column for their numbers. `last`: no task stands below it.
    """
    text = text.strip()
    if _PLAIN_FOOTNOTE.match(text) or (is_footnote(text) and (wide or in_number or not in_content)):
        return RowKind.NOTE
    if is_legend(text) and (wide or in_number):
        return RowKind.NOTE
    if after_note and _NOTE_GOES_ON.match(fold(text)) and (wide or in_number):
        return RowKind.NOTE
    if in_content and numbers_apart and _SECTION_TITLE.fullmatch(fold(text)):
        return RowKind.SECTION
    if last and not in_content and not in_number and ends_as_unit(text):
        return RowKind.SIGNATURE
    if wide or (in_number and _WORDS.search(fold(text))):
        # With no task below it, it is hardly the title of a section.
        return RowKind.NOTE if last else RowKind.SECTION
    return None


# Totals and signatures might be tasks after all, so they are told as more than a note.
_CODES: Final = {RowKind.TOTAL: "row-skipped", RowKind.SIGNATURE: "row-skipped", RowKind.SAMPLE: "row-skipped",
                 RowKind.STRUCK: "row-skipped", RowKind.OTHER_TABLE: "table-below"}  # fmt: skip
_LABELS: Final = {
    RowKind.SECTION: "小标题", RowKind.NOTE: "附注", RowKind.HEADINGS: "重复的标题行", RowKind.TOTAL: "小计、合计",
    RowKind.SIGNATURE: "签字、日期、名单行", RowKind.SAMPLE: "填写示例", RowKind.OTHER_TABLE: "另一张表",
    RowKind.STRUCK: "画了删除线、按删去处理的任务",
}  # fmt: skip
_SHOWN: Final = 12


def skip_findings(sheet: str, skipped: Mapping[int, Skipped]) -> list[Finding]:
    """Return what is said of the rows that are no task: one finding for each kind, and for each other table."""
    groups: dict[tuple[RowKind, int], list[tuple[int, Skipped]]] = {}
    for row, item in sorted(skipped.items()):
        groups.setdefault((item.kind, item.first if item.kind is RowKind.OTHER_TABLE else -1), []).append((row, item))
    return [_said(sheet, kind, items) for (kind, _), items in groups.items()]


def _said(sheet: str, kind: RowKind, items: Sequence[tuple[int, Skipped]]) -> Finding:
    rows = "、".join(row_runs([row + 1 for row, _ in items]))
    shown = "、".join(f"{item.cell}“{item.text}”" for _, item in items[:_SHOWN]) + ("等" if len(items) > _SHOWN else "")
    return finding(_CODES.get(kind, "row-remark"), sheet=sheet, cell=items[0][1].cell, rows=f"第{rows}行",
                   what=_LABELS[kind], text=shown)  # fmt: skip


def row_runs(rows: Iterable[int]) -> Iterator[str]:
    """Yield rows as they are named: 3, 5至8."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return (str(first) if first == last else f"{first}至{last}" for first, last in runs)
