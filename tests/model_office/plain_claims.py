"""The plain reading, second part: what is claimed and decided of one row.

Written from section 6b of the design alone. A row's story is told again from the first day each time it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from model_office.office import (
    CELLS,
    DONE,
    PAUSED,
    RUNNING,
    AfterPause,
    AfterVerify,
    Cell,
    Cells,
    Close,
    Decision,
    Delay,
    Entered,
    HandOut,
    Limit,
    LimitChanged,
    MilestoneMet,
    OfRow,
    Pause,
    Refuse,
    Reopen,
    Report,
    Resume,
    Settle,
    Value,
    Verify,
)  # fmt: skip
from model_office.plain_standing import Row, Standing, comes_after, limit_now, name_now


@dataclass
class Told:
    """What was told of a row up to a moment: the claim, cell by cell, and what the office decided."""

    claim: Cells = field(default_factory=Cells)
    round_of: dict[Cell, str] = field(default_factory=dict)
    answered: bool = False
    reported_in: dict[str, str | None] = field(default_factory=dict)
    """本期进展 by round, of the rounds in which the row is reported."""
    sent_back: set[str] = field(default_factory=set)
    """Of these the rounds in which 已完成 was sent back, and nothing was reported since."""
    closings: int = 0
    half_since: date | None = None
    """The day of the 同意销号 that closed the deadline half."""
    open_since: date | None = None
    """The day on which a decision opened the row again."""
    open_in: str = ""
    """The round of that decision."""
    paused: bool = False
    verified: dict[Cell, int | str] = field(default_factory=dict)
    verified_in: str = ""
    """The round of the last 核定."""
    asked_after_verify: set[Cell] = field(default_factory=set)
    asked_after_pause: list[tuple[str, int, Cells]] = field(default_factory=list)
    """Each return that came while the row was paused: round, generation of the sheet, cells."""
    refused_days: set[date] = field(default_factory=set)
    agreed: date | None = None
    met: set[date] = field(default_factory=set)
    conflicts: dict[Cell, tuple[Value, Value]] = field(default_factory=dict)
    """The values, the later last, of the cells in which returns differ."""
    before_done: Cells = field(default_factory=Cells)
    before_done_in: str = ""
    """The round of the percent before 已完成."""
    percent_since_done: bool = False
    """Whether the percent was reported after 已完成, by a report that does not say so itself, nor 100%, which says the same."""
    before_pause: Cells = field(default_factory=Cells)
    before_pause_in: dict[Cell, str] = field(default_factory=dict)
    """The round of each of its cells."""
    before_round: dict[str, Cells] = field(default_factory=dict)
    before_round_of: dict[str, dict[Cell, str]] = field(default_factory=dict)
    """By round what counted before it, and the round of each of its cells."""
    said: list[tuple[str, int, bool, Cells]] = field(default_factory=list)
    """Each return so far: round, generation of the sheet, whether it is 代录, cells."""
    refused_up_to: int = 0
    """How many of them came before the last 退回 of a 暂缓."""
    closed_day: date | None = None
    paused_day: date | None = None
    """The days of the last 同意销号 and 同意暂缓, as they were signed."""
    paused_in: str = ""
    """The round whose report asked for the pause."""
    asking: set[str] = field(default_factory=set)
    """The rounds whose reports ask for one."""

    @property
    def answered_or_verified(self) -> bool:
        """Topic: a row with 核定 is answered."""
        return self.answered or bool(self.verified)

    def counts(self, cell: Cell) -> Value | None:
        """Return what counts in a cell. Topic: the percent and state that the office verified then count."""
        return self.verified.get(cell, self.claim.get(cell))


def story(stand: Sequence[Standing], row: Row) -> Told:
    """Tell a row's story from the first day through all that stands."""
    told, number = Told(), row.task.number
    names = {row.department, name_now(stand, row.department)}
    for place, each in enumerate(stand):
        event = each.event
        if isinstance(event, LimitChanged) and event.task == number:
            _limit_changed(told)
        if isinstance(event, Report) and event.department in names:
            _filed(told, stand[: place + 1], row, event)
        if isinstance(event, OfRow) and event.task == number and row.role != "summary":
            before = stand[: place + 1]
            if event.department in names:
                if isinstance(event, Entered):
                    _said(told, before, row, event.round, event.cells, each.on, by_office=True)
                elif isinstance(event, Decision):
                    _decided(told, limit_now(before, row.task), event, each.on)
    return told


