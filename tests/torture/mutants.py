"""Workbooks whose XML is written in odd ways: each cell reads as openpyxl reads it, or it is told, or the file is refused."""

from __future__ import annotations

import contextlib
import io
import random
import re
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.parsers import expat

import openpyxl
import xlsxwriter
from support import calc, tables

from torture.invariants import require
from torture.trial import Kind, Trial
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.files.read.xlsx_parts import plain_text
from xlplan.terms.cells import CellError, CellValue, NoCachedValue
from xlplan.terms.errors import XlplanError

_MUTANTS = 40
_SHEET = "xl/worksheets/sheet1.xml"
_TEXTS = ("完成调研。", "  前后有空格 ", "两行\n文字", "a<b & c", "=1+1", "_x0041_", "第3稿", "100%", "😀", "长" * 300)
_FORMATS = ("General", "0%", "0.00", "yyyy-mm-dd", 'yyyy"年"m"月"', "h:mm", "[h]:mm", "@", "#,##0", "m/d")
Mutation = Callable[[str, random.Random], str]


def whole(chance: random.Random) -> bytes:
    """Return a sound workbook of texts, numbers, days, truth values and formulas."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        formats = [book.add_format({"num_format": code}) for code in _FORMATS]
        for name in ("任务表", "另一张"):
            sheet = book.add_worksheet(name)
            for row in range(6):
                for column in range(6):
                    match chance.randrange(6):
                        case 0 | 1:
                            sheet.write_string(row, column, chance.choice(_TEXTS))
                        case 2:
                            number = chance.choice((0, 1, 0.5, -3, 45107, 45107.25, 1e10, 61, 0.8))
                            sheet.write_number(row, column, number, chance.choice(formats))
                        case 3:
                            sheet.write_boolean(row, column, chance.random() < 0.5)
                        case 4:
                            sheet.write_formula(row, column, "=1+1", None, chance.choice((2, "二", "#N/A", 0)))
                        case _:
                            sheet.write_blank(row, column, None, formats[1])
    return file.getvalue()


def _in_a_value(change: Callable[[str, random.Random], str]) -> Mutation:
    """Change what stands in one of the values."""

    def mutate(xml: str, chance: random.Random) -> str:
        found = list(re.finditer(r"(?<=<v>)[^<]*(?=</v>)", xml))
        if not found:
            return xml
        one = chance.choice(found)
        return xml[: one.start()] + change(one[0], chance) + xml[one.end() :]

    return mutate


def _in_a_cell(change: Callable[[str, random.Random], str]) -> Mutation:
    """Change one of the cells."""

    def mutate(xml: str, chance: random.Random) -> str:
        found = list(re.finditer(r"<c [^>]*?(?:/>|>.*?</c>)", xml))
        if not found:
            return xml
        one = chance.choice(found)
        return xml[: one.start()] + change(one[0], chance) + xml[one.end() :]

    return mutate


def _number(value: str, chance: random.Random) -> str:
    return chance.choice(
        ("-1", "+1", "01", "1.0", "1e0", "１", "1_0", "", " ", "0x1", "99999", "1E+400", "NaN", "true", "#N/A", "甲")
    )


def _rows(xml: str, chance: random.Random) -> str:
    rows = re.findall(r"<row .*?</row>", xml)
    mixed = rows[:]
    chance.shuffle(mixed)
    return xml.replace("".join(rows), "".join(mixed)) if rows else xml


def _row_twice(xml: str, chance: random.Random) -> str:
    rows = re.findall(r"<row .*?</row>", xml)
    return xml.replace(rows[-1], rows[-1] + chance.choice(rows), 1) if rows else xml


def _inline(cell: str, chance: random.Random) -> str:
    head = re.sub(r' t="\w+"', "", cell[: cell.index(">")].rstrip("/"))
    inside = chance.choice((
        "<is><t>甲</t></is>", "<is><r><t>甲</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> 乙</t></r></is>",
        "<is><t>汉</t><rPh sb=\"0\" eb=\"1\"><t>han</t></rPh></is>", "<is></is>", "<is><t/></is>", "<is><t>a&#10;b</t></is>",
    ))  # fmt: skip
    return f'{head} t="inlineStr">{inside}</c>'


def _prefixed(xml: str, chance: random.Random) -> str:
    return re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", xml).replace("xmlns=", "xmlns:x=", 1)


MUTATIONS: dict[str, Mutation] = {
    "white space": _in_a_value(lambda v, c: f"{c.choice((' ', chr(10), chr(9)))}{v} "),
    "comment": _in_a_value(lambda v, c: v[:1] + "<!-- 1 -->" + v[1:]),
    "CDATA": _in_a_value(lambda v, c: f"<![CDATA[{v}]]>" if "&" not in v else v),
    "other number": _in_a_value(_number),
    "references": _in_a_value(lambda v, c: "".join(f"&#{ord(mark)};" for mark in v) if "&" not in v else v),
    "element": _in_a_value(lambda v, c: f"{v}<x/>"),
    "no place": _in_a_cell(lambda cell, c: re.sub(r' r="\w+"', "", cell)),
    "other place": _in_a_cell(lambda cell, c: re.sub(r' r="\w+"', f' r="{c.choice(("A1", "C3", "F6", "G9", "$A$1", "a2", "XFE1", "A0", " B2 "))}"', cell)),
    "other type": _in_a_cell(lambda cell, c: re.sub(r"(?<=<c)(?=[ >])", f' t="{c.choice(("x", "N", "s ", "str", "d", "e", "b", "n"))}"', re.sub(r' t="\w+"', "", cell), count=1)),
    "other style": _in_a_cell(lambda cell, c: re.sub(r"(?<=<c)(?=[ >])", f' s="{c.choice((0, 1, 5, 9999, "-1", "x"))}"', re.sub(r' s="\w+"', "", cell), count=1)),
    "inline": _in_a_cell(_inline),
    "cell twice": _in_a_cell(lambda cell, c: cell + re.sub(r"<v>[^<]*</v>", "<v>1</v>", cell)),
    "commented out": _in_a_cell(lambda cell, c: f"<!-- {cell} -->"),
    "before it a comment": _in_a_cell(lambda cell, c: f'<!-- <c r="A1" t="e"><v>#REF!</v></c> -->{cell}'),
    "alternate": _in_a_cell(lambda cell, c: f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Fallback>{cell}</mc:Fallback></mc:AlternateContent>'),
    "foreign": _in_a_cell(lambda cell, c: cell.replace("<c ", '<y:c xmlns:y="urn:y" ', 1).replace("</c>", "</y:c>")),
    "extension": _in_a_cell(lambda cell, c: cell.replace("</c>", '<extLst><ext uri="x"/></extLst></c>')),
    "two values": _in_a_cell(lambda cell, c: cell.replace("</c>", "<v>7</v></c>")),
    "no value": _in_a_cell(lambda cell, c: re.sub(r"<v>[^<]*</v>", c.choice(("<v/>", "<v></v>", "")), cell)),
    "text beside": _in_a_cell(lambda cell, c: cell + "甲"),
    "rows mixed": _rows,
    "row twice": _row_twice,
    "row without place": lambda xml, c: re.sub(r'<row r="\d+"', "<row", xml, count=c.choice((1, 0))),
    "row far off": lambda xml, c: xml.replace('<row r="6"', f'<row r="{c.choice((7, 0, 1048576, 1048577))}"'),
    "single quotes": lambda xml, c: re.sub(r'="([^"\']*)"', r"='\1'", xml),
    "prefixed": _prefixed,
    "no namespace": lambda xml, c: re.sub(r' xmlns="[^"]*"', "", xml, count=1),
    "byte order mark": lambda xml, c: "\ufeff" + xml,
    "declared otherwise": lambda xml, c: xml.replace("UTF-8", c.choice(("utf-8", "ISO-8859-1", "GBK", "UTF-16")), 1),
    "merged": lambda xml, c: xml.replace("</sheetData>", f'</sheetData><mergeCells><mergeCell ref="{c.choice(("A1:B2", "B2:A1", "A1", "a1:b2", "x"))}"/></mergeCells>'),
    "second data": lambda xml, c: xml.replace("</sheetData>", '</sheetData><sheetData><row r="1"><c r="A1"><v>9</v></c></row></sheetData>'),
}  # fmt: skip


def _beside(name: str, part: bytes, chance: random.Random, how: str) -> bytes:
    """Change the parts beside the sheet."""
    match how, name:
        case "sheets turned", "xl/workbook.xml":
            sheets = re.findall(rb"<sheet [^>]*/>", part)
            return part.replace(b"".join(sheets), b"".join(reversed(sheets)))
        case "targets turned", "xl/_rels/workbook.xml.rels":
            return part.replace(b"sheet1.xml", b"#").replace(b"sheet2.xml", b"sheet1.xml").replace(b"#", b"sheet2.xml")
        case "absolute targets", "xl/_rels/workbook.xml.rels":
            return part.replace(b'Target="worksheets', b'Target="/xl/worksheets')
        case "texts prefixed", "xl/sharedStrings.xml":
            return _prefixed(part.decode(), chance).encode()
        case "texts in CDATA", "xl/sharedStrings.xml":
            return re.sub(rb"<t>([^<&]*)</t>", rb"<t><![CDATA[\1]]></t>", part, count=2)
        case "texts with readings", "xl/sharedStrings.xml":
            return part.replace(b"</t></si>", b'</t><rPh sb="0" eb="1"><t>x</t></rPh></si>', 2)
        case "texts escaped", "xl/sharedStrings.xml":
            return part.replace(b"<t>", b"<t>_x4e2d_")
        case "from 1904", "xl/workbook.xml":
            return part.replace(
                b"<workbookPr", b'<workbookPr date1904="' + chance.choice((b"1", b"true", b"0")) + b'"', 1
            )
    return part


BESIDE = ("sheets turned", "targets turned", "absolute targets", "texts prefixed", "texts in CDATA", "texts with readings", "texts escaped", "from 1904")  # fmt: skip


_ANY_PART = (_SHEET, "xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
_ODD = (
    ' 0ht="12"', ' xmlns="urn:y"', ' xmlns:x14ac="urn:z"', ' a:b="1"', ' a=1', ' a="&"', "=", "'", '"', "<", ">", "/", "&#0;", "&#xD800;",
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Fallback>', "</mc:Fallback></mc:AlternateContent>",
)  # fmt: skip


def _any_byte(xml: str, chance: random.Random) -> str:
    """Put something into a tag of a part, or take a character out of it."""
    tags = [found.span() for found in re.finditer(r"<[^<>]*>", xml)]
    begin, end = chance.choice(tags)
    place = chance.choice((begin, end, chance.randrange(begin, end), max(xml.find(" ", begin, end), begin)))
    return xml[:place] + chance.choice(("", *_ODD)) + xml[place + chance.choice((0, 0, 1)) :]


def mutant(data: bytes, chance: random.Random) -> tuple[bytes, list[str]]:
    """Return a workbook with one to three oddities, and what they are."""
    names = chance.choices([*MUTATIONS, *BESIDE], k=chance.choice((1, 1, 2, 3)))
    anywhere = chance.choice(_ANY_PART) if chance.random() < 0.25 else ""
    if anywhere:
        names = [*names[:1], f"a byte of {anywhere}"] if chance.random() < 0.25 else [f"a byte of {anywhere}"]

    def change(name: str, part: bytes) -> bytes:
        for how in names:
            if how in MUTATIONS and name == _SHEET:
                xml = MUTATIONS[how](part.decode("utf-8"), chance)
                part = xml.encode("utf-8")
            elif how in BESIDE:
                part = _beside(name, part, chance, how)
        if name == anywhere:
            part = _any_byte(part.decode("utf-8"), chance).encode("utf-8", "replace")
        return part

    return tables.edited(data, change), names


def differences(data: bytes, again: bytes = b"") -> list[str]:
    """Return the cells that are read otherwise than openpyxl reads them, and of which nothing is told.

    `again` is the same workbook as another program saved it, to be read in its place.
    """
    try:
        contents = read_xlsx(data, "表.xlsx")
    except XlplanError as error:
        require(bool(error.message and error.hint), "refused without a word")
        return []
    found = [f"{name} is no XML" for name in _ANY_PART if not _well_formed(data, name)]
    told = {note.cell for note in contents.notes}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(again or data), data_only=True)
        except Exception:
            return found
    for grid in contents.grids:
        if grid.sheet not in book.sheetnames:
            found.append(f"a sheet {grid.sheet} that openpyxl does not see")
            continue
        theirs = {(cell.row - 1, cell.column - 1): cell.value for row in book[grid.sheet].iter_rows() for cell in row}
        under = grid.anchors()
        for place in {*theirs, *((r, c) for r, row in enumerate(grid.rows) for c in range(len(row)))}:
            ours, other = grid.at(*place), theirs.get(place)
            # openpyxl forgets what lies under a merged area; that is told where a return is read.
            name = openpyxl.utils.cell.get_column_letter(place[1] + 1) + str(place[0] + 1)
            # A formula that gave an empty text, as Excel writes it, or a truth value, Calc works out anew.
            worked_out = place in grid.formulas and (ours is None or isinstance(ours, bool))
            alike = bool(again) and (worked_out or _same_to_calc(ours, other))
            if place not in under and name not in told and not alike and not _same(ours, other):
                found.append(f"{grid.sheet}!{name}: {ours!r}, openpyxl {other!r}")
    return found


def _well_formed(data: bytes, name: str) -> bool:
    """Return True if a part is XML, or is not there."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if name not in package.namelist():
            return True
        parser = expat.ParserCreate(namespace_separator="}")
        try:
            parser.Parse(package.read(name), True)
        except expat.ExpatError:
            return False
        return True


