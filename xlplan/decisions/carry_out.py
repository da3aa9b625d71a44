"""What the office has filled in on 待核实: what can be carried out, and why the rest cannot."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from xlplan.decisions.agreed import LATE
from xlplan.decisions.contradicting import contradicting, last_rows, of_two_doors, once_each
from xlplan.decisions.model import (
    BY_VERIFICATION,
    OPTIONS,
    Answered,
    Decision,
    NothingToDo,
    Question,
    RowKey,
    rulings_for,
)
from xlplan.decisions.office_rows import (
    Case,
    agreed_on,
    enter,
    incomplete,
    is_closed,
    lead_departments,
    take_up,
    verify,
)
from xlplan.decisions.row_notes import RowNote, as_note, own_words
from xlplan.decisions.sheet import OFFICE, OWN_KINDS, Line, line_finding, shown, shown_key
from xlplan.returns.received import Entered
from xlplan.terms.choices import QuestionKind, Ruling, State
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import ITEM_WORDS
from xlplan.terms.sheets import CONSOLE
from xlplan.terms.text import fold

_SHOWN: Final = 40


@dataclass
class Answers:
    """The outcome of 待核实: rows `handled` now or by a run before, others `refused`, with the reason."""

    decisions: list[Decision] = field(default_factory=list)
    entered: list[Entered] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    handled: list[Line] = field(default_factory=list)
    refused: list[tuple[Line, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """What identifies rows that no longer apply or were carried out earlier, and were told so for the first time."""
    earlier: list[Line] = field(default_factory=list)
    """Rows of the office that an earlier round carried out, and that name no round; told for the first time."""

    def with_those(self, other: Answers) -> Answers:
        """Return the outcome of these rows and of others."""
        return Answers(
            self.decisions + other.decisions, self.entered + other.entered, self.findings + other.findings,
            self.handled + other.handled, self.refused + other.refused, self.told + other.told, self.earlier + other.earlier,
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
        question = by_shown.get(key)
        if question and named not in ("", case.round, question.round or case.round):
            question = None
        return _read(line, question, questions, case, meant, answered_otherwise=len(decided[key]) > 1)

    outcomes = [(line, outcome(line)) for line in lines if kinds is None or line.kind in kinds]
    wished = [(line, done) for line, done in outcomes if isinstance(done, Decision | Entered)]
    against = contradicting(wished) + of_two_doors(wished)
    why_not = [(line, why) for line, why in outcomes if isinstance(why, Finding)] + against
    refused = [(line, as_note(why.message)) for line, why in why_not]
    once = {told_key(line): why for line, why in why_not if why.code in _SAID_ONCE}
    findings = [why for line, why in why_not if why.code not in _SAID_ONCE or told_key(line) not in case.told]
    earlier = [line for line, done in outcomes if done is NothingToDo.DONE_EARLIER and told_key(line) not in case.told]
    told = [key for key in (*once, *map(told_key, earlier)) if key not in case.told]
    refused_at = {line.at for line, _ in against}
    ready, repeated = once_each([(line, done) for line, done in wished if line.at not in refused_at])
    handled = [line for line, done in outcomes if done is NothingToDo.DONE_BEFORE] + repeated
    if ready and not case.operator:
        nobody = finding("decision-no-operator", sheet=CONSOLE, cell=case.operator_cell or None, value=len(ready),
                         place=case.operator_cell)  # fmt: skip
        refused += [(line, RowNote.NO_OPERATOR) for line, _ in ready]
        return Answers(findings=[*findings, nobody], handled=handled, refused=refused, told=told, earlier=earlier)
    return Answers(
        decisions=[done for _, done in ready if isinstance(done, Decision)],
        entered=[done for _, done in ready if isinstance(done, Entered)],
        findings=[*findings, *(found for line, done in ready if (found := _left_to_the_office(line, done)))],
        handled=[*handled, *(line for line, _ in ready)],
        refused=refused,
        told=told,
        earlier=earlier,
    )


_KINDS: Final = frozenset(map(fold, QuestionKind))
_SAID_ONCE: Final = frozenset(
    {"decision-stale", "decision-again", "decision-kept", "row-older", "own-not-paused", "own-not-closed", "row-kind"}
)
"""Findings on rows that no longer apply: they are told once, not at every merge."""


def told_key(line: Line) -> str:
    """Return what identifies a row with all that the office wrote into it, wherever it stands."""
    words = [*line.key, *(line.text(name) for name in ("decision", "leader", "date", "round"))]
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:32]


def _left_to_the_office(line: Line, done: Decision | Entered) -> Finding | None:
    """Return what the office itself must write into the table after a decision."""
    if isinstance(done, Entered) or done.ruling is not Ruling.ADOPT:
        return None
    if done.kind not in (QuestionKind.EDITED, QuestionKind.NEW_ROW):
        return None
    heading = ITEM_WORDS[done.field] if done.field else ""
    what = f"任务 {done.task} 的“{heading}”改成" if done.kind == QuestionKind.EDITED else "加上一行"
    return line_finding("decision-table", line, "decision", what=what, value=done.reported[:_SHOWN])


def _own(line: Line, case: Case, *, last: bool) -> Answered:
    """Return what a row of the office says; one that is only begun says nothing yet."""
    if line.kind in (QuestionKind.ENTERED, QuestionKind.VERIFIED):
        if not (line.text("reported") or line.text("source")):
            return NothingToDo.NOT_YET
        return enter(line, case, last=last) if line.kind == QuestionKind.ENTERED else verify(line, case, last=last)
    return take_up(line, case) if line.decided else NothingToDo.NOT_YET


def _read(
    line: Line,
    question: Question | None,
    questions: Sequence[Question],
    case: Case,
    meant: str,
    *,
    answered_otherwise: bool,
) -> Answered:
    """Return what a row asks for; `answered_otherwise`: another row answers the same question in another way."""
    said = line.text("decision") or (meant if line.decided else "")
    ruling = next((each for each in Ruling if fold(each) == fold(said)), None)
    if not ruling:
        if line.text("decision"):
            return line_finding("decision-unknown", line, "decision", value=line.text("decision"),
                            options="、".join(rulings_for(line.kind)))  # fmt: skip
        return line_finding("decision-blank", line, "decision") if line.decided else NothingToDo.NOT_YET
    if question is None and line.from_office and line.kind == QuestionKind.CLOSE:
        wish = _closing(line, case, ruling)
        if not isinstance(wish, Question):
            return wish
        question = wish
    if question is None:
        return _gone(line, ruling, questions, case)
    # Of what the office found itself nothing can go back to a department.
    found = question.source == BY_VERIFICATION
    options = (Ruling.CLOSE,) if found else OPTIONS[question.kind]
    if ruling not in options:
        return line_finding("decision-misfit", line, "decision", value=ruling, kind=question.source if found else question.kind,
                        options="、".join(options))  # fmt: skip
    if ruling is Ruling.ADOPT and not question.decidable:
        return line_finding("decision-nothing", line, "decision", value=question.reported[:_SHOWN])
    day = agreed_on(line, case)
    if isinstance(day, Finding):
        return day
    leader = line.text("leader")
    if ruling.agrees and not (leader and day):
        return incomplete(line, ruling, leader, day)
    decision = Decision(
        question.round or case.round, question.kind, question.department, question.task, question.field, question.before,
        question.reported, ruling, leader, day, case.operator, _note(line, question),
    )  # fmt: skip
    named = case.round_of(line) or None
    if case.stays(line) and (before := _carried_out(decision, case, named)):
        if answered_otherwise:
            # Left over: another row has the new answer.
            return NothingToDo.DONE_BEFORE
        if before.round != decision.round:
            return line_finding("row-older", line, "decision", other=before.round, round=decision.round)
        return line_finding("decision-kept", line, "decision", value=ruling, department=question.department,
                            at=f"{before.at:%Y-%m-%d %H:%M}" if before.at else "", where=line.cell("date"))  # fmt: skip
    return decision


def _note(line: Line, question: Question) -> str:
    """Return the office's words in 说明, with a mark on a delay that was asked for too late, and on what the office found done."""
    ours = own_words(line.text("note"), question.note)
    late, found = LATE if question.note.startswith(LATE) else "", question.source == BY_VERIFICATION
    return "\n".join(filter(None, (late, BY_VERIFICATION if found else "", ours)))


