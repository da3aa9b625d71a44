"""All that was handed out in a round in one ZIP file."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from xlplan.files.template.package import Part, ending


def bundle(files: Iterable[tuple[str, bytes, datetime | None]]) -> Iterator[bytes]:
    """Yield a ZIP file of (name, content, time), names in UTF-8 (APPNOTE 6.3, D); the same files give the same bytes."""
    offset = 0
    directory: list[bytes] = []
    for name, data, at in files:
        # Workbooks are compressed already: storing them takes no time.
        part = Part(name, data, data, zipfile.ZIP_STORED, zlib.crc32(data))
        local, entry = part.record(offset, at)
        directory.append(entry)
        offset += len(local)
        yield local
    yield ending(directory, offset)
