"""收到日期: the day on which a report came, as the office corrects it in 回收情况."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from support.office import Office, dated, run
from support.small import ROUND, add_sent, entered, received, registry, returned, sent

from xlplan.actions.book import Book, open_book
from xlplan.actions.receiving import Corrections, correct_received, days_received, late_by_merging, take_corrections
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Department
from xlplan.returns.received import Submission
from xlplan.terms.cells import Grid
from xlplan.terms.choices import Verdict
from xlplan.terms.errors import SettingError
from xlplan.terms.headings import RETURN_HEADINGS
from xlplan.terms.sheets import RETURNS

AT = datetime(2023, 6, 21, 9, 5)
NOW = datetime(2023, 6, 25, 9)
NAMES = registry(Department("基础教育科", ("教育科",)), "组宣科")
HALF: dict[str, Any] = {"state": "推进中", "percent": 0.5}


def came(*, at: datetime = AT, **more: Any) -> Submission:
    reported = more.pop("reported", HALF)
    return received(returned(**reported), at=at, **more)


@pytest.mark.parametrize(
    ("items", "corrected", "found"),
    [
        ([], {}, {}),
        ([came()], {}, {"基础教育科": date(2023, 6, 21)}),
        # The first report that says anything.
        ([came(), came(at=datetime(2023, 6, 23))], {}, {"基础教育科": date(2023, 6, 21)}),
        (
            [came(reported={"problems": "缺人。"}), came(at=datetime(2023, 6, 23))],
            {},
            {"基础教育科": date(2023, 6, 23)},
        ),
        ([came(verdict=Verdict.REJECTED), came(department=None)], {}, {}),
        # An entry of the office came on the day that it names.
        ([entered(returned(**HALF), at=AT, day=date(2023, 6, 18))], {}, {"基础教育科": date(2023, 6, 18)}),
        # As the office corrected it, under whichever name; who did not report has no such day.
        ([came()], {"教育科": date(2023, 6, 19)}, {"基础教育科": date(2023, 6, 19)}),
        ([came()], {"组宣科": date(2023, 6, 19)}, {"基础教育科": date(2023, 6, 21)}),
    ],
)
def test_the_day_on_which_a_report_came(
    items: Sequence[Submission], corrected: dict[str, date], found: dict[str, date]
) -> None:
    assert days_received(items, corrected, NAMES) == found


JUNE_20 = date(2023, 6, 20)


@pytest.mark.parametrize(
    ("new", "before", "noted", "deadline", "late"),
    [
        ([came(), came(department="组宣科")], [], [], JUNE_20, ["基础教育科", "组宣科"]),
        # Through the deadline, and without one, nobody is late.
        ([came()], [], [], NOW.date(), []),
        ([came()], [], [], None, []),
        # Of whom the day is noted, under whichever name, or who reported before: that was said, or is no question.
        ([came()], [], ["教育科"], JUNE_20, []),
        ([came()], [came()], [], JUNE_20, []),
        ([came()], [entered(returned(**HALF))], [], JUNE_20, []),
        # What is no report is not late.
        ([came(reported={"problems": "缺人。"}), came(department=None), came(verdict=Verdict.REJECTED)], [], [], JUNE_20, []),
    ],
)  # fmt: skip
def test_who_is_late_only_by_the_day_of_merging(
    new: Sequence[Any], before: Sequence[Submission], noted: Sequence[str], deadline: date | None, late: list[str]
) -> None:
    assert late_by_merging(new, before, noted, deadline, NAMES, NOW.date()) == late


class _Book:
    """An office's workbook whose 回收情况 lists these rows."""

    registry = NAMES
    operator = "李四", "C1"

    def __init__(self, rows: Sequence[Sequence[Any]] | None) -> None:
        head = [RETURN_HEADINGS[name] for name in ("department", "received", "received_on")]
        self._grid = None if rows is None else Grid("回收情况", [["回收情况"], head, *map(list, rows)])

    def sheet(self, name: str) -> Grid | None:
        return self._grid if name == "回收情况" else None


JUNE_19 = {ROUND.name: {"教育科": date(2023, 6, 19)}}