def _carried_out(decision: Decision, case: Case, named: str | None) -> Decision | None:
    """Return the same decision as it was carried out before, in the round that its row names if it names one.

    Then the row is left over, or what was sent back came again.
    """
    same = (decision.key, decision.ruling, decision.leader, decision.day)
    done = (
        each
        for each in case.decisions
        if (each.key, each.ruling, each.leader, each.day) == same and named in (None, each.round)
    )
    return next(done, None)


def _gone(line: Line, ruling: Ruling, questions: Sequence[Question], case: Case) -> Finding | NothingToDo:
    """Judge a decision on what is not asked any more: carried out before, or asked otherwise now."""
    day = agreed_on(line, case)
    if isinstance(day, Finding):
        return day
    same = answered_before(line, case)
    leader = line.text("leader")
    if any((each.ruling, each.leader, each.day) == (ruling, leader, day) for each in same):
        return NothingToDo.DONE_BEFORE
    if same:
        done = same[-1]
        meant = replace(done, ruling=ruling, leader=leader, day=day)
        return line_finding("decision-again", line, "decision", value=_in_words(meant), done=_in_words(done),
                            who=done.operator, at=f"{done.at:%Y-%m-%d %H:%M}" if done.at else "")  # fmt: skip
    place = fold(line.text("department")), fold(line.text("task")), line.field
    now = [f"“{q.before[:_SHOWN]}”→“{q.reported[:_SHOWN]}”" for q in questions
           if q.kind == line.kind and (fold(q.department), fold(q.task), q.field) == place]  # fmt: skip
    how = f"现在是{'、'.join(now)}" if now else "本期已经没有这一项了"
    return line_finding("decision-stale", line, "decision", value=ruling, how=how)


