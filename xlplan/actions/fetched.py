"""What one look of 收件 came to: what was taken in, what was left alone and why, and how the round stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xlplan.files.store.arrivals import Arrival
from xlplan.schedule.rounds import Round
from xlplan.status.remind import Reminder
from xlplan.status.round_count import RoundCount
from xlplan.terms.records import record


@record(frozen=True, slots=True)
class LeftAlone:
    """How many files were left alone, and why; those of the round that were taken before are not among them."""

    as_sent: int = 0
    other_round: int = 0
    other_plan: int = 0
    unmarked: int = 0
    older: int = 0
    """They came before the round was handed out, and were not opened."""
    unreadable: int = 0
    writing: int = 0
    """Somebody may still be writing them."""
    unfinished: int = 0
    """They are being fetched, or are in a cloud alone."""
    unread: int = 0
    """The next look opens them: too many came at once."""


@record(frozen=True)
class Fetching:
    """What was taken in now, what was left alone, how the round stands, and whom that leaves to be chased."""

    round: Round
    taken: Sequence[Arrival]
    left: LeftAlone
    gone: Sequence[Path]
    count: RoundCount
    chased: Sequence[Reminder] = ()

    @property
    def needs_person(self) -> bool:
        """True if anybody is missing, a report needs work or has to be merged, or a folder is not there."""
        count = self.count
        return bool(count.missing or count.troubled or count.unmerged or self.gone)

    def after(self, before: Fetching) -> Fetching:
        """Return it with what the look before it took in."""
        return replace(self, taken=[*before.taken, *self.taken])

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan fetch`."""
        count, left = self.count, self.left
        return {
            "command": "fetch", "ok": True, "round": self.round.name,
            "taken": [
                {"department": each.department, "name": each.name, "source": each.source, "at": each.at.isoformat(), "sha256": each.sha256}
                for each in self.taken
            ],
            "left": {name: getattr(left, name) for name in LeftAlone.__dataclass_fields__},
            "gone": [path.as_posix() for path in self.gone],
            "asked": list(count.asked), "came": list(count.came), "troubled": list(count.troubled), "missing": list(count.missing),
            "unmerged": list(count.unmerged),
        }  # fmt: skip
