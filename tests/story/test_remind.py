"""催报: who is on which list, what is written to whom, and what is remembered of it."""

from __future__ import annotations

import shutil
import zipfile
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from support import ooxml
from support.office import OFFICES, ROUND, ROWS, Office, run, table
from support.word import words

from xlplan.actions.book import open_book
from xlplan.actions.remind import remind
from xlplan.actions.set_settings import set_settings


@pytest.fixture
def works(tmp_path: Path) -> Office:
    found = Office.small(tmp_path)
    found.do("split", "--due", "2023-06-20")
    return found


@pytest.fixture
def folder(works: Office) -> Path:
    return works.root / "汇总" / ROUND / "催报"


def on(works: Office, day: str) -> dict[str, tuple[str, int, bool]]:
    """Return each department's list, the number of its reminder, and whether its leader is told."""
    done = remind(open_book(works.book), ROUND, datetime.fromisoformat(f"{day}T09:00"))
    return {each.department: (each.lack.value, each.number, each.escalated) for each in done.reminders}


def test_after_the_second_reminder_the_leader_is_named(works: Office, folder: Path) -> None:
    for name in ("组宣科", "教育科", "一小"):
        works.answer(name)
    works.do("merge")
    assert on(works, "2023-06-21") == on(works, "2023-06-21") == {"二小": ("未报", 1, False)}, (
        "several on one day count once"
    )
    assert on(works, "2023-06-23") == {"二小": ("未报", 2, False)}
    assert on(works, "2023-06-26") == {"二小": ("未报", 3, True)}
    text = (folder / "二小-催报.txt").read_text("utf-8-sig")
    assert "已超 6 天" in text and "已催过 2 次，这是第 3 次" in text and "将报分管领导" in text
    works.answer("二小")
    works.do("merge")
    assert on(works, "2023-06-27") == {}
    assert not (folder / "二小-催报.txt").exists()
    assert "都已报齐" in (folder / "催报-群通知.txt").read_text("utf-8-sig")


def test_a_reminder_can_be_taken_back_and_is_rebuilt_with_the_ledger(works: Office, folder: Path) -> None:
    on(works, "2023-06-21")
    works.ledger.unlink()
    assert run("rebuild", works.book).code == 0
    assert {number for _, number, _ in on(works, "2023-06-22").values()} == {2}
    listed = run("undo", "--list", "--json", works.book).json["actions"][0]
    assert (listed["verb"], listed["round"]) == ("remind", ROUND)
    told = run("undo", works.book).out
    assert "已收走：" in told and "已从下发文件夹移除" not in told
    # Its papers go as well, and lie in the archive.
    assert not folder.exists()
    assert {number for _, number, _ in on(works, "2023-06-23").values()} == {2}


def test_the_papers_the_list_and_the_mails(works: Office, folder: Path, needs_validator: None) -> None:
    table(works.book, ROWS, OFFICES, emails={"教育科": "jyk@example.org"})
    done = works.do("remind")
    assert (done.code, "要催 4 个部门" in done.out) == (1, True)
    ooxml.assert_valid(folder / "催办单.docx", folder / "催报名单.xlsx")
    paper = words(folder / "催办单.docx")
    assert "教育科：" in paper and "还没有报送（应报 3 项）" in paper and "{{" not in paper and "{%" not in paper
    assert paper.count("催 办 单") == 4
    book = openpyxl.load_workbook(folder / "催报名单.xlsx")
    assert [len(list(book[name].iter_rows(min_row=4))) for name in ("未报", "退回未改", "有空缺")] == [4, 0, 0]
    mail: Any = message_from_bytes((folder / "教育科-催报.eml").read_bytes(), policy=default)
    assert "第1次催报" in mail["Subject"]
    assert [part.get_filename() for part in mail.iter_attachments()] == [works.sheet_of("教育科").name]


def test_a_paper_that_somebody_has_written_into_stays(works: Office, folder: Path) -> None:
    works.do("remind")
    paper = Document(str(folder / "催办单.docx"))
    paper.paragraphs[0].add_run("局长改过")
    paper.save(str(folder / "催办单.docx"))
    works.do("remind")
    assert "局长改过" in words(folder / "催办单.docx")
    assert "催 办 单" in words(folder / "催办单（2）.docx")
    works.do("remind")
    assert not (folder / "催办单（3）.docx").exists()


