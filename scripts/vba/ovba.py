"""Writes the streams of a VBA project ([MS-OVBA]): compression, the `dir` stream, `PROJECT` and `PROJECTwm`.

A project made here holds sources only, no compiled code: Excel and LibreOffice Calc compile it when they open it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CHUNK = 4096
CODEPAGE = 1252
"""The sources are ASCII, the same bytes in every code page; 1252 is there on every Windows and macOS, 936 is not."""

PROJECT_NAME = "VBAProject"
"""What Excel calls it itself; LibreOffice makes it the Basic library's name in a macro's address."""

PROJECT_ID = "{6B1F3C52-9D0E-4C7A-8E54-2A70D3F1B986}"
NO_COMPILED_CODE = bytes.fromhex("CC61FFFF000000")
"""The whole `_VBA_PROJECT` stream, as [MS-OVBA] 2.3.4.1 wants it written."""

_SYSKIND_WIN64 = 3
_LCID = 0x0409
_MODULE_COOKIE = 0xFFFF

_REFERENCES = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared"
        r"\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)
"""What Excel itself lists for a plain workbook. The libraries VBA and Excel are the host's own and never listed."""


@dataclass(frozen=True)
class Module:
    """A module's name and its source with the `Attribute` lines, lines ended by CR LF.

    `document` tells the modules of the workbook and its sheets from standard ones.
    """

    name: str
    source: str
    document: bool = False


def project_streams(modules: Sequence[Module]) -> dict[str, bytes]:
    """Return all streams of the project, keyed by their path in the compound file ([MS-OVBA] 2.2).

    Raise UnicodeEncodeError for a source that is not ASCII.
    """
    streams = {"PROJECT": _project(modules), "PROJECTwm": _project_wm(modules)}
    for module in modules:
        streams[f"VBA/{module.name}"] = compress(module.source.encode("ascii"))
    streams["VBA/_VBA_PROJECT"] = NO_COMPILED_CODE
    streams["VBA/dir"] = compress(_dir(modules))
    return streams


def compress(data: bytes) -> bytes:
    """Make a CompressedContainer ([MS-OVBA] 2.4.1) that expands to `data` again.

    Raise ValueError for a last part that no compression makes fit: the format would pad it with zero bytes, which a
    reader cannot tell from content. Text is never like that.
    """
    container = bytearray(b"\x01")
    for start in range(0, len(data), CHUNK):
        container += _chunk(data[start : start + CHUNK])
    return bytes(container)


def _chunk(data: bytes) -> bytes:
    """Make one CompressedChunk with its header ([MS-OVBA] 2.4.1.1.4 and 2.4.1.1.5)."""
    tokens = _tokens(data)
    if len(tokens) <= CHUNK:
        return struct.pack("<H", (len(tokens) - 1) | 0xB000) + tokens
    if len(data) < CHUNK:
        raise ValueError("the last part of the data cannot be compressed")
    return struct.pack("<H", (CHUNK - 1) | 0x3000) + data


def _tokens(data: bytes) -> bytes:
    """Write literal and copy tokens in groups of eight behind a flag byte ([MS-OVBA] 2.4.1.3.7 to 2.4.1.3.9)."""
    out = bytearray()
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(data):
        flags_at = len(out)
        out.append(0)
        for bit in range(8):
            if at >= len(data):
                break
            offset, length = _longest_match(data, at, seen)
            if length:
                out[flags_at] |= 1 << bit
                length_bits = 16 - _offset_bits(at)
                out += struct.pack("<H", (offset - 1) << length_bits | (length - 3))
            else:
                length = 1
                out.append(data[at])
            for position in range(at, at + length):
                seen.setdefault(data[position : position + 3], []).append(position)
            at += length
    return bytes(out)


def _offset_bits(at: int) -> int:
    """Return how many bits of a copy token hold the offset, `at` bytes into the chunk ([MS-OVBA] 2.4.1.3.19.1)."""
    return max(4, (at - 1).bit_length())


