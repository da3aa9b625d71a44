"""An archive or a ledger that is damaged: it is told, work goes on, and log, key, originals and ledger come back from what is sound."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

from support.office import Office, run

from torture.attacks import cut, turned, wiped
from torture.invariants import TODAY, answered, require
from torture.trial import Kind, Trial
from xlplan.actions.archive import archive_state
from xlplan.actions.book import open_book
from xlplan.ledger.rebuilding import Tables, contents
from xlplan.terms.errors import LedgerError


@dataclass(frozen=True)
class Ready:
    """An office in the middle of a round."""

    office: Path


def _prepare(folder: Path) -> Ready:
    works = Office.small(folder)
    require(works.do("split").code in (0, 1), "the first split")
    for name in ("教育科", "组宣科"):
        works.answer(name)
    answered(works.do("merge", "--json"), "the first merge")
    return Ready(folder)


def _trial(trial: Trial) -> None:
    chance = trial.chance
    shutil.copytree(trial.ready.office, trial.folder / "office")
    works = Office(trial.folder / "office" / "小表.xlsx")
    before = _rows(works)
    if chance.random() < 0.5:
        _ledger_flipped(works, chance, before)
    archive = works.root / "归档"
    files = sorted(path for path in archive.rglob("*") if path.is_file())
    chosen = chance.sample(files, chance.randint(1, 4))
    for path in chosen:
        how = chance.choice((None, cut, turned, wiped))
        if how is None:
            path.unlink()
        else:
            path.write_bytes(how(path.read_bytes(), chance))
    for verb in ("status", "merge"):
        done = works.do(verb, "--json", *(("--today", TODAY) if verb == "status" else ()))
        require(done.code in (0, 1), f"{verb} does not go on: {done.out}{done.err}")
    rebuilt = run("rebuild", works.book, "--json")
    require(rebuilt.code in (0, 1), f"rebuild does not go on: {rebuilt.out}")
    require(_rows(works) == before, "the ledger is another one")
    state = archive_state(open_book(works.book).workspace)
    require(state is not None and not state.ledger and not state.log, f"not healed: {state}")
    assert state is not None
    # What still lies in 回收 came back; of what went out nobody but the archive had a copy.
    require(not [name for name in state.originals.missing if "/回收/" in name], f"{state}")


def _ledger_flipped(works: Office, chance: random.Random, before: Tables) -> None:
    """Flip some bits of the ledger, one after the other: it is noticed or changes nothing, and a rebuild mends it."""
    data = works.ledger.read_bytes()
    for _ in range(chance.randint(1, 8)):
        flipped = bytearray(works.ledger.read_bytes())
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        works.ledger.write_bytes(flipped)
        try:
            require(_rows(works) == before, "a flipped bit changed the ledger silently")
        except LedgerError:
            break
    said = answered(works.do("status", "--json", "--today", TODAY), "status of a flipped ledger")
    require(said.get("ok", True) or "rebuild" in said["error"]["hint"], said)
    answered(run("rebuild", works.book, "--json"), "rebuild of a flipped ledger")
    require(_rows(works) == before, "the ledger was not mended")


def _rows(works: Office) -> Tables:
    return {name: rows for name, rows in contents(works.ledger).items() if name != "meta"}


KIND = Kind(
    "lost",
    "files of an archive removed or damaged, bits of a ledger flipped, then status, merge and rebuild",
    _trial,
    _prepare,
)
