"""Which returns of a department count, and what before them speaks where the newest could not be read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.small import doubt, entered, received, returned

from xlplan.decisions.standing import corrected, heard, said_by_task, standing, unread
from xlplan.terms.choices import Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding


def came(name: str, *rows: Any, revision: int = 1, **more: Any) -> Any:
    return received(*(rows or (returned(progress=f"{name}。"),)), path=name, sha256=name, revision=revision, **more)


def empty(name: str, **more: Any) -> Any:
    return came(name, returned(), **more)


def error(task: str = "1.1", field: str = "progress") -> Finding:
    return finding(
        "return-cell-error", cell="J5", task=task, field=Field(field), task_id=task, heading="", value="#N/A"
    )


def gone(task: str) -> Finding:
    return finding("return-row-missing", task=task, value=task)


A, B = came("甲"), came("乙")
NEW = came("新", revision=2)
MENDED = came("改", corrects=("甲",))
TOLD = entered()


@pytest.mark.parametrize(
    ("items", "names"),
    [
        ([A, B], ["甲", "乙"]),
        ([A, NEW], ["新"]),
        ([NEW, A], ["新"]),
        # A corrected sheet replaces those that it was sent back for, whatever came first.
        ([A, B, MENDED], ["乙", "改"]),
        ([MENDED, A], ["改"]),
        # An empty return contradicts and replaces nothing; if all are empty, they count.
        ([A, empty("空")], ["甲"]),
        ([A, empty("空", revision=2)], ["甲"]),
        ([A, empty("空", corrects=("甲",))], ["甲"]),
        ([empty("空")], ["空"]),
        ([came("旧", verdict=Verdict.SUPERSEDED), A], ["甲"]),
        # What the office entered always counts.
        ([A, NEW, TOLD], ["新", "代录（电话，张三）"]),
        ([TOLD], ["代录（电话，张三）"]),
        ([], []),
    ],
)
def test_which_count(items: list[Any], names: list[str]) -> None:
    assert [each.path for each in standing(items)] == names


def test_whose_place_was_taken() -> None:
    assert corrected([A, MENDED, came("又", corrects=("乙", "丙"))]) == {"甲", "乙", "丙"}
    assert corrected([empty("空", corrects=("甲",))]) == frozenset()


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (A, True), (came("x", verdict=Verdict.NOTED), True), (came("x", verdict=Verdict.SUPERSEDED), True), (came("x", verdict=Verdict.REJECTED), False),
        (came("x", verdict=Verdict.DUPLICATE), False), (came("x", department=None), False), (TOLD, True),
    ],
)  # fmt: skip
def test_whose_words_are_heard(item: Any, found: bool) -> None:
    assert heard(item) is found


@pytest.mark.parametrize(
    ("reasons", "found"),
    [
        ([error()], True), ([error("１.1 ")], True), ([error("1.2")], False), ([error(field="percent")], False), ([gone("1.1")], False), ([], False),
        ([finding("return-uncalculated", task="1.1", field=Field.PROGRESS, task_id="1.1", heading="", value="=A1")], True),
    ],
)  # fmt: skip
def test_whether_a_cell_could_not_be_read(reasons: list[Finding], found: bool) -> None:
    assert unread(came("x", reasons=reasons), "1.1", Field.PROGRESS) is found


def said(*items: Any) -> dict[str, list[tuple[str, list[str] | None]]]:
    """Return by 编号 who is heard, and about which columns unless it is all."""
    return {
        task: [(each.item.path, sorted(each.only) if each.only is not None else None) for each in found]
        for task, found in said_by_task(items).items()
    }


TWO = (returned("1.1", progress="一。"), returned("1.2", progress="二。", state="推进中"))
LATE = returned("1.2", progress="二。", expected=date(2024, 1, 31))
BOTH = ["progress", "state"]
NO_DAY = sorted(frozenset(Field) - {Field.EXPECTED})


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ([A, B], {"1.1": [("甲", None), ("乙", None)]}),
        # What the newest return leaves blank stays as it came before: a row, or a cell, whether it could not be read or not.
        ([came("旧", *TWO), came("新", TWO[0], revision=2)], {"1.1": [("新", None)], "1.2": [("旧", BOTH)]}),
        ([came("旧", *TWO), came("新", TWO[0], revision=2, reasons=[gone("1.2")])], {"1.1": [("新", None)], "1.2": [("旧", BOTH)]}),
        ([came("旧", TWO[1]), came("新", returned("1.2", state="推进中"), revision=2)], {"1.2": [("新", None), ("旧", ["progress"])]}),
        ([came("旧", TWO[1]), came("新", returned("1.2", state="推进中"), revision=2, reasons=[error("1.2")])],
         {"1.2": [("新", None), ("旧", ["progress"])]}),
        # Not if another that counts says it.
        ([came("旧", TWO[1]), came("新", returned("1.2", state="推进中"), revision=2, reasons=[error("1.2")]), came("也", TWO[1], revision=2)],
         {"1.2": [("新", None), ("也", None)]}),
        # 预计完成日期 is of the latest report alone, and stays while nothing is reported.
        ([came("旧", LATE), came("新", returned("1.2", state="推进中"), revision=2)], {"1.2": [("新", None), ("旧", ["progress"])]}),
        ([came("旧", LATE), came("新", returned("1.2", problems="缺人。"), revision=2)], {"1.2": [("新", None), ("旧", ["expected", "progress"])]}),
        ([came("旧", LATE), entered(returned("1.2", state="推进中")), came("新", TWO[0], revision=2)],
         {"1.1": [("新", None)], "1.2": [("代录（电话，张三）", None), ("旧", ["expected", "progress"])]}),
        # So it is of returns that stand beside each other, whoever filled it in, in the order in which they came.
        ([came("旧", LATE, action=2), came("新", returned("1.2", state="推进中"), action=3)], {"1.2": [("旧", NO_DAY), ("新", NO_DAY)]}),
        ([entered(LATE, action=2), came("新", returned("1.2", state="推进中"), action=2)],
         {"1.2": [("代录（电话，张三）", NO_DAY), ("新", NO_DAY)]}),
        ([came("旧", LATE, action=2), came("新", returned("1.2", problems="缺人。"), action=3)], {"1.2": [("旧", None), ("新", None)]}),
        ([came("旧", LATE, action=2), came("新", returned("1.2", state="推进中"), action=2)], {"1.2": [("旧", None), ("新", None)]}),
        ([came("旧", LATE, action=2), entered(returned("1.2", state="推进中"), action=3)],
         {"1.2": [("旧", None), ("代录（电话，张三）", None)]}),
        ([came("旧", returned("1.2", state="推进中"), action=2), came("新", LATE, action=3)], {"1.2": [("旧", None), ("新", None)]}),
        # What the office enters replaces no file: where they differ, that is asked, though a newer file leaves the row blank.
        ([came("旧", TWO[1]), entered(returned("1.2", state="已完成")), came("新", TWO[0], revision=2)],
         {"1.1": [("新", None)], "1.2": [("代录（电话，张三）", None), ("旧", BOTH)]}),
        # Returns without the row are skipped; a row that was never there stays missing.
        ([came("旧", returned("1.2", state="推进中")), came("新", returned("1.2", state="推进中"), revision=2, reasons=[error("1.2")])], {"1.2": [("新", None)]}),
        ([came("旧", TWO[0]), came("新", TWO[0], revision=2, reasons=[gone("1.2")])], {"1.1": [("新", None)]}),
        # Of those before, the newest again; lost there too, the one before that.
        ([came("初", *TWO), came("旧", *TWO, revision=2), came("新", TWO[0], revision=3, reasons=[gone("1.2")])], {"1.1": [("新", None)], "1.2": [("旧", BOTH)]}),
        ([came("初", *TWO), came("旧", TWO[0], revision=2), came("新", TWO[0], revision=3, reasons=[gone("1.2")])], {"1.1": [("新", None)], "1.2": [("初", BOTH)]}),
        ([came("初", *TWO), empty("旧", revision=2), came("新", TWO[0], revision=3, reasons=[gone("1.2")])], {"1.1": [("新", None)], "1.2": [("初", BOTH)]}),
        # What was corrected is among them, and what a doubt says, too.
        ([came("甲", *TWO), came("改", TWO[0], corrects=("甲",), reasons=[gone("1.2")])], {"1.1": [("改", None)], "1.2": [("甲", BOTH)]}),
        ([came("旧", returned("1.2", doubts=[doubt("percent", "80", number="1.2")])), came("新", returned("1.2", state="推进中"), revision=2, reasons=[error("1.2", "percent")])],
         {"1.2": [("新", None), ("旧", ["percent"])]}),
        # But what was not clear in a return that was put right since is asked no longer.
        ([came("旧", returned("1.2", doubts=[doubt("percent", "80", number="1.2")])), came("新", returned("1.2", state="推进中"), corrects=("旧",))],
         {"1.2": [("新", None)]}),
        ([came("旧", *TWO, verdict=Verdict.SUPERSEDED), came("新", TWO[0], reasons=[gone("1.2")])], {"1.1": [("新", None)], "1.2": [("旧", BOTH)]}),
    ],
)  # fmt: skip
def test_what_is_left_blank_stays_as_it_came_before(items: list[Any], found: Any) -> None:
    assert said(*items) == found
