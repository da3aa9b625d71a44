"""What counts of all that came back in a round, by department and task, after the office's decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from xlplan.decisions.adopted import told
from xlplan.decisions.agreed import NOTHING_AGREED, VERIFIABLE, agreements_of
from xlplan.decisions.in_time import SUMMARY_ALONE, SaidBy, in_its_time
from xlplan.decisions.model import Decision
from xlplan.decisions.replaced import before_done, before_pause
from xlplan.decisions.settled import Conflict, Entry, OpenDoubt, Origin, Settled
from xlplan.decisions.settled_cell import SettledCell, settled_cell
from xlplan.decisions.standing import Said, heard
from xlplan.decisions.taken_back import Decided, done_taken_back, sent_back_beside, value_key
from xlplan.returns.received import REPORT, Received, Submission, says
from xlplan.returns.sheet import ReturnedRow
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.fields import Field
from xlplan.terms.text import Folded, fold


def settle(
    returns: Iterable[Submission],
    decisions: Sequence[Decision] = (),
    round_: str = "",
    routines: Mapping[Folded, date] | None = None,
    handed: Mapping[tuple[str, int], int] | None = None,
) -> Settled:
    """Return what counts, and where nobody has said yet what does.

    A newer revision replaces an older one, and a corrected sheet the returns that it was sent back for. If two returns of
    one revision differ in a cell, neither value counts until the office decides; the order of arrival is ignored. Of
    `decisions`, in their order, those on cells are of the round `round_`; agreements (销号, 暂缓, 延期) stand from then on.
    `routines` are the first days of the routines behind deadlines, by folded 编号: the first 同意销号 leaves those open.
    `handed` are the actions that handed the sheets out, by department and revision: those of a deadline say nothing of the routine behind it.
    """
    decided: dict[tuple[Folded, Folded], dict[Field | None, list[Decision]]] = defaultdict(lambda: defaultdict(list))
    for decision in decisions:
        if decision.round == round_ and decision.ruling:
            decided[decision.place][decision.field].append(decision)
    of_department: dict[str, list[Submission]] = defaultdict(list)
    for item in returns:
        if heard(item):
            of_department[item.department or ""].append(item)
    entries: dict[tuple[str, str], Entry] = {}
    conflicts: list[Conflict] = []
    doubts: list[OpenDoubt] = []
    agreements, routines = agreements_of(decisions), routines or {}
    for department, items in of_department.items():
        of = SaidBy(items)
        for task, said in of.without(frozenset()).items():
            place = fold(task), fold(department)
            ruled = decided.get(place, {})
            agreed = agreements.get(place, NOTHING_AGREED)
            counted, vain, waiting, came = in_its_time(
                said,
                of,
                agreed,
                routines.get(place[0]),
                round_,
                handed or {},
                _pauses_refused(ruled) if agreed.pauses else (),
            )
            # Where nothing counts, it is shown what was reported, and nothing of it is asked but whether it counts.
            taken_back = done_taken_back(counted, ruled, agreed.reopened)
            cells = _cells(task, department, counted or said, ruled, taken_back)
            if not counted:
                cells = {name: _newest(name, cell, said) for name, cell in cells.items()}
            entry = _entry(task, department, counted or said, cells, round_)
            if before := before_done(place[0], said, came, ruled):
                share, origin = before[0], _origin(before[1], round_)
                entry = replace(entry, before_done=(share, origin))
                if taken_back and Field.PERCENT not in entry.values:
                    values, origins = {**entry.values, Field.PERCENT: share}, {**entry.origins, Field.PERCENT: origin}
                    entry = replace(entry, values=values, origins=origins)
            if counted and len(counted) > 1 and (refused := sent_back_beside(counted, ruled, entry.values)):
                entry = replace(entry, refused_beside=refused)
            if earlier := before_pause(task, said, items):
                cells_then = _cells(task, department, earlier, {})
                entry = replace(entry, before_pause=_entry(task, department, earlier, cells_then, round_))
            if counted and (vain or waiting):
                beside = [_beside(task, department, those, ruled, round_) for those in (vain, waiting)]
                (closed, _), (paused, open_) = beside
                doubts += open_
                entry = replace(entry, while_closed=closed, while_paused=paused)
            if counted and counted is not said:
                entry = replace(entry, text=_text(said) or entry.text)
            entries[task, department] = entry
            conflicts += [cell.conflict for cell in cells.values() if cell.conflict]
            doubts += [doubt for cell in cells.values() for doubt in cell.doubts if counted or waiting]
    return Settled(entries, conflicts, doubts, agreements, routines)


def _pauses_refused(ruled: Decided) -> Sequence[int]:
    return [
        each.action
        for each in ruled.get(Field.STATE, ())
        if each.kind is QuestionKind.PAUSE and each.ruling is Ruling.SEND_BACK
    ]


def _beside(
    task: str, department: str, said: Sequence[Said], ruled: Decided, round_: str
) -> tuple[Entry | None, list[OpenDoubt]]:
    """Return what was said beside what counts, the newest of each cell, and what is unclear in it."""
    if not said:
        return None, []
    cells = {name: _newest(name, cell, said) for name, cell in _cells(task, department, said, ruled).items()}
    return _entry(task, department, said, cells, round_), [each for cell in cells.values() for each in cell.doubts]


def _newest(name: Field, cell: SettledCell, said: Sequence[Said]) -> SettledCell:
    """Return a cell in which returns differ with what came last in it: that is what is asked about."""
    if cell.conflict is None:
        return cell
    filled = [each for each in said if each.asked(name) and name in each.row.values]
    if not filled:
        return cell._replace(conflict=None)
    item, row, _ = max(filled, key=lambda each: each.item.action)
    return SettledCell(row.values[name], item, doubts=cell.doubts)


def _entry(task: str, department: str, said: Sequence[Said], cells: Mapping[Field, SettledCell], round_: str) -> Entry:
    """Return what counts on a task: cell by cell, or all of a row that leaves nothing open."""
    item, row, only = said[0]
    if not cells and len(said) == 1 and only is None and not row.doubts:
        return _whole(task, department, item, row, round_)
    values = {name: cell.value for name, cell in cells.items() if cell.value} if cells else row.values
    origins = {name: _origin(from_, round_) for name, cell in cells.items() if (from_ := cell.item)}
    sent_back = tuple(name for name, cell in cells.items() if cell.sent_back)
    refused = {kind: value for cell in cells.values() for kind, value in cell.refused.items()}
    decided = {name: cell.decided for name, cell in cells.items() if cell.decided}
    reported, summarised = (any(says(each.row, *names) for each in said) for names in (REPORT, (Field.SUMMARY,)))
    telling = said if len(said) == 1 else _telling(said)
    action = max([each.item.action for each in telling])
    filled = {
        name: max(actions)
        for name in VERIFIABLE
        if (actions := [each.item.action for each in said if says(each.row, name)])
    }
    return Entry(
        task, department, values, item.path, item.at, item.sheet, sent_back, origins, action, round_, refused, reported,
        summarised, filled, _text(said), max([each.item.revision or 0 for each in telling]) or None,
        refused_at=max((cell.refused_at for cell in cells.values()), default=0), decided=decided,
        filed=max((each.item.action for each in said if isinstance(each.item, Received) and says(each.row, *REPORT)), default=0),
    )  # fmt: skip


def _text(said: Sequence[Said]) -> str:
    """Return 本期进展 as it came last, folded."""
    filled = [each for each in said if each.asked(Field.PROGRESS) and Field.PROGRESS in each.row.values]
    last = max(reversed(filled), key=lambda each: each.item.action, default=None)
    return fold(str(last.row.values[Field.PROGRESS].value)) if last else ""


def _whole(task: str, department: str, item: Submission, row: ReturnedRow, round_: str) -> Entry:
    """Return the same of the only row that says anything, with nothing open: that is what most departments send."""
    values = row.values
    progress = values.get(Field.PROGRESS)
    reported = not values.keys().isdisjoint(REPORT)
    return Entry(
        task, department, values, item.path, item.at, item.sheet, action=item.action, round=round_, reported=reported, summarised=Field.SUMMARY in values,
        filled={name: item.action for name in VERIFIABLE if name in values},
        text=fold(str(progress.value)) if progress else "", revision=item.revision or None,
        filed=item.action if reported and isinstance(item, Received) else 0,
    )  # fmt: skip


def _telling(said: Sequence[Said]) -> Sequence[Said]:
    """Return those that report on the task: a sheet that says nothing of it does not."""
    telling = [each for each in said if each.row.values or each.row.doubts] or said
    return [each for each in telling if each.only != SUMMARY_ALONE] or telling


def _origin(item: Submission, round_: str) -> Origin:
    return Origin(item.path, item.sheet, item.at, item.action, round_)


def _cells(
    task: str, department: str, said: Sequence[Said], decided: Decided, taken_back: Mapping[Field, Sequence[Said]] = {}
) -> dict[Field, SettledCell]:
    """Return what counts of each cell that is mentioned; empty for one return that leaves nothing open, as is usual.

    Those that are `taken_back` are not asked for in these columns.
    """
    if len(said) == 1 and said[0].only is None and not said[0].row.doubts and not decided:
        return {}
    names = dict.fromkeys(
        name
        for each in said
        for name in (*each.row.values, *(doubt.field for doubt in each.row.doubts))
        if each.asked(name)
    )
    found: dict[Field, SettledCell] = {}
    for name in names:
        left = [each for each in said if each not in taken_back.get(name, ())]
        asked = [each for each in left if each.asked(name)]
        ruled = decided.get(name, ())
        gone = {
            value_key(name, each): item.action
            for item, row, _ in taken_back.get(name, ())
            for each in told(item, row, name, ruled)
        }
        found[name] = settled_cell(task, department, name, asked, ruled, gone)
    return found
