"""What the leaders must decide, in words: who asks for what, and on what grounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlplan.schedule.calendar import day_words
from xlplan.status.light_case import found_done
from xlplan.status.model import DepartmentStatus, Status, TaskStatus
from xlplan.status.rollup import asks_for_help, awaits_closing
from xlplan.status.words import told_together
from xlplan.terms.choices import QuestionKind, State
from xlplan.terms.fields import Field
from xlplan.terms.headings import ITEM_WORDS
from xlplan.terms.records import record


@record(frozen=True, slots=True)
class Matter:
    """Something that the leaders must decide: which task, of which kind, and who asks for what."""

    task: TaskStatus
    kind: str
    asked: Sequence[tuple[DepartmentStatus, str]]

    @property
    def said(self) -> str:
        """Who asks for what; those that ask for the same stand together."""
        return told_together((each.department, words) for each, words in self.asked)

    @property
    def words(self) -> str:
        """The kind, and what is asked."""
        return f"{self.kind}｜{self.said}"


def matters(status: Status) -> list[Matter]:
    """Return 待销号, pauses and delays not yet agreed to, and 需协调, in the order of the table."""
    found = []
    for task in status.tasks:
        asked: dict[str, list[tuple[DepartmentStatus, str]]] = {}
        for each in task.departments:
            for kind, words in _asked(task, each):
                asked.setdefault(kind, []).append((each, words))
        found += [Matter(task, kind, who) for kind, who in asked.items()]
    return found


def _asked(task: TaskStatus, each: DepartmentStatus) -> Iterator[tuple[str, str]]:
    """Yield what a department asks for, with its kind: help and a delay often go together."""
    why = each.standing(Field.PROBLEMS)
    if awaits_closing(each):
        who = "办公室核定" if found_done(each.agreements, each.claim) else "报"
        yield QuestionKind.CLOSE, f"{who}已完成，请定是否同意销号。{_grounds(each, Field.PROGRESS, Field.EVIDENCE)}"
        return
    if helped := asks_for_help(task, each):
        said = why or each.standing(Field.PROGRESS) or "没有写事由。"
        yield State.NEEDS_HELP, _sentence(said) + _grounds(each, *([Field.PROGRESS] if why else []), Field.NEXT)
    if not each.role.carries_out or each.claim is None or each.closed or each.paused:
        return
    if each.state == State.PAUSED:
        yield QuestionKind.PAUSE, why or each.standing(Field.PROGRESS) or "没有写原因。"
        return
    if each.asks and each.due:
        late = "到期后才提出，" if asked_late(each) else ""
        yield (
            QuestionKind.DELAY,
            f"到期日{day_words(each.due)}，{late}申请延到{day_words(each.asks)}。{'' if helped else why}",
        )


def _grounds(each: DepartmentStatus, *names: Field) -> str:
    """Return what the department wrote in these columns, as the leaders need it to decide; it counts by now, be it earlier."""
    claimed = each.claim.values if each.claim else {}
    said = {name: str(claimed[name].value).strip().rstrip("。；") for name in names if name in claimed}
    return "".join(f"{ITEM_WORDS[name]}：{text}。" for name, text in said.items() if text)


def _sentence(text: str) -> str:
    return f"{text.rstrip('。；')}。"


def asked_late(each: DepartmentStatus) -> bool:
    """Return True if a delay was asked for after the day had passed."""
    at = each.claim.origin_of(Field.EXPECTED).at if each.claim else None
    return bool(at and each.due and at.date() > each.due)
