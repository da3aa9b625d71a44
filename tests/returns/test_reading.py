"""A returned sheet out of grids: which sheet is read, by which columns, what each cell says, and what is told about the rest."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from support.headings import SHEET_COLUMNS
from support.small import codes

from xlplan.handout.signature import Identity
from xlplan.returns.reading import read_return
from xlplan.returns.sheet import Doubt, Return, Wording, reported_text
from xlplan.terms.cells import Area, CellError, CellValue, Grid, NoCachedValue
from xlplan.terms.choices import State
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.headings import TASK_SHEET_HEADINGS

HEAD = tuple(SHEET_COLUMNS.values())
FIELDS = tuple(SHEET_COLUMNS)
SHORT = ("编号", "状态", "完成进度", "本期进展", "预计完成日期")
"""Headings that are enough to know a sheet by; what is missing of the others is told."""
Row = Sequence[CellValue]


def line(number: CellValue = "1.1", **filled: CellValue) -> Row:
    """Return a row of the whole sheet; what is not filled in says what was sent."""
    given = {
        "id": number,
        "project": "甲工程",
        "content": f"做好{number}。",
        "role": "执行",
        "schedule": "年底前",
        "due": "2023-12-31",
    }
    return tuple((given | filled).get(name) for name in FIELDS)


def grid(*rows: Row, head: Row = HEAD, above: Sequence[Row] = (), sheet: str = "任务表", **more: Any) -> Grid:
    return Grid(sheet, [*above, head, *rows], **{"formats": {}} | more)


WORDING = Wording({}, 2023)


def read(*grids: Grid, wording: Wording = WORDING) -> Return:
    found = read_return(grids, wording)
    assert isinstance(found, Return), found
    return found


def cells(found: Return) -> dict[str, dict[str, tuple[Any, str]]]:
    """Return by 编号 what was reported with its cell; for a doubt its text, its likely meaning and its cell."""
    return {
        row.task: {name: tuple(value) for name, value in row.values.items()}
        | {each.field: (each.shown, each.proposal, each.cell) for each in row.doubts}
        for row in found.rows
    }  # fmt: skip


def one(**filled: CellValue) -> dict[str, Any]:
    """Return what a single row reports, without its cells if it is certain."""
    row = cells(read(grid(line(**filled))))["1.1"]
    return {name: value[0] if len(value) == 2 else value[:2] for name, value in row.items()}


def reasons(found: Return, *, without: str = "return-column-missing") -> list[tuple[str, str | None, str | None]]:
    return [each for each in codes(found.reasons) if each[0] != without]


def messages(found: Return) -> str:
    return "\n".join(each.message for each in found.reasons)


def test_what_is_filled_in_with_the_cell_it_stands_in() -> None:
    found = read(
        grid(
            line(state="推进中", percent=0.5, progress="已办。", expected=datetime(2023, 9, 1), evidence="见附件"),
            above=[("标题",)],
        )
    )
    assert cells(found) == {
        "1.1": {"state": ("推进中", "H3"), "percent": (0.5, "I3"), "progress": ("已办。", "J3"), "expected": (date(2023, 9, 1), "M3"), "evidence": ("见附件", "N3")}
    }  # fmt: skip
    [row] = found.rows
    assert (found.reasons, found.sheet, found.identity, found.signature, found.head) == ([], "任务表", None, "", "标题")
    assert row.cell == "A3"
    assert row.given == {
        "project": "甲工程", "content": "做好1.1。", "role": "执行", "schedule": "年底前", "due": "2023-12-31", "previous": "",
    }  # fmt: skip
    assert found.place(row, "content") == "C3"


@pytest.mark.parametrize(
    ("filled", "found", "reason"),
    [
        ({}, {}, None),
        ({"state": " \u200b", "progress": ""}, {}, None),
        # In columns that are closed a dash says that there is nothing to fill in; elsewhere it is a text.
        ({"percent": "—", "expected": "—", "progress": "—"}, {}, "return-says-nothing"),
        ({"state": "完成"}, {"state": "已完成"}, None),
        ({"state": "基本完成"}, {"state": ("基本完成", "推进中")}, "return-state-unknown"),
        ({"state": "差不多"}, {"state": ("差不多", None)}, "return-state-unknown"),
        ({"percent": "八成"}, {"percent": 0.8}, None),
        ({"percent": 80}, {"percent": ("80", 0.8)}, "return-percent-unclear"),
        ({"expected": "6.30"}, {"expected": ("6.30", date(2023, 6, 30))}, "return-date-unclear"),
        ({"progress": 12}, {"progress": "12"}, None),
        ({"progress": date(2023, 6, 1)}, {"progress": "2023-06-01"}, None),
        ({"progress": CellError("#REF!")}, {}, "return-cell-error"),
        ({"percent": NoCachedValue("=A1")}, {}, "return-uncalculated"),
        # What a program would calculate is a text, and said to be one; a list by dashes is none.
        ({"progress": "=1+1"}, {"progress": "=1+1"}, "return-formula-text"),
        ({"progress": " +86 13800000000"}, {"progress": " +86 13800000000"}, "return-formula-text"),
        ({"progress": "@张三"}, {"progress": "@张三"}, "return-formula-text"),
        ({"progress": "-1元"}, {"progress": "-1元"}, "return-formula-text"),
        ({"progress": "-SUM(A1)"}, {"progress": "-SUM(A1)"}, "return-formula-text"),
        ({"progress": "- 一项"}, {"progress": "- 一项"}, None),
        ({"progress": "-起草"}, {"progress": "-起草"}, None),
        ({"progress": "两行\n=1"}, {"progress": "两行\n=1"}, None),
    ],
)
def test_what_a_cell_says(filled: dict[str, CellValue], found: dict[str, Any], reason: str | None) -> None:
    assert one(**filled) == found
    assert [code for code, *_ in reasons(read(grid(line(**filled))))] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        (0.8, "0%", "80%"),
        (0.805, "0.0%", "80.5%"),
        (12, '0"项"', "12项"),
        (1234.5, "#,##0.00", "1,234.50"),
        (-5, "0.0", "-5.0"),
        (timedelta(hours=36, minutes=30), "[h]:mm", "36小时30分"),
        (datetime(2023, 6, 30, 18), "yyyy-mm-dd", "2023-06-30"),
        (datetime(2023, 6, 30, 18), '[$-804]yyyy"年"m"月"d"日" h:mm', "2023-06-30 18:00:00"),
        (time(18), "h:mm AM/PM", "18:00:00"),
        # Not certain: the number is kept, and it is said.
        (date(2023, 6, 30), "ddd", None),
        (date(2023, 6, 30), "d", None),
        (datetime(2023, 6, 30, 18), "h:mm", None),
        (time(12), "yyyy-mm-dd", None),
        (-5, "yyyy/m/d", None),
        (0.5, "# ?/?", None),
        (7, None, None),
    ],
)
def test_a_number_among_words_is_what_its_cell_shows(value: CellValue, code: str | None, seen: str | None) -> None:
    place = (1, FIELDS.index("progress"))
    found = read(grid(line(progress=value), formats=None if code is None else {place: code}))
    assert cells(found)["1.1"] == {"progress": (seen or str(value), "J2")}
    assert [code for code, *_ in reasons(found)] == ([] if seen else ["return-number-shown"])


@pytest.mark.parametrize(
    ("code", "found"),
    [("0%", (1.0, "I2")), ('0"%"', ("1%", None, "I2")), ('0"‰"', ("1‰", None, "I2")), (";;;", ("1", 1.0, "I2"))],
)
def test_a_share_that_its_cell_does_not_show_is_asked_about(code: str, found: tuple[Any, ...]) -> None:
    place = (1, FIELDS.index("percent"))
    for formulas in (frozenset(), frozenset({place})):
        made = read(grid(line(percent=1.0), formats={place: code}, formulas=formulas))
        assert cells(made)["1.1"] == {"percent": found}
        asked = [each for each in made.reasons if each.code == "return-percent-unclear"]
        assert [each.cell for each in asked] == (["I2"] if len(found) > 2 else [])
        assert all(f"“{found[0]}”看不准" in each.message for each in asked)


def test_what_is_hidden_under_a_merged_area_counts_and_is_told() -> None:
    found = read(grid(line(progress="已办结"), line("1.2", progress="压住的"), merges=[Area(1, 9, 2, 9)]))
    assert {task: values["progress"][0] for task, values in cells(found).items()} == {"1.1": "已办结", "1.2": "压住的"}
    assert reasons(found) == [("return-under-merged", "J3", "1.2")]


def test_marks_that_turn_the_writing_are_written_out() -> None:
    found = read(grid(line(progress="好\u202e的")))
    assert cells(found)["1.1"] == {"progress": ("好\\u202e的", "J2")}
    assert reasons(found) == [("return-turning", "J2", "1.1")]


def test_a_reason_names_the_cell_the_task_and_what_it_may_mean() -> None:
    found = read(grid(line(percent=80, state="基本完成"), line("", content="没有编号", expected="尽快")))
    assert reasons(found) == [
        ("return-state-unknown", "H2", "1.1"), ("return-percent-unclear", "I2", "1.1"), ("return-date-unclear", "M3", None),
    ]  # fmt: skip
    assert [each.message for each in found.reasons] == [
        "任务 1.1 的状态“基本完成”不在可选范围里，没有采用。是不是 推进中？",
        "任务 1.1 的完成进度“80”看不准，没有采用。是不是 80%？",
        "任务 （无编号） 的预计完成日期“尽快”看不准，没有采用。",
    ]
    assert [each.field for each in found.reasons] == ["state", "percent", "expected"]


def test_the_result_of_a_formula_counts_and_is_said_to_be_one() -> None:
    found = read(grid(line(progress="已办。", percent=0.5), formulas=frozenset({(1, 9), (1, 8)})))
    assert cells(found)["1.1"] == {"percent": (0.5, "I2"), "progress": ("已办。", "J2")}
    assert reasons(found) == [("return-formula", "I2", "1.1"), ("return-formula", "J2", "1.1")]


def test_the_offices_own_words_for_states() -> None:
    found = read(grid(line(state="办妥")), wording=Wording({"办妥": State.DONE}, None))
    assert cells(found)["1.1"] == {"state": ("已完成", "H2")}


@pytest.mark.parametrize(
    ("heads", "value"),
    [
        # By headings, wherever they stand and however they are worded.
        (("本期进展", "编号"), "新"),
        (("进展情况", "序号"), "新"),
        (("*本期进展：", " 编 号（必填）"), "新"),
    ],
)
def test_columns_are_found_by_their_headings(heads: Row, value: str) -> None:
    found = read(grid(("新", "1.1"), head=heads))
    assert cells(found) == {"1.1": {"progress": ("新", "A2")}}
    missing = [TASK_SHEET_HEADINGS[name] for name in ("state", "percent", "problems", "next", "expected", "evidence")]
    assert [each.message for each in found.reasons if each.code == "return-column-missing"] == [
        f"找不到“{'”“'.join(missing)}”列，按没有填处理。"
    ]


@pytest.mark.parametrize(
    ("heads", "place"),
    [
        (("编号", "本期进展", "进展"), "B2"), (("编号", "进展", "本期进展"), "C2"), (("编号", "本期进展", "本期进展"), "B2"), (("编号", "进展", "推进情况"), "B2"),
    ],
)  # fmt: skip
def test_of_two_columns_that_say_the_same_the_very_heading_counts(heads: Row, place: str) -> None:
    found = read(grid(("1.1", "一", "二"), head=heads))
    assert cells(found)["1.1"]["progress"][1] == place
    other = "C2" if place == "B2" else "B2"
    assert reasons(found) == [("return-column-twice", other, None)]


def test_what_stands_in_a_column_of_somebodys_own_is_told() -> None:
    rows = [
        ("1.1", "办", 3, None),
        ("1.2", "办", None, CellError("#N/A")),
        ("1.3", "办", "x" * 50, NoCachedValue("=A1")),
    ]
    found = read(grid(*rows, head=("编号", "本期进展", "经费", None)))
    extra = [each for each in found.reasons if each.code == "return-column-extra"]
    assert [(each.cell, each.message) for each in extra] == [
        ("C2", f"C列“经费”不在下发的表里，没有读取：C2“3”、C4“{'x' * 40}”。"),
        ("D3", "D列“”不在下发的表里，没有读取：D3“#N/A”、D4“=A1”。"),
    ]


def test_a_reason_lists_twenty_cells_at_most() -> None:
    found = read(grid(*((f"1.{n}", "办", n) for n in range(1, 23)), head=("编号", "本期进展", "经费")))
    [said] = [each.message for each in found.reasons if each.code == "return-column-extra"]
    assert said.endswith("C21“20” 等22处。")


@pytest.mark.parametrize(
    ("above", "people"),
    [
        ([("填报人", "张三", "联系电话", 13800000000, "审核人", "李四")], {"filler": "张三", "phone": "13800000000", "reviewer": "李四"}),
        ([("填报人：张三", "审核人:", "李四")], {"filler": "张三", "reviewer": "李四"}),
        ([(" 填 报 人 ", None, " 张三 ")], {"filler": "张三"}),
        # The next label is no name, nor is the count of what is still empty.
        ([("填报人", "审核人", "李四"), ("联系电话", "必填还缺", 3)], {"reviewer": "李四"}),
        ([("填报人", "张三"), ("填报人", "王五")], {"filler": "张三"}),
        ([("填报人",), (3, "张三")], {}),
    ],
)  # fmt: skip
def test_who_filled_it_in(above: Sequence[Row], people: Mapping[str, str]) -> None:
    assert read(grid(line(), above=above)).people == people


@pytest.mark.parametrize(
    ("rows", "tasks"),
    [
        ([line("1.1"), (), line("1.2")], ["1.1", "1.2"]),
        # The headings again, as at the top of every page.
        ([line("1.1"), HEAD, line("1.2")], ["1.1", "1.2"]),
        # A number that became one, and blanks around it.
        ([line(1.1), line(" 1.2\n"), line(2.0)], ["1.1", "1.2", "2"]),
        # Without a number a row is still one, if it says anything.
        ([line("", content="做好。"), line(None, content=None, progress="多的")], ["", ""]),
        ([line(None, content=None, project=None, role=None, schedule=None, due=None)], []),
        ([line(None, content=None, project=None, role=None, schedule=None, due=None, percent="—")], []),
        ([line("1.1"), line("1.1")], ["1.1", "1.1"]),
    ],
)  # fmt: skip
def test_rows(rows: Sequence[Row], tasks: list[str]) -> None:
    assert [row.task for row in read(grid(*rows)).rows] == tasks


def test_rows_with_neither_number_nor_text_are_read_one_by_one_up_to_a_bound() -> None:
    found = read(grid(*(line(None, content=None, progress=f"第{n}") for n in range(1, 204))))
    assert (len(found.rows), reasons(found)) == (200, [("return-rows-unknown", "A202", None)])
    assert "另有 3 行（A202 至 A204）" in found.reasons[0].message
    assert "J202“第201”" in found.reasons[0].message


class TestMerged:
    """A blank cell that was merged with the one above it: nobody knows whether that goes for its task, too."""

    def merged(self, name: str, value: CellValue, *, number: str = "1.2", width: int = 0) -> Return:
        column = FIELDS.index(name)
        rows = [line("1.1", **{name: value}), line(number)]
        return read(grid(*rows, merges=[Area(1, column, 2, column + width)]))

    @pytest.mark.parametrize(
        ("name", "value", "doubt"),
        [
            ("progress", "合办。", Doubt("1.2", "progress", "J3", "合办。", "合办。")),
            ("percent", 0.5, Doubt("1.2", "percent", "I3", "0.5", 0.5)),
            ("state", "差不多", Doubt("1.2", "state", "H3", "差不多", None)),
        ],
    )
    def test_it_is_a_doubt(self, name: str, value: CellValue, doubt: Doubt) -> None:
        found = self.merged(name, value)
        assert list(found.rows[1].doubts) == [doubt]
        assert ("return-merged", doubt.cell, "1.2") in reasons(found)
        assert name not in found.rows[1].values

    @pytest.mark.parametrize(
        ("name", "value"),
        [("progress", None), ("percent", "—"), ("progress", CellError("#N/A")), ("progress", NoCachedValue("=A1"))],
    )
    def test_what_says_nothing_goes_for_nobody(self, name: str, value: CellValue) -> None:
        assert list(self.merged(name, value).rows[1].doubts) == []

    def test_nor_does_what_stands_in_another_column_or_in_a_row_without_a_number(self) -> None:
        wide = self.merged("state", "推进中", width=1)
        assert [row.doubts and row.doubts[0].field for row in wide.rows] == [[], "state"]
        assert list(self.merged("progress", "合办。", number="").rows[1].doubts) == []

    def test_a_locked_cell_hidden_under_a_merged_area_says_nothing_of_its_own(self) -> None:
        found = read(grid(line("1.1"), line("1.2", project=None), merges=[Area(1, 1, 2, 1)]))
        assert ["project" in row.given for row in found.rows] == [True, False]


IDENTITY = Identity("plan-1", "2023年第二季度", 2, "教育科", {"1.1": "aa"})
HIDDEN = Grid("_xlplan", IDENTITY.rows(b"key"))


def test_the_identity_is_that_of_the_hidden_sheet() -> None:
    found = read(HIDDEN, grid(line()))
    assert (found.identity, found.signature) == (IDENTITY, IDENTITY.signature(b"key"))
    broken = read(Grid("_xlplan", [("format", "other")]), grid(line()))
    assert (broken.identity, broken.signature) == (None, "")


@pytest.mark.parametrize(
    "grids",
    [
        [], [HIDDEN], [Grid("任务表", [("编号", "状态"), ("1.1", "推进中")])], [Grid("任务表", [*[()] * 60, SHORT])],
        # A hidden sheet is no table, whatever it says.
        [Grid("_xlplan", [SHORT])],
    ],
)  # fmt: skip
def test_without_a_table_nothing_can_be_taken(grids: Sequence[Grid]) -> None:
    found = read_return(grids)
    assert isinstance(found, Finding)
    assert (found.code, found.message) == ("return-no-table", "没有找到任务表：缺少标题 编号、本期进展。")


@pytest.mark.parametrize(
    ("heads", "known"),
    [
        (("编号", "本期进展"), True),
        (HEAD[1:9], True),
        (HEAD[1:8], False),
        ((*HEAD[:1], *HEAD[1:8]), True),
        (HEAD[1:], True),
    ],
)
def test_what_makes_a_table(heads: Row, known: bool) -> None:
    assert isinstance(read_return([grid(tuple("x" * len(heads)), head=heads)]), Return) is known


def test_a_table_without_numbers_is_read_by_its_texts() -> None:
    found = read(grid(line()[1:], head=HEAD[1:]))
    assert ([row.task for row in found.rows], found.rows[0].cell, found.rows[0].given["content"]) == (
        [""],
        "A2",
        "做好1.1。",
    )
    assert "找不到“编号”列" in messages(found)


class TestSecondTable:
    """A sheet and its copy: the one that was filled in is read, and what only the other says is told."""

    FULL = grid(line(state="推进中", progress="已办。"))

    @pytest.mark.parametrize(
        ("other", "used"),
        [
            (grid(line(), sheet="副本"), "任务表"),
            (grid(line(progress="别的"), sheet="副本"), "任务表"),
            (grid(("1.1", "推进中", 0.5, "已办。", None), head=SHORT, sheet="副本"), "任务表"),
        ],
    )
    def test_of_two_the_one_with_more_is_read(self, other: Grid, used: str) -> None:
        assert read(self.FULL, other).sheet == read(other, self.FULL).sheet.replace("副本", used) == used

    def test_a_blank_one_gives_way_to_one_with_fewer_columns(self) -> None:
        assert (
            read(grid(line()), grid(("1.1", "推进中", None, "已办。", None), head=SHORT, sheet="副本")).sheet == "副本"
        )

    def test_what_only_the_other_says_is_told(self) -> None:
        other = grid(line(state="完成", progress=" 已办。", percent=80, expected="尽快"), sheet="副本")
        told = [each for each in read(self.FULL, other).reasons if each.code == "return-second-table"]
        assert [(each.cell, each.message.partition("的有：")[2]) for each in told] == [
            ("H2", "H2“已完成”、I2“80”、M2“尽快”。")
        ]

    def test_a_copy_that_says_the_same_is_not_told(self) -> None:
        assert reasons(read(self.FULL, grid(line(state="推进中"), sheet="副本"))) == []

    def test_columns_of_somebodys_own_on_the_other_are_told_too(self) -> None:
        other = grid((*line(), 3), head=(*HEAD, "经费"), sheet="副本")
        assert [each.sheet for each in read(self.FULL, other).reasons if each.code == "return-column-extra"] == ["副本"]


def test_a_row_goes_from_process_to_process() -> None:
    [row] = read(grid(line(state="推进中", percent=80))).rows
    assert pickle.loads(pickle.dumps(row)) == row


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("percent", 0.8, "80%"), ("percent", 0.375, "37.5%"), ("percent", 1 / 3, "33.3333%"), ("percent", 1.0, "100%"), ("percent", "80", "80"),
        ("progress", "已办。", "已办。"), ("expected", date(2023, 6, 30), "2023-06-30"), ("state", None, ""),
    ],
)  # fmt: skip
def test_a_value_as_people_read_it(name: str, value: Any, text: str) -> None:
    assert reported_text(Field(name), value) == text