def _filed(told: Told, before: Sequence[Standing], row: Row, report: Report) -> None:
    """Take in what a file says of a row. Topic: 综述 has 本期进展 alone, and is reported when that is filled in."""
    number = row.task.number
    if row.role == "summary":
        if text := report.summaries.get(number):
            told.answered = True
            told.reported_in[report.round] = text
    elif number in report.rows:
        _said(told, before, row, report.round, report.rows[number], report.day, by_office=False)


def _generation(before: Sequence[Standing], row: Row, round_: str, filled: date) -> int:
    """Count the sheets of a round that a department had when it filled one in: handed out, and sent back to be put right.

    A file whose press was taken back is of the sheets of its day still when it is pressed again.
    """
    found = 0
    for each in before:
        event = each.event
        if isinstance(event, HandOut) and event.round == round_ and event.day <= filled:
            found += 1
        elif isinstance(event, Report) and event.round == round_ and event.put_right:
            found += name_now(before, event.department) == name_now(before, row.department)
    return found


def is_closed(told: Told, limit: Limit, day: date) -> bool:
    """Topic: the first 同意销号 closes the deadline half only: until the routine's start the row is closed."""
    if limit.routine_from is None or told.half_since is None:
        return told.closings > 0
    return told.closings > 1 or day < limit.routine_from


def _said(
    told: Told, before: Sequence[Standing], row: Row, round_: str, cells: Cells, filled: date, *, by_office: bool
) -> None:
    """Take in a return. Topics: a claim is kept cell by cell; what a file said of a paused row; 核定后又报."""
    if not cells.reported and cells == Cells():
        return
    closed_on, routine = told.half_since, limit_now(before, row.task).routine_from
    if closed_on is not None and routine is not None and not by_office:
        # A sheet made before the routine was open asked about the other half.
        given = [each.event for each in before if isinstance(each.event, HandOut) and each.event.round == round_]
        if not any(closed_on < each.day <= filled and each.day >= routine for each in given):
            return
    if cells.reported:
        # The last to come stands last.
        words = told.reported_in.pop(round_, None)
        told.reported_in[round_] = cells.progress or words
        told.sent_back.discard(round_)
    if is_closed(told, limit_now(before, row.task), before[-1].on):
        # Of a routine that has not begun yet nothing is said by then.
        return
    told.answered |= cells.reported
    generation = _generation(before, row, round_, filled)
    if told.paused:
        told.asked_after_pause.append((round_, generation, cells))
        return
    _begun(told, round_)
    if not by_office:
        # A newer sheet of the round takes the place of what came in the pause.
        told.asked_after_pause = [each for each in told.asked_after_pause if each[0] != round_ or each[1] >= generation]
    later = _told_later(told, round_)
    known = told.before_done_in
    if "state" in later and not (known and comes_after(known, round_)) and cells.percent and cells.state != DONE:
        # A late file for an earlier round: of a 已完成 claimed since it says the percent before it.
        told.before_done, told.before_done_in = replace(told.before_done, percent=cells.percent), round_
    _before_later(told, round_, cells)
    before_it, came_in = told.claim, dict(told.round_of)
    _differing(told, round_, generation, replace(cells, **dict.fromkeys(later)), by_office=by_office)
    told.said.append((round_, generation, by_office, cells))
    _count(told, round_, cells, by_office=by_office, but=set(told.conflicts))
    if _remember(told, before_it, came_in):
        told.before_done_in = came_in.get("percent", "")
    _percent_after_done(told, cells, later)
    told.asked_after_verify |= {cell for cell in told.verified if cells.get(cell) is not None and cell not in later}


