"""Files as departments send them back, made of what was handed out: good, odd and damaged, in every format.

Chance decides, out of a seed: the same seed over the same handed-out workbooks makes the same files.
"""

from __future__ import annotations

import io
import random
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import docx
import olefile
import openpyxl
import xlsxwriter
from support import binary, calc, damage, returns, sheet_edits, tables, word
from support.office import Filled
from torture.attacks import attacked

from xlplan.handout.sheets import DepartmentSheet
from xlplan.terms.cells import CellError, Grid, NoCachedValue
from xlplan.terms.choices import Role

_SHEET: Final = "任务表"
_IDENTITY: Final = "_xlplan"
_HEADINGS: Final = {
    "id": "编号",
    "project": "工程名称",
    "content": "主要内容",
    "role": "本单位职责",
    "schedule": "活动频率或完成时限",
    "due": "到期日",
    "previous": "上期进展",
    "percent": "完成进度",
}
_CLOSED: Final = "—"
_LONGEST: Final = 8_000
"""With a text that fills a cell the next round could not be handed out: it would not fit into 上期进展."""
_GREATEST: Final = 3 * 2**20
"""Damage that makes a file greater than this is left out: it would be read for seconds."""
_STATES: Final = ("未启动", "推进中", "常态推进", "已完成", "需协调", "暂缓", "在弄", "已办结", "进行中", "基本完成")
_WORDS: Final = (
    "已印发通知并组织培训。", "完成调研，正在起草方案。", "同上", "无", "/", "〃", "详见附件", "—", "按计划推进。", "已完成80%，余下7月底前完成。",
    "=1+1", "@各校", "-已开展", "召开推进会3次，\n整改问题5个。", "一、制度已修订；二、经费未落实。", "🎉完成", "<b>好</b>&amp;", "0", "￥12,000元已到位",
)  # fmt: skip
_DAYS: Final = (
    date(2023, 11, 30),
    datetime(2024, 3, 31),
    "2023年12月31日",
    "2024.1.15",
    "年底前",
    "尽快",
    "11月底",
    45260,
)
_PDF: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_PICTURE: Final = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
_JPEG: Final = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(300)


