"""What departments write for a state, a share and a day: certain, likely (to be asked about), or nothing."""

from __future__ import annotations

import pickle
from datetime import date, datetime, time

import pytest

from xlplan.returns.days import days_typed, number_typed, read_expected
from xlplan.returns.values import CellReading, ReportedValue, read_share, read_state
from xlplan.schedule.rounds import read_round
from xlplan.terms.cells import CellError, CellValue, ShownDay
from xlplan.terms.choices import STATE_ALIASES, State


def told(reading: CellReading) -> tuple[ReportedValue | None, bool | None]:
    """Return what is read, and whether it is certain; (None, None) if nothing is read."""
    return (reading.value, reading.certain) if reading.value is not None else (None, None)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("form", ["{}", " {} ", "{}。", "{}！"])
def test_a_state_by_its_own_word(state: State, form: str) -> None:
    assert told(read_state(form.format(state), {})) == (state, True)


@pytest.mark.parametrize(("word", "state"), STATE_ALIASES.items())
def test_other_words_that_say_a_state(word: str, state: State) -> None:
    assert told(read_state(word, {})) == (state, True)


@pytest.mark.parametrize(
    ("text", "extra", "found"),
    [
        ("办妥", {"办妥": State.DONE}, (State.DONE, True)),
        ("ＯＫ", {"ok": State.DONE}, (State.DONE, True)),
        ("推进中", {"推进中": State.PAUSED}, (State.PAUSED, True)),
        # A word among others is likely, but not certain.
        ("基本完成", {}, (State.RUNNING, False)), ("前期工作已完成", {}, (State.RUNNING, False)), ("任务已完成", {}, (State.DONE, False)),
        # All is done only if nothing but harmless words stands around it.
        ("全部任务均已按期完成", {}, (State.DONE, False)), ("如期圆满完成。", {}, (State.DONE, False)), ("已100%完成", {}, (State.DONE, False)), ("完成了", {}, (State.DONE, False)),
        ("按计划完成", {}, (State.DONE, False)), ("正在完成", {}, (State.RUNNING, False)), ("完成中", {}, (State.RUNNING, False)), ("主体完成", {}, (State.RUNNING, False)),
        ("已完成第一批", {}, (State.RUNNING, False)), ("分期完成", {}, (State.RUNNING, False)), ("完成过半", {}, (State.RUNNING, False)),
        ("拟完成", {}, (None, None)), ("计划完成", {}, (None, None)), ("争取完成", {}, (None, None)), ("预计完成", {}, (None, None)), ("预计主体完成", {}, (None, None)),
        ("完成设计", {}, (None, None)), ("12月完成", {}, (None, None)), ("责任已落实", {}, (None, None)),
        ("完成2027年教师招聘计划申报（68名）", {}, (None, None)),
        ("正在推进中，顺利", {}, (State.RUNNING, False)),
        ("已暂停施工", {}, (State.PAUSED, False)),
        ("全办妥了", {"办妥": State.DONE}, (State.DONE, False)),
        # Words of two states, a word that says the contrary, a number: nothing can be told.
        ("推进中，需协调", {}, (None, None)),
        ("未完成", {}, (None, None)),
        ("没有完成", {}, (None, None)),
        ("难以完成", {}, (None, None)),
        ("即将完成", {}, (None, None)),
        ("完成80%", {}, (None, None)),
        ("完成率高", {}, (None, None)),
        ("差不多", {}, (None, None)),
        ("好", {"好": State.DONE}, (State.DONE, True)),
        ("很好", {"好": State.DONE}, (None, None)),
        ("", {}, (None, None)),
    ],
)  # fmt: skip
def test_words_for_a_state(text: str, extra: dict[str, State], found: object) -> None:
    assert told(read_state(text, extra)) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        # Numbers: up to 1 a share, above it probably percents.
        (0, (0.0, True)), (0.0, (0.0, True)), (0.35, (0.35, True)), (1, (1.0, True)), (1.0, (1.0, True)),
        (1.5, (None, None)), (2.5, (None, None)), (15.5, (0.155, False)), (80, (0.8, False)), (100, (1.0, False)), (100.5, (None, None)), (101, (None, None)),
        (0.005, (0.5, False)), (0.0099, (0.99, False)), (0.01, (0.01, True)), (-0.1, (None, None)), (True, (None, None)), (date(2023, 6, 1), (None, None)), (datetime(2023, 6, 1), (None, None)),
        # Texts without a doubt.
        ("80%", (0.8, True)), ("80％。", (0.8, True)), (" 80 % ", (0.8, True)), ("37.5%", (0.375, True)), ("0%", (0.0, True)),
        ("100%", (1.0, True)), ("0.8", (0.8, True)), ("0", (0.0, True)), ("1.0", (1.0, True)), ("八成", (0.8, True)),
        ("八成半", (0.85, True)), ("七成五", (0.75, True)), ("8成", (0.8, True)), ("7成5", (0.75, True)), ("十成", (1.0, True)),
        ("百分之八十", (0.8, True)), ("百分之80", (0.8, True)), ("百分之八十五", (0.85, True)), ("百分之十五", (0.15, True)),
        ("百分之一百", (1.0, True)), ("百分之37.5", (0.375, True)), ("百分之零", (0.0, True)),
        ("全部完成", (1.0, True)), ("全部", (1.0, True)), ("百分百", (1.0, True)), ("百分之百", (1.0, True)),
        # Likely.
        ("80", (0.8, False)), ("2", (0.02, False)), ("1", (None, None)), ("八十", (0.8, False)), ("五十五", (0.55, False)),
        ("十五", (0.15, False)), ("二十", (0.2, False)), ("百", (1.0, False)), ("一百", (1.0, False)), ("五", (0.05, False)),
        ("约80%", (0.8, False)), ("80%左右", (0.8, False)), ("大约八成", (0.8, False)), ("已完成80%", (0.8, False)),
        ("超80%以上", (0.8, False)), ("80多", (0.8, False)), ("完成80", (0.8, False)), ("近一半", (0.5, False)),
        ("一半", (0.5, False)), ("半数", (0.5, False)), ("4/5", (0.8, False)), ("五分之四", (0.8, False)), ("3分之2", (0.6667, False)),
        ("37.5", (0.375, False)),
        # Nothing.
        ("5/4", (None, None)), ("四分之五", (None, None)), ("1/0", (None, None)), ("百分之二百", (None, None)), ("120%", (None, None)),
        ("101", (None, None)), ("1000", (None, None)), ("2.5.1", (None, None)), ("二百", (None, None)), ("十二十", (None, None)), ("百十", (None, None)),
        ("差不多", (None, None)), ("-5%", (None, None)), ("", (None, None)), ("%", (None, None)), (None, (None, None)),
        ("三三", (None, None)), ("百分之一百百", (None, None)), ("百成", (None, None)),
    ],
)  # fmt: skip
def test_a_share(value: CellValue, found: object) -> None:
    assert told(read_share(value)) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        # Days without a doubt, in this century.
        (date(2023, 6, 30), ("2023-06-30", True)), (datetime(2023, 6, 30, 8), ("2023-06-30", True)),
        ("2023-06-30", ("2023-06-30", True)), ("2023年6月30日", ("2023-06-30", True)), ("2023年6月30号", ("2023-06-30", True)),
        ("2023年6月30号。", ("2023-06-30", True)), ("2023.6.30。", ("2023-06-30", True)), ("２０２３／６／３０", ("2023-06-30", True)),
        ("20230630", ("2023-06-30", True)), ("2023-06-30 08:00", ("2023-06-30", True)), ("2023-06-30T08:00:00.5", ("2023-06-30", True)),
        ("2023年6月30日 8:00", ("2023-06-30", True)),
        # Likely: without a year, with a short one, a month, what is said as a time limit is; a number that lost its format.
        ("23-6-30", ("2023-06-30", False)), ("23/6/30", ("2023-06-30", False)), ("6月30日", ("2023-06-30", False)), ("6.30", ("2023-06-30", False)),
        ("6-30", ("2023-06-30", False)), ("6月30日前", ("2023-06-30", False)), ("6月30日之前", ("2023-06-30", False)), ("六月底", ("2023-06-30", False)),
        ("6月初", ("2023-06-10", False)), ("2024年6月", ("2024-06-30", False)), (45107, ("2023-06-30", False)), (45107.0, ("2023-06-30", False)),
        (36526, ("2000-01-01", False)), (73050, ("2099-12-31", False)),
        # Nothing.
        (date(1900, 1, 6), (None, None)), ("1999-06-30", (None, None)), ("2100-01-01 08:00", (None, None)),
        ("2023-02-30", (None, None)), ("2023-02-30 08:00", (None, None)), ("20230230", (None, None)), ("23-2-30", (None, None)), ("2月30日", (None, None)),
        ("13.30", (None, None)), (36525, (None, None)), (73051, (None, None)), (45107.5, (None, None)), (80, (None, None)), (True, (None, None)), (time(8), (None, None)),
        ("尽快", (None, None)), ("6月底前完成初稿，9月底前完成", (None, None)), ("一" * 41 + "6月30日", (None, None)), ("", (None, None)), (None, (None, None)),
        (CellError("#N/A"), (None, None)),
    ],
)  # fmt: skip
def test_a_day(value: CellValue, found: tuple[str | None, bool | None]) -> None:
    day, certain = told(read_expected(value, 2023))
    assert (day and str(day), certain) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6月30日", (None, None)), ("六月底", (None, None)), ("6.30", (None, None)),
        # A text that names its own year says a day whatever the round.
        ("2024年六月底", ("2024-06-30", False)), ("2024-06-30", ("2024-06-30", True)),
    ],
)  # fmt: skip
def test_a_day_where_the_round_has_no_year(text: str, found: tuple[str | None, bool | None]) -> None:
    day, certain = told(read_expected(text, None))
    assert (day and str(day), certain) == found


