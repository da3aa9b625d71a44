"""Commands killed at any moment, and at each system call that writes: the old state or the new, and the next run goes on."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

from support.cut_off import CASES, Case, Prepared, merging
from support.cutting import KILLED, LIBRARY
from support.office import Filled, Office, run

from torture.commands import Command
from torture.invariants import answered, in_order, require
from torture.trial import Kind, Trial


def _merged(works: Office) -> None:
    merging(works)
    works.do("merge")


def _many(works: Office) -> None:
    """Let more files come than one reader is handed: their rows go into the ledger batch by batch."""
    works.do("split")
    filled = Filled.open(works.sheet_of("教育科"))
    filled.complete()
    for number in range(70):
        filled.cell("1.1", "progress").value = f"第{number}稿"
        filled.book.save(works.returned / f"{number}.xlsx")


CASES_KILLED = [
    *CASES,
    Case("merge of many files", _many, ("merge",)),
    Case("status", _merged, ("status",)),
    Case("undo of a merge", _merged, ("undo",), again=False),
]


@cache
def prepared(folder: Path) -> list[Prepared]:
    """Make each case ready in a folder of its own."""
    found = []
    for number, case in enumerate(CASES_KILLED):
        place = folder / str(number)
        (place / "start").mkdir(parents=True)
        found.append(Prepared(case, place))
    return found


def chosen(trial: Trial) -> tuple[Prepared, Office]:
    """Choose one of the cases, and copy what there is before it into the trial's folder."""
    ready = trial.chance.choice(trial.ready)
    own = _own(ready, trial.folder)
    return own, own.copy("office")


def _own(ready: Prepared, folder: Path) -> Prepared:
    """Let a case's copies go into a folder of the trial's."""
    own = Prepared.__new__(Prepared)
    own.__dict__ |= ready.__dict__
    shutil.copytree(ready.folder / "start", folder / "start")
    own.folder = folder
    return own


def _moment(trial: Trial) -> None:
    chance = trial.chance
    ready, works = chosen(trial)
    began = time.monotonic()
    require(
        Command(ready.copy("timed").book.parent, *ready.words).done().code == ready.code, "the command that is timed"
    )
    took = time.monotonic() - began
    # One that may have been done before it was killed would take another step.
    for _ in range(chance.choice((1, 1, 2, 4)) if ready.case.again else 1):
        command = Command(works.book.parent, *ready.words)
        time.sleep(chance.uniform(0.1 * took, 1.1 * took))
        command.process.kill()
        code = command.done().code
        require(code in (-9, ready.code), f"ended with {code}")
    ready.check(f"{ready.case.name} killed", works)
    in_order(works)


def _rebuild(trial: Trial) -> None:
    """Remove or damage the ledger, and kill the making of it again, several times over."""
    ready = next(each for each in trial.ready if each.case.name == "status")
    works = _own(ready, trial.folder).copy("office")
    if trial.chance.random() < 0.5:
        works.ledger.unlink()
    else:
        data = bytearray(works.ledger.read_bytes())
        data[100:2000] = bytes(1900)
        works.ledger.write_bytes(data)
    for _ in range(3):
        command = Command(works.book.parent, "rebuild", works.book.name)
        time.sleep(trial.chance.uniform(0.1, 0.9))
        command.process.kill()
        require(command.done().code in (-9, 0), "the rebuild")
    answered(run("rebuild", works.book, "--json"), "rebuild")
    require(ready.state(works) == ready.after, "after the rebuild: another state")
    in_order(works)


def _trial(trial: Trial) -> None:
    (_rebuild if trial.seed % 5 == 4 else _moment)(trial)


def _calls(trial: Trial) -> None:
    ready, _ = chosen(trial)
    points = ready.points([call for call, count in ready.calls.items() if count], 10**6)
    for where, works, code in ready.cut(trial.chance.sample(points, min(len(points), 6)), KILLED):
        require(code == -9, f"{where}: not killed, but {code}")
        ready.check(where, works)
        in_order(works, where)


KIND = Kind(
    "killed", "a command killed at random moments, one to four times", _trial, prepared, share=1.5, programs=(LIBRARY,),
    kills=True,
)  # fmt: skip
CALLS = replace(KIND, name="killed-calls", about="a command killed at 6 of its writing system calls", run=_calls)