def _begun(told: Told, round_: str) -> None:
    """Keep what counts before the first return of a round."""
    if round_ not in told.before_round:
        told.before_round[round_], told.before_round_of[round_] = told.claim, dict(told.round_of)


def _before_later(told: Told, round_: str, cells: Cells) -> None:
    """Topic: what counted before the round. A late file for an earlier one says it too, and counts where returns of the later one differ.

    So does one for a round beside it.
    """
    for later, before in told.before_round.items():
        of = told.before_round_of[later]
        for cell in CELLS if later != round_ and not comes_after(round_, later) else ():
            value, known = cells.get(cell), of.get(cell)
            if value is None or (known and comes_after(known, round_)):
                continue
            if cell in told.conflicts and told.round_of.get(cell) == later and told.claim.get(cell) == before.get(cell):
                told.claim = _with(told.claim, cell, value)
            told.before_round[later] = _with(told.before_round[later], cell, value)
            of[cell] = round_
    paused_in = told.round_of.get("state", "")
    if told.claim.state == PAUSED and cells.state != PAUSED and paused_in and comes_after(paused_in, round_):
        # So it is of what was claimed before 暂缓.
        for cell in CELLS:
            known = told.before_pause_in.get(cell)
            if cells.get(cell) is not None and not (known and comes_after(known, round_)):
                told.before_pause = _with(told.before_pause, cell, cells.get(cell))
                told.before_pause_in[cell] = round_


def _told_later(told: Told, round_: str) -> set[Cell]:
    """Return the cells that a later round filled in. Topic: a file for an earlier round fills only others."""
    return {cell for cell, of in told.round_of.items() if of and comes_after(of, round_)}


def _differing(told: Told, round_: str, generation: int, cells: Cells, *, by_office: bool) -> None:
    """Topic: in a cell in which returns differ, what counted before the round counts; 代录 counts until decided."""
    for cell in CELLS:
        value = cells.get(cell)
        if value is None:
            continue
        of_round = [each for each in told.said if each[0] == round_ and each[3].get(cell) is not None]
        newest = max((sheet for _, sheet, office, _ in of_round if not office), default=0)
        sheets = newest if by_office else generation
        said = [(sheet, office, them.get(cell)) for _, sheet, office, them in of_round]
        files = [each for sheet, office, each in said if each is not None and not office and sheet == sheets]
        entered = [each for _, office, each in said if each is not None and office]
        others = [each for each in files if each != value]
        if by_office:
            told.conflicts.pop(cell, None)
            told.claim = _with(told.claim, cell, value)
            if others:
                told.conflicts[cell] = others[-1], value
        elif differing := [each for each in (*others, *entered[-1:]) if each != value]:
            told.conflicts[cell] = differing[-1], value
            if not entered:
                told.claim = _with(told.claim, cell, told.before_round[round_].get(cell))
        else:
            told.conflicts.pop(cell, None)


def _with(cells: Cells, cell: Cell, value: Value | None) -> Cells:
    """Return the same cells but one."""
    return replace(cells, **{cell: value})  # type: ignore[arg-type]


def _count(told: Told, round_: str, cells: Cells, *, by_office: bool, but: set[Cell], late: bool = True) -> None:
    """Topics: what is filled in takes the place of what was; 预计完成日期 is of the latest report alone.

    With `late`, what a later round filled in stays.
    """
    for cell in CELLS:
        blank = cells.get(cell) is None and (cell != "expected" or by_office or not cells.reported)
        of = told.round_of.get(cell, "")
        if blank or cell in but or (late and of and comes_after(of, round_)):
            continue
        told.claim = _with(told.claim, cell, cells.get(cell))
        told.round_of[cell] = of if of and comes_after(of, round_) else round_