@dataclass
class Pile:
    """Returned files under the names that they lie by, out of what each department was handed out."""

    blanks: Mapping[str, bytes]
    round: str
    chance: random.Random
    place: Path
    """For what Calc reads and writes."""
    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, name: str, data: bytes) -> None:
        """Add a file; a name that is taken gets a number."""
        stem, dot, ending = name.rpartition(".")
        number = 1
        while name in self.files:
            number += 1
            name = f"{stem}（{number}）{dot}{ending}"
        self.files[name] = data

    def named(self, department: str, ending: str) -> str:
        """Return one of the names that people give to such a file."""
        usual = f"{department}-{self.round}推进情况表"
        return (
            self.chance.choice((usual, usual, department, f"{department}（定稿）", f"报送/{usual}", "表"))
            + f".{ending}"
        )

    def add_good(self, count: int) -> None:
        """Add sheets that were filled in with care, department by department."""
        names = sorted(self.blanks)
        for number in range(count):
            name = names[number % len(names)]
            data = filled(self.blanks[name], self.chance, number)
            self.add(f"{name}-{self.round}推进情况表.xlsx" if number < len(names) else self.named(name, "xlsx"), data)

    def add_edited(self, count: int) -> None:
        """Add sheets that were edited any way, in all formats."""
        later: list[tuple[str, str, bytes]] = []
        names = sorted(self.blanks)
        for number in range(count):
            name = self.chance.choice(names)
            grids = edited(self.blanks[name], self.chance)
            kind = ("xlsx", "xlsb", "xls", "csv", "ods", "xlsx", "et", "locked", "zip", "xlsm")[number % 10]
            data = as_xlsx(grids)
            if kind in ("xls", "ods", "et"):
                later.append((kind, name, data))
            elif kind == "xlsb":
                self.add(self.named(name, kind), as_xlsb(grids))
            elif kind == "csv":
                self.add_text(name, data)
            elif kind == "locked":
                # Taken away with what is odd: each merge would try all passwords again.
                locked = damage.encrypted(data, self.chance.choice(_PASSWORDS))
                self.add(f"杂/锁着的/{self.named(name, 'xlsx')}", locked)
            elif kind == "zip":
                self.add(self.named(name, "zip"), packed({f"{name}/{name}.xlsx": data, "扫描.pdf": _PDF}))
            else:
                self.add(self.named(name, kind), data)
        for kind, name, data in converted(later, self.place):
            self.add(self.named(name, kind), data)

    def add_text(self, department: str, data: bytes) -> None:
        """Add a sheet as text with separators."""
        encoding = self.chance.choice(("gb18030", "utf-8-sig", "utf-8", "utf-16"))
        separator = self.chance.choice((",", ",", "\t", ";"))
        self.add(self.named(department, "csv"), damage.as_csv(data, encoding, separator))

    def add_damaged(self, count: int, formats: Mapping[str, bytes]) -> None:
        """Add sound files of all formats after what befalls files."""
        added = 0
        while added < count:
            kind = self.chance.choice(sorted(formats))
            data = attacked(formats[kind], kind, self.chance)
            if self.chance.random() < 0.15 and data:
                data = attacked(data, "", self.chance) if not data.startswith(b"PK") else data
            named = self.chance.choice(sorted(formats)) if self.chance.random() < 0.1 else kind
            if len(data) <= _GREATEST:
                self.add(f"损坏/{added:03}.{named}", data)
                added += 1

    def add_odd(self) -> None:
        """Add what else lies in such a folder."""
        first, second = sorted(self.blanks)[:2]
        good = filled(self.blanks[first], self.chance, 1)
        document = docx.Document()
        document.add_paragraph(f"{second}盖章")
        same = filled(self.blanks[second], self.chance, 2, words=("同上", "无", "/", "〃", "详见附件", "—"))
        for name, data in (
            (f"{first}.xls", good), (f"{first}.csv", good), (f"{first}.txt", good), (f"{first}", good),
            (f"{first}.et", good), (f"{first}.xlsx.bak", good), ("没填.xlsx", self.blanks[first]), ("空.xlsx", b""),
            ("空.csv", b""), (f"~${first}.xlsx", bytes(165)), (f".~lock.{first}.xlsx#", b",x,y,;"), ("Thumbs.db", b"\xd0\xcf\x11\xe0"),
            (f"{first}盖章.pdf", _PDF), (f"佐证/{second}/照片.png", _PICTURE), (f"佐证/{second}/照片.jpg", _JPEG),
            (f"{second}盖章件.docx", word.saved(document)), ("说明.txt", "请查收".encode("gbk")), ("网页.xls", _html(good)),
            (f"{second}.xlsx", same), (f"{first}-照片.xlsx", _PICTURE), ("是PDF.xlsx", _PDF), ("是Word.xlsx", word.saved(document)),
            ("别人的.xlsx", _stranger()), ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), ("包.rar", b"Rar!\x1a\x07\x01\x00" + bytes(64)),
            ("包.7z", b"7z\xbc\xaf\x27\x1c" + bytes(64)), (f"名字 有空格 & 引号'“”🎉/{first}.xlsx", filled(self.blanks[first], self.chance, 3)),
            ("夹.zip", packed({"a/一.xlsx": filled(self.blanks[second], self.chance, 4), "a/内.zip": packed({"二.xlsx": good}), "a/说明.txt": b"x"})),
            ("乱名.zip", _foreign_names({f"{first}.xlsx": filled(self.blanks[first], self.chance, 5)})), ("空.zip", packed({})),
            ("大.zip", packed({"大.xlsx": bytes(6 * 2**20)})), ("出逃.zip", packed({"../../出逃.xlsx": good})), ("锁.zip", _locked_zip(good)),
            (f"{second}-公式.xlsx", _formulas(self.blanks[second])), (f"{first}-密码.xlsx", damage.encrypted(good, "忘了的")),
            (f"{first}-无表.xlsx", _without(good, _IDENTITY)), (f"{second}-两张.xlsx", _twice(same)),
        ):  # fmt: skip
            self.add(f"杂/{name}", data)

    def put(self, folder: Path) -> None:
        """Write all into a folder, and two links among them."""
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if "杂/没填.xlsx" in self.files:
            (folder / "杂/链接.xlsx").symlink_to("没填.xlsx")
            (folder / "杂/断了.xlsx").symlink_to("哪里也没有.xlsx")


_PASSWORDS: Final = ("VelvetSweatshop", "教育2023", "忘了")


def filled(blank: bytes, chance: random.Random, number: int, words: Sequence[str] = _WORDS) -> bytes:
    """Return a department's workbook filled in by hand."""
    book = openpyxl.load_workbook(io.BytesIO(blank))
    sheet = book[_SHEET]
    heading = next(row[0].row for row in sheet.iter_rows() if row[0].value == _HEADINGS["id"])
    found = Filled(book, sheet, heading)
    found.complete()
    for place, task in enumerate(found.tasks):
        if chance.random() < 0.1:
            continue
        values: dict[str, object] = {
            "progress": f"{task}：{chance.choice(words)}" if words is _WORDS else words[place % len(words)]
        }
        if chance.random() < 0.6:
            values["state"] = chance.choice(_STATES)
        if chance.random() < 0.5 and found.cell(task, "percent").value != _CLOSED:
            values["percent"] = chance.choice((0, 0.1, 0.35, "80%", "八成", 1, 1.5, "约一半", 80))
            values["expected"] = chance.choice(_DAYS) if chance.random() < 0.6 else None
        for name in ("problems", "next", "evidence"):
            if chance.random() < 0.4:
                values[name] = f"第{number}份：{chance.choice(words)}"
        for name, value in values.items():
            cell = found.cell(task, name)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    return _saved(book)


