"""The questions of a round: what the office has to decide, as the rows of 待核实 list it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from xlplan.decisions.model import Decision, Question, RowKey
from xlplan.decisions.settled import Agreements, Conflict, Entry, OpenDoubt, Settled
from xlplan.decisions.standing import corrected
from xlplan.handout.split import Sent
from xlplan.plan.plan import Plan
from xlplan.returns.received import Received, Submission
from xlplan.returns.sheet import reported_text
from xlplan.returns.values import ReportedValue
from xlplan.terms.cells import NOTHING
from xlplan.terms.choices import QuestionKind, Role, State
from xlplan.terms.fields import Field
from xlplan.terms.text import fold


def questions(
    plan: Plan,
    settled: Settled,
    received: Iterable[Submission],
    decisions: Iterable[Decision],
    latest: Mapping[str, Sent],
) -> list[Question]:
    """Return a round's open questions, each once; `latest`, the newest sheets, tell who carries out a task."""
    leads = {(row.task_key, name) for name, sent in latest.items() for row in sent.sheet.live if row.role is Role.LEAD}
    renamed = plan.registry.renamed({department for _, department in settled.entries})

    def owes(entry: Entry) -> bool:
        """Return True if its department, under its old or new name, carries out the task and has said nothing since."""
        now = renamed.get(entry.department, "")
        since = bool(now) and (entry.task, now) in settled.entries
        return not since and any((fold(entry.task), name) in leads for name in (entry.department, now))

    found: dict[RowKey, Question] = {}
    for question in (
        *(each for conflict in settled.conflicts for each in _of_conflict(conflict)),
        *map(_of_doubt, settled.doubts),
        *(
            each
            for entry in settled.entries.values()
            if owes(entry)
            for each in _requests(plan, entry, settled.agreed(entry.task, entry.department))
        ),
        *_of_reasons(received, list(decisions)),
    ):
        found.setdefault(question.key, question)
    return list(found.values())


def _of_conflict(conflict: Conflict) -> Iterator[Question]:
    """Yield one question for each value that differs from the first."""
    (first, source), *rest = conflict.values
    before = _shown(conflict.field, first)
    seen = {fold(before)}
    for value, other in rest:
        shown = _shown(conflict.field, value)
        if fold(shown) in seen:
            continue
        seen.add(fold(shown))
        yield Question(
            QuestionKind.CONFLICT, conflict.department, conflict.task, conflict.field, before, shown,
            f"原值：{_name(source)}\n报送值：{_name(other)}", "定下来之前哪个也没有采用。",
        )  # fmt: skip


def _shown(field: Field, value: ReportedValue | None) -> str:
    return NOTHING if value is None else reported_text(field, value)


def _of_doubt(open_: OpenDoubt) -> Question:
    doubt = open_.doubt
    meant = reported_text(doubt.field, doubt.proposal)
    if doubt.proposal is None:
        note = "看不出是什么意思，没有可以采用的值：请问清后用“代录”写上，或退回。"
    elif fold(meant) == fold(doubt.shown):
        note = f"不能确定是任务 {doubt.task} 的（编号对不上、编号重复或合并单元格），先留着没有采用；采用报送就算它的。"
    else:
        note = f"是不是 {meant}？采用报送就按 {meant} 登记。"
    return Question(
        QuestionKind.UNCLEAR, open_.department, doubt.task, doubt.field, NOTHING, doubt.shown,
        f"{_name(open_.source)} {doubt.cell}", note, doubt.proposal is not None,
    )  # fmt: skip


def _requests(plan: Plan, entry: Entry, ruled: Agreements) -> Iterator[Question]:
    """Yield a question for each claim of a department: done, to be put off, or due later than planned."""
    state, expected = entry.values.get(Field.STATE), entry.values.get(Field.EXPECTED)

    def request(kind: QuestionKind, field: Field, before: str, reported: str, note: str = "") -> Question:
        source = f"{_name(entry.source_of(field))} {entry.values[field].cell}"
        return Question(kind, entry.department, entry.task, field, before, reported, source, note)

    if ruled.closed:
        return
    if state and state.value == State.DONE:
        share = entry.values.get(Field.PERCENT)
        note = f"完成进度报的是 {reported_text(Field.PERCENT, share.value)}。" if share else ""
        yield request(QuestionKind.CLOSE, Field.STATE, "", State.DONE, note)
        return
    if state and state.value == State.PAUSED:
        if not ruled.paused:
            yield request(QuestionKind.PAUSE, Field.STATE, "", State.PAUSED)
        return
    task = plan.task(entry.task)
    due = ruled.day or (task.schedule.due if task else None)
    if due and expected and not isinstance(expected.value, str | float) and expected.value > due:
        late = expected.value.isoformat()
        yield request(QuestionKind.DELAY, Field.EXPECTED, due.isoformat(), late)


def _of_reasons(received: Iterable[Submission], decisions: Sequence[Decision]) -> Iterator[Question]:
    files = [item for item in received if isinstance(item, Received) and item.verdict.taken and item.department]
    gone = corrected(files)
    for item in (item for item in files if item.sha256 not in gone):
        for reason in item.reasons:
            if not reason.kind.asks:
                continue
            question = Question(
                reason.kind.asks, item.department or "", reason.task or "", reason.field, reason.before, reason.after,
                f"{_name(item.path)} {reason.cell or ''}".strip(), reason.hint,
            )  # fmt: skip
            if not any(decision.key == question.key and decision.reaches(item) for decision in decisions):
                yield question


def _name(path: str) -> str:
    return path.rpartition("/")[2]
