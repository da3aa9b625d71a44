"""One return in every format that people send, and what may become of such a file on its way."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl

from support import binary, calc, tables
from xlplan.terms.sheets import TASKS


def values_of(data: bytes) -> dict[str, list[tuple[int, list[object]]]]:
    """Return all cells of a workbook by sheet and row; a formula is the 3 that was saved for it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [
            (number, [binary.Formula(3.0) if c.data_type == "f" else c.value for c in row])
            for number, row in enumerate(sheet.iter_rows())
        ]
        for sheet in book
    }


def as_csv(data: bytes, encoding: str, separator: str = ",") -> bytes:
    """Write the 任务表 of a workbook as text with separators."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    for row in openpyxl.load_workbook(io.BytesIO(data))[TASKS].iter_rows():
        # A percentage is written as it is shown.
        writer.writerow([f"{c.value:.0%}" if isinstance(c.value, float) else c.value for c in row])
    return text.getvalue().encode(encoding)


def encrypted(data: bytes, password: str) -> bytes:
    """Give a workbook a password to open."""
    file = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(data)).encrypt(password, file)
    return file.getvalue()


def in_every_format(data: bytes, folder: Path) -> dict[str, bytes]:
    """Return a return in every format, by its extension; `folder` is for what Calc reads and writes."""
    source = folder / "表.xlsx"
    source.write_bytes(data)
    saved = {to: calc.convert(source, to, folder / "存").read_bytes() for to in ("xls", "ods")}
    return {
        **saved,
        "xlsx": data,
        "xlsb": binary.xlsb(values_of(data)),
        "csv": as_csv(data, "gbk"),
        "加密.xlsx": encrypted(data, "VelvetSweatshop"),
    }


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Turn bytes, overwrite blocks or lose the end of a file; in a package, sometimes within its parts."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        chosen = chance.choice([name for name in names if name != "mimetype"])
        return tables.edited(data, lambda name, part: damaged(part, chance) if name == chosen and part else part)
    new = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        place = chance.randrange(len(new))
        block = chance.choice([bytes([chance.randrange(256)]), b"\xff" * 4, bytes(4), b"\xff\xff\xff\x7f", bytes(300)])
        new[place : place + len(block)] = block
    return bytes(new[: chance.randrange(1, len(new))] if chance.random() < 0.1 else new)
