"""What a ledger says of what the office did about tasks: decisions, reminders, 督办单 and the replies to them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from xlplan.decisions.model import Decision
from xlplan.ledger.queries import LIVE, Queries, kept_day
from xlplan.status.remind import Reminded
from xlplan.status.supervise import Colour, SlipReply, Supervised
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.fields import Field

_FIELDS: Final = {field.value: field for field in Field}
TOLD: Final = "told:"
"""What stands before the key under which a row of 待核实 is noted that was told once that it no longer applies."""


class DecidedReader(Queries):
    """The questions on what the office decided and issued that an open ledger answers."""

    def told(self) -> frozenset[str]:
        """Return what identifies rows of 待核实 that were told once that they no longer apply."""
        rows = self._query("SELECT key FROM meta WHERE key >= ? AND key < ?", (TOLD, f"{TOLD}~"))
        return frozenset(row["key"].removeprefix(TOLD) for row in rows)

    def reminders(self, round_: str) -> list[Reminded]:
        """Return all reminders of a round, in their order."""
        self._check("reminder")
        rows = self._query(
            f"SELECT reminder.* FROM reminder {LIVE.format('reminder')} WHERE reminder.round = ? ORDER BY reminder.id",
            (round_,),
        )
        return [Reminded(r["department"], r["lack"], date.fromisoformat(r["day"])) for r in rows]

    def supervised(self) -> list[Supervised]:
        """Return all 督办单 that count, a row for each task, in the order of issuing."""
        self._check("supervised")
        return [
            Supervised(
                r["year"], r["number"], r["round"], r["department"], r["task"], Colour(r["colour"]), date.fromisoformat(r["day"]),
                date.fromisoformat(r["answer_by"]), kept_day(r["due"]), json.loads(r["texts"]), r["action"],
            )
            for r in self._query(f"SELECT supervised.* FROM supervised {LIVE.format('supervised')} ORDER BY supervised.id")
        ]  # fmt: skip

    def replies(self) -> dict[tuple[int, int, str], SlipReply]:
        """Return what came back of reply slips, by year, number and 编号."""
        self._check("reply_slip")
        rows = self._query(f"SELECT reply_slip.* FROM reply_slip {LIVE.format('reply_slip')} ORDER BY reply_slip.id")
        return {
            (r["year"], r["number"], r["task"]): SlipReply(
                r["year"],
                r["number"],
                r["task"],
                r["signed_by"],
                kept_day(r["signed_on"]),
                r["measures"],
                kept_day(r["promised"]),
            )
            for r in rows
        }

    def decisions(self) -> list[Decision]:
        """Return all that the office has decided, in all rounds, in the order of deciding."""
        return self._read_decisions(
            f"SELECT decision.*, action.at FROM decision {LIVE.format('decision')} ORDER BY decision.id"
        )

    def _read_decisions(self, sql: str, values: Sequence[object] = ()) -> list[Decision]:
        self._check("decision")
        rows = self._query(sql, values)
        return [
            Decision(
                r["round"], QuestionKind(r["kind"]), r["department"], r["task"], _FIELDS.get(r["field"]), r["before"], r["reported"],
                Ruling(r["verdict"]) if r["verdict"] else None, r["leader"], kept_day(r["day"]), r["operator"], r["note"],
                datetime.fromisoformat(r["at"]), r["action"], bool(r["late"]), bool(r["verified"]),
            )
            for r in rows
        ]  # fmt: skip
