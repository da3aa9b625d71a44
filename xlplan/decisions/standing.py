"""Which of a department's returns count, and which earlier one speaks if the newest cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xlplan.returns.received import Entered, Received, Submission
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
    return [item for item in items if isinstance(item, Entered) or any(item is each for each in counting)]


def unread(item: Submission, task: str, name: Field) -> bool:
    """Return True if a cell of a return holds an error or an uncalculated formula: the earlier value still stands."""
    lost = (reason for reason in item.reasons if reason.kind.loses is Extent.CELL)
    return any(reason.field == name and fold(reason.task or "") == fold(task) for reason in lost)


def said_by_task(items: Sequence[Submission]) -> dict[str, list[Said]]:
    """Return what counts of one department's returns, by task; lost rows and cells as they came before."""
    current = standing(items)
    found: dict[str, list[Said]] = {}
    for item in current:
        for row in item.rows:
            found.setdefault(row.task, []).append(Said(item, row))
    older = [item for item in items if isinstance(item, Received) and not any(item is each for each in current)]
    if older:
        lost = [reason for item in current for reason in item.reasons if reason.kind.loses]
        before = _before(older) if lost else {}
        for reason in lost:
            task = next((each for each in before if fold(each) == fold(reason.task or "")), None)
            if task is None:
                continue
            if reason.kind.loses is Extent.ROW:
                found.setdefault(task, before[task])
            elif reason.field and not any(_says(each.row, reason.field) for each in found.get(task, ())):
                earlier = [each for each in before[task] if _says(each.row, reason.field)]
                if earlier:
                    asked = frozenset({reason.field})
                    found.setdefault(task, []).extend(Said(each.item, each.row, asked) for each in earlier)
    return found


def _before(older: Sequence[Received]) -> dict[str, list[Said]]:
    """Return the same as `said_by_task`, of returns that others have replaced."""
    left = [item for item in older if not item.empty]
    newest = max((item.revision or 0 for item in left), default=0)
    latest = [item for item in left if (item.revision or 0) == newest]
    gone = corrected(latest)
    now = [item for item in latest if item.sha256 not in gone]
    rest = [item for item in left if not any(item is each for each in now)]
    found = _before(rest) if rest and now else {}
    here: dict[str, list[Said]] = {}
    for item in now:
        for row in item.rows:
            here.setdefault(row.task, []).append(Said(item, row))
    return found | here


def _says(row: ReturnedRow, name: Field) -> bool:
    return name in row.values or any(doubt.field == name for doubt in row.doubts)
