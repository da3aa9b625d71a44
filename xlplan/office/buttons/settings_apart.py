"""The round of a workbook without a sheet 设置: asked for at the first press that needs it, kept with the plan's working folder."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from xlplan.actions.book import Book
from xlplan.actions.new_round import set_round
from xlplan.office.buttons.guard import Outcome
from xlplan.office.buttons.round_question import RoundAnswer, RoundQuestion, likely_rounds
from xlplan.plan.plan import Plan
from xlplan.schedule.rounds import Round, read_round
from xlplan.telling import new_round as telling
from xlplan.telling.told import some
from xlplan.terms.errors import SettingError
from xlplan.terms.headings import PLAN_HEADINGS
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS


class RoundNotKnownError(SettingError):
    """Nothing says which round a button is for, or its deadline; whoever pressed can be asked."""

    def __init__(self, source: Book) -> None:
        assert source.settings_file
        self.source = source
        round_, deadline = SETTING_ITEMS["round"][0], SETTING_ITEMS["deadline"][0]
        super().__init__(
            f"工作簿里没有“{SETTINGS}”这张工作表，不知道办哪一期、什么时候报。",
            f"请在跳出来的小窗口里写上期次和截止日，这一步就接着办。没有小窗口的，请加一张工作表，取名“{SETTINGS}”：A1写“{round_}”，"
            f"B1写期次（例如 2023年第二季度）；A2写“{deadline}”，B2写日期（例如 2023-06-25）；保存后再点一次按钮。",
        )


def ask(error: RoundNotKnownError, now: datetime) -> Outcome:
    """Ask for the round, saying what was understood of the table. Raise as reading the plan does."""
    source = error.source
    ledger = source.workspace.open_ledger()
    if ledger is None:
        plan, known = source.plan(now.date()), []
    else:
        with ledger:
            plan, known = source.plan(now.date(), None, ledger), [read_round(each) for each in ledger.rounds()]
    settings = source.settings
    unread = "".join(f"{each.message}{each.hint}\n" for each in settings.unread.values())
    named = [settings.round] if settings.round else []
    rounds = list(dict.fromkeys([*named, *likely_rounds(now.date(), known)]))
    return _asking(f"{error.message}{error.hint}", f"{understood(source, plan)}\n\n{unread}{_KEPT}", rounds, now)


_KEPT: Final = (
    "这份工作簿只有表：不改动它，结果都放在工作区的“汇总”里。要办哪一期、部门最迟哪天报，只问这一次，"
    "记在工作区的“设置.xlsx”里；以后点“开新一期”换。"
)


def understood(source: Book, plan: Plan) -> str:
    """Return what was understood of a table: its sheet, rows, columns and departments."""
    columns = "，".join(
        f"{PLAN_HEADINGS[name]}（{cell.rstrip('0123456789')}列）"
        for name, cell in plan.fields.items()
        if name in PLAN_HEADINGS
    )
    departments = [each.name for each in plan.registry.departments]
    return (
        f"“{source.path.name}”读的是工作表“{plan.sheet}”：{len(plan.tasks)}项任务。\n"
        f"列：{columns}。\n"
        f"部门（{len(departments)}个）：{some(departments)}。"
    )


def ask_for_next(source: Book, left_over: str, now: datetime) -> Outcome:
    """Ask which round comes next, where one is known."""
    round_ = read_round(source.settings.round)
    said = f"{left_over}现在是{round_.name}。换到哪一期、各部门最迟哪天报？只改截止日的，期次选现在这一期。"
    return _asking(telling.asked_apart(round_), said, likely_rounds(now.date(), [round_]), now)


def take(source: Book, answer: RoundAnswer, now: datetime) -> str:
    """Keep the answer and return what is said of it."""
    new, before = read_round(answer.round), source.settings.round
    old = read_round(before) if before else None
    set_round(source, new, answer.deadline, now, _summary(old, new, answer))
    return telling.opened_apart(old, new, answer.deadline)


def _summary(old: Round | None, new: Round, answer: RoundAnswer) -> str:
    changed = telling.opened_note(old, new) if old and old != new else new.name
    return f"{changed}，{answer.deadline:%Y-%m-%d}前报"


def _asking(message: str, said: str, rounds: list[str], now: datetime) -> Outcome:
    return Outcome(True, message, ask=RoundQuestion(said, rounds, now.date()))
