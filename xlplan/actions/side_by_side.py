"""The files of a merge beside all else that came in the round: older revisions yield, what differs is noted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from xlplan.decisions.former_names import FormerNames
from xlplan.decisions.standing import corrected
from xlplan.ledger.store import Ledger
from xlplan.returns.differing import Beside
from xlplan.returns.quality import told_beside
from xlplan.returns.received import Entered, Received, Submission
from xlplan.terms.choices import Verdict
from xlplan.terms.findings import finding


def beside_others(
    ledger: Ledger, before: Sequence[Submission], files: Sequence[Received], former: FormerNames
) -> list[Received]:
    """Return the files of a merge as they are judged beside each other and beside what came before, without their rows.

    What the office entered under one of the names that a department had in the round stands beside the files of all.
    """
    names = {each: (*olds, name) for name, olds in former.items() for each in (*olds, name)}
    moved = {
        (name, task)
        for name, olds in former.items()
        for tasks in olds.values()
        for task in tasks
        for name in (*olds, name)
    }
    earlier = [item for item in before if isinstance(item, Received)]
    gone = corrected(item for item in (*earlier, *files) if item.verdict.taken)
    newest: dict[str | None, int] = {}
    beside: defaultdict[str | None, list[Submission]] = defaultdict(list)
    for item in (*before, *files):
        if isinstance(item, Entered):
            for name in names.get(item.department, (item.department,)):
                if name == item.department or any((name, row.task_key) in moved for row in item.rows):
                    beside[name].append(item)
        elif isinstance(item, Received) and item.verdict.taken and item.sha256 not in gone:
            beside[item.department].append(item)
            if not item.empty:
                newest[item.department] = max(newest.get(item.department, 0), item.revision or 0)
    contested = list({id(item): item for items in beside.values() if len(items) > 1 for item in items}.values())
    # Only of these the rows matter.
    full = {id(item): each for item, each in zip(contested, ledger.with_rows(contested), strict=True)}
    groups: dict[tuple[str | None, int | None], Beside] = {}
    return [
        _judged(item, beside[item.department], groups, full, newest, gone) if item.verdict.taken else item
        for item in files
    ]


def _judged(
    item: Received,
    taken: Sequence[Submission],
    groups: dict[tuple[str | None, int | None], Beside],
    full: Mapping[int, Submission],
    newest: Mapping[str | None, int],
    gone: Collection[str],
) -> Received:
    if item.sha256 in gone:
        reason = finding("return-corrected", value=item.department)
        return replace(item, verdict=Verdict.SUPERSEDED, reasons=(*item.reasons, reason))
    if (item.revision or 0) < newest.get(item.department, 0):
        reason = finding("return-superseded", value=item.department, revision=newest[item.department])
        return replace(item, verdict=Verdict.SUPERSEDED, reasons=(*item.reasons, reason))
    group = (item.department, item.revision)
    if group not in groups:
        others = [o for o in taken if isinstance(o, Entered) or o.revision == item.revision]
        groups[group] = Beside([full.get(id(o), o) for o in others])
    whole = full.get(id(item), item)
    reasons = [
        *told_beside(item.reasons, whole.rows, groups[group].contested),
        *groups[group].reasons(whole),
    ]
    return replace(item, verdict=Verdict.NOTED, reasons=tuple(reasons)) if reasons else item
