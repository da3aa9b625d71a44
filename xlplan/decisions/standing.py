"""Which of a department's returns count, and which earlier one speaks if the newest cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from xlplan.returns.received import REPORT, Entered, Received, Submission, says
from xlplan.returns.sheet import ReturnedRow
from xlplan.terms.catalogue import Extent
from xlplan.terms.choices import Verdict
from xlplan.terms.fields import Field
from xlplan.terms.text import fold


class Said(NamedTuple):
    """What a return says on one task. `only`: the columns that it is asked about, unless it is all."""

    item: Submission
    row: ReturnedRow
    only: frozenset[Field] | None = None

    def asked(self, name: Field) -> bool:
        """Return True if it is asked about a column."""
        return self.only is None or name in self.only


def heard(item: Submission) -> bool:
    """Return True if its report counts, or would if a newer file could not be read."""
    return bool(item.department) and (item.verdict.taken or item.verdict is Verdict.SUPERSEDED)


def corrected(files: Iterable[Received]) -> frozenset[str]:
    """Return the returns (their SHA-256) that corrected sheets replace; `files` were taken."""
    return frozenset(digest for item in files if not item.empty for digest in item.corrects)


def standing(items: Sequence[Submission]) -> list[Submission]:
    """Return the returns that count: of the newest revision, not corrected since; the office's entries always."""
    files = [item for item in items if isinstance(item, Received) and item.verdict.taken]
    gone = corrected(files)
    left = [item for item in files if item.sha256 not in gone]
    filled = [item for item in left if not item.empty]
    if not filled and not any(isinstance(item, Entered) for item in items):
        # A sheet sent back empty by mistake contradicts and replaces nothing.
        filled = left
    newest = max((item.revision or 0 for item in filled), default=0)
    counting = [item for item in filled if (item.revision or 0) == newest]
    count = {id(item) for item in counting}
    return [item for item in items if isinstance(item, Entered) or id(item) in count]


def unread(item: Submission, task: str, name: Field) -> bool:
    """Return True if a cell of a return holds an error or an uncalculated formula: the earlier value still stands."""
    lost = (reason for reason in item.reasons if reason.kind.loses is Extent.CELL)
    return any(reason.field == name and fold(reason.task or "") == fold(task) for reason in lost)


def said_by_task(items: Sequence[Submission]) -> dict[str, list[Said]]:
    """Return what counts of one department's returns, by task; what they leave blank stays as it came before.

    预计完成日期 is of the latest report alone: a file that leaves it blank withdraws what came before it, be it 代录.
    """
    current = standing(items)
    count = {id(item) for item in current}
    older = [item for item in items if isinstance(item, Received) and id(item) not in count]
    gone = corrected(item for item in current if isinstance(item, Received))
    return _over(_rows_of(current), _before(older) if older else {}, gone)


def _rows_of(items: Sequence[Submission]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for item in items:
        for row in item.rows:
            found.setdefault(row.task, []).append(Said(item, row))
    for task, said in found.items():
        # Most departments send one.
        if len(said) > 1 and _day_withdrawn(said):
            found[task] = [each._replace(only=frozenset(Field) - {Field.EXPECTED}) for each in said]
    return found


def _day_withdrawn(said: Sequence[Said]) -> bool:
    """Return True if a file that reports the row, and leaves 预计完成日期 blank, came after all that fill it in."""
    # Within an action decisions come first, and so does what the office enters.
    came = [(each.item.action, isinstance(each.item, Received), each.row) for each in said]
    filled = [(at, file) for at, file, row in came if says(row, Field.EXPECTED)]
    reported = [(at, file) for at, file, row in came if file and any(says(row, name) for name in REPORT)]
    return bool(filled and reported) and max(reported) > max(filled)


def _over(
    found: dict[str, list[Said]], before: Mapping[str, Sequence[Said]], gone: frozenset[str]
) -> dict[str, list[Said]]:
    """Return what is said by task, and in columns of which nothing is said what was said before.

    预计完成日期 is of the latest report alone. What the office enters replaces no file: where they differ, that is asked.
    `gone` are the returns that corrected sheets replace: what was not clear in them is asked no longer.
    """
    for task, earlier in before.items():
        filed = [each for each in found.get(task, []) if isinstance(each.item, Received)]
        told = {name for each in filed for name in (*each.row.values, *(doubt.field for doubt in each.row.doubts))}
        if any(says(each.row, name) for each in filed for name in REPORT):
            told.add(Field.EXPECTED)
        for each in earlier:
            replaced = isinstance(each.item, Received) and each.item.sha256 in gone
            names = (*each.row.values, *(doubt.field for doubt in (() if replaced else each.row.doubts)))
            left = frozenset(name for name in names if name not in told and each.asked(name))
            if left:
                found.setdefault(task, []).append(Said(each.item, each.row, left))
    return found


def _before(older: Sequence[Received]) -> dict[str, list[Said]]:
    """Return the same as `said_by_task`, of returns that others have replaced."""
    left = [item for item in older if not item.empty]
    newest = max((item.revision or 0 for item in left), default=0)
    latest = [item for item in left if (item.revision or 0) == newest]
    gone = corrected(latest)
    now = [item for item in latest if item.sha256 not in gone]
    count = {id(item) for item in now}
    rest = [item for item in left if id(item) not in count]
    return _over(_rows_of(now), _before(rest) if rest and now else {}, gone)
