"""Many differing files of one department, as a careless or hostile ZIP file holds them: they cost what they are, and hide nothing."""

from __future__ import annotations

import io
import shutil
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from support.office import Filled, Office

from torture.invariants import TODAY, answered, in_order, require, told
from torture.trial import Kind, Trial

_EACH = 0.015
"""Seconds of the main process's work that a file may cost beside its readers."""
_FIRST = 1.5


@dataclass(frozen=True)
class Ready:
    """An office that has handed out, and its folder."""

    office: Path


def _prepare(folder: Path) -> Ready:
    works = Office.small(folder)
    require(works.do("split").code in (0, 1), "the first split")
    return Ready(folder)


def _trial(trial: Trial) -> None:
    shutil.copytree(trial.ready.office, trial.folder / "office")
    works = Office(trial.folder / "office" / "小表.xlsx")
    count = trial.chance.choice((2, 5, 21, 60, 150))
    cells = trial.chance.sample(
        [(task, name) for task in ("1.1", "1.2", "1.4") for name in ("progress", "problems", "next")], 3
    )
    filled = Filled.open(works.sheet_of("教育科"))
    filled.complete()
    with zipfile.ZipFile(works.returned / "教育科.zip", "w") as package:
        for number in range(count):
            for task, name in cells:
                filled.cell(task, name).value = f"第{trial.chance.choice((number, number % 7))}稿"
            file = io.BytesIO()
            filled.book.save(file)
            package.writestr(f"{number}.xlsx", file.getvalue())
    works.answer("组宣科", "好的.xlsx")
    for _ in range(2):
        began = time.process_time()
        merged = answered(works.do("merge", "--json"), "merge")
        took = time.process_time() - began
        told(works, merged, "merge")
        require(took < _FIRST + _EACH * count, f"{count} files cost {took:.1f} s")
        require(all(len(item["reasons"]) <= 25 for item in merged["files"]), "reasons without end")
        good = [item["verdict"] for item in merged["files"] if item["path"].endswith("/好的.xlsx")]
        require(good in (["accepted"], ["duplicate"]), f"the sound return: {good}")
    answered(works.do("status", "--json", "--today", TODAY), "status")
    in_order(works, "at the end")


KIND = Kind(
    "variants", "up to 150 differing files of one department in a ZIP file, merged twice", _trial, _prepare, limit=300.0
)
