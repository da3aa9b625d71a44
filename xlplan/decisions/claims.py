"""What each department's reports say of a task by now: a claim, kept cell by cell over the rounds.

What a later report fills in takes the place of what was there, what it leaves blank stays; 预计完成日期 is of the latest
report alone. In a cell that is open, what counted before the round goes on counting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date

from xlplan.decisions.agreed import Agreements, Pause
from xlplan.decisions.replaced import is_done
from xlplan.decisions.settled import Entry, Origin, Settled
from xlplan.returns.received import REPORT
from xlplan.returns.sheet import Reported
from xlplan.terms.choices import QuestionKind, State
from xlplan.terms.fields import Field
from xlplan.terms.records import record
from xlplan.terms.text import fold


@record(frozen=True, slots=True)
class Claim:
    """What a department's reports say of a task: `entry`, last reported in its round; `before` that report, `before`."""

    entry: Entry
    before: Entry | None = None
    undone: tuple[Reported, Origin] | None = None
    """完成进度 before 已完成 was claimed, as long as it is: what counts if that is sent back."""
    running: Claim | None = None
    """What was claimed before 暂缓 was asked for, over however many rounds, as long as it is: what counts when a pause has ended."""

    @property
    def round(self) -> str:
        """The round of the last report."""
        return self.entry.round


@record(frozen=True)
class Claims:
    """The claims by 编号 and department, what came last while a task was paused, which does not count yet, and what was said in vain."""

    of: Mapping[tuple[str, str], Claim] = field(default_factory=dict)
    while_paused: Mapping[tuple[str, str], Entry] = field(default_factory=dict)
    in_vain: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """本期进展 of what came last, folded, where it counts for nothing: the next one may be copied from it."""

    def text(self, key: tuple[str, str]) -> str:
        """Return 本期进展 as it came last, folded, whichever counts; empty if none came."""
        claim = self.of.get(key)
        return self.in_vain.get(key) or (claim.entry.text or claim.entry.said if claim else "")

    def after(self, settled: Settled) -> Claims:
        """Return the claims after one more round; its agreements are all that stand by now."""
        of, while_paused, in_vain = dict(self.of), dict(self.while_paused), dict(self.in_vain)
        for key, entry in settled.entries.items():
            agreed = settled.agreed(*key)
            if came_in_a_pause(entry, agreed):
                if entry.reported:
                    while_paused[key] = entry
                if entry.text:
                    in_vain[key] = entry.text
                continue
            if entry.while_paused and entry.while_paused.reported:
                while_paused[key] = entry.while_paused
            before = of.get(key)
            found = later(before, entry, agreed, settled.routines.get(fold(key[0])))
            if found is None:
                of.pop(key, None)
            elif found is not before:
                of[key] = found
            if entry.text:
                in_vain[key] = entry.text
            if found and found.entry.text == entry.text:
                in_vain.pop(key, None)
        return Claims(of, while_paused, in_vain)


def came_in_a_pause(entry: Entry, agreed: Agreements) -> bool:
    """Return True if a report does not count because the task was paused when it came, and nobody adopted it."""
    if not any(pause.holds(entry.action) for pause in agreed.pauses):
        return False
    return not agreed.took_up(entry.action, entry.round)


def waits_since_pause(entry: Entry, agreed: Agreements) -> tuple[Pause, Field] | None:
    """Return the pause in which a report came, and its first column that came then, if nobody has decided yet whether it counts.

    What the same row said before the pause was agreed to is not asked about, nor is 暂缓 itself.
    """
    decided = [*agreed.adopted, *([agreed.kept_paused] if agreed.kept_paused else [])]
    if any(each.round == entry.round and each.action > entry.action for each in decided):
        return None
    pause = next((pause for pause in agreed.pauses if pause.holds(entry.action)), None)
    if pause is None:
        return None
    came = (
        name
        for name in dict.fromkeys((*REPORT, *entry.values))
        if (value := entry.values.get(name))
        and value.value != State.PAUSED
        and pause.holds(entry.origin_of(name).action)
    )
    return next(((pause, name) for name in came), None)


