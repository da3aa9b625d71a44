"""Clocks that are wrong, jump, or run away while a command works: libfaketime gives each process its own.

What is monotonic stays so (as on a real machine whose clock is set), and files get times of any century.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.clock import wrong
from support.office import Office

from torture.commands import Command
from torture.invariants import TODAY, answered, in_order, require, told
from torture.trial import Kind, Trial

_CLOCKS = (
    "@1970-01-01 00:00:30", "@1979-12-31 23:59:58", "@1980-01-01 00:00:01", "@1999-12-31 23:59:59 x5", "@2000-02-29 12:00:00",
    "@2023-06-30 23:59:59 x3", "@2023-12-31 23:59:59 x5", "@2024-02-29 00:00:00", "@2038-01-19 03:14:06 x3", "@2099-12-31 23:59:59 x5",
    "@2107-12-31 23:59:59 x5", "@2120-03-01 08:00:00", "-1d", "+1d", "-400d", "+400d", "+0 x1000", "-10y", "+0 x0.01",
)  # fmt: skip
_LAST = "2199-12-31"
"""A day by whose end everything is known, whatever the clocks said."""
_ZONES = ("Asia/Shanghai", "UTC", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago")
_STAMPS = (0, 1, 315_532_799, 2**31 - 1, 2**31, 2**32 + 5, 4_354_819_200, 16_725_225_600, -86_400)


@dataclass(frozen=True)
class Ready:
    """An office with its returns, and what its status is where clocks are right."""

    office: Path
    status: Any


def _said(status: Any) -> Any:
    """Return what does not depend on the day it was said."""
    tasks = [
        (task["task"], task["percent"], [(each["department"], each["state"]) for each in task["departments"]])
        for task in status["tasks"]
    ]
    return tasks, [(each["department"], each["returned"], each["tasks"]) for each in status["departments"]]


def _prepare(folder: Path) -> Ready:
    place = folder / "clock"
    place.mkdir()
    works = Office.small(place)
    shutil.copytree(place, folder / "clock-blank")
    works.do("split")
    shutil.copytree(works.handed_out, folder / "clock-blank" / "表")
    (folder / "clock-key").write_bytes((works.root / "归档/签名密钥.json").read_bytes())
    for department in ("教育科", "组宣科", "一小"):
        works.answer(department)
    works.do("merge")
    shutil.copytree(works.returned, folder / "clock-blank" / "来件")
    status = works.do("status", "--json", "--today", _LAST).json
    return Ready(folder / "clock-blank", _said(status))


def _trial(trial: Trial) -> None:
    ready: Ready = trial.ready
    chance = trial.chance
    shutil.copytree(ready.office, trial.folder / "office")
    works = Office(trial.folder / "office" / "小表.xlsx")
    (works.root / "归档").mkdir(parents=True)
    (works.root / "归档/签名密钥.json").write_bytes((ready.office.parent / "clock-key").read_bytes())
    clocks = []

    def do(verb: str, *words: str) -> Any:
        clock, zone = chance.choice(_CLOCKS), chance.choice(_ZONES)
        clocks.append(f"{verb} {clock} {zone}")
        round_ = () if verb == "undo" else works.words(verb)
        command = Command(
            works.book.parent, verb, works.book.name, *round_, *words, "--json",
            **wrong(clock, zone),
        )  # fmt: skip
        done = command.done()
        said = answered(done, str(clocks))
        require(done.code != 2, f"{clocks}: {said}")
        return said

    do("split")
    works.returned.mkdir(parents=True, exist_ok=True)
    for path in sorted((works.book.parent / "来件").iterdir()):
        copy = works.returned / path.name
        copy.write_bytes(path.read_bytes())
        stamp = chance.choice(_STAMPS)
        os.utime(copy, (stamp, stamp))
    told(works, do("merge"), str(clocks))
    do("status", "--today", TODAY)
    if chance.random() < 0.6:
        said = do("undo")
        require(said["action"] and said["action"]["verb"] == "merge", f"{clocks}: taken back was {said}")
        do("merge")
    if chance.random() < 0.4:
        do("remind")
        do("split")
        do("merge")
    found = works.do("status", "--json", "--today", _LAST).json
    require(_said(found) == ready.status, f"{clocks}: {_said(found)}")
    in_order(works, str(clocks))


KIND = Kind(
    "clock", "a round under wrong and jumping clocks and time zones (libfaketime)", _trial, _prepare,
    share=0.8, programs=("faketime",),
)  # fmt: skip
