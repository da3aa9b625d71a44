"""The office's workbook as it is shipped."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet
from support import calc, ooxml, programs

from scripts import ROOT
from scripts.vba.build import build_project, ribbon_xml
from scripts.vba.build import modules as build_modules
from scripts.workbook.addin import build_addin, messages
from scripts.workbook.build import build, main
from scripts.workbook.seed import SEED, SeedError, read_seed
from xlplan import __version__
from xlplan.files.office_book.workbook_file import look_into
from xlplan.files.papers.style import LIGHT_FILLS, NOTE_FILL, row_height
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.files.store.shipped import ADDIN, SHEETS_ALONE, WORKBOOK
from xlplan.terms.buttons import BUTTONS
from xlplan.terms.headings import DEPARTMENT_HEADINGS, FINDING_HEADINGS, RESULT_SHEETS
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import (
    CONSOLE,
    DASHBOARD,
    DASHBOARD_HEADINGS,
    DASHBOARD_RANGES,
    DEPARTMENTS,
    FINDINGS,
    HEADING_ROW,
    NAME_ADDIN,
    NAME_LAST_RESULTS,
    NAME_MESSAGES,
    NAME_NONCE,
    NAME_OPERATOR,
    NAME_VERSION,
    PENDING,
    PLAN,
    PROGRESS,
    RETURNS,
    SENT,
    SETTINGS,
    WORKBOOK_SHEETS,
)

PLAN_COLUMNS = ["编号", "工程名称", "主要内容", "执行部门", "支持部门", "活动频率或完成时限"]
RED, AMBER = LIGHT_FILLS["red"][0], LIGHT_FILLS["amber"][0]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workbook")
    assert main([str(folder)]) == 0
    return folder / "分工表.xlsm"


@pytest.fixture(scope="module")
def addin(shipped: Path) -> Path:
    return shipped.with_name(Path(ADDIN).name)


@pytest.fixture(scope="module")
def book(shipped: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(shipped)


def values(sheet: Worksheet, area: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet[area]]


def named(book: openpyxl.Workbook, name: str) -> object:
    sheet, cell = next(iter(book.defined_names[name].destinations))
    return book[sheet][cell].value


def test_its_window_fits_on_a_small_screen_with_the_status_bar(shipped: Path) -> None:
    # Of 1366 x 768 pixels; a pixel is 15 of the file's units.
    with zipfile.ZipFile(shipped) as package:
        view = re.search("<workbookView[^>]*>", package.read("xl/workbook.xml").decode())
    assert view
    place = {name: int(number) / 15 for name, number in re.findall(r'(\w+)="(\d+)"', view[0])}
    assert place["xWindow"] + place["windowWidth"] <= 1366
    assert place["yWindow"] + place["windowHeight"] <= 768 - 40  # the taskbar's


def test_the_seed_holds_25_tasks_in_5_projects_word_for_word() -> None:
    table = read_seed()
    copy = SEED.read_text(encoding="utf-8")
    assert [task.number for task in table.tasks] == [f"{p}.{t}" for p in range(1, 6) for t in range(1, 6)]
    assert len([task for task in table.tasks if task.project]) == 5
    assert "（教育科研创新提升工程" in [task.project for task in table.tasks]
    assert "教育科进修学校" in [task.lead for task in table.tasks]
    assert [task.number for task in table.tasks if task.content != task.content.strip()] == ["5.2"]
    cells = [
        text
        for task in table.tasks
        for text in (task.project, task.content, task.lead, task.support, task.schedule)
        if text
    ]
    place = 0
    for text in [table.mark, table.title, *cells]:
        place = copy.index(text, place) + len(text)
    assert copy[place:].strip() == ""
    between = copy
    for text in sorted({table.mark, table.title, *cells}, key=len, reverse=True):
        between = between.replace(text, "")
    assert "".join(between.split()) == "工程名称主要内容执行部门支持部门活动频率或完成时限"


def test_a_seed_with_a_row_missing_is_refused(tmp_path: Path) -> None:
    copy = SEED.read_text(encoding="utf-8").split("\t")
    short = tmp_path / "seed.txt"
    short.write_text("\t".join(copy[:-5]), encoding="utf-8")
    with pytest.raises(SeedError):
        read_seed(short)


def test_the_table_holds_every_cell_of_the_seed(book: openpyxl.Workbook) -> None:
    sheet, table = book[PLAN], read_seed()
    assert (sheet["A1"].value, sheet["A2"].value) == (table.mark, table.title)
    assert values(sheet, f"A{HEADING_ROW}:F{HEADING_ROW}") == [PLAN_COLUMNS]
    rows = values(sheet, f"A{HEADING_ROW + 1}:F{HEADING_ROW + 25}")
    assert rows == [[t.number, t.project, t.content, t.lead, t.support, t.schedule] for t in table.tasks]
    assert sheet.max_row == HEADING_ROW + 25


def test_projects_and_shared_time_limits_are_merged_as_in_the_document(book: openpyxl.Workbook) -> None:
    merged = {str(area) for area in book[PLAN].merged_cells.ranges}
    assert merged == {
        *("A1:F1", "A2:F2"),
        *("B4:B8", "B9:B13", "B14:B18", "B19:B23", "B24:B28"),
        *("F4:F8", "F14:F17", "F19:F23"),
    }


def test_numbers_of_tasks_are_text(book: openpyxl.Workbook) -> None:
    assert {(type(cell.value), cell.number_format) for (cell,) in book[PLAN]["A4:A28"]} == {(str, "@")}


def test_each_row_of_the_table_is_high_enough_for_its_text(book: openpyxl.Workbook) -> None:
    sheet = book[PLAN]
    for (cell,) in sheet["C4:C28"]:
        # 13.4 pixels a character of 10 points, 15 points a line.
        a_line = sheet.column_dimensions["C"].width * 7 // 13.4
        assert sheet.row_dimensions[cell.row].height >= len(cell.value) / a_line * 15


def test_a_text_too_long_for_any_row_is_refused() -> None:
    with pytest.raises(ValueError, match="higher"):
        row_height([("字" * 5000, 20)])


def test_sheets_are_in_their_order_and_the_console_is_open(book: openpyxl.Workbook) -> None:
    assert tuple(book.sheetnames) == WORKBOOK_SHEETS
    assert book.active.title == CONSOLE
    assert {sheet.sheet_state for sheet in book} == {"visible"}


def test_departments_are_the_twelve_names_of_the_table(book: openpyxl.Workbook) -> None:
    sheet = book[DEPARTMENTS]
    assert values(sheet, "A3:I3") == [list(DEPARTMENT_HEADINGS.values())]
    rows = {str(row[0]): row for row in values(sheet, "A4:I300") if any(row)}
    names = "教育科、事务中心、组宣科、进修学校、各校、评估中心、德育科、基金会、工会、综合科、资助中心、相关科室"
    assert "、".join(rows) == names
    schools = str(rows["各校"][3]).split("\n")
    assert len(schools) == 6 and all(school.startswith("示例") for school in schools)
    assert rows["各校"][2] == rows["相关科室"][2] == "群组"
    assert rows["各校"][4] == "教育科"
    assert rows["相关科室"][3] is None


def test_groups_to_be_filled_in_are_counted_above_the_table(shipped: Path) -> None:
    sheet = openpyxl.load_workbook(shipped, data_only=True)[DEPARTMENTS]
    assert sheet["D1"].value == "请补充：1 个群组还没有写明成员，1 个群组的成员还是示例"


def test_settings_are_shipped_with_the_values_of_the_plan(book: openpyxl.Workbook) -> None:
    rows = {str(row[0]): row[1] for row in values(book[SETTINGS], f"A4:B{3 + len(SETTING_ITEMS)}")}
    assert list(rows) == [name for name, _, _ in SETTING_ITEMS.values()]
    shipped = {key: rows[SETTING_ITEMS[key][0]] for key in SETTING_ITEMS}
    assert shipped == {
        "title": "翔安区全面提升中小学教育教学质量“五融五促五提升”重点工作",
        "year": 2023,
        "round": "2023年第二季度",
        "deadline": datetime(2023, 6, 20),
        "send_to": "",
        "plan_start": "",
        "backup": "",
        "further": "",
        "columns": "",
        "no_departments": "",
        "red_behind": 30,
        "amber_behind": 10,
        "warning_days": 15,
        "before_includes": "是",
        "spring_term": "2月15日—7月15日",
        "autumn_term": "9月1日—1月31日",
        "state_words": "",
        "answer_days": 5,
        "weights": "满分100；未报-3；迟报-1；退回-2；逾期-2；督办-1",
        "name_departments": "否",
        "stamped_copy": "否",
        "workspace": "分工表-工作区",
        "incoming": "",
        "auto_merge": "否",
    }


@pytest.mark.parametrize("name", RESULT_SHEETS)
def test_result_sheets_have_their_headings_and_nothing_below(book: openpyxl.Workbook, name: str) -> None:
    rows = list(book[name].iter_rows(min_row=HEADING_ROW, values_only=True))
    assert rows == [tuple(RESULT_SHEETS[name].values())]


def test_dashboard_tables_stand_where_they_are_said_to(book: openpyxl.Workbook) -> None:
    sheet = book[DASHBOARD]
    for name, area in DASHBOARD_RANGES.items():
        first = sheet[area][0]
        assert [cell.offset(-1).value for cell in first] == list(DASHBOARD_HEADINGS[name])


def test_charts_follow_the_fixed_ranges_of_the_dashboard(shipped: Path) -> None:
    with zipfile.ZipFile(shipped) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    followed = ("projects", "trend", "projects", "returns")
    for chart, name in zip(charts, followed, strict=True):
        top, bottom = re.findall(r"\d+", DASHBOARD_RANGES[name])
        used = re.findall(r"<c:f>督办看板!\$[A-Z]\$(\d+):\$[A-Z]\$(\d+)</c:f>", chart)
        assert set(used) == {(top, bottom)}


def test_of_the_dashboards_tables_only_the_first_rows_are_open(book: openpyxl.Workbook) -> None:
    sheet = book[DASHBOARD]
    for name, area in DASHBOARD_RANGES.items():
        rows = [row[0].row for row in sheet[area]]
        hidden = [sheet.row_dimensions[row].hidden for row in rows]
        assert hidden == [name != "returns" and row > rows[0] for row in rows], name


def test_the_console_shows_what_the_settings_say(shipped: Path, book: openpyxl.Workbook) -> None:
    cached = openpyxl.load_workbook(shipped, data_only=True)
    formulas = {
        cell.coordinate: cell.value
        for row in book[CONSOLE].iter_rows()
        for cell in row
        if str(cell.value).startswith("=")
    }
    assert len(formulas) == 4
    for cell, formula in formulas.items():
        place = formula.removeprefix("=IF(").partition("=")[0]
        assert formula == f'=IF({place}="","",{place})'
        sheet, _, setting = place.partition("!")
        assert (sheet, cached[CONSOLE][cell].value) == (SETTINGS, cached[SETTINGS][setting.replace("$", "")].value)


def test_macros_and_helper_find_their_cells_by_name(book: openpyxl.Workbook) -> None:
    assert named(book, NAME_NONCE) is None
    assert named(book, NAME_VERSION) == __version__
    assert named(book, NAME_ADDIN) == Path(ADDIN).name
    assert all(re.search("[一-龥]", str(named(book, name))) for name in NAME_MESSAGES.values())
    assert named(book, NAME_OPERATOR) is None
    sheet, area = next(iter(book.defined_names[NAME_LAST_RESULTS].destinations))
    steps = [row[0] for row in values(book[sheet], area.replace("$", ""))]
    assert steps == [
        "校验",
        "拆分下发",
        "合并回收",
        "生成汇总",
        "催报",
        "督办单",
        "开新一期",
        "代录",
        "办结销号",
        "年度台账",
        "撤销上一步",
    ]
    assert book[CONSOLE].column_dimensions["Z"].hidden


def test_each_button_stands_on_the_console_and_names_its_macro(shipped: Path) -> None:
    with zipfile.ZipFile(shipped) as package:
        drawing = package.read("xl/drawings/vmlDrawing1.vml").decode()
    assert re.findall(r"FmlaMacro>\[0\]!(.*?)<", drawing) == [button.macro for button in BUTTONS]
    assert re.findall(r"<font [^>]*>(.*?)<", drawing) == [button.caption for button in BUTTONS]


def test_a_button_of_the_second_row_ends_where_a_column_does(shipped: Path) -> None:
    # What ends within a column keeps its pixels where the screen is scaled, and its caption no longer fits.
    with zipfile.ZipFile(shipped) as package:
        drawing = package.read("xl/drawings/vmlDrawing1.vml").decode()
    anchors = [[int(part) for part in found.split(",")] for found in re.findall(r"<x:Anchor>(.*?)<", drawing)]
    tools = [anchor for anchor, button in zip(anchors, BUTTONS, strict=True) if button.group == "tools"]
    assert [(first, end, past) for first, _, _, _, end, past, _, _ in tools] == [
        (column, column + 1, 0) for column in (*range(1, 7), *range(8, 12))
    ]


@pytest.mark.parametrize(
    ("sheet", "last", "screen"),
    [
        (CONSOLE, "L", 1280),
        (DASHBOARD, "K", 1280),
        (PLAN, "F", 1280),
        (FINDINGS, "怎么改", 1280),
        (SENT, "版本", 1280),
        (RETURNS, "收到日期", 1280),
        (PENDING, "说明", 1280),
        (PROGRESS, "核定进展", 1366),
        (PROGRESS, "与上期比", 1280),
    ],
)
def test_what_matters_is_in_sight(sheet: str, last: str, screen: int, book: openpyxl.Workbook) -> None:
    # Calc's pixels, beside the row numbers and the closed sidebar. A screen of 1920 at 150 % is 1280 wide, and columns are a 20th wider there.
    headings = list(RESULT_SHEETS.get(sheet, {}).values())
    end = headings.index(last) + 1 if headings else column_index_from_string(last)
    dimensions = book[sheet].column_dimensions
    widths = [
        next(each.width for each in dimensions.values() if each.min <= column <= each.max)
        for column in range(1, end + 1)
    ]
    scaled = 1.05 if screen == 1280 else 1
    assert scaled * sum(8.2 * (width - 0.71) + 5.6 for width in widths) <= screen - (87 if screen == 1280 else 99)


def test_a_chart_that_has_nothing_to_draw_says_why(book: openpyxl.Workbook) -> None:
    board = book[DASHBOARD]
    told = [cell.value for row in board.iter_rows(9, 32) for cell in row if isinstance(cell.value, str)]
    assert len(told) == len(board._charts) == 4
    assert all(text.startswith('=IF($B$5="","还没有数据，请点“生成汇总”",') for text in told)
    assert "没有一个工程可比" in told[1] and "没有应报送的部门" in told[3]


def test_the_package_carries_macros_and_ribbon(shipped: Path) -> None:
    with zipfile.ZipFile(shipped) as package:
        assert package.read("xl/vbaProject.bin") == build_project()
        assert package.read("customUI/customUI14.xml").decode() == ribbon_xml()
        assert 'Target="customUI/customUI14.xml"' in package.read("_rels/.rels").decode()


def test_building_again_gives_the_same_bytes(shipped: Path, addin: Path) -> None:
    assert build(read_seed()) == shipped.read_bytes()
    assert build_addin() == addin.read_bytes()


@pytest.mark.parametrize("name", [WORKBOOK, ADDIN])
def test_what_lies_in_the_repository_is_what_its_sources_give(name: str, shipped: Path) -> None:
    # zlib's output may differ between machines, so the parts are compared after inflating.
    with zipfile.ZipFile(shipped.with_name(Path(name).name)) as fresh, zipfile.ZipFile(ROOT / name) as kept:
        assert fresh.namelist() == kept.namelist()
        changed = [name for name in fresh.namelist() if fresh.read(name) != kept.read(name)]
    assert not changed, "run: python -m scripts.workbook.build"


def test_nobody_is_named_as_author(book: openpyxl.Workbook) -> None:
    assert not book.properties.creator
    assert not book.properties.lastModifiedBy
    assert book.properties.created == datetime(2023, 1, 1)


@pytest.mark.parametrize("name", WORKBOOK_SHEETS)
def test_each_sheet_prints_on_a4_one_page_wide(book: openpyxl.Workbook, name: str) -> None:
    sheet = book[name]
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    # Without a number Excel takes one page.
    assert name != DASHBOARD or sheet.page_setup.fitToHeight in (None, 1)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth in (None, 1)) == (True, True)
    assert "第 &P 页" in str(sheet.oddFooter.center.text)
    if name not in (CONSOLE, DASHBOARD):
        assert sheet.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
        assert int(sheet.freeze_panes.lstrip("ABCDE")) == HEADING_ROW + 1


def test_microsofts_validator_accepts_workbook_and_add_in(shipped: Path, addin: Path) -> None:
    programs.require(programs.VALIDATOR)
    ooxml.assert_valid(shipped, addin)


# The add-in


def test_the_add_in_is_one_by_its_content_type_and_carries_macros_and_ribbon(addin: Path) -> None:
    with zipfile.ZipFile(addin) as package:
        types = package.read("[Content_Types].xml").decode()
        assert (
            types.count('"application/vnd.ms-excel.addin.macroEnabled.main+xml"') == 1 and ".sheet.macro" not in types
        )
        assert package.read("xl/vbaProject.bin") == build_project(["Sheet1"], addin=True)
        assert package.read("customUI/customUI14.xml").decode() == ribbon_xml(addin=True)
        assert 'Target="customUI/customUI14.xml"' in package.read("_rels/.rels").decode()
        assert 'codeName="ThisWorkbook"' in package.read("xl/workbook.xml").decode()
        (sheet,) = (name for name in package.namelist() if name.startswith("xl/worksheets/sheet"))
        assert 'codeName="Sheet1"' in package.read(sheet).decode()


def test_the_add_in_has_words_for_whatever_its_macros_tell(addin: Path) -> None:
    source = build_modules(["Sheet1"], addin=True)[-1].source
    told = set(re.findall(r'(?:Tell |Absent = )"(\w+)"', source)) - {"no_mark"}
    said = messages("Excel", addin.name)
    assert told | {"old", "newer"} == set(said)
    assert look_into(addin).version == __version__
    # openpyxl reads no add-ins; the names are in the order of their cells.
    (grid,) = read_xlsx(addin.read_bytes(), addin.name).grids
    texts = [str(grid.at(row, 0)) for row in range(len(said) + 1)]
    with zipfile.ZipFile(addin) as package:
        places = dict(
            re.findall(r'<definedName name="(\w+)">文字!\$A\$(\d+)<', package.read("xl/workbook.xml").decode())
        )
    assert {name: texts[int(row) - 1] for name, row in places.items()} == {
        NAME_VERSION: __version__,
        **{f"xlplan_msg_{code}": text for code, text in said.items()},
    }


def test_calc_marks_the_cells_that_have_findings(shipped: Path, tmp_path: Path) -> None:
    programs.require("soffice")
    book = openpyxl.load_workbook(shipped)
    findings = [
        ("错误", "3.2", "执行部门"),
        ("提醒", "4.1", "工程名称"),
        ("说明", "5.1", "活动频率或完成时限"),
        # COUNTIFS alone would take 1.10 for 1.1.
        ("错误", "1.10", "支持部门"),
    ]
    columns = list(FINDING_HEADINGS)
    for row, (severity, task, heading) in enumerate(findings, HEADING_ROW + 1):
        for field, value in (("severity", severity), ("task", task), ("column", heading)):
            book[FINDINGS].cell(row, columns.index(field) + 1, value)
    for name in set(WORKBOOK_SHEETS) - {PLAN, FINDINGS}:
        book.remove(book[name])
    marked = tmp_path / "marked.xlsx"
    book.save(marked)
    page = calc.convert(marked, "html", tmp_path / "out").read_text(encoding="utf-8")
    plan = page[: page.index(FINDING_HEADINGS["cure"])]
    cells = re.findall(r"<td[^>]*?bgcolor=\"(#[0-9A-F]{6})\"[^>]*>(.*?)</td>", plan, re.DOTALL)
    text = [(colour, re.sub(r"<[^>]*>|\s", "", inner)) for colour, inner in cells]
    assert [item for item in text if item[0] in (RED, AMBER, NOTE_FILL)] == [
        (RED, "各校"),
        (AMBER, "（教育科研创新提升工程"),
        (NOTE_FILL, "2023年1月前建立监测数据库。"),
    ]


def test_only_a_sheet_beside_the_table_says_that_the_table_is_coloured(book: openpyxl.Workbook) -> None:
    alone = openpyxl.load_workbook(ROOT / SHEETS_ALONE)
    said = {str(each[FINDINGS]["A2"].value) for each in (book, alone)}
    assert [("标着颜色" in text, "{" in text) for text in sorted(said, key=len)] == [(False, False), (True, False)]