@pytest.mark.parametrize(
    ("round_", "found"),
    [
        ("2026年11月", {
            "2027年1月底": "2027-01-31", "12月25号": "2026-12-25 没有写年份", "12.25": "2026-12-25 没有写年份", "12/31": "2026-12-31 没有写年份",
            "12-31": "2026-12-31 没有写年份", "12月底": "2026-12-31 没有写年份", "年底": "2026-12-31 没有写年份", "元旦前": "2026-12-31 没有写年份",
            "2027年1月": "2027-01-31 没有写哪一天", "明年3月": "2027-03-31 ?", "明年3月底": "2027-03-31 ?", "2027年一季度": "2027-03-31 没有写哪一天",
            "26-12-25": "2026-12-25 年份只写了两位",
            # A day of the next year may put the task off: it is asked.
            "1月底": "2027-01-31 ?", "1月15日": "2027-01-15 ?", "春节前": "2027-02-05 ?",
            # No one day: a month, a part of the year, what may be months from and to, or a share.
            "12月": "2026-12-31 ?", "12月中旬": "2026-12-20 ?", "四季度": "2026-12-31 ?", "年内": "2026-12-31 ?", "11-12月": "2026-12-31 ?", "12-5": "2026-12-05 ?",
            "12/5": "2026-12-05 ?", "2027年1-2月": "2027-02-28 ?",
            # What turns on the office's own terms, or on what it means by 前.
            "寒假前": "2027-01-31 ?", "2027年暑假前": "2027-07-15 ?", "2027年1月前": "2027-01-31 ?",
            # Two years are possible, or the boundary is not clear.
            "10月底": "2026-10-31 ?", "6月底": "2026-06-30 ?", "1月前": "2027-01-31 ?", "尽快": "None ?",
        }),
        ("2026Q4", {
            "6.30": "2027-06-30 ?", "1/3": "2027-01-03 ?", "3-5": "2027-03-05 ?", "1-2月": "2027-02-28 ?", "寒假前": "2027-01-31 ?", "10.31": "2026-10-31 没有写年份",
        }),
        # Of a round of a whole year, most months of the next half-year are this year's or the next's.
        ("2026年", {"12月25号": "2026-12-25 没有写年份", "1月底": "2026-01-31 ?", "2027年1月底": "2027-01-31"}),
        # Of a round of two years both are its own, and nobody knows in which of them 明年 was written.
        ("2026年秋季学期", {
            "12月25号": "2026-12-25 没有写年份", "1月底": "2027-01-31 没有写年份", "3月底": "2027-03-31 ?", "明年3月底": "None ?", "今年底": "None ?", "2027年3月底": "2027-03-31",
        }),
        # No report expects a day of another century.
        ("2026年6月", {"1900年1月": "1900-01-31 ?", "1999年底": "1999-12-31 ?"}),
        ("第三轮", {"12月25号": "2026-12-25 ?", "2027年1月底": "2027-01-31"}),
    ],
)  # fmt: skip
def test_a_day_is_certain_where_the_round_leaves_one_year(round_: str, found: dict[str, str]) -> None:
    about = read_round(round_)
    readings = {text: read_expected(text, about.end.year if about.end else 2026, about) for text in found}
    assert {
        text: f"{each.value} {each.filled_in if each.certain else '?'}".strip() for text, each in readings.items()
    } == found


