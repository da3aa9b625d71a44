"""Read the sources of a VBA project ([MS-OVBA]) to compare a workbook's macros with the shipped ones."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from typing import Final

from xlplan.terms.errors import DamagedError

_CHUNK: Final = 4096
_PROJECT_VERSION: Final = 0x0009
_MODULE_NAME, _MODULE_STREAM, _MODULE_OFFSET, _MODULE_END, _CODEPAGE = 0x0019, 0x001A, 0x0031, 0x002B, 0x0003


def read_modules(project: bytes) -> dict[str, str]:
    """Return the source of each module of a `vbaProject.bin`, by name. Raise DamagedError."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(project)) as storage:
            found = {}
            codepage = "cp1252"
            name = stream = ""
            for kind, data in _records(decompress(storage.openstream("VBA/dir").read())):
                if kind == _CODEPAGE:
                    codepage = f"cp{struct.unpack('<H', data)[0]}"
                elif kind == _MODULE_NAME:
                    name = data.decode(codepage, "replace")
                elif kind == _MODULE_STREAM:
                    stream = data.decode(codepage, "replace")
                elif kind == _MODULE_OFFSET:
                    (offset,) = struct.unpack("<I", data)
                    source = decompress(storage.openstream(f"VBA/{stream}").read()[offset:])
                    found[name] = source.decode(codepage, "replace")
    except (OSError, ValueError, IndexError, LookupError, struct.error) as error:
        # What olefile raises, and what the numbers of a damaged container lead to.
        raise DamagedError(
            "工作簿里的宏读不出来。", "请运行 xlplan upgrade 工作簿：宏会换成好的，内容照样带过去。"
        ) from error
    return found


def canonical(source: str) -> list[str]:
    """Return a source's lines without what programs change by themselves: attributes, blanks, letter case."""
    lines = (" ".join(line.split()).casefold() for line in source.splitlines())
    return [line for line in lines if line and not line.startswith("attribute ")]


def differing_modules(found: Mapping[str, str], wanted: Mapping[str, str]) -> list[str]:
    """Return the names of modules that are missing or differ from `wanted`; those without code do not count."""
    sources = {name.casefold(): canonical(source) for name, source in found.items()}
    own = {name: canonical(source) for name, source in wanted.items()}
    return [name for name, lines in own.items() if len(lines) > 1 and sources.get(name.casefold()) != lines]


def decompress(container: bytes) -> bytes:
    """Return the data of a CompressedContainer ([MS-OVBA] 2.4.1.3.1). Raise ValueError."""
    if container[:1] != b"\x01":
        raise ValueError("no compressed container")
    out = bytearray()
    at = 1
    while at + 2 <= len(container):
        (header,) = struct.unpack_from("<H", container, at)
        size = (header & 0x0FFF) + 3
        chunk = container[at + 2 : at + size]
        if header & 0x8000:
            _decompress_chunk(chunk, out)
        else:
            out += chunk[:_CHUNK]
        at += size
    return bytes(out)


def _decompress_chunk(chunk: bytes, out: bytearray) -> None:
    """Decompress one chunk ([MS-OVBA] 2.4.1.3.2 to 2.4.1.3.5)."""
    start, at = len(out), 0
    while at < len(chunk):
        flags = chunk[at]
        at += 1
        for bit in range(8):
            if at >= len(chunk):
                return
            if not flags >> bit & 1:
                out.append(chunk[at])
                at += 1
                continue
            (token,) = struct.unpack_from("<H", chunk, at)
            at += 2
            length_bits = 16 - max(4, (len(out) - start - 1).bit_length())
            offset = (token >> length_bits) + 1
            if offset > len(out) - start:
                raise ValueError("a copy from before the chunk")
            for _ in range((token & ((1 << length_bits) - 1)) + 3):
                out.append(out[-offset])


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of the `dir` stream ([MS-OVBA] 2.3.4.2): kind and content."""
    at = 0
    while at + 6 <= len(data):
        kind, size = struct.unpack_from("<HI", data, at)
        # PROJECTVERSION says 4 although six bytes follow.
        size = 6 if kind == _PROJECT_VERSION else size
        yield kind, data[at + 6 : at + 6 + size]
        at += 6 + size
