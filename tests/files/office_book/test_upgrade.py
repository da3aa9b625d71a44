"""`xlplan upgrade` on workbooks as earlier versions shipped them, filled in, and saved by openpyxl and by Calc."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from support import ROOT, calc, ooxml, programs, screen
from support.desk import at_desk
from support.office import ROUND, Office, run, snapshot
from support.workbook_parts import project, with_parts

from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.files.office_book.vba_project import differing_modules
from xlplan.files.office_book.workbook_file import look_into
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.terms.headings import PENDING_HEADINGS, PROGRESS_HEADINGS
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import (
    CONSOLE,
    DASHBOARD,
    DEPARTMENTS,
    FINDINGS,
    HEADING_ROW,
    PENDING,
    PLAN,
    PROGRESS,
    SETTINGS,
)

OLD = ROOT / "tests/data/旧版工作簿"
ORANGE = PatternFill("solid", fgColor="FFFFA500")
OWN_MARK = "LEN($F4)>100"


def fill_in(path: Path) -> None:
    """Fill in a workbook as an office does over a year."""
    book = openpyxl.load_workbook(path, keep_vba=True)
    plan = book[PLAN]
    plan["C4"].value = "改过的内容：每季度报送一次。"
    plan["C4"].fill = ORANGE
    plan["C5"].comment = Comment("局长要求改期", "张三")
    plan["G3"], plan["G4"], plan["H3"], plan["H4"] = "分管领导", "王副局长", "备注", "本单位自己的一列"
    plan.conditional_formatting.add("F4:F80", FormulaRule(formula=[OWN_MARK], fill=ORANGE))
    plan.append(["5.6", "五、补充工程", "新加的一项任务。", "教育科", "工会", "2023年12月底前"])
    offices = book[DEPARTMENTS]
    offices["D8"].value = "一小\n二小"
    offices["J3"], offices["J4"] = "办公室", "301"
    settings = book[SETTINGS]
    settings["B4"].value = "某县重点工作"
    settings["B8"].value = 25
    last = settings.max_row + 1
    settings.cell(last, 1, "本单位自己的设置")
    settings.cell(last, 2, "照旧")
    pending = book[PENDING]
    for column, value in enumerate((1, "待销号", "教育科", "1.1", "状态", "推进中", "已完成", "某文件", "同意销号"), 1):
        pending.cell(HEADING_ROW + 1, column, value)
    pending.cell(HEADING_ROW, 14, "局里意见")
    pending.cell(HEADING_ROW + 1, 14, "先缓一缓")
    pending["I4"].comment = Comment("请领导定", "张三")
    progress = book[PROGRESS]
    # This column came between others later on.
    heads = [cell.value for cell in progress[HEADING_ROW]]
    progress.cell(HEADING_ROW + 1, heads.index("编号") + 1, "1.1")
    progress.cell(HEADING_ROW + 1, heads.index("说明") + 1, "上期说明")
    progress.cell(HEADING_ROW + 1, heads.index("说明") + 1).comment = Comment("看这里", "张三")
    console = book[CONSOLE]
    console["C9"].value = "李四"
    console["C19"].value = "发现 8 个问题"
    console["D19"].value = datetime(2023, 6, 1, 9, 30)
    console["J2"].value = "值班电话 1234"
    console["F7"].value = "把这里改掉了"
    console["C9"].comment = Comment("换人要说一声", "张三")
    book[DASHBOARD]["C55"].value = 12
    book[DASHBOARD]["N2"].value = "看板旁的话"
    own = book.create_sheet("本单位台账", 2)
    own["A1"], own["B2"], own["B3"] = "自己加的表", 3.5, "=B2*2"
    own["A1"].fill = ORANGE
    own["A1"].comment = Comment("别删", "张三")
    book.save(path)


@pytest.fixture(scope="module", params=["最早的-openpyxl", "最早的-calc", "上一版-openpyxl"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an older workbook that an office filled in, as different programs leave it."""
    programs.require("soffice")
    name, _, program = request.param.partition("-")
    folder = tmp_path_factory.mktemp("filled")
    book = Path(shutil.copy(OLD / f"{name}.xlsm", folder))
    fill_in(book)
    return calc.convert(book, "xlsm", folder / "calc") if program == "calc" else book


@pytest.fixture
def office(filled: Path, tmp_path: Path) -> Office:
    """Set up an office that works with it."""
    folder = tmp_path / "工作 文件夹"
    folder.mkdir()
    return Office(Path(shutil.copy(filled, folder / "分工表.xlsm")))