@pytest.mark.parametrize(
    ("round_", "by", "found"),
    [
        ("2026年12月", date(2026, 12, 31), {"明年3月": "2027-03-31 没有写哪一天", "明年3月底": "2027-03-31", "今年底": "2026-12-31", "本年度内": "2026-12-31 没有写哪一天"}),
        # What is merged in January may have been written in either year.
        ("2026年12月", date(2027, 1, 4), {"明年3月": "2027-03-31 ?", "明年3月底": "2027-03-31 ?", "今年底": "2026-12-31 ?", "2027年3月底": "2027-03-31"}),
        ("2026年12月", None, {"明年3月底": "2027-03-31 ?"}),
        ("2026年秋季学期", date(2026, 11, 1), {"明年3月底": "2027-03-31", "今年底": "2026-12-31"}),
        ("2026年秋季学期", date(2027, 1, 10), {"明年3月底": "None ?", "今年底": "None ?"}),
        ("第三轮", date(2026, 11, 1), {"明年3月底": "2027-03-31 ?"}),
    ],
)  # fmt: skip
def test_this_year_is_that_of_writing(round_: str, by: date | None, found: dict[str, str]) -> None:
    about = read_round(round_)
    readings = {text: read_expected(text, about.end.year if about.end else 2026, about, by) for text in found}
    assert {
        text: f"{each.value} {each.filled_in if each.certain else '?'}".strip() for text, each in readings.items()
    } == found


