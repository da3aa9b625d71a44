"""A date cell means what it shows: a month where its format leaves out the day, a day without a year where it leaves out the year."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from support import binary, calc
from support.tables import FIRST, HEADINGS, row

from xlplan.files.read.number_formats import as_shown, built_in_parts, day_value, format_parts, number_format
from xlplan.files.read.ods_file import read_ods
from xlplan.files.read.xls_file import read_xls
from xlplan.files.read.xlsb_file import read_xlsb
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.plan.checks import check
from xlplan.plan.read_plan import read_plan
from xlplan.plan.sight import as_seen
from xlplan.returns.days import number_typed
from xlplan.terms.cells import CellValue
from xlplan.terms.fields import Field

SHOWN: dict[str, CellValue] = {
    'yyyy"年"m"月"': "2024年6月",
    '[$-804]yyyy"年"m"月";@': "2024年6月",
    "yyyy\\年m\\月": "2024年6月",
    "mmm-yy": "2024年6月",
    "yyyy/m": "2024年6月",
    'm"月"d"日"': "6月1日",
    'm"月"d"日";@': "6月1日",
    "m/d": "6月1日",
    'm"月"': "6月",
    'yyyy"年"': "2024年",
    "yyyy-mm-dd": date(2024, 6, 1),
    'yyyy"年"m"月"d"日"': date(2024, 6, 1),
    "yyyy-mm-dd hh:mm": date(2024, 6, 1),
}


@pytest.mark.parametrize(("code", "shown"), SHOWN.items())
def test_a_format_says_what_of_a_day_is_shown(code: str, shown: CellValue) -> None:
    parts = format_parts(code)
    assert (as_shown(date(2024, 6, 1), parts) if parts else date(2024, 6, 1)) == shown


@pytest.mark.parametrize("code", ["General", "@", "0.00", '0"项"', "h:mm", "mm:ss", "[h]:mm", "0%", "ddd", '"月"0', ""])
def test_other_formats_show_no_part_of_a_day(code: str) -> None:
    assert format_parts(code) is None


@pytest.mark.parametrize(
    ("number", "code", "from_1900", "from_1904"),
    [
        (0.5, "h:mm", time(12), time(12)),
        (0.75, "h:mm AM/PM", time(18), time(18)),
        (0.5, "yyyy/m/d h:mm", time(12), datetime(1904, 1, 1, 12)),
        (0.0, "yyyy-mm-dd", time(0), date(1904, 1, 1)),
        (45107.0, "yyyy-mm-dd", date(2023, 6, 30), date(2027, 7, 1)),
        (1.5, "[h]:mm", timedelta(1.5), timedelta(1.5)),
    ],
)
def test_a_time_of_day_is_the_same_from_whatever_year_days_count(
    number: float, code: str, from_1900: CellValue, from_1904: CellValue
) -> None:
    found = [day_value(number, number_format(164, code), from_1904=each) for each in (False, True)]
    assert found == [from_1900, from_1904]


def test_formats_known_by_number() -> None:
    assert [built_in_parts(number) for number in (14, 17, 57, 16, 58, 31, 22)] == [
        None,
        "year and month",
        "year and month",
        "month and day",
        "month and day",
        None,
        None,
    ]


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "时限"
    for number, code in enumerate(SHOWN, 3):
        sheet.cell(number, 2, datetime(2024, 6, 1)).number_format = code
        sheet.cell(number, 3, 7).number_format = code
        sheet.cell(number, 4, "文字").number_format = code
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_cells_of_a_workbook_read_as_shown() -> None:
    rows = read_xlsx(workbook(), "表.xlsx").grids[0].rows
    assert [cells[1] for cells in rows[2:]] == list(SHOWN.values())
    assert {cells[3] for cells in rows[2:]} == {"文字"}


@pytest.mark.parametrize("to", ["xls", "ods"])
def test_cells_read_as_shown_in_other_formats_too(to: str, tmp_path: Path, needs_calc: None) -> None:
    (tmp_path / "表.xlsx").write_bytes(workbook())
    made = calc.convert(tmp_path / "表.xlsx", to, tmp_path / "to")
    rows = (read_xls if to == "xls" else read_ods)(made.read_bytes(), made.name).grids[0].rows
    values = [value.date() if isinstance(value, datetime) else value for value in (cells[1] for cells in rows[2:])]
    assert values == list(SHOWN.values())


def test_a_month_that_became_a_day_is_due_at_its_end() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for values in (HEADINGS, row(FIRST, schedule=""), row(FIRST, id="1.2", content="其他", schedule="")):
        sheet.append(values)
    sheet["F2"], sheet["F3"] = datetime(2024, 6, 1), datetime(2024, 6, 30)
    sheet["F2"].number_format, sheet["F3"].number_format = 'yyyy"年"m"月"', 'm"月"d"日"'
    file = io.BytesIO()
    book.save(file)
    plan = read_plan(read_xlsx(file.getvalue(), "表.xlsx").grids, today=date(2023, 3, 1), year=2023)
    assert [(str(task.schedule.due), task.text(Field.SCHEDULE)) for task in plan.tasks] == [
        ("2024-06-30", "2024年6月"),
        ("2023-06-30", "6月30日"),
    ]
    assert "value-date" not in [item.code for item in check(plan)]


@pytest.mark.parametrize(
    ("code", "shown"), [('yyyy"年"m"月"', "2024年6月"), ('m"月"d"日"', "6月1日"), ("yyyy-mm-dd", date(2024, 6, 1))]
)
def test_a_binary_workbook(code: str, shown: CellValue) -> None:
    data = binary.xlsb({"表": [(0, ["时限", "数"]), (1, [binary.Day(45444), 7])]}, code=code)
    assert read_xlsb(data, "表.xlsb").grids[0].rows[1] == [shown, 7]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_number_means_what_its_format_shows(tmp_path: Path, kind: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for values in [HEADINGS, row(FIRST, schedule=2026.1), row(FIRST, id="1.2", schedule=2026.1)]:
        sheet.append(values)
    sheet["F2"].number_format = "0.00"
    path = tmp_path / "表.xlsx"
    book.save(path)
    if kind != "xlsx":
        path = calc.convert(path, kind, tmp_path)
    reader = {"xlsx": read_xlsx, "xls": read_xls, "ods": read_ods}[kind]
    plan = read_plan(reader(path.read_bytes(), path.name).grids, today=date(2026, 1, 1))
    assert [task.text(Field.SCHEDULE) for task in plan.tasks] == ["2026.10", "2026.1"]
    assert [task.schedule.due for task in plan.tasks] == [date(2026, 10, 31), date(2026, 1, 31)]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_number_that_became_a_day_is_the_same_day_in_each_format(tmp_path: Path, kind: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for number, serial in enumerate((12.2, 12, 59, 61.25), 1):
        sheet.cell(number, 1, serial).number_format = "yyyy-mm-dd"
    path = tmp_path / "表.xlsx"
    book.save(path)
    if kind != "xlsx":
        path = calc.convert(path, kind, tmp_path)
    (grid,) = {"xlsx": read_xlsx, "xls": read_xls, "ods": read_ods}[kind](path.read_bytes(), path.name).grids[:1]
    assert [number_typed(row[0]) for row in grid.rows] == [12.2, 12, 59, 61.25]


def test_so_it_does_in_a_binary_workbook() -> None:
    data = binary.xlsb({"表": [(0, ["时限"]), (1, [binary.Day(2026.1)]), (2, [2026.1])]}, code="0.00")
    (grid,) = read_xlsb(data, "表.xlsb").grids
    assert [row[0] for row in as_seen(grid).rows] == ["时限", "2026.10", 2026.1]
