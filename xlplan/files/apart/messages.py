"""Messages between the program and its workers: what is to be read, and one answer for each file, each after its length."""

from __future__ import annotations

import io
import os
import pickle
import signal
import struct
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO, Final, Generic, NamedTuple, Self, TypeVar

from xlplan.files.apart import judging
from xlplan.files.apart.judging import Judged
from xlplan.files.apart.plain_judging import Judge
from xlplan.files.apart.read_one import FileReading, read_returned, too_much_error
from xlplan.files.look.limits import MAX_ANSWER, MEMORY
from xlplan.files.store.writing import NEW, write_and_close
from xlplan.returns.judge import Desk
from xlplan.returns.sheet import Wording
from xlplan.terms.errors import DamagedError
from xlplan.terms.records import record

R = TypeVar("R", FileReading, Judged)

_LENGTH: Final = struct.Struct("<Q")
_LONGEST: Final = 2 * MEMORY
PROCESSOR_TIME: Final = hasattr(signal, "setitimer")
"""Whether this system can end a process by the time that it has worked."""
# The only types in the answers that are pickled: a worker that a file has taken over can send nothing else.
_PARTS: Final = (
    "xlplan.terms.errors",
    "xlplan.terms.catalogue",
    "xlplan.terms.choices",
    "xlplan.terms.fields",
    "xlplan.terms.findings",
    "xlplan.terms.cells",
    "xlplan.files.apart.read_one",
    "datetime",
)


class File(NamedTuple):
    """A file to be read; `name` is for messages. `keep` is where its bytes are to be written as well, if anywhere."""

    name: str
    data: bytes
    shown: str = ""
    """Where it was found."""
    sha256: str = ""
    keep: str = ""


@record(frozen=True)
class ReadingOrder(ABC, Generic[R]):
    """Files to be read within `seconds` for each."""

    files: Sequence[File]
    passwords: Sequence[str]
    seconds: float

    def of(self, files: Sequence[File]) -> Self:
        """Return the same order for other files."""
        return replace(self, files=files)

    @property
    def desk(self) -> PackedDesk | None:
        """What a worker has to have before."""
        return None

    def bare(self) -> Self:
        """Return the order without the desk, for a worker that has it."""
        return self

    def with_desk(self, packed: bytes) -> Self:
        """Return the order that `bare` was made of."""
        return self

    @abstractmethod
    def answer(self, file: File, judge: Judge | None) -> bytes:
        """Read a file, in the worker."""

    @abstractmethod
    def dump(self, answer: R) -> bytes:
        """Return an answer as the worker gave it."""

    @abstractmethod
    def load(self, packed: bytes, file: File) -> R:
        """Return the answer of a worker. Raise ValueError or pickle.UnpicklingError for anything else."""

    @abstractmethod
    def failed(self, error: DamagedError, file: File) -> R:
        """Return the answer on a file that no worker survives."""


@record(frozen=True)
class ReadOrder(ReadingOrder[FileReading]):
    """Files whose grids are wanted."""

    def answer(self, file: File, judge: Judge | None) -> bytes:
        """Read a file, in the worker."""
        return self.dump(read_returned(file.data, file.name, self.passwords))

    def dump(self, answer: FileReading) -> bytes:
        """Return a reading as the worker gave it."""
        return _pickled(answer)

    def load(self, packed: bytes, file: File) -> FileReading:
        """Return the reading. Raise pickle.UnpicklingError for anything else."""
        try:
            found = _Unpickler(packed).load()
        except Exception as error:
            # Bytes that are not a pickle may raise anything.
            raise pickle.UnpicklingError(repr(error)) from error
        if not isinstance(found, FileReading):
            raise pickle.UnpicklingError(repr(type(found)))
        return found

    def failed(self, error: DamagedError, file: File) -> FileReading:
        """Return the error as what was read."""
        return FileReading(error=error)


@record(frozen=True)
class PackedDesk:
    """A desk on its way to the workers, packed once; a worker that has it already is not sent it again."""

    token: str
    packed: bytes

    @classmethod
    def of(cls, desk: Desk, wording: Wording) -> Self:
        """Pack a desk, without its key, and how the reports are written."""
        return cls(os.urandom(8).hex(), pickle.dumps((replace(desk, key=None), wording), pickle.HIGHEST_PROTOCOL))

    def unpacked(self) -> Judge:
        """Return what judges by it."""
        # From the program itself, which may send anything.
        return Judge(*pickle.loads(self.packed))


