"""How much of a file is read before it is refused. Real tables stay far below each limit."""

from __future__ import annotations

from typing import Final

MAX_FILE: Final = 200 * 2**20
MAX_ENTRIES: Final = 10_000
MAX_INFLATED: Final = 300 * 2**20
MAX_RATIO: Final = 250
# Small parts of one repeated character shrink a thousandfold in honest files too.
RATIO_FROM: Final = 4 * 2**20
MAX_CELLS: Final = 20_000_000
"""A single cell far off makes a reader fill all the space up to it."""
MAX_BUNDLE: Final = 2**30
"""The limit for all files of one ZIP together; they are unpacked one at a time."""
SECONDS: Final = 60
"""The time of a processor for one file in a worker; on the clock where the system does not tell it."""
READING_SECONDS: Final = 10
"""How many times as long a file may take on the clock, where the system tells the processor's time: others work too."""
MAX_ANSWER: Final = 64 * 2**20
"""The bytes of a worker's answer on one return."""
MEMORY: Final = 2 * 2**30
"""The bytes of memory for one worker."""
