"""A responsibility table is read by its headings, as other offices draw it up too."""

from __future__ import annotations

import contextlib
import io
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT, calc, tables
from support.headings import HEADINGS_OF_OTHER_OFFICES
from support.tables import FIRST, HEADINGS, SECOND, found, row

from xlplan.files.office_book.own_workbook import read_workbook
from xlplan.files.read.xlsx_file import read_xlsx
from xlplan.plan.checks import check
from xlplan.plan.plan import Plan
from xlplan.plan.read_plan import read_plan
from xlplan.terms.cells import Area, CellError, CellValue, Grid, NoCachedValue
from xlplan.terms.errors import NoTableError
from xlplan.terms.fields import Field
from xlplan.terms.setting_items import SETTING_ITEMS


def table(*rows: object, **how: object) -> Plan:
    return tables.plan(rows, **how)  # type: ignore[arg-type]


def written(*rows: list[object], merges: tuple[tuple[str, str], ...] = ()) -> Plan:
    """Return the plan of a workbook that XlsxWriter wrote; `merges` are areas with their text."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Sheet1")
        for number, values in enumerate(rows):
            sheet.write_row(number, 0, values)
        for area, text in merges:
            sheet.merge_range(area, text)
    return tables.read(file.getvalue())


def texts(plan: Plan, *names: str) -> list[tuple[str, ...]]:
    return [tuple(task.text(name) for name in names) for task in plan.tasks]


def ids(plan: Plan) -> list[str]:
    return [task.id for task in plan.tasks]


def codes(plan: Plan) -> list[str]:
    return [code for code, *_ in found(plan)]


class TestHeadings:
    @pytest.mark.parametrize("title", ["某区重点工作责任分工表", "工作任务"])
    def test_a_title_right_above_the_headings_is_the_title(self, title: str) -> None:
        plan = table((title,), HEADINGS, FIRST, SECOND)
        assert (plan.title, plan.fields["content"], len(plan.tasks)) == (title, "C2", 2)

    def test_titles_above_and_columns_in_any_order(self) -> None:
        plan = table(
            ("附件1",),
            ("翔安区重点工作责任分工表",),
            ("", "单位：教育局"),
            (),
            ("完成时限", "备注", "配合单位", "牵头单位", "工作任务", "重点工作", "序号"),
            ("常规工作", "略", "组宣科", "教育科", "做好第一件事。", "甲工程", "1"),
        )
        assert plan.title == "翔安区重点工作责任分工表"
        assert texts(plan, "id", "project", "content", "lead", "support", "schedule") == [
            ("1", "甲工程", "做好第一件事。", "教育科", "组宣科", "常规工作")
        ]
        assert plan.fields["lead"] == "D5"
        assert [(task.row, task.cells["lead"].name) for task in plan.tasks] == [(6, "D6")]
        assert found(plan) == [("column-unknown", "note", "B5", None)]

    def test_a_table_that_begins_in_the_middle_of_the_sheet(self) -> None:
        indent = ["", ""]
        plan = written([], indent, [*indent, *HEADINGS], [*indent, *FIRST])
        assert texts(plan, "id", "schedule") == [("1.1", "2023年6月底前完成")]
        assert plan.tasks[0].cells["id"].name == "C4"

    @pytest.mark.parametrize(
        ("field", "heading"),
        [(field, heading) for field, known in HEADINGS_OF_OTHER_OFFICES.items() for heading in known],
    )
    def test_every_heading_of_other_offices(self, field: str, heading: str) -> None:
        headings = {"id": "编号", "content": "主要内容", "lead": "执行部门", field: heading}
        plan = table(tuple(headings.values()), tuple(f"{name}的内容" for name in headings))
        assert plan.tasks[0].text(field) == f"{field}的内容"

    @pytest.mark.parametrize(
        "heading", ["牵 头 单 位", "牵头\n单位", "牵头单位（盖章）", "＊牵头单位：", " 牵头单位\u3000", "牵头单位(主)"]
    )
    def test_spaces_brackets_and_marks_in_a_heading(self, heading: str) -> None:
        plan = table(("编号", "主要内容", heading), ("1.1", "做好第一件事。", "教育科"))
        assert plan.tasks[0].text("lead") == "教育科"

    def test_the_optional_columns(self) -> None:
        plan = table((*HEADINGS, "分管领导", "责任人", "阶段目标"), (*FIRST, "王局", "张三", "过半"))
        assert texts(plan, "leader", "person", "stage") == [("王局", "张三", "过半")]
        assert found(plan) == []
        assert plan.tasks[0].text("没有的列") == ""

    @pytest.mark.parametrize("order", [("牵头单位", "执行部门"), ("执行部门", "牵头单位")])
    def test_both_lead_columns_are_a_finding_not_a_merge(self, order: tuple[str, str]) -> None:
        cells = {"牵头单位": "组宣科", "执行部门": "教育科"}
        plan = table(
            ("编号", "工程名称", "主要内容", *order, "时限"), ("1.1", "甲", "乙事", *map(cells.get, order), "常规工作")
        )
        assert plan.tasks[0].text("lead") == "教育科"
        assert [(item.code, item.severity.value, item.cell) for item in plan.findings] == [
            ("column-twice", "error", "DE"[order.index("牵头单位")] + "1")
        ]
        assert "牵头单位" in plan.findings[0].message and "执行部门" in plan.findings[0].message

    def test_a_number_beside_a_running_number_is_no_finding(self) -> None:
        plan = table(("序号", *HEADINGS), ("1", *FIRST), ("2", *SECOND))
        assert ids(plan) == ["1.1", "1.2"]
        assert found(plan) == []

    def test_two_rows_of_headings_merged_as_offices_draw_them(self) -> None:
        plan = written(
            ["分工表"],
            [],
            ["", "", "", "牵头单位", "配合单位", ""],
            ["1", "甲工程", "做好第一件事。", "教育科", "组宣科", "常规工作"],
            merges=(
                ("A2:A3", "序号"),
                ("B2:B3", "项目"),
                ("C2:C3", "工作任务"),
                ("D2:E2", "责任单位"),
                ("F2:F3", "完成时间"),
            ),
        )
        assert texts(plan, "id", "project", "content", "lead", "support", "schedule") == [
            ("1", "甲工程", "做好第一件事。", "教育科", "组宣科", "常规工作")
        ]
        assert codes(plan) == ["registry-missing"]

    def test_two_rows_of_headings_that_nobody_merged(self) -> None:
        plan = table(
            ("编号", "工程名称", "主要内容", "责任单位", "", "时限"),
            ("", "", "", "牵头单位", "配合单位", ""),
            FIRST,
            SECOND,
        )
        assert texts(plan, "lead", "support")[0] == ("教育科", "组宣科")
        assert found(plan) == []

    def test_headings_in_the_middle_of_a_page_are_no_task(self) -> None:
        plan = table(HEADINGS, FIRST, HEADINGS, SECOND)
        assert ids(plan) == ["1.1", "1.2"]
        assert found(plan) == [("row-remark", "note", "A3", None)]

    @pytest.mark.parametrize(
        "rows", [[("编号", "内容物"), ("1", "x")], [], [("主要内容",)], [("执行部门", "支持部门")]]
    )
    def test_no_table_is_an_error_that_names_the_sheets(self, rows: list[tuple[str, ...]]) -> None:
        with pytest.raises(NoTableError) as caught:
            table(*rows, sheet="别的表")
        assert caught.value.code == "no-table"
        assert "别的表" in caught.value.message

    def test_headings_alone_are_an_error_that_says_so(self) -> None:
        with pytest.raises(NoTableError, match="只有标题"):
            table(("标题",), HEADINGS, (), ("", " "))

    def test_the_sheet_called_plan_goes_before_one_with_more_columns(self) -> None:
        data = tables.workbook((("主要内容", "执行部门"), ("甲事", "教育科")))
        other = tables.workbook((HEADINGS, FIRST), sheet="旧表")
        plan = read_plan([*read_xlsx(other, "旧").grids, *read_xlsx(data, "新").grids], today=tables.TODAY)
        assert (plan.sheet, len(plan.tasks)) == ("分工表", 1)


class TestCells:
    def test_merged_cells_are_shared_downwards_and_blank_ones_are_not(self) -> None:
        rows = [FIRST, *(row(SECOND, id=f"1.{n}", project="", content=f"第{n}件", schedule="") for n in (2, 3, 4))]
        plan = table(HEADINGS, *rows, merges=["B2:B4", "F2:F3"])
        assert [task.project for task in plan.tasks] == ["甲工程"] * 3 + [""]
        assert [task.text("schedule") for task in plan.tasks] == ["2023年6月底前完成"] * 2 + ["", ""]
        assert [task.schedule.due for task in plan.tasks] == [date(2023, 6, 30)] * 2 + [None] * 2
        assert [task.cells["project"].name for task in plan.tasks] == ["B2", "B2", "B2", "B5"]
        assert found(plan) == [
            ("schedule-blank", "warning", "F4", "1.3"),
            ("project-missing", "error", "B5", "1.4"),
            ("schedule-blank", "warning", "F5", "1.4"),
        ]

    def test_cells_merged_sideways_belong_to_their_first_column(self) -> None:
        plan = table(HEADINGS, row(FIRST, support=""), merges=["D2:E2"])
        assert texts(plan, "lead", "support") == [("教育科", "")]

    def test_titles_of_sections_and_footnotes_are_said_and_are_no_tasks(self) -> None:
        plan = table(
            HEADINGS,
            ("一、资源配置均衡提升工程",),
            FIRST,
            ("", "", "二、教师教学素养提升工程"),
            SECOND,
            ("三、没有合并的小标题",),
            ("备注：本表自印发之日起施行。",),
            ("", "", "注1：时限均含当月。"),
            merges=["A2:F2", "C4:F4"],
        )
        assert ids(plan) == ["1.1", "1.2"]
        # Below the last task a section's title is a remark like any other.
        assert found(plan) == [("row-remark", "note", cell, None) for cell in ("A2", "A6")]

    def test_a_task_that_begins_like_a_footnote_is_a_task(self) -> None:
        plan = table(HEADINGS, FIRST, ("", "", "说明会一学期开一次"), ("1.3",))
        assert [(task.id, task.content) for task in plan.tasks][1:] == [("1.2", "说明会一学期开一次"), ("1.3", "")]

    def test_numbers_and_days_are_read_as_people_see_them(self) -> None:
        plan = written(
            ["编号", "工程名称", "主要内容", "执行部门", "完成时限"],
            [1, "甲", 2023, "教育科", datetime(2023, 6, 30)],
            [2.0, "甲", 0.5, "教育科", datetime(2023, 6, 30, 8, 30)],
            [1.10, "甲", True, "教育科", "2023年"],
        )
        assert texts(plan, "id", "content", "schedule") == [
            ("1", "2023", "2023-06-30"),
            ("2", "0.5", "2023-06-30 08:30:00"),
            ("1.1", "是", "2023年"),
        ]
        assert codes(plan) == ["registry-missing", *["value-number", "value-date"] * 2, "id-number", "value-number"]

    def test_line_breaks_of_every_kind_are_one(self) -> None:
        plan = written(["编号", "主要内容", "执行部门"], ["1.1", "第一行\r\n第二行", "教育科\n组宣科"])
        assert plan.tasks[0].content == "第一行\n第二行"
        assert [m.names for m in plan.registry.read(plan.tasks[0].text("lead"))] == [("教育科",), ("组宣科",)]

    def test_a_task_is_found_by_its_number_however_it_is_written(self) -> None:
        plan = table(HEADINGS, FIRST, SECOND)
        assert plan.task(" １.２") is plan.tasks[1]
        assert plan.task("9.9") is None


class TestNumbers:
    ROWS = (("甲", "甲一"), ("甲", "甲二"), ("乙", "乙一"), ("乙", "乙二"))

    def numbered(self, *rows: tuple[str, str], remembered: dict[str, str] | None = None) -> Plan:
        full = [(project, content, "教育科", "常规工作") for project, content in rows]
        data = tables.workbook([("工程名称", "主要内容", "执行部门", "时限"), *full])
        return tables.read(data, remembered=remembered)

    def by_content(self, plan: Plan) -> dict[str, str]:
        return {task.content: task.id for task in plan.tasks}

    def remembered(self, plan: Plan) -> dict[str, str]:
        return {task.fingerprint: task.id for task in plan.tasks if not task.given}

    def test_are_derived_from_the_order_and_said(self) -> None:
        plan = self.numbered(*self.ROWS)
        assert ids(plan) == ["1.1", "1.2", "2.1", "2.2"]
        assert found(plan) == [("id-column-missing", "warning", "A1", None)]

    def test_that_are_remembered_shift_for_nobody(self) -> None:
        before = self.numbered(*self.ROWS)
        changed = [("丙", "丙一"), ("乙", "乙二"), ("甲", "甲零"), *self.ROWS[:1], ("甲", "甲一半"), *self.ROWS[2:3]]
        after = self.numbered(*changed, remembered=self.remembered(before))
        kept = self.by_content(after)
        assert {content: kept[content] for content in ("甲一", "乙一", "乙二")} == {
            "甲一": "1.1",
            "乙一": "2.1",
            "乙二": "2.2",
        }
        assert len(set(ids(after))) == len(changed)
        # 1.2 was 甲二, which is gone: its number is never used again.
        assert "1.2" not in ids(after)

    def test_of_rows_with_the_same_text_stay_apart(self) -> None:
        rows = [("甲", "同一件事"), ("甲", "别的事"), ("甲", "同一件事")]
        before = self.numbered(*rows)
        after = self.numbered(("甲", "新的事"), *rows, remembered=self.remembered(before))
        assert ids(before) == ["1.1", "1.2", "1.3"]
        assert ids(after)[1:] == ids(before)
        assert self.numbered(*rows, remembered=self.remembered(before)).tasks == before.tasks

    def test_are_filled_in_after_the_pattern_of_their_project(self) -> None:
        plan = table(
            HEADINGS,
            row(FIRST, id="A-1"),
            row(FIRST, id="", content="二"),
            row(FIRST, id="", content="三"),
            row(FIRST, id="A-2", content="四"),
        )
        assert ids(plan) == ["A-1", "A-3", "A-4", "A-2"]
        assert [task.given for task in plan.tasks] == [True, False, False, True]

    def test_given_twice_are_told_apart_for_good(self) -> None:
        rows = [row(FIRST, id="1", project=project, content=f"{project}事") for project in "甲乙丙"]
        before = table(HEADINGS, *rows)
        assert ids(before) == ["1", "1-2", "1-3"]
        assert [code for code in codes(before) if code != "id-duplicate"] == []
        moved = [row(FIRST, id="1", project="丁", content="丁事"), rows[2], rows[0], rows[1]]
        after = tables.read(tables.workbook((HEADINGS, *moved[1:])), remembered=self.remembered(before))
        assert self.by_content(after) == self.by_content(before)
        after = tables.read(tables.workbook((HEADINGS, *moved)), remembered=self.remembered(before))
        kept = self.by_content(after)
        assert (kept["乙事"], kept["丙事"]) == ("1-2", "1-3")
        assert len(set(kept.values())) == 4

    def test_merged_over_a_project_are_not_those_of_its_tasks(self) -> None:
        rows = [
            ("1", "甲", "甲一", "教育科"),
            ("", "", "甲二", "教育科"),
            ("2", "乙", "乙一", "教育科"),
            ("", "", "乙二", "教育科"),
        ]
        plan = table(("序号", "工程名称", "主要内容", "执行部门"), *rows, merges=["A2:A3", "B2:B3", "A4:A5", "B4:B5"])
        assert ids(plan) == ["1.1", "1.2", "2.1", "2.2"]
        assert "id-duplicate" not in codes(plan)


values = st.one_of(
    st.none(),
    st.sampled_from(
        [*HEADINGS, "注：", "1.1", "（甲", "教育科组宣科", "2023年1月前", CellError("#REF!"), NoCachedValue("=A1")]
    ),
    st.text(max_size=12),
    st.floats(),
    st.booleans(),
    st.datetimes(),
    st.timedeltas(),
)
bounds = st.tuples(st.integers(0, 9), st.integers(0, 7), st.integers(0, 9), st.integers(0, 7))


@settings(max_examples=150)
@given(
    top=st.lists(st.lists(values, max_size=7), max_size=2),
    rows=st.lists(st.lists(values, max_size=7), max_size=7),
    merges=st.lists(bounds.map(lambda sides: Area(*sides)), max_size=4),
    departments=st.lists(st.lists(values, max_size=5), max_size=4),
)
def test_whatever_stands_in_the_cells_the_table_is_checked(
    top: list[list[CellValue]],
    rows: list[list[CellValue]],
    merges: list[Area],
    departments: list[list[CellValue]],
) -> None:
    sheets = [
        Grid("分工表", [*top, list(HEADINGS), *rows], merges),
        Grid("部门", [["部门名称", "别名", "类型", "成员"], *departments]),
        Grid("设置", [[name, *each[:1]] for (name, _, _), each in zip(SETTING_ITEMS.values(), rows, strict=False)]),
    ]
    with contextlib.suppress(NoTableError):
        plan = read_plan(sheets, today=tables.TODAY)
        assert len(set(ids(plan))) == len(plan.tasks)
        assert all(item.message and item.hint for item in check(plan))


def test_terms_are_those_of_the_settings() -> None:
    plan = table(
        HEADINGS,
        tables.row(FIRST, schedule="秋季学期开学前"),
        tables.row(FIRST, content="做好第三件事。", schedule="2024年春季学期结束前"),
        settings={"秋季学期起止": "8月28日—1月20日", "春季学期起止": "2月20日—7月5日"},
    )
    assert [str(task.schedule.due) for task in plan.tasks] == ["2023-08-27", "2024-07-05"]


@pytest.mark.usefixtures("needs_calc")
@pytest.mark.parametrize("kind", ["xlsx", "xlsm"])
def test_the_real_table_reads_the_same_after_calc_saved_it(tmp_path: Path, kind: str) -> None:
    before = ROOT / "workbook/分工表.xlsm"
    after = calc.convert(before, kind, tmp_path)
    plans = [read_plan(read_workbook(path), today=tables.TODAY) for path in (before, after)]
    assert found(plans[1]) == found(plans[0])
    names = ("id", "project", "content", "lead", "support", "schedule")
    assert texts(plans[1], *names) == texts(plans[0], *names)
    assert plans[1].settings == plans[0].settings
    assert plans[1].registry.departments == plans[0].registry.departments


def test_the_real_table_has_its_twenty_five_tasks_and_shared_cells() -> None:
    plan = read_plan(read_workbook(ROOT / "workbook/分工表.xlsm"), today=tables.TODAY)
    assert ids(plan) == [f"{project}.{task}" for project in range(1, 6) for task in range(1, 6)]
    shared = [task.id for task in plan.tasks if task.cells["schedule"].shared]
    assert shared == ["1.2", "1.3", "1.4", "1.5", "3.2", "3.3", "3.4", "4.2", "4.3", "4.4", "4.5"]
    assert len({task.project for task in plan.tasks}) == 5
    assert [name for name in ("各校", "相关科室") if plan.registry.expand(name)] == ["各校"]


class TestWhatTheOfficeSays:
    """What 设置 says of columns and names goes before what they look like."""

    ROWS = (["整改措施", "牵头", "备注", "督查措施"], ["抓好校园安全", "教育科、张三", "无", "每月督查一次"])

    def plan(self, columns: str = "", none: str = "") -> Plan:
        said = [[SETTING_ITEMS["columns"][0], columns], [SETTING_ITEMS["no_departments"][0], none]]
        return read_plan([Grid("表", self.ROWS), Grid("设置", said)], today=date(2023, 1, 1))

    def test_a_column_is_what_it_is_named_for(self) -> None:
        assert texts(self.plan(), "content") == [("抓好校园安全",)]
        plan = self.plan("主要内容=督查措施；无=整改措施")
        assert texts(plan, "content") == [("每月督查一次",)]
        assert codes(plan).count("further-unknown") == 0

    def test_a_heading_that_is_not_there_is_told(self) -> None:
        (told,) = (each for each in self.plan("主要内容=措施").findings if each.code == "further-unknown")
        assert (told.sheet, "“措施”" in told.message, "督查措施" in told.hint) == ("设置", True, True)

    def test_a_name_that_is_no_department_is_nobody(self) -> None:
        assert {each.name for each in self.plan(none="教育科").registry.departments}.isdisjoint({"教育科"})
        plan = self.plan(none="张三")
        assert [mention.text for mention in plan.mentions(plan.tasks[0], Field.LEAD)] == ["教育科"]
        assert "department-unknown" not in codes(plan)