@pytest.mark.parametrize(
    ("value", "typed", "days", "day"),
    [
        # What was typed as 12.20 or 12.2: a zero at the end is lost.
        (datetime(1900, 1, 12, 4, 48), 12.2, {"12.2": "2026-12-02", "12.20": "2026-12-20"}, None),
        (datetime(1900, 1, 12, 6), 12.25, {"12.25": "2026-12-25"}, "2026-12-25"),
        (datetime(1900, 3, 1, 12), 61.5, {}, None),
        (date(1900, 1, 12), 12.0, {}, None),
        (datetime(1905, 7, 18, 2, 52, 48), 2026.12, {"2026.12": "2026-12-31"}, "2026-12-31"),
        (datetime(1905, 7, 18, 2, 24), 2026.1, {"2026.1": "2026-01-31", "2026.10": "2026-10-31"}, None),
        (12.2, None, {"12.2": "2026-12-02", "12.20": "2026-12-20"}, None),
        (date(2026, 12, 2), None, {}, "2026-12-02"),
    ],
)  # fmt: skip
def test_a_number_that_became_a_day_of_1900(
    value: CellValue, typed: float | None, days: dict[str, str], day: str | None
) -> None:
    about = read_round("2026年11月")
    assert number_typed(value) == typed
    number = value if isinstance(value, float) else typed
    if number is not None:
        assert {text: str(each) for text, each in days_typed(number, 2026, about).items()} == days
    reading = read_expected(value, 2026, about)
    assert (str(reading.value), reading.certain) == (str(day), day is not None)


def test_a_day_whose_cell_does_not_show_its_year_is_certain_if_it_holds_what_the_text_says() -> None:
    shown = pickle.loads(pickle.dumps(ShownDay("12月15日", date(2023, 12, 15))))
    assert shown == "12月15日" and told(read_expected(shown, 2023)) == (date(2023, 12, 15), True)
    assert told(read_expected(ShownDay("1月15日", date(2023, 1, 15)), 2024)) == (date(2024, 1, 15), False)


@pytest.mark.parametrize(
    ("text", "held", "found"),
    [
        # A month is not its first day.
        ("12月", date(2026, 12, 1), ("2026-12-31", False)),
        # Excel writes the current year for what is typed without one.
        ("1月15日", date(2026, 1, 15), ("2027-01-15", False)),
        ("1月15日", date(2027, 1, 15), ("2027-01-15", True)),
        ("12月15日", date(2026, 12, 15), ("2026-12-15", True)),
        ("12月15日", date(2027, 12, 15), ("2026-12-15", False)),
    ],
)
def test_what_a_cell_shows_reads_as_what_is_typed(text: str, held: date, found: tuple[str, bool]) -> None:
    about = read_round("2026Q4")
    reading = read_expected(ShownDay(text, held), 2026, about)
    assert (str(reading.value), reading.certain) == found
    assert reading.value == read_expected(text, 2026, about).value
