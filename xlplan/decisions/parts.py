"""What came on a row in a round, as it came: apart where a round beside it reported in between."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from xlplan.decisions.agreed import NOTHING_AGREED, Agreements
from xlplan.decisions.claims import asked_for_a_pause, percent_taken_back
from xlplan.decisions.settled import Entry
from xlplan.returns.received import REPORT
from xlplan.returns.sheet import Reported
from xlplan.terms.fields import Field
from xlplan.terms.text import fold


def came_whole(entry: Entry) -> bool:
    """Return True if all that a report says came at once, as in most."""
    return not (entry.origins or entry.before_done or entry.before_pause)


def actions_of(entry: Entry) -> set[int]:
    """Return the actions by which a report's values came, or were decided on."""
    return {entry.action, *(_came(entry, name) for name in entry.values if not came_whole(entry))}


def in_parts(entry: Entry, beside: Collection[int], agreed: Agreements = NOTHING_AGREED) -> list[Entry]:
    """Return a report of a round in parts, in the order in which they came, so that each cell counts as its value came or was decided.

    `beside` are the actions by which what other rounds said of the row came. Where none came in between it is one part, and the
    same: what a later return of the round leaves blank is older than that return. `agreed` tells whether its 已完成 was taken
    back, and whether the pause that it asks for was agreed to.
    """
    bounds = sorted(beside)
    if not bounds or came_whole(entry):
        return [entry]
    whole = bisect(bounds, entry.action)
    apart: dict[int, set[Field]] = defaultdict(set)
    # What was sent back was asked for with the state, and the percent of an 已完成 goes with it.
    gone = percent_taken_back(entry, agreed) is not None
    asked = bisect(bounds, entry.filled.get(Field.STATE, entry.action)) if entry.refused or gone else whole
    for name in entry.values:
        # A day that stands beside a later file was not left blank in it.
        came = max(_came(entry, name), entry.filed) if name is Field.EXPECTED else _came(entry, name)
        place = asked if name is Field.PERCENT and gone else bisect(bounds, came)
        if place != whole:
            apart[place].add(name)
    # By then a file withdrew the day that it leaves blank, be all that it said replaced since.
    for place in {asked, bisect(bounds, entry.filed) if entry.filed else whole} - {whole}:
        apart[place] |= set()
    parts = [
        _part(entry, {name: entry.values[name] for name in names}, _filed(entry, bounds, place))
        for place, names in apart.items()
        if place != asked
    ]
    if asked != whole:
        values = {name: entry.values[name] for name in apart[asked]}
        part = _part(entry, values, _filed(entry, bounds, asked), action=entry.filled[Field.STATE])
        parts.append(replace(part, reported=True, refused=entry.refused, refused_at=entry.refused_at))
        entry = replace(entry, refused={}, refused_at=0)
    left = {name: value for name, value in entry.values.items() if not any(name in names for names in apart.values())}
    if entry.before_done and bisect(bounds, entry.before_done[1].action) < whole:
        share, origin = entry.before_done
        parts.append(
            replace(
                _part(entry, {Field.PERCENT: share}, 0, action=origin.action),
                origins={Field.PERCENT: origin},
                filled={Field.PERCENT: origin.action},
            )
        )
        entry = replace(entry, before_done=None)
    # It counts once the pause is agreed to, and where none is asked for any more the newer return took its place.
    if entry.before_pause and asked_for_a_pause(entry, agreed) and bisect(bounds, entry.before_pause.action) < whole:
        parts.append(entry.before_pause)
        entry = replace(entry, before_pause=None)
    if not parts:
        return [entry]
    text = "" if any(part.text == entry.text for part in parts) else entry.text
    rest = replace(entry, values=left, text=text, filled=_filled(entry, left), filed=_filed(entry, bounds, whole))
    first, *others = sorted([*parts, rest], key=lambda part: part.action)
    # What it reported then may be replaced since; what came beside that counts all the same.
    return [replace(first, reported=first.reported or entry.reported), *others]


def _came(entry: Entry, name: Field) -> int:
    """Return the action by which a column's value came, or was decided on."""
    return max(entry.origin_of(name).action, entry.decided.get(name, 0))


def _filed(entry: Entry, bounds: Sequence[int], place: int) -> int:
    """Return the action of the last file that reports the row, if it came in one of the spans between `bounds`; else 0."""
    return entry.filed if entry.filed and bisect(bounds, entry.filed) == place else 0


def _part(entry: Entry, values: Mapping[Field, Reported], filed: int, action: int = 0) -> Entry:
    """Return some of what a report says as a report of its own, of an action, or of that by which the last of it came."""
    progress = values.get(Field.PROGRESS)
    text = fold(str(progress.value)) if progress else ""
    return Entry(
        entry.task, entry.department, values, entry.source, entry.at, entry.sheet,
        origins={name: entry.origin_of(name) for name in values}, round=entry.round,
        action=action or max((_came(entry, name) for name in values), default=filed),
        reported=bool(filed) or not values.keys().isdisjoint(REPORT), summarised=Field.SUMMARY in values,
        filled=_filled(entry, values), text=text if text == entry.text else "", revision=entry.revision,
        asked_by=entry.asked_by, sent_as=entry.sent_as, filed=filed,
    )  # fmt: skip


def _filled(entry: Entry, values: Mapping[Field, Reported]) -> Mapping[Field, int]:
    return {name: action for name, action in entry.filled.items() if name in values or name not in entry.values}