def _remember(told: Told, before: Cells, came_in: dict[Cell, str]) -> bool:
    """Keep what was claimed before a report that says 已完成 or 暂缓, which counts again after 退回 and 恢复. True if 已完成 is new."""
    done = told.claim.state == DONE and before.state != DONE
    if done:
        told.before_done, told.percent_since_done = before, False
    if told.claim.state == PAUSED and before.state != PAUSED:
        told.before_pause, told.before_pause_in = before, came_in
    # Where 暂缓 stands in several rounds at once, all of them ask for it.
    told.asking = {*told.asking, told.round_of["state"]} if told.claim.state == PAUSED else set()
    return done


def _percent_after_done(told: Told, cells: Cells, later: set[Cell]) -> None:
    """Keep whether the percent beside a 已完成 was reported since."""
    if told.claim.state == DONE and cells.percent is not None and "percent" not in {*told.conflicts, *later}:
        told.percent_since_done = cells.state != DONE and cells.percent < 100


def _decided(told: Told, limit: Limit, event: Decision, on: date) -> None:
    """Carry out a decision of the office on a row."""
    match event:
        case Close():
            told.closings, told.closed_day = told.closings + 1, event.day
            if limit.routine_from is not None and told.half_since is None:
                _half_closed(told, on)
        case Reopen():
            _reopened(told, on)
            told.open_in = event.round
        case Refuse(cell="expected"):
            if told.claim.expected is not None:
                told.refused_days.add(told.claim.expected)
        case Refuse():
            _refused(told, event.round)
        case Pause():
            told.paused, told.paused_in, told.paused_day = True, event.round, event.day
        case Resume():
            _resumed(told, on)
            told.open_in = event.round
        case Delay():
            told.agreed = event.until
        case Verify():
            told.verified |= {c: v for c, v in (("percent", event.percent), ("state", event.state)) if v is not None}  # type: ignore[misc]
            told.asked_after_verify -= set(told.verified)
            told.verified_in = event.round
        case MilestoneMet():
            told.met.add(event.milestone)
        case AfterVerify():
            if event.adopt:
                for cell in told.asked_after_verify:
                    told.verified.pop(cell, None)
            told.asked_after_verify = set()
        case AfterPause():
            asked, told.asked_after_pause = told.asked_after_pause, []
            if event.adopt:
                if told.paused:
                    _resumed(told, on)
                    told.open_in = event.round
                for round_, generation, cells in asked:
                    told.answered = True
                    # Adopted, it is a return like others, from which another may differ.
                    _begun(told, round_)
                    before_it, came_in = told.claim, dict(told.round_of)
                    later = _told_later(told, round_)
                    _differing(told, round_, generation, replace(cells, **dict.fromkeys(later)), by_office=False)
                    told.said.append((round_, generation, False, cells))
                    _count(told, round_, cells, by_office=False, but=set(told.conflicts))
                    _remember(told, before_it, came_in)
                    _percent_after_done(told, cells, later)
                    told.asked_after_verify |= {
                        cell for cell in told.verified if cells.get(cell) is not None and cell not in later
                    }
        case Settle():
            _settled(told, event)


def _settled(told: Told, event: Settle) -> None:
    """Topic: until it is decided. The value that the office chose counts, and is not asked about again; a 代录 it chose against is gone."""
    if told.conflicts.pop(event.cell, None) is None:
        return
    counts = event.value
    before_it, came_in = told.claim, dict(told.round_of)
    _count(told, event.round, _with(Cells(), event.cell, counts), by_office=True, but=set(), late=False)
    _remember(told, before_it, came_in)
    told.said = [
        (
            of,
            sheet,
            office,
            _with(them, event.cell, None if office and them.get(event.cell) != counts else counts)
            if of == event.round and them.get(event.cell) is not None
            else them,
        )
        for of, sheet, office, them in told.said
    ]


