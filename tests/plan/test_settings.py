"""设置: each item is read, or said to be unclear while its default holds."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from xlplan.plan.setting_cells import setting_text, still_says
from xlplan.plan.settings import Settings, normal_text, read_day, read_settings
from xlplan.terms.cells import CellError, CellValue, Grid, NoCachedValue
from xlplan.terms.errors import SettingError
from xlplan.terms.fields import Field
from xlplan.terms.setting_items import SETTING_ITEMS


def settings(*rows: tuple[CellValue, ...]) -> Settings:
    return read_settings(Grid("设置", rows))


def test_the_defaults_are_those_that_the_sheet_shows() -> None:
    shown = settings(*((name, default) for name, default, _ in SETTING_ITEMS.values()))
    assert shown == Settings() and shown.findings == ()
    assert settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("计划名称", " 五融五促 ", "title", "五融五促"),
        ("哪一列是什么", "主要内容=整改措施；无＝备注", "columns", {Field.CONTENT: ["整改措施"]}),
        ("哪一列是什么", "主要内容=整改措施；无＝备注", "kept_columns", ("备注",)),
        ("不是部门的名称", "张三、 待定，张三", "no_departments", ("张三", "待定")),
        ("年度", 2023.0, "year", 2023),
        ("年度：", "２０２３年", "year", 2023),
        ("当前期次", "2023Q2", "round", "2023Q2"),
        ("当前期次", datetime(2023, 6, 1), "round", "2023年6月"),
        ("当前期次", date(2023, 6, 2), "round", "2023-06-02"),
        ("报送截止日", datetime(2023, 6, 20), "deadline", date(2023, 6, 20)),
        ("报送截止日", "2023年6月20日", "deadline", date(2023, 6, 20)),
        ("红灯:落后点数", "25%", "red_behind", 25),
        ("黄灯：落后点数", 5.5, "amber_behind", 5.5),
        ("黄灯：落后点数", "0.5点", "amber_behind", 0.5),
        ("黄灯：落后点数", "０．５ 个百分点", "amber_behind", 0.5),
        ("黄灯：临期天数", "２０天", "warning_days", 20),
        ("报送给", " 督查室\n张三\t2889123 ", "send_to", "督查室 张三 2889123"),
        ("报送给", "督" * 39 + "12", "send_to", "督" * 39 + "12"),
        ("黄灯：临期天数", "7天", "warning_days", 7),
        ("“某月前”含当月", "否", "before_includes", False),
        ("“某月前”含当月", False, "before_includes", False),
        ("春季学期起止", "2月20日至7月5日", "spring_term", ((2, 20), (7, 5))),
        ("春季学期起止", "2.13-6.30", "spring_term", ((2, 13), (6, 30))),
        ("秋季学期起止", "2023年8月28日～2024年1月20日", "autumn_term", ((8, 28), (1, 20))),
        ("秋季学期起止", "９月１日—次年１月１９日", "autumn_term", ((9, 1), (1, 19))),
        ("要求盖章件", "是", "stamped_copy", True),
        ("工作区文件夹", "我的工作区", "workspace", "我的工作区"),
    ],
)
def test_an_item_is_read(name: str, value: CellValue, field: str, read: object) -> None:
    found = settings(("设置项", "内容", "说明"), (None, name, value, "说明"))
    assert getattr(found, field) == read
    assert found.findings == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("年度", "今年"),
        ("年度", 23),
        ("报送截止日", "6月20日"),
        ("报送截止日", "2023-02-30"),
        ("报送截止日", 45097),
        ("红灯：落后点数", "很多"),
        ("红灯：落后点数", 101),
        ("红灯：落后点数", 0.25),
        ("红灯：落后点数", "0.25"),
        ("红灯：落后点数", "2_0"),
        ("红灯：落后点数", "2e1"),
        ("红灯：落后点数", "³"),
        ("红灯：落后点数", "20天"),
        ("黄灯：临期天数", "1_0"),
        ("黄灯：临期天数", "⑤"),
        ("报送给", "督" * 41),
        ("黄灯：临期天数", "5个工作日"),
        ("报送给", "督查室\u202e张三"),
        ("报送给", "督查室\x07张三"),
        ("红灯：落后点数", "nan"),
        ("黄灯：临期天数", "-1"),
        ("黄灯：临期天数", 1.5),
        ("“某月前”含当月", "也许"),
        ("春季学期起止", "2月15日"),
        ("春季学期起止", "2月29日—7月15日"),
        ("春季学期起止", "9月1日—1月31日"),
        ("秋季学期起止", "9月1日—12月31日"),
        ("秋季学期起止", "照旧"),
        ("工作区文件夹", "../别处"),
        ("工作区文件夹", ".."),
        ("工作区文件夹", "C:"),
        ("计划名称", CellError("#REF!")),
        ("当前期次", NoCachedValue("=A1")),
    ],
)
def test_an_item_that_is_not_clear_keeps_its_default_and_is_said(name: str, value: CellValue) -> None:
    found = settings((), (name, value))
    assert found == Settings()
    identifier = next(each for each, item in SETTING_ITEMS.items() if item[0] == name)
    assert [(item.code, item.sheet, item.cell) for item in found.findings] == [("setting-invalid", "设置", "B2")]
    assert list(found.unread) == [identifier]
    assert name in found.findings[0].message and "“”" not in found.findings[0].message


@pytest.mark.parametrize(
    ("code", "value", "points"),
    [("0%", 0.25, 25), ("0.00%", 0.295, 29.5), ("0%", 1, 100), ("0", 25, 25), ("", 25.0, 25)],
)
def test_of_a_cell_that_shows_a_percent_counts_what_it_shows(code: str, value: float, points: float) -> None:
    grid = Grid("设置", [("红灯：落后点数", value)], formats={(0, 1): code} if code else {})
    assert (read_settings(grid).red_behind, read_settings(grid).findings) == (points, ())
    shown = f"{points:g}%" if "%" in code else f"{points:g}"
    assert setting_text(grid, "red_behind") == shown
    # What was kept of it before is the same, whether as it shows or as the number that is in it.
    assert [still_says(grid, "red_behind", text) for text in (shown, f"{value:g}", "29")] == [True, True, False]


def test_a_fraction_of_a_point_is_asked_back() -> None:
    (why,) = settings(("红灯：落后点数", 0.25)).findings
    assert why.hint == "写的 0.25，是 25 吗？请写 25；真是 0.25 的，请写 0.25点。"


@pytest.mark.parametrize(("amber", "red", "said"), [(10, 9, 1), (30, 30, 1), (10, 0, 1), (29, 30, 0), (0, 0, 0)])
def test_amber_is_to_be_smaller_than_red(amber: int, red: int, said: int) -> None:
    found = settings(("红灯：落后点数", red), ("黄灯：落后点数", amber))
    assert [each.code for each in found.findings] == ["setting-contradicts"] * said


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("warning_days", "２０天", "20"), ("answer_days", "5 个工作日", "5"), ("answer_days", "7工作日", "7"), ("red_behind", "25%", "25"), ("amber_behind", "0.5 点", "0.5点"), ("red_behind", "", ""), ("send_to", "督查室\n张三", "督查室 张三"),
        ("deadline", "2023.9.20", "2023.9.20"),
    ],
)  # fmt: skip
def test_numbers_are_kept_in_one_form(name: str, text: str, kept: str) -> None:
    assert normal_text(name, text) == kept


def test_the_first_of_two_counts_and_blank_is_not_said() -> None:
    found = settings(("年度", None), ("年度", 2023), ("年度", 2024), ("年度",), ("别的", 1))
    assert found.year == 2023 and found.findings == ()


def test_a_day_is_read_in_the_ways_people_write_it() -> None:
    for text in ("2023-06-20", "2023.6.20", "2023/6/20", "2023年6月20日", "２０２３－６－２０", " 2023 年 6 月 20 日"):
        assert read_day(text) == date(2023, 6, 20), text
    for text in ("", "2023-06", "20230620", "2023-13-01", "六月"):
        with pytest.raises(SettingError) as caught:
            read_day(text)
        assert caught.value.code == "bad-setting"
