"""What the office has filled in on 待核实: what can be carried out, and why the rest cannot."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlplan.decisions.case import Case
from xlplan.decisions.contradicting import contradicting, last_rows, of_two_doors, once_each
from xlplan.decisions.model import Answered, Decision, NothingToDo, Question, RowKey
from xlplan.decisions.office_rows import enter, take_up, verify
from xlplan.decisions.row_notes import RowNote, as_note
from xlplan.decisions.rulings import SHOWN, read_ruling, with_blank_before
from xlplan.decisions.settled import name_now
from xlplan.decisions.sheet import OWN_KINDS, Line, line_finding, shown_key
from xlplan.returns.received import Entered
from xlplan.returns.sheet import reported_text
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import ITEM_WORDS
from xlplan.terms.sheets import CONSOLE, PENDING
from xlplan.terms.text import fold


@dataclass
class Answers:
    """The outcome of 待核实: rows `handled` now or by a run before, others `refused`, with the reason."""

    decisions: list[Decision] = field(default_factory=list)
    entered: list[Entered] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    handled: list[Line] = field(default_factory=list)
    refused: list[tuple[Line, str]] = field(default_factory=list)
    unsigned: int = 0
    """How many more would be carried out if somebody were named who is at work (经办人); those that only repeat one are none."""
    told: list[str] = field(default_factory=list)
    """What identifies rows that no longer apply or were carried out earlier, and were told so for the first time."""
    earlier: list[Line] = field(default_factory=list)
    """Rows of the office that an earlier round carried out, and that name no round; told for the first time."""
    repeated: list[Line] = field(default_factory=list)
    """Rows of the office, among those handled, that say word for word what another one does that is carried out."""

    def with_those(self, other: Answers) -> Answers:
        """Return the outcome of these rows and of others."""
        return Answers(
            self.decisions + other.decisions, self.entered + other.entered, self.findings + other.findings,
            self.handled + other.handled, self.refused + other.refused, self.unsigned + other.unsigned, self.told + other.told, self.earlier + other.earlier,
            self.repeated + other.repeated,
        )  # fmt: skip

    def left(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Yield the present rows that are not done with; they may have moved meanwhile."""
        done = [line.values for line in self.handled]
        for line in lines:
            if line.values in done:
                done.remove(line.values)
            else:
                yield line

    def why(self, line: Line) -> str:
        """Return why a row was not carried out; empty if nobody tried."""
        return next((why for refused, why in self.refused if refused.values == line.values), "")

    @property
    def count(self) -> int:
        """The number of rows that are carried out."""
        return len(self.decisions) + len(self.entered)


def answer(
    lines: Sequence[Line],
    questions: Sequence[Question],
    case: Case,
    kinds: Container[str] | None = None,
    meant: str = "",
) -> Answers:
    """Judge which of the filled rows can be carried out, of these kinds only if they are given.

    `meant` is the ruling on rows with only a leader or a day. Without an operator (经办人) nothing is carried out.
    """
    by_shown = {shown_key(question): question for question in questions}
    last = last_rows(lines, case)
    decided: dict[RowKey, set[str]] = defaultdict(set)
    for line in lines:
        if line.text("decision"):
            decided[line.key].add(told_key(line))

    def outcome(line: Line) -> Answered:
        if line.kind and fold(line.kind) not in _KINDS:
            return line_finding("row-kind", line, "kind", value=line.kind, options="、".join(OWN_KINDS))
        named = case.round_of(line)
        if named is None:
            known = "、".join(case.rounds)
            return line_finding("row-round", line, "round", value=line.text("round"), known=known, round=case.round)
        if line.kind in OWN_KINDS:
            return _own(line, case, last=line.at in last)
        key = line.key
        question = by_shown.get(key) or with_blank_before(line, by_shown)
        if question and named not in ("", case.round, question.round or case.round):
            question = None
        return read_ruling(line, question, questions, case, meant, answered_otherwise=len(decided[key]) > 1)

    outcomes = [(line, outcome(line)) for line in lines if kinds is None or line.kind in kinds]
    wished = [(line, done) for line, done in outcomes if isinstance(done, Decision | Entered)]
    against = contradicting(wished) + of_two_doors(wished)
    why_not = [(line, why) for line, why in outcomes if isinstance(why, Finding)] + against
    refused = [(line, as_note(why.message)) for line, why in why_not]
    once = {told_key(line) for line, why in why_not if _said_once(line, why, case)}
    findings = [why for line, why in why_not if told_key(line) not in once or told_key(line) not in case.told]
    earlier = [line for line, done in outcomes if done is NothingToDo.DONE_EARLIER and told_key(line) not in case.told]
    told = [key for key in (*once, *map(told_key, earlier)) if key not in case.told]
    refused_at = {line.at for line, _ in against}
    ready, repeated = once_each([(line, done) for line, done in wished if line.at not in refused_at])
    handled = [line for line, done in outcomes if done is NothingToDo.DONE_BEFORE]
    if ready and not case.operator:
        nobody = _nobody([line for line, _ in ready], case)
        # Those that only repeat one wait as well: what was written anywhere stays until it is carried out.
        refused += [(line, RowNote.NO_OPERATOR) for line in (*(line for line, _ in ready), *repeated)]
        return Answers(
            findings=[*findings, nobody], handled=handled, refused=refused, unsigned=len(ready), told=told, earlier=earlier
        )  # fmt: skip
    together = [done for _, done in ready if isinstance(done, Decision)]
    return Answers(
        decisions=together,
        entered=[done for _, done in ready if isinstance(done, Entered)],
        findings=[*findings, *(found for line, done in ready if (found := _beside(line, done, case, together)))],
        handled=[*handled, *repeated, *(line for line, _ in ready)],
        refused=refused,
        told=told,
        earlier=earlier,
        repeated=[line for line in repeated if line.kind in OWN_KINDS],
    )


