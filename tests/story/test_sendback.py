"""退回: what a department has to mend goes back on its own sheet, and is taken once it is mended."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter, range_boundaries
from support import calc, ooxml
from support.merging import Edit, move_rows_and_columns, put, values, verdicts
from support.office import ROUND, ROWS, Filled, Office, fill_pending, pending_rows, run, snapshot, table

from xlplan.actions import merge
from xlplan.files.papers.filling import SecondProcess
from xlplan.files.store.shipped import DEPARTMENT_TEMPLATE, shipped
from xlplan.files.template.marking import FILL
from xlplan.ledger.store import Ledger
from xlplan.terms.sheets import TASKS

NAME = "教育科"


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path)
    found.do("split", "--due", "2023-06-20")
    return found


def folder(works: Office) -> Path:
    return works.root / "退回" / ROUND


def names(works: Office) -> list[str]:
    place = folder(works)
    return sorted(path.name for path in place.iterdir()) if place.is_dir() else []


def copy_of(works: Office, department: str = NAME) -> Path:
    return folder(works) / f"{department}-{ROUND}退回单.xlsx"


def printed(filled: Filled) -> tuple[int, float]:
    """Return the last column that is printed, and how wide all of these are."""
    last = range_boundaries(filled.sheet.print_area.split("!")[1])[2]
    return last, sum(filled.sheet.column_dimensions[get_column_letter(number)].width for number in range(1, last + 1))


def text(works: Office, name: str) -> str:
    return (folder(works) / f"{name}.txt").read_text("utf-8-sig")


def both(*edits: Edit) -> Edit:
    def edit(filled: Filled) -> None:
        for each in edits:
            each(filled)

    return edit


def marks(path: Path) -> dict[tuple[str, str], str]:
    """Return the comments by 编号 and column (above the table by the label on the left); only their cells are red."""
    filled = Filled.open(path)
    columns = {
        filled.column(name): name
        for name in ("id", "content", "state", "percent", "progress", "problems", "next", "expected")
    }
    tasks = {row: task for task, row in filled.tasks.items()}
    found = {}
    for row in filled.sheet.iter_rows():
        for cell in row:
            if cell.comment is None:
                assert cell.fill.fgColor.rgb != FILL, cell.coordinate
                continue
            assert cell.fill.fgColor.rgb == FILL, cell.coordinate
            label = filled.sheet.cell(cell.row, max(1, cell.column - 1)).value or ""
            place = (tasks[cell.row], columns[cell.column]) if cell.row in tasks else ("", str(label))
            found[place] = cell.comment.text.removeprefix("退回说明：\n")
    return found


def mend(works: Office, edit: Edit, name: str = "改好.xlsx", department: str = NAME) -> Path:
    """Correct a department's copy and send it back."""
    filled = Filled.open(copy_of(works, department))
    edit(filled)
    filled.book.save(works.returned / name)
    return works.returned / name


def person(label: str, value: str | None) -> Edit:
    return lambda filled: setattr(filled.person(label), "value", value)


WRONG = both(
    person("审核人", None),
    put("1.1", "percent", 80),
    put("1.2", "state", "基本完成"),
    put("1.2", "expected", "3月底"),
    put("1.4", "progress", None),
)
RIGHT = both(
    person("审核人", "李四"),
    put("1.1", "percent", 0.8),
    put("1.2", "state", "推进中"),
    put("1.2", "expected", date(2023, 9, 30)),
    put("1.4", "progress", "检查了一次。"),
)


def decide(works: Office, kind: str, note: str) -> None:
    """Send back the one thing of a kind that waits, on 待核实, and merge."""
    (found,) = (row for row in pending_rows(works) if row["kind"] == kind)
    fill_pending(works, found | {"decision": "退回", "note": note})
    assert "办理 1 条" in works.do("merge").out


