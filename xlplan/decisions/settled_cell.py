"""What counts of one cell of a department's task in a round, or what is open about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from xlplan.decisions.adopted import adopted, answer_to
from xlplan.decisions.model import Decision
from xlplan.decisions.settled import Conflict, OpenDoubt
from xlplan.decisions.standing import Said
from xlplan.decisions.taken_back import against, refuses, value_key
from xlplan.returns.received import Entered, Submission
from xlplan.returns.sheet import Reported
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.fields import Field
from xlplan.terms.text import fold


class _Claim(NamedTuple):
    """What one submission says in a cell, None where it left it blank; `key` is what others are compared with."""

    value: Reported | None
    item: Submission
    key: str


class SettledCell(NamedTuple):
    """What counts of a cell and where it came from, or what is open about it."""

    value: Reported | None = None
    item: Submission | None = None
    conflict: Conflict | None = None
    doubts: Sequence[OpenDoubt] = ()
    sent_back: bool = False
    """Whether nothing counts because what was reported was sent back."""
    refused: Mapping[QuestionKind, Reported] = {}
    """Requests that were sent back."""
    refused_at: int = 0
    """The action in which 已完成 was."""
    decided: int = 0
    """The action in which the office decided that this counts; 0 if it had not to."""


def settled_cell(
    task: str,
    department: str,
    name: Field,
    said: Sequence[Said],
    decisions: Sequence[Decision],
    gone: Mapping[str, int],
) -> SettledCell:
    """Return what counts of one cell, or what is open, after the decisions on it; `gone` are the values that were taken back, as they are compared, with the actions that brought them.

    What came since, and the office decided against in favour of one of those, does not count in its place.
    """
    claims: list[_Claim] = []
    doubts: list[OpenDoubt] = []
    back = False
    for item, row, _ in said:
        values = [row.values[name]] if name in row.values else []
        doubtful = [doubt for doubt in row.doubts if doubt.field == name]
        for doubt in doubtful:
            answer = answer_to(doubt, item, decisions)
            if answer is None:
                doubts.append(OpenDoubt(department, doubt, item.path))
            elif value := adopted(doubt, answer):
                values.append(value)
            back |= answer is not None and answer.ruling is Ruling.SEND_BACK
        claims += [_claim(name, value, item) for value in values]
    entered = [claim for claim in claims if isinstance(claim.item, Entered)]
    if entered:
        # A later entry of the office corrects the earlier one; it answers a doubt and fills a blank.
        claims = [claim for claim in claims if claim is entered[-1] or not isinstance(claim.item, Entered)]
        doubts = []
    left = [claim for claim in claims if not any(refuses(decision, claim.key, claim.item) for decision in decisions)]
    refusing = [(d, claim) for claim in claims for d in decisions if claim.value and refuses(d, claim.key, claim.item)]
    back |= len(left) < len(claims)
    # Two of three values may be rejected at once, each against the same third.
    there = {claim.key for claim in claims}
    on_conflicts = [d for d in decisions if d.kind is QuestionKind.CONFLICT]
    contested = [d for d in on_conflicts if {fold(d.before), fold(d.reported)} <= there]
    back |= any(decision.ruling is Ruling.SEND_BACK for decision in contested)
    # What came after a decision was not known to it. What the office entered and rejected stays so when a new file says
    # something else again.
    left = [
        claim
        for claim in left
        if not any(
            claim.key in against(d) and claim.item.action < d.action
            for d in (on_conflicts if isinstance(claim.item, Entered) else _known_to(claim, on_conflicts, there, gone))
        )
    ]
    if len({claim.key for claim in left}) > 1:
        shown = [claim.value.value if claim.value else None for claim in left]
        sources = _sources([claim.item for claim in left])
        # What the office entered counts until it decides.
        entry = next((claim for claim in left if isinstance(claim.item, Entered)), None)
        open_ = Conflict(task, department, name, tuple(zip(shown, sources, strict=True)))
        return SettledCell(entry and entry.value, entry and entry.item, open_, doubts)
    if left and left[-1].value:
        # They say the same: the last one says it still.
        decided = max((d.action for d in decisions if d in contested or d.kind is QuestionKind.UNCLEAR), default=0)
        return SettledCell(left[-1].value, left[-1].item, doubts=doubts, decided=decided)
    refused_at = max((d.action for d, _ in refusing if d.kind is QuestionKind.CLOSE), default=0)
    refused = {d.kind: claim.value for d, claim in refusing if claim.value}
    return SettledCell(
        None,
        refusing[-1][1].item if refusing else None,
        doubts=doubts,
        sent_back=back,
        refused=refused,
        refused_at=refused_at,
    )


def _claim(name: Field, value: Reported, item: Submission) -> _Claim:
    return _Claim(value, item, value_key(name, value))


def _known_to(
    claim: _Claim, on_conflicts: Sequence[Decision], there: Set[str], gone: Mapping[str, int]
) -> Sequence[Decision]:
    """Return the decisions on values that are there, or of which one was taken back: the latter only for what came since."""
    since = min(gone.values(), default=0)
    known = there | gone.keys() if gone and claim.item.action >= since else there
    return [d for d in on_conflicts if {fold(d.before), fold(d.reported)} <= known]


def _sources(items: Sequence[Submission]) -> list[str]:
    """Return the source of each, with its time if a corrected file came under the same name."""
    count = Counter(item.path for item in items)
    return [
        f"{item.path}（{item.at:%Y-%m-%d %H:%M}收到）" if item.at and count[item.path] > 1 else item.path
        for item in items
    ]
