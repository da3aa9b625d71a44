"""改设置: what is set in the helper's window counts for a closed workbook until the sheet's cell is changed, and is taken back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from support.office import ROUND, Office, run

from xlplan.actions.book import open_book
from xlplan.actions.set_settings import set_settings, settings_now
from xlplan.terms.errors import RoundError, SettingError
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import SETTINGS, TASKS

NOW = datetime(2023, 7, 1, 9)
NEXT = "2023年第三季度"


@pytest.fixture
def works(tmp_path: Path) -> Office:
    return Office.small(tmp_path, settings={"round": ROUND, "deadline": date(2023, 6, 20)})


def write(book: Path, name: str, value: object) -> None:
    """Change a cell of 设置, as somebody at the workbook does."""
    opened = openpyxl.load_workbook(book)
    for row in opened[SETTINGS].iter_rows():
        if row[0].value == SETTING_ITEMS[name][0]:
            row[1].value = value  # type: ignore[assignment]
    opened.save(book)


def test_it_counts_until_the_sheet_is_changed_and_the_output_says_so(works: Office) -> None:
    before = works.book.read_bytes()
    assert set_settings(open_book(works.book), {"round": "2023Q3", "deadline": "2023.9.20"}, NOW) == (
        f"当前期次 {NEXT}，报送截止日 2023.9.20"
    )
    assert works.book.read_bytes() == before
    settings = open_book(works.book).settings
    assert (settings.round, settings.deadline) == (NEXT, date(2023, 9, 20))
    done = run("split", works.book, "--round", NEXT, "--json")
    assert f"“当前期次”按助手里设的 {NEXT}（工作簿里写的是 {ROUND}）" in done.err
    assert [each["department"] for each in done.json["files"]]
    write(works.book, "deadline", date(2023, 9, 25))
    settings = open_book(works.book).settings
    assert (settings.round, settings.deadline) == (NEXT, date(2023, 9, 25))


def test_a_number_is_kept_without_its_unit_and_written_another_way_is_no_change(works: Office) -> None:
    assert set_settings(open_book(works.book), {"warning_days": "20天"}, NOW) == "黄灯：临期天数 20"
    assert set_settings(open_book(works.book), {"warning_days": "２０ 天"}, NOW) == ""
    assert settings_now(open_book(works.book))["warning_days"] == "20"
    with pytest.raises(SettingError, match="不比红灯"):
        set_settings(open_book(works.book), {"amber_behind": "30"}, NOW)


def test_what_was_set_twice_is_taken_back_one_by_one(works: Office) -> None:
    set_settings(open_book(works.book), {"deadline": "2023-06-25"}, NOW)
    set_settings(open_book(works.book), {"deadline": "2023-06-28", "round": ROUND}, NOW)
    assert settings_now(open_book(works.book))["deadline"] == "2023-06-28"
    said = run("undo", works.book).out
    assert "改设置" in said and "“设置”已改回：“报送截止日”2023-06-25。" in said
    assert settings_now(open_book(works.book))["deadline"] == "2023-06-25"
    assert "“报送截止日”2023-06-20" in run("undo", works.book).out
    assert not open_book(works.book).set_here


def test_departments_are_told_to_whom_they_send_their_sheets_back(works: Office) -> None:
    works.do("split")

    def told(path: Path) -> str:
        return str(openpyxl.load_workbook(path)[TASKS]["B2"].value)

    assert "报送截止：2023年6月20日　报送给：发来这份表的人" in told(works.sheet_of("教育科"))
    set_settings(open_book(works.book), {"send_to": "督查室张三 2889123"}, NOW)
    works.answer("教育科", edit=lambda filled: setattr(filled.cell("1.1", "progress"), "value", None))
    works.do("merge")
    back = next((works.root / "退回" / ROUND).glob("教育科*.xlsx"))
    assert "报送给：督查室张三 2889123　退回修改" in told(back)


def test_what_is_the_same_or_cannot_be_read_is_not_set(works: Office) -> None:
    book = open_book(works.book)
    assert set_settings(book, {"round": ROUND, "auto_merge": ""}, NOW) == ""
    with pytest.raises(SettingError, match="“报送截止日”写的“下周”看不懂"):
        set_settings(book, {"deadline": "下周"}, NOW)
    with pytest.raises(RoundError):
        set_settings(book, {"round": "2023年第七季度"}, NOW)
    assert not book.workspace.begun


def test_the_thresholds_of_lights_count_at_once_and_must_agree(works: Office) -> None:
    said = set_settings(open_book(works.book), {"warning_days": "30", "red_behind": "20%"}, NOW)
    assert said == "黄灯：临期天数 30，红灯：落后点数 20"
    settings = open_book(works.book).settings
    assert (settings.warning_days, settings.red_behind, settings.amber_behind) == (30, 20, 10)
    with pytest.raises(SettingError, match="黄灯"):
        set_settings(open_book(works.book), {"amber_behind": "25"}, NOW)
    with pytest.raises(SettingError, match="“考核分值”写的“多扣”看不懂"):
        set_settings(open_book(works.book), {"weights": "多扣"}, NOW)
    assert "“黄灯：临期天数”（空），“红灯：落后点数”（空）" in run("undo", works.book).out
    assert open_book(works.book).settings.warning_days == 15


def test_an_item_that_the_sheet_does_not_list_can_be_set(works: Office) -> None:
    assert not open_book(works.book).settings.auto_merge
    set_settings(open_book(works.book), {"auto_merge": "是"}, NOW)
    assert open_book(works.book).settings.auto_merge
