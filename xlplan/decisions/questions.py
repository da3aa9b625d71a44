"""The questions of a round: what the office has to decide, as the rows of 待核实 list it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from xlplan.decisions.agreed import LATE, VERIFIABLE, Agreements
from xlplan.decisions.claims import Claims, asked_day, reported_again, waits_since_pause
from xlplan.decisions.leads import Leads
from xlplan.decisions.model import BY_VERIFICATION, Decision, Question, RowKey
from xlplan.decisions.settled import Conflict, Entry, OpenDoubt, Settled, name_now
from xlplan.decisions.standing import corrected
from xlplan.handout.sheets import Sent
from xlplan.handout.split import roles
from xlplan.plan.plan import Plan
from xlplan.returns.days import DAY_READ
from xlplan.returns.differing import MOST
from xlplan.returns.received import Received, Submission
from xlplan.returns.sheet import reported_text
from xlplan.returns.values import ReportedValue
from xlplan.terms.catalogue import Extent
from xlplan.terms.cells import NOTHING
from xlplan.terms.choices import QuestionKind, State
from xlplan.terms.fields import Field
from xlplan.terms.text import Folded, fold

_TWICE: Final = "return-row-twice"
"""Of a row that came twice, the cells that differ are open."""


def questions(
    plan: Plan,
    settled: Settled,
    claims: Claims,
    received: Iterable[Submission],
    decisions: Sequence[Decision],
    latest: Mapping[str, Sent],
    today: date,
) -> list[Question]:
    """Return a round's open questions, each once: on what came in it, and on what was claimed by then.

    `latest`, the newest sheets, tell who carries out a task.
    """
    leads = Leads(plan, latest)
    # Of two values that differ nobody knows yet which one is asked about, though what the office entered counts meanwhile.
    differing = {(each.task, each.department, each.field) for each in settled.conflicts}
    received = [*received]
    causes = _causes(received) if settled.doubts else {}
    written = _days_filled_in(received)
    found: dict[RowKey, Question] = {}
    asked = (
        each
        for (task, name), claim in claims.of.items()
        if leads.has(task, name, settled.agreed(task, name))
        for each in _requests(plan, claim.entry, settled.agreed(task, name), leads.due(task, name), today, written)
        if each.kind not in _ONCE_SETTLED or (task, each.department, each.field) not in differing
    )
    in_pauses = (
        each
        for (task, name), entry in claims.while_paused.items()
        for each in _while_paused(entry, settled.agreed(task, name))
    )
    for question in (
        *(each for conflict in settled.conflicts for each in _of_conflict(conflict, written)),
        *(_of_doubt(each, causes) for each in settled.doubts),
        *_in_order(plan, asked),
        *_in_order(plan, _after_closing(plan, settled, decisions, today)),
        *_found_done(plan, settled, claims, leads, today),
        *_in_order(plan, in_pauses),
        *_of_reasons(plan, received, decisions),
    ):
        found.setdefault(question.key, question)
    return list(found.values())


def _in_order(plan: Plan, found: Iterable[Question]) -> list[Question]:
    """Return questions as the table lists their tasks, and its departments: rows are not read in the same order each time."""
    questions = list(found)
    if len(questions) < 2:
        return questions
    tasks = {task.task_key: place for place, task in enumerate(plan.tasks)}
    names = {each.name: place for place, each in enumerate(plan.registry.departments)}

    def place(question: Question) -> tuple[int, int, str]:
        now = name_now(question.department, plan.registry)
        return tasks.get(fold(question.task), len(tasks)), names.get(now, len(names)), question.department

    return sorted(questions, key=place)


_ONCE_SETTLED: Final = (QuestionKind.DELAY, QuestionKind.AFTER_VERIFIED)
"""What is asked of a cell only once it is settled what it says."""


_Written = Mapping[tuple[str, Folded], str]
"""How days without a year were written and are read, by file and task."""


def _days_filled_in(received: Iterable[Submission]) -> _Written:
    # A file that was saved anew under its name says what it says now.
    newest = {item.path: item for item in received}
    return {
        (item.path, fold(reason.task)): reason.message
        for item in newest.values()
        for reason in item.reasons
        if reason.code == DAY_READ and reason.task
    }


def _of_conflict(conflict: Conflict, written: _Written) -> Iterator[Question]:
    """Yield one question for each value that differs from the first."""
    (first, source), *rest = conflict.values
    before = _shown(conflict.field, first)
    others: dict[str, tuple[str, str]] = {}
    for value, other in rest:
        shown = _shown(conflict.field, value)
        if fold(shown) != fold(before):
            others.setdefault(fold(shown), (shown, other))
    left = len(others) - MOST
    more = f"还有{left}个不同的值没有列出，这些定了以后再列。" if left > 0 else ""
    if conflict.field is Field.EXPECTED:
        more += "定下来的日子晚于到期日的，再列申请延期。"
    for shown, other in list(others.values())[:MOST]:
        read = ""
        if conflict.field is Field.EXPECTED:
            read = "".join(written.get((each, fold(conflict.task)), "") for each in dict.fromkeys((source, other)))
        yield Question(
            QuestionKind.CONFLICT, conflict.department, conflict.task, conflict.field, before, shown,
            f"原值：{_name(source)}\n报送值：{_name(other)}", f"定下来之前，以前报的（代录的，按代录的）算。{more}{read}",
            round=conflict.round,
        )  # fmt: skip


def _shown(field: Field, value: ReportedValue | None) -> str:
    return NOTHING if value is None else reported_text(field, value)


_Causes = Mapping[tuple[str, Folded, Field | None], str]
"""Why cells are open, by file, task and column; without a column, why a whole row is."""


def _causes(received: Iterable[Submission]) -> _Causes:
    found: dict[tuple[str, Folded, Field | None], str] = {}
    for item in received:
        for reason in item.reasons:
            extent = Extent.ROW if reason.code == _TWICE else reason.kind.leaves_open
            if extent and reason.task:
                place = None if extent is Extent.ROW else reason.field
                found.setdefault((item.path, fold(reason.task), place), reason.message)
    return found


def _of_doubt(open_: OpenDoubt, causes: _Causes) -> Question:
    doubt = open_.doubt
    meant = reported_text(doubt.field, doubt.proposal)
    here = open_.source, fold(doubt.task)
    cause = causes.get((*here, doubt.field)) or causes.get((*here, None), "")
    if doubt.proposal is None:
        note = f"{cause or '看不出是什么意思，'}没有可以采用的值：请问清后用“代录”写上，或退回。"
    elif fold(meant) == fold(doubt.shown):
        note = f"{cause or '不能确定，先留着没有采用。'}采用报送就照报送值登记，算任务 {doubt.task} 的。"
    else:
        note = f"是不是 {meant}？采用报送就按 {meant} 登记。"
    return Question(
        QuestionKind.UNCLEAR, open_.department, doubt.task, doubt.field, NOTHING, doubt.shown,
        f"{_name(open_.source)} {doubt.cell}", note, doubt.proposal is not None, open_.round,
    )  # fmt: skip


def _requests(
    plan: Plan, claim: Entry, ruled: Agreements, sent_due: date | None, today: date, written: _Written
) -> Iterator[Question]:
    """Yield a question for each claim of a department: done, to be put off, due later than planned, or other than found.

    `sent_due` is the due day that stands on its sheet; the table may say another by now.
    """
    state, task = claim.values.get(Field.STATE), plan.task(claim.task)

    def request(
        kind: QuestionKind, field: Field, before: str, reported: str, note: str = "", *, late: bool = False
    ) -> Question:
        origin = claim.origin_of(field)
        source = f"{_name(origin.source)} {claim.values[field].cell}"
        return Question(
            kind,
            claim.sent_as or claim.department,
            claim.task,
            field,
            before,
            reported,
            source,
            note,
            round=origin.round,
            late=late,
        )

    if task and ruled.closed_on(task.schedule, today):
        return
    if ruled.closings and claim.action < ruled.closings[-1].action:
        # The claim that was agreed to; a routine behind the deadline has none of its own yet.
        return
    for field in VERIFIABLE:
        if (decision := ruled.verified.get(field)) and reported_again(claim, ruled, field):
            shown = reported_text(field, claim.values[field].value)
            yield request(
                QuestionKind.AFTER_VERIFIED, field, decision.reported, shown, f"核定的是{decision.reported}。"
            )
    if state and state.value == State.DONE:
        share = claim.values.get(Field.PERCENT)
        note = f"完成进度报的是 {reported_text(Field.PERCENT, share.value)}。" if share else ""
        yield request(QuestionKind.CLOSE, Field.STATE, "", State.DONE, note)
        return
    if state and state.value == State.PAUSED:
        if not ruled.paused:
            yield request(QuestionKind.PAUSE, Field.STATE, "", State.PAUSED)
        return
    due = ruled.due(task.schedule) if task else None
    if due and (day := asked_day(claim, ruled, due)):
        origin = claim.origin_of(Field.EXPECTED)
        at = origin.at
        late = bool(at and at.date() > max(due, sent_due or due))
        note = f"{LATE}：{at.date()}报来时已过到期日。" if at and late else ""
        if sent_due and sent_due > due:
            note += f"下发的任务表上到期日是 {sent_due}，分工表里现在是 {due}：先核对分工表有没有存好、改对。"
        note += written.get((origin.source, fold(claim.task)), "")
        yield request(QuestionKind.DELAY, Field.EXPECTED, due.isoformat(), day.isoformat(), note, late=late)


def _after_closing(plan: Plan, settled: Settled, decisions: Sequence[Decision], today: date) -> Iterator[Question]:
    """Yield a question for each closed row that came back since with another state than 已完成: is it closed all the same?"""
    for (number, name), counted in settled.entries.items():
        entry = counted.while_closed or counted
        state, task = entry.values.get(Field.STATE), plan.task(number)
        closed = settled.agreed(number, name).closed_on(task.schedule, today) if task else None
        origin = entry.origin_of(Field.STATE)
        if closed is None or state is None or state.value == State.DONE or origin.action < closed.action:
            continue
        question = Question(
            QuestionKind.CONFLICT, name, number, Field.STATE, State.DONE, str(state.value), f"{_name(origin.source)} {state.cell}",
            f"已同意销号（{closed.words}），后来又报{state.value}。照样算销号的，选保留原值；要重新办的，另写一行“重新立项”。",
            decidable=False, round=entry.round,
        )  # fmt: skip
        if not any(each.key == question.key and each.action > origin.action for each in decisions):
            yield question


def _found_done(plan: Plan, settled: Settled, claims: Claims, leads: Leads, today: date) -> Iterator[Question]:
    """Yield a question for each row that the office found done and whose department does not ask to close it."""
    if not any(Field.STATE in each.verified for each in settled.agreements.values()):
        # As in most rounds: then nobody needs to know who has what.
        return
    for task in plan.tasks:
        for name in roles(plan, task):
            ruled = settled.agreed(task.id, name)
            found = ruled.verified.get(Field.STATE)
            if found is None or fold(found.reported) != fold(State.DONE) or not leads.has(task.id, name, ruled):
                continue
            if ruled.closed_on(task.schedule, today) or (ruled.closings and found.action <= ruled.closings[-1].action):
                continue
            claim = claims.of.get((task.id, name))
            if claim and ruled.closings and claim.entry.action < ruled.closings[-1].action:
                # That is what was agreed to of the deadline; of the routine behind it nothing is claimed yet.
                claim = None
            state = claim.entry.values.get(Field.STATE) if claim else None
            if state is None or state.value != State.DONE:
                said = f"部门报的是{state.value}" if state else "部门没有报送"
                yield Question(
                    QuestionKind.CLOSE, found.department, task.id, Field.STATE, str(state.value) if state else "", State.DONE,
                    BY_VERIFICATION, f"办公室核定为{State.DONE}（{found.signed}），{said}。", verified=True,
                )  # fmt: skip


def _while_paused(entry: Entry, ruled: Agreements) -> Iterator[Question]:
    """Yield the question whether what came while a task was paused counts, which lets the task go on."""
    waits = waits_since_pause(entry, ruled)
    if waits is None:
        return
    pause, field = waits
    source = f"{_name(entry.source_of(field))} {entry.values[field].cell}"
    yield Question(
        QuestionKind.AFTER_PAUSE, entry.sent_as or entry.department, entry.task, field, State.PAUSED, reported_text(field, entry.values[field].value),
        source, f"已同意暂缓（{pause.agreed.words}）；采用报送也就是恢复。", round=entry.round,
    )  # fmt: skip


def _of_reasons(plan: Plan, received: Iterable[Submission], decisions: Sequence[Decision]) -> Iterator[Question]:
    files = [item for item in received if isinstance(item, Received) and item.verdict.taken and item.department]
    gone = corrected(files)
    for item in (item for item in files if item.sha256 not in gone):
        for reason in item.reasons:
            if not reason.kind.asks:
                continue
            added = reason.kind.asks is QuestionKind.NEW_ROW and plan.task(reason.task or "") is not None
            taken = f"报来的编号 {reason.task} 在分工表里是别的任务的，这一行不是它。" if added else ""
            question = Question(
                reason.kind.asks, item.department or "", reason.task or "", reason.field, reason.before, reason.after,
                f"{_name(item.path)} {reason.cell or ''}".strip(), f"{taken}{reason.hint}",
            )  # fmt: skip
            if not any(decision.key == question.key and decision.reaches(item) for decision in decisions):
                yield question


def _name(path: str) -> str:
    return path.rpartition("/")[2]