def upgraded(book: Path) -> tuple[Path, dict[str, Any]]:
    done = run("upgrade", book, "--json")
    assert done.code in (0, 1), done.err
    return Path(done.json["book"]), done.json


def values(path: Path) -> dict[str, dict[tuple[int, int], object]]:
    return {
        grid.sheet: {
            (row, column): value
            for row, cells in enumerate(grid.rows)
            for column, value in enumerate(cells)
            if value not in (None, "")
        }
        for grid in read_workbook(path)
    }


def test_all_data_come_along_and_the_old_file_stays(office: Office) -> None:
    before, was = snapshot(office.book.parent), values(office.book)
    path, said = upgraded(office.book)
    assert path.name == "分工表-升级.xlsm"
    after = snapshot(office.book.parent)
    assert {name: after[name] for name in before} == before
    now = values(path)
    for sheet in (PLAN, DEPARTMENTS, "本单位台账"):
        assert now[sheet] == was[sheet]
    assert was[SETTINGS].items() <= now[SETTINGS].items()
    names = {value for (_, column), value in now[SETTINGS].items() if column == 0}
    assert names >= {name for name, _, _ in SETTING_ITEMS.values()} | {"本单位自己的设置"}

    pending = {at: value for at, value in now[PENDING].items() if at[0] >= HEADING_ROW - 1}
    assert [pending[HEADING_ROW - 1, i] for i in range(len(PENDING_HEADINGS))] == list(PENDING_HEADINGS.values())
    assert [pending[HEADING_ROW, i] for i in (0, 1, 3, 8, 14)] == [1, "待销号", "1.1", "同意销号", "先缓一缓"]
    assert pending[HEADING_ROW - 1, 14] == "局里意见"
    note = tuple(PROGRESS_HEADINGS).index("note")
    assert now[PROGRESS][HEADING_ROW, note] == "上期说明"
    assert now[CONSOLE][8, 2] == "李四"
    assert now[CONSOLE][1, 9] == "值班电话 1234"
    assert (18, 2) in now[CONSOLE] and now[CONSOLE][18, 2] == "发现 8 个问题"
    assert now[DASHBOARD][1, 13] == "看板旁的话"
    # Its tables have other places now, and 生成汇总 fills them.
    assert now[DASHBOARD].keys() - values(shipped(WORKBOOK))[DASHBOARD].keys() == {(1, 13)}
    left = {
        (each["code"], each["sheet"], each["cell"]) for each in said["findings"] if each["code"] != "upgrade-setting"
    }
    assert left == {("upgrade-cell", CONSOLE, "F7"), ("upgrade-comment", CONSOLE, "C9")}


def look(cell: Any) -> list[str]:
    return [repr(getattr(cell, what)) for what in ("font", "fill", "border", "alignment", "number_format")]


def test_looks_and_comments_come_along(office: Office) -> None:
    path, _ = upgraded(office.book)
    old = openpyxl.load_workbook(office.book)
    new = openpyxl.load_workbook(path)
    for sheet, place, at in (
        (PLAN, "C4", "C4"),
        (PLAN, "C6", "C6"),
        ("本单位台账", "A1", "A1"),
        (DEPARTMENTS, "D8", "D8"),
        (PENDING, "I4", "I4"),
    ):
        assert look(new[sheet][at]) == look(old[sheet][place])
    note = new[PROGRESS].cell(HEADING_ROW + 1, tuple(PROGRESS_HEADINGS).index("note") + 1)
    for cell, text in ((new[PLAN]["C5"], "局长要求改期"), (new["本单位台账"]["A1"], "别删"), (new[PENDING]["I4"], "请领导定"), (note, "看这里")):  # fmt: skip
        assert cell.comment is not None
        assert text in cell.comment.text
    # 操作台 looks as it is shipped.
    shown = openpyxl.load_workbook(shipped(WORKBOOK))[CONSOLE]
    for row in shown.iter_rows(max_row=28, max_col=8):
        # Of a merged cell's other parts openpyxl tells the workbook's usual look.
        for cell in (each for each in row if each.has_style and not isinstance(each, MergedCell)):
            assert look(new[CONSOLE][cell.coordinate]) == look(cell)