def _same_to_calc(ours: CellValue, theirs: object) -> bool:
    """Return True if Calc, by its ways, may save a cell so: what is no value is told, and it works out anew what has an error in its place.

    A truth value in the format of a number or a time it saves as such, and the text that a formula gave without white space around it.
    """
    match ours:
        case CellError() | NoCachedValue():
            return True
        case bool():
            return isinstance(theirs, date | time | timedelta) or (not isinstance(theirs, bool) and theirs == int(ours))
        case str() if isinstance(theirs, str):
            return ours.strip() == theirs.strip()
        case _:
            return False


def _same(ours: CellValue, theirs: object) -> bool:
    match ours:
        case CellError(text):
            # A number beyond all numbers is told as what is written; openpyxl makes inf of it.
            return isinstance(theirs, str | float | datetime | time | timedelta) or text == "#VALUE!"
        case NoCachedValue():
            return theirs is None
        case None:
            return theirs in (None, "")
        case str() if isinstance(theirs, str):
            # openpyxl leaves characters as they are escaped, and takes the escape out of those that are none.
            return ours in (theirs, plain_text(theirs)) or "_x" in theirs or "x005F" in ours
        case str():
            # A part of a day, as its format shows it.
            return isinstance(theirs, date | time) and ours[:1].isdigit()
        case bool():
            return theirs is ours
        case date() | time() | timedelta():
            return isinstance(theirs, date | time | timedelta) or (
                isinstance(theirs, int | float) and not isinstance(theirs, bool)
            )
        case _:
            # Days before the first, and spans, are numbers to us where openpyxl makes some day of them.
            return theirs in (ours, "#VALUE!") or isinstance(theirs, date | time | timedelta)


