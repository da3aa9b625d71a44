"""Returns edited at random, any mix of what people do: no value is lost, doubled or silently changed.

`XLPLAN_TORTURE=10` runs ten times as long with a seed of its own, which is printed; `XLPLAN_SEED` runs that one again.
"""

from __future__ import annotations

import hypothesis
from hypothesis import strategies as st
from support.chance import SEED, times
from support.returns import EDITS, STATE_WORDS, YEAR, Edit, Sheet, edit, sheet_of, unaccounted

from xlplan.identity import Identity
from xlplan.intake import Return, Wording, read_return
from xlplan.merge import Desk, Received, judge
from xlplan.settling import settle
from xlplan.split import Sent

ROUND = "2023年第二季度"
KEY = bytes(32)
SENT = sheet_of("教育科", ROUND)
DESK = Desk("plan", KEY, ROUND, {("教育科", 1): Sent(SENT, 1, "教育科.xlsx", "0" * 64)})
WORDING = Wording(STATE_WORDS, YEAR)

NUMBERS = st.integers(0, 459)
EDITING = st.lists(st.tuples(st.sampled_from(sorted(EDITS)), NUMBERS, NUMBERS, NUMBERS), max_size=12)


def edited(edits: list[Edit]) -> Sheet:
    identity = Identity("plan", ROUND, 1, "教育科", {row.task: row.fingerprint for row in SENT.rows})
    sheet = Sheet(SENT, identity, KEY)
    for number in range(len(sheet.lines)):
        edit(sheet, ("fill_row", number, 0b0101000, 3 * number))
    for each in edits:
        edit(sheet, each)
    return sheet


def judged(sheet: Sheet, path: str) -> Received | None:
    found = read_return(sheet.grids(), WORDING)
    return judge(found, DESK, path, path.ljust(64, "0")) if isinstance(found, Return) else None


@hypothesis.seed(SEED)
@hypothesis.settings(
    max_examples=800 * times(), deadline=None, database=None, print_blob=True,
    suppress_health_check=list(hypothesis.HealthCheck),
)  # fmt: skip
@hypothesis.given(EDITING)
def test_one_return_edited_at_random_is_accounted_for(edits: list[Edit]) -> None:
    sheet = edited(edits)
    received = judged(sheet, "回收/教育科.xlsx")
    if received is not None:
        assert unaccounted([(sheet, received)], settle([received])) == []


@hypothesis.seed(SEED)
@hypothesis.settings(
    max_examples=250 * times(), deadline=None, database=None, print_blob=True,
    suppress_health_check=list(hypothesis.HealthCheck),
)  # fmt: skip
@hypothesis.given(EDITING, EDITING)
def test_two_returns_of_one_department_edited_at_random_are_accounted_for(one: list[Edit], two: list[Edit]) -> None:
    came = []
    for path, edits in (("回收/教育科.xlsx", one), ("回收/教育科（改）.xlsx", two)):
        sheet = edited(edits)
        received = judged(sheet, path)
        if received is not None:
            came.append((sheet, received))
    if came:
        forward = settle([received for _, received in came])
        assert unaccounted(came, forward) == []
        # Whatever comes first, the same counts.
        back = settle([received for _, received in reversed(came)])
        assert _counted(back) == _counted(forward)


def _counted(settled: object) -> object:
    return {
        key: {name: value.value for name, value in entry.values.items()}
        for key, entry in settled.entries.items()  # type: ignore[attr-defined]
    }
