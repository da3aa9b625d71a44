"""All that was handed out in a round in one ZIP file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Final

_EARLIEST: Final = datetime(1980, 1, 1)  # a ZIP file knows no earlier day


def bundle(files: Mapping[str, tuple[bytes, datetime | None]]) -> bytes:
    """A ZIP file of files by name, each with the time it was made. The same files give the same bytes on every system.

    Names that are not ASCII are marked as UTF-8 (APPNOTE 6.3, appendix D), as Python's own module does.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, (data, at) in files.items():
            day = max(at or _EARLIEST, _EARLIEST)
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, day.hour, day.minute, day.second))
            # Otherwise the system it runs on is written here.
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            # Workbooks are compressed already: stored, they cost no time.
            package.writestr(entry, data)
    return stream.getvalue()
