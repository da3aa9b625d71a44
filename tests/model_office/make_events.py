"""What happens in a made-up year, day by day: who reports what and when, and what the office decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from model_office.make_cells import cells_for, differing
from model_office.make_decisions import decide
from model_office.make_year import NEW_NAMES, OFFICES, PLAIN, Shape, Turn, deadline
from model_office.office import (
    NOT_STARTED,
    Cells,
    Decision,
    Entered,
    Event,
    HandOut,
    LimitChanged,
    OfRow,
    ReceivedOn,
    Refuse,
    Rename,
    Report,
    Undo,
    Year,
)  # fmt: skip
from model_office.plain_claims import Told, story
from model_office.plain_standing import Row, Standing, comes_after, hand_outs, limit_now, rounds_so_far, rows, standing
from model_office.plain_view import closed, look, task_closed


@dataclass
class Desk:
    """The office while its year is made up."""

    chance: Random
    year: Year
    turn: Turn
    names: dict[str, str]
    """The name that each department has, by its first one."""
    habits: dict[str, str]
    shape: Shape
    sheets: dict[str, list[Row]] = field(default_factory=dict)
    """The rows that each department can fill in, on its newest sheet of the round."""
    said: dict[str, Report] = field(default_factory=dict)
    """What each department sent last in this round, on its newest sheet."""
    sent_back: set[str] = field(default_factory=set)
    told_by_phone: dict[str, set[str]] = field(default_factory=dict)
    before: tuple[str, dict[str, list[Row]]] = ("", {})
    """The round before, and the rows of those who sent nothing in it."""
    joined: dict[str, str] = field(default_factory=dict)
    """Departments that were made into another one, which has their rows since."""
    waiting: set[str] = field(default_factory=set)
    """Departments about which an undone press waits to be done again."""

    def add(self, *events: Event) -> None:
        """Let something happen."""
        self.year = replace(self.year, events=(*self.year.events, *events))

    def stands(self, day: date) -> list[Standing]:
        """Return what stands at the end of a day."""
        return standing(self.year, day)

    def now(self, row: Row) -> str:
        """Return the name of a row's department."""
        return self.names[row.department]


def make_events(chance: Random, year: Year, turns: Sequence[Turn], shape: Shape = PLAIN) -> Year:
    """Return the year with its events."""
    if not turns:
        return year
    habits = {each.name: _habit(chance) for each in year.departments}
    desk = Desk(chance, year, turns[0], {each.name: each.name for each in year.departments}, habits, shape)
    undo_hand_out, rename_at = chance.randint(2, 5), chance.sample(range(2, 7), len(NEW_NAMES))
    undo_press, again = chance.sample(range(1, 7), 2), chance.sample(range(7), 2)
    for place, turn in enumerate(turns):
        silent = {name: sheet for name, sheet in desk.sheets.items() if name not in desk.said}
        desk.before = turns[place - 1].round if place else "", silent
        desk.turn = turn
        for old, at in zip(NEW_NAMES, rename_at, strict=True):
            if at == place:
                desk.add(Rename(turn.handed_out, old, NEW_NAMES[old]))
                desk.names[old] = NEW_NAMES[old]
        if place in (2, 5):
            _change_limit(desk, turn.handed_out)
        _hand_out(desk, turn.handed_out, turn.deadline)
        if place == undo_hand_out:
            desk.add(Undo(turn.handed_out + timedelta(1)))
            _hand_out(desk, turn.handed_out + timedelta(1), turn.deadline + timedelta(1))
        days = _days(chance, turn)
        for number, day in enumerate(days):
            if place in again and number == 2:
                _hand_out(desk, day, max(day, turn.deadline) + timedelta(5))
            if shape.joined and (place, number) == (1, 2):
                _join(desk, day, max(day, turn.deadline) + timedelta(5))
            _press(desk, day, number / len(days))
            if place in undo_press and number == 1:
                _undo(desk, day)
    return desk.year


def _habit(chance: Random) -> str:
    return chance.choices(("punctual", "late", "partial", "moody", "silent"), (50, 15, 12, 17, 6))[0]


def _days(chance: Random, turn: Turn) -> list[date]:
    """Return the days on which the office works on a round: three before its deadline, two after it."""
    if turn.last < turn.deadline:
        # Soon the next round goes on beside it.
        return [
            turn.handed_out + timedelta(n)
            for n in sorted(chance.sample(range(1, (turn.last - turn.handed_out).days + 1), 2))
        ]
    before = (turn.deadline - turn.handed_out).days
    after = (turn.last - turn.deadline).days
    early = sorted(chance.sample(range(3, before + 1), 3))
    late = sorted(chance.sample(range(1, after), 2))
    return [turn.handed_out + timedelta(n) for n in early] + [turn.deadline + timedelta(n) for n in late]


