"""What a department has to correct in what it sent: which cells, why, and how, on its newest sheet as it was read.

The catalogue says which findings a department is told, and in what words. Here is what no single return shows: blank
cells of the newest sheet, values that differ, and what the office sent back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from xlplan.decisions.model import Decision, key_of
from xlplan.decisions.settle import settle
from xlplan.decisions.standing import standing
from xlplan.handout.sheets import Sent
from xlplan.reissue.revisions import NO_ANSWERS, AnswersSoFar
from xlplan.returns.quality import PEOPLE, required_cells
from xlplan.returns.received import Received, Submission
from xlplan.returns.sheet import reported_text
from xlplan.returns.values import ReportedValue
from xlplan.terms.catalogue import CATALOGUE, Extent
from xlplan.terms.cells import MAX_TEXT, NOTHING
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.headings import ITEM_WORDS, TASK_SHEET_LABELS
from xlplan.terms.records import record
from xlplan.terms.text import Folded, fold

_HEADINGS: Final[Mapping[Field, str]] = {**ITEM_WORDS, **TASK_SHEET_LABELS}
_FIELDS: Final = tuple(_HEADINGS)
_LONGEST: Final = 400
"""The number of characters of a text that a comment repeats."""
_BACK: Final[Mapping[QuestionKind, str]] = {
    QuestionKind.CLOSE: "没有同意销号",
    QuestionKind.PAUSE: "没有同意暂缓",
    QuestionKind.DELAY: "没有同意延期",
    QuestionKind.EDITED: "没有同意改动原文，仍按原来的文字填报",
    QuestionKind.NEW_ROW: "没有同意新增的任务，不用填报",
}


@record(frozen=True, slots=True)
class Mark:
    """A cell of a sheet that goes back: 编号 (empty above the table), column, its content, and how to correct it."""

    task: str
    field: Field
    shown: str
    words: tuple[str, ...]
    several: bool = False
    """True if different values were reported, of which none counts yet: the cell is no gap."""
    suffices: bool = True
    """False if nothing would go back for it alone: it is only said along."""
    beside: Sequence[tuple[Field, ...]] = ()
    """For each of the words, the columns of the row that may mend it as well; empty if one of them has none."""

    @property
    def heading(self) -> str:
        """The column's heading, or the label."""
        return _HEADINGS[self.field]


@record(frozen=True, slots=True)
class UnreadReturn:
    """A file that could not be taken, and what its sender is told."""

    path: str
    words: tuple[str, ...]


@record(frozen=True)
class SendBack:
    """What goes back to one department: its newest sheet with `answers` as they were read, and what is to be corrected.

    `marks` are cells, `remarks` are about the whole sheet; `corrects` are the returns that the corrected sheet will
    replace. If nothing it sent could be read, there are only `refused` files, and the sheet goes back as it was.
    """

    department: str
    sent: Sent
    answers: AnswersSoFar = NO_ANSWERS
    marks: Sequence[Mark] = ()
    remarks: Sequence[str] = ()
    corrects: tuple[str, ...] = ()
    refused: Sequence[UnreadReturn] = ()
    insists: bool = False
    """True if it would go back for a remark alone."""
    unread: Sequence[str] = ()
    """In plain words, what the department put into its sheet that was not taken as an answer."""

    @property
    def gaps(self) -> Sequence[Mark]:
        """The cells that are still to be filled in, if that is all for which it goes back; else none."""
        must = [each for each in self.marks if each.suffices]
        more = self.refused or self.insists or any(each.shown or each.several for each in must)
        return [] if more else must

    @property
    def read(self) -> bool:
        """True if anything that the department sent could be read."""
        return bool(self.corrects)


@dataclass
class _Spot:
    words: dict[str, tuple[Field, ...]] = field(default_factory=dict)
    """How to correct it, each with the columns that may mend it as well."""
    suffices: bool = False


