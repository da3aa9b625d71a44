"""A time limit in plain Chinese (活动频率或完成时限) → Schedule: when it is due, from when, how often, what is to be drawn up.

The rules of reading stand in `rules`, the cutting into clauses in `scan`; here the clauses of one cell are put together. Nothing is dropped: what no
rule understands is in `unparsed`, and no text whatever raises an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, date
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from xlplan.schedule.calendar import Terms
from xlplan.schedule.context import Context
from xlplan.schedule.meanings import ByYear, Documents, Limit, Repeats, Routine
from xlplan.schedule.scan import TextPiece, scan, tidy
from xlplan.schedule.schedule import Milestone, Recurrence, Schedule, ScheduleKind
from xlplan.terms.patterns import pattern_of

_DONE: Final = pattern_of(
    "完成|建成|建立|制定|制订|出台|印发|上报|报送|提交|到位|验收|总结|评估|办结|销号|投用|投入使用"
)
_FILLER: Final = pattern_of(
    "(?:完成|实施|施行|试行|请|开展|推进|落实|进行|执行|启动|到位|全部|全面|基本|力争|确保|争取|原则上|计划|预计|须|应|需|务必|必须|"
    "并|且|和|及|与|或|的|于|在|从|自|到|至|为|各|期间|之间|含当?[日天月季年]?|完成时限|完成时间|时限要求|时间节点|时限|时间)++"
)
_MARKS: Final = " 、,.;:!?，。；：！？·…-—()（）[]【】\"“”'‘’/|"
# A recurrence's doer is what stands before it, unless that says what is done rather than who does it.
_MODAL: Final = pattern_of("(?:原则上|一般|至少|应当?|须|需要?|要|必须|坚持|实行|按照?|做到|分别|并|且|各自)+$")
_DEED: Final = pattern_of(
    "建立|建设|开展|召开|制定|制订|完善|落实|推进|完成|进行|通过|加强|提升|强化|报送|上报|举办|实施|公布|更新|"
    "听取|检查|报告|汇报|调度|通报|做好|抓好|组织(?!部|人事|宣传)|工作$|任务$|情况$"
)
_EXCEPTION: Final = pattern_of(
    "(?:如[遇有因]|若[遇有因]|遇|因|确|可|最[迟长]).{0,12}(?:延[至到长期]|顺延|放宽)|^(?:可|最迟)?(?:延长?|顺延|放宽)[至到]"
)
# A holiday moves no day: 6月底前（遇节假日顺延） is the end of June.
_MOVED: Final = pattern_of(
    "[（(]?(?:如|若)?[遇逢](?:法定|国家)?(?:节?假日|休息日|周末|双休日)+[则，,]?(?:时间)?(?:自动)?顺延[)）]?"
)
_JOINT: Final = pattern_of("^(?:并且?(?![联轨校发])|且)")
_MORE_TIME: Final = pattern_of(r"(?:\d|[一二三四五六七八九十])(?:日|号|月|周|季|旬|学期)|[上中下]旬", re.ASCII)
_LONGEST_DOER: Final = 16


class Unruled(StrEnum):
    """What accounts for words that no rule took."""

    SEPARATOR = "separator"
    JOINT = "joint"
    FILLER = "filler"
    UNPARSED = "unparsed"


@dataclass(slots=True)
class _Cell:
    """What has been read of a cell so far; `parts` are its words, each with the name of the rule that accounts for it, or an `Unruled`."""

    text: str
    starts: list[date] = field(default_factory=list)
    ends: list[Milestone] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    periods: dict[int, tuple[date, date]] = field(default_factory=dict)
    routine: bool = False
    recurrences: list[Recurrence] = field(default_factory=list)
    deliverables: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    year_assumed: list[str] = field(default_factory=list)
    term_assumed: list[str] = field(default_factory=list)
    reversed: list[str] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)


def read_schedule(
    text: str, *, year: int, today: date | None = None, before_includes: bool = True, terms: Terms | None = None
) -> Schedule:
    """Read a time limit.

    `year` is used where neither the limit nor what precedes it names one. `today` (a day of the round) is for limits such
    as 月底前, which name no month; without it they stay unread. `before_includes` says that 6月前 means by the end of June,
    else by the end of May. `terms` are the school terms, if they are not the usual ones. Raise nothing.
    """
    return _read(text, year, today, before_includes, terms or Terms())[0]


def parts_by_rule(
    text: str, *, year: int, today: date | None = None, before_includes: bool = True, terms: Terms | None = None
) -> tuple[tuple[str, str], ...]:
    """Return the whole cell part by part, each with the name of the rule that took it, or an `Unruled`."""
    return _read(text, year, today, before_includes, terms or Terms())[1]


@lru_cache(1 << 12)  # a table says the same of many tasks, and each round's plan says it again
def _read(
    text: str, year: int, today: date | None, before_includes: bool, terms: Terms
) -> tuple[Schedule, tuple[tuple[str, str], ...]]:
    context = Context(year, today, before_includes, terms)
    cell = _Cell(tidy(text))
    position = 0
    clauses = list(scan(cell.text, context))
    for n, pieces in enumerate(clauses):
        if not _is_exception(cell, pieces):
            _limits(cell, n, pieces)
    for n, pieces in enumerate(clauses):
        _separator(cell, position, pieces[0].start)
        if _is_exception(cell, pieces):
            # How long it may take if something comes up is no limit.
            cell.parts.append((cell.text[pieces[0].start : pieces[-1].end], Unruled.UNPARSED))
        else:
            _clause(cell, n, pieces, context)
        position = pieces[-1].end
    _separator(cell, position, len(cell.text))
    return _schedule(text, cell), tuple(cell.parts)


def _is_exception(cell: _Cell, pieces: Sequence[TextPiece]) -> bool:
    return bool(_EXCEPTION.search(_MOVED.sub("", cell.text[pieces[0].start : pieces[-1].end])))


def _separator(cell: _Cell, start: int, end: int) -> None:
    if end > start:
        cell.parts.append((cell.text[start:end], Unruled.SEPARATOR))


def _words(cell: _Cell, pieces: Sequence[TextPiece]) -> str:
    numbered = len(pieces) > 1 and pieces[0].rule == "list number"
    return _trimmed(cell.text[pieces[numbered].start : pieces[-1].end])


def _trimmed(words: str) -> str:
    """Strip marks off both ends; a mark that closes what was opened inside stays."""
    bare = words.strip(_MARKS)
    closers = words[words.find(bare) + len(bare) :]
    for opener, closer in ("“”", "（）", "()", "‘’"):
        if bare.count(opener) > bare.count(closer) and closers.startswith(closer):
            bare += closer
    return bare


def _limits(cell: _Cell, number_of_clause: int, pieces: Sequence[TextPiece]) -> None:
    """Take over the beginnings and ends that a clause sets."""
    starts: list[date] = []
    ends: list[date] = []
    clause = _words(cell, pieces)
    for piece in pieces:
        if isinstance(piece.reading, Limit):
            limit = _decided(piece.reading, cell.text[piece.end : pieces[-1].end])
            starts += [limit.start] if limit.start else []
            ends += [*limit.earlier, *([limit.due] if limit.due else [])]
            cell.unclear += [clause] if limit.unclear else []
            cell.year_assumed += [clause] if limit.year_assumed else []
            cell.term_assumed += [clause] if limit.term_assumed else []
    cell.starts += starts
    cell.ends += [Milestone(end, clause) for end in ends]
    if starts and ends:
        cell.periods[number_of_clause] = min(starts), max(ends)
        if max(ends) < min(starts):
            cell.reversed.append(clause)


def _decided(limit: Limit, rest: str) -> Limit:
    """Make a span that is merely named a deadline if something is to be completed, else let it last from its first day."""
    # What stands behind a colon is what is to be done in that span: 一季度：完成招标.
    headed = rest[:1] in ("：", ":")
    return replace(limit, start=None) if limit.plain and not headed and _DONE.search(rest) else limit


def _clause(cell: _Cell, number_of_clause: int, pieces: Sequence[TextPiece], context: Context) -> None:
    taken: dict[int, str] = {n: piece.rule or "" for n, piece in enumerate(pieces) if piece.reading}
    for n, piece in enumerate(pieces):
        match piece.reading:
            case Routine():
                cell.routine = True
            case Documents(names):
                cell.deliverables += names
            case ByYear(years):
                if not _by_year(cell, number_of_clause, _words(cell, pieces), years, context):
                    del taken[n]
    recurring = _repeats(cell.text, pieces, taken)
    cell.recurrences += recurring.recurrences
    _leftovers(cell, pieces, recurring.taken, recurring.split)


def _by_year(cell: _Cell, number_of_clause: int, clause: str, years: int | None, context: Context) -> bool:
    """Add the end of each year of the nearest period, or of `years` years. Return False if neither is known."""
    nearest = min(cell.periods, key=lambda n: abs(n - number_of_clause), default=None)
    if nearest is not None:
        first, last = cell.periods[nearest]
    elif years:
        first = min(cell.starts, default=date(context.last_year or context.year, 1, 1))
        last = date(min(first.year + years - 1, MAXYEAR), 12, 31)
        cell.starts.append(first)
        cell.ends.append(Milestone(last, clause))
        cell.periods[number_of_clause] = first, last
    else:
        return False
    cell.milestones += [Milestone(min(date(y, 12, 31), last), clause) for y in range(first.year, last.year + 1)]
    return True


class _Recurring(NamedTuple):
    """The recurrences of a clause, and what became of its pieces."""

    recurrences: Sequence[Recurrence]
    taken: Mapping[int, str]
    """The name of the rule by each piece that is read."""
    split: Mapping[int, int]
    """For each piece of which only the end belongs to a recurrence, where that end begins."""


def _repeats(text: str, pieces: Sequence[TextPiece], taken_before: Mapping[int, str]) -> _Recurring:
    """Read the recurrences of a clause with the words around them."""
    recurrences: list[Recurrence] = []
    taken = dict(taken_before)
    split: dict[int, int] = {}
    for n, piece in enumerate(pieces):
        if not isinstance(piece.reading, Repeats):
            continue
        start, end, by = piece.start, piece.end, None
        if n and pieces[n - 1].rule is None and n - 1 not in taken:
            before = text[pieces[n - 1].start : piece.start]
            words = before.lstrip(_MARKS)
            doer = _MODAL.sub("", words).rstrip(_MARKS)
            start = piece.start - len(words) + len(_MODAL.sub("", words)) if words else start
            if doer and len(doer) <= _LONGEST_DOER and not _DEED.search(doer):
                by, start = doer, piece.start - len(words)
            split[n - 1] = start
        if _belongs(text, pieces[n + 1 : n + 3]):
            end = pieces[n + 1].end
            taken[n + 1] = piece.rule or ""
        words = _trimmed(_JOINT.sub("", text[start:end]))
        recurrences += [Recurrence(repeat, by, words) for repeat in piece.reading.each]
    return _Recurring(recurrences, taken, split)


def _belongs(text: str, following: Sequence[TextPiece]) -> bool:
    """Return True if the words after a recurrence are part of it: they name no other time and not who does the next one."""
    if not following or following[0].rule is not None:
        return False
    if _MORE_TIME.search(text, following[0].start, following[0].end):
        return False
    return not (isinstance(following[-1].reading, Repeats) and text.startswith("、", following[0].start))


def _leftovers(cell: _Cell, pieces: Sequence[TextPiece], taken: Mapping[int, str], split: Mapping[int, int]) -> None:
    """Account for the words that nothing took."""
    run = ""
    for n, piece in enumerate(pieces):
        if n in taken:
            _leftover(cell, run, before_rule=True)
            run = ""
            cell.parts.append((cell.text[piece.start : piece.end], taken[n]))
            continue
        end = split.get(n, piece.end)
        run += cell.text[piece.start : end]
        if end < piece.end:
            _leftover(cell, run, before_rule=True)
            run = ""
            cell.parts.append((cell.text[end : piece.end], pieces[n + 1].rule or ""))
    _leftover(cell, run, before_rule=False)


def _leftover(cell: _Cell, run: str, *, before_rule: bool) -> None:
    """Keep words that no rule took, less the marks and joints at their ends."""
    words = run.lstrip(_MARKS)
    if cell.parts and cell.parts[-1][1] != Unruled.SEPARATOR:
        words = _JOINT.sub("", words).lstrip(_MARKS)
    lead = run[: len(run) - len(words)]
    kept = words[: len(words) - len(words.lstrip(_MARKS))] + _trimmed(words)
    if before_rule:
        kept = re.sub("(?:(?<!合)并|且)$", "", kept).rstrip(_MARKS)
    mine = Unruled.FILLER if _FILLER.fullmatch(kept) else Unruled.UNPARSED
    for part, name in ((lead, Unruled.JOINT), (kept, mine), (words[len(kept) :], Unruled.JOINT)):
        if part:
            cell.parts.append((part, name))


def _is_confirmed(cell: _Cell) -> bool:
    """Return True if what stands beside a limit before a term names the same day: 8月31日（开学前）."""
    assumed = {end.due for end in cell.ends if end.text in cell.term_assumed}
    named = [end.due for end in cell.ends if end.due in assumed]
    return len(named) > len(assumed)


def _schedule(text: str, cell: _Cell) -> Schedule:
    due = max((end.due for end in cell.ends), default=None)
    earlier = [end for end in cell.ends if due and end.due < due]
    kind = next(
        kind
        for kind, given in zip(
            ScheduleKind, (cell.periods, cell.ends, cell.recurrences, cell.routine, True), strict=True
        )
        if given
    )
    return Schedule(
        text=text, kind=kind, start=min(cell.starts, default=None), due=due,
        every=tuple(dict.fromkeys(each.repeat.unit for each in cell.recurrences)),
        recurrences=tuple(cell.recurrences),
        milestones=tuple(sorted(dict.fromkeys([*earlier, *cell.milestones]), key=lambda each: each.due)),
        deliverables=tuple(dict.fromkeys(cell.deliverables)),
        unparsed=tuple(part for part, rule in cell.parts if rule == Unruled.UNPARSED),
        unclear=tuple(dict.fromkeys(cell.unclear)), reversed=tuple(dict.fromkeys(cell.reversed)),
        routine=cell.routine, year_assumed=tuple(dict.fromkeys(cell.year_assumed)),
        term_assumed=() if _is_confirmed(cell) else tuple(dict.fromkeys(cell.term_assumed)),
    )  # fmt: skip