def edited(blank: bytes, chance: random.Random) -> list[Any]:
    """Return a department's workbook filled in and edited as people and programs do, as grids."""
    sheet, identity = _sheet(blank)
    mask = chance.choice((0b0101000, 0b0, 0b1100100))
    start = chance.randrange(200)
    for number in range(len(sheet.lines)):
        sheet_edits.edit(sheet, ("fill_row", number, mask, start + 3 * number))
    for _ in range(chance.choice((0, 0, 1, 1, 2, 4, 8))):
        name = chance.choice(sorted(sheet_edits.EDITS))
        sheet_edits.edit(sheet, (name, chance.randrange(460), chance.randrange(460), chance.randrange(460)))
    grids: list[Any] = [sheet.grid(), *(other.grid() for other in sheet.copies)]
    if sheet.identity is not None:
        grids.append(Grid(_IDENTITY, identity))
    return grids


@dataclass(frozen=True)
class _SentRow:
    """A row of a handed-out workbook as the edits of a sheet need it, whatever the program's own is made of."""

    task: str
    project: str
    content: str
    role: Any
    schedule: str
    due_shown: date | str
    previous_shown: str
    closed: bool
    change: str = ""
    withdrawn: bool = False

    @property
    def due(self) -> date | str:
        """What the checkout before may ask for instead of `due_shown`."""
        return self.due_shown


def _sheet(blank: bytes) -> tuple[Any, list[list[Any]]]:
    """Return a handed-out workbook as a sheet to edit, and the rows of what tells whose it is."""
    book = openpyxl.load_workbook(io.BytesIO(blank))
    found = list(book[_SHEET].iter_rows(values_only=True))
    top = next(number for number, row in enumerate(found) if row[0] == _HEADINGS["id"])
    at = {name: found[top].index(heading) for name, heading in _HEADINGS.items()}
    rows: list[Any] = []
    for values in found[top + 1 :]:
        if not values[at["id"]]:
            break
        cells = {name: values[column] for name, column in at.items()}
        due = cells["due"].date() if isinstance(cells["due"], datetime) else str(cells["due"] or "")
        role = Role.LEAD if cells["role"] == Role.LEAD.label else Role.SUPPORT
        task, project, content = (str(cells[name] or "") for name in ("id", "project", "content"))
        rows.append(
            _SentRow(
                task,
                project,
                content,
                role,
                str(cells["schedule"] or ""),
                due,
                str(cells["previous"] or ""),
                cells["percent"] == _CLOSED,
            )
        )
    sheet = returns.Sheet(DepartmentSheet("某部门", "某区重点工作", "某期", None, tuple(rows)))
    # Something that the edit which loses it can take away.
    holder: Any = sheet
    holder.identity = True
    return holder, [list(row) for row in book[_IDENTITY].iter_rows(values_only=True)]


