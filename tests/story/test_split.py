"""Splitting: who gets a workbook, in which revision, in which folder, and what a second split leaves alone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from support.office import OFFICES, ROUND, ROWS, Filled, Office, put, run, snapshot, table
from support.plain_table import write_plain_table

from xlplan.files.office_book.settings_file import settings_place
from xlplan.files.office_book.settings_kept import keep_settings
from xlplan.plan.departments import Department

DEPARTMENTS = (
    "教育科", "事务中心", "组宣科", "进修学校", "示例中心小学", "示例第一小学", "示例第二小学", "示例实验学校", "示例第一中学",
    "示例第二中学", "评估中心", "德育科", "基金会", "工会", "综合科", "资助中心",
)  # fmt: skip


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Office:
    works = Office.shipped(tmp_path_factory.mktemp("shipped"))
    assert works.do("split").code == 1
    return works


@pytest.fixture
def small(tmp_path: Path) -> Office:
    return Office.small(tmp_path)


def books(works: Office) -> list[Path]:
    """Return the workbooks that were handed out."""
    return sorted(works.handed_out.glob("*.xlsx"))


def rows(path: Path) -> list[tuple[str, str]]:
    """Return 编号 and 本单位职责, from top to bottom."""
    filled = Filled.open(path)
    return [(task, filled.cell(task, "role").value) for task in filled.tasks]


def test_the_real_table_gives_one_workbook_for_each_department_and_each_school(shipped: Office) -> None:
    assert [path.name for path in books(shipped)] == sorted(f"{name}-{ROUND}推进情况表.xlsx" for name in DEPARTMENTS)


def test_who_nobody_answers_to_is_skipped_with_the_reason(shipped: Office, small: Office) -> None:
    assert shipped.json("split")["skipped"] == [
        {
            "department": "相关科室",
            "reason": "群组还没有写明成员（5.4 支持部门）；请在“部门”表里写上成员",
        }
    ]
    assert [(item["department"], item["reason"]) for item in small.json("split")["skipped"]] == [
        (
            "相关科室",
            "群组还没有写明成员（1.4 支持部门）；请在“部门”表里写上成员",
        ),
        (
            "无名处",
            "“部门”表里没有它（1.4 支持部门）；改了名的，请把旧名写进新名称一行的“别名”；新的，请在“部门”表里加上",
        ),
    ]


def test_every_member_of_a_group_gets_a_workbook_of_its_own(small: Office) -> None:
    small.do("split")
    for school in ("一小", "二小"):
        assert rows(small.sheet_of(school)) == [("1.3", "执行")]
    assert not small.sheet_of("各校").exists()


def test_another_plan_in_the_same_folder_stays_out_of_the_ledger(small: Office) -> None:
    small.do("split")
    other = table(
        small.book.with_name("乙计划.xlsx"),
        [("1.1", "乙工程", "另一件事。", "教育科", "", "2023年底前")],
        settings={"title": "另一份计划"},
    )
    before = snapshot(small.book.parent)
    for words in (("split", "--dry-run"), ("split",), ("merge",), ("status",), ("remind",)):
        done = run(words[0], other, "--round", ROUND, *words[1:], "--json")
        assert (done.code, done.json["error"]["code"]) == (2, "other-plan"), words
        assert f"“{small.book.name}”用着的" in done.json["error"]["message"]
    assert run("undo", other).code == 2
    assert snapshot(small.book.parent) == before
    said = run("validate", other, "--json").json["findings"]
    assert [item["severity"] for item in said if item["code"] == "workspace-taken"] == ["error"]


@pytest.mark.parametrize(("name", "free"), [("乙计划.xlsx", "乙计划-工作区"), ("分工表.xlsm", "分工表2-工作区")])
def test_the_folder_that_is_proposed_is_another_one(small: Office, name: str, free: str) -> None:
    small.do("split")
    assert small.book.name != name
    other = table(small.book.with_name(name), settings={"title": "另一份计划"})
    assert f"例如“{free}”" in run("split", other, "--round", ROUND, "--json").json["error"]["hint"]


def test_another_plan_goes_on_in_a_folder_of_its_own(small: Office) -> None:
    small.do("split")
    own = {"title": "另一份计划", "workspace": "乙计划-工作区"}
    other = table(small.book.with_name("乙计划.xlsx"), settings=own)
    assert len(Office(other).json("split")["files"]) == 5
    assert {item["revision"] for item in small.json("split")["files"]} == {1}


@pytest.mark.parametrize("how", ["a later copy", "renamed"])
def test_a_plan_goes_on_in_a_workbook_of_another_name(small: Office, how: str) -> None:
    small.do("split")
    if how == "renamed":
        small.book.unlink()
    rows_now = [*ROWS, ("1.5", "甲工程", "新的一件事。", "教育科", "", "2023年底前")]
    later = table(small.book.with_name("分工表（定稿）.xlsx"), rows_now)
    files = {item["department"]: item["revision"] for item in Office(later).json("split")["files"]}
    assert files == {"教育科": 2, "组宣科": 1, "一小": 1, "二小": 1, "基金会": 1}


def test_a_second_split_writes_nothing(small: Office) -> None:
    first = small.json("split")
    before = snapshot(small.root)
    assert small.json("split") == first
    assert snapshot(small.root) == before


def test_a_split_to_another_folder_twice_writes_once(small: Office, tmp_path: Path) -> None:
    first = small.json("split")
    there = small.json("split", "--out", tmp_path / "U盘")
    before = snapshot(tmp_path)
    assert small.json("split", "--out", tmp_path / "U盘") == there
    assert snapshot(tmp_path) == before
    assert [item["sha256"] for item in there["files"]] == [item["sha256"] for item in first["files"]]


def test_a_changed_task_gives_a_new_revision_to_those_it_touches_only(small: Office) -> None:
    small.do("split")
    before = snapshot(small.handed_out)
    changed = [*ROWS]
    changed[0] = (*ROWS[0][:5], "2023年10月底前")
    table(small.book, changed)
    after = {item["department"]: item["revision"] for item in small.json("split")["files"]}
    assert after == {"教育科": 2, "组宣科": 2, "一小": 1, "二小": 1, "基金会": 1}
    touched = {name for name, what in snapshot(small.handed_out).items() if before[name] != what and "/" not in name}
    assert touched == {small.sheet_of("教育科").name, small.sheet_of("组宣科").name}


def test_a_deleted_file_comes_back_with_the_same_bytes_and_is_no_step_to_undo(small: Office) -> None:
    small.do("split")
    data = small.sheet_of("一小").read_bytes()
    small.answer("一小")
    small.do("merge")
    small.sheet_of("一小").unlink()
    small.do("split")
    assert small.sheet_of("一小").read_bytes() == data
    assert run("undo", small.book, "--json").json["action"]["verb"] == "merge"


def test_taking_back_the_only_handing_out_leaves_nothing_of_the_round(small: Office) -> None:
    small.do("split")
    later = Office(small.book, "2023年第三季度")
    small.answer("教育科", edit=put("1.1", state="已完成", percent=1))
    small.do("merge")
    later.do("split")
    listed = small.root / "汇总" / later.round / "待核实.xlsx"
    later.do("merge")
    assert listed.is_file()
    run("undo", small.book)
    assert (later.handed_out.exists(), later.returned.exists(), listed.parent.exists()) == (False, False, False)
    # What somebody put there stays.
    later.do("split")
    (later.returned / "说明.txt").write_text("先放这里", "utf-8")
    run("undo", small.book)
    assert (later.handed_out.exists(), later.returned.exists()) == (False, True)
    assert small.handed_out.is_dir()


def test_a_file_filled_in_where_it_lies_is_never_lost(small: Office) -> None:
    small.do("split")
    filled = Filled.open(small.sheet_of("教育科"))
    filled.complete()
    filled.book.save(small.sheet_of("教育科"))
    mine = small.sheet_of("教育科").read_bytes()
    small.do("split")
    assert small.sheet_of("教育科").read_bytes() == mine
    small.do("split", "--due", "2023-07-01")
    assert small.sheet_of("教育科").read_bytes() != mine
    assert mine in [path.read_bytes() for path in (small.root / "归档").glob("*.xlsx")]


def test_departments_can_be_picked_by_name_and_by_group(small: Office) -> None:
    picked = small.json("split", "--department", "各校", "--department", "组宣科")
    assert [item["department"] for item in picked["files"]] == ["组宣科", "一小", "二小"]
    assert len(books(small)) == 3
    empty = small.json("split", "--department", "相关科室")
    assert (empty["files"], [item["department"] for item in empty["skipped"]]) == ([], ["相关科室"])


def test_a_department_without_tasks_cannot_be_picked(small: Office) -> None:
    done = small.do("split", "--department", "教育课")
    assert done.code == 2
    assert "分工表里没有“教育课”的任务" in done.err
    assert "教育科" in done.err
    assert not list(small.root.glob("下发/*"))


def test_a_deadline_of_its_own_stays_with_the_round(small: Office) -> None:
    small.do("split", "--due", "2023.6.18")
    first = snapshot(small.root)
    assert "2023年6月18日" in str(Filled.open(small.sheet_of("一小")).sheet["B2"].value)
    assert run("split", small.book, "--round", ROUND).code == 1
    assert snapshot(small.root) == first
    small.do("split", "--due", "2023.6.20")
    text = (small.handed_out / "通知" / "一小-通知.txt").read_text("utf-8-sig")
    assert "第2版" in text
    assert "各项任务没有变动，变的是报送截止" in text


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"round": ROUND}, "没有写“报送截止日”"),
        ({"round": ROUND, "deadline": "下个月"}, "“下个月”看不懂"),
        ({"round": "2023年第三季度", "deadline": "2023-09-20"}, f"“2023年第三季度”的，“{ROUND}”的没有写"),
        ({"deadline": "2023-09-20"}, f"“{ROUND}”的没有写"),
    ],
)
@pytest.mark.parametrize("flag", [(), ("--dry-run",)])
def test_without_a_deadline_nothing_is_handed_out(
    tmp_path: Path, settings: dict[str, str], said: str, flag: tuple[str, ...]
) -> None:
    book = table(tmp_path / "小表.xlsx", settings=settings)
    refused = run("split", book, "--round", ROUND, "--json", *flag)
    assert (refused.code, refused.json["error"]["code"]) == (2, "no-deadline")
    assert said in refused.json["error"]["message"]
    assert "--due" in refused.json["error"]["hint"]
    assert [path.name for path in tmp_path.iterdir()] == [book.name]


def test_what_is_new_in_a_second_version_is_listed_by_number_and_nothing_is_said_to_be_filled_in(small: Office) -> None:
    small.do("split", "--due", "2023-06-20")
    new = [
        (task, "甲工程", f"新的第{task}项。", *who, "2023年底前")
        for task, *who in (("1.5", "一小", "组宣科"), ("1.9", "组宣科", ""), ("1.10", "组宣科", ""))
    ]
    table(small.book, [*ROWS, *new], OFFICES)
    small.do("split", "--due", "2023-06-20")
    text = (small.handed_out / "通知" / "组宣科-通知.txt").read_text("utf-8-sig")
    assert "变动：新增 1.5、1.9、1.10，" in text
    assert "还没报的照常填写" in text


def test_a_dry_run_tells_what_would_be_done_and_writes_nothing(small: Office, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    planned = small.json("split", "--dry-run")
    assert snapshot(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [small.book.name]
    done = small.json("split")
    forget = {"sha256": ""}
    assert [item | forget for item in planned["files"]] == [item | forget for item in done["files"]]
    before = snapshot(tmp_path)
    small.do("split", "--dry-run", "--due", "2024-01-01")
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("flag", [(), ("--json",)])
def test_a_round_that_may_be_a_slip_is_said_to_be_new(small: Office, flag: tuple[str, ...]) -> None:
    small.do("split")
    for name, said in (("第二季度", True), ("2023Q3", False), ("2023Q2", False)):
        done = Office(small.book, name).do("split", *flag)
        assert (
            f"“{name}”以前没有下发过" in done.out + done.err,
            "下发过的期次有：2023年第二季度" in done.out + done.err,
        ) == (said, said)


def test_a_department_that_was_renamed_keeps_what_it_reported(small: Office) -> None:
    small.do("split")
    small.answer("组宣科")
    small.do("merge")
    offices = [("宣传科", "科室", "") if office[0] == "组宣科" else office for office in OFFICES]
    table(small.book, offices=offices, aliases={"宣传科": "组宣科"})
    before = Filled.open(small.sheet_of("组宣科")).tasks
    done = small.do("split")
    assert "改名，原“组宣科”" in done.out and "已改名为“宣传科”" in done.out
    filled = Filled.open(small.sheet_of("宣传科"))
    assert list(filled.tasks) == list(before)
    assert filled.cell("1.2", "progress").value
    text = (small.handed_out / "通知" / "组宣科-通知.txt").read_text("utf-8-sig")
    assert "已改发给“宣传科”" in text and "撤销" not in text
    later = Office(small.book, "2023年第三季度")
    later.do("split")
    shown = Filled.open(later.sheet_of("宣传科")).cell("1.2", "previous").value
    assert shown == f"推进中，完成进度50%。\n{filled.cell('1.2', 'progress').value}"


def test_departments_made_into_one_in_mid_round_are_asked_again_where_they_differ(tmp_path: Path) -> None:
    tasks = [(number, "工程", f"办理{number}。", "甲科、乙科", "", "2023年12月底前") for number in ("1.1", "1.2")]
    works = Office(table(tmp_path / "小表.xlsx", tasks, [("甲科", "科室", ""), ("乙科", "科室", "")]))
    works.do("split")
    works.answer("甲科", edit=put("1.1", percent=0.5))
    works.answer("乙科", edit=put("1.1", percent=0.2))
    works.do("merge")
    joint = [(*row[:3], "新科", *row[4:]) for row in tasks]
    table(works.book, joint, [("新科", "科室", "")], aliases={"新科": "甲科\n乙科"})
    done = works.do("split")
    assert "改名，原“甲科”“乙科”" in done.out
    filled = Filled.open(works.sheet_of("新科"))
    assert [filled.cell(task, "percent").value for task in ("1.1", "1.2")] == [None, 0.5]
    shown = str(filled.cell("1.1", "previous").value)
    assert "甲科：推进中，完成进度50%" in shown and "乙科：推进中，完成进度20%" in shown
    assert "没有变化" in works.do("split").out
    # What was said as one is kept.
    works.answer("新科", edit=put("1.1", percent=0.3))
    works.do("merge")
    works.do("split", "--due", "2098-07-01")
    filled = Filled.open(works.sheet_of("新科"))
    assert [filled.cell(task, "percent").value for task in ("1.1", "1.2")] == [0.3, 0.5]
    assert "甲科" not in str(filled.cell("1.1", "previous").value)


def test_when_a_file_cannot_be_written_none_is(small: Office) -> None:
    small.do("split")
    small.sheet_of("二小").unlink()
    small.sheet_of("二小").mkdir()
    before = snapshot(small.handed_out)
    assert small.do("split", "--due", "2023-07-01").code == 2
    assert {name: digest for name, (_, digest) in snapshot(small.handed_out).items()} == {
        name: digest for name, (_, digest) in before.items()
    }
    small.sheet_of("二小").rmdir()
    assert {item["revision"] for item in small.json("split", "--due", "2023-07-01")["files"]} == {2}


def test_numbers_given_to_a_table_without_them_stay_when_a_row_is_inserted(tmp_path: Path) -> None:
    bare = [("", *row[1:]) for row in ROWS[:3]]
    works = Office.small(tmp_path, rows=bare)
    works.do("split")
    before = {name: rows(works.sheet_of(name)) for name in ("教育科", "一小")}
    table(works.book, [("", "甲工程", "新任务。", "基金会", "", "常规工作"), *bare])
    works.do("split")
    assert {name: rows(works.sheet_of(name)) for name in before} == before
    new = {task for task, role in rows(works.sheet_of("基金会")) if role == "执行"}
    assert not new & {task for found in before.values() for task, _ in found}


def test_the_next_round_shows_what_was_reported_in_the_last(small: Office) -> None:
    small.do("split")
    small.answer("教育科")
    small.do("merge")
    later = Office(small.book, "2023年第三季度")
    later.do("split")
    assert Filled.open(later.sheet_of("教育科")).cell("1.1", "previous").value == "推进中，完成进度50%。\n1.1的进展。"


def test_rows_that_do_not_show_and_words_that_are_struck_are_told_as_they_are_handed_out(small: Office) -> None:
    book = openpyxl.load_workbook(small.book)
    sheet = book["分工表"]
    (hidden,) = [cell.row for cell in sheet["A"] if cell.value == "1.1"]
    (struck,) = [cell.row for cell in sheet["A"] if cell.value == "1.2"]
    sheet.row_dimensions[hidden].hidden = True
    for cell in sheet[struck]:
        if cell.column_letter == "F":
            cell.font = Font(strike=True)
    book.save(small.book)
    told = small.do("split").out
    assert f"第{hidden}行看不见" in told and f"F{struck}" in told and "画了删除线" in told


def test_a_workbook_without_departments_takes_what_is_written_beside_it(tmp_path: Path) -> None:
    book = write_plain_table(tmp_path / "责任 表.xlsx", with_settings=False)
    place, at = settings_place(book), datetime(2023, 6, 1)
    groups = (Department("各校", kind="群组"), Department("相关科室", kind="群组"))
    keep_settings(place, {"round": ROUND, "deadline": "2023-06-25"}, book.name, at, groups)

    def skipped() -> set[str]:
        found = run("split", book, "--round", ROUND, "--dry-run", "--json").json["skipped"]
        return {each["department"] for each in found}

    assert skipped() == {"各校", "相关科室", "教育科进修学校"}
    kept = openpyxl.load_workbook(place)
    rows = {row[0].value: row for row in kept["部门"].iter_rows(min_row=4)}
    rows["各校"][3].value, rows["相关科室"][1].value = "一小、二小", "有关科室"
    kept.save(place)
    # What was written there stays when a setting is changed.
    keep_settings(place, {"deadline": "2023-06-28"}, book.name, at)
    done = run("split", book, "--round", ROUND, "--json").json
    sent = {each["department"] for each in done["files"]}
    assert {"一小", "二小", "教育科"} <= sent and "各校" not in sent
    assert skipped() == {"相关科室", "教育科进修学校"}
    # What cannot be read of it is said, and is not lost.
    kept = openpyxl.load_workbook(place)
    kept["部门"]["A3"].value, kept["部门"]["J3"].value, kept["部门"]["J4"].value = "单位", "我的备注", "先问"
    kept.save(place)
    keep_settings(place, {"deadline": "2023-06-29"}, book.name, at)
    said = run("validate", book).out
    assert "“设置.xlsx”的“部门”没有读" in said
    sheet = openpyxl.load_workbook(place)["部门"]
    assert [sheet[cell].value for cell in ("A3", "J3", "J4")] == ["单位", "我的备注", "先问"]
    assert "一小、二小" in [row[3].value for row in sheet.iter_rows(min_row=4)]
