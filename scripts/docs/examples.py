"""The examples on the pages: blocks marked `console` are run in a folder of their own, and their output is compared or renewed.

Each page begins in a folder that holds the files of docs/例子 and that the page calls `/home/示例`. A line `# 2023年6月25日` says which day it is for the commands after
it: the clock of the command line is set to ten o'clock of that day. `console head=8` shows the first eight lines of each
output, and how many there are.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import Final

from scripts import ROOT
from scripts.as_user import search_path
from scripts.docs import commands
from scripts.docs.entries import DOCS

SHOWN_HOME: Final = "/home/示例"
_BLOCK: Final = re.compile(r"^```console(?: head=(\d+))?\n(.*?)^```$", re.M | re.S)
_DAY: Final = re.compile(r"# (\d{4})年(\d{1,2})月(\d{1,2})日$")


class Session:
    """A folder in which the commands of one page are run, one after the other."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self.folder = self.home
        self.now = "2023-06-25T10:00:00"

    def run(self, line: str) -> str:
        """Run a command and return what it prints, errors included. Only `xlplan` and `cd` are known."""
        program, *words = shlex.split(line, comments=True)
        if program == "cd":
            self.folder = (self.folder / words[0]).resolve()
            return ""
        if program != "xlplan":
            raise ValueError(f"examples run xlplan and cd alone: {line}")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "XLPLAN_", "PYTHON"))}
        environment = kept | {"PATH": search_path(), "HOME": str(self.home), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        return commands.run(words, self.now, self.folder, environment).replace(str(self.home), SHOWN_HOME)


def rerun(text: str) -> str:
    """Return a page's text with the output of its examples as it is now."""
    if not _BLOCK.search(text):
        return text
    with tempfile.TemporaryDirectory(prefix="xlplan-docs-") as folder:
        session = Session(Path(folder))
        for example in (DOCS / "例子").iterdir():
            shutil.copy(example, session.home)
        return _BLOCK.sub(lambda match: _rerun_block(session, match), text)


def _rerun_block(session: Session, match: re.Match[str]) -> str:
    lines: list[str] = []
    for line in match[2].splitlines():
        if day := _DAY.match(line):
            year, month, number = map(int, day.groups())
            session.now = f"{year}-{month:02}-{number:02}T10:00:00"
            lines.append(line)
        elif line.startswith("$ "):
            lines += [line, *_shortened(session.run(line[2:]).rstrip("\n"), int(match[1] or 0))]
    head = f" head={match[1]}" if match[1] else ""
    return f"```console{head}\n" + "".join(f"{line}\n" for line in lines) + "```"


def _shortened(output: str, head: int) -> list[str]:
    lines = output.splitlines()
    if not head or len(lines) <= head:
        return lines
    return [*lines[:head], f"……（共 {len(lines)} 行，这里只列前 {head} 行）"]