@pytest.mark.parametrize(
    ("rows", "found", "refused"),
    [
        (None, {}, []),
        ([("教育科", AT, date(2023, 6, 19))], JUNE_19, []),
        ([("教育科", "2023-06-21 09:05", "2023-06-19")], JUNE_19, []),
        # As people write it; without a year it is the last such day.
        *(
            ([("教育科", AT, text)], JUNE_19, [])
            for text in ("6月19日", "2023年6月19号", "6.19", "六月十九日", "20230619")
        ),
        ([("教育科", AT, "12月30日")], {ROUND.name: {"教育科": date(2022, 12, 30)}}, []),
        # A row of another round is about that round.
        ([("教育科", datetime(2023, 3, 21, 9, 5), date(2023, 3, 19))], {"一季度": {"教育科": date(2023, 3, 19)}}, []),
        # Nothing was corrected, also where the merge was taken back.
        ([("教育科", AT, date(2023, 6, 21))], {}, []),
        ([("教育科", AT, None)], {}, []),
        ([("教育科", datetime(2023, 6, 23, 9), date(2023, 6, 23))], {}, []),
        # Not a day; a day that is still to come; no report known.
        ([("教育科", AT, "上周")], {}, [("received-day", "C3")]),
        ([("教育科", AT, "六月")], {}, [("received-day", "C3")]),
        ([("教育科", AT, date(2023, 6, 26))], {}, [("received-day", "C3")]),
        ([("教育科", datetime(2023, 6, 23, 9), date(2023, 6, 19))], {}, [("received-row", "C3")]),
        # The department's one report of the round need not be named.
        ([("教育科", None, date(2023, 6, 19))], JUNE_19, []),
        ([("基础教育科", None, "6月19日")], {ROUND.name: {"基础教育科": date(2023, 6, 19)}}, []),
        ([("组宣科", None, date(2023, 6, 19))], {}, [("received-row", "C3")]),
        ([("组宣科", AT, date(2023, 6, 19))], {}, [("received-row", "C3")]),
    ],
)
def test_what_the_office_corrects_is_recorded_or_told(tmp_path: Path, rows: Any, found: Any, refused: Any) -> None:
    with Ledger(tmp_path / "a.sqlite3") as ledger:
        for name, at in (("一季度", datetime(2023, 3, 21, 9, 5)), (ROUND.name, AT)):
            with ledger.action("merge", name, at, "合并") as writer:
                add_sent(writer, sent(at=at, department="教育科", round=name))
                writer.add_received(name, [came(at=at)])
        book = cast(Book, _Book(rows))
        told = take_corrections(book, ledger, ROUND.name, NOW)
        assert [(each.code, each.cell) for each in told.refused] == refused
        assert list(told.taken) == [
            f"{name}：{who} {day}（经办人李四）" for name, days in found.items() for who, day in days.items()
        ]
        days = {name: ledger.received_on(name) for name in ("一季度", ROUND.name)}
        assert {name: each for name, each in days.items() if each} == found
        last = ledger.last_action()
        assert last and last.verb == ("receive" if found else "merge")
        # It is recorded once.
        assert take_corrections(book, ledger, ROUND.name, NOW) == Corrections((), told.refused)
        assert ledger.last_action() == last


def test_what_is_told_of_a_day_that_was_not_taken(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.sqlite3") as ledger:
        with ledger.action("merge", ROUND.name, AT, "合并") as writer:
            writer.add_received(ROUND.name, [came()])
        book = cast(Book, _Book([("教育科", AT, "上周"), ("组宣科", None, "6月19日")]))
        assert [each.message for each in take_corrections(book, ledger, ROUND.name, NOW).refused] == [
            "“回收情况”C3 的收到日期“上周”看不懂，没有采用；教育科仍按 2023-06-21 收到算。",
            "“回收情况”C4：组宣科还没有报送的记录，收到日期“6月19日”没有采用。",
        ]


def test_of_several_reports_it_is_asked_which_one_came_on_a_day(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.sqlite3") as ledger:
        for number, at in enumerate((AT, datetime(2023, 6, 23, 10)), 1):
            with ledger.action("merge", ROUND.name, at, "合并") as writer:
                if number == 1:
                    add_sent(writer, sent(at=at, department="教育科"))
                writer.add_received(ROUND.name, [came(at=at, path=f"回收/{number}.xlsx")])
        book = cast(Book, _Book([("教育科", None, date(2023, 6, 19))]))
        [told] = take_corrections(book, ledger, ROUND.name, NOW).refused
        assert (told.code, told.cell) == ("received-which", "C3")
        assert "2023-06-21 09:05、2023-06-23 10:00" in told.message
        assert not ledger.received_on(ROUND.name)


def test_a_day_said_elsewhere_is_not_taken_back_by_what_a_closed_workbook_still_shows(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    works.answer("教育科")
    works.do("merge")
    with open_ledger(works) as ledger:
        (day,) = days_received(ledger.received(works.round), {}, open_book(works.book).registry).values()
        at = ledger.received(works.round)[0].at
    assert day
    # As 合并回收 listed it when the workbook was open last.
    opened = openpyxl.load_workbook(works.book)
    sheet = opened.create_sheet(RETURNS)
    sheet.append([RETURN_HEADINGS[name] for name in ("department", "received", "received_on")])
    sheet.append(["教育科", at, day])
    opened.save(works.book)
    book = open_book(works.book)
    with pytest.raises(SettingError, match="组宣科在2023年第二季度还没有报送的记录"):
        correct_received(book, works.round, datetime.now(), "组宣科", "2023-06-18", "张三")
    said = correct_received(book, works.round, datetime.now(), "教育科", "6月18日", "张三")
    assert said and said.endswith("06-18（经办人张三）")
    corrected = said.removesuffix("（经办人张三）")[-10:]
    assert correct_received(book, works.round, datetime.now(), "教育科", corrected, "张三") is None
    works.do("merge")
    with open_ledger(works) as ledger:
        assert ledger.received_on(works.round)["教育科"].isoformat() == corrected
    assert "更正收到日期" in run("undo", works.book).out
    with open_ledger(works) as ledger:
        assert ledger.received_on(works.round) == {}


def open_ledger(works: Office) -> Ledger:
    ledger = open_book(works.book).workspace.open_ledger()
    assert ledger
    return ledger


def test_a_file_that_is_merged_again_came_on_the_day_on_which_it_was_seen_first(tmp_path: Path) -> None:
    works = Office.small(tmp_path)
    works.do("split")
    works.answer("教育科")
    for at in ("2023-06-21T09:00:00", "2023-06-23T09:00:00"):
        works.do("merge")
        dated(works, "merge", at)
        run("undo", works.book)
    works.answer("组宣科")
    works.do("merge")
    with Ledger(works.ledger) as ledger:
        assert ledger.received_on(works.round) == {"教育科": date(2023, 6, 21)}
