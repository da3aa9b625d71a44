"""What came in a round, as a ledger has it: whole, or as far as somebody needs it of thousands of returns."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from xlplan.ledger import returned_rows
from xlplan.ledger.queries import LIVE, Queries
from xlplan.returns.received import REPORT, Entered, Received, Submission, Sums
from xlplan.returns.sheet import Doubt, ReturnedRow
from xlplan.terms.catalogue import Severity
from xlplan.terms.choices import State, Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.headings import ITEM_FIELDS

_FIELDS: Final = {field.value: field for field in Field}
_LIVE_IN_ROUND: Final = f"SELECT received.id FROM received {LIVE.format('received')} WHERE received.round = ?"
_AT_ONCE: Final = 500
"""How many values a query is given: some versions of SQLite take no more than 999."""
_HEARD: Final = (*(each.value for each in Verdict if each.taken), Verdict.SUPERSEDED.value)
_ASKING_IN_ROUND: Final = f"{_LIVE_IN_ROUND} AND received.department IN (SELECT department FROM temp.asking)"
_ASKING: Final = f"""AND EXISTS (
    SELECT 1 FROM received WHERE received.id = {returned_rows.TABLE}.received AND (
        (department, {returned_rows.TABLE}.task) IN temp.asking OR (department, '') IN temp.asking))"""


class ReceivedReader(Queries):
    """The questions on what came that an open ledger answers."""

    def received(self, round_: str) -> list[Submission]:
        """Return every file that came back in a round, as it was judged, and what the office entered, in their order."""
        self._check_round(round_)
        rows = self._rows(_LIVE_IN_ROUND, (round_,))
        return [_received(each, rows.get(each["id"], ())) for each in self._received(round_)]

    def seen_before(self) -> dict[str, datetime]:
        """Return when files that came by actions taken back were first seen, by their SHA-256."""
        rows = self._query(
            "SELECT sha256, MIN(action.at) AS at FROM received"
            " JOIN action ON action.id = received.action AND action.undone_at IS NOT NULL"
            " WHERE sha256 != '' GROUP BY sha256"
        )
        return {row["sha256"]: datetime.fromisoformat(row["at"]) for row in rows}

    def received_heads(self, round_: str, known: Sequence[Submission] = ()) -> list[Submission]:
        """Return the same with what the rows of each file come to in their place; what the office entered has its rows.

        The files among those `known`, which the caller has from here or has just recorded, are not read again.
        """
        self._check_round(round_)
        heads = {item.number: item for item in known if isinstance(item, Received)}
        entered = self._rows(f"{_LIVE_IN_ROUND} AND received.sha256 = ''", (round_,))
        items = [
            heads.get(each["id"]) or _received(each, entered.get(each["id"], ())) for each in self._received(round_)
        ]
        read = any(isinstance(item, Received) and item.sums is None for item in items)
        sums = self._sums(round_) if read else {}
        return [
            replace(item, rows=(), sums=sums.get(item.number, Sums()))
            if isinstance(item, Received) and item.sums is None
            else item
            for item in items
        ]

    def _sums(self, round_: str) -> dict[int, Sums]:
        """Return what the rows of each return of a round come to, by the return's number."""
        sums: dict[int, Sums] = {}
        filled = f"COALESCE({', '.join(ITEM_FIELDS)}) IS NOT NULL"
        reported = f"COALESCE({', '.join((*REPORT, Field.SUMMARY))}) IS NOT NULL"
        for number, *told in self._each(
            f"SELECT received, COUNT(*), NOT MAX({filled}), MAX({reported}) FROM {returned_rows.TABLE}"
            f" WHERE received IN ({_LIVE_IN_ROUND}) GROUP BY received",
            (round_,),
        ):
            sums[number] = Sums(told[0], bool(told[1]), bool(told[2]))
        marks = ", ".join("?" * (len(REPORT) + 1))
        for number, reports in self._each(
            f"SELECT received, MAX(field IN ({marks})) FROM doubt WHERE received IN ({_LIVE_IN_ROUND}) GROUP BY received",
            (*REPORT, Field.SUMMARY, round_),
        ):
            before = sums.get(number, Sums())
            sums[number] = Sums(before.tasks, False, before.reports or bool(reports))
        return sums

    def received_asking(
        self, round_: str, name_now: Callable[[str], str], known: Sequence[Submission] = ()
    ) -> list[Submission]:
        """Return the same with those rows alone that may leave something open, with all else that came on them.

        Those are rows with a cell that is not clear, a request (已完成, 暂缓, a day) or a decision, and all rows of departments that
        sent several files in one round. `name_now` gives a department's present name; `known` is as in `received_heads`.
        """
        self._check_round(round_)
        self._note_asking(name_now)
        rows = self._rows(_ASKING_IN_ROUND, (round_,), only=_ASKING)
        return [
            replace(item, rows=tuple(rows[item.number])) if isinstance(item, Received) and item.number in rows else item
            for item in self.received_heads(round_, known)
        ]

    def _note_asking(self, name_now: Callable[[str], str]) -> None:
        """Fill a table of this connection with the rows that may leave something open, by department as sent, and 编号."""
        marks = ", ".join("?" * len(_HEARD))
        joined = f"JOIN received ON received.id = {{0}}.received {LIVE.format('received')}"
        pairs = {
            (name_now(department), task)
            for department, task in self._each(
                f"SELECT department, {returned_rows.TABLE}.task FROM {returned_rows.TABLE} {joined.format(returned_rows.TABLE)}"
                " WHERE state IN (?, ?) OR expected IS NOT NULL"
                f" UNION SELECT department, doubt.task FROM doubt {joined.format('doubt')}"
                f" UNION SELECT department, task FROM decision {LIVE.format('decision')}",
                (State.DONE, State.PAUSED),
            )
            if department
        }
        came = Counter(
            (round_, name_now(department))
            for round_, department in self._each(
                f"SELECT received.round, department FROM received {LIVE.format('received')} WHERE verdict IN ({marks})",
                _HEARD,
            )
            if department
        )
        pairs |= {(name, "") for (_, name), count in came.items() if count > 1}
        names: defaultdict[str, list[str]] = defaultdict(list)
        for (name,) in self._each("SELECT DISTINCT department FROM received WHERE department IS NOT NULL", ()):
            names[name_now(name)].append(name)
        self._db.execute("DROP TABLE IF EXISTS temp.asking")
        self._db.execute("CREATE TEMP TABLE asking (department, task, PRIMARY KEY (department, task)) WITHOUT ROWID")
        self._db.executemany(
            "INSERT OR IGNORE INTO temp.asking VALUES (?, ?)",
            [(name, task) for now, task in pairs for name in names.get(now, ())],
        )

    def with_rows(self, items: Sequence[Submission]) -> list[Submission]:
        """Return files that are in the ledger with their rows."""
        numbers = [item.number for item in items if isinstance(item, Received) and item.sums]
        rows: dict[int, list[ReturnedRow]] = {}
        for first in range(0, len(numbers), _AT_ONCE):
            some = numbers[first : first + _AT_ONCE]
            rows |= self._rows(", ".join("?" * len(some)), some)
        return [
            replace(item, rows=tuple(rows.get(item.number, ())), sums=None)
            if isinstance(item, Received) and item.sums
            else item
            for item in items
        ]

    def _check_round(self, round_: str) -> None:
        self._check("received", returned_rows.TABLE, "doubt", round_=round_)

    def _received(self, round_: str) -> Iterator[sqlite3.Row]:
        return self._each(
            f"SELECT received.*, action.at FROM received {LIVE.format('received')} WHERE received.round = ? ORDER BY received.id",
            (round_,), named=True,
        )  # fmt: skip

    def _rows(self, which: str, values: Sequence[object], only: str = "") -> dict[int, list[ReturnedRow]]:
        """Return the rows of some returns, by the returns' numbers; `which` is what SQL's IN may hold, `only` one more condition."""
        doubts: defaultdict[tuple[int, str], list[Doubt]] = defaultdict(list)
        for number, task, name, cell, shown, proposal, kind in self._each(
            f"SELECT received, task, field, cell, shown, proposal, kind FROM doubt WHERE received IN ({which}) ORDER BY received, id",
            values,
        ):
            meant = None if proposal is None else returned_rows.load_value(proposal, kind)
            doubts[number, task].append(Doubt(task, _FIELDS[name], cell, shown, meant))
        tasks: defaultdict[int, list[ReturnedRow]] = defaultdict(list)
        for number, task, cell, *texts, cells in self._each(
            f"SELECT {', '.join(returned_rows.COLUMNS)} FROM {returned_rows.TABLE} WHERE received IN ({which}) {only}"
            " ORDER BY received, id",
            values,
        ):
            tasks[number].append(returned_rows.load_row(task, cell, texts, cells, doubts.get((number, task), ())))
        return tasks

    def entered(self) -> list[Entered]:
        """Return all that the office entered (代录), in all rounds, each with its round."""
        rounds = self._query(
            f"SELECT DISTINCT received.round FROM received {LIVE.format('received')} WHERE sha256 = '' AND department != ''"
        )
        return [
            replace(item, round=row["round"])
            for row in rounds
            for item in self.received(row["round"])
            if isinstance(item, Entered)
        ]


def _received(row: sqlite3.Row, rows: Sequence[ReturnedRow]) -> Submission:
    verdict, people, at = Verdict(row["verdict"]), json.loads(row["people"]), datetime.fromisoformat(row["at"])
    if verdict.taken and not row["sha256"]:
        day = date.fromisoformat(people["day"]) if people.get("day") else None
        return Entered(row["department"], tuple(rows), people["source"], people["operator"], at, row["action"], day=day)
    reasons = (
        Finding(**(each | {"severity": Severity(each["severity"]), "field": _FIELDS.get(each["field"])}))
        for each in json.loads(row["reasons"])
    )
    return Received(
        row["path"], row["sha256"], verdict, tuple(reasons), row["department"], row["revision"],
        tuple(rows), {_FIELDS[name]: text for name, text in people.items()}, at, row["sheet"],
        tuple(json.loads(row["corrects"])), row["action"], row["id"],
    )  # fmt: skip