class Mending:
    """The returns of one department that count, on its newest sheet."""

    def __init__(
        self,
        sent: Sent,
        items: Sequence[Submission],
        decisions: Sequence[Decision],
        round_: str,
        routines: Mapping[Folded, date] | None = None,
        handed: Mapping[tuple[str, int], int] | None = None,
    ) -> None:
        self.sent, self.sheet = sent, sent.sheet
        self.items = standing(items)
        self.settled = settle(items, decisions, round_, routines, handed)
        mine = [decision for decision in decisions if decision.round == round_ and decision.ruling]
        opened = {d.task_key: d.action for d in decisions if d.kind is QuestionKind.REOPEN}
        self.decided = {
            (d.task_key, d.field)
            for d in mine
            if d.ruling is not Ruling.SEND_BACK
            # What was opened again is to be answered again.
            and not (d.ruling is Ruling.CLOSE and d.action < opened.get(d.task_key, 0))
        }
        self.back = [decision for decision in mine if decision.ruling is Ruling.SEND_BACK]
        self.known = {row.task_key: row.task for row in self.sheet.live}
        self.values: dict[str, dict[Field, ReportedValue]] = {task: {} for task in self.known.values()}
        self.spots: dict[tuple[str, Field], _Spot] = defaultdict(_Spot)
        self.remarks: list[str] = []
        self.open: set[tuple[str, Field]] = set()
        self.several: set[tuple[str, Field]] = set()
        self.insists = False

    def send_back(self, refused: Sequence[UnreadReturn]) -> SendBack | None:
        """Return what goes back, or None."""
        files = [item for item in self.items if isinstance(item, Received)]
        if not files:
            return None
        people = {
            name: text for item in reversed(files) for name, text in item.people.items() if text
        }  # fmt: skip
        self._settled()
        self._sent_back()
        for item in files:
            for reason in item.reasons:
                if reason.mend and not reason.kind.rechecked:
                    self._reason(reason)
        for place in self.open - set(self.spots):
            self._mark(*place, "这一格看不准，还没有采用。请核对后重新填写。")
        self._blank(people)
        if not self.insists and not any(spot.suffices for spot in self.spots.values()):
            return None
        for task, values in self.values.items():
            for name in [name for name, value in values.items() if isinstance(value, str) and len(value) > MAX_TEXT]:
                length = len(str(values.pop(name)))
                self._mark(task, name, f"所填内容有 {length} 个字，一个单元格放不下。请缩短后重新填写。")
        order = {task: number for number, task in enumerate(["", *self.values])}
        places = sorted(self.spots, key=lambda place: (order[place[0]], _FIELDS.index(place[1])))
        marks = [
            Mark(
                *place,
                self._shown(*place),
                tuple(spot.words),
                place in self.several,
                spot.suffices,
                tuple(spot.words.values()) if all(spot.words.values()) else (),
            )
            for place in places
            for spot in [self.spots[place]]
        ]
        corrects = tuple(sorted({item.sha256 for item in files}))
        unread = (reason.kind.unread for item in files for reason in item.reasons)
        return SendBack(self.sheet.department, self.sent, AnswersSoFar(people, self.values), marks,
                        tuple(dict.fromkeys(self.remarks)), corrects, refused, self.insists,
                        tuple(dict.fromkeys(filter(None, unread))))  # fmt: skip

    def _shown(self, task: str, name: Field) -> str:
        return reported_text(name, self.values.get(task, {}).get(name))

    def _mark(self, task: str, name: Field, words: str, suffices: bool = True, beside: tuple[Field, ...] = ()) -> None:
        spot = self.spots[task, name]
        spot.suffices |= suffices
        spot.words.setdefault(words, beside)

    def _settled(self) -> None:
        """Collect what counts and what is open: one unclear return in its own words, else all that was said."""
        said: dict[tuple[str, Field], list[str]] = defaultdict(list)
        for (number, _), entry in self.settled.entries.items():
            task = self.known.get(fold(number))
            if task:
                self.values[task] |= {name: reported.value for name, reported in entry.values.items()}
        for conflict in self.settled.conflicts:
            task = self.known.get(fold(conflict.task))
            if task:
                said[task, conflict.field] += [
                    NOTHING if value is None else reported_text(conflict.field, value) for value, _ in conflict.values
                ]
        for open_ in self.settled.doubts:
            doubt = open_.doubt
            task = self.known.get(fold(doubt.task))
            if task is None:
                continue
            shown = said[task, doubt.field]
            if doubt.shown not in shown:
                shown.append(doubt.shown)
            if len(shown) == 1 and doubt.field not in self.values[task]:
                # The value itself if only its row is in doubt, else the words as they came.
                meant = doubt.proposal
                certain = meant is not None and reported_text(doubt.field, meant) == doubt.shown
                self.values[task][doubt.field] = meant if meant is not None and certain else doubt.shown
        self.open = set(said)
        for (task, name), texts in said.items():
            if len(texts) > 1:
                self.several.add((task, name))
                self.values[task].pop(name, None)
                shown_all = "、".join(f"“{_short(text)}”" for text in texts)
                self._mark(task, name, f"报来的内容有几种：{shown_all}。请写明以哪一种为准。")

    def _sent_back(self) -> None:
        """Collect what the office sent back, as it was reported, with the office's note."""
        for (number, _), entry in self.settled.entries.items():
            task = self.known.get(fold(number))
            if task is None:
                continue
            for name in entry.sent_back:
                why = [d for d in self.back if d.task_key == fold(task) and d.field == name]
                value = next(self._raw(task, name), None)
                if value is not None:
                    self.values[task][name] = value
                self._mark(task, name, _back_words(why[-1] if why else None))
        for item in self.items:
            for reason in item.reasons:
                if reason.kind.asks:
                    self._refused(item, reason, reason.kind.asks)

    def _refused(self, item: Submission, reason: Finding, kind: QuestionKind) -> None:
        """Collect a changed text or added row that the office sent back, until a sheet without it has come."""
        task, name = reason.task or "", reason.field
        key = key_of(kind, self.sheet.department, task, name, reason.before, reason.after)
        decision = next((d for d in self.back if d.key == key and item.action < d.action), None)
        if decision is None:
            return
        known = self.known.get(fold(task))
        if known and name and name in ITEM_WORDS:
            self._mark(known, name, _back_words(decision))
        else:
            self.insists = True
            self.remarks.append(_back_words(decision))

    def _raw(self, task: str, name: Field) -> Iterator[ReportedValue]:
        for item in self.items:
            for row in item.rows:
                if row.task_key == fold(task):
                    yield from ([row.values[name].value] if name in row.values else [])
                    yield from (doubt.shown for doubt in row.doubts if doubt.field == name)

    def _reason(self, reason: Finding) -> None:
        kind, name = reason.kind, reason.field
        task = self.known.get(fold(reason.task)) if reason.task else None
        if task is None:
            # A remark on the whole sheet; rows that are no longer the department's are not mentioned.
            self.remarks += [] if reason.task else [reason.mend]
        elif kind.loses is Extent.ROW:
            if self.values[task].keys() <= {Field.SUMMARY}:
                self._mark(task, Field.ID, reason.mend)
        elif kind.leaves_open is Extent.ROW:
            if any(place[0] == task for place in self.open):
                self._mark(task, Field.ID, reason.mend)
        elif kind.leaves_open is Extent.CELL:
            if name and (task, name) in self.open:
                self._mark(task, name, reason.mend, beside=kind.beside)
        elif name and not (kind.suffices and self._answered(task, name)):
            self._mark(task, name, reason.mend, kind.suffices, kind.beside)

    def _answered(self, task: str, name: Field) -> bool:
        return name in self.values[task] or (fold(task), name) in self.decided

    def _blank(self, people: Mapping[Field, str]) -> None:
        mend = CATALOGUE["return-required-blank"].mend
        for task, name in required_cells(self.sheet):
            if self._answered(task, name):
                continue
            if spot := self.spots.get((task, name)):
                # What was struck through, or stood in a column that was not read, leaves the cell as blank.
                spot.suffices = True
            else:
                self._mark(task, name, mend.format(heading=_HEADINGS[name]))
        for name in PEOPLE if self.sheet.owes else ():
            if not people.get(name):
                self._mark("", name, mend.format(heading=_HEADINGS[name]))


def _back_words(decision: Decision | None) -> str:
    why = _BACK.get(decision.kind, "") if decision else ""
    note = decision.note.strip().rstrip("。") if decision else ""
    said = f"{why or '经核实退回'}{'：' if note else ''}{note}。"
    return (
        said
        if decision and decision.kind in (QuestionKind.EDITED, QuestionKind.NEW_ROW)
        else f"{said}请按实际情况重新填写。"
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……（共{len(text)}字）"
