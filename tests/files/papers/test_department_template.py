"""The shipped 部门任务表.xlsx: what a department sees, may change, and is told."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook
from support import ROOT, calc, ooxml
from support.headings import SHIPPED_COLUMNS

from scripts.templates import build, department
from xlplan.files.papers.department_sheet import MISSING_COUNT
from xlplan.files.template.cell_xml import FieldValue
from xlplan.files.template.rows import Row
from xlplan.files.template.workbook import SheetFill, Template, template_problems
from xlplan.terms import headings
from xlplan.terms.choices import State
from xlplan.terms.fields import Field
from xlplan.terms.sheets import IDENTITY, TASKS

PATH = ROOT / "templates" / department.TASK_SHEET
HEADINGS = list(SHIPPED_COLUMNS.values())
FIELDS: dict[str, FieldValue] = {
    "计划名称": "翔安区全面提升中小学教育教学质量“五融五促五提升”重点工作责任分工表",
    "部门": "教育科",
    "期次": "2023年第二季度",
    "报送截止": date(2023, 6, 20),
    "报送给": "发来这份表的人",
    "变动": None,
    "填报人": None,
    "联系电话": None,
    "审核人": "王五",
}
# Variant, then 状态, 完成进度, 本期进展 as they came back.
REPLIES: tuple[tuple[str, str | None, float | None, str | None], ...] = (
    ("", None, None, None),
    ("常规", None, None, None),
    ("", "推进中", 0.6, "=1+1 已印发实施方案\n召开推进会2次"),
    ("支持", None, None, None),
    ("支持常规", None, None, None),
    ("常规", "常态推进", None, " "),
)
MISSING = 1 + 3 + 2 + 1  # 填报人; three cells of the first row, two of the second, one of the last
FIRST = 8


def contents() -> list[str]:
    text = (ROOT / "tests/data/责任分工表原文.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if re.match(r"\s*\d\.", line)]


def rows(times: int = 1) -> list[Row]:
    made = []
    for number, (variant, state, percent, progress) in enumerate(REPLIES * times):
        values: dict[str, FieldValue] = dict.fromkeys(HEADINGS)
        values |= {
            "编号": f"{number // 5 + 1}.{number % 5 + 1}",
            "工程名称": "资源配置均衡提升工程",
            "主要内容": contents()[number % 25],
            "本单位职责": "支持" if "支持" in variant else "执行",
            "活动频率或完成时限": "常规推进，校级每周一查，督学每月一查"
            if "常规" in variant
            else "2023年1月前建立监测数据库。",
            "到期日": None if "常规" in variant else date(2023, 1, 31),
            "上期进展": "已完成方案初稿，正在征求各学校意见。",
            "状态": state,
            "完成进度": percent,
            "本期进展": progress,
        }
        made.append(Row(values, variant))
    return made


def fill(times: int = 1) -> bytes:
    template = Template.load(PATH.read_bytes(), PATH.name)
    identity = SheetFill(
        {}, [Row({"键": "revision", "值": "1", "值2": None}), Row({"键": "hmac", "值": "0af", "值2": "x"})]
    )
    tasks = SheetFill(FIELDS, rows(times), {MISSING_COUNT: MISSING}, HEADINGS)
    return template.fill({TASKS: tasks, IDENTITY: identity})


@pytest.fixture(scope="module")
def filled() -> bytes:
    return fill()


@pytest.fixture(scope="module")
def sheet(filled: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(filled))[TASKS]


def cell(field: str, row: int) -> str:
    return f"{chr(65 + list(SHIPPED_COLUMNS).index(Field(field)))}{row}"


def test_the_shipped_files_are_what_the_script_builds(tmp_path: Path) -> None:
    build.main(tmp_path)
    shipped = {path.name: path.read_bytes() for path in PATH.parent.iterdir()}
    assert {path.name: path.read_bytes() == shipped[path.name] for path in tmp_path.iterdir()} == dict.fromkeys(
        shipped, True
    )


def test_every_placeholder_is_known_and_none_is_missing() -> None:
    template = Template.load(PATH.read_bytes(), PATH.name)
    wanted = {TASKS: [*FIELDS, *HEADINGS], IDENTITY: ["键", "值", "值2"]}
    assert template_problems(template, {name for names in wanted.values() for name in names}, wanted) == []


def test_headings_and_what_stands_above_them_are_as_fixed(sheet: Worksheet) -> None:
    assert [c.value for c in sheet[FIRST - 1]] == HEADINGS
    above = [c.value for row in sheet[f"A1:N{FIRST - 2}"] for c in row if c.value is not None]
    assert above[0] == FIELDS["计划名称"]
    assert above[1] == "教育科　2023年第二季度　报送截止：2023年6月20日　报送给：发来这份表的人"
    assert above[2] == "先另存到手机或电脑，再用 WPS/Excel 填写"
    for field, label in headings.TASK_SHEET_LABELS.items():
        place = next(c for row in sheet["A1:N6"] for c in row if c.value == label)
        entry = sheet.cell(place.row, place.column + 1)
        assert entry.value == FIELDS[label] and not entry.protection.locked, field


def test_only_what_is_to_be_filled_in_can_be_changed(sheet: Worksheet) -> None:
    protection = sheet.protection
    assert protection.sheet and protection.password is None
    assert not (protection.autoFilter or protection.formatRows or protection.formatColumns)  # False: allowed
    for number, (variant, *_) in enumerate(REPLIES, FIRST):
        closed = {"percent", "expected"} if "常规" in variant else set()
        for field in SHIPPED_COLUMNS:
            locked = field in headings.LOCKED_COLUMNS or field in closed
            assert sheet[cell(field, number)].protection.locked is locked, (variant, field)
            assert (sheet[cell(field, number)].value == "—") is (field in closed), (variant, field)


def test_entries_are_limited_in_chinese_on_open_cells_only(sheet: Worksheet) -> None:
    rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}
    assert rules["list"].formula1 == f'"{",".join(State)}"'
    assert str(rules["list"].sqref) == "B8:B13"
    assert str(rules["custom"].sqref) == "C8 C10:C11" and str(rules["date"].sqref) == "I8 I10:I11"
    assert all(rule.showErrorMessage and re.search("[一-鿿]", rule.error) for rule in rules.values())
    # What people write for a share or a day is warned of, and taken.
    assert [rules[kind].errorStyle for kind in ("list", "custom", "date")] == [None, "warning", "information"]


def test_what_is_filled_in_stands_beside_the_task_and_the_cursor_at_the_first_of_it(
    filled: bytes, sheet: Worksheet
) -> None:
    assert [c.value for c in sheet[FIRST - 1]][:4] == ["编号", "状态", "完成进度", "主要内容"]
    # Excel's pixels: all that is filled in fits on a screen of 1366; on a phone's of 420 the first cells of a task and much of its text.
    pixels = [round(sheet.column_dimensions[chr(65 + n)].width * 7) for n in range(len(HEADINGS))]
    assert sum(pixels[: HEADINGS.index("佐证材料") + 1]) < 1200 and sum(pixels[:3]) < 160
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'activeCell="B5"' in xml
    assert "审核人（签字）" in str(sheet.oddFooter.left.text) and "盖章" in str(sheet.oddFooter.center.text)


def test_support_rows_stand_apart_without_a_changed_value(sheet: Worksheet) -> None:
    role = sheet[cell("role", FIRST + 3)]
    assert role.value == "支持" and "自愿填写" in role.number_format
    fills = {sheet[cell("progress", row)].fill.start_color.rgb for row in range(FIRST, FIRST + 6)}
    assert len(fills) == 2


def test_only_headings_and_ids_are_frozen_under_a_low_top(filled: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '<pane xSplit="1" ySplit="7" topLeftCell="B8"' in xml
    heights = [float(height) for height in re.findall(r'<row r="[1-7]"[^>]* ht="([^"]*)"', xml)]
    assert len(heights) == 7 and sum(heights) < 136, "points that never leave a phone's screen"


def test_the_count_of_missing_cells_is_right_as_written_and_as_calculated(
    needs_calc: None, filled: bytes, tmp_path: Path
) -> None:
    where = "B4"
    shown = openpyxl.load_workbook(io.BytesIO(filled), data_only=True)[TASKS]
    assert shown[where].value == MISSING
    # Calc keeps results that are there; without one it has to calculate.
    book = openpyxl.load_workbook(io.BytesIO(filled))
    book.save(tmp_path / "plain.xlsx")
    saved = calc.convert(tmp_path / "plain.xlsx", "ods", tmp_path)
    grid = CalamineWorkbook.from_path(str(saved)).get_sheet_by_name(TASKS).to_python()
    assert grid[3][1] == MISSING


@pytest.mark.parametrize(
    ("filled_in", "said"),
    [
        ({}, "点这里填下一处：填报人"),
        ({"B5": "张三"}, "点这里填下一处：任务1.1的状态"),
        ({"B5": "张三", "B8": "推进中"}, "点这里填下一处：任务1.1的完成进度"),
        ({"B5": "张三", "B8": "推进中", "C8": 0.5, "E8": "已开工", "B9": "常态推进"}, "点这里填下一处：任务1.2的本期进展"),
        (
            {"B5": "张三", "B8": "推进中", "C8": 0.5, "E8": "已开工", "B9": "常态推进", "E9": "每周一查", "E13": "每周一查", "B6": None},
            "点这里填下一处：审核人",
        ),
        (
            {"B5": "张三", "B8": "推进中", "C8": 0.5, "E8": "已开工", "B9": "常态推进", "E9": "每周一查", "E13": "每周一查"},
            "必填的都填好了，保存后把本文件报回",
        ),
    ],
)  # fmt: skip
def test_the_count_leads_to_the_next_gap(
    needs_calc: None, filled: bytes, tmp_path: Path, filled_in: dict[str, object], said: str
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled))
    for place, value in filled_in.items():
        book[TASKS][place] = value  # type: ignore[assignment]
    book.save(tmp_path / "plain.xlsx")
    saved = calc.convert(tmp_path / "plain.xlsx", "ods", tmp_path)
    assert CalamineWorkbook.from_path(str(saved)).get_sheet_by_name(TASKS).to_python()[3][3] == said


def test_values_come_back_after_a_save_in_calc(needs_calc: None, filled: bytes, tmp_path: Path) -> None:
    (tmp_path / "sent.xlsx").write_bytes(filled)
    for kind in ("xlsx", "ods", "xls"):
        saved = calc.convert(tmp_path / "sent.xlsx", kind, tmp_path / kind)
        book = CalamineWorkbook.from_path(str(saved))
        grid = book.get_sheet_by_name(TASKS).to_python()
        for values, given in zip(grid[FIRST - 1 :], rows(), strict=False):
            reply = dict(zip(HEADINGS, values, strict=False))
            assert reply["编号"] == given.values["编号"]
            assert reply["主要内容"] == given.values["主要内容"]
            assert reply["本期进展"] == (given.values["本期进展"] or "")
            due = given.values["到期日"]
            assert reply["到期日"] in ((due, datetime(2023, 1, 31)) if due else ("",))
        hidden = book.get_sheet_by_name(IDENTITY).to_python()
        assert [row[:2] for row in hidden] == [["revision", "1"], ["hmac", "0af"]]


def test_it_is_valid_with_any_number_of_rows(needs_validator: None, tmp_path: Path) -> None:
    paths = [PATH]
    for times in (0, 1, 20):
        paths.append(tmp_path / f"{times}.xlsx")
        paths[-1].write_bytes(fill(times))
    ooxml.assert_valid(*paths)


def test_it_prints_one_page_wide_on_a4_landscape_with_headings_on_each(
    needs_calc: None, needs_pictures: None, tmp_path: Path
) -> None:
    (tmp_path / "many.xlsx").write_bytes(fill(4))
    pdf = calc.convert(tmp_path / "many.xlsx", "pdf", tmp_path)
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    pages = int(re.search(r"Pages:\s+(\d+)", info)[1])  # type: ignore[index]
    assert 2 <= pages <= 12 and re.search(r"Page size:\s+84[12]\.\d+ x 59[45]", info)
    for page in range(1, pages + 1):
        command = ["pdftotext", "-f", str(page), "-l", str(page), "-layout", pdf, "-"]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "本期进展" in text and f"第{page}页/共{pages}页" in text.replace(" ", "")


def test_nothing_of_who_built_it_is_inside(filled: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert re.search(r"<dc:creator></dc:creator>|<dc:creator/>", parts["docProps/core.xml"])
    assert "Company" not in parts["docProps/app.xml"]
    for name, text in parts.items():
        assert str(ROOT) not in text and str(Path.home()) + "/" not in text, name
        assert "{{" not in text or name == "xl/sharedStrings.xml", name


def test_it_may_be_restyled_in_calc(needs_calc: None, tmp_path: Path) -> None:
    restyled = calc.convert(PATH, "xlsx", tmp_path).read_bytes()
    template = Template.load(restyled, PATH.name)
    tasks = SheetFill(FIELDS, rows(), {MISSING_COUNT: MISSING})
    identity = SheetFill({}, [Row({"键": "revision", "值": "1", "值2": None})])
    data = template.fill({TASKS: tasks, IDENTITY: identity})
    sheet = openpyxl.load_workbook(io.BytesIO(data))[TASKS]
    assert [c.value for c in sheet[FIRST - 1]] == HEADINGS
    assert [sheet[cell("id", row)].value for row in range(FIRST, FIRST + 6)] == [r.values["编号"] for r in rows()]
    assert [sheet[cell("percent", row)].protection.locked for row in range(FIRST, FIRST + 6)] == [
        "常规" in variant for variant, *_ in REPLIES
    ]
    assert sheet.auto_filter.ref == "A7:N13"
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[TASKS]
    assert shown["B4"].value == MISSING
