"""Messages between the program and its workers: batches of files, and readings back, each after its length."""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, BinaryIO, Final

from xlplan.files.apart.read_one import FileReading
from xlplan.files.look.limits import MEMORY
from xlplan.returns.sheet import Wording

_LENGTH: Final = struct.Struct("<Q")
_LONGEST: Final = 2 * MEMORY
# The only types in messages: a worker that a file has taken over can send nothing else.
_PARTS: Final = (
    __name__,
    "xlplan.terms.errors",
    "xlplan.terms.catalogue",
    "xlplan.terms.choices",
    "xlplan.terms.fields",
    "xlplan.terms.findings",
    "xlplan.terms.cells",
    "xlplan.handout.signature",
    "xlplan.returns.sheet",
    "xlplan.files.apart.read_one",
    "datetime",
)


@dataclass(frozen=True)
class ReadOrder:
    """Files by name, to be read with these passwords within `seconds` for each file."""

    files: Sequence[tuple[str, bytes]]
    passwords: Sequence[str]
    seconds: float
    wording: Wording | None = None
    """How their reports are to be read; None if only their grids are wanted."""


def send_message(stream: BinaryIO, message: ReadOrder | FileReading) -> None:
    """Write one message. Raise OSError if nobody reads any more."""
    buffer = io.BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(message)
    packed = buffer.getvalue()
    stream.write(_LENGTH.pack(len(packed)) + packed)
    stream.flush()


def receive_message(stream: BinaryIO) -> Any:
    """Return the next message; None at the end. Raise pickle.UnpicklingError for anything else."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > _LONGEST:
        raise pickle.UnpicklingError(f"{length} bytes")
    packed = stream.read(length)
    try:
        return _Unpickler(packed).load() if len(packed) == length else None
    except Exception as error:
        # Bytes that are not a pickle may raise anything.
        raise pickle.UnpicklingError(repr(error)) from error


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