def later(before: Claim | None, entry: Entry, agreed: Agreements, routine_from: date | None = None) -> Claim | None:
    """Return the claim after a report, `before` if that counts for nothing; None if nothing was ever claimed.

    `routine_from` is as in `Agreements.shut_at`.
    """
    earlier = before.entry if before else None
    first = agreed.closings[0] if agreed.closings and routine_from else None
    if earlier and first and earlier.action < first.action <= entry.action:
        # What was reported before the deadline half was closed says nothing of the routine behind it.
        earlier = None
    if first and entry.action >= first.action > entry.asked_by > 0:
        # Nor does a sheet of the deadline half.
        return before
    if agreed.shut_at(entry.action, entry.at and entry.at.date(), routine_from):
        # What came while the task was closed does not count.
        return before
    if asked_for_a_pause(entry, agreed):
        # When it goes on, what was claimed before counts, in the same round too; where nothing was, it was never answered.
        left = later(before, entry.before_pause, agreed, routine_from) if entry.before_pause else before
        return left.running if left and is_paused(left.entry) else left
    if not (entry.reported or earlier):
        return None
    if before and earlier and _takes_its_place(entry, earlier, agreed):
        # As most do that report round after round: nothing of what was claimed stays.
        running = (before.running if is_paused(earlier) else before) if is_paused(entry) else None
        undone = entry.before_done or _before_done(before)
        return Claim(entry, earlier, undone if is_done(entry.values) else None, running)
    values: dict[Field, Reported] = {}
    origins: dict[Field, Origin] = {}
    if earlier:
        whole, values = earlier.origin, dict(earlier.values)
        origins = {name: earlier.origins.get(name) or whole for name in values}
    if entry.filed:
        values.pop(Field.EXPECTED, None)
    undone = entry.before_done or (_before_done(before) if earlier else None)
    if _percent_gone(entry, agreed):
        # However often it was claimed.
        values.pop(Field.PERCENT, None)
        if undone:
            values[Field.PERCENT], origins[Field.PERCENT] = undone
    said = _said(entry, agreed)
    if not earlier and said is entry.values and not entry.origins:
        return Claim(entry, None, None)
    own = entry.origin
    for name, value in said.items():
        values[name], origins[name] = value, entry.origins.get(name) or own
    if said is not entry.values:
        origins[Field.STATE] = _origin_of_taking_back(entry, agreed)
        entry = replace(entry, refused=_taken_back(entry, agreed))
    filled = {**earlier.filled, **entry.filled} if earlier else entry.filled
    undone = undone if is_done(values) else None
    if not entry.reported and earlier:
        return Claim(
            replace(earlier, values=values, origins=origins, filled=filled),
            before.before if before else None,
            undone,
            before.running if before else None,
        )
    text = entry.text or (earlier.text if earlier else "")
    # Only those that differ from its own need be named.
    origins = {name: origin for name, origin in origins.items() if origin is not own and origin != own}
    found = replace(entry, values=values, origins=origins, filled=filled, text=text)
    running = (before.running if before and is_paused(before.entry) else before) if is_paused(found) else None
    return Claim(found, earlier, undone, running)


def _takes_its_place(entry: Entry, earlier: Entry, agreed: Agreements) -> bool:
    """Return True if a report fills in all that an earlier one did, in the same order, and counts as it came."""
    names = [*earlier.values]
    return (
        entry.reported
        and not entry.origins
        and [*entry.values][: len(names)] == names
        and entry.filled.keys() >= earlier.filled.keys()
        and bool(entry.text or not earlier.text)
        and _said(entry, agreed) is entry.values
        and not _percent_gone(entry, agreed)
    )


def _before_done(claim: Claim | None) -> tuple[Reported, Origin] | None:
    """Return the percent of a claim, or the one before it if it claims 已完成, with where it came from."""
    if claim is None:
        return None
    if is_done(claim.entry.values):
        return claim.undone
    share = claim.entry.values.get(Field.PERCENT)
    return (share, claim.entry.origin_of(Field.PERCENT)) if share else None


def _refused_done(entry: Entry, agreed: Agreements) -> Reported | None:
    """Return the 已完成 of a report that the office sent back, or that a later 重新立项 took back."""
    state = entry.values.get(Field.STATE)
    if agreed.reopened and state and state.value == State.DONE and entry.action < agreed.reopened.action:
        return state
    return entry.refused.get(QuestionKind.CLOSE)


def _taken_back_at(entry: Entry, agreed: Agreements) -> int:
    """Return the action in which the 已完成 of a report was sent back, or taken back by a 重新立项."""
    return entry.refused_at or (agreed.reopened.action if agreed.reopened else 0)


