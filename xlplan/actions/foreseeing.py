"""What a step would do, found out without writing anything: whoever is asked for it may still say no."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from xlplan.actions.book import Book
from xlplan.actions.decide import Pending
from xlplan.actions.ended_rounds import chased_late, judged_on, require_running
from xlplan.actions.known_rounds import Rounds
from xlplan.actions.remind import FOLDER, chased
from xlplan.actions.rounds import reading_round
from xlplan.actions.split import Splitting, split
from xlplan.actions.status import BULLETIN_NAME, REPORT_NAME, SILENT_NAME
from xlplan.actions.supervise import SUPERVISION_FOLDER, issued
from xlplan.actions.undo import undoable
from xlplan.actions.yearly import ACCOUNTS_NAME
from xlplan.files.look.container import read_bytes
from xlplan.ledger.reading import Action
from xlplan.returns.received import Received
from xlplan.status.status import build_status
from xlplan.status.supervise import wanted
from xlplan.terms.findings import Finding
from xlplan.terms.records import record


@record(frozen=True)
class Foreseen:
    """What a step would do: in which round, where it writes, about which departments or files, as far as it has any."""

    verb: str
    round: str = ""
    folder: Path | None = None
    departments: Sequence[str] = ()
    files: Sequence[str] = ()
    split: Splitting | None = None
    decided: int = 0
    """How many rows of 待核实 would be carried out."""
    action: Action | None = None
    """What would be taken back."""
    findings: Sequence[Finding] = ()
    """What the step would say as well."""


def foreseen(verb: str) -> bool:
    """Return True for a step that can be foreseen."""
    return verb in _OF


def foresee(verb: str, book: Book, now: datetime) -> Foreseen | None:
    """Return what a step would do; None for a step that changes nothing which one would miss. Raise as the step itself does."""
    return _OF[verb](book, now) if verb in _OF else None


def _split(book: Book, now: datetime) -> Foreseen:
    result = split(book, book.settings.round, now, dry_run=True)
    return Foreseen("split", result.round.name, result.folder, result.written, split=result)


def _merge(book: Book, now: datetime) -> Foreseen:
    workspace = book.workspace
    with reading_round(workspace, book.settings.round) as (ledger, round_):
        folder = workspace.returned_folder(round_.name)
        known = {each.sha256 for each in ledger.received_heads(round_.name) if isinstance(each, Received)}
        paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("~$"))
        new = [path.name for path in paths if hashlib.sha256(read_bytes(path)).hexdigest() not in known]
        pending = Pending(book, ledger, round_, book.plan(now.date(), round_, ledger), now.date())
        return Foreseen("merge", round_.name, folder, files=new, decided=pending.answers().count)


def _status(book: Book, now: datetime) -> Foreseen:
    with reading_round(book.workspace, book.settings.round) as (ledger, round_):
        folder = book.workspace.report_folder(round_.name)
        _, told = judged_on(ledger, round_, now.date(), None)
        files = [REPORT_NAME, BULLETIN_NAME, SILENT_NAME]
        return Foreseen("status", round_.name, folder, files=files, findings=told)


def _remind(book: Book, now: datetime) -> Foreseen:
    with reading_round(book.workspace, book.settings.round) as (ledger, round_):
        found = chased(ledger, book.plan(now.date(), round_, ledger), round_, now.date())
        folder = book.workspace.report_folder(round_.name) / FOLDER
        names = [each.department for each in found]
        return Foreseen("remind", round_.name, folder, names, findings=chased_late(ledger, round_, now.date()))


def _supervise(book: Book, now: datetime) -> Foreseen:
    with reading_round(book.workspace, book.settings.round) as (ledger, round_):
        require_running(ledger, round_, now.date(), now.date())
        plan = book.plan(now.date(), round_, ledger)
        status = build_status(plan, round_, now.date(), Rounds(ledger, plan).reports(round_, now.date()))
        due = wanted(status, issued(ledger, status, plan.registry))
        folder = book.workspace.report_folder(round_.name) / SUPERVISION_FOLDER
        return Foreseen("supervise", round_.name, folder, list(due))


def _yearly(book: Book, now: datetime) -> Foreseen:
    return Foreseen(
        "yearly", folder=book.workspace.reports, files=[ACCOUNTS_NAME.format(book.settings.year or now.year)]
    )


def _undo(book: Book, now: datetime) -> Foreseen | None:
    action = next(iter(undoable(book).actions), None)
    return Foreseen("undo", action=action) if action else None


_OF: Final[Mapping[str, Callable[[Book, datetime], Foreseen | None]]] = {
    "split": _split, "merge": _merge, "status": _status, "remind": _remind, "supervise": _supervise, "yearly": _yearly,
    "undo": _undo,
}  # fmt: skip
