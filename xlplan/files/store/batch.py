"""Write several files atomically: temporary files, one flush, then renames; all of them, or none."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from xlplan.files.store import held
from xlplan.files.store.writing import NEW, TEMPORARY_PREFIX, Content, holds, not_writable, write_and_close, write_whole
from xlplan.terms.errors import XlplanError

_FEW: Final = 8
_MANY: Final = 500
"""So many files are flushed while more are written: a disk takes its time, and nobody has to wait for it then."""
_Written = Sequence[tuple[str, Path]]
"""Temporary files that are whole, with what they are for."""


class Batch:
    """Files that `finish` puts in place. Left before that, by an error or Ctrl-C, it leaves nothing behind."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str | None, Path]] = []
        self._made = 0
        self._written: list[tuple[str, Path]] = []
        self._flushed: set[str] = set()
        self._behind: Future[_Written] | None = None
        self._folders: dict[Path, str] = {}
        self._done: list[tuple[Path, bytes | None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with contextlib.suppress(XlplanError):
            # What is being flushed cannot be removed everywhere.
            self._await()
        patience = held.Patience()
        for temporary, _ in self._waiting:
            with contextlib.suppress(OSError):
                if temporary:
                    held.remove(temporary, patience)

    def add(self, path: Path, content: Content) -> str:
        """Write a temporary file for `path` and return its present place. Raise NotWritableError."""
        temporary = self.reserve(path)
        _write(temporary, path, content)
        self.written(temporary, path)
        return temporary

    def reserve(self, path: Path) -> str:
        """Return the place at which somebody else writes the content for `path`, and then says so by `written`. Raise NotWritableError."""
        try:
            folder = self._folders.get(path.parent)
            if folder is None:
                path.parent.mkdir(parents=True, exist_ok=True)
                folder = self._folders[path.parent] = (
                    f"{path.parent}{os.sep}{TEMPORARY_PREFIX}{os.getpid()}-{id(self):x}"
                )
        except OSError as error:
            raise not_writable(path, error) from error
        temporary = f"{folder}-{self._made}.tmp"
        self._made += 1
        # Noted before it is made: Ctrl-C may come in between.
        self._waiting.append((temporary, path))
        return temporary

    def write_reserved(self, temporary: str, path: Path, content: Content) -> None:
        """Write what was to be written by somebody who could not. Raise NotWritableError."""
        with contextlib.suppress(OSError):
            held.remove(temporary)
        _write(temporary, path, content)
        self.written(temporary, path)

    def written(self, temporary: str, path: Path) -> None:
        """Note that the content for `path` is whole. Of many files these are flushed meanwhile. Raise NotWritableError if that failed."""
        self._written.append((temporary, path))
        if len(self._written) >= _MANY and (self._behind is None or self._behind.done()):
            self._await()
            whole, self._written = self._written, []
            pool = ThreadPoolExecutor(1)
            self._behind = pool.submit(_flush, whole)
            pool.shutdown(wait=False)

    def _await(self) -> None:
        """Wait for what is being flushed. Raise NotWritableError if it failed."""
        behind, self._behind = self._behind, None
        if behind:
            self._flushed.update(temporary for temporary, _ in behind.result())

    def remove(self, path: Path) -> None:
        """Remove a file when the batch is finished."""
        self._waiting.append((None, path))

    def finish(self) -> None:
        """Rename and remove all files. Raise NotWritableError if one fails; then all is as it was before."""
        flush(self)
        self._waiting.reverse()
        try:
            while self._waiting:
                temporary, path = self._waiting[-1]
                try:
                    before = path.read_bytes() if path.exists() else None
                    self._done.append((path, before))
                    try:
                        if temporary:
                            held.rename(temporary, path)
                        else:
                            held.remove(path)
                    except OSError:
                        self._done.pop()
                        raise
                except OSError as error:
                    raise not_writable(path, error) from error
                self._waiting.pop()
        except BaseException:
            self.put_back()
            raise

    def put_back(self) -> None:
        """Restore what lay there before `finish`, as far as it can be. Raise NotWritableError for what first cannot."""
        patience = held.Patience()
        failed: XlplanError | None = None
        while self._done:
            path, before = self._done.pop()
            try:
                if before is None:
                    held.remove(path, patience, missing_ok=True)
                # One that was cut off before its turn is as it was.
                elif not holds(path, before):
                    write_whole(path, before, patience=patience)
            except OSError as error:
                failed = failed or not_writable(path, error)
            except XlplanError as error:
                failed = failed or error
        if failed:
            raise failed


def _write(temporary: str, path: Path, content: Content) -> None:
    try:
        write_and_close(os.open(temporary, NEW, 0o666), content, flush=False)
    except OSError as error:
        raise not_writable(path, error) from error


def flush(*batches: Batch) -> None:
    """Write the contents to the disk before the names: a power cut leaves no empty file under a good name."""
    for batch in batches:
        batch._await()
    waiting = [
        (temporary, path)
        for batch in batches
        for temporary, path in batch._waiting
        if temporary and temporary not in batch._flushed
    ]
    _flush(waiting)
    for batch in batches:
        batch._written.clear()
        batch._flushed.update(temporary for temporary, _ in batch._waiting if temporary)


def _flush(files: _Written) -> _Written:
    """Flush files, and return them. Raise NotWritableError."""
    # On Linux one sync(2) waits until everything is written; elsewhere it need not wait.
    if sys.platform == "linux" and len(files) > _FEW:
        os.sync()
        return files
    for temporary, path in files:
        try:
            # Windows flushes only files that are open for writing.
            with open(temporary, "rb+") as file:  # noqa: PTH123
                os.fsync(file.fileno())
        except OSError as error:
            raise not_writable(path, error) from error
    return files
