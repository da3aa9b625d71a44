"""What a sheet takes over from the names that its department had earlier in the round: one name, or several that were made into one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace
from itertools import groupby
from typing import Final

from xlplan.actions.agreed_now import as_one_since, named_as_one
from xlplan.decisions.as_one import AsOne
from xlplan.decisions.settle import settle
from xlplan.decisions.settled import Entry, Settled, name_now
from xlplan.handout.sheets import row_name
from xlplan.ledger.sent_sheets import HandedRow
from xlplan.plan.departments import Registry
from xlplan.reissue.revisions import NO_ANSWERS, AnswersSoFar, answers
from xlplan.returns.quality import carried
from xlplan.returns.received import Submission
from xlplan.returns.sheet import Reported, ReturnedRow, reported_text
from xlplan.returns.values import ReportedValue
from xlplan.terms.fields import Field
from xlplan.terms.headings import ITEM_WORDS
from xlplan.terms.records import record
from xlplan.terms.text import fold

_CARRIED: Final = (Field.STATE, Field.PERCENT, Field.PROGRESS, Field.PROBLEMS)
"""What `carried` puts into words."""
_Values = Mapping[Field, Reported]


@record(frozen=True)
class TakenOver:
    """What departments answered by now, by present name, and what those that are one by now answered differently, by row and present name."""

    answers: Mapping[str, tuple[int, AnswersSoFar]] = field(default_factory=dict)
    apart: Mapping[tuple[str, str], str] = field(default_factory=dict)


def taken_over(
    received: Sequence[Submission],
    handed: Mapping[str, Sequence[HandedRow]],
    one: AsOne,
    registry: Registry,
    current: Callable[[Submission, ReturnedRow], bool] = lambda item, row: True,
) -> TakenOver:
    """Return what each department takes over, row by row: what counts, and nothing where several differ.

    `handed` has what the round handed out to each department that has another name by now, under all its names; `current` is as
    in `answers`.
    """
    found = answers(received, current)
    apart: dict[tuple[str, str], str] = {}
    for now, rows in handed.items():
        beside = _side_by_side(rows)
        newest = {row.department: row for row in rows if row.live and row.department in beside - {now}}
        since = as_one_since(now, rows, list(newest.values())) if now in beside else 0
        mine = [item for item in received if item.department and name_now(item.department, registry) == now]
        before = [item for item in mine if item.department != now or item.action < since]
        people = [each.people for _, each in answers(before).values()]
        if not people:
            continue
        left = settle(replace(item, rows=tuple(row for row in item.rows if current(item, row))) for item in before)
        taken, differing = _rows(left, beside, one, registry)
        if now not in found or len(before) == len(mine):
            same = {name: text for name, text in people[0].items() if all(each.get(name) == text for each in people)}
            revision, _ = found.get(now, (0, NO_ANSWERS))
            found[now] = revision, AnswersSoFar(same, taken)
        answered = found[now][1].rows
        apart |= {
            (row_name(task, summary=summary), now): text
            for (task, summary), text in differing.items()
            if not any((name is Field.SUMMARY) is summary for name in answered.get(task, ()))
        }
    return TakenOver(found, apart)


def _side_by_side(rows: Sequence[HandedRow]) -> set[str]:
    """Return the names that one action handed sheets to beside each other; a sheet that only takes tasks back is none."""
    names: set[str] = set()
    for _, together in groupby((row for row in rows if row.live), key=lambda row: row.action):
        had = {row.department for row in together}
        names |= had if len(had) > 1 else set()
    return names


def _rows(
    left: Settled, beside: Collection[str], one: AsOne, registry: Registry
) -> tuple[dict[str, dict[Field, ReportedValue]], dict[tuple[str, bool], str]]:
    """Return the values that count, by 编号, and what was said differently in words, by 编号 and whether it is the 综述."""
    said: dict[str, list[Entry]] = defaultdict(list)
    for each in left.entries.values():
        now = name_now(each.department, registry)
        if each.department in beside and not one.rests(each.task, now, each.department, each.action):
            said[each.task].append(each)
    taken: dict[str, dict[Field, ReportedValue]] = defaultdict(dict)
    differing: dict[tuple[str, bool], str] = {}
    for counts in named_as_one(left, one, registry).entries.values():
        apart = said[counts.task] if (counts.sent_as or counts.department) in beside else [counts]
        for summary in (False, True):
            told = [(each, values) for each in apart if (values := _part(each, summary))]
            if len({_compared(values) for _, values in told}) > 1:
                differing[counts.task, summary] = _in_words(told)
            elif told:
                taken[counts.task] |= {name: each.value for name, each in told[0][1].items()}
    return taken, differing


def _part(entry: Entry, summary: bool) -> _Values:
    return {name: value for name, value in entry.values.items() if (name is Field.SUMMARY) is summary}


def _compared(values: _Values) -> frozenset[tuple[Field, str]]:
    return frozenset((name, fold(reported_text(name, each.value))) for name, each in values.items())


def _in_words(told: Sequence[tuple[Entry, _Values]]) -> str:
    """Return what each said, under its name."""
    lines = [f"{each.department}：{_told(values)}" for each, values in told]
    return "\n".join(["本期分开报的不一样，请按合并后的情况填写。", *lines])


def _told(values: _Values) -> str:
    further = [
        f"{ITEM_WORDS[name]}：{reported_text(name, each.value)}"
        for name, each in values.items()
        if name not in _CARRIED
    ]
    return "\n".join(filter(None, (carried(values), *further)))