def test_an_incomplete_return_goes_back_with_its_wrong_cells_marked(works: Office) -> None:
    works.answer(NAME, edit=WRONG)
    works.answer("组宣科")
    done = works.do("merge")
    assert (
        done.code,
        f"要退回修改的 1 个部门（{NAME}）：退回单和要发的话在 分工表-工作区/退回/{ROUND}" in done.out,
    ) == (1, True)
    assert names(works) == [f"{NAME}-{ROUND}退回单.xlsx", f"{NAME}-退回说明.txt", "退回-群通知.txt"]
    assert marks(copy_of(works)) == {
        ("", "审核人"): "“审核人”是必填的，请补填。",
        ("1.1", "percent"): "“80”看不准。是不是 80%？请写成 80% 的样子。",
        (
            "1.2",
            "state",
        ): "“基本完成”不在可选的状态里。是不是 推进中？请从下拉框里选：未启动、推进中、常态推进、已完成、需协调、暂缓；点到这一格，写着每一种的意思。",
        ("1.2", "expected"): "“3月底”看不准。是不是 2023-03-31？请写成 2023-12-31 的样子。",
        ("1.4", "progress"): "“本期进展”是必填的，请补填。",
    }
    filled = Filled.open(copy_of(works))
    read = {
        (task, name): filled.cell(task, name).value
        for task in filled.tasks
        for name in ("state", "percent", "progress", "expected")
    }
    assert read == {
        ("1.1", "state"): "推进中", ("1.1", "percent"): "80", ("1.1", "progress"): "1.1的进展。", ("1.1", "expected"): None,
        ("1.2", "state"): "基本完成", ("1.2", "percent"): 0.5, ("1.2", "progress"): "1.2的进展。", ("1.2", "expected"): "3月底",
        ("1.4", "state"): "推进中", ("1.4", "percent"): 0.5, ("1.4", "progress"): None, ("1.4", "expected"): None,
    }  # fmt: skip
    ooxml.assert_valid(copy_of(works))


def test_what_two_cells_can_mend_is_mended_by_either(works: Office) -> None:
    works.answer(NAME, edit=both(WRONG, put("1.4", "state", "已完成"), put("1.4", "percent", 0.4)))
    works.do("merge")
    filled = Filled.open(copy_of(works))
    state, percent = (filled.cell("1.4", name).coordinate for name in ("state", "percent"))
    rules = {
        str(place.sqref): place.rules[0].formula[0]
        for place in filled.sheet.conditional_formatting
        if str(place.sqref) == state
    }
    assert rules == {
        state: f'OR(AND(LEN(TRIM({state}))>0,NOT(EXACT({state},"已完成"))),AND(LEN(TRIM({percent}))>0,{percent}<>0.4))'
    }


def test_the_texts_say_the_cells_and_how_to_mend_them(works: Office) -> None:
    works.answer(NAME, edit=WRONG)
    works.do("merge")
    said = text(works, f"{NAME}-退回说明")
    filled = Filled.open(copy_of(works))
    place = filled.cell("1.1", "percent").coordinate
    assert f"任务 1.1“完成进度”（{place}）：“80”看不准。是不是 80%？请写成 80% 的样子。" in said
    assert f"审核人（{filled.person('审核人').coordinate}）：" in said
    assert f"见附件“{copy_of(works).name}”" in said
    assert "报送截止：2023年6月20日；已经过了的，请尽快发回。" in said
    assert f"{NAME}（5 处）" in text(works, "退回-群通知")


@pytest.mark.parametrize("by", ["as it is", "xlsx", "ods", "xls"])
def test_the_mended_copy_is_accepted_and_takes_the_place_of_the_first(
    works: Office, tmp_path: Path, by: str, needs_calc: None
) -> None:
    first = works.answer(NAME, edit=WRONG)
    works.do("merge")
    path = mend(works, RIGHT)
    if by != "as it is":
        saved = calc.convert(path, by, tmp_path / "存")
        path.unlink()
        shutil.copy(saved, works.returned)
    merged = works.json("merge")
    assert verdicts(merged) == {first.name: "duplicate", f"改好.{by if by != 'as it is' else 'xlsx'}": "accepted"}
    assert (merged["conflicts"], names(works)) == ([], [])
    assert values(works)["1.2", NAME] == {
        "state": "推进中",
        "percent": 0.5,
        "progress": "1.2的进展。",
        "expected": date(2023, 9, 30),
    }
    assert values(works)["1.1", NAME]["percent"] == 0.8


