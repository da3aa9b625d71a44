"""What the office has filled in on 待核实: what can be carried out, and why the rest cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from xlplan.decisions.model import OPTIONS, Answered, Decision, NothingToDo, Question, RowKey, rulings_for
from xlplan.decisions.office_rows import Case, agreed_on, enter, lead_departments, verify
from xlplan.decisions.row_notes import RowNote, own_words
from xlplan.decisions.sheet import OFFICE, OWN_KINDS, Line, line_finding, shown, shown_key
from xlplan.returns.received import Entered
from xlplan.terms.choices import QuestionKind, Ruling, State
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import TASK_SHEET_HEADINGS
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


_Done = tuple[Line, Decision | Entered]


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
    last = {_place(line, case): line.row for line in lines if line.kind in OWN_KINDS}

    def outcome(line: Line) -> Answered:
        if line.kind in OWN_KINDS:
            return _own(line, case, last=line.row == last[_place(line, case)])
        return _read(line, by_shown.get(line.key), questions, case, meant)

    outcomes = [(line, outcome(line)) for line in lines if kinds is None or line.kind in kinds]
    wished = [(line, done) for line, done in outcomes if isinstance(done, Decision | Entered)]
    against = _contradicting(wished)
    why_not = [(line, why) for line, why in outcomes if isinstance(why, Finding)] + against
    refused = [(line, why.message) for line, why in why_not]
    findings = [why for _, why in why_not]
    contradicting = {line.row for line, _ in against}
    ready, repeated = _once([(line, done) for line, done in wished if line.row not in contradicting])
    handled = [line for line, done in outcomes if done is NothingToDo.DONE_BEFORE] + repeated
    if ready and not case.operator:
        nobody = finding("decision-no-operator", sheet=CONSOLE, cell=case.operator_cell or None, value=len(ready),
                         place=case.operator_cell)  # fmt: skip
        refused += [(line, RowNote.NO_OPERATOR) for line, _ in ready]
        return Answers(findings=[*findings, nobody], handled=handled, refused=refused)
    return Answers(
        decisions=[done for _, done in ready if isinstance(done, Decision)],
        entered=[done for _, done in ready if isinstance(done, Entered)],
        findings=[*findings, *(found for line, done in ready if (found := _left_to_the_office(line, done)))],
        handled=[*handled, *(line for line, _ in ready)],
        refused=refused,
    )


def _left_to_the_office(line: Line, done: Decision | Entered) -> Finding | None:
    """Return what the office itself must write into the table after a decision."""
    if isinstance(done, Entered) or done.ruling is not Ruling.ADOPT:
        return None
    if done.kind not in (QuestionKind.EDITED, QuestionKind.NEW_ROW):
        return None
    heading = TASK_SHEET_HEADINGS[done.field] if done.field else ""
    what = f"任务 {done.task} 的“{heading}”改成" if done.kind == QuestionKind.EDITED else "加上一行"
    return line_finding("decision-table", line, "decision", what=what, value=done.reported[:_SHOWN])


def _contradicting(wished: Sequence[_Done]) -> list[tuple[Line, Finding]]:
    """Return rows on the same cell that contradict each other."""
    adopted: dict[tuple[str, ...], list[_Done]] = defaultdict(list)
    rulings: dict[object, list[_Done]] = defaultdict(list)
    for line, done in wished:
        if isinstance(done, Decision) and done.kind != QuestionKind.VERIFIED:
            rulings[done.key].append((line, done))
            if done.ruling is Ruling.ADOPT and done.field:
                adopted[(*done.place, done.field)].append((line, done))
    against: dict[int, list[Line]] = {}
    for group in adopted.values():
        if len({done.key for _, done in group if isinstance(done, Decision)}) > 1:
            against |= {line.row: [other for other, _ in group if other is not line] for line, _ in group}
    for group in rulings.values():
        if len({done.ruling for _, done in group if isinstance(done, Decision)}) > 1:
            against |= {line.row: [other for other, _ in group if other is not line] for line, _ in group}

    def why(line: Line) -> Finding:
        cells = "、".join(other.cell("decision") for other in against[line.row])
        return line_finding("decision-contradicts", line, "decision", value=line.text("decision"), cells=cells)

    return [(line, why(line)) for line, _ in wished if line.row in against]


def _once(agreeing: Sequence[_Done]) -> tuple[list[_Done], list[Line]]:
    """Return each decision once, and the rows that only repeat one."""
    once: list[_Done] = []
    repeated: list[Line] = []
    seen: set[RowKey] = set()
    for line, done in agreeing:
        if isinstance(done, Decision) and done.kind != QuestionKind.VERIFIED:
            if done.key in seen:
                repeated.append(line)
                continue
            seen.add(done.key)
        once.append((line, done))
    return once, repeated


def _place(line: Line, case: Case) -> tuple[str, str, str, Field | None]:
    """Return the cell that a row of the office is about."""
    return line.kind, case.department(line.text("department")), fold(line.text("task")), line.field


def _own(line: Line, case: Case, *, last: bool) -> Answered:
    """Return what a row of the office says; one that is only begun says nothing yet."""
    if not (line.text("reported") or line.text("source")):
        return NothingToDo.NOT_YET
    return enter(line, case, last=last) if line.kind == QuestionKind.ENTERED else verify(line, case, last=last)


def _read(line: Line, question: Question | None, questions: Sequence[Question], case: Case, meant: str) -> Answered:
    """Return what a row asks for."""
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
    options = OPTIONS[question.kind]
    if ruling not in options:
        return line_finding("decision-misfit", line, "decision", value=ruling, kind=question.kind,
                        options="、".join(options))  # fmt: skip
    if ruling is Ruling.ADOPT and not question.decidable:
        return line_finding("decision-nothing", line, "decision", value=question.reported[:_SHOWN])
    day = agreed_on(line, case)
    if isinstance(day, Finding):
        return day
    leader = line.text("leader")
    if ruling.agrees and not (leader and day):
        lacking = [name for name, value in (("leader", leader), ("date", day)) if not value]
        words = "、".join({"leader": "同意领导", "date": "日期"}[name] for name in lacking)
        cells = "、".join(line.cell(name) for name in lacking)
        return line_finding("decision-incomplete", line, lacking[0], value=ruling, words=words, cells=cells)
    decision = Decision(
        case.round, question.kind, question.department, question.task, question.field, question.before,
        question.reported, ruling, leader, day, case.operator, own_words(line.text("note"), question.note),
    )  # fmt: skip
    before = _sent_back_before(decision, case) if case.kept else None
    if before:
        return line_finding("decision-kept", line, "decision", value=ruling, department=question.department,
                            at=f"{before.at:%Y-%m-%d %H:%M}" if before.at else "", where=line.cell("date"))  # fmt: skip
    return decision


def _sent_back_before(decision: Decision, case: Case) -> Decision | None:
    """Return the same decision carried out before: a value sent back and sent again is asked again."""
    earlier = (each for each in reversed(case.decisions) if each.round == case.round and each.key == decision.key)
    last = next(earlier, None)
    if last is None or decision.ruling is not Ruling.SEND_BACK:
        return None
    same = (last.ruling, last.leader, last.day) == (decision.ruling, decision.leader, decision.day)
    return last if same else None


def _gone(line: Line, ruling: Ruling, questions: Sequence[Question], case: Case) -> Finding | NothingToDo:
    """Judge a decision on what is not asked any more: carried out before, or asked otherwise now."""
    for done in reversed(case.decisions):
        as_shown = replace(done, before=shown(done.before), reported=shown(done.reported))
        if done.round == case.round and as_shown.key == line.key:
            day = agreed_on(line, case)
            if isinstance(day, Finding):
                return day
            meant = replace(done, ruling=ruling, leader=line.text("leader"), day=day)
            if meant == done:
                return NothingToDo.DONE_BEFORE
            return line_finding("decision-again", line, "decision", value=_in_words(meant), done=_in_words(done),
                            who=done.operator, at=f"{done.at:%Y-%m-%d %H:%M}" if done.at else "")  # fmt: skip
    place = fold(line.text("department")), fold(line.text("task")), line.field
    now = [f"“{q.before[:_SHOWN]}”→“{q.reported[:_SHOWN]}”" for q in questions
           if q.kind == line.kind and (fold(q.department), fold(q.task), q.field) == place]  # fmt: skip
    how = f"现在是{'、'.join(now)}" if now else "本期已经没有这一项了"
    return line_finding("decision-stale", line, "decision", value=ruling, how=how)


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
    if case.settled.agreed(task, department).closed:
        return NothingToDo.DONE_BEFORE
    entry = case.settled.entries.get((task, department))
    state = entry.values.get(Field.STATE) if entry else None
    before = str(state.value) if state else ""
    return Question(
        QuestionKind.CLOSE, department, task, Field.STATE, before, State.DONE, line.text("source"), Ruling.CLOSE
    )
