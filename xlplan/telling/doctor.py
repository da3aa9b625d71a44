"""What is said of 环境检查."""

from __future__ import annotations

from collections.abc import Sequence

from xlplan.telling.told import Remark, Told
from xlplan.terms.buttons import caption
from xlplan.terms.records import record


@record(frozen=True)
class Check:
    """One thing looked at. `ok` is None where nothing is wrong but something is to be known; `cure` is "" where it is."""

    name: str
    ok: bool | None
    message: str
    cure: str = ""


def tell_examination(checks: Sequence[Check]) -> Told:
    """Return all checks: first what is wrong, each with its cure, then the rest."""
    order = {False: 0, None: 1, True: 2}
    words = {False: "问题", None: "留意", True: "正常"}
    lines = []
    for check in sorted(checks, key=lambda each: order[each.ok]):
        lines.append(f"[{words[check.ok]}] {check.name}：{check.message}")
        if check.cure:
            lines.append(f"       {check.cure}")
    wrong = sum(check.ok is False for check in checks)
    found = f"{caption('doctor')}：发现 {wrong} 个问题。" if wrong else f"{caption('doctor')}：没有发现问题。"
    return Told("doctor", found, details=[Remark(lines)])