def _trial(trial: Trial) -> None:
    for _ in range(_MUTANTS):
        data, names = mutant(whole(trial.chance), trial.chance)
        found = differences(data)
        if found:
            (trial.folder / "表.xlsx").write_bytes(data)
        require(not found, f"{names}: {found[:5]}")


def _calc_trial(trial: Trial) -> None:
    """Let one Calc open many of them and save what it has read."""
    made = {}
    for number in range(_MUTANTS):
        data, names = mutant(whole(trial.chance), trial.chance)
        path = trial.folder / f"{number}.xlsx"
        path.write_bytes(data)
        made[path] = names
    saved = trial.folder / "再存"
    # It refuses some of them.
    try:
        with contextlib.suppress(calc.CalcError):
            calc.convert_many(made, "xlsx", saved)
    finally:
        calc.end()
        # Ended as it is, it leaves its own.
        for left in Path(tempfile.gettempdir()).glob("lu*.tmp"):
            shutil.rmtree(left, ignore_errors=True)
            left.unlink(missing_ok=True)
    compared = 0
    for path, names in made.items():
        again = saved / path.name
        if again.exists():
            found = differences(path.read_bytes(), again.read_bytes())
            require(not found, f"{path.name}, {names}: {found[:5]} (openpyxl: what Calc saved)")
            compared += 1
    require(compared > _MUTANTS // 3, f"Calc opened {compared} of {_MUTANTS} only")


CALC = Kind("mutants-calc", f"{_MUTANTS} such workbooks, read beside what one Calc reads", _calc_trial)
KIND = Kind("mutants", f"{_MUTANTS} workbooks whose XML is written in odd ways, read beside openpyxl", _trial)
