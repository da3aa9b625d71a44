"""合并回收: whatever lies in the folder is judged, what was reported goes into the ledger, and who is missing is named."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from xlplan.actions.common import Book, Progress, sent_round, silent, who
from xlplan.columns import REPORTED_COLUMNS, TASK_SHEET_HEADINGS
from xlplan.errors import FileMissingError, PasswordError, XlplanError
from xlplan.files.container import read_bytes
from xlplan.files.returned import read_returned
from xlplan.files.workspace import Workspace
from xlplan.findings import Finding, finding, finding_json
from xlplan.intake import Return, read_return
from xlplan.ledger import Ledger
from xlplan.merge import Conflict, Desk, Received, Verdict, judge, missing, settle
from xlplan.rounds import Round

SPREADSHEETS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods", ".csv"})
_RUBBISH: Final = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


@dataclass(frozen=True)
class Merging:
    """Every file found with its verdict, who is missing, and what is in conflict."""

    round: Round
    files: list[Received]
    missing: list[str]
    conflicts: list[Conflict]

    @property
    def needs_person(self) -> bool:
        """Whether anything is missing, in conflict, noted, rejected or unreadable."""
        bad = {Verdict.NOTED, Verdict.REJECTED, Verdict.UNREADABLE}
        return bool(self.missing or self.conflicts or any(item.verdict in bad for item in self.files))

    def json(self) -> dict[str, object]:
        """What `xlplan merge --json` prints."""
        return {
            "round": self.round.name,
            "files": [
                {
                    "path": item.path,
                    "department": item.department,
                    "verdict": item.verdict.value,
                    "rows": item.count,
                    "reasons": [_reason_json(reason) for reason in item.reasons],
                }
                for item in self.files
            ],
            "missing": self.missing,
            "conflicts": [
                {
                    "task": conflict.task,
                    "department": conflict.department,
                    "field": conflict.field,
                    "values": [{"value": _plain(value), "source": source} for value, source in conflict.values],
                }
                for conflict in self.conflicts
            ],
        }


def _reason_json(reason: Finding) -> dict[str, object]:
    wanted = ("code", "severity", "cell", "message", "hint")
    return {key: value for key, value in finding_json(reason).items() if key in wanted}


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str | float) else str(value)


def merge(
    book: Book, round_name: str, now: datetime, *, paths: Sequence[Path] = (), progress: Progress = silent
) -> Merging:
    """Take in what came back: files and folders, 回收/<期次>/ where none are named.

    Raises RoundError, FileMissingError, FileLockedError or NotWritableError.
    """
    workspace = book.workspace
    if not workspace.begun:
        sent_round(None, round_name)
    with workspace.hold(who("合并回收", now)) as ledger:
        round_ = sent_round(ledger, round_name)
        # In the order of their names, each once, however they were named.
        found = sorted(set(_files(paths or [workspace.returned_folder(round_.name)])))
        return _Job(workspace, ledger, round_, now).run(found, progress)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Every file below the paths. Links are not followed."""
    for path in (Path(os.path.abspath(path)) for path in paths):  # noqa: PTH100 (resolve() follows links)
        if not path.exists() and not path.is_symlink():
            raise FileMissingError(f"找不到“{path}”。", "请检查路径；回收的表格请放进 回收/<期次>/ 文件夹。")
        if path.is_dir() and not path.is_symlink():
            for folder, folders, names in os.walk(path):
                yield from (Path(folder) / name for name in names)
                # A link to a folder is listed, not entered.
                yield from (Path(folder) / name for name in folders if (Path(folder) / name).is_symlink())
        else:
            yield path