def test_the_office_may_restyle_the_paper_and_a_word_that_is_none_is_said(works: Office, folder: Path) -> None:
    from xlplan.files.store.shipped import shipped

    own = works.root / "模板" / "催办单.docx"
    own.parent.mkdir()
    paper = Document(str(shipped("templates/催办单.docx")))
    paper.paragraphs[1].runs[0].text = "提 醒 函"
    paper.save(str(own))
    works.do("remind")
    assert "提 醒 函" in words(folder / "催办单.docx")
    paper.paragraphs[1].runs[0].text = "{{ 单.部们 }}"
    paper.save(str(own))
    done = works.do("remind")
    assert (done.code, "部们" in done.err and "模板" in done.err) == (2, True)
    own.write_bytes(b"no paper")
    assert works.do("remind").code == 2


def test_names_are_words_and_never_markup(tmp_path: Path) -> None:
    rows = [(*ROWS[0][:3], "教育科<&{{", *ROWS[0][4:])]
    works = Office.small(tmp_path, rows=rows, offices=[("教育科<&{{", "科室", ""), *OFFICES])
    works.do("split")
    works.do("remind")
    assert "教育科<&{{：" in words(works.root / "汇总" / ROUND / "催报" / "催办单.docx")


def test_the_same_gives_the_same_bytes_without_names_or_times(works: Office, folder: Path) -> None:
    works.do("remind")
    first = (folder / "催办单.docx").read_bytes()
    (folder / "催办单.docx").unlink()
    works.do("remind")
    assert (folder / "催办单.docx").read_bytes() == first
    with zipfile.ZipFile(folder / "催办单.docx") as package:
        assert b"python-docx" not in package.read("docProps/core.xml")


def test_nothing_handed_out_is_nothing_to_chase(tmp_path: Path) -> None:
    done = Office.small(tmp_path).do("remind")
    assert (done.code, "还没有下发过任何一期" in done.err) == (2, True)


@pytest.mark.parametrize(
    ("place", "said", "phone"),
    [
        ("督查室李梅 2889015", "报送给督查室李梅 2889015；", "联系人：督查室李梅　联系电话：2889015"),
        # Nobody is named who is not, and no number that is none.
        ("13800001234@qq.com", "报送给13800001234@qq.com；", "联系人：　　　　　　　联系电话：\n"),
    ],
)
def test_the_paper_says_to_whom_it_is_sent(works: Office, folder: Path, place: str, said: str, phone: str) -> None:
    set_settings(open_book(works.book), {"send_to": place}, datetime(2023, 6, 10, 9))
    on(works, "2023-06-21")
    paper = words(folder / "催办单.docx")
    assert said in paper and phone in paper


def test_text_paper_and_mail_name_the_same_file_and_day(works: Office, folder: Path) -> None:
    mails = {
        "教育科": "jyk@example.org",
        "组宣科": "zxk@example.org",
        "一小": "yx@example.org",
        "二小": "ex@example.org",
    }
    table(works.book, ROWS, [*OFFICES, ("一小", "学校", ""), ("二小", "学校", "")], emails=mails)
    # One sent its sheet unfilled, one with a gap, one a broken file, one nothing.
    shutil.copy(works.sheet_of("教育科"), works.returned)
    works.answer("组宣科", edit=lambda filled: setattr(filled.cell("1.2", "progress"), "value", None))
    (works.returned / works.sheet_of("一小").name).write_bytes(b"PK broken")
    works.do("merge")
    on(works, "2023-06-10")
    by = "请在2023年6月20日前（含当天）"
    wanted = {
        "教育科": (
            f"{by}，在退回单上填好后发回，不要另填原表；",
            f"{by}发回{ROUND}推进情况表退回单（第1次催报）",
            False,
        ),
        "组宣科": (f"{by}，在退回单上补齐后发回，不要另填原表", f"{by}发回{ROUND}推进情况表退回单（第1次催报）", False),
        "一小": (f"{by}，用发给你们的原表填好报送；", f"{by}报送{ROUND}推进情况表（第1次催报）", True),
        "二小": (f"{by}报送；", f"{by}报送{ROUND}推进情况表（第1次催报）", True),
    }
    pages = {page.partition("：")[0].split()[-1]: page for page in words(folder / "催办单.docx").split("催 办 单")[1:]}
    for name, (said, subject, original) in wanted.items():
        assert said in (folder / f"{name}-催报.txt").read_text("utf-8-sig")
        assert said.rstrip("；") in pages[name]
        mail: Any = message_from_bytes((folder / f"{name}-催报.eml").read_bytes(), policy=default)
        assert mail["Subject"] == subject
        attached = [part.get_filename() for part in mail.iter_attachments()]
        assert attached == ([works.sheet_of(name).name] if original else [])
    assert "还没有报送" not in (folder / "教育科-催报.txt").read_text("utf-8-sig") + pages["教育科"]
