"""Returns of one department edited any way, judged and settled as they would be in a merge; nothing may get lost on the way."""

from __future__ import annotations

from collections.abc import Sequence

from support.accounts import unaccounted
from support.reported_values import STATE_WORDS, YEAR
from support.returns import Sheet, sheet_of
from support.sheet_edits import Edit, edit
from xlplan.decisions.settle import settle
from xlplan.decisions.settled import Settled
from xlplan.handout.sheets import Sent
from xlplan.handout.signature import Identity
from xlplan.returns.judge import Desk, judge
from xlplan.returns.reading import read_return
from xlplan.returns.received import Received
from xlplan.returns.sheet import Return, Wording

MOST = 459
"""The greatest number in an edit."""
_ROUND = "2023年第二季度"
_KEY = bytes(32)
_SENT = sheet_of("教育科", _ROUND)
_DESK = Desk("plan", _KEY, _ROUND, {("教育科", 1): Sent(_SENT, 1, "教育科.xlsx", "0" * 64)})
_WORDING = Wording(STATE_WORDS, YEAR)


def edited(edits: Sequence[Edit]) -> Sheet:
    """Fill a sheet in, and then edit it."""
    identity = Identity("plan", _ROUND, 1, "教育科", {row.task: row.fingerprint for row in _SENT.rows})
    sheet = Sheet(_SENT, identity, _KEY)
    for number in range(len(sheet.lines)):
        edit(sheet, ("fill_row", number, 0b0101000, 3 * number))
    for each in edits:
        edit(sheet, each)
    return sheet


def wrongs(*returns: Sequence[Edit]) -> list[str]:
    """Return what was lost, doubled or silently changed of returns with these edits, or depends on the order in which they came."""
    came: list[tuple[Sheet, Received]] = []
    for number, edits in enumerate(returns):
        sheet, path = edited(edits), f"回收/教育科（{number}）.xlsx"
        found = read_return(sheet.grids(), _WORDING)
        if isinstance(found, Return):
            came.append((sheet, judge(found, _DESK, path, path.ljust(64, "0"))))
    if not came:
        return []
    forward = settle([received for _, received in came])
    back = settle([received for _, received in reversed(came)])
    order = [] if _counted(back) == _counted(forward) else ["what comes first makes a difference"]
    return unaccounted(came, forward) + order


def _counted(settled: Settled) -> object:
    return {key: {name: value.value for name, value in entry.values.items()} for key, entry in settled.entries.items()}