def _longest_match(data: bytes, at: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Return offset and length of the longest earlier run, (0, 0) if there is none of three bytes ([MS-OVBA] 2.4.1.3.19.4)."""
    if at + 3 > len(data):
        return 0, 0
    limit = min(len(data) - at, (1 << (16 - _offset_bits(at))) + 2)
    best_offset = best_length = 0
    for start in reversed(seen.get(data[at : at + 3], [])):
        length = 3
        while length < limit and data[start + length] == data[at + length]:
            length += 1
        if length > best_length:
            best_offset, best_length = at - start, length
            if length == limit:
                break
    return best_offset, best_length


def _record(identifier: int, payload: bytes = b"") -> bytes:
    return struct.pack("<HI", identifier, len(payload)) + payload


def _named(identifier: int, unicode_identifier: int, text: str) -> bytes:
    """Write a text in the project's code page, followed by the same in UTF-16."""
    return _record(identifier, text.encode("ascii")) + _record(unicode_identifier, text.encode("utf-16-le"))


def _dir(modules: Sequence[Module]) -> bytes:
    """Write the `dir` stream before compression ([MS-OVBA] 2.3.4.2)."""
    version = struct.pack("<HIIH", 0x0009, 4, 1, 0)
    information = [
        _record(0x0001, struct.pack("<I", _SYSKIND_WIN64)),
        _record(0x0002, struct.pack("<I", _LCID)),
        _record(0x0014, struct.pack("<I", _LCID)),
        _record(0x0003, struct.pack("<H", CODEPAGE)),
        _record(0x0004, PROJECT_NAME.encode("ascii")),
        _named(0x0005, 0x0040, ""),  # description
        _record(0x0006) + _record(0x003D),  # help files
        _record(0x0007, struct.pack("<I", 0)),  # help context
        _record(0x0008, struct.pack("<I", 0)),  # library flags
        version,
        _named(0x000C, 0x003C, ""),  # conditional compilation constants
    ]
    references = [_named(0x0016, 0x003E, name) + _record(0x000D, _registered(libid)) for name, libid in _REFERENCES]
    counted = _record(0x000F, struct.pack("<H", len(modules))) + _record(0x0013, struct.pack("<H", _MODULE_COOKIE))
    terminator = _record(0x0010)
    return b"".join([*information, *references, counted, *map(_dir_module, modules), terminator])


def _registered(libid: str) -> bytes:
    """Write a REFERENCEREGISTERED's content ([MS-OVBA] 2.3.4.2.2.5)."""
    return struct.pack("<I", len(libid)) + libid.encode("ascii") + bytes(6)


def _dir_module(module: Module) -> bytes:
    """Write a MODULE record ([MS-OVBA] 2.3.4.2.3.2); the source begins at offset 0, for no compiled code stands before it."""
    return b"".join(
        [
            _named(0x0019, 0x0047, module.name),
            _named(0x001A, 0x0032, module.name),  # stream name
            _named(0x001C, 0x0048, ""),  # description
            _record(0x0031, struct.pack("<I", 0)),  # source offset
            _record(0x001E, struct.pack("<I", 0)),  # help context
            _record(0x002C, struct.pack("<H", _MODULE_COOKIE)),
            _record(0x0022 if module.document else 0x0021),
            _record(0x002B),
        ]
    )


def _project(modules: Sequence[Module]) -> bytes:
    """Write the `PROJECT` stream ([MS-OVBA] 2.3.1): which modules there are, and that nothing is locked or hidden."""
    lines = [f'ID="{PROJECT_ID}"']
    lines += [f"Document={m.name}/&H00000000" if m.document else f"Module={m.name}" for m in modules]
    visible = b"\xff"
    lines += [
        f'Name="{PROJECT_NAME}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_encrypted(bytes(4), seed=0x41)}"',  # protected against: nothing
        f'DPB="{_encrypted(bytes(1), seed=0x62)}"',  # password: none
        f'GC="{_encrypted(visible, seed=0x83)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
    ]
    lines += [f"{m.name}=0, 0, 0, 0, C" for m in modules]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _project_wm(modules: Iterable[Module]) -> bytes:
    """Write the `PROJECTwm` stream ([MS-OVBA] 2.3.3): each module's name in the code page and in UTF-16."""
    names = (m.name.encode("ascii") + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in modules)
    return b"".join(names) + b"\0\0"


def _encrypted(data: bytes, seed: int) -> str:
    """Write data as the protection fields of `PROJECT` hold it ([MS-OVBA] 2.4.3.2), in hexadecimal.

    It protects nothing; a field in any other form makes Excel call the project damaged. The seed is free to choose.
    """
    version = 2
    key = sum(PROJECT_ID.encode("ascii")) & 0xFF
    out = [seed, seed ^ version, seed ^ key]
    previous_plain = key
    ignored = bytes([seed]) * ((seed & 6) // 2)
    for byte in ignored + struct.pack("<I", len(data)) + data:
        out.append(byte ^ ((out[-2] + previous_plain) & 0xFF))
        previous_plain = byte
    return bytes(out).hex().upper()