def _half_closed(told: Told, on: date) -> None:
    """Topic: the agreed 已完成 is no claim of the routine, 7 begins anew."""
    told.half_since = on
    told.claim, told.answered, told.said = Cells(), False, []
    told.reported_in, told.round_of, told.verified, told.conflicts = {}, {}, {}, {}
    told.asked_after_verify = set()


def _reopened(told: Told, on: date) -> None:
    """Topic: 重新立项. As after 退回, the agreed 已完成, claimed or 核定, counts as 推进中 with the percent before it.

    A 核定 of 100% is part of what was agreed to be done. Who never reported is not answered by it.
    """
    told.closings -= 1
    told.open_since = on
    if told.closings == 0:
        told.half_since = None
    if told.claim.state == DONE:
        _done_taken_back(told)
    elif told.claim.state is not None and told.verified.get("state") == DONE:
        told.claim = replace(told.claim, state=RUNNING)
    told.verified = {cell: found for cell, found in told.verified.items() if found not in (DONE, 100)}
    told.asked_after_verify &= set(told.verified)
    _done_is_gone(told)


def _done_taken_back(told: Told) -> None:
    """Topic: 推进中 with the percent before it. What a later report filled in since took its place, and stays."""
    told.claim = replace(told.claim, state=RUNNING)
    if not told.percent_since_done:
        told.claim = replace(told.claim, percent=told.before_done.percent)
        told.round_of["percent"] = told.before_done_in


def _done_is_gone(told: Told, round_: str | None = None) -> None:
    """From a 已完成 that was taken back, in a round or in all, nothing that is said later differs in state and percent."""
    told.said = [
        (of, sheet, office, replace(them, state=None, percent=None))
        if them.state == DONE and round_ in (None, of)
        else (of, sheet, office, them)
        for of, sheet, office, them in told.said
    ]


def _refused(told: Told, round_: str) -> None:
    """Topic: 已完成 that was 退回 counts as 推进中 with the percent before it; of 暂缓 meanwhile 推进中 counts."""
    if told.claim.state == DONE:
        _done_taken_back(told)
        told.sent_back.add(round_)
        _done_is_gone(told, round_)
    else:
        told.claim = replace(told.claim, state=RUNNING)
        # Nor does anything differ from a 暂缓 that was sent back.
        told.said = [
            (of, sheet, office, replace(them, state=None) if (of, them.state) == (round_, PAUSED) else them)
            for of, sheet, office, them in told.said
        ]
        told.refused_up_to = len(told.said)


def _resumed(told: Told, on: date) -> None:
    """Topic: after 恢复 the claim before 暂缓 counts; where there is none the row was never answered."""
    told.paused = False
    told.open_since = on
    asked_in = {told.round_of.get("state"), *told.asking}
    told.asking = set()
    before, round_of = told.before_pause, dict(told.before_pause_in)
    for cell, of in told.round_of.items():
        if of not in asked_in and (told.claim.get(cell), of) != (before.get(cell), round_of.get(cell)):
            # What a later round reported, and asked for no pause itself, counts on.
            before, round_of[cell] = _with(before, cell, told.claim.get(cell)), of
    told.claim, told.round_of = before, round_of
    told.answered = told.claim != Cells()
    asking = [
        place
        for place, (round_, _, _, cells) in enumerate(told.said)
        if place >= told.refused_up_to and round_ == told.paused_in and cells.state == PAUSED
    ]
    if asking:
        # What asked for the pause is gone: what is reported anew does not differ from it.
        told.said = [each for place, each in enumerate(told.said) if place < asking[0] or each[0] != told.paused_in]


def _limit_changed(told: Told) -> None:
    """Topic: a limit changed later in 分工表 ends the agreement. A day that was agreed to asks nothing again."""
    if told.agreed is not None:
        told.refused_days.add(told.agreed)
    told.agreed = None
