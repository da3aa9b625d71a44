"""What an action writes into the ledger: each row goes into its table and into the action's record at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from xlplan.decisions.model import Decision
from xlplan.handout.planned import PlannedTask
from xlplan.handout.sheets import DepartmentSheet, Sent
from xlplan.ledger import checksums, planned_rows, returned_rows
from xlplan.ledger.log import ACTION, Effect, Record, heading, insert_rows
from xlplan.ledger.schema import SCHEMA_VERSION
from xlplan.returns.received import Entered, Received, Submission
from xlplan.status.remind import Reminded
from xlplan.status.supervise import SlipReply, Supervised
from xlplan.terms.records import record


@record(frozen=True, slots=True)
class SettingChange:
    """A setting, by its identifier, that an action changed: what stood there as text, and what was written."""

    name: str
    before: str
    after: str

    @property
    def key(self) -> str:
        """What identifies it once it has been written into the sheet, and counts no more by itself."""
        return "\x1f".join(("set", self.name, self.before, self.after))


_ACTION_COLUMNS: Final = ("id", "verb", "round", "at", "summary", "book")
_DOUBT: Final = "doubt"
_DOUBT_COLUMNS: Final = ("received", "task", "field", "cell", "shown", "proposal", "kind")


class ActionWriter:
    """What an action may write, inside its transaction."""

    def __init__(self, db: sqlite3.Connection, record: Record | None, number: int) -> None:
        self._db = db
        self._record = record
        self._action = 0
        self._received = self._next("received")
        self._written: set[str] = set()
        """The tables that something was added to."""
        self._effect = Effect()
        self._carry_out: Callable[[], None] | None = None
        self._put_back: Callable[[], None] | None = None
        self._note(heading(db, ACTION, number, SCHEMA_VERSION))

    def begin(self, verb: str, round_: str | None, at: str, summary: str | Callable[[], str], book: str) -> None:
        """Start an action, which all that is added belongs to; `book` is the name of the workbook that it was done from.

        A summary that is known only at the end is asked for by `end`.
        """
        self._action = self._next("action")
        self._head = (self._action, verb, round_, at, summary, book)
        row = (*self._head[:4], "" if callable(summary) else summary, book)
        insert_rows(self._db, "action", _ACTION_COLUMNS, [row])

    def end(self) -> None:
        """Say what the action was, at its end."""
        number, verb, round_, at, summary, book = self._head
        if callable(summary):
            summary = summary()
            self._db.execute("UPDATE action SET summary = ? WHERE id = ?", (summary, number))
        self._note(["action", _ACTION_COLUMNS, [(number, verb, round_, at, summary, book)]])
        of = (checksums.ACTIONS, *sorted(self._written))
        self._add(checksums.TABLE, checksums.COLUMNS, checksums.sums(self._db, of, "VALUES (?)", (number,)))

    @property
    def action(self) -> int:
        """The number of the action."""
        return self._action

    def take_back(self, action: int, at: str) -> None:
        """Let nothing that an action wrote count any longer."""
        self._db.execute("UPDATE action SET undone_at = ? WHERE id = ?", (at, action))
        self._note({"undone": [action, at]})
        sums = checksums.sums(self._db, [checksums.UNDONE], "VALUES (?)", (action,))
        self._add(checksums.TABLE, checksums.COLUMNS, sums)

    def then(
        self, effect: Effect, carry_out: Callable[[], None] | None = None, put_back: Callable[[], None] | None = None
    ) -> None:
        """Name what is done to files once all is written down: if the machine dies in the middle, the next run does the rest.

        `carry_out` does it, if there is a quicker way than file by file out of the archive; `put_back` takes it back.
        """
        self._effect, self._carry_out, self._put_back = effect, carry_out, put_back

    def add_numbers(self, numbers: Mapping[str, str]) -> None:
        """Remember, by content, the numbers that rows without 编号 were given."""
        rows = [(print_, task, self._action) for print_, task in numbers.items()]
        self._add("task_number", ("fingerprint", "task", "action"), rows)

    def add_file_names(self, names: Mapping[str, str]) -> None:
        """Remember the names of departments' files; one that is known stays what it is."""
        known = {row[0] for row in self._db.execute("SELECT department FROM file_name")}
        self._add("file_name", ("department", "name"), [item for item in names.items() if item[0] not in known])

    def add_sent_rows(self, sheets: Iterable[DepartmentSheet]) -> None:
        """Record what stands in workbooks to be handed out; `add_sent`, of the same in the same order, says the rest once they are made."""
        rows = [
            (number, position, r.task, r.role.value, r.project, r.content, r.schedule, str(r.due_shown),
             r.due is not None, r.previous, r.closed, r.change, json.dumps(r.others, ensure_ascii=False) if r.others else "")
            for number, sheet in enumerate(sheets, self._next("sent"))
            for position, r in enumerate(sheet.rows)
        ]  # fmt: skip
        self._add("sent_row", ("sent", "position", "task", "role", "project", "content", "schedule", "due",
                               "due_is_day", "previous", "closed", "change", "others"), rows)  # fmt: skip

    def add_sent(self, sent: Iterable[Sent]) -> None:
        """Record workbooks as handed out, whose rows are recorded already."""
        files = [
            (number, self._action, item.sheet.round, item.sheet.department, item.revision, item.sheet.title,
             item.sheet.deadline.isoformat() if item.sheet.deadline else None, item.path, item.sha256)
            for number, item in enumerate(sent, self._next("sent"))
        ]  # fmt: skip
        self._add("sent", ("id", "action", "round", "department", "revision", "title", "deadline", "path", "sha256"),
                  files)  # fmt: skip

    def add_plan(self, round_: str, tasks: Sequence[PlannedTask]) -> None:
        """Record the plan that a round was handed out by."""
        rows = [(self._action, position, round_, *rest) for position, *rest in planned_rows.dump(tasks)]
        self._add(planned_rows.TABLE, planned_rows.COLUMNS, rows)

    def add_settings(self, round_: str, settings: Mapping[str, Any]) -> None:
        """Record the settings that a round is judged by from now on."""
        rows = [(self._action, round_, json.dumps(settings, ensure_ascii=False))]
        self._add(planned_rows.SETTINGS_TABLE, planned_rows.SETTINGS_COLUMNS, rows)

    def add_returned(self, rows: Sequence[Sequence[object]], doubts: Sequence[Sequence[object]]) -> int:
        """Record the rows of a return, as `returned_rows` makes them but without its number; return that.

        The return itself is added once all that came is known.
        """
        number, self._received = self._received, self._received + 1
        self._add(returned_rows.TABLE, returned_rows.COLUMNS, [(number, *row) for row in rows])
        self._add(_DOUBT, _DOUBT_COLUMNS, [(number, *doubt) for doubt in doubts])
        return number

    def add_received(self, round_: str, came: Sequence[Submission]) -> None:
        """Record files as they were judged, and what the office entered, with every value and the cell it came from."""
        for item in came:
            file = item if isinstance(item, Received) else None
            number = file.number if file else 0
            if not number:
                rows = [returned_rows.dump_row(row) for row in item.rows]
                doubts = [returned_rows.dump_doubt(doubt) for row in item.rows for doubt in row.doubts]
                number = self.add_returned(rows, doubts)
            people = {"source": item.source, "operator": item.operator} if isinstance(item, Entered) else {}
            if isinstance(item, Entered) and item.day:
                people["day"] = item.day.isoformat()
            self._add(
                "received",
                ("id", "action", "round", "path", "sha256", "verdict", "department", "revision", "people", "reasons",
                 "sheet", "corrects"),
                [(number, self._action, round_, item.path, file.sha256 if file else "", item.verdict.value, item.department,
                  item.revision, json.dumps(file.people if file else people, ensure_ascii=False),
                  json.dumps([asdict(reason) for reason in item.reasons], ensure_ascii=False), item.sheet,
                  json.dumps(file.corrects if file else []))],
            )  # fmt: skip

    def add_decisions(self, decisions: Iterable[Decision]) -> None:
        """Record what the office decided."""
        self._add(
            "decision",
            ("action", "round", "kind", "department", "task", "field", "before", "reported", "verdict", "leader", "day",
             "operator", "note", "late", "verified"),
            [
                (self._action, d.round, d.kind, d.department, d.task, d.field or "", d.before, d.reported, d.ruling or "", d.leader,
                 d.day.isoformat() if d.day else None, d.operator, d.note, int(d.late), int(d.verified))
                for d in decisions
            ],
        )  # fmt: skip

    def add_setting_changes(self, changes: Sequence[SettingChange]) -> None:
        """Record what was changed in 设置."""
        first = self._next("setting_change")
        rows = [(first + n, self._action, each.name, each.before, each.after) for n, each in enumerate(changes)]
        self._add("setting_change", ("id", "action", "name", "before", "after"), rows)

    def add_received_on(self, round_: str, days: Mapping[str, date], operator: str) -> None:
        """Record the days on which departments' reports came, as the office corrected them."""
        first = self._next("received_on")
        rows = [
            (first + n, self._action, round_, name, day.isoformat(), operator)
            for n, (name, day) in enumerate(days.items())
        ]
        self._add("received_on", ("id", "action", "round", "department", "day", "operator"), rows)

    def write_down(self) -> None:
        """Let the record appear: from now on the action has been done, whatever happens."""
        if self._record:
            self._note({"place": list(self._effect.place), "remove": list(self._effect.remove)})
            self._record.publish()

    def add_reminders(self, round_: str, reminders: Iterable[Reminded]) -> None:
        """Record who was chased, for what, and on which day."""
        first = self._next("reminder")
        rows = [
            (first + place, self._action, round_, each.department, each.lack, each.day.isoformat())
            for place, each in enumerate(reminders)
        ]
        self._add("reminder", ("id", "action", "round", "department", "lack", "day"), rows)

    def add_supervised(self, papers: Sequence[Supervised]) -> None:
        """Record 督办单 as issued, a row for each task."""
        first = self._next("supervised")
        rows = [
            (first + place, self._action, each.year, each.number, each.round, each.department, each.task, each.colour,
             each.day.isoformat(), each.answer_by.isoformat(), each.due.isoformat() if each.due else None,
             json.dumps(dict(each.texts), ensure_ascii=False))
            for place, each in enumerate(papers)
        ]  # fmt: skip
        self._add("supervised", ("id", "action", "year", "number", "round", "department", "task", "colour", "day", "answer_by",
                                 "due", "texts"), rows)  # fmt: skip

    def add_replies(self, replies: Sequence[SlipReply]) -> None:
        """Record what came back of reply slips; the newest of a row holds."""
        first = self._next("reply_slip")
        rows = [
            (first + place, self._action, each.year, each.number, each.task, each.signed_by,
             each.signed_on.isoformat() if each.signed_on else None, each.measures,
             each.promised.isoformat() if each.promised else None)
            for place, each in enumerate(replies)
        ]  # fmt: skip
        self._add("reply_slip", ("id", "action", "year", "number", "task", "signed_by", "signed_on", "measures", "promised"),
                  rows)  # fmt: skip

    def carry_out(self, by_itself: Callable[[Effect], None]) -> None:
        """Do to the files what the action says."""
        if self._carry_out:
            self._carry_out()
        else:
            by_itself(self._effect)

    def withdraw(self, by_itself: Callable[[Effect], None]) -> None:
        """Put the files back and let the record not have been."""
        try:
            if self._put_back:
                self._put_back()
            else:
                by_itself(Effect(self._effect.remove, self._effect.place))
        finally:
            if self._record:
                self._record.withdraw()

    def _note(self, line: object) -> None:
        if self._record:
            self._record.add(line)

    def _next(self, table: str) -> int:
        return int(self._db.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}").fetchone()[0])

    def _add(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        if rows:
            self._written.add(table)
            insert_rows(self._db, table, columns, rows)
            self._note([table, columns, rows])
