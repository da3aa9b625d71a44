"""Many new files at once: written beside their places, flushed together, and only then renamed; all of them, or none."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from xlplan.files.writing import TEMPORARY_PREFIX, not_writable, write_whole

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_FEW: Final = 8


class Batch:
    """Files that appear when `finish` is called. Left without that, by an error or by Ctrl-C, it leaves nothing behind."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Path | None, Path]] = []
        self._folders: set[Path] = set()
        self._done: list[tuple[Path, bytes | None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for temporary, _ in self._waiting:
            with contextlib.suppress(OSError):
                if temporary:
                    temporary.unlink(missing_ok=True)

    def add(self, path: Path, data: bytes) -> None:
        """Write a file beside its place. Raises NotWritableError where the folder or the disk does not let it."""
        temporary = path.with_name(f"{TEMPORARY_PREFIX}{os.getpid()}-{len(self._waiting)}.tmp")
        try:
            if path.parent not in self._folders:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(path.parent)
            # Before it is made: Ctrl-C may come in between.
            self._waiting.append((temporary, path))
            handle = os.open(temporary, _NEW, 0o644)
            with os.fdopen(handle, "wb", buffering=0) as file:
                file.write(data)
        except OSError as error:
            raise not_writable(path, error) from error

    def remove(self, path: Path) -> None:
        """Let a file go when the batch is finished."""
        self._waiting.append((None, path))

    def finish(self) -> None:
        """Let all appear, and go. Raises NotWritableError where one cannot; then all lies there again as it did."""
        self._flush()
        try:
            for temporary, path in self._waiting:
                try:
                    before = path.read_bytes() if path.exists() else None
                    self._done.append((path, before))
                    if temporary:
                        temporary.replace(path)
                    else:
                        path.unlink()
                except OSError as error:
                    self._done.pop()
                    raise not_writable(path, error) from error
        except BaseException:
            self.put_back()
            raise

    def put_back(self) -> None:
        """Let what lay there before `finish` be there again. Raises NotWritableError."""
        while self._done:
            path, before = self._done.pop()
            if before is None:
                path.unlink(missing_ok=True)
            else:
                write_whole(path, before)

    def _flush(self) -> None:
        """Bring the contents to the disk before the names: a power cut leaves no empty file under a good name."""
        # One call for all on Linux, where it waits until everything is written (sync(2)); elsewhere it need not wait.
        if sys.platform == "linux" and len(self._waiting) > _FEW:
            os.sync()
            return
        for temporary, path in self._waiting:
            if temporary is None:
                continue
            try:
                # Windows flushes only what is open for writing.
                with temporary.open("rb+") as file:
                    os.fsync(file.fileno())
            except OSError as error:
                raise not_writable(path, error) from error
