"""How much of a file is read before it is refused. Real tables stay far below each of these."""

from __future__ import annotations

from typing import Final

MAX_FILE: Final = 200 * 2**20
MAX_ENTRIES: Final = 10_000
MAX_INFLATED: Final = 300 * 2**20
MAX_RATIO: Final = 250
# Small parts of one repeated character deflate a thousandfold in honest files.
RATIO_FROM: Final = 4 * 2**20
MAX_CELLS: Final = 20_000_000
"""One cell far off makes a reader fill all the space up to it."""
MAX_BUNDLE: Final = 2**30
"""What the files of one ZIP may come to; they are unpacked one at a time."""
SECONDS: Final = 60
"""For one file, in a worker."""
MEMORY: Final = 2 * 2**30
"""For one worker."""