def test_both_at_once_are_told_apart_by_what_the_copy_says_it_corrects(works: Office) -> None:
    first = works.answer(NAME, edit=WRONG)
    works.do("merge")
    second = mend(works, RIGHT)
    run("undo", works.book)
    assert names(works) == []
    merged = works.json("merge")
    assert verdicts(merged) == {first.name: "superseded", second.name: "accepted"}
    assert names(works) == []


def test_a_copy_sent_back_half_mended_goes_back_again(works: Office) -> None:
    works.answer(NAME, edit=WRONG)
    works.do("merge")
    mend(works, person("审核人", "李四"), "一半.xlsx")
    works.do("merge")
    assert list(marks(copy_of(works))) == [
        ("1.1", "percent"),
        ("1.2", "state"),
        ("1.2", "expected"),
        ("1.4", "progress"),
    ]
    mend(works, RIGHT, "全部.xlsx")
    assert works.json("merge")["conflicts"] == []
    assert names(works) == []


def test_marks_go_by_number_and_column_whatever_was_moved(works: Office) -> None:
    works.answer(NAME, edit=both(WRONG, move_rows_and_columns))
    works.do("merge")
    assert set(marks(copy_of(works))) == {
        ("", "审核人"), ("1.1", "percent"), ("1.2", "state"), ("1.2", "expected"), ("1.4", "progress"),
    }  # fmt: skip


@pytest.fixture
def deciding(tmp_path: Path) -> Office:
    """Set up the same with the round in 设置: the lists of what waits are made for that round."""
    found = Office.small(tmp_path, settings={"round": ROUND, "deadline": date(2023, 6, 20)})
    found.do("split")
    return found


def test_a_request_that_the_office_sent_back_goes_with_its_note(deciding: Office) -> None:
    works = deciding
    works.answer(NAME, edit=both(put("1.1", "state", "已完成"), put("1.1", "percent", 1.0)))
    assert works.json("merge")["files"][0]["verdict"] == "accepted"
    decide(works, "待销号", "办法还没有印发。")
    assert marks(copy_of(works)) == {("1.1", "state"): "没有同意销号：办法还没有印发。请按实际情况重新填写。"}
    assert Filled.open(copy_of(works)).cell("1.1", "state").value == "已完成"
    mend(works, both(put("1.1", "state", "推进中"), put("1.1", "percent", 0.9)))
    assert verdicts(works.json("merge"))["改好.xlsx"] == "accepted"
    assert names(works) == []


@pytest.mark.parametrize("kind", ["新增任务", "改动原文"])
def test_what_the_office_does_not_want_in_its_table_is_said_until_it_is_gone(deciding: Office, kind: str) -> None:
    works = deciding

    def own_row(filled: Filled) -> None:
        filled.sheet.cell(filled.sheet.max_row + 1, filled.column("content")).value = "新增的事。"

    works.answer(NAME, edit=own_row if kind == "新增任务" else put("1.4", "content", "检查两次。"))
    works.do("merge")
    assert names(works) == []
    decide(works, kind, "本期不改表")
    words = {
        "新增任务": "没有同意新增的任务，不用填报：本期不改表。",
        "改动原文": "没有同意改动原文，仍按原来的文字填报：本期不改表。",
    }
    assert words[kind] in text(works, f"{NAME}-退回说明")
    assert Filled.open(copy_of(works)).cell("1.4", "content").value == "配合检查。"
    mend(works, lambda filled: None)
    assert verdicts(works.json("merge"))["改好.xlsx"] == "accepted"
    assert (names(works), pending_rows(works)) == ([], [])


def test_of_what_cannot_be_read_there_is_a_text_and_the_sheet_as_it_was(works: Office) -> None:
    (works.returned / "教育科报送.xlsx").write_bytes(b"PK\3\4" + bytes(50))
    (works.returned / "不知谁的.xlsx").write_bytes(b"PK\3\4" + bytes(60))
    works.do("merge")
    assert names(works) == [works.sheet_of(NAME).name, f"{NAME}-退回说明.txt", "退回-群通知.txt"]
    assert (folder(works) / works.sheet_of(NAME).name).read_bytes() == works.sheet_of(NAME).read_bytes()
    assert "“教育科报送.xlsx”没有收下：已损坏，读不出来。请用发给你们的原表填写" in text(works, f"{NAME}-退回说明")
    assert "“不知谁的.xlsx”没有收下" in text(works, "退回-群通知")
    for department in (NAME, "组宣科", "一小", "二小"):
        works.answer(department)
    works.do("merge")
    assert names(works) == []


