"""收到日期: the day on which a report came, as the office corrects it in 回收情况."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from support.small import ROUND, entered, received, registry, returned

from xlplan.actions.book import Book
from xlplan.actions.receiving import days_received, take_corrections
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Department
from xlplan.returns.received import Submission
from xlplan.terms.cells import Grid
from xlplan.terms.choices import Verdict
from xlplan.terms.headings import RETURN_HEADINGS

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


class _Book:
    """An office's workbook whose 回收情况 lists these rows."""

    registry = NAMES
    operator = "李四", "C1"

    def __init__(self, rows: Sequence[Sequence[Any]] | None) -> None:
        head = [RETURN_HEADINGS[name] for name in ("department", "received", "received_on")]
        self._grid = None if rows is None else Grid("回收情况", [["回收情况"], head, *map(list, rows)])

    def sheet(self, name: str) -> Grid | None:
        return self._grid if name == "回收情况" else None


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (None, {}),
        ([("教育科", AT, date(2023, 6, 19))], {"教育科": date(2023, 6, 19)}),
        ([("教育科", "2023-06-21 09:05", "2023-06-19")], {"教育科": date(2023, 6, 19)}),
        # Nothing was corrected; not a day; a day that is still to come.
        ([("教育科", AT, date(2023, 6, 21))], {}),
        ([("教育科", AT, "上周")], {}),
        ([("教育科", AT, None)], {}),
        ([("教育科", AT, date(2023, 6, 26))], {}),
        # A row that shows another round, or a department that has not reported.
        ([("教育科", datetime(2023, 3, 21, 9, 5), date(2023, 3, 19))], {}),
        ([("组宣科", AT, date(2023, 6, 19))], {}),
    ],
)
def test_what_the_office_corrects_is_recorded(tmp_path: Path, rows: Any, found: dict[str, date]) -> None:
    with Ledger(tmp_path / "a.sqlite3") as ledger:
        with ledger.action("merge", ROUND.name, AT, "合并") as writer:
            writer.add_received(ROUND.name, [came()])
        book = cast(Book, _Book(rows))
        assert take_corrections(book, ledger, ROUND.name, NOW) == found
        assert ledger.received_on(ROUND.name) == found
        last = ledger.last_action()
        assert last
        assert last.verb == ("receive" if found else "merge")
        # It is recorded once.
        assert take_corrections(book, ledger, ROUND.name, NOW) == {}
