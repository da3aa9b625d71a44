"""The texts to the departments whose sheets go back: one for each, and one for their common chat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from xlplan.reissue.marks import Mark, SendBack, UnreadReturn
from xlplan.reissue.who import SendBacks
from xlplan.schedule.calendar import day_words
from xlplan.terms.fields import Field
from xlplan.terms.headings import ITEM_WORDS

_LINES: Final = 30
"""The number of corrections that a text lists at most; the sheet shows all."""
_SHOWN: Final = 40


def corrections(back: SendBack) -> dict[tuple[str, Field | None], Sequence[str]]:
    """Return how to correct a sheet by 编号 and column; remarks on the whole sheet have neither."""
    whole: dict[tuple[str, Field | None], Sequence[str]] = {("", None): back.remarks} if back.remarks else {}
    return whole | {(mark.task, mark.field): mark.words for mark in back.marks}


def send_back_text(back: SendBack, file: str, cells: Mapping[tuple[str, Field | None], str]) -> str:
    """Return the text to one department, with its sheet `file`; `cells` maps each mark to its cell (A1)."""
    sheet = back.sent.sheet
    lines = [f"{back.department}："]
    refused = [_refused(each) for each in back.refused]
    if back.read:
        grouped, count = _grouped(back.marks, cells), len(back.marks)
        # What is not clear is no answer, but something was written.
        said = not back.gaps or any(back.answers.rows.values()) or any(back.answers.people.values())
        several = "（要求一样的写在一条里）" if count > len(grouped) else ""
        lines.append(
            f"你们报来的{sheet.round}推进情况表{'' if said else _nothing_read(back)}需要{'修改' if said else '填写'}"
            f"{f'，共 {count} 处{several}' if count else ''}，见附件“{file}”："
            f"红格就是要{'改' if said else '填'}的地方，同一行的“上期进展”里写着怎么{'改' if said else '填'}。"
            f"{'其余内容已替你们填好。' if said else ''}"
        )
        lines += [f"{number}. {text}" for number, text in enumerate(grouped[:_LINES], 1)]
        if len(grouped) > _LINES:
            lines.append(f"……其余 {len(grouped) - _LINES} 处见附件。")
        lines += back.remarks
        lines += [f"另外，你们发来的{text}" for text in refused]
        lines.append("请直接在附件上改，改好后把附件发回，不要另填原表。")
    else:
        lines += [f"你们发来的{text}" for text in refused]
        lines.append(f"附件“{file}”是发给你们的{sheet.round}原表，请用它填写后发回。")
    if sheet.deadline:
        lines.append(f"报送截止：{day_words(sheet.deadline)}；已经过了的，请尽快发回。")
    return "\n".join(lines) + "\n"


def send_back_group_text(backs: SendBacks, round_: str) -> str:
    """Return the text to the common chat: who has to look, and which files have no known sender."""
    lines = []
    mend = [
        f"{each.department}（{len(each.marks)} 处）" if each.marks else each.department
        for each in backs.departments
        if each.read
    ]
    again = [each.department for each in backs.departments if not each.read]
    if mend:
        lines.append(
            f"各单位：{round_}推进情况表有 {len(mend)} 个单位需要修改：{'、'.join(mend)}。"
            "退回单已单独发给你们，请在退回单上改好后发回，不要另填原表。"
        )
    if again:
        lines.append(
            f"{'以下' if mend else f'各单位：{round_}推进情况表，以下'}单位发来的文件没有收下，请用原表填写后重新发来：{'、'.join(again)}。"
        )
    if backs.unclaimed:
        lines.append(
            f"{'' if lines else f'各单位：{round_}推进情况表，'}下面的文件看不出是哪个单位发的，请发送的单位认领并重新报送："
        )
        lines += [_refused(each) for each in backs.unclaimed]
    return "\n".join(lines) + "\n"


def _nothing_read(back: SendBack) -> str:
    if not back.unread:
        return "里什么都没有填，"
    return f"里没有读到填报的内容（{'、'.join(back.unread)}没有当作填报内容），"


def _refused(refusal: UnreadReturn) -> str:
    name = f"“{refusal.path.rpartition('/')[2]}”"
    return f"{name}没有收下：{''.join(refusal.words).removeprefix(name)}"


def _grouped(marks: Sequence[Mark], cells: Mapping[tuple[str, Field | None], str]) -> list[str]:
    """Return the marks in words; those of one column that say the same share a line."""
    groups: dict[tuple[Field, str, str], list[Mark]] = defaultdict(list)
    for mark in marks:
        groups[mark.field, mark.shown if mark.field is not Field.ID else "", "".join(mark.words)].append(mark)
    return [_line(group, cells) for group in groups.values()]


def _line(group: Sequence[Mark], cells: Mapping[tuple[str, Field | None], str]) -> str:
    first = group[0]
    places = "、".join(cells[mark.task, mark.field] for mark in group if (mark.task, mark.field) in cells)
    tasks = "、".join(mark.task for mark in group)
    where = first.heading if not first.task else f"任务 {tasks}"
    if first.task and first.field is not Field.ID:
        where += f"“{ITEM_WORDS[first.field]}”"
    shown = first.shown if len(first.shown) <= _SHOWN else f"{first.shown[:_SHOWN]}……"
    # Most words already quote the cell.
    told = f"所填“{shown}”，" if shown and shown not in "".join(first.words) else ""
    return f"{where}{f'（{places}）' if places else ''}：{told}{''.join(first.words)}"
