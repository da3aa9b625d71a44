"""Whether a returned file holds macros. They are never run here; a spreadsheet program that opens the file might run them."""

from __future__ import annotations

import io
import re
import zipfile
from functools import lru_cache
from typing import Final

from xlplan.files.look.container import ZipPackage

_TYPES: Final = "[Content_Types].xml"
# VBA (MS-OFFMACRO2 2.2.1) and Excel 4.0 macro sheets, by type: a part may bear any name.
_OFFICE: Final = re.compile(rb"vbaProject|ms-excel\.(?:intl)?macrosheet", re.IGNORECASE)
# What LibreOffice keeps beside its modules says nothing by itself.
_OPEN: Final = re.compile(r"Basic/[^/]+/(?!script-l[bc]\.xml|dialog-l[bc]\.xml)[^/]+|Scripts/.+[^/]")
_STORAGE: Final = "_VBA_PROJECT".encode("utf-16-le")


def package_macros(package: ZipPackage) -> bool:
    """Return True if a package (.xlsx, .xlsm, .xlsb) has macros."""
    return package.holds(_TYPES) and _macro_types(package.read(_TYPES))


@lru_cache(64)
def _macro_types(types: bytes) -> bool:
    """Return True if a package's types tell of macros; in most packages they are the same."""
    return bool(_OFFICE.search(types))


def ods_macros(data: bytes) -> bool:
    """Return True if a readable, unencrypted .ods has macros."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return any(_OPEN.fullmatch(name) for name in package.namelist())


def xls_macros(data: bytes) -> bool:
    """Return True if a readable, unencrypted .xls has macros."""
    return _STORAGE in data