def test_nothing_is_written_twice_and_what_was_written_into_is_kept(works: Office) -> None:
    path = works.answer(NAME, edit=WRONG)
    works.do("merge")
    shutil.copy(path, works.returned / "又发一遍.xlsx")
    before = snapshot(works.root / "退回")
    works.do("merge")
    assert snapshot(works.root / "退回") == before
    filled = Filled.open(copy_of(works))
    filled.cell("1.4", "progress").value = "写到一半。"
    filled.book.save(copy_of(works))
    written = copy_of(works).read_bytes()
    (folder(works) / "我的笔记.txt").write_text("别动", "utf-8")
    works.do("merge")
    assert copy_of(works).read_bytes() != written
    assert written in [kept.read_bytes() for kept in (works.root / "归档").glob("*.xlsx")]
    run("undo", works.book)
    assert names(works) == ["我的笔记.txt"]


def test_a_merge_that_cannot_write_them_records_nothing(works: Office) -> None:
    works.answer(NAME, edit=WRONG)
    (works.root / "退回").write_bytes(b"")
    done = works.do("merge")
    assert (done.code, "写不了" in done.err) == (2, True)
    with Ledger(works.ledger) as ledger:
        assert ledger.received(ROUND) == []
    (works.root / "退回").unlink()
    assert works.do("merge").code == 1
    assert copy_of(works).is_file()