def as_xlsx(grids: Sequence[Any]) -> bytes:
    """Grids as a workbook, with the results of formulas saved in it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(2023, 6, 20, 9)})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for grid in grids:
            sheet = book.add_worksheet(grid.sheet)
            if grid.sheet == _IDENTITY:
                sheet.hide()
            for row, values in enumerate(grid.rows):
                for column, value in enumerate(values):
                    _write(sheet, row, column, value, day, formula=(row, column) in grid.formulas)
            for area in grid.merges:
                sheet.merge_range(*area, "")
                _write(sheet, area.top, area.left, grid.at(area.top, area.left), day, formula=False)
    return file.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, day: Any, *, formula: bool) -> None:
    if isinstance(value, CellError):
        sheet.write_formula(row, column, "=NA()", None, value.text)
    elif isinstance(value, NoCachedValue):
        sheet.write_formula(row, column, value.formula, None, "")
    elif formula and isinstance(value, str | int | float):
        sheet.write_formula(row, column, "=A1", None, value[:_LONGEST] if isinstance(value, str) else value)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        try:
            sheet.write_datetime(row, column, value, day)
        except ValueError:
            sheet.write_string(row, column, str(value))
    elif value is not None:
        sheet.write_string(row, column, str(value)[:_LONGEST])


def as_xlsb(grids: Sequence[Any]) -> bytes:
    """Grids as an .xlsb."""

    def plain(grid: Any, row: int, column: int, value: Any) -> object:
        if isinstance(value, CellError):
            return value.text
        if isinstance(value, NoCachedValue):
            return None
        short = value[:_LONGEST] if isinstance(value, str) else value
        formula = (row, column) in grid.formulas and isinstance(value, str | int | float)
        return binary.Formula(short) if formula else short

    return binary.xlsb({
        grid.sheet: [(n, [plain(grid, n, column, value) for column, value in enumerate(row)]) for n, row in enumerate(grid.rows)]
        for grid in grids
    })  # fmt: skip


def converted(sources: Sequence[tuple[str, str, bytes]], place: Path) -> Iterator[tuple[str, str, bytes]]:
    """Workbooks as Calc saves them, of each kind at once; none where there is no Calc."""
    if shutil.which("soffice") is None:
        return
    place.mkdir(parents=True, exist_ok=True)
    for to in ("xls", "ods"):
        chosen = [(kind, name, data) for kind, name, data in sources if kind == to or (to, kind) == ("xls", "et")]
        paths = []
        for number, (_, _, data) in enumerate(chosen):
            paths.append(place / f"{to}{number}.xlsx")
            paths[-1].write_bytes(data)
        if paths:
            saved = calc.convert_many(paths, to, place / to)
            for (kind, name, _), path in zip(chosen, saved, strict=True):
                yield kind, name, timeless(path)


def timeless(path: Path) -> bytes:
    """Return what Calc has saved, without the time at which it did so."""
    if path.suffix == ".ods":
        return tables.edited(path.read_bytes(), lambda name, part: None if name == "meta.xml" else part)
    with olefile.OleFileIO(path, write_mode=True) as file:
        for name in ("\x05SummaryInformation", "\x05DocumentSummaryInformation"):
            if file.exists(name):
                file.write_stream(name, bytes(file.get_size(name)))
    return path.read_bytes()


def in_every_format(blank: bytes, chance: random.Random, place: Path) -> dict[str, bytes]:
    """One sound return in every format, by its ending."""
    data = filled(blank, chance, 0)
    grids = [Grid(sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in openpyxl.load_workbook(io.BytesIO(data))]  # fmt: skip
    found = {"xlsx": data, "xlsm": data, "xlsb": as_xlsb(grids), "csv": damage.as_csv(data, "gb18030")}
    found |= {kind: saved for kind, _, saved in converted([("xls", "", data), ("ods", "", data)], place)}
    if "xls" in found:
        found["et"] = found["xls"]
    document = docx.Document()
    document.add_paragraph("盖章")
    found |= {"加密.xlsx": damage.encrypted(data, "VelvetSweatshop"), "密码.xlsx": damage.encrypted(data, "教育2023")}
    return found | {"zip": packed({"某科/表.xlsx": data, "扫描.pdf": _PDF}), "docx": word.saved(document), "pdf": _PDF}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of these files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return file.getvalue()


def _saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _foreign_names(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP whose names are in GBK, as Windows writes them: of the same length as the names in ASCII that they replace."""
    data = packed({"x" * len(name.encode("gbk")): part for name, part in parts.items()})
    for name in parts:
        new = name.encode("gbk")
        data = data.replace(b"x" * len(new), new)
    return data


def _locked_zip(data: bytes) -> bytes:
    """Return a ZIP that says it needs a password."""
    made = bytearray(packed({"表.xlsx": data}))
    made[6] |= 1
    made[made.index(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def _html(data: bytes) -> bytes:
    cells = "".join(
        "<tr>" + "".join(f"<td>{value or ''}</td>" for value in row) + "</tr>"
        for row in openpyxl.load_workbook(io.BytesIO(data))[_SHEET].iter_rows(values_only=True)
    )
    return f"<html><body><table>{cells}</table></body></html>".encode()


def _stranger() -> bytes:
    book = openpyxl.Workbook()
    for row in (("姓名", "电话"), ("赵甲", "8001"), ("钱乙", "8002")):
        book.active.append(row)
    return _saved(book)


def _formulas(blank: bytes) -> bytes:
    """Formulas without results, links to other files, and a picture as WPS holds it."""
    book = openpyxl.load_workbook(io.BytesIO(blank))
    sheet = book[_SHEET]
    heading = next(row[0].row for row in sheet.iter_rows() if row[0].value == _HEADINGS["id"])
    found = Filled(book, sheet, heading)
    found.complete()
    formulas = ('=_xlfn.DISPIMG("ID_0",1)', "=[1]别的!A1", '=HYPERLINK("http://127.0.0.1:9","看")', "=A1&B1", "=1/0")
    for task, formula in zip(found.tasks, formulas, strict=False):
        found.cell(task, "progress").value = formula
    return _saved(book)


def _without(data: bytes, sheet: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    del book[sheet]
    return _saved(book)


def _twice(data: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.copy_worksheet(book[_SHEET]).title = "任务表(2)"
    return _saved(book)
