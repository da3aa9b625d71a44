"""The archive's second copy of the ledger: a file for each record, and the key in a file for its owner only."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from xlplan.files.store import held
from xlplan.files.store.writing import not_writable, write_whole
from xlplan.ledger.log import Effect
from xlplan.terms.errors import LedgerError, NotWritableError

RECORDS: Final = "操作记录"
SECRETS: Final = "签名密钥.json"
_ENDING: Final = ".jsonl.gz"
_DIGITS: Final = 6
_RECORD: Final = re.compile(r"([0-9]{6,12})\.jsonl\.gz")
_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_GZIP: Final = 31  # the window bits that ask for a gzip container


def _packing() -> Any:
    try:  # optional: several times as fast
        from isal import isal_zlib
    except ImportError:
        return zlib.compressobj(1, zlib.DEFLATED, _GZIP)
    return isal_zlib.compressobj(1, isal_zlib.DEFLATED, _GZIP)


class ActionRecord:
    """A record that is being written; it is packed in memory until it is published."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._packing = _packing()
        self._packed: list[bytes] = []

    def add(self, line: object) -> None:
        """Add a line."""
        text = _json(line)
        # A cell may hold half of a surrogate pair, which UTF-8 cannot encode.
        self._packed.append(self._packing.compress(f"{text}\n".encode("utf-8", "surrogatepass")))

    def publish(self) -> None:
        """Write the record's file. Raise NotWritableError."""
        write_whole(self._path, b"".join([*self._packed, self._packing.flush()]))

    def withdraw(self) -> None:
        """Remove the record's file. Raise NotWritableError if it stays: then the action is not taken back."""
        try:
            held.remove(self._path, missing_ok=True)
        except OSError as error:
            raise NotWritableError(
                f"操作记录“{self._path.name}”去不掉：{not_writable(self._path, error).message}",
                "这一步还记在“归档”里，下一次操作会先把它办完；不要它的，请在那以后撤销。",
            ) from error


class ActionLog:
    """The records in an archive's folder. `carry_out` does to the files what a record says."""

    def __init__(self, archive: Path, carry_out: Callable[[Effect], None]) -> None:
        self.folder = archive / RECORDS
        self.carry_out = carry_out
        self._secrets = archive / SECRETS

    @property
    def newest(self) -> int:
        """The number of the newest record; 0 if there is none."""
        if not self.folder.is_dir():
            return 0
        # Nothing else in the folder is a record, whatever it is called.
        found = (_RECORD.fullmatch(path.name) for path in self.folder.iterdir())
        return max((int(each[1]) for each in found if each), default=0)

    def set_aside(self, number: int) -> str:
        """Give a record that cannot be read another name, so that it is none any more; return that. Raise NotWritableError."""
        path = self._path(number)
        names = (path.with_name(f"{path.name}.损坏{count}") for count in itertools.count(1))
        aside = next(each for each in names if not each.exists())
        try:
            held.rename(path, aside)
        except OSError as error:
            raise not_writable(path, error) from error
        return aside.name

    def record(self, number: int) -> ActionRecord:
        """Begin a new record."""
        return ActionRecord(self._path(number))

    def read(self, number: int) -> Iterator[Any]:
        """Yield the lines of a record. Raise LedgerError if it is missing or damaged."""
        path = self._path(number)
        try:
            with gzip.open(path, "rb") as file:
                first = json.loads(file.readline())
                if (first["record"], type(first["kind"]), type(first["version"])) != (number, str, int):
                    raise ValueError("它不是这一步的记录")
                yield first
                for line in file:
                    yield json.loads(line.decode("utf-8", "surrogatepass"))
        except (OSError, EOFError, ValueError, LookupError, TypeError, zlib.error) as error:
            raise LedgerError(
                f"“归档”里的操作记录“{path.name}”不见了或已损坏。",
                "请从备份里找回这个文件，放回“归档/操作记录”，再试一次。",
            ) from error

    def secrets(self) -> tuple[str, str] | None:
        """Return the plan's id and the key that signs what is handed out; None if they are not kept."""
        try:
            said = json.loads(self._secrets.read_text("utf-8"))
            return str(said["plan"]), str(said["key"])
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise LedgerError(
                f"“{self._secrets}”只有建立工作区的人能读。", "请由他来做这一步，或请他把这个文件的权限开放给您。"
            ) from error
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise LedgerError(f"“{self._secrets}”已损坏。", "请从备份里找回这个文件，再试一次。") from error

    def keep_secrets(self, plan: str, key: str) -> None:
        """Keep them where only the owner can read them. Raise LedgerError if others are kept there."""
        if self._secrets.exists() and not os.access(self._secrets, os.R_OK):
            # They belong to a colleague who works on the same folder.
            return
        try:
            kept = self.secrets()
        except LedgerError:
            # The ledger holds the same: what is damaged is written anew.
            kept = None
        if kept == (plan, key):
            return
        if kept:
            raise LedgerError(
                f"“{self._secrets.name}”和台账不是同一套：“归档”像是从别的工作区复制来的。",
                "请把原来的“归档”放回去；确实找不回来的，请把它改名留底，再试一次，会按台账重新建立。",
            )
        write_whole(self._secrets, json.dumps({"plan": plan, "key": key}).encode(), mode=0o600)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:0{_DIGITS}}{_ENDING}"
