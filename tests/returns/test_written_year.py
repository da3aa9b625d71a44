"""今年 and 明年 are read by the year of writing, which the day of merging tells."""

from __future__ import annotations

from datetime import date

import pytest
from support.small import doubt, returned

from xlplan.returns.written_year import with_year_written
from xlplan.terms.fields import Field
from xlplan.terms.findings import finding


@pytest.mark.parametrize(
    ("text", "by", "day", "codes"),
    [
        ("明年3月底", date(2026, 12, 28), "2027-03-31", []),
        ("明年3月", date(2026, 12, 28), "2027-03-31", ["return-day-read"]),
        ("明年3月底", date(2027, 1, 5), "", ["return-date-unclear"]),
        ("明年3月底", None, "", ["return-date-unclear"]),
        ("尽快", date(2026, 12, 28), "", ["return-date-unclear"]),
    ],
)
def test_a_day_named_by_the_year_of_writing(text: str, by: date | None, day: str, codes: list[str]) -> None:
    open_ = doubt("expected", text)
    why = finding("return-date-unclear", cell=open_.cell, task="1.1", field=Field.EXPECTED, task_id="1.1", value=text,
                  guess="", example="")  # fmt: skip
    other = finding("return-comment", value="x")
    (row,), told = with_year_written([returned(progress="在办", doubts=[open_])], [why, other], "2026年12月", by)
    taken = row.values.get(Field.EXPECTED)
    assert (str(taken.value) if taken else "", len(row.doubts)) == (day, 0 if day else 1)
    assert [each.code for each in told] == [*codes, "return-comment"]
