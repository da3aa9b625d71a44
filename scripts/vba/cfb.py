"""Writes a compound file ([MS-CFB], version 3): the container that a VBA project lives in.

Only what such a project needs: storages and streams, 512-byte sectors, a mini stream for streams under 4096 bytes,
and no more FAT sectors than the header itself can list (about 6.8 MB). The same streams give the same bytes: all times
and class identifiers are zero.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

SECTOR = 512
MINI_SECTOR = 64
MINI_CUTOFF = 4096
HEADER_DIFAT = 109

_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
_FREE = 0xFFFFFFFF
_END_OF_CHAIN = 0xFFFFFFFE
_FAT_SECTOR = 0xFFFFFFFD
_NO_STREAM = 0xFFFFFFFF
_NAME_LIMIT = 31
_FORBIDDEN_IN_NAMES = frozenset("/\\:!")

_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1


@dataclass
class _Entry:
    """One directory entry ([MS-CFB] 2.6.1)."""

    name: str
    kind: int
    data: bytes = b""
    children: dict[str, _Entry] = field(default_factory=dict)
    index: int = 0
    color: int = _BLACK
    left: int = _NO_STREAM
    right: int = _NO_STREAM
    child: int = _NO_STREAM
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le")
        return struct.pack(
            "<64sHBBIII16sI8s8sIQ",
            name,
            len(name) + 2,
            self.kind,
            self.color,
            self.left,
            self.right,
            self.child,
            bytes(16),
            0,
            bytes(8),
            bytes(8),
            self.start,
            self.size,
        )


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """Return the bytes of a compound file that holds `streams`.

    The keys are paths such as `VBA/dir`: every part but the last is a storage. Raise ValueError for a name that
    [MS-CFB] 2.6.1 does not allow, for one path inside another stream, and for content too large for one header's FAT.
    """
    root = _tree(streams)
    entries = _numbered(root)

    mini = bytearray()
    mini_fat: list[int] = []
    sectors: list[bytes] = []
    fat: list[int] = []
    for entry in entries:
        if entry.kind != _STREAM:
            continue
        entry.size = len(entry.data)
        if entry.size >= MINI_CUTOFF:
            entry.start = _chain(fat, sectors, entry.data)
        else:
            entry.start = _mini_chain(mini_fat, mini, entry.data)

    root.size = len(mini)
    root.start = _chain(fat, sectors, bytes(mini))
    per_sector = SECTOR // 4
    mini_fat_bytes = _padded(b"".join(struct.pack("<I", n) for n in mini_fat), SECTOR, b"\xff")
    mini_fat_start = _chain(fat, sectors, mini_fat_bytes)
    directory = b"".join(entry.packed() for entry in entries)
    # An unused entry is all zero but for its three links ([MS-CFB] 2.6.3).
    unused = struct.pack("<68sIII48s", bytes(68), _NO_STREAM, _NO_STREAM, _NO_STREAM, bytes(48))
    directory_start = _chain(fat, sectors, _padded(directory, SECTOR, unused))

    fat_sectors = _fat_sectors_needed(len(fat), per_sector)
    if fat_sectors > HEADER_DIFAT:
        raise ValueError(f"compound file too large: {len(sectors)} sectors need {fat_sectors} FAT sectors")
    difat = list(range(len(fat), len(fat) + fat_sectors))
    fat += [_FAT_SECTOR] * fat_sectors
    fat_bytes = _padded(b"".join(struct.pack("<I", n) for n in fat), SECTOR, b"\xff")

    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII109I",
        _SIGNATURE,
        bytes(16),
        0x003E,  # minor version
        0x0003,  # major version
        0xFFFE,  # little-endian
        9,  # 2**9 bytes a sector
        6,  # 2**6 bytes a mini sector
        bytes(6),
        0,  # directory sectors: zero in version 3
        fat_sectors,
        directory_start,
        0,  # transaction
        MINI_CUTOFF,
        mini_fat_start,
        len(mini_fat_bytes) // SECTOR,
        _END_OF_CHAIN,  # no DIFAT sectors
        0,
        *difat,
        *([_FREE] * (HEADER_DIFAT - fat_sectors)),
    )
    return header + b"".join(sectors) + fat_bytes


def _tree(streams: Mapping[str, bytes]) -> _Entry:
    root = _Entry("Root Entry", _ROOT)
    for path, data in streams.items():
        *storages, name = path.split("/")
        parent = root
        for storage in storages:
            parent = _added(parent, storage, _STORAGE)
        if _key(name) in parent.children:
            raise ValueError(f"name used twice: {path!r}")
        _added(parent, name, _STREAM).data = data
    return root


def _added(parent: _Entry, name: str, kind: int) -> _Entry:
    if not name or len(name.encode("utf-16-le")) // 2 > _NAME_LIMIT or _FORBIDDEN_IN_NAMES & set(name):
        raise ValueError(f"not a name for a compound file's entry: {name!r}")
    entry = parent.children.setdefault(_key(name), _Entry(name, kind))
    if entry.kind != kind:
        raise ValueError(f"{name!r} cannot be a stream and a storage")
    return entry


def _key(name: str) -> str:
    return name.upper()


def _order(entry: _Entry) -> tuple[int, bytes]:
    """Return the key that orders siblings: length first, then upper-case code units ([MS-CFB] 2.6.4)."""
    return len(entry.name.encode("utf-16-le")), entry.name.upper().encode("utf-16-be")


def _numbered(root: _Entry) -> list[_Entry]:
    """Return all entries in the order of their identifiers, with the links between them set."""
    entries = [root]
    pending = [root]
    while pending:
        parent = pending.pop(0)
        siblings = sorted(parent.children.values(), key=_order)
        for entry in siblings:
            entry.index = len(entries)
            entries.append(entry)
        parent.child = _link(siblings, depth=1, deepest=len(siblings).bit_length())
        pending += [entry for entry in siblings if entry.kind == _STORAGE]
    return entries


def _link(siblings: list[_Entry], depth: int, deepest: int) -> int:
    """Make a red-black tree of sorted siblings and return its root's identifier.

    Halving fills every level but the last; with the last one red and all others black every path holds as many black
    nodes, and no red node has a red child. A lone node is its tree's root, and so black.
    """
    if not siblings:
        return _NO_STREAM
    middle = len(siblings) // 2
    node = siblings[middle]
    node.color = _RED if depth == deepest and depth > 1 else _BLACK
    node.left = _link(siblings[:middle], depth + 1, deepest)
    node.right = _link(siblings[middle + 1 :], depth + 1, deepest)
    return node.index


def _chain(fat: list[int], sectors: list[bytes], data: bytes) -> int:
    """Append `data` as sectors, extend the FAT, and return the first sector's number."""
    if not data:
        return _END_OF_CHAIN
    first = len(sectors)
    data = _padded(data, SECTOR)
    sectors += [data[at : at + SECTOR] for at in range(0, len(data), SECTOR)]
    fat += [*range(first + 1, len(sectors)), _END_OF_CHAIN]
    return first


def _mini_chain(mini_fat: list[int], mini: bytearray, data: bytes) -> int:
    """Do the same for a short stream, in the mini stream ([MS-CFB] 2.4)."""
    if not data:
        return _END_OF_CHAIN
    first = len(mini_fat)
    mini += _padded(data, MINI_SECTOR)
    mini_fat += [*range(first + 1, len(mini) // MINI_SECTOR), _END_OF_CHAIN]
    return first


def _padded(data: bytes, unit: int, filler: bytes = b"\0") -> bytes:
    """Extend `data` to a multiple of `unit` bytes; `filler`'s length must divide what is missing."""
    missing = -len(data) % unit
    return data + filler * (missing // len(filler))


def _fat_sectors_needed(used: int, per_sector: int) -> int:
    """Return how many sectors the FAT needs: it lists its own sectors too."""
    needed = 0
    while used + needed > needed * per_sector:
        needed += 1
    return needed
