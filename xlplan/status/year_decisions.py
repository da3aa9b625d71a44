"""What the office decided in a year's rounds: the files that it sent back, and the tasks that it closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from xlplan.decisions.model import Decision
from xlplan.decisions.settled import name_now
from xlplan.decisions.standing import standing
from xlplan.plan.departments import Registry
from xlplan.reissue.who import sorted_out
from xlplan.returns.received import Received, Submission
from xlplan.status.lapses import FigureSource
from xlplan.status.year import Closed, RoundRecord, SendBackEvent
from xlplan.terms.choices import QuestionKind, Ruling, State
from xlplan.terms.fields import Field
from xlplan.terms.text import fold

_SHOWN: Final = 3


def send_back_events(record: RoundRecord, decisions: Sequence[Decision], registry: Registry) -> Iterator[SendBackEvent]:
    """Yield each file that the office sent back, once; what the program asks to correct by itself is none of its decisions."""
    taken, _ = sorted_out(record.received)
    ruled_back = [each for each in decisions if each.ruling is Ruling.SEND_BACK and each.round == record.round.name]
    for name, items in taken.items():
        ruled = [each for each in ruled_back if fold(each.department) == fold(name)]
        for item in items:
            reached = [each for each in ruled if item is _reached(items, each)] if isinstance(item, Received) else []
            if reached:
                yield SendBackEvent(
                    name_now(name, registry), record.round.name, item.at, _why(item, reached),
                    FigureSource(item.path, item.sheet),
                )  # fmt: skip


def _reached(items: Sequence[Submission], decision: Decision) -> Submission | None:
    """Return the file that a decision sent back: the last with its task among those that counted then."""
    before = [item for item in items if item.action < decision.action]
    with_task = (
        item for item in reversed(standing(before)) if any(row.task_key == decision.task_key for row in item.rows)
    )
    return next(with_task, None)


def _why(item: Submission, reached: Sequence[Decision]) -> str:
    parts = [f"处理意见退回：任务{each.task}{each.kind}" for each in reached]
    parts += [reason.message.rstrip("。") for reason in item.reasons if reason.mend]
    more = f" 等 {len(parts)} 条" if len(parts) > _SHOWN else ""
    return "；".join(parts[:_SHOWN]) + more


def closed_tasks(records: Sequence[RoundRecord], decisions: Sequence[Decision], registry: Registry) -> Iterator[Closed]:
    """Yield each department's closed task once, in the round in which it was first agreed to; once more after it was opened again."""
    of_round = {record.round.name: record for record in records}
    made: defaultdict[tuple[str, str], list[tuple[Decision, Decision | None]]] = defaultdict(list)
    for each in decisions:
        asked = of_round.get(each.round)
        known = (asked.registry if asked else None) or registry
        of_row = made[name_now(each.department, known), fold(each.task)]
        closed = bool(of_row) and of_row[-1][1] is None
        if each.ruling is Ruling.CLOSE and not closed:
            of_row.append((each, None))
        elif each.kind is QuestionKind.REOPEN:
            now = name_now(each.department, registry)
            # What was closed for each of several departments that are one by now is opened again as one.
            for (name, task), those in made.items():
                if task == each.task_key and those and those[-1][1] is None and name_now(name, registry) == now:
                    those[-1] = those[-1][0], each
    for (name, _), of_row in made.items():
        for each, opened in of_row:
            if record := of_round.get(each.round):
                again = f"已{QuestionKind.REOPEN}（{opened.signed}）" if opened else ""
                yield Closed(name, each.round, each.task, each.words, _reported(record, each), again)


def _reported(record: RoundRecord, decision: Decision) -> FigureSource:
    """Return the cell that reported the state agreed to; no file if the office closed it by itself."""
    for item in reversed(record.received):
        if (
            not item.verdict.taken
            or item.action >= decision.action
            or fold(item.department or "") != decision.department_key
        ):
            continue
        for row in item.rows:
            state = row.values.get(Field.STATE)
            if row.task_key == decision.task_key and state and state.value == State.DONE:
                return FigureSource(item.path, item.sheet, state.cell)
    return FigureSource("")
