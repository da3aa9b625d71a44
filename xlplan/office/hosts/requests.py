"""The request folder: how a button in the workbook or an add-in talks with the helper. The other end is macros/.

<nonce>.request    the macro asks: key=value lines
<nonce>.taken      the helper has taken it (by renaming, so that it cannot be withdrawn any more)
<nonce>.answer     "accepted", or "refused" and a code on the next line: its text is in the cell xlplan_msg_<code>, or with the add-in
<nonce>.withdrawn  the macro gave up

The keys: protocol, nonce, verb, version (of the workbook or of the add-in), host, os, and from an add-in book, the full name of the
workbook, in UTF-8 with all but letters, digits and -._~/ as %XX. Protocol 1 is a workbook's own button: its cell
xlplan_nonce holds the nonce. Protocol 2 is an add-in's: the hidden name xlplan_request of the workbook holds it. The macro sets the
name, and takes it away where the answer is not "accepted"; then the helper does, once it found the workbook.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, Literal
from urllib.parse import unquote

from xlplan.files.store import held
from xlplan.files.store.writing import not_writable
from xlplan.office.hosts import own_rights
from xlplan.terms.buttons import ADDIN_BUTTONS
from xlplan.terms.errors import NotWritableError
from xlplan.terms.records import record
from xlplan.terms.versions import fits, newer

PROTOCOLS: Final = ("1", "2")
STALE_SECONDS: Final = 5.0
"""A macro waits two seconds; a request older than this has nobody waiting for it."""

TIDY_SECONDS: Final = 60.0
"""How long files that nobody needs any more stay: the macro may still be looking at them."""

_LARGEST: Final = 16384
"""Bytes; a name of 300 Chinese characters takes 2,700 of them."""
_NAME: Final = re.compile(r"(f[0-9a-f]{31})\.request")
_LEFT_OVER: Final = frozenset({".answer", ".answering", ".taken", ".tmp", ".withdrawn"})
_REMEMBERED: Final = 1000
_SECONDS_TO_ANSWER: Final = 0.7
"""To write an answer, and again to rename it; the macro waits for two seconds (macros/XlPlan.bas)."""

Unanswered = Literal["busy", "old", "newer", "failed"]
"""`old`: the workbook is older than the helper; `newer`: the helper is the older one."""


@record(frozen=True, slots=True)
class Request:
    """A click that the helper has taken. `refusal` is the code to refuse it with, None where it is to be served."""

    nonce: str
    verb: str
    host: str
    system: str
    refusal: Unanswered | None
    reason: str
    """Why it is refused, for the log."""
    book: str = ""
    """The full name of its workbook, as the program has it; empty from a workbook's own button."""
    at: float = 0.0
    """When it was left (seconds since 1970)."""


def request_folders(
    environ: Mapping[str, str] = os.environ, system: str = sys.platform, sid: Callable[[], str] = own_rights.own_sid
) -> list[Path]:
    """Return where the macros of this user leave their requests: the rule of the macro's RequestFolders.

    On Windows VBA cannot name a profile whose name the code page lacks, and a Python of the Store sees an AppData of its own: the
    first place has an ASCII name, outside the profile, with the user's number (`sid`). The second is that of
    earlier workbooks, and for computers where nobody may make the first. On macOS Excel also sees a home of its own,
    inside its container.
    """
    if named := environ.get("XLPLAN_REQUESTS"):
        return [Path(named)]
    if system == "win32":
        shared, local = environ.get("PROGRAMDATA") or environ.get("ProgramData"), environ.get("LOCALAPPDATA")
        found = [Path(shared, f"xlplan-{sid()}")] if shared else []
        return [*found, *([Path(local, "xlplan", "requests")] if local else [])]
    home = Path(environ.get("HOME") or Path.home())
    below = Path(".local", "share", "xlplan", "requests")
    container = home / "Library" / "Containers" / "com.microsoft.Excel" / "Data"
    return [home / below, *([container / below] if system == "darwin" and container.is_dir() else [])]


