"""What is done, as the corpus holds it: scenarios, each a list of commands with what is put in place before them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

LIST: Final = "steps.json"
HERE: Final = "{here}"
"""In a command's words, the folder in which it is at work."""


@dataclass(frozen=True)
class Step:
    """A command: its words after `python -m xlplan`, and the time by its clock.

    `put` names the folder of the corpus that is laid over the scenario's before; `remove` what is deleted before that.
    """

    words: Sequence[str]
    clock: str
    put: str = ""
    remove: Sequence[str] = ()
    json: bool = True
    """Whether it takes `--json`."""

    @property
    def said(self) -> str:
        """The command as it is told of."""
        return " ".join(("xlplan", *self.words))


@dataclass(frozen=True)
class Scenario:
    """Commands one after the other in a folder of their own."""

    name: str
    folder: Path
    """Where the corpus holds what its steps put in place."""
    steps: Sequence[Step]
    made: Mapping[str, int] = field(default_factory=dict)
    """How many returned files there are, by format."""

    def save(self) -> None:
        """Write the list of its steps."""
        listed = {"steps": [asdict(step) for step in self.steps], "made": dict(self.made)}
        (self.folder / LIST).write_text(json.dumps(listed, ensure_ascii=False, indent=1), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Scenario:
        """Read the scenario of a folder of the corpus."""
        listed = json.loads((folder / LIST).read_text("utf-8"))
        return cls(folder.name, folder, [Step(**step) for step in listed["steps"]], listed["made"])
