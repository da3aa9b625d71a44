"""Makes the corpus: `python -m unchanged.corpus DIR BEFORE`, run by BEFORE's interpreter, with BEFORE's tests on its path.

Each scenario is played while it is made, for what comes back is made of what was handed out, and the office's decisions of what
is asked. Of xlplan only what the tests share is imported; the comparison itself does without.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from unchanged.making import Making
from unchanged.playing import Checkout, Room, Store
from unchanged.rounds import demonstration, shipped, small
from unchanged.steps import Scenario
from unchanged.words import commands

SCENARIOS: Final[Mapping[str, Callable[[Making, Path], None]]] = {
    "commands": commands,
    "demo": demonstration,
    "shipped": shipped,
    "small": small,
}


def main() -> None:
    """Make a corpus in a folder, of some scenarios or of all."""
    folder, before, *names = sys.argv[1:]
    # For this process alone: LibreOffice does not come up while time stands still.
    os.environ.pop("LD_PRELOAD", None)
    for name, make in SCENARIOS.items():
        if not names or name in names:
            with tempfile.TemporaryDirectory(prefix="unchanged-") as place:
                store = Path(place, "store")
                store.mkdir()
                room = Room(Checkout(Path(before)), Path(place, "room"), Store(store), json=True)
                room.enter()
                made = Making(name, Path(folder), room)
                shutil.rmtree(made.folder, ignore_errors=True)
                made.folder.mkdir(parents=True)
                make(made, Path(place, "calc"))
                Scenario(name, made.folder, made.steps, made.made).save()


if __name__ == "__main__":
    main()
