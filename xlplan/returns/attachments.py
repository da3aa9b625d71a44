"""What comes back beside the sheets: stamped copies (盖章件) and evidence (佐证材料), filed by department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from xlplan.returns.judge import Desk
from xlplan.returns.received import Received, Submission
from xlplan.returns.sender import KnownNames
from xlplan.terms.choices import Verdict
from xlplan.terms.findings import finding
from xlplan.terms.text import fold

STAMPED: Final = "return-stamped"
EVIDENCE: Final = "return-evidence"
_WHOSE: Final = "return-attachment-whose"
_SIGNED: Final = ("盖章", "签章", "签字", "签名", "用印", "公章", "红章", "扫描")
_SHEET: Final = ("推进情况表", "任务表", "报送表")
"""A picture under the name of the sheet is the sheet, printed and stamped."""


def filed(path: str, name: str, what: str, sha256: str, names: KnownNames, *, document: bool) -> Received:
    """File an attachment under the department of its name, else of its nearest folder; ask if neither names one.

    `path` is its place below the round's folder; `name` is how the file is shown, `what` its kind in words. A
    `document` (Word) is a stamped copy only if its name says so.
    """
    key = fold(path.rpartition("/")[2])
    stamped = any(word in key for word in _SIGNED) or (not document and any(word in key for word in _SHEET))
    found: list[str] = []
    for part in reversed(path.split("/")):
        found = names.within(part)
        if found:
            break
    shown, kind = name.rpartition("/")[2], "盖章件" if stamped else "佐证材料"
    if len(found) != 1:
        maybe = f"，可能是：{'、'.join(found)}" if found else ""
        return Received(
            name, sha256, Verdict.SKIPPED, (finding(_WHOSE, value=shown, what=what, kind=kind, candidates=maybe),)
        )
    reason = finding(STAMPED if stamped else EVIDENCE, value=shown, what=what, kind=kind, department=found[0])
    return Received(name, sha256, Verdict.SKIPPED, (reason,), found[0])


def attached(received: Iterable[Submission]) -> dict[str, dict[str, list[str]]]:
    """Return the names of each department's stamped copies and evidence, under their codes."""
    found: dict[str, dict[str, list[str]]] = {}
    for item in received:
        for reason in item.reasons if item.verdict is Verdict.SKIPPED and item.department else ():
            names = found.setdefault(str(item.department), {}).setdefault(reason.code, [])
            name = item.path.rpartition("/")[2]
            if name not in names:
                names.append(name)
    return found


def only_beside(found: Mapping[str, Sequence[str]] | None) -> str:
    """Return what to tell a department that sent stamped copies or evidence alone (as in `attached`), in words; "" if it sent none."""
    names = [f"“{name}”" for code in (STAMPED, EVIDENCE) for name in (found or {}).get(code, ())]
    return f"发来的{'、'.join(names)}读不出进展，填好的表（.xlsx）也要发来" if names else ""


def unclaimed(item: Submission) -> bool:
    """Return True for an attachment that names no department."""
    return not item.department and any(reason.code == _WHOSE for reason in item.reasons)


def unstamped(desk: Desk, received: Iterable[Submission]) -> list[str]:
    """Return the departments that carry something out and have sent no stamped copy."""
    found = attached(received)
    return [
        name
        for name, sent in desk.latest.items()
        if (sent.sheet.lead or sent.sheet.share) and STAMPED not in found.get(name, {})
    ]