def answered_before(line: Line, case: Case) -> list[Decision]:
    """Return what was decided on the question that a row shows, in the round that it names if it names one."""
    named = case.round_of(line)
    return [
        each
        for each in case.decisions
        if (not named or each.round == named)
        and replace(each, before=shown(each.before), reported=shown(each.reported)).key == line.key
    ]


def _in_words(decision: Decision) -> str:
    return f"{decision.ruling}（{decision.words}）" if decision.words.strip("，") else f"{decision.ruling}"


def _closing(line: Line, case: Case, ruling: Ruling) -> Question | Finding | NothingToDo:
    """Return the question behind the wish of the office to close a task that no return asks to close."""
    if ruling is not Ruling.CLOSE:
        # No department has claimed anything that could be sent back.
        return line_finding("decision-misfit", line, "decision", value=ruling, kind=OFFICE, options=Ruling.CLOSE)
    department = case.department(line.text("department"))
    task = case.task(department, line.text("task"))
    if task is None or department not in lead_departments(case, task):
        return line_finding(
            "closing-unknown", line, "task", value=line.text("task"), department=line.text("department")
        )
    if is_closed(case, task, department):
        return NothingToDo.DONE_BEFORE
    entry = case.settled.entries.get((task, department))
    state = entry.values.get(Field.STATE) if entry else None
    before = str(state.value) if state else ""
    return Question(
        QuestionKind.CLOSE, department, task, Field.STATE, before, State.DONE, line.text("source"), Ruling.CLOSE
    )