class RequestFolder:
    """One request folder, seen from the helper."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._answered: OrderedDict[str, None] = OrderedDict()
        self._tidied = 0.0

    def prepare(self) -> None:
        """Make the folder, for this user alone. Raise NotWritableError where it cannot be made safe."""
        try:
            if sys.platform == "win32":
                self.path.parent.mkdir(parents=True, exist_ok=True)
                own_rights.make_own(self.path)
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            found = self.path.lstat()
            if not stat.S_ISDIR(found.st_mode) or not _mine(found):
                raise NotWritableError(
                    f"请求文件夹“{self.path}”不属于当前用户，助手没有启动。", "请删除或改名这个文件夹，再启动助手。"
                )
            self.path.chmod(0o700)
        except OSError as error:
            raise not_writable(self.path, error) from error

    def take(self, now: float | None = None) -> Iterator[Request]:
        """Take the requests that lie here, oldest first. Each must be answered."""
        at = time.time() if now is None else now
        if abs(at - self._tidied) > TIDY_SECONDS / 2:
            self._tidy(at)
        for path in self._waiting():
            taken = path.with_suffix(".taken")
            try:
                held.rename(path, taken, held.Patience(0))
            except (FileNotFoundError, PermissionError):
                continue  # withdrawn a moment ago; or held, and then the next look takes it
            yield self._read(path.stem, taken, at)

    def answer(self, request: Request, refusal: Unanswered | None = None) -> None:
        """Answer a request, once: accept it, or refuse it with a code."""
        code = request.refusal or refusal
        beside = self.path / f"{request.nonce}.answering"
        # Renamed, so that the macro never reads half an answer; not flushed to disk, for it outlives no power cut.
        patience = held.Patience(_SECONDS_TO_ANSWER)
        held.write(beside, b"accepted\n" if code is None else f"refused\n{code}\n".encode("ascii"), patience)
        held.rename(beside, self.path / f"{request.nonce}.answer", patience)
        # Answered it is in any case; what stays is tidied up later.
        with contextlib.suppress(OSError):
            held.remove(self.path / f"{request.nonce}.taken", held.Patience(0), missing_ok=True)
        self._answered[request.nonce] = None
        while len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)

    def _waiting(self) -> list[Path]:
        found: list[tuple[int, str]] = []
        with os.scandir(self.path) as entries:
            for entry in entries:
                if _NAME.fullmatch(entry.name):
                    with contextlib.suppress(FileNotFoundError):
                        found.append((entry.stat(follow_symlinks=False).st_mtime_ns, entry.name))
        return [self.path / name for _, name in sorted(found)]

    def _read(self, nonce: str, taken: Path, now: float) -> Request:
        def refused(code: Unanswered, reason: str) -> Request:
            return Request(nonce, "", "", "", code, reason)

        found = taken.lstat()
        if not stat.S_ISREG(found.st_mode) or not _mine(found):
            return refused("failed", "foreign: not a plain file of this user")
        if nonce in self._answered or taken.with_suffix(".answer").exists():
            return refused("failed", "replayed: this nonce was answered before")
        if abs(now - found.st_mtime) > STALE_SECONDS:
            return refused("failed", f"stale: {now - found.st_mtime:.0f} s old")
        if found.st_size > _LARGEST:
            return refused("failed", "malformed: too long")
        # A host's name may hold any byte of any code page; nothing depends on it.
        lines = taken.read_bytes().decode("ascii", "replace").splitlines()
        values = {key: value for key, _, value in (line.partition("=") for line in lines)}
        if values.get("nonce") != nonce:
            return refused("failed", "malformed: the nonce inside is another")
        version = values.get("version", "")
        differs: Unanswered = "newer" if newer(version) else "old"
        if values.get("protocol") not in PROTOCOLS:
            return refused(differs, f"protocol {values.get('protocol')!r}")
        if not fits(version):
            return refused(differs, f"version {version!r}")
        verb = values.get("verb", "")
        if verb not in {button.verb for button in ADDIN_BUTTONS}:
            return refused(differs, f"unknown verb {verb!r}")
        book = unquote(values.get("book", ""))
        return Request(nonce, verb, values.get("host", ""), values.get("os", ""), None, "", book, found.st_mtime)

    def _tidy(self, now: float) -> None:
        self._tidied = now
        with os.scandir(self.path) as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError, PermissionError):
                    ours = Path(entry.name).suffix in _LEFT_OVER and not entry.is_dir(follow_symlinks=False)
                    if ours and abs(now - entry.stat(follow_symlinks=False).st_mtime) > TIDY_SECONDS:
                        held.remove(entry.path, held.Patience(0))


def _mine(found: os.stat_result) -> bool:
    # Windows keeps other users out of a user's own folders, and has no such numbers.
    return sys.platform == "win32" or found.st_uid == os.getuid()
