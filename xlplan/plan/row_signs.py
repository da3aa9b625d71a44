"""What the words of a row say of it where it holds no task: a total, a signature, a list of members, a remark, a section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from xlplan.plan.marked_columns import is_legend
from xlplan.plan.name_shapes import ends_as_unit, is_person
from xlplan.plan.row_kinds import RowKind
from xlplan.plan.row_text import SHORT_ANSWER, RowText
from xlplan.plan.section_signs import is_section_title
from xlplan.terms.patterns import pattern_of
from xlplan.terms.text import fold

_NOTE_WORD = "(?:注|备注|说明|填表说明|附注)"
_FOOTNOTE = pattern_of(rf"^(\(?{_NOTE_WORD}|[(]?续上?表[)]?$)")
_NOTE_LABEL = pattern_of(rf"{_NOTE_WORD}\d{{0,2}}[:：]?|[※★☆▲△*]")
# In the column of the contents a task may well begin with 说明.
_PLAIN_FOOTNOTE = pattern_of(
    rf"^[(\[【]?{_NOTE_WORD}(?:\d{{0,2}}|[①-⑳]|[一二三四五])[)\]】]?[:：]|^{_NOTE_WORD}(?:\d|[①-⑳])[.、]|^[※★☆▲△*]\D{{0,3}}(?:为|是|表示|代表|标注)"
)
_NOTE_GOES_ON = pattern_of(r"\(?\d{1,2}[.、)]")
_WORDS = pattern_of(r"[\u4e00-\u9fff]{3}")
# What is summed up, on both sides of the word: 项目资金合计, 合计得分, 教育科小计.
_SUMMED = "(?:任务|项目|工作|资金|投资|金额|经费|得分|分值|分数|评分|数量|事项|问题|件数|项数|个数|总)*"
_COUNTED = r"\d+(?:大?[项个条件户万人所家处次类章]|方面)\S{0,6}?"
_TOTAL = pattern_of(
    rf"(?:(?:[^\d。；;，,:：]{{0,10}}?(?:小计|合计|总计|共计|累计)|(?:本页|本表|本项|分类|全部|全年|以上|[一二三四五六七八九十]+、)?{_SUMMED}"
    rf"(?:汇总|总分|总数|总和|总量|满分|均分|平均分|总得分|总金额|总投资)){_SUMMED}(?:\([^()]*\))?[:：]?(?:[共约]?\d.*)?"
    rf"|(?:以上|本表|全表|合并)?[共计]{{1,2}}(?:有|计)?{_COUNTED}(?:[,，、;；]?(?:其中|已|未|共|计)*\S{{0,4}}?{_COUNTED}){{0,4}}|其中[:：].*)"
)
_SAYS_WHEN = pattern_of(r"\d[年月日季]|20\d\d[-./]\d|季度|[上下]旬|[年月]底|每[日周月季年]|长期|常态")
_SURE_TOTAL = pattern_of("小计|合计|总计|共计|累计|汇总")
_AMOUNT = pattern_of(r"[共约计]{0,2}[\d.,]+\S{0,5}")
_WHOSE = "(?:主要|单位|部门|科室|分管|整改|项目|主管|牵头|责任|本单位|经办|县|区|市|局|校)*"
_HEAD = "(?:领导|负责人|科长|局长|校长|主任|书记)"
_DOES = (
    "(?:填表|制表|编制|审核|审批|审定|签发|签批|会签|核稿|拟稿|起草|初审|复审|终审|监制|录入|统计|负责|联系|填报|报送|上报|经办|复核|校对|校核"
    "|批准|签字|签名|签章|盖章|承办|主管|分管|制定|拟定|登记)"
)
_SIGNED = r"(?:\(?(?:签字|签名|盖章|签章)\)?)"
_LABEL = pattern_of(
    rf"{_WHOSE}{_HEAD}?{_DOES}(?:人|单位|部门|日期|时间|电话|领导|意见)?(?:员)?{_SIGNED}?[:：].*"
    rf"|{_WHOSE}{_HEAD}{_SIGNED}?(?:意见)?[:：].*"
    r"|[^。；;，,:：]{0,10}(?:审核|审批|审查|批示|会签|处理|签署|拟办|领导|科室|部门|单位|办公室|[局委组长])意见[:：].*"
    r"|(?:主办|拟稿|印制|印发|抄送|抄报|主送|发至|分送|责任编辑)(?:单位|机关|人)?[:：].*|共印\d+份.*|.{2,20}?20\d\d年\d{1,2}月\d{1,2}日印发"
    r"|(?:日期|电话|联系电话|传真|单位(?:\((?:盖章|公章|签章)\))?|\(盖章\)|盖章)[:：].*"
)
# Without a colon only words that are nothing else.
_BARE_LABEL = pattern_of(
    rf"{_WHOSE}{_HEAD}?{_DOES}(?:人|员){_SIGNED}?|{_WHOSE}{_HEAD}{_SIGNED}|{_WHOSE}(?:盖章|签章|签字栏?)|\((?:盖章|签章|签字|公章)\)"
    r"|[^。；;，,:：]{0,10}(?:领导|局长|科室|部门|单位|审核|审批|审查|批示|会签|签署|拟办)意见"
)
_POSITION = pattern_of(r"(?:第一|常务)?副?(?:组长|召集人|总指挥|指挥长|秘书长)|成员(?:单位)?|顾问")
# These may name an office as well; with a person beside them they are a list's.
_MAY_BE_POSITION = pattern_of(
    r"副?(?:主任|局长|科长|书记|校长|园长|站长)|(?:办公室)?(?:主任|成员)|办公室|联络员|联系人|负责人"
)
_MEMBER = pattern_of(
    r"(?:第一|常务)?副?(?:组长|主任|召集人|总指挥|指挥长)[:：].*|(?:成员|办公室主任|联络员)(?:单位)?[:：].*"
)
_CLOSING = pattern_of(
    r"[(\[【]?(?:(?:本页|本表)?以下(?:空白|无正文|无内容)|此页无正文|空白|完|全文完|本页无正文)[)\]】]?[。.]?"
)
_NOTHING = pattern_of(r"[-‐‑‒–—―_/／…·.。、\s无]*")
# 未完成事项：无, 遗留问题 | 无: there is nothing to be done.
_NOTHING_LEFT = pattern_of(r"[^。；;，,:：]{2,12}[:：]?")
_IS_NOTHING = pattern_of(
    r"(?:暂|均|尚|目前|本[期月季周])*(?:无|没有)(?:此项|相关|事项|内容|其他)*|[/\-—]+|零|0[项个条件]?"
)
_DAY = pattern_of(r"(?:20\d\d|二[〇零○o]..)年.{1,3}月(?:.{1,3}日)?|20\d\d-\d{1,2}-\d{1,2}")
_SAMPLE = pattern_of(r"[(\[【]?(?:示例|样例|举例|范例|填写示例|例)[)\]】]?\d{0,2}(?:[:：].*)?")
_SAMPLE_TEXT = pattern_of(r"[(\[【](?:示例|样例|举例|范例|填写示例)[)\]】]|(?:示例|样例|举例|例)[:：]")
_SOMEBODY = pattern_of("[\u4e00-\u9fff]某{1,2}(?!科|局|校|单位|部门|项)")
_ONLY_NUMBER = pattern_of(r"\(?\d{1,3}\)?[.、]?")
_OF_TASKS = pattern_of(r"(?:以上|上述|上列|本表|前述|其中).*|\(.*\)[。.]?|【.*】[。.]?")
_AFTERWARDS = pattern_of(
    r"[※★☆▲△*]|\(?附(?:件|表|图)?\d{0,2}[:：]|(?:本|上|此)(?:表|台账|清单|方案|分工)|以上|未尽|其他未|各(?:单位|科室|部门|校|责任单位)(?:于|每|请|要|须|应)"
    r"|请各|(?:工作)?领导小组|\d[.、](?:本|此|各|表|以上)"
)
_PAGE = pattern_of(
    r"[-—–(]*(?:第\d{1,3}页[/,，;；、]?\(?(?:[共总]\d{1,3}页)?\)?|共\d{1,3}页[,，]?第\d{1,3}页|page\d+(?:of\d+)?)[-—–)]*"
)
_FEWEST_NUMBERED: Final = 3
_FEWEST_OF_TASK: Final = 4
_LONGEST_NUMBER: Final = 4
_SERIES: Final = (
    [str(number) for number in range(1, 41)], list("甲乙丙丁戊己庚辛壬癸"), list("一二三四五六七八九十"), list("abcdefghijklmnop"),
)  # fmt: skip
"""How columns are numbered, as `fold` writes it."""
_HAN = pattern_of("[\u4e00-\u9fff]")
_NUMERAL = pattern_of(r"[\d一二三四五六七八九十]")


def is_footnote(text: str) -> bool:
    """Return True if a text that stands alone in a row reads as a remark on the table."""
    return bool(_FOOTNOTE.match(text))


def is_total(row: RowText) -> bool:
    """Return True for a total or sub-total: its word stands first, and nothing says what is to be done."""
    first, content = fold(row.first), fold(row.content)
    if not (_TOTAL.fullmatch(first) or _TOTAL.fullmatch(content)):
        return False
    if content.startswith("其中") and any(
        _SAYS_WHEN.search(fold(text)) for text in row.texts.values() if text != row.content
    ):
        # 其中：栽植苗木10万株 with a limit of its own is part of the task above it.
        return False
    if row.names_unit and not (_SURE_TOTAL.fullmatch(first) or _SURE_TOTAL.fullmatch(content)):
        return False
    return not content or bool(_TOTAL.fullmatch(content) or _AMOUNT.fullmatch(content))


def is_signature(row: RowText) -> bool:
    """Return True for a line of signatures or the day below a table: labels, most with a colon, and names."""
    texts = [fold(text) for _, text in sorted(row.texts.items())]
    if len(texts) == 1 and _DAY.fullmatch(texts[0]):
        return True
    if not (_LABEL.fullmatch(texts[0]) or (_BARE_LABEL.fullmatch(texts[0]) and not row.names_unit)):
        return False
    return all(_is_label(text) or (len(text) <= SHORT_ANSWER and _is_label(before)) for before, text in pairwise(texts))


def _is_label(text: str) -> bool:
    return bool(_LABEL.fullmatch(text) or _BARE_LABEL.fullmatch(text))


def is_member(row: RowText) -> bool:
    """Return True for a row of a list of members: a position and who has it, or a person where a task would stand."""
    first = fold(row.first)
    if _MEMBER.fullmatch(first):
        return not (row.content and row.lead and len(row.content) > SHORT_ANSWER)
    content, beside = fold(row.content), [fold(text) for _, text in sorted(row.texts.items())][1:2]
    if _POSITION.fullmatch(first):
        return not row.names_unit or len(content) <= SHORT_ANSWER or _are_persons(content)
    if _MAY_BE_POSITION.fullmatch(first) and beside and _are_persons(beside[0]):
        # 办公室 and who heads it may stand before a task of theirs.
        return not (row.names_unit and len(_HAN.findall(content)) > _FEWEST_OF_TASK and may_be_task(row.content))
    return _are_persons(content) and not re.search(r"\d", row.number) and not row.names_unit


def _are_persons(text: str) -> bool:
    """Return True if a text names people and nothing else: 张三, 吴某（兼）, 王某某教育局局长."""
    if not text:
        return False
    pieces = [re.sub(r"\([^()]*\)", "", piece) for piece in re.split(r"[、，,;；/]+", text)]
    return all(len(piece) > 1 and (is_person(piece) or _SOMEBODY.match(piece)) for piece in pieces)


def is_blank_row(row: RowText) -> bool:
    """Return True if all cells of a row but its number hold dashes and the like, or say that the rest is blank."""
    texts = [text for text in row.texts.values() if text != row.number or _NOTHING.fullmatch(fold(text))]
    return bool(texts) and all(_NOTHING.fullmatch(fold(text)) or _CLOSING.fullmatch(fold(text)) for text in texts)


def is_unlike(row: RowText) -> bool:
    """Return True for a word where other rows have their number, and no office beside it: no task, but who knows what."""
    number = fold(row.number)
    if not row.numbers_apart or row.names_unit or len(row.texts) < 2:
        return False
    if len(_HAN.findall(number)) < 2 or _NUMERAL.search(number):
        return False
    content = fold(row.content)
    return len(content) <= SHORT_ANSWER // 2 or _is_label(number)


def is_nothing_left(row: RowText) -> bool:
    """Return True for a line that says that there is nothing: 未完成事项：无, in one cell or two."""
    texts = [fold(text).rstrip("。.") for _, text in sorted(row.texts.items())]
    if len(texts) == 1:
        label, colon, said = texts[0].partition(":")
        return bool(colon) and bool(_NOTHING_LEFT.fullmatch(label) and _IS_NOTHING.fullmatch(said))
    return (
        len(texts) == 2
        and not row.number
        and not row.names_unit
        and bool(_NOTHING_LEFT.fullmatch(texts[0]) and _IS_NOTHING.fullmatch(texts[1]))
        and bool(re.search(":$|事项|问题|情况|其他|备注|说明", texts[0]))
    )


def is_labelled_note(row: RowText) -> bool:
    """Return True for a remark whose word stands in a cell of its own: 说明 and what it says."""
    return len(row.texts) == 2 and not row.names_unit and bool(_NOTE_LABEL.fullmatch(fold(row.first)))


def is_sample(row: RowText) -> bool:
    """Return True for a row that shows how to fill in the table."""
    return shows_how(row.number, row.content)


def shows_how(number: str, content: str) -> bool:
    """Return True for the number and content of such a row."""
    return bool(_SAMPLE.fullmatch(fold(number)) or _SAMPLE_TEXT.match(fold(content)))


def is_column_numbers(row: RowText) -> bool:
    """Return True for a row that numbers the columns: 1 2 3, （1）（2）（3）, 甲 乙 丙, or 甲 乙 1 2."""
    texts = [fold(text).strip("()[]【】.、栏") for _, text in sorted(row.texts.items())]
    if len(texts) < _FEWEST_NUMBERED or len(row.content) > _LONGEST_NUMBER:
        return False
    return all(
        any(text in series and _comes_next(series, before, text) for series in _SERIES)
        for before, text in pairwise(["", *texts])
    )


def _comes_next(series: Sequence[str], before: str, text: str) -> bool:
    place = series.index(text)
    return before == series[place - 1] if place else not before or text == "1"


def is_page(row: RowText) -> bool:
    """Return True for the number of a page that came in with the table: 第2页 共5页, - 3 -."""
    return bool(_PAGE.fullmatch("".join(fold(text) for _, text in sorted(row.texts.items()))))


def may_be_task(text: str) -> bool:
    """Return True if a text may say what is to be done: no person, no amount, no label, no total."""
    content = fold(text)
    others = (_POSITION, _MAY_BE_POSITION, _NOTE_LABEL, _AMOUNT, _TOTAL, _CLOSING)
    return len(content) > 1 and not (
        any(form.fullmatch(content) for form in others) or _are_persons(content) or _is_label(content)
    )


def may_begin_task(text: str) -> bool:
    """Return True if a row that begins with such a text may be a task: no label, no total, no position."""
    first = fold(text)
    return not (_TOTAL.fullmatch(first) or _is_label(first) or _POSITION.fullmatch(first) or _FOOTNOTE.match(first))


def is_said_of_tasks(text: str) -> bool:
    """Return True for a text that says something of tasks, and is none: 以上任务由办公室督办, （第2项需审议）."""
    return bool(_OF_TASKS.fullmatch(fold(text)))


def lone_kind(
    text: str,
    *,
    wide: bool,
    in_number: bool,
    in_content: bool,
    after_note: bool,
    numbers_apart: bool,
    last: bool,
) -> RowKind | None:
    """Return what a cell that stands alone in its row is: `wide` if it is merged sideways, in which column it stands.

    `numbers_apart`: tasks have a column for their numbers. `last`: no task stands below it.
    """
    text = text.strip()
    if last and (in_number or in_content) and _ONLY_NUMBER.fullmatch(fold(text)):
        return RowKind.BLANK
    if _CLOSING.fullmatch(fold(text)):
        return RowKind.NOTE
    if _PLAIN_FOOTNOTE.match(fold(text)) or (is_footnote(text) and (wide or in_number or not in_content)):
        return RowKind.NOTE
    if is_legend(text) and (wide or in_number):
        return RowKind.NOTE
    if after_note and _NOTE_GOES_ON.match(fold(text)) and (wide or in_number):
        return RowKind.NOTE
    if in_content and numbers_apart and is_section_title(text):
        return RowKind.SECTION
    if last and not in_content and not in_number and ends_as_unit(text):
        return RowKind.SIGNATURE
    if wide or (in_number and (_WORDS.search(fold(text)) or is_section_title(text))):
        # With no task below it, it is hardly the title of a section.
        return RowKind.NOTE if last else RowKind.SECTION
    if last and (_AFTERWARDS.match(fold(text)) or ends_as_unit(text) or (not in_content and ":" in fold(text))):
        return RowKind.UNLIKE
    return None