def _nobody(lines: Sequence[Line], case: Case) -> Finding:
    """Return the finding that nobody is named who decided on these rows, with the place for the name."""
    door = next((line.door for line in lines if line.door), "")
    if case.operator_cell or not door:
        place, sheet, cell = f"“{CONSOLE}”的 {case.operator_cell}".strip(), CONSOLE, case.operator_cell or None
    else:
        place, sheet, cell = (
            f"“{door}”的 {case.operator_cells.get(door, '')}".strip(),
            PENDING,
            case.operator_cells.get(door),
        )
    return finding("decision-no-operator", sheet=sheet, cell=cell, value=len(lines), place=place)


_KINDS: Final = frozenset(map(fold, QuestionKind))
_SAID_ONCE: Final = frozenset(
    {
        "decision-stale",
        "decision-again",
        "decision-kept",
        "row-older",
        "own-not-paused",
        "own-not-closed",
        "row-kind",
        "entered-withdrawn",
    }
)
"""Findings on rows that no longer apply: they are told once, not at every merge."""


def _said_once(line: Line, why: Finding, case: Case) -> bool:
    """Return True if a row no longer applies, or stands in the file of another round, which nobody has before him."""
    return why.code in _SAID_ONCE or line.of not in ("", case.round)


def told_key(line: Line) -> str:
    """Return what identifies a row with all that the office wrote into it, wherever it stands."""
    words = [*line.key, *(line.text(name) for name in ("decision", "leader", "date", "round"))]
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:32]


def _beside(line: Line, done: Decision | Entered, case: Case, together: Iterable[Decision]) -> Finding | None:
    """Return what the office has to know of a row that is carried out, `together` with these decisions."""
    if isinstance(done, Decision) and done.kind is QuestionKind.CLOSE and done.ruling is Ruling.SEND_BACK:
        return _percent_too(line, done, case, together)
    return _left_to_the_office(line, done)


def _percent_too(line: Line, done: Decision, case: Case, together: Iterable[Decision]) -> Finding | None:
    """Return that a percent which the office adopted, before or together with it, goes with the 已完成 that it sends back."""

    def adopted(each: Decision) -> bool:
        of = each.place, each.round, each.field, each.ruling
        return of == (done.place, done.round, Field.PERCENT, Ruling.ADOPT)

    value = next((_value_adopted(each, case) for each in together if adopted(each)), "")
    if not value and any(map(adopted, case.decisions)):
        claim = case.claims.of.get((done.task, name_now(done.department, case.plan.registry)))
        share = claim.entry.values.get(Field.PERCENT) if claim else None
        value = reported_text(Field.PERCENT, share.value) if share else ""
    return line_finding("decision-percent-too", line, "decision", value=value) if value else None


def _value_adopted(done: Decision, case: Case) -> str:
    """Return what counts of an uncertain cell that is adopted, as people read it."""
    doubts = (each.doubt for each in case.settled.doubts if each.department == done.department)
    same = (one for one in doubts if fold(one.task) == done.task_key and one.field is done.field)
    proposal = next((one.proposal for one in same if fold(one.shown) == fold(done.reported)), None)
    return reported_text(Field.PERCENT, proposal) if proposal is not None else done.reported


def _left_to_the_office(line: Line, done: Decision | Entered) -> Finding | None:
    """Return what the office itself must write into the table after a decision."""
    if isinstance(done, Entered) or done.ruling is not Ruling.ADOPT:
        return None
    if done.kind not in (QuestionKind.EDITED, QuestionKind.NEW_ROW):
        return None
    heading = ITEM_WORDS[done.field] if done.field else ""
    what = f"任务 {done.task} 的“{heading}”改成" if done.kind == QuestionKind.EDITED else "加上一行"
    return line_finding("decision-table", line, "decision", what=what, value=done.reported[:SHOWN])


def _own(line: Line, case: Case, *, last: bool) -> Answered:
    """Return what a row of the office says; one that is only begun says nothing yet."""
    if line.kind in (QuestionKind.ENTERED, QuestionKind.VERIFIED):
        if not (line.text("reported") or line.text("source")):
            return NothingToDo.NOT_YET
        return enter(line, case, last=last) if line.kind == QuestionKind.ENTERED else verify(line, case, last=last)
    return take_up(line, case) if line.decided else NothingToDo.NOT_YET
