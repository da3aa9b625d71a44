"""The archive's second copy of the ledger: a file for each record, and the key in a file for its owner only."""

from __future__ import annotations

import gzip
import json
import os
import re
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from xlplan.files.look.container import read_bytes
from xlplan.files.store import held
from xlplan.files.store.writing import ASIDE, move_aside, not_writable, write_whole
from xlplan.ledger.log import Effect, is_whole
from xlplan.terms.errors import LedgerError, NotWritableError

RECORDS: Final = "操作记录"
SECRETS: Final = "签名密钥.json"
_ENDING: Final = ".jsonl.gz"
_PROPERTIES: Final = "meta"
"""The table of a ledger's own properties."""
_DIGITS: Final = 6
_DIGITS_OF_SUM: Final = 16
_RECORD: Final = re.compile(r"([0-9]{6}|[1-9][0-9]{6,11})\.jsonl\.gz")
_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_GZIP: Final = 31  # the window bits that ask for a gzip container


class _Secrets(NamedTuple):
    """The plan's id and its key, and whether their checksum stood beside them: files of before have none."""

    plan: str
    key: str
    checked: bool


def _sum(plan: str, key: str) -> str:
    return sha256(f"{plan} {key}".encode()).hexdigest()[:_DIGITS_OF_SUM]


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
    def numbers(self) -> list[int]:
        """The numbers of the records that are there, whatever is in them."""
        if not self.folder.is_dir():
            return []
        # Nothing else in the folder is a record, whatever it is called.
        found = (_RECORD.fullmatch(path.name) for path in self.folder.iterdir())
        return [int(each[1]) for each in found if each]

    @property
    def newest(self) -> int:
        """The number of the newest record; 0 if there is none."""
        return max(self.numbers, default=0)

    def set_aside(self, number: int) -> str:
        """Give a record that cannot be read another name, so that it is none any more; return that. Raise NotWritableError."""
        return move_aside(self._path(number))

    @property
    def aside(self) -> list[str]:
        """The names of records that were moved out of the way because they could not be read."""
        return sorted(path.name for path in self.folder.glob(f"*{_ENDING}{ASIDE}*")) if self.folder.is_dir() else []

    def make_room(self) -> list[str]:
        """Move aside what lies where the log or the key belongs and is none: a file for a folder, a folder for a file. Return the new names.

        Raise NotWritableError.
        """
        wrong = [self.folder] if self.folder.exists() and not self.folder.is_dir() else []
        return [move_aside(path) for path in [*wrong, *([self._secrets] if self._secrets.is_dir() else [])]]

    def number_of(self, path: Path) -> int:
        """Return the number of a record by its file; 0 for what is none."""
        found = _RECORD.fullmatch(path.name)
        return int(found[1]) if found else 0

    def name_of(self, number: int) -> str:
        """Return the name of a record."""
        return self._path(number).name

    def fetch(self, other: ActionLog, newest: int | None = None) -> list[str]:
        """Take records, up to one if that is said, and the key from another log where they are whole and here they are not. Return the names of what was taken.

        Raise NotWritableError.
        """
        wanted = [number for number in sorted(other.numbers) if newest is None or number <= newest]
        whole = [number for number in wanted if is_whole(other, number) and not is_whole(self, number)]
        pairs = [(other._path(number), self._path(number)) for number in whole]
        if not self.secrets_kept and other.secrets_kept:
            pairs.append((other._secrets, self._secrets))
        for source, target in pairs:
            if target.exists():
                move_aside(target)
            write_whole(target, read_bytes(source), 0o600 if target == self._secrets else 0o666)
        return [target.name for _, target in pairs]

    def record(self, number: int) -> ActionRecord:
        """Begin a new record."""
        return ActionRecord(self._path(number))

    def read(self, number: int) -> Iterator[Any]:
        """Yield the lines of a record. Raise LedgerError if it is missing or damaged, or is another plan's."""
        path, plan = self._path(number), self.plan
        try:
            with gzip.open(path, "rb") as file:
                first = json.loads(file.readline())
                if (first["record"], type(first["kind"]), type(first["version"])) != (number, str, int):
                    raise ValueError("它不是这一步的记录")
                if plan and first.get("plan", plan) != plan:
                    raise ValueError("它是另一份计划的")
                yield first
                for text in file:
                    line = json.loads(text.decode("utf-8", "surrogatepass"))
                    if (
                        plan
                        and isinstance(line, list)
                        and line[0] == _PROPERTIES
                        and dict(line[2]).get("plan", plan) != plan
                    ):
                        raise ValueError("它是另一份计划的")
                    yield line
        except (OSError, EOFError, ValueError, LookupError, TypeError, zlib.error) as error:
            raise LedgerError(
                f"“归档”里的操作记录“{path.name}”不见了或已损坏。",
                "请从备份里找回这个文件，放回“归档/操作记录”，再试一次。",
            ) from error

    def secrets(self) -> tuple[str, str] | None:
        """Return the plan's id and the key that signs what is handed out; None if they are not kept."""
        kept = self._kept()
        return kept and (kept.plan, kept.key)

    @property
    def secrets_kept(self) -> bool:
        """True if the file of the key is there and sound."""
        return bool(self.plan)

    @property
    def plan(self) -> str:
        """The id of the plan, as far as it is kept; else empty."""
        try:
            kept = self._kept()
        except LedgerError:
            return ""
        return kept.plan if kept else ""

    def keep_secrets(self, plan: str, key: str) -> None:
        """Keep them where only the owner can read them, as the ledger holds them.

        Raise LedgerError if another plan's are kept there, or if the ledger's key is another one than was kept.
        """
        if self._secrets.exists() and not os.access(self._secrets, os.R_OK):
            # They belong to a colleague who works on the same folder.
            return
        try:
            kept = self._kept()
        except LedgerError:
            # The ledger holds the same: what is damaged is written anew.
            kept = None
        if kept and kept.plan == plan and kept.key != key and kept.checked:
            raise LedgerError(
                f"台账里的签名密钥和“{self._secrets.name}”里的不一样：台账可能已损坏。",
                "请运行 xlplan rebuild 加上分工表的文件名：台账会改名留底，再按“归档”里的记录重建。",
            )
        if kept and (kept.plan, kept.key) != (plan, key):
            raise LedgerError(
                f"“{self._secrets.name}”和台账不是同一套：“归档”像是从别的工作区复制来的。",
                "请把原来的“归档”放回去；确实找不回来的，请把它改名留底，再试一次，会按台账重新建立。",
            )
        if kept is None or not kept.checked:
            said = {"plan": plan, "key": key, "sum": _sum(plan, key)}
            write_whole(self._secrets, json.dumps(said).encode(), mode=0o600)

    def _kept(self) -> _Secrets | None:
        """Return what the file for the owner holds; None if there is none. Raise LedgerError if it is damaged or not to be read."""
        try:
            said = json.loads(self._secrets.read_text("utf-8"))
            plan, key, found = str(said.pop("plan")), str(said.pop("key")), said.pop("sum", None)
            if said or (found is not None and found != _sum(plan, key)):
                raise ValueError("altered")
            return _Secrets(plan, key, found is not None)
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise LedgerError(
                f"“{self._secrets}”只有建立工作区的人能读。", "请由他来做这一步，或请他把这个文件的权限开放给您。"
            ) from error
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise LedgerError(f"“{self._secrets}”已损坏。", "请从备份里找回这个文件，再试一次。") from error

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:0{_DIGITS}}{_ENDING}"