def test_nothing_of_the_returned_package_comes_along_and_texts_stay_texts(works: Office) -> None:
    evil = "=cmd|' /C calc'!A0"

    def edit(filled: Filled) -> None:
        WRONG(filled)
        cell = filled.cell("1.1", "problems")
        cell.value, cell.data_type = evil, "s"
        cell = filled.cell("1.1", "state")
        cell.value, cell.data_type = "@推进", "s"
        filled.cell("1.4", "next").value = "见网页"
        filled.cell("1.4", "next").hyperlink = "http://bad.example/"
        filled.book.create_sheet("夹带")

    works.answer(NAME, edit=edit)
    works.do("merge")
    with zipfile.ZipFile(copy_of(works)) as copy, zipfile.ZipFile(works.sheet_of(NAME)) as sheet:
        new = set(copy.namelist()) - set(sheet.namelist())
        changed = {name for name in sheet.namelist() if copy.read(name) != sheet.read(name)}
        assert not any(b"bad.example" in copy.read(name) for name in copy.namelist())
    assert new == {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/_rels/sheet1.xml.rels"}
    # The hidden sheet's part names the returns that it corrects, the workbook's what is printed.
    assert changed == {
        "[Content_Types].xml", "xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
    }  # fmt: skip
    filled = Filled.open(copy_of(works))
    for name, value in (("problems", evil), ("state", "@推进")):
        cell = filled.cell("1.1", name)
        assert (cell.value, cell.data_type, cell.quotePrefix) == (value, "s", True)
    ooxml.assert_valid(copy_of(works))


def test_calc_shows_the_comments_and_keeps_texts_as_texts(works: Office, tmp_path: Path, needs_calc: None) -> None:
    works.answer(NAME, edit=both(WRONG, put("1.4", "state", "＝无")))
    works.do("merge")
    saved = calc.convert(copy_of(works), "xlsx", tmp_path / "存")
    assert marks(saved) == marks(copy_of(works))


def test_an_older_revision_goes_back_as_the_newest(works: Office) -> None:
    works.answer(NAME)
    table(works.book, [*ROWS, ("1.5", "甲工程", "新的一件事。", NAME, "", "2023年10月底前")])
    works.do("split", "--due", "2023-06-20")
    works.do("merge")
    found = marks(copy_of(works))
    assert {place for place in found if place[0]} == {("1.5", "state"), ("1.5", "percent"), ("1.5", "progress")}
    assert "所填内容已移到这份新版里" in text(works, f"{NAME}-退回说明")
    mend(works, both(put("1.5", "state", "推进中"), put("1.5", "percent", 0.1), put("1.5", "progress", "开始了。")))
    assert verdicts(works.json("merge"))["改好.xlsx"] == "accepted"
    assert names(works) == []


def test_how_to_correct_stands_in_the_row_and_is_no_change_of_the_text(works: Office) -> None:
    works.answer(NAME, edit=WRONG)
    works.do("merge")
    filled = Filled.open(copy_of(works))
    said = filled.cell("1.1", "previous").value
    assert said == "【退回修改】完成进度：“80”看不准。是不是 80%？请写成 80% 的样子。"
    assert "同一行的“上期进展”" in filled.sheet["B2"].value
    # On paper too, and no smaller: the column of the task makes room.
    sent, back = printed(Filled.open(works.sheet_of(NAME))), printed(filled)
    assert (sent[0], back[0]) == (filled.column("evidence"), filled.column("previous"))
    assert back[1] == pytest.approx(sent[1])
    filled.cell("1.1", "percent").value = 0.8
    filled.book.save(works.returned / f"{NAME}-改好.xlsx")
    (file,) = (each for each in works.json("merge")["files"] if "改好" in each["path"])
    assert "return-locked-edited" not in {reason["code"] for reason in file["reasons"]}


def test_the_offices_own_template_keeps_its_comments(works: Office) -> None:
    own = works.root / "模板" / DEPARTMENT_TEMPLATE
    own.parent.mkdir(parents=True)
    book = openpyxl.load_workbook(shipped(f"templates/{DEPARTMENT_TEMPLATE}"))
    book[TASKS]["C8"].comment = Comment("写百分数", "局办")
    book[TASKS]["B7"].comment = Comment("从下拉框里选", "局办")
    book.save(own)
    works.do("split", "--due", "2023-06-21")
    path = works.answer(NAME, edit=WRONG)
    (file,) = (each for each in works.json("merge")["files"] if each["path"].endswith(path.name))
    assert "return-comment" not in {reason["code"] for reason in file["reasons"]}, "nobody else wrote it"
    filled = Filled.open(copy_of(works))
    said = filled.cell("1.1", "percent").comment.text.splitlines()
    assert (said[0], said[1], said[-1]) == ("退回说明：", "“80”看不准。是不是 80%？请写成 80% 的样子。", "写百分数")
    assert filled.cell("1.2", "percent").comment.text == "写百分数"
    assert filled.sheet.cell(filled.heading, filled.column("state")).comment.text == "从下拉框里选"
    assert "写百分数" not in filled.cell("1.2", "state").comment.text
    # openpyxl writes its own faults into a template's fonts.
    found = ooxml.validate(copy_of(works), works.sheet_of(NAME))
    assert found[copy_of(works)] == found[works.sheet_of(NAME)]


def test_who_wrote_beside_the_cells_is_not_told_that_nothing_was_filled_in(works: Office) -> None:
    shutil.copy(works.sheet_of("组宣科"), works.returned)
    beside = Filled.open(works.sheet_of(NAME))
    beside.sheet.protection.sheet = False
    column = beside.sheet.max_column + 1
    beside.sheet.cell(beside.heading, column).value = "本单位进展"
    beside.sheet.cell(beside.tasks["1.1"], column).value = "已印发办法。"
    beside.cell("1.2", "progress").comment = Comment("已培训两次", "李")
    beside.book.save(works.returned / works.sheet_of(NAME).name)
    works.do("merge")
    assert "里什么都没有填，需要填写" in text(works, "组宣科-退回说明")
    told = text(works, f"{NAME}-退回说明")
    assert "什么都没有填" not in told
    assert "里没有读到填报的内容（另加的列、批注没有当作填报内容），需要填写" in told


def test_a_second_process_begins_before_it_is_known_what_goes_back(
    works: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[object] = []
    start, found_out = SecondProcess.start, merge.send_backs
    monkeypatch.setattr(SecondProcess, "start", lambda *many: order.append(many) or start(*many))
    monkeypatch.setattr(merge, "send_backs", lambda *all_: order.append("who") or found_out(*all_))
    works.answer(NAME, edit=put("1.1", "percent", "过半"))
    works.do("merge")
    works.answer("组宣科", edit=put("1.2", "percent", "过半"))
    works.do("merge")
    # Of tasks and workbooks: what came before goes back again.
    assert order == [(3, 1), "who", (5, 2), "who"]