def _change_limit(desk: Desk, day: date) -> None:
    """Change the limit of a task, rather of one that has an agreement for a later day."""
    stand = desk.stands(day)
    plain = [
        t for t in desk.year.tasks if t.limit.kind == "deadline" and not t.limit.milestones and not t.limit.routine_from
    ]
    agreed = [row.task for row in rows(desk.year) if row.task in plain and story(stand, row).agreed]
    task = desk.chance.choice(agreed or plain)
    due = limit_now(stand, task).due
    assert due is not None
    moved = due + timedelta(desk.chance.choice((-20, 25, 60)))
    desk.add(LimitChanged(day, task.number, deadline(moved)))


def _hand_out(desk: Desk, day: date, last: date) -> None:
    """Hand out the round. Closed rows are left out of the sheets, paused ones are locked."""
    desk.add(HandOut(day, desk.turn.round, last))
    stand = desk.stands(day)
    desk.sheets, desk.said, desk.sent_back, desk.told_by_phone = {}, {}, set(), {}
    for row in rows(desk.year):
        view = look(desk.year, stand, row, day, desk.turn.round)
        # A task that all have closed is left out of the sheets of those who support it too.
        gone = closed(view) if row.role in ("lead", "share") else task_closed(view)
        if not gone and not view.told.paused:
            desk.sheets.setdefault(desk.joined.get(row.department, row.department), []).append(row)


def _join(desk: Desk, day: date, last: date) -> None:
    """Make a department into another one that shares no task with it, and hand the round out again."""
    has: dict[str, set[str]] = {name: set() for name in OFFICES if name not in NEW_NAMES}
    for row in rows(desk.year):
        has.get(row.department, set()).add(row.task.number)
    pairs = [(one, other) for one in has for other in has if one < other and not has[one] & has[other]]
    old, new = desk.chance.choice(pairs)
    desk.add(Rename(day, old, new))
    desk.names[old], desk.joined[old] = new, new
    for name in (old, new):
        desk.before[1].pop(name, None)
    _hand_out(desk, day, last)


def _press(desk: Desk, day: date, share: float) -> None:
    """Let the office decide, note what is told by telephone, and take in what came."""
    chance, stand, shape = desk.chance, desk.stands(day), desk.shape
    told = {row: story(stand, row) for row in rows(desk.year) if row.role in ("lead", "share")}
    events: list[Event] = []
    if not desk.waiting:
        for row, each in told.items():
            made = decide(
                chance,
                row,
                each,
                limit_now(stand, row.task),
                desk.now(row),
                desk.turn.round,
                day,
                shape,
                rounds_so_far(stand),
            )
            events += made
            if any(isinstance(one, Refuse) and one.round == desk.turn.round for one in made):
                desk.sent_back.add(row.department)
    refused = {each.department for each in events if isinstance(each, Refuse)}
    decided = {(each.department, each.task) for each in events if isinstance(each, OfRow)}
    for department, sheet in desk.sheets.items():
        name = desk.names[department]
        if name in refused or department in desk.waiting:
            continue
        if (share >= 0.4 and department not in desk.said and chance.random() < 0.05) or (
            shape.entered and department in desk.said and chance.random() < 0.06
        ):
            events += _telephoned(desk, department, sheet, told, decided, day)
        elif report := _reports(desk, department, sheet, told, stand, day, share):
            events.append(report)
            desk.said[department] = report
    if (shape.late or shape.beside) and not desk.waiting:
        # Of two rounds the one before is pressed first: then it is asked otherwise than was answered.
        answered = {each.department for each in events if isinstance(each, Decision) and each.round != desk.before[0]}
        late = _late(desk, refused, told, stand, day)
        events += [each for each in late if each.department not in answered]
    if events:
        desk.waiting = set()
    desk.add(*events)
    late = [each for each in desk.said.values() if each.day == day and day > desk.turn.deadline]
    if late and chance.random() < 0.2:
        one = chance.choice(late)
        desk.add(ReceivedOn(day, desk.turn.round, one.department, desk.turn.deadline - timedelta(chance.randint(0, 2))))


def _reports(
    desk: Desk,
    department: str,
    sheet: Sequence[Row],
    told: dict[Row, Told],
    stand: Sequence[Standing],
    day: date,
    share: float,
) -> Report | None:
    """Return the file that a department sends on a day, or None."""
    chance, habit, before = desk.chance, desk.habits[department], desk.said.get(department)
    if before is not None:
        return _again(desk, department, before, told, stand, day)
    likely = {
        "punctual": 0.55 if share < 0.6 else 0.3, "late": 0.05 if share < 0.6 else 0.6, "partial": 0.4,
        "moody": 0.4 if (day.month + len(department)) % 3 else 0.0, "silent": 0.0,
    }[habit]  # fmt: skip
    if chance.random() >= likely:
        return None
    chosen = [row for row in sheet if row.role != "support" or chance.random() < 0.5]
    if habit == "partial" and len(chosen) > 1:
        chosen = chance.sample(chosen, chance.randint(1, len(chosen) - 1))
    # A whole new sheet answers what went back of the one before it.
    desk.sent_back.discard(department)
    return _filled(desk, department, chosen, told, stand, day)


