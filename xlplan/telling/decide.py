"""What is said of 代录 and 办结销号: a terminal has neither, since 合并回收 carries out both."""

from __future__ import annotations

from xlplan.actions.decide import Deciding
from xlplan.decisions.carry_out import Answers
from xlplan.schedule.rounds import Round
from xlplan.telling.told import Remark, Told, cured
from xlplan.terms.buttons import caption


def tell_deciding(what: Deciding, round_: Round, answers: Answers, waiting: int, todo: str) -> Told:
    """Return how much was carried out, how many rows are `waiting` to be filled in, and what is `todo` about it."""
    done = f"{round_.name}：{caption(what.verb)} {answers.count} 条" if answers.count else ""
    note = done or f"{round_.name}：没有办理"
    note += f"，还有 {waiting} 条没有写全" if waiting else ""
    nothing = "" if done or todo or answers.findings else "没有要办理的。"
    return Told(what.verb, f"{note}。", note, [Remark(brief=todo or nothing), cured(answers.findings)], opening=done)
