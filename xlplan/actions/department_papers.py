"""What there is of each department in a round for people to open: the sheet it has, what it sent, what goes back, the texts to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path

from xlplan.actions.links import may_lead_to
from xlplan.actions.remind import FOLDER
from xlplan.actions.supervise import SUPERVISION_FOLDER
from xlplan.decisions.settled import name_now
from xlplan.files.look.kinds import WRITTEN
from xlplan.files.look.there import plain_file_there
from xlplan.files.store.workspace import NOTICES_FOLDER, Workspace
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Registry
from xlplan.returns.judge import latest_now
from xlplan.returns.received import Received
from xlplan.schedule.rounds import Round
from xlplan.terms.records import record


@record(frozen=True)
class Papers:
    """Of one department: its sheet, the files it sent, the newest first, and what is written to it."""

    sheet: Path
    returned: Mapping[Path, str] = field(default_factory=dict)
    """Each with the SHA-256 under which it was taken in last: what lies there since then may be another file."""
    closed: int = 0
    """How many more files it sent, to which no link may lead, or which lie within another file."""
    written: Sequence[Path] = ()
    """What goes back to it, papers, and texts that are to be pasted."""


def department_papers(workspace: Workspace, ledger: Ledger, round_: Round, registry: Registry) -> dict[str, Papers]:
    """Return the papers of each department that was handed a sheet in a round, by its present name."""
    shut = ledger.shut_files()
    returned: dict[str, dict[str, str]] = {}
    for item in reversed(ledger.received_heads(round_.name)):
        if isinstance(item, Received) and item.department:
            returned.setdefault(name_now(item.department, registry), {}).setdefault(item.path, item.sha256)
    written: dict[str, list[Path]] = {}
    for name, path in _written(workspace, round_, ledger.file_names()):
        written.setdefault(name_now(name, registry), []).append(path)
    found = {}
    for name, sent in latest_now(ledger.sent(round_.name), registry).items():
        came = returned.get(name, {})
        open_ = {
            path: sha256 for each, sha256 in came.items() if may_lead_to(each, path := workspace.located(each), shut)
        }
        found[name] = Papers(workspace.located(sent.path), open_, len(came) - len(open_), written.get(name, ()))
    return found


def _written(workspace: Workspace, round_: Round, names: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    """Yield each file that is written to a department, with the department's name; nothing that a click might run."""
    reports = workspace.report_folder(round_.name)
    folders = (
        workspace.back_folder(round_.name), workspace.sent_folder(round_.name) / NOTICES_FOLDER, reports / FOLDER,
        reports / SUPERVISION_FOLDER,
    )  # fmt: skip
    departments = {file: name for name, file in names.items()}
    for folder in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            # Somebody else may have put a program there.
            if plain_file_there(path, WRITTEN) and (owner := department_of_file(path.name, departments)):
                yield departments[owner], path


def department_of_file(file: str, names: Collection[str]) -> str:
    """Return which of these names a file begins with; of several the longest, empty where there is none."""
    beginning, dash, _ = file.rpartition("-")
    while dash and beginning not in names:
        beginning, dash, _ = beginning.rpartition("-")
    return beginning if dash else ""
