"""Pictures that stand in a cell in place of a value: WPS's own function, Excel's, and those that Excel places in a cell."""

from __future__ import annotations

import re
from typing import Final

from xlplan.terms.cells import CellError, CellValue, NoCachedValue

PICTURE: Final = "（图片）"
"""How such a cell is shown."""
PICTURE_CELL: Final = CellError(PICTURE)
"""What a reader gives for one that other programs show as an error."""
_PICTURE: Final = re.compile(r"\s*=?\s*(?:_xlfn\.|_xlws\.)*(?:dispimg|image)\s*\(", re.IGNORECASE)


def is_picture(value: CellValue) -> bool:
    """Return True for a picture that stands in a cell in place of a value."""
    match value:
        case CellError():
            return value == PICTURE_CELL
        case NoCachedValue(formula):
            return bool(_PICTURE.match(formula))
    return isinstance(value, str) and bool(_PICTURE.match(value))
