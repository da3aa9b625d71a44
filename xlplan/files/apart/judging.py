"""A return judged in a reader, and what it answers: texts and numbers alone, each of which is checked where it comes in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, replace
from typing import Any, Final

from xlplan.files.apart.read_one import FileReading, error_of
from xlplan.handout.signature import verified
from xlplan.ledger import returned_rows
from xlplan.returns.judge import Desk, judge
from xlplan.returns.reading import read_return
from xlplan.returns.received import Received, Sums
from xlplan.returns.sheet import Return, Wording
from xlplan.terms.catalogue import Severity
from xlplan.terms.choices import Verdict
from xlplan.terms.errors import FileLockedError, PasswordError, XlplanError
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding
from xlplan.terms.records import record

_DOUBT_PARTS: Final = 6
_OPTIONAL: Final = {"sheet", "cell", "task", "field"}
"""Of a finding, what need not be there."""
_PARTS: Final = tuple(Finding.__dataclass_fields__)


@record(frozen=True, slots=True)
class Judged:
    """A return as it was judged. Its item has no rows: they are as the ledger keeps them, but for the return's number.

    `signed` is what the hidden sheet says and its signature, which only the asker can verify; None if it does not count.
    """

    item: Received
    rows: Sequence[Sequence[str | None]] = ()
    doubts: Sequence[Sequence[str | None]] = ()
    signed: tuple[str, str] | None = None
    kept: bool = False
    """Whether the reader wrote the file's bytes where they were to be kept."""

    def verified(self, key: bytes) -> Judged:
        """Return it refused if its signature is not by this key."""
        if self.signed is None or verified(*self.signed, key):
            return self
        item = self.item
        reason = finding("return-identity-altered")
        refused = Received(item.path, item.sha256, Verdict.REJECTED, (reason,), item.department, item.revision)
        return Judged(replace(refused, sums=Sums()), kept=self.kept)


def judged(reading: FileReading, name: str, desk: Desk, wording: Wording, path: str, sha256: str) -> Judged:
    """Judge what was read of a file (`name`, for messages). With a desk that has no key, the signature is left to be verified."""
    if reading.error:
        return failed(reading.error, path, sha256)
    try:
        found = read_return(reading.grids, wording)
    except Exception as error:
        return failed(error_of(error, name), path, sha256)
    if not isinstance(found, Return):
        return Judged(Received(path, sha256, Verdict.REJECTED, (*reading.notes, found), sums=Sums()))
    return judged_return(found, desk, path, sha256, reading.notes)


def judged_return(found: Return, desk: Desk, path: str, sha256: str, notes: Sequence[Finding] = ()) -> Judged:
    """Judge a return that was read, with what was noted of its file."""
    item = judge(found, desk, path, sha256)
    if notes:
        verdict = Verdict.NOTED if item.verdict is Verdict.ACCEPTED else item.verdict
        item = replace(item, verdict=verdict, reasons=(*notes, *item.reasons))
    identity = found.identity
    signed = (identity.text, found.signature) if identity and identity.plan == desk.plan else None
    rows = [*map(returned_rows.dump_row, item.rows)]
    return Judged(item.without_rows(), rows, [*map(returned_rows.dump_doubt, item.doubts)], signed)


def failed(error: XlplanError, path: str, sha256: str) -> Judged:
    """Return the verdict on a file that could not be read."""
    verdict = Verdict.REJECTED if isinstance(error, PasswordError) else Verdict.UNREADABLE
    return Judged(Received(path, sha256, verdict, (error_reason(error),), sums=Sums()))


def error_reason(error: XlplanError) -> Finding:
    """Return why a file could not be read."""
    match error:
        case PasswordError():
            code = "return-password"
        case FileLockedError():
            code = "return-locked"
        case _:
            code = "return-unreadable"
    return finding(code, value=error.message, cure=error.hint)


def dumps(answer: Judged) -> bytes:
    """Return an answer as JSON. What the asker knows is left out: the path, the SHA-256."""
    item = answer.item
    assert item.sums is not None
    parts = [
        item.verdict, item.department, item.revision, item.people, [*map(astuple, item.reasons)], item.sheet,
        item.corrects, item.sums, answer.rows, answer.doubts, answer.signed, answer.kept,
    ]  # fmt: skip
    # A cell may hold half of a surrogate pair.
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def loads(packed: bytes, path: str, sha256: str) -> Judged:
    """Return the answer on a file. Raise ValueError for anything else than `dumps` gives."""
    try:
        parts = json.loads(packed.decode("utf-8", "surrogatepass"))
        verdict, department, revision, people, reasons, sheet, corrects, sums, rows, doubts, signed, kept = parts
        return Judged(
            Received(
                path, sha256, Verdict(verdict), tuple(map(_reason, reasons)), department and _text(department),
                None if revision is None else _count(revision), (), {Field(name): _text(said) for name, said in people.items()},
                sheet=_text(sheet), corrects=tuple(map(_text, corrects)),
                sums=Sums(_count(sums[0]), sums[1] is True, sums[2] is True),
            ),
            _rows(rows), _doubts(doubts), None if signed is None else (_text(signed[0]), _text(signed[1])), kept is True,
        )  # fmt: skip
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(repr(error)) from error


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ValueError(repr(value))
    return value


def _count(value: Any) -> int:
    if type(value) is not int:
        raise ValueError(repr(value))
    return value


def _reason(parts: Any) -> Finding:
    values = dict(zip(_PARTS, parts, strict=True))
    for name, value in values.items():
        if not (value is None and name in _OPTIONAL):
            _text(value)
    severity, field = Severity(values["severity"]), values["field"]
    return Finding(**(values | {"severity": severity, "field": None if field is None else Field(field)}))


def _rows(rows: Any) -> Sequence[Sequence[str | None]]:
    found = [*rows]
    returned_rows.check_rows(found)
    return found


def _doubts(doubts: Any) -> Sequence[Sequence[str | None]]:
    for doubt in doubts:
        *told, proposal, kind = doubt
        if len(doubt) != _DOUBT_PARTS or not all(type(value) is str for value in told):
            raise ValueError(repr(doubt))
        Field(told[1])
        if proposal is not None:
            returned_rows.load_value(_text(proposal), _text(kind))
    return [*doubts]