def marks(path: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Return where the marks on 分工表 are, and their formulas."""
    found = openpyxl.load_workbook(path)[PLAN].conditional_formatting
    return [(str(rules.sqref), tuple(formula for rule in rules.rules for formula in rule.formula)) for rules in found]


def test_marks_of_findings_are_renewed_and_the_offices_own_stay(tmp_path: Path, needs_validator: None) -> None:
    book = Path(shutil.copy(OLD / "最早的.xlsm", tmp_path))
    fill_in(book)
    with zipfile.ZipFile(book) as package:
        part = next(name for name in package.namelist() if b"xlplan_finding_levels" in package.read(name)
                    and "worksheets" in name)  # fmt: skip
        sheet = package.read(part).decode()
    older = with_parts(book, {part: sheet.replace("SUMPRODUCT(", "SUMPRODUCT(1*").encode()})
    assert marks(older) != marks(book)
    own = [each for each in marks(older) if "xlplan_finding" not in each[1][0]]
    assert ("F4:F80", (OWN_MARK,)) in own
    path, _ = upgraded(older)
    assert [each for each in marks(path) if "xlplan_finding" not in each[1][0]] == own
    assert {each for each in marks(path) if each not in own} == {
        each for each in marks(shipped(WORKBOOK)) if "xlplan_finding" in each[1][0]
    }
    assert ooxml.validate(path)[path] == ooxml.validate(older)[older]


def test_it_is_whole_and_has_the_macros_buttons_and_version_of_this_program(
    office: Office, needs_validator: None
) -> None:
    path, _ = upgraded(office.book)
    # openpyxl writes fonts in an order of its own, which stays.
    assert set(ooxml.validate(path)[path]) <= set(ooxml.validate(office.book)[office.book])
    found, wanted = look_into(path), look_into(shipped(WORKBOOK))
    assert differing_modules(found.modules, wanted.modules) == []
    assert (found.buttons, found.version) == (wanted.buttons, wanted.version)
    with zipfile.ZipFile(path) as package:
        sheets = [package.read(name) for name in package.namelist() if "worksheets/sheet" in name]
    views = [len(re.findall(rb'tabSelected="(?:1|true)"', sheet)) for sheet in sheets]
    assert sum(views) <= 1, "no two sheets are written to at once"
    again = run("upgrade", path, "--json")
    assert (again.code, again.json["book"]) == (0, None)


def comparable(printed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in printed.items() if name != "book"}


def test_formulas_links_charts_and_tables_come_along_or_are_told(tmp_path: Path, needs_validator: None) -> None:
    book = Path(shutil.copy(OLD / "最早的.xlsm", tmp_path))
    at_work = openpyxl.load_workbook(book, keep_vba=True)
    console, board, progress = at_work[CONSOLE], at_work[DASHBOARD], at_work[PROGRESS]
    console["K5"].value, console["K6"].value = "单位网站", "=1+1"
    console["K5"].hyperlink = "https://example.com/"
    figures = Reference(progress, min_col=7, min_row=3, max_row=5)
    for sheet in (board, own := at_work.create_sheet("本单位台账")):
        chart = BarChart()
        chart.add_data(figures)
        sheet.add_chart(chart, "T3")
    # 亮灯 and what stands right of it have other columns now.
    stay, move = (
        ("=进展汇总!A4", "=SUM(进展汇总!$1:$2)"),
        ("=进展汇总!F4", "=COUNTIF('进展汇总'!D:G,1)", "=督办看板!B5"),
    )
    for row, formula in enumerate(stay + move, 1):
        own.cell(row, 1, formula)
    progress["P3"].value, progress["P4"].value, progress["P5"].value = "本单位列", "=LEN(H4)", "=LEN(A5)"
    progress.add_table(Table(displayName="本单位的表格", ref="A3:E6"))
    at_work.defined_names["本期进展"] = DefinedName("本期进展", attr_text="进展汇总!$H$4:$H$9")
    at_work.save(book)
    path, said = upgraded(book)
    new = openpyxl.load_workbook(path)
    assert (new[CONSOLE]["K5"].value, new[CONSOLE]["K6"].value) == ("单位网站", "=1+1")
    told = [
        (each["code"], each["sheet"], each["cell"]) for each in said["findings"] if each["code"] != "upgrade-setting"
    ]
    formulas = [each["message"].partition("”")[0][1:] for each in said["findings"] if each["code"] == "upgrade-formula"]
    assert sorted(told, key=str) == sorted(
        [
            ("upgrade-link", CONSOLE, "K5"),
            ("upgrade-picture", DASHBOARD, None),
            ("upgrade-table", PROGRESS, None),
            ("upgrade-formula", PROGRESS, "P4"),
            *(("upgrade-formula", "本单位台账", f"A{row}") for row in (3, 4, 5)),
            ("upgrade-formula", "本单位台账", None),
            ("upgrade-formula", None, None),
        ],
        key=str,
    )
    assert {*move, "=LEN(H4)", "本期进展=进展汇总!$H$4:$H$9"} <= set(formulas)
    assert new[PROGRESS].tables == {}
    assert set(ooxml.validate(path)[path]) <= set(ooxml.validate(book)[book])


def test_commands_say_the_same_and_the_ledger_goes_on(office: Office) -> None:
    before = comparable(run("validate", office.book, "--json").json)
    first = office.json("split")
    department = first["files"][0]["department"]
    office.answer(department)
    path, _ = upgraded(office.book)
    new = Office(path)
    assert comparable(run("validate", path, "--json").json) == before
    assert new.json("split") == first, "nothing new is handed out"
    merged = new.json("merge")
    assert [(each["department"], each["verdict"]) for each in merged["files"]] == [(department, "accepted")]
    assert new.json("status", "--today", "2023-06-25") == office.json("status", "--today", "2023-06-25")


def test_in_calc_it_opens_and_its_buttons_work(tmp_path: Path, keep: Path, needs_screen: None) -> None:
    folder = tmp_path / "升级 以后"
    folder.mkdir()
    book = Path(shutil.copy(OLD / "最早的.xlsm", folder / "分工表.xlsm"))
    fill_in(book)
    path, _ = upgraded(calc.convert(book, "xlsm", tmp_path / "calc"))
    with at_desk(Path(shutil.copy(path, folder)), tmp_path, keep) as desk:
        screen.wait_for(lambda: "校验" in desk.calc.buttons(), "the buttons")
        desk.screen.picture(keep / "升级后.png")
        assert "16 个问题" in desk.click("校验")
        assert desk.filled(FINDINGS)
        desk.click("拆分下发")
        assert list(desk.workspace.sent_folder(ROUND).glob("*.xlsx"))
        # What formulas on 操作台 show is what this office's 设置 says.
        assert desk.calc.rows(CONSOLE)[3][1] == "某县重点工作"


def test_macros_of_the_offices_own_are_told(tmp_path: Path) -> None:
    book = Path(shutil.copy(OLD / "上一版.xlsm", tmp_path))
    code = 'Attribute VB_Name = "Mine"\r\nSub Mine()\r\nEnd Sub\r\n'
    changed = with_parts(book, {"xl/vbaProject.bin": project({}, {"Mine": code})})
    done = run("upgrade", changed)
    assert done.code == 1
    assert "Mine" in done.out


def test_what_is_none_of_ours_or_newer_or_ods_is_refused(tmp_path: Path, needs_calc: None) -> None:
    plain = openpyxl.Workbook()
    plain.save(tmp_path / "别的.xlsx")
    done = run("upgrade", tmp_path / "别的.xlsx")
    assert (done.code, "xlplan new" in done.err) == (2, True)

    book = Path(shutil.copy(shipped(WORKBOOK), tmp_path / "新.xlsm"))
    with zipfile.ZipFile(book) as package:
        strings = package.read("xl/sharedStrings.xml")
    version = look_into(book).version
    newer = with_parts(book, {"xl/sharedStrings.xml": strings.replace(f">{version}<".encode(), b">99.0.0<")})
    done = run("upgrade", newer)
    assert (done.code, "请更新 xlplan" in done.err) == (2, True)

    done = run("upgrade", calc.convert(book, "ods"))
    assert (done.code, "另存为" in done.err) == (2, True)
    assert {each.name for each in tmp_path.iterdir()} == {"别的.xlsx", "新.xlsm", "改过的.xlsm", "新.ods"}


def test_the_shipped_workbook_needs_nothing_and_a_name_taken_is_left_alone(tmp_path: Path) -> None:
    book = Path(shutil.copy(shipped(WORKBOOK), tmp_path / "分工表.xlsm"))
    assert run("upgrade", book).code == 0
    assert [each.name for each in tmp_path.iterdir()] == ["分工表.xlsm"]
    old = Path(shutil.copy(OLD / "最早的.xlsm", tmp_path / "旧.xlsm"))
    (tmp_path / "旧-升级.xlsm").write_bytes(b"mine")
    path, _ = upgraded(old)
    assert path.name == "旧-升级（2）.xlsm"
    assert (tmp_path / "旧-升级.xlsm").read_bytes() == b"mine"


def test_a_workbook_that_lacks_a_part_is_upgraded_or_refused_in_words(tmp_path: Path) -> None:
    book = Path(shutil.copy(OLD / "最早的.xlsm", tmp_path))
    with zipfile.ZipFile(book) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    codes = set()
    for number, gone in enumerate(parts):
        changed = tmp_path / f"{number}.xlsm"
        with zipfile.ZipFile(changed, "w") as package:
            for name, content in parts.items():
                if name != gone:
                    package.writestr(name, content)
        done = run("upgrade", changed)
        assert "程序自己出错" not in done.err, gone
        codes.add(done.code)
    assert codes >= {0, 2}


def test_a_dashboard_of_the_same_form_keeps_its_results(tmp_path: Path) -> None:
    book = Path(shutil.copy(shipped(WORKBOOK), tmp_path / "分工表.xlsm"))
    at_work = openpyxl.load_workbook(book, keep_vba=True)
    told = {
        "B1": "2023年第二季度  督办看板（截至2023年6月25日）",
        "B6": "第一期，没有可比的上期。",
        "B34": "一、需要领导决定的事项（1项）",
        "B5": 25,
        "B37": "市区联动",
    }
    for cell, value in told.items():
        at_work[DASHBOARD][cell].value = value
    at_work[DASHBOARD].row_dimensions[37].hidden = False
    at_work.save(book)
    path, _ = upgraded(with_parts(book, {"xl/vbaProject.bin": b"damaged"}))
    board = openpyxl.load_workbook(path)[DASHBOARD]
    assert {cell: board[cell].value for cell in told} == told
    assert [board.row_dimensions[row].hidden for row in (36, 37, 38)] == [False, False, True]


def test_versions_are_named_only_where_they_differ(tmp_path: Path) -> None:
    book = Path(shutil.copy(OLD / "最早的.xlsm", tmp_path))
    assert run("upgrade", book).out.splitlines()[0].endswith("最早的-升级.xlsm")


def test_macros_that_cannot_be_read_are_replaced(tmp_path: Path) -> None:
    book = Path(shutil.copy(OLD / "最早的.xlsm", tmp_path))
    path, said = upgraded(with_parts(book, {"xl/vbaProject.bin": b"damaged"}))
    assert look_into(path).modules == look_into(shipped(WORKBOOK)).modules
    assert "upgrade-macro" in {each["code"] for each in said["findings"]}


def test_a_workbook_as_excel_writes_it_keeps_what_only_excel_says(tmp_path: Path, needs_validator: None) -> None:
    """Excel cannot run here: its marks on rows and its list of formulas are imitated."""
    book = Path(shutil.copy(OLD / "最早的.xlsm", tmp_path))
    fill_in(book)
    spaces = (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac"'
        ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    )
    with zipfile.ZipFile(book) as package:
        sheets = {name: package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name and name.endswith(".xml")}  # fmt: skip
        chain = b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="B4" i="1"/></calcChain>'
        types = package.read("[Content_Types].xml").decode()
        links = package.read("xl/_rels/workbook.xml.rels").decode()
    parts = {
        name: text.replace("<worksheet", f"<worksheet{spaces}", 1)
        .replace("<row ", '<row x14ac:dyDescent="0.25" ')
        .encode()
        for name, text in sheets.items()
    }
    chained = '<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/>'
    link = '<Relationship Id="rIdChain" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/>'
    parts["[Content_Types].xml"] = types.replace("</Types>", f"{chained}</Types>").encode()
    parts["xl/_rels/workbook.xml.rels"] = links.replace("</Relationships>", f"{link}</Relationships>").encode()
    changed = with_parts(book, parts)
    with zipfile.ZipFile(changed, "a") as package:
        package.writestr("xl/calcChain.xml", chain)
    path, _ = upgraded(changed)
    assert set(ooxml.validate(path)[path]) <= set(ooxml.validate(changed)[changed])
    with zipfile.ZipFile(path) as package:
        assert "xl/calcChain.xml" not in package.namelist(), "it lists formulas that are gone"
        kept = [name for name in package.namelist() if name.startswith("xl/worksheets/") and b"x14ac:dyDescent" in package.read(name)]  # fmt: skip
    assert len(kept) >= 5
    assert values(path)[PENDING][HEADING_ROW, 8] == "同意销号"


def test_a_window_larger_than_any_screen_is_not_carried_over(tmp_path: Path) -> None:
    path, _ = upgraded(Path(shutil.copy(OLD / "最早的.xlsm", tmp_path)))
    with zipfile.ZipFile(path) as package:
        (width,) = re.findall(r'windowWidth="(\d+)"', package.read("xl/workbook.xml").decode("utf-8"))
    assert int(width) == 19200, "twips: 1280 pixels"
