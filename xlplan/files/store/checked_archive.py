"""Whether the archive still holds what the ledger says that it keeps, and what of it was altered since."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import field
from pathlib import Path
from typing import Final

from xlplan.terms.records import record

_DIGEST: Final = re.compile(r"([0-9a-f]{64})(?:\.[a-z]+)?")
# Of an empty file nothing is kept.
_NOTHING: Final = hashlib.sha256().hexdigest()
_PIECE: Final = 2**20


@record(frozen=True)
class ArchiveCheck:
    """What is wrong with an archive: names of files as the ledger knows them, and of files that are not what they were."""

    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    known_as: dict[str, str] = field(default_factory=dict)
    """By what name people know an altered file, where the ledger knows it."""
    lost: set[str] = field(default_factory=set)
    """The SHA-256 of all that is to be put back."""

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.missing or self.altered)


def check_archive(folder: Path, kept: Iterable[tuple[str, str]]) -> ArchiveCheck:
    """Compare an archive with what it has to keep: the name by which people know a file, and its SHA-256.

    Every file in it is read. Raise OSError.
    """
    there: set[str] = set()
    altered: dict[str, str] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and (found := _DIGEST.fullmatch(path.name)):
            if file_digest(path) == found[1]:
                there.add(found[1])
            else:
                altered[path.name] = found[1]
    lost = [(name, digest) for name, digest in kept if digest not in there and digest not in ("", _NOTHING)]
    called = {digest: name for name, digest in lost}
    known_as = {name: called[digest] for name, digest in altered.items() if digest in called}
    missing = dict.fromkeys(name for name, digest in lost if digest not in altered.values())
    return ArchiveCheck(list(missing), list(altered), known_as, set(called))


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, read piece by piece. Raise OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