def _filled(
    desk: Desk, department: str, chosen: Sequence[Row], told: dict[Row, Told], stand: Sequence[Standing], day: date
) -> Report | None:
    filled: dict[str, Cells] = {}
    summaries: dict[str, str] = {}
    for row in chosen:
        if row.role == "summary":
            summaries[row.task.number] = f"{desk.turn.round}第{row.task.number}项综述{desk.chance.randint(1, 99)}。"
        else:
            look_at = told.get(row) or story(stand, row)
            filled[row.task.number] = cells_for(
                desk.chance, row, look_at, limit_now(stand, row.task), day, desk.turn.round, often=desk.shape.often
            )
    if not filled and not summaries:
        return None
    return Report(day, desk.turn.round, desk.names[department], filled, summaries)


def _late(desk: Desk, refused: set[str], told: dict[Row, Told], stand: Sequence[Standing], day: date) -> list[Report]:
    """Return files of the round before, of some who sent nothing in it; of many where it goes on beside this one."""
    round_, sheets = desk.before
    found: list[Report] = []
    likely = 0.3 if desk.shape.beside and round_ and not comes_after(desk.turn.round, round_) else 0.08
    for department in [each for each in sheets if desk.chance.random() < likely and desk.names[each] not in refused]:
        sheet = sheets.pop(department)
        if report := _filled(desk, department, sheet, told, stand, day):
            found.append(replace(report, round=round_))
    return found


def _again(
    desk: Desk, department: str, before: Report, told: dict[Row, Told], stand: Sequence[Standing], day: date
) -> Report | None:
    """Return a second file: what was sent back put right, rows that were missing, or one that differs by mistake."""
    chance, sheet = desk.chance, desk.sheets[department]
    open_rows = [row for row in sheet if row in told and row.task.number in before.rows]
    if department in desk.sent_back:
        if chance.random() < 0.4:
            return None
        desk.sent_back.discard(department)
        refused = [row for row in open_rows if told[row].claim.state != before.rows[row.task.number].state]
        put_right = {
            r.task.number: cells_for(chance, r, told[r], limit_now(stand, r.task), day, desk.turn.round)
            for r in refused
        }
        return replace(before, day=day, rows={**before.rows, **put_right}, put_right=True)
    missing = [
        row for row in sheet if row.role != "support" and row.task.number not in {**before.rows, **before.summaries}
    ]
    if missing and chance.random() < 0.3:
        more = _filled(desk, department, missing, told, stand, day)
        if more:
            both = {**before.rows, **more.rows}, {**before.summaries, **more.summaries}
            return replace(before, day=day, rows=both[0], summaries=both[1], put_right=False)
    settled = [row for row in open_rows if not told[row].conflicts and not told[row].paused]
    if desk.shape.verified:
        # 未启动 with a percent is a doubt of its own, which the state that the office found would no longer hide.
        settled = [row for row in settled if before.rows[row.task.number].state != NOT_STARTED]
    if settled and chance.random() < 0.04:
        row = chance.choice(settled)
        number = row.task.number
        if (other := differing(chance, before.rows[number])) is not None:
            return replace(before, day=day, rows={**before.rows, number: other}, put_right=False)
    return None


def _telephoned(
    desk: Desk, department: str, sheet: Sequence[Row], told: dict[Row, Told], decided: set[tuple[str, str]], day: date
) -> list[Event]:
    """Return one or two rows of 代录 for a department from which nothing came."""
    name = desk.names[department]
    able = [
        row for row in sheet
        if row in told and (name, row.task.number) not in decided and not told[row].paused
        and row.task.number not in desk.told_by_phone.get(department, ())
    ]  # fmt: skip
    chosen = desk.chance.sample(able, min(len(able), 2))
    made: list[Event] = []
    stand = desk.stands(day)
    for row in chosen:
        cells = cells_for(desk.chance, row, told[row], limit_now(stand, row.task), day, desk.turn.round)
        said = day
        if desk.shape.entered:
            said = max(hand_outs(stand, desk.turn.round)[0].day, day - timedelta(desk.chance.randint(0, 8)))
        else:
            cells = replace(cells, expected=None)
        made.append(Entered(day, desk.turn.round, name, row.task.number, cells, said))
        desk.told_by_phone.setdefault(department, set()).add(row.task.number)
    return made


def _undo(desk: Desk, day: date) -> None:
    """Take back the press of a day, if it was the newest action and of this round alone."""
    pressed = [
        e
        for e in desk.year.events
        if e.day == day and isinstance(e, Report | Entered | Decision | HandOut | ReceivedOn)
    ]
    if not pressed or any(isinstance(e, HandOut | ReceivedOn) or e.round != desk.turn.round for e in pressed):
        return
    desk.add(Undo(day))
    now = {name: first for first, name in desk.names.items() if first not in desk.joined}
    desk.waiting = {now[e.department] for e in pressed if isinstance(e, Report | OfRow)}
