"""督办单: what it says of each task, and the text to paste beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from xlplan.decisions.settled import Entry
from xlplan.plan.further import lines as lines_of
from xlplan.returns.sheet import reported_text
from xlplan.schedule.calendar import day_words
from xlplan.status.beside import routine_words
from xlplan.status.model import DepartmentStatus
from xlplan.status.supervise import Supervised, Wanted, worst
from xlplan.status.words import headline
from xlplan.terms.fields import Field

_LONGEST: Final = 120
"""So much of what a department reported last is quoted."""


def row_texts(found: Wanted, today: date) -> dict[str, str]:
    """Return what a paper says of a task, by the placeholders of its template."""
    task, row = found.task.task, found.row
    requirement = " ".join(task.schedule.text.split())
    return {
        "任务": "\n".join(filter(None, (headline(task.content), lines_of(task.further)))),
        "时限": requirement or "没有写时限",
        "到期": due_text(found),
        "上报": last_report(row),
        "原因": found.cause.why,
        "前次": _before(found, today),
        "升级": "是" if found.before and found.before.silent_on(today) else "",
    }


def due_text(found: Wanted) -> str:
    """Return the due day; of one put off also the first, who agreed and when."""
    schedule = found.task.task.schedule
    delay = found.row.agreements.words_of_delay(schedule, day_too=False)
    day = found.row.due.isoformat() if found.row.due else "没有到期日"
    return f"{day}\n{delay}" if delay else day


def last_report(row: DepartmentStatus) -> str:
    """Return what was reported last, and when; before it what the office found, which counts."""
    found = f"办公室核定{row.verified}（{row.verified_by}）。" if row.verified else ""
    if row.claim is None and row.case and row.case.in_routine:
        return f"{found}{routine_words(row.case, '从未报送')}"
    return f"{found}{_reported(row.claim)}"


def _reported(claim: Entry | None) -> str:
    if claim is None:
        return "从未报送"
    values = claim.values
    said = "，".join(reported_text(name, values[name].value) for name in (Field.STATE, Field.PERCENT) if name in values)
    text = str(values[Field.PROGRESS].value).strip() if Field.PROGRESS in values else ""
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    text = text.rstrip("。；")
    day = day_words(claim.at.date()) if claim.at else ""
    return "：".join(filter(None, (f"{day}报" if day else "上次报", "；".join(filter(None, (said, text))))))


def _before(found: Wanted, today: date) -> str:
    if found.before is None:
        return ""
    paper = found.before.paper
    asked = f"{paper.mark}（{paper.colour}色）要求{day_words(paper.answer_by)}前答复"
    return f"{asked}，{'没有收到答复' if found.before.silent_on(today) else found.before.words(today)}"


def paper_values(
    rows: Sequence[Supervised], plan: str, leader: str, ask: tuple[str, str] = ("", ""), send_to: str = ""
) -> dict[str, object]:
    """Return what the template of 督办单 is filled with; all rows are of one paper. `ask` names whom to ask, and the telephone number.

    `send_to` is 报送给 of 设置.
    """
    first = rows[0]
    return {
        "文号": first.mark, "颜色": f"{worst(each.colour for each in rows)}色", "部门": first.department,
        "计划": f"《{plan}》" if plan else "", "期次": first.round, "日期": day_words(first.day), "答复期限": day_words(first.answer_by),
        "领导": leader, "报送给": send_to, "联系人": ask[0], "联系电话": ask[1], "升级": any(each.texts.get("升级") for each in rows),
        "事项": [_row_values(each) for each in rows],
    }  # fmt: skip


def _row_values(row: Supervised) -> dict[str, str]:
    why = "\n".join(filter(None, (row.texts["原因"], row.texts["前次"])))
    return {**row.texts, "原因": why, "编号": row.task, "颜色": row.colour.value}


def paper_text(values: Mapping[str, object], rows: Sequence[Supervised]) -> str:
    """Return the text that is pasted to the department beside the paper."""
    lines = [
        f"{values['部门']}：",
        f"现发去{values['计划']}督办单 {values['文号']}（{values['颜色']}），请签收，并在{values['答复期限']}前答复。",
    ]
    for each in rows:
        told = each.texts
        last = f"；{told['前次']}" if told["前次"] else ""
        due = "，".join(told["到期"].split("\n"))
        day = f"到期日：{due}" if due[:1].isdigit() else due
        lines.append(f"{each.task} {told['任务'].splitlines()[0]}（{day}）：{told['原因']}{last}。{told['上报']}。")
    if values["升级"]:
        leader = f"分管领导（{values['领导']}）" if values["领导"] else "分管领导"
        lines.append(f"上次督办没有收到答复，本单同时报{leader}。")
    to = f"给{values['报送给']}" if values["报送给"] else ""
    lines.append(f"请在回执上写明签收人、整改措施和承诺完成的日期，报回{to}；收到请先回复“已签收”。")
    return "\n".join(lines) + "\n"
