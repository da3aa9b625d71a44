"""校验: what it lists, the marks on 分工表, and the numbers that are missing."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlwings
from support.live import HANDED_OUT, done, follow, listed, numbered, press

from xlplan.actions.book import open_book
from xlplan.office.buttons import verbs
from xlplan.office.buttons.round_question import First
from xlplan.office.libreoffice import uno_bridge
from xlplan.plan.sight import FINDING_NOTE
from xlplan.terms.cells import cell_name
from xlplan.terms.headings import FINDING_HEADINGS
from xlplan.terms.sheets import FINDINGS, PLAN, SETTINGS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LEVELS = ("错误", "提醒", "说明")


def marks(book: xlwings.Book, tmp_path: Path) -> dict[str, str]:
    """Return which cells of 分工表 the shipped conditional format marks now, and as what.

    Calc itself evaluates the rules as they stand in the open workbook, beside the table.
    """
    copy = tmp_path / "marks.xlsx"
    _store(book, copy)
    sheet = book.sheets[PLAN]
    with zipfile.ZipFile(copy) as package:
        stored = ElementTree.fromstring(package.read(f"xl/worksheets/sheet{sheet.index}.xml"))
    rules = []
    for area in stored.iter(f"{MAIN}conditionalFormatting"):
        formulas = [str(rule.text) for rule in area.iter(f"{MAIN}formula") if "xlplan_finding" in str(rule.text)]
        rules += [(area.attrib["sqref"], formula, LEVELS[number]) for number, formula in enumerate(formulas)]
    assert [level for _, _, level in rules] == list(LEVELS)
    bottom = sheet.used_range.last_cell.row
    found: dict[str, str] = {}
    for at, formula, level in reversed(rules):
        top = int(re.sub(r"\D", "", at.partition(":")[0]))
        scratch = sheet.range((top, 30), (bottom, 35))
        # Filled from its first cell, each refers to its own as the rule does.
        scratch[0, 0].formula = f"=IF({formula},1,0)"
        for direction in ("TO_RIGHT", "TO_BOTTOM"):
            scratch.impl.api.fillAuto(uno_bridge.load().Enum("com.sun.star.sheet.FillDirection", direction), 1)
        for row, line in enumerate(scratch.options(ndim=2).value, top):
            found |= {f"{letter}{row}": level for letter, hit in zip("ABCDEF", line, strict=True) if hit}
        scratch.clear_contents()
    return found


def _store(book: xlwings.Book, copy: Path) -> None:
    from xlplan.office.libreoffice.uno_bridge import properties

    book.impl.api.storeToURL(copy.as_uri(), properties(FilterName="Calc MS Excel 2007 XML"))


def test_what_the_command_line_says_of_the_saved_file_the_button_says_of_the_open_one(
    book: xlwings.Book, path: Path
) -> None:
    from xlplan.actions.validate import validate

    assert "25 项任务，16 个问题（错误 1，提醒 7，说明 8）" in done(book, "validate").message
    closed = validate(open_book(path), HANDED_OUT.date()).findings
    listed_ = listed(book, FINDINGS)
    assert sorted((row["problem"], row["cure"]) for row in listed_) == sorted((f.message, f.hint) for f in closed)
    assert [row["severity"] for row in listed_] == ["错误"] + ["提醒"] * 7 + ["说明"] * 8


def test_changes_that_are_not_saved_count(book: xlwings.Book) -> None:
    book.sheets[PLAN].range("D4").value = "没有这个科"
    done(book, "validate")
    assert ("D4", "部门不在名录") in [(row["cell"], row["rule"]) for row in listed(book, FINDINGS)]


def test_each_cell_that_is_marked_says_why_and_how_to_mend_it(book: xlwings.Book, path: Path) -> None:
    plan = book.sheets[PLAN]
    plan.impl.add_note(3, 5, "局里定的")
    plan.range("D4").value = "没有这个科"
    done(book, "validate")
    notes = noted(book)
    own = {row["cell"]: row for row in listed(book, FINDINGS) if row["cell"] and "!" not in row["cell"]}
    assert {cell for cell, text in notes.items() if text.startswith(FINDING_NOTE)} == set(own) - {"F4"}
    assert notes["F4"] == "局里定的"
    said = notes["D4"].replace("\n", "")
    assert own["D4"]["severity"] == "错误"
    assert said == f"{FINDING_NOTE}错误：{own['D4']['problem']}怎么改：{own['D4']['cure']}"
    # They are none of the table's, and go with what they say.
    plan.range("D4").value = "教育科"
    done(book, "validate")
    assert "D4" not in noted(book)
    assert "旁边有批注" not in {row["rule"] for row in listed(book, FINDINGS)}
    copy = path.with_name("存过.xlsx")
    _store(book, copy)
    from xlplan.actions.validate import validate

    found = [each.cell for each in validate(open_book(copy), HANDED_OUT.date()).findings if each.code == "cell-comment"]
    assert found == ["F4"]


def noted(book: xlwings.Book) -> dict[str, str]:
    """Return the notes on 分工表 by their cells."""
    return {cell_name(row, column): text for row, column, text, _ in book.sheets[PLAN].impl.notes()}


def test_old_results_go(book: xlwings.Book) -> None:
    plan = book.sheets[PLAN]
    plan.range("D4:D28").value = [["没有这个科"]] * 25
    done(book, "validate")
    many = len(listed(book, FINDINGS))
    plan.range("D4:D28").value = [["教育科"]] * 25
    done(book, "validate")
    assert len(listed(book, FINDINGS)) < many


def test_the_links_lead_to_the_cells(book: xlwings.Book) -> None:
    book.sheets[SETTINGS].range("B7").value = "下个月"
    done(book, "validate")
    column = list(FINDING_HEADINGS).index("cell") + 1
    links = [str(book.sheets[FINDINGS].range((row, column)).formula) for row in range(4, 24)]
    for text, sheet, cell in (("D21", PLAN, "$D$21"), ("设置!B7", SETTINGS, "$B$7")):
        (target,) = (found[1] for link in links if (found := re.match(rf'=HYPERLINK\("(#.*)","{text}"\)', link)))
        follow(book, target)
        selected = book.app.selection
        assert selected is not None
        assert (book.sheets.active.name, selected.address) == (sheet, cell)


def test_progress_runs_up_and_begins_at_once(book: xlwings.Book) -> None:
    told: list[tuple[str, float]] = []
    verbs.press("split", book, HANDED_OUT, lambda text, share: told.append((text, share)))
    shares = [share for _, share in told]
    assert told[0] == ("正在拆分下发", 0.01)
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1


def test_marks_stand_on_the_cells_with_findings_and_inserted_rows_move_none(book: xlwings.Book, tmp_path: Path) -> None:
    done(book, "validate")
    expected = {row["cell"]: row["severity"] for row in listed(book, FINDINGS) if row["cell"][1:].isdigit()}
    assert marks(book, tmp_path) == expected
    rows = book.sheets[PLAN].impl.api.getRows()
    rows.insertByIndex(10, 2)
    moved = {re.sub(r"\d+", lambda at: str(int(at[0]) + 2 * (int(at[0]) > 10)), cell): level
             for cell, level in expected.items()}  # fmt: skip
    assert moved != expected
    assert marks(book, tmp_path) == moved


def test_mending_one_cell_and_clicking_again_takes_its_mark_away(book: xlwings.Book, tmp_path: Path) -> None:
    done(book, "validate")
    before = marks(book, tmp_path)
    assert before["D21"] == "提醒"
    book.sheets[PLAN].range("D21").value = "教育科\n进修学校"
    done(book, "validate")
    after = marks(book, tmp_path)
    assert after == {cell: level for cell, level in before.items() if cell != "D21"}


def test_numbers_that_are_no_texts_find_their_marks_too(book: xlwings.Book, tmp_path: Path) -> None:
    plan = book.sheets[PLAN]
    plan.range("A21").number_format = "General"
    plan.range("A21").value = 4.3
    done(book, "validate")
    found = marks(book, tmp_path)
    assert (found["A21"], found["D21"]) == ("提醒", "提醒")


@pytest.fixture
def without_numbers(book: xlwings.Book) -> xlwings.Book:
    """Return a workbook with two rows without 编号."""
    book.sheets[PLAN].range("A8").clear_contents()
    book.sheets[PLAN].range("A28").clear_contents()
    return book


def test_missing_numbers_are_asked_about_and_filled_in_on_yes(without_numbers: xlwings.Book) -> None:
    first = press(without_numbers, "validate")
    assert first.ask == "有 2 项任务没有编号，可以补上：第8行 1.5、第28行 5.5。现在补上吗？"
    assert (numbered(without_numbers)[4], numbered(without_numbers)[24]) == (None, None)
    second = press(without_numbers, "validate", answer=True)
    assert (numbered(without_numbers)[4], numbered(without_numbers)[24]) == ("1.5", "5.5")
    assert second.ask is None
    assert "缺少编号" not in {row["rule"] for row in listed(without_numbers, FINDINGS)}


def test_where_a_window_asks_a_second_click_fills_in_nothing(without_numbers: xlwings.Book) -> None:
    for _ in range(2):
        asked = press(without_numbers, "validate", answer=First.ASK)
        assert asked.ask and asked.ask in asked.message and "再点一次“校验”" not in asked.message
        assert numbered(without_numbers)[4] is None


def test_no_leaves_the_numbers_blank(without_numbers: xlwings.Book) -> None:
    press(without_numbers, "validate")
    assert press(without_numbers, "validate", answer=False).ask is None
    assert numbered(without_numbers)[4] is None


def test_where_nobody_can_be_asked_a_second_click_fills_in_just_what_the_first_listed(
    without_numbers: xlwings.Book,
) -> None:
    assert "再点一次" in press(without_numbers, "validate").message
    without_numbers.sheets[PLAN].range("A27").clear_contents()
    assert press(without_numbers, "validate").ask, "one more is missing than was listed"
    assert numbered(without_numbers)[4] is None
    assert "已补上 3 个编号" in press(without_numbers, "validate").message
    assert numbered(without_numbers)[23:] == ["5.4", "5.5"]


def test_a_thousand_tasks_are_validated(book: xlwings.Book, capsys: pytest.CaptureFixture[str]) -> None:
    plan = book.sheets[PLAN]
    rows = plan.range("A4:F28").value
    plan.range("B4:B28").unmerge()
    plan.range("F4:F28").unmerge()
    many = [
        [
            f"'{number // 5 + 1}.{number % 5 + 1}",
            f"第{number // 5 + 1}项工程" if number % 5 == 0 else None,
            *rows[number % 25][2:],
        ]
        for number in range(1000)
    ]
    plan.range("A4:F1003").value = many
    for number in range(0, 1000, 5):
        plan.range((number + 4, 2), (number + 8, 2)).merge()
    timed: list[float] = []
    for _ in range(3):
        begun = time.perf_counter()
        outcome = done(book, "validate")
        timed.append(time.perf_counter() - begun)
    with capsys.disabled():
        print(f"\n1,000 tasks, {len(listed(book, FINDINGS))}+ findings on the sheet: {min(timed):.2f} s")
    assert "1000 项任务" in outcome.message
