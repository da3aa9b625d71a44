"""The office's rulings on what is asked: what comes of a row of 待核实 that has one, and why another cannot be carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from xlplan.decisions.case import Case, carries_out, is_closed
from xlplan.decisions.model import (
    OPTIONS,
    Answered,
    Decision,
    NothingToDo,
    Question,
    RowKey,
    rulings_for,
)
from xlplan.decisions.office_rows import BY_LEADER, day_of, incomplete
from xlplan.decisions.row_notes import own_words
from xlplan.decisions.sheet import OFFICE, Line, line_finding, shown
from xlplan.terms.choices import QuestionKind, Ruling, State
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.text import fold

SHOWN: Final = 40
"""So much of a value is told."""


def with_blank_before(line: Line, questions: Mapping[RowKey, Question]) -> Question | None:
    """Return the one question that a row shows whose 原值 was left blank, as whoever writes a row by hand may."""
    found = [question for key, question in questions.items() if _shows(line, key)] if not line.text("before") else []
    return found[0] if len(found) == 1 else None


def _shows(line: Line, key: RowKey) -> bool:
    """Return True if a row shows the question of this key; its 原值 may have been left blank."""
    kind, department, task, item, before, reported = line.key
    return key in (line.key, (kind, department, task, item, before or key[4], reported))


def read_ruling(
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
    by_itself = question is None and line.from_office and fold(line.kind) == fold(QuestionKind.CLOSE)
    if by_itself and ruling is not Ruling.CLOSE and answered_before(line, case):
        # A question that was answered, typed without its source.
        return _gone(line, ruling, questions, case)
    if by_itself:
        wish = _closing(line, case, ruling)
        if not isinstance(wish, Question):
            return wish
        question = wish
    if question is None:
        return _gone(line, ruling, questions, case)
    # Of what the office found itself nothing can go back to a department.
    found = question.verified
    options = (Ruling.CLOSE,) if found else OPTIONS[question.kind]
    if ruling not in options and found and _answered_so(line, ruling, case):
        # Left over from when the department asked.
        return NothingToDo.DONE_BEFORE
    if ruling not in options:
        return line_finding("decision-misfit", line, "decision", value=ruling, kind=question.source if found else question.kind,
                        options="、".join(options))  # fmt: skip
    if ruling is Ruling.ADOPT and not question.decidable:
        # A conflict without anything to adopt is that of a closed task with a later report.
        code = "decision-closed" if question.kind is QuestionKind.CONFLICT else "decision-nothing"
        return line_finding(code, line, "decision", value=question.reported[:SHOWN])
    day = day_of(line, case, BY_LEADER if ruling.agrees else "定下来")
    if isinstance(day, Finding):
        return day
    leader = line.text("leader")
    if ruling.agrees and not (leader and day):
        return incomplete(line, ruling, leader, day)
    decision = Decision(
        question.round or case.round, question.kind, question.department, question.task, question.field, question.before,
        question.reported, ruling, leader, day, case.operator, own_words(line.text("note"), question.note),
        late=question.late, verified=question.verified,
    )  # fmt: skip
    named = case.round_of(line) or None
    if case.stays(line) and (before := _carried_out(line, decision, case, named)):
        if answered_otherwise:
            # Left over: another row has the new answer.
            return NothingToDo.DONE_BEFORE
        if before.round != decision.round and named is None:
            return line_finding("row-older", line, "decision", other=before.round, round=decision.round)
        since = "后来又重新立项了" if found else f"{question.department}后来又报来同样的内容"
        return line_finding("decision-kept", line, "decision", value=ruling, since=since,
                            at=f"{before.at:%Y-%m-%d %H:%M}" if before.at else "", where=line.cell("date"))  # fmt: skip
    return decision


def _carried_out(line: Line, decision: Decision, case: Case, named: str | None) -> Decision | None:
    """Return the same decision as it was carried out before, in the round that its row names if it names one.

    Then the row is left over, or what was sent back came again. One whose 原值 is blank may stand for another question by now.
    """
    same = (decision.ruling, decision.leader, decision.day)
    done = (
        each
        for each in case.decisions
        if (each.ruling, each.leader, each.day) == same and named in (None, each.round)
        if each.key == decision.key or _shows(line, _shown_key(each))
    )
    return next(done, None)


def _shown_key(decision: Decision) -> RowKey:
    """Return the key of a decision as a row shows it."""
    return replace(decision, before=shown(decision.before), reported=shown(decision.reported)).key


def _gone(line: Line, ruling: Ruling, questions: Sequence[Question], case: Case) -> Finding | NothingToDo:
    """Judge a decision on what is not asked any more: carried out before, or asked otherwise now."""
    day = day_of(line, case, BY_LEADER if ruling.agrees else "定下来")
    if isinstance(day, Finding):
        return day
    if _answered_so(line, ruling, case):
        return NothingToDo.DONE_BEFORE
    same, leader = answered_before(line, case), line.text("leader")
    if same:
        done = same[-1]
        meant = replace(done, ruling=ruling, leader=leader, day=day)
        return line_finding("decision-again", line, "decision", value=_in_words(meant), done=_in_words(done),
                            who=done.operator, at=f"{done.at:%Y-%m-%d %H:%M}" if done.at else "")  # fmt: skip
    place = fold(line.text("department")), fold(line.text("task")), line.field
    now = [f"“{q.before[:SHOWN]}”→“{q.reported[:SHOWN]}”" for q in questions
           if q.kind == line.kind and (fold(q.department), fold(q.task), q.field) == place]  # fmt: skip
    how = f"现在是{'、'.join(now)}" if now else "本期已经没有这一项了"
    return line_finding("decision-stale", line, "decision", value=ruling, how=how)


def _answered_so(line: Line, ruling: Ruling, case: Case) -> bool:
    """Return True if the question that a row shows was answered just so before."""
    said = ruling, line.text("leader"), day_of(line, case)
    return any((each.ruling, each.leader, each.day) == said for each in answered_before(line, case))


def answered_before(line: Line, case: Case) -> list[Decision]:
    """Return what was decided on the question that a row shows, in the round that it names if it names one."""
    named = case.round_of(line)
    return [each for each in case.decisions if (not named or each.round == named) and _shows(line, _shown_key(each))]


def _in_words(decision: Decision) -> str:
    return f"{decision.ruling}（{decision.words}）" if decision.words.strip("，") else f"{decision.ruling}"


def _closed_so(line: Line, case: Case) -> bool:
    """Return True if the row was carried out before, in whatever round, and is left over from then: it closes nothing that began since."""
    agreed = line.text("leader"), day_of(line, case)
    place = fold(line.text("task")), case.present_name(line.text("department"))
    return any(
        each.ruling is Ruling.CLOSE
        and (each.task_key, case.present_name(each.department)) == place
        and (each.leader, each.day) == agreed
        for each in case.decisions
    )


def _closing(line: Line, case: Case, ruling: Ruling) -> Question | Finding | NothingToDo:
    """Return the question behind the wish of the office to close a task that no return asks to close."""
    if ruling is not Ruling.CLOSE:
        # No department has claimed anything that could be sent back.
        return line_finding("decision-misfit", line, "decision", value=ruling, kind=OFFICE, options=Ruling.CLOSE)
    if _closed_so(line, case):
        return NothingToDo.DONE_BEFORE
    department = case.department(line.text("department"))
    task = case.task(department, line.text("task"))
    if task is None or not carries_out(case, task, department):
        return line_finding(
            "closing-unknown", line, "task", value=line.text("task"), department=line.text("department")
        )
    if is_closed(case, task, department):
        return NothingToDo.DONE_BEFORE
    entry = case.settled.entries.get((task, department))
    state = entry.values.get(Field.STATE) if entry else None
    before = str(state.value) if state else ""
    return Question(QuestionKind.CLOSE, department, task, Field.STATE, before, State.DONE, OFFICE, Ruling.CLOSE)
