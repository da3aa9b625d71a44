"""Damaged files of every format, as returns, as the office's workbook and as a table to import."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import docx
from support import word
from support.damage import encrypted, in_every_format
from support.office import Office, run

from torture.attacks import attacked
from torture.invariants import TODAY, answered, in_order, require, told
from torture.trial import Kind, Trial, Wrong
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.ledger.rebuilding import contents

_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


@dataclass(frozen=True)
class Ready:
    """An office that has handed out, and one sound return in every format."""

    office: Path
    formats: dict[str, bytes]


def _prepare(folder: Path) -> Ready:
    office = folder / "office"
    office.mkdir()
    works = Office.small(office)
    # The same key in every run: a trial is told by its seed alone.
    (works.root / "归档").mkdir(parents=True)
    (works.root / "归档/签名密钥.json").write_text(f'{{"plan": "{"1" * 32}", "key": "{"2" * 64}"}}')
    require(works.do("split").code in (0, 1), "the first split")
    path = works.answer("教育科")
    data = path.read_bytes()
    path.unlink()
    formats = in_every_format(data, folder)
    formats["et"] = formats["xls"]
    formats["密码.xlsx"] = encrypted(data, "教育2023")
    formats["xlsm"] = data
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("教育科/表.xlsx", data)
        package.writestr("扫描.pdf", _PDF)
    formats["zip"] = file.getvalue()
    document = docx.Document()
    document.add_paragraph("教育科盖章")
    formats |= {"docx": word.saved(document), "pdf": _PDF, "png": _PICTURE}
    works.answer("组宣科", "好的.xlsx")
    return Ready(office, formats)


def _returns(trial: Trial) -> None:
    ready: Ready = trial.ready
    chance = trial.chance
    shutil.copytree(ready.office, trial.folder / "office")
    works = Office(trial.folder / "office" / "小表.xlsx")
    for number in range(10):
        kind = chance.choice(sorted(ready.formats))
        data = attacked(ready.formats[kind], kind, chance)
        if chance.random() < 0.2:
            data = attacked(data, kind, chance) if data and not data.startswith(b"PK") else data
        named = chance.choice(sorted(ready.formats)) if chance.random() < 0.1 else kind
        (works.returned / f"教育科{number}.{named}").write_bytes(data)
    if chance.random() < 0.3:
        (works.root / "密码.txt").write_text("教育2023\n", "utf-8")
    book = works.book.read_bytes()
    merged = answered(works.do("merge", "--json"), "merge")
    told(works, merged, "merge")
    good = [item for item in merged["files"] if item["path"].endswith("/好的.xlsx")]
    require([item["verdict"] for item in good] == ["accepted"], f"the sound return: {good}")
    status = answered(works.do("status", "--json", "--today", TODAY), "status")
    held = contents(works.ledger)
    again = answered(works.do("merge", "--json"), "second merge")
    told(works, again, "second merge")
    require(contents(works.ledger) == held, f"a second merge of the same files is recorded: {again}")
    require(answered(works.do("status", "--json", "--today", TODAY), "status") == status, "another status")
    in_order(works, "after the merges")
    answered(run("undo", works.book, "--json"), "undo")
    third = answered(works.do("merge", "--json"), "merge after undo")
    require([i["verdict"] for i in third["files"]] == [i["verdict"] for i in merged["files"]], "another verdict")
    require(works.book.read_bytes() == book, "the office's workbook was changed")
    in_order(works, "at the end")


def _books(trial: Trial) -> None:
    """Damage the office's own workbook, or the table that it imports: it must be told in words, and nothing made by halves."""
    chance = trial.chance
    for number in range(6):
        folder = trial.folder / str(number)
        folder.mkdir()
        if chance.random() < 0.5:
            path = folder / "分工表.xlsm"
            path.write_bytes(attacked(shipped(WORKBOOK).read_bytes(), "xlsm", chance))
            said = run("validate", path, "--json")
        else:
            kind = chance.choice(("docx", "xlsx", "xls", "ods", "csv"))
            data = word.seed_document() if kind == "docx" else trial.ready.formats[kind]
            path = folder / f"来源.{kind}"
            path.write_bytes(attacked(data, kind, chance))
            said = run("new", folder / "新.xlsm", "--from", path, "--json")
        before = path.read_bytes()
        answered(said, f"{path.name}")
        require(path.read_bytes() == before, "the file was changed")
        made = folder / "新.xlsm"
        if said.code == 2:
            require(not made.exists(), "made by halves")
        elif made.exists():
            answered(run("validate", made, "--json"), "what was made")
        left = {each.name for each in folder.iterdir()} - {path.name, made.name}
        if left:
            raise Wrong(f"left behind: {left}")


def _trial(trial: Trial) -> None:
    (_books if trial.seed % 3 == 2 else _returns)(trial)


KIND = Kind(
    "damaged", "10 damaged returns of all formats beside a sound one, or 6 damaged workbooks and sources", _trial, _prepare,
    share=2.0, limit=300.0, programs=("soffice",),
)  # fmt: skip
