"""What comes in with a merge: each file is kept in the archive, and its rows go into the ledger while the next are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from xlplan.files.apart.judging import Judged, error_reason, failed
from xlplan.files.apart.messages import File
from xlplan.files.look.kinds import LABELS
from xlplan.files.store.batch import Batch
from xlplan.files.store.collecting import Collected
from xlplan.files.store.workspace import Workspace
from xlplan.ledger.writer import ActionWriter
from xlplan.returns.attachments import filed
from xlplan.returns.judge import Desk
from xlplan.returns.received import UNCHANGED, Received, Submission, Sums
from xlplan.terms.catalogue import Severity
from xlplan.terms.choices import Verdict
from xlplan.terms.errors import XlplanError
from xlplan.terms.findings import Finding, finding


class Intake:
    """Takes in the files of a round one by one; `before` is what came in earlier merges.

    `writer` begins the action when the first file has to be recorded; `readers_keep` if they can write into the archive.
    """

    def __init__(
        self, workspace: Workspace, folder: Path, desk: Desk, before: list[Submission], archive: Batch,
        writer: Callable[[], ActionWriter], *, readers_keep: bool,
    ) -> None:  # fmt: skip
        self._workspace = workspace
        self._folder = f"{workspace.shown(folder)}/"
        self._desk = desk
        self._archive = archive
        self._writer = writer
        self._readers_keep = readers_keep
        self._kept_at: dict[str, tuple[str, Path]] = {}
        """Where readers write files for the archive, and what that is to become."""
        files = [item for item in before if isinstance(item, Received)]
        self._taken: dict[str, Received] = {}
        """The sheets that were taken, by their contents."""
        self._known: dict[tuple[object, ...], Received] = {}
        """All files, by their contents and what these were taken as; a file that could not be opened has none."""
        for item in files:
            self._know(item)
        self._fresh: set[str] = set()
        """What came in this merge: it gets its name in the archive at the end."""
        self._recorded = {(item.path, item.sha256, item.reasons) for item in files}

    def to_read(self, file: Collected) -> File | None:
        """Return what has to be read of a file; None if its bytes were taken before."""
        if not file.data or file.error or file.attachment or file.sha256 in self._taken:
            return None
        keep, suffix = "", Path(file.name).suffix
        if self._readers_keep and not self._workspace.keeps(file.sha256, suffix, file.data):
            path = self._workspace.place_kept(file.sha256, suffix)
            keep = self._archive.reserve(path)
            self._kept_at[file.shown] = keep, path
        return File(file.name, file.data, file.shown, file.sha256, keep)

    def receive(self, file: Collected, judged: Judged | None) -> Received:
        """Keep one file in the archive and record it; its number is 0 if there is nothing new to record."""
        if file.skipped:
            return self._noted(file.shown, "", finding("return-skipped", value=file.skipped), Verdict.SKIPPED)
        if file.attachment:
            return self._filed_away(file)
        if taken := self._taken.get(file.sha256):
            return self._put_back(file, file.data, taken)
        if file.data:
            self._keep(file, judged)
        if judged is None:
            assert file.error
            judged = failed(file.error, file.shown, file.sha256)
        assert self._desk.key is not None
        judged = judged.verified(self._desk.key)
        item = judged.item
        if earlier := self._known.get(_known_as(item)):
            return _duplicate(file.shown, earlier)
        if not item.sha256 and (item.path, item.sha256, item.reasons) in self._recorded:
            return item
        number = self._writer().add_returned(judged.rows, judged.doubts)
        item = replace(item, number=number)
        if item.sha256:
            self._know(item)
            self._fresh.add(item.sha256)
        return item

    def _know(self, item: Received) -> None:
        if item.sha256:
            self._known[_known_as(item)] = item
            if item.verdict.taken or item.verdict is Verdict.SUPERSEDED:
                self._taken[item.sha256] = item

    def _keep(self, file: Collected, judged: Judged | None) -> None:
        temporary, path = self._kept_at.pop(file.shown, ("", None))
        if path is None:
            self._workspace.keep_in(self._archive, file.data, file.sha256, Path(file.name).suffix)
        elif judged and judged.kept:
            self._archive.written(temporary, path)
        else:
            self._archive.write_reserved(temporary, path, file.data)

    def _put_back(self, file: Collected, data: bytes, earlier: Received) -> Received:
        """Return a file that came before as a duplicate; what the archive has lost of it since is put back."""
        item = _duplicate(file.shown, earlier)
        # It is kept under the extension that it had then.
        suffix = Path(earlier.path).suffix
        if file.sha256 in self._fresh or self._workspace.keeps(file.sha256, suffix, data):
            return item
        self._archive.add(self._workspace.place_kept(file.sha256, suffix), data)
        return replace(item, reasons=(*item.reasons, finding("return-put-back", value=file.name)))

    def _filed_away(self, file: Collected) -> Received:
        """Keep a stamped copy or other evidence, under the department that it names."""
        inside = file.shown.removeprefix(self._folder)
        # Of a file from elsewhere, take only the folder that it lies in.
        path = inside if inside != file.shown else "/".join(file.shown.split("/")[-2:])
        try:
            data, digest = file.content, file.sha256
        except XlplanError as error:
            return self._noted(file.shown, "", error_reason(error), Verdict.UNREADABLE)
        document = file.kind in ("docx", "doc")
        item = filed(path, file.shown, LABELS[file.kind], digest, self._desk.names, document=document)
        if earlier := self._known.get(_known_as(item)):
            return self._put_back(file, data, earlier)
        self._workspace.keep_in(self._archive, data, digest, Path(file.name).suffix)
        item = replace(item, sums=Sums(), number=self._writer().add_returned((), ()))
        self._know(item)
        self._fresh.add(digest)
        return item

    def _noted(self, shown: str, sha256: str, reason: Finding, verdict: Verdict) -> Received:
        return Received(shown, sha256, verdict, (reason,), sums=Sums())


def _known_as(item: Received) -> tuple[object, ...]:
    """Return what identifies a file: the same bytes may come as a sheet, as a stamped copy and as evidence of several departments."""
    filed = item.verdict is Verdict.SKIPPED
    return item.sha256, item.verdict, *((item.department, item.reasons[0].code) if filed else ())


def _asks(reasons: Iterable[Finding]) -> bool:
    """Return True if one of these asks anybody to do anything."""
    return any(each.severity is not Severity.NOTE or each.mend for each in reasons)


def _duplicate(shown: str, earlier: Received) -> Received:
    same = shown == earlier.path
    if earlier.verdict in (Verdict.REJECTED, Verdict.UNREADABLE):
        # What was wrong with it still is.
        first = finding("return-still-refused", value=earlier.path)
    elif not same:
        first = finding("return-duplicate", value=earlier.path)
    else:
        first = finding("return-unchanged-told" if earlier.verdict.taken and _asks(earlier.reasons) else UNCHANGED)
    reasons = [first, *(() if earlier.verdict.taken else earlier.reasons)]
    return replace(earlier, path=shown, verdict=Verdict.DUPLICATE, reasons=tuple(reasons), number=0)
