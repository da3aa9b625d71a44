"""How a round stands: how many have reported, whose reports need work, who is still missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from xlplan.terms.records import record


@record(frozen=True, slots=True)
class RoundCount:
    """The departments that a round asks, and which of them came, have trouble or are missing. `unmerged` are those whose
    newest file is not merged yet."""

    round: str
    asked: Sequence[str]
    came: Sequence[str]
    troubled: Sequence[str]
    missing: Sequence[str]
    unmerged: Sequence[str]


def round_count(
    round_: str, asked: Iterable[str], reported: Collection[str], arrived: Collection[str], troubled: Collection[str]
) -> RoundCount:
    """Count a round. `reported` are those whose reports were merged, `arrived` those of whom a file is there that was not.

    Whoever has sent something new since its report was objected to (`troubled`) is troubled no longer, until it is merged.
    """
    names = list(dict.fromkeys(asked))
    came = [name for name in names if name in reported or name in arrived]
    return RoundCount(
        round_,
        names,
        came,
        [name for name in names if name in troubled and name not in arrived],
        [name for name in names if name not in reported and name not in arrived],
        [name for name in names if name in arrived],
    )
