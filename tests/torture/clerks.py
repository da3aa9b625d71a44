"""Two or three people at work on one shared folder, each command a process: the second waits or is told, and no file is lost or doubled."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from pathlib import Path
from typing import Any

from support.clerks import Folder

from torture.commands import Command
from torture.invariants import answered, in_order, once, require, told
from torture.trial import Kind, Trial

_SECONDS = 25.0


def _prepare(folder: Path) -> Path:
    place = folder / "clerks"
    place.mkdir()
    Folder.made(place)
    return place


def _trial(trial: Trial) -> None:
    chance = trial.chance
    shutil.copytree(trial.ready, trial.folder / "shared")
    folder = Folder.at(trial.folder / "shared")
    works = folder.works
    undoing = chance.random() < 0.4
    verbs = ["split", "merge", "merge", "merge", "status", "remind", "rebuild", "validate"] + ["undo", "undo"] * undoing
    clerks: list[Command | None] = [None] * chance.choice((2, 2, 3))
    dropped: list[str] = []
    counts: Counter[str] = Counter()
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end or any(clerks):
        for number, command in enumerate(clerks):
            if command is not None and not command.running:
                counts[_ended(command, undoing)] += 1
                clerks[number] = None
            elif command is None and time.monotonic() < end:
                verb = chance.choice(verbs)
                round_ = () if verb in ("undo", "rebuild", "validate") else works.words(verb)
                clerks[number] = Command(works.book.parent, verb, works.book.name, *round_, "--json")
        if chance.random() < 0.04 and len(dropped) < 40 and time.monotonic() < end:
            dropped.append(folder.drop(len(dropped)))
        time.sleep(0.01)
    in_order(works, f"while two worked ({counts})")
    works.do("split")
    merged: Any = works.do("merge", "--json").json
    told(works, merged, "the last merge")
    once(works, dropped, str(counts))
    require(counts["done"] > counts["refused"] * 0.1, f"hardly anything was done: {counts}")
    in_order(works, f"at the end ({counts})")


def _ended(command: Command, undoing: bool) -> str:
    done = command.done()
    said = answered(done, command.words)
    if done.code != 2:
        return "done"
    error = said["error"]
    # Whoever finds the folder in use is told; a round that was taken back is no round.
    known = error["code"] == "locked" and "正在使用" in error["message"]
    require(known or (undoing and error["code"] == "unknown-round"), f"{command.words}: {error}")
    return "refused"


KIND = Kind("clerks", f"two or three clerks at work on one folder for {_SECONDS:.0f} s", _trial, _prepare, share=1.5,
            limit=180.0)  # fmt: skip