def _percent_gone(entry: Entry, agreed: Agreements) -> bool:
    """Return True if the percent of a report goes with its 已完成, which was taken back: it did not come since."""
    if _refused_done(entry, agreed) is None or entry.since(_taken_back_at(entry, agreed), Field.PERCENT):
        return False
    # Less than 100% that a newer return said, and not that it is done, was not said of 已完成 either.
    share = entry.values.get(Field.PERCENT)
    origin = entry.origins.get(Field.STATE)
    said_done = origin.action if origin else entry.filled.get(Field.STATE, entry.action)
    return share is None or share.value == 1 or not entry.since(said_done + 1, Field.PERCENT)


def percent_taken_back(entry: Entry, agreed: Agreements) -> Reported | None:
    """Return the 完成进度 of a report that counts no more, as the 已完成 beside it was sent back or the task opened again."""
    return entry.values.get(Field.PERCENT) if _percent_gone(entry, agreed) else None


def _taken_back(entry: Entry, agreed: Agreements) -> Mapping[QuestionKind, Reported]:
    """Return the states of a report that do not count, with that of a task that was closed by it and is open again."""
    done = _refused_done(entry, agreed)
    return {**entry.refused, QuestionKind.CLOSE: done} if done else entry.refused


def _origin_of_taking_back(entry: Entry, agreed: Agreements) -> Origin:
    """Return where a state comes from that counts in place of one taken back: no cell says so."""
    done = _refused_done(entry, agreed)
    unfound = None if done else agreed.unfound if _found_done(entry, agreed) else None
    shown = done or (entry.values[Field.STATE] if unfound else entry.refused[QuestionKind.PAUSE])
    reopened = unfound or (agreed.reopened if done and QuestionKind.CLOSE not in entry.refused else None)
    how = f"{QuestionKind.REOPEN}（{reopened.signed}）" if reopened else "已退回"
    return replace(entry.origin_of(Field.STATE), source=f"原报{shown.value}，{how}", sheet="")


def _found_done(entry: Entry, agreed: Agreements) -> bool:
    """Return True if the office found a task done of which a report says something else, closed it, and opened it again."""
    return agreed.unfound is not None and Field.STATE in entry.values and entry.action < agreed.unfound.action


def is_paused(entry: Entry) -> bool:
    """Return True if a claim says 暂缓."""
    state = entry.values.get(Field.STATE)
    return state is not None and state.value == State.PAUSED


def asked_for_a_pause(entry: Entry, agreed: Agreements) -> bool:
    """Return True if a report asked for a pause that was agreed to."""
    return is_paused(entry) and any(
        pause.asked_in(entry.round) and entry.action < pause.agreed.action for pause in agreed.pauses
    )


def _said(entry: Entry, agreed: Agreements) -> Mapping[Field, Reported]:
    """Return what a report says, with 推进中 in place of a state that the office refused or took back."""
    refused = _refused_done(entry, agreed)
    if refused:
        # The percent before it stays.
        others = {**entry.values, Field.STATE: Reported(State.RUNNING, "")}
        if _percent_gone(entry, agreed):
            others.pop(Field.PERCENT, None)
        return others
    if QuestionKind.PAUSE in entry.refused or _found_done(entry, agreed):
        return {**entry.values, Field.STATE: Reported(State.RUNNING, "")}
    return entry.values


def asked_day(claim: Entry | None, agreements: Agreements, due: date | None) -> date | None:
    """Return the day to which a department asks to put a task off, unless the office has decided on that day."""
    expected = claim.values.get(Field.EXPECTED) if claim else None
    day = expected.value if expected else None
    asks = due is not None and isinstance(day, date) and day > due and day not in agreements.decided_days
    return day if asks and isinstance(day, date) else None


def reported_again(claim: Entry | None, agreements: Agreements, name: Field) -> bool:
    """Return True if a column was reported after the office's own finding in it, and nobody has decided on it yet."""
    decision = agreements.verified.get(name)
    if claim is None or decision is None or name not in claim.values:
        return False
    kept = agreements.kept.get(name)
    # Within an action decisions come first: what came in the same one came after it.
    return claim.filled.get(name, claim.origin_of(name).action) >= max(decision.action, kept.action if kept else 0)