class _Job:
    def __init__(self, workspace: Workspace, ledger: Ledger, round_: Round, now: datetime) -> None:
        self.workspace = workspace
        self.ledger = ledger
        self.round = round_
        self.now = now
        self.desk = Desk(ledger.plan, ledger.key, round_.name, ledger.sent(round_.name))
        self.before = ledger.received(round_.name)
        self.known = {item.sha256: item for item in self.before}

    def run(self, found: Sequence[Path], progress: Progress) -> Merging:
        files = self.compared([self.receive(path) for path in progress(found, "读取回收的表格")])
        new = [item for item in files if item.verdict not in (Verdict.SKIPPED, Verdict.DUPLICATE)]
        if new:
            summary = f"合并{self.round.name}：{len(new)}个文件"
            with self.ledger.action("merge", self.round.name, self.now, summary) as writer:
                writer.add_received(self.round.name, new)
        returns = self.ledger.received(self.round.name)
        _, conflicts = settle(returns)
        return Merging(self.round, files, missing(self.desk, returns), conflicts)

    def receive(self, path: Path) -> Received:
        """One file by itself: read, kept and judged."""
        shown = self.workspace.shown(path)
        if reason := _skip_reason(path):
            return Received(shown, "", Verdict.SKIPPED, (finding("return-skipped", value=reason),))
        try:
            data = read_bytes(path)
        except XlplanError as error:
            return Received(shown, "", Verdict.UNREADABLE, (_error_reason(error),))
        digest = hashlib.sha256(data).hexdigest()
        earlier = self.known.get(digest)
        if earlier and (earlier.verdict.taken or earlier.verdict is Verdict.SUPERSEDED):
            return self.duplicate(shown, earlier)
        self.workspace.keep(data, path.suffix)
        item = self.judged(shown, digest, data, path.name)
        if earlier and earlier.verdict is item.verdict:
            return self.duplicate(shown, earlier)
        self.known[digest] = item
        return item

    def judged(self, shown: str, digest: str, data: bytes, name: str) -> Received:
        try:
            found = read_return(read_returned(data, name))
        except XlplanError as error:
            verdict = Verdict.REJECTED if isinstance(error, PasswordError) else Verdict.UNREADABLE
            return Received(shown, digest, verdict, (_error_reason(error),))
        if isinstance(found, Return):
            return judge(found, self.desk, shown, digest)
        return Received(shown, digest, Verdict.REJECTED, (found,))

    def duplicate(self, shown: str, earlier: Received) -> Received:
        reasons = [finding("return-duplicate", value=earlier.path)]
        if not earlier.verdict.taken:
            reasons += earlier.reasons
        return replace(earlier, path=shown, verdict=Verdict.DUPLICATE, reasons=tuple(reasons))

    def compared(self, files: Sequence[Received]) -> list[Received]:
        """The files beside all that was taken: older revisions give way, differing ones of one revision are noted."""
        taken = [item for item in (*self.before, *files) if item.verdict.taken]
        newest: dict[str | None, int] = {}
        for item in taken:
            newest[item.department] = max(newest.get(item.department, 0), item.revision or 0)
        return [self._compared(item, taken, newest) if item.verdict.taken else item for item in files]

    def _compared(self, item: Received, taken: Sequence[Received], newest: dict[str | None, int]) -> Received:
        if (item.revision or 0) < newest[item.department]:
            reason = finding("return-superseded", value=item.department, revision=newest[item.department])
            return replace(item, verdict=Verdict.SUPERSEDED, reasons=(*item.reasons, reason))
        others = [o for o in taken if o.department == item.department and o.revision == item.revision and o is not item]
        differing = [(other.path, cells) for other in others if (cells := _differing(item, other))]
        reasons = [*item.reasons, *(finding("return-differs", value=path, cells=cells) for path, cells in differing)]
        return replace(item, verdict=Verdict.NOTED, reasons=tuple(reasons)) if reasons else item


def _differing(item: Received, other: Received) -> str:
    """The cells in which two returns differ, in words; empty where they say the same, or one says nothing."""
    if item.empty or other.empty:
        return ""
    theirs = {row.task: row.values for row in other.rows}
    cells = [
        f"{row.task} {TASK_SHEET_HEADINGS[name]}"
        for row in item.rows
        if row.task in theirs
        for name in REPORTED_COLUMNS
        if getattr(row.values.get(name), "value", None) != getattr(theirs[row.task].get(name), "value", None)
    ]
    return "、".join(cells[:6]) + (f" 等{len(cells)}处" if len(cells) > 6 else "")


def _skip_reason(path: Path) -> str:
    name = path.name
    if path.is_symlink():
        return f"“{name}”是链接"
    if path.is_dir() or not path.is_file():
        return f"“{name}”不是普通文件"
    if name.startswith(("~$", ".")) or name.casefold() in _RUBBISH:
        return f"“{name}”是临时文件或系统文件"
    if path.suffix.casefold() not in SPREADSHEETS:
        return f"“{name}”不是表格文件"
    return ""


def _error_reason(error: XlplanError) -> Finding:
    return finding("return-unreadable", value=error.message, cure=error.hint)
