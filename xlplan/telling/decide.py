"""What is said of 代录 and 办结销号: a terminal has neither, since 合并回收 carries out both."""

from __future__ import annotations

from typing import Final

from xlplan.actions.decide import CLOSING, Deciding
from xlplan.decisions.carry_out import Answers
from xlplan.decisions.row_notes import RowNote
from xlplan.decisions.sheet import Line
from xlplan.schedule.rounds import Round
from xlplan.telling.lines import one_line
from xlplan.telling.told import Remark, Told, cured, sentence
from xlplan.terms.buttons import caption
from xlplan.terms.sheets import PENDING, PLAN

_SHOWN: Final = 40


def tell_deciding(what: Deciding, round_: Round, answers: Answers, waiting: int = 0, *, file: str = "") -> Told:
    """Return how much was carried out, how many rows are `waiting` to be filled in, and what to do.

    `file` is the list to write in where the sheets of the workbook do not show it; empty where they do.
    """
    done = f"{round_.name}：{caption(what.verb)} {answers.count} 条" if answers.count else ""
    note = done or f"{round_.name}：没有办理"
    note += f"，还有 {waiting} 条没有写全" if waiting else ""
    todo = _by_hand(what, answers, file) if file else _todo(what, answers, waiting)
    nothing = "" if done or todo or answers.findings else "没有要办理的。"
    return Told(
        what.verb,
        f"{note}。",
        note,
        [Remark(brief=todo or nothing), sentence(repeats(answers)), cured(answers.findings)],
        opening=done,
    )


def repeats(answers: Answers) -> str:
    """Return which rows of the office only said again what another one says, in their own words: rows move when others leave."""
    if not answers.repeated:
        return ""
    rows = "、".join(dict.fromkeys(map(_said, answers.repeated)))
    return f"“{PENDING}”里一模一样的只办一次，有 {len(answers.repeated)} 条是重复的，没有再办：{rows}"


def _said(line: Line) -> str:
    place = "，".join(filter(None, (line.text(name) for name in ("department", "task", "item"))))
    return one_line(f"{line.kind}（{place}）“{line.text('reported')[:_SHOWN]}”")


def _todo(what: Deciding, answers: Answers, waiting: int) -> str:
    if waiting and what is CLOSING:
        return f"有 {waiting} 项等着销号：{RowNote.HOW_TO_CLOSE}"
    if waiting:
        return (
            f"请在“{PENDING}”里写好代录的 {waiting} 行（部门、编号、项目、报送值、来源），再点“{caption(what.verb)}”。"
        )
    if answers.count or what is not CLOSING:
        return ""
    return f"没有等着销号的任务。要给部门没有报完成的任务销号，请先在“{PLAN}”里选中它，再点一次。"


def _by_hand(what: Deciding, answers: Answers, file: str) -> str:
    if answers.count or answers.findings:
        return ""
    first = "" if file == PENDING else f"没有这个文件的，先点一次“{caption('merge')}”，就有了。"
    return (
        f"请在跳出来的小窗口里写。没有小窗口的，请打开“{file}”，写好要办的行（{'、'.join(what.kinds)}），保存、关上，"
        f"再点“{caption(what.verb)}”。{first}"
    )


def how_to_enter(*, named: bool) -> str:
    """Return what a row that was begun for 代录 still lacks; `named` says whether its task is known."""
    return f"写上{'' if named else '部门、编号、'}报送值和来源，再点“{caption('enter')}”。"