@record(frozen=True)
class JudgeOrder(ReadingOrder[Judged]):
    """Files that are judged as returns, by a desk."""

    judged_by: PackedDesk

    @property
    def desk(self) -> PackedDesk:
        """What a worker has to have before."""
        return self.judged_by

    def bare(self) -> Self:
        """Return the order with no more than the desk's token."""
        return self.with_desk(b"")

    def with_desk(self, packed: bytes) -> Self:
        """Return the order that `bare` was made of."""
        return replace(self, judged_by=replace(self.judged_by, packed=packed))

    def answer(self, file: File, judge: Judge | None) -> bytes:
        """Keep and judge a file, in the worker."""
        assert judge is not None
        kept = bool(file.keep) and _kept(file)
        reading = read_returned(file.data, file.name, self.passwords)
        answer = judging.dumps(replace(judge.judged(reading, file.name, file.shown, file.sha256), kept=kept))
        if len(answer) <= MAX_ANSWER:
            return answer
        refused = judging.failed(too_much_error(file.name), file.shown, file.sha256)
        return judging.dumps(replace(refused, kept=kept))

    def dump(self, answer: Judged) -> bytes:
        """Return a verdict as the worker gave it."""
        return judging.dumps(answer)

    def load(self, packed: bytes, file: File) -> Judged:
        """Return the verdict. Raise ValueError for anything else."""
        if len(packed) > MAX_ANSWER:
            raise ValueError(f"{len(packed)} bytes")
        return judging.loads(packed, file.shown, file.sha256)

    def failed(self, error: DamagedError, file: File) -> Judged:
        """Return the error as the verdict."""
        return judging.failed(error, file.shown, file.sha256)


def _kept(file: File) -> bool:
    """Write a file's bytes to their temporary place; return False if that failed, so that the asker does it and says why."""
    try:
        try:
            kept = os.open(file.keep, NEW, 0o666)
        except FileExistsError:
            # A worker has died of this very file.
            Path(file.keep).unlink()
            kept = os.open(file.keep, NEW, 0o666)
        write_and_close(kept, file.data, flush=False)
    except OSError:
        return False
    return True


def send_order(stream: BinaryIO, order: ReadingOrder[Any], desk: PackedDesk | None) -> None:
    """Write an order, with a desk that the worker does not have. Raise OSError if nobody reads any more."""
    send_bytes(stream, pickle.dumps((desk, order.bare()), pickle.HIGHEST_PROTOCOL))


def receive_order(stream: BinaryIO) -> tuple[Judge | None, ReadingOrder[Any]] | None:
    """Return the next order, with what judges by a desk if one came along; None at the end."""
    packed = receive_bytes(stream)
    if packed is None:
        return None
    # From the program itself, which may send anything.
    desk, order = pickle.loads(packed)
    return (None if desk is None else desk.unpacked()), order


def send_bytes(stream: BinaryIO, packed: bytes) -> None:
    """Write one message. Raise OSError if nobody reads any more."""
    stream.write(_LENGTH.pack(len(packed)) + packed)
    stream.flush()


def receive_bytes(stream: BinaryIO) -> bytes | None:
    """Return the next message; None at the end. Raise ValueError if it is longer than any worker can make it."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > _LONGEST:
        raise ValueError(f"{length} bytes")
    packed = stream.read(length)
    return packed if len(packed) == length else None


def _pickled(message: FileReading) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(message)
    return buffer.getvalue()


class _Pickler(pickle.Pickler):
    def reducer_override(self, obj: object) -> Any:
        # Python 3.11.0 to 3.11.3 pickle a member of a StrEnum as a call of getattr, which is not allowed here.
        return (type(obj), (obj.value,)) if isinstance(obj, Enum) else NotImplemented


class _Unpickler(pickle.Unpickler):
    def __init__(self, packed: bytes) -> None:
        super().__init__(io.BytesIO(packed))

    def find_class(self, module: str, name: str) -> Any:
        if module not in _PARTS or "." in name:
            raise pickle.UnpicklingError(f"{module}.{name}")
        found = super().find_class(module, name)
        # Only classes, and none that the module has only imported.
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found
