"""Whose a sheet is that lost its identity: by its rows, and by the names and rounds above it and on the file."""

from __future__ import annotations

from typing import Any

import pytest
from support.small import returned, row, sent, sheet

from xlplan.handout.sheets import Sent, SheetRow
from xlplan.returns.sender import KnownNames, Recognition, by_content, recognise
from xlplan.returns.sheet import Return

TEXTS = {
    "1.1": "修订教师培训管理办法并印发各校执行。",
    "1.2": "开展暑期全员网络研修与考核。",
    "1.10": "组织名师工作室年度检查评估。",
}
Q2, Q3 = "2023年第二季度", "2023年第三季度"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("教育科报送.xlsx", ["教育科"]),
        ("基础教育科报送.xlsx", ["基础教育科"]),
        ("教育科和组宣科", ["教育科", "组宣科"]),
        ("基教科、教育科", ["教育科"]),
        ("ＩＴ 科", ["it科"]),
        ("教育科教育科", ["教育科"]),
        ("别的", []),
        ("", []),
    ],
)
def test_names_within_a_text(text: str, found: list[str]) -> None:
    names = KnownNames(["教育科", "基础教育科", "组宣科", "it科", ""], {"基教科": "教育科", "组宣科": "不算"})
    assert sorted(names.within(text)) == sorted(found)


def asked(*numbers: str, **more: Any) -> Sent:
    return sent(*(row(number, content=TEXTS.get(number, f"{number}这一件。")) for number in numbers), **more)


def came(*numbers: str, head: str = f"教育科{Q2}", **texts: str) -> Return:
    rows = [
        returned(number, given={"content": texts.get(number, TEXTS.get(number, f"{number}这一件。"))})
        for number in numbers
    ]
    return Return(None, "", {}, rows, head=head)


def told(found: Return, *sheets: Sent, path: str = "回收/表.xlsx", **more: Any) -> Recognition:
    names = KnownNames([each.sheet.department for each in sheets], more.pop("others", None))
    return recognise(found, sheets, names, Q2, path, more.pop("rounds", ()))


def whose(found: Recognition) -> tuple[str | None, list[str], float]:
    return found.sent.sheet.department if found.sent else None, list(found.candidates), round(found.share, 2)


ONE, TWO = asked("1.1", "1.2"), asked("1.1", "1.2", department="组宣科")


@pytest.mark.parametrize(
    ("found", "sheets", "path", "result"),
    [
        # One department alone has these tasks, and it is named, or nobody is.
        (came("1.1", "1.2"), (ONE,), "表.xlsx", ("教育科", ["教育科"], 1.0)),
        (came("1.1", "1.2", head=Q2), (ONE, asked("3", department="组宣科")), "表.xlsx", ("教育科", ["教育科"], 1.0)),
        # Another is named.
        (came("1.1", "1.2", head=f"组宣科{Q2}"), (ONE, asked("3", department="组宣科")), "表.xlsx", (None, ["教育科", "组宣科"], 0.0)),
        # Of two with the same tasks a name must tell, above the table, in the file's name, or its folder.
        (came("1.1", "1.2", head=Q2), (ONE, TWO), "表.xlsx", (None, ["教育科", "组宣科"], 0.0)),
        (came("1.1", "1.2", head=f"组宣科{Q2}"), (ONE, TWO), "表.xlsx", ("组宣科", ["教育科", "组宣科"], 1.0)),
        (came("1.1", "1.2", head=Q2), (ONE, TWO), "教育科/表.xlsx", ("教育科", ["教育科", "组宣科"], 1.0)),
        (came("1.1", "1.2", head=Q2), (ONE, TWO), "教育科/更远/表.xlsx", (None, ["教育科", "组宣科"], 0.0)),
        (came("1.1", "1.2", head=Q2), (ONE, TWO), "教育科/组宣科.xlsx", (None, ["教育科", "组宣科"], 0.0)),
        # Four of five rows must be those that were sent.
        (came("1.1", "1.2", "2", "3", "9", head=f"教育科{Q2}"), (asked("1.1", "1.2", "2", "3", "4"),), "表.xlsx", ("教育科", ["教育科"], 0.8)),
        (came("1.1", "1.2", "8", "9", head=f"教育科{Q2}"), (asked("1.1", "1.2", "2", "3"),), "表.xlsx", (None, ["教育科"], 0.0)),
        (came("1.1", head=f"教育科{Q2}"), (ONE,), "表.xlsx", (None, ["教育科"], 0.0)),
        (came(head=f"教育科{Q2}"), (ONE,), "表.xlsx", (None, ["教育科"], 0.0)),
        # Rows without a number, or whose text is another, are none of those.
        (came("1.1", "1.2", " ", head=f"教育科{Q2}"), (ONE,), "表.xlsx", ("教育科", ["教育科"], 1.0)),
        (came("1.1", "1.2", **{"1.2": "完全不同的另外一句话"}), (ONE,), "表.xlsx", (None, ["教育科"], 0.0)),
        (came("1.1", "1.2", **{"1.1": "修订教师培训管理办法并印发各校执行"}), (ONE,), "表.xlsx", ("教育科", ["教育科"], 1.0)),
    ],
)  # fmt: skip
def test_whose_it_is(found: Return, sheets: tuple[Sent, ...], path: str, result: object) -> None:
    assert whose(told(found, *sheets, path=path)) == result


def test_what_was_withdrawn_need_not_come_back() -> None:
    one = sent(row("1.1", content=TEXTS["1.1"]), row("1.2", content=TEXTS["1.2"], change="已撤销"))
    assert whose(told(came("1.1"), one)) == ("教育科", ["教育科"], 1.0)


def test_rows_without_a_text_agree_with_nothing() -> None:
    found = Return(None, "", {}, [returned("1.1"), returned("1.2", given={"content": ""})], head=f"教育科{Q2}")
    assert whose(told(found, ONE))[0] is None


def test_another_name_of_a_department_tells_it_too() -> None:
    assert whose(told(came("1.1", "1.2", head=f"基教科{Q2}"), ONE, TWO, others={"基教科": "教育科"}))[0] == "教育科"


@pytest.mark.parametrize(
    ("head", "path", "rounds", "round_", "known"),
    [
        # What stands above the table says the round before the file's name does, and that before the folder.
        (f"教育科{Q2}", f"{Q3}/{Q3}.xlsx", (), "", True),
        ("教育科", f"{Q3}/教育科-{Q2}推进情况表.xlsx", (), "", True),
        ("教育科", f"回收/{Q2}/一.xlsx", (), "", True),
        (f"教育科{Q3}", f"{Q2}/{Q2}.xlsx", (), Q3, False),
        (f"教育科{Q2}和{Q3}", "一.xlsx", (), "", True),
        (f"教育科{Q3}、2023年第四季度", "一.xlsx", (), f"{Q3}、2023年第四季度", False),
        # Two rounds ask for the same tasks: where none is named nothing is known.
        ("教育科", "一.xlsx", (), "", False),
        # A round of a name of its own, where it is known; a title that holds one says nothing.
        ("教育科专项督查", "一.xlsx", ("专项督查",), "专项督查", False),
        (f"某区重点工作{Q2}总结 教育科", "一.xlsx", (), "", False),
    ],
)  # fmt: skip
def test_the_round_must_be_named(head: str, path: str, rounds: tuple[str, ...], round_: str, known: bool) -> None:
    title = f"某区重点工作{Q2}总结" if "总结" in head else "某区重点工作"
    found = told(came("1.1", "1.2", head=head), asked("1.1", "1.2", title=title), path=path, rounds=rounds)
    assert (found.round, found.sent is not None) == (round_, known)


def test_a_title_that_is_blank_hides_nothing() -> None:
    assert told(came("1.1", "1.2"), asked("1.1", "1.2", title="")).sent is not None


ROWS = [row(number, content=content) for number, content in TEXTS.items()]


@pytest.mark.parametrize(
    ("number", "content", "found"),
    [
        ("1.1", TEXTS["1.1"], "1.1"),
        # The number of another task: 1.10 typed anew is 1.1.
        ("1.1", TEXTS["1.10"], "1.10"),
        ("", TEXTS["1.2"], "1.2"),
        ("9.9", " 开展暑期全员网络研修与考核", "1.2"),
        ("9.9", "开展暑期全员网络研修及考核。", "1.2"),
        ("9.9", "另外一件没有下发过的事情", None),
        ("1.1", "", None),
        ("1.1", None, None),
    ],
)
def test_the_task_whose_text_a_row_repeats(number: str, content: str | None, found: str | None) -> None:
    given = {} if content is None else {"content": content}
    assert by_content(returned(number, given=given), sheet(*ROWS)) == found


@pytest.mark.parametrize(("number", "found"), [("1", "1"), ("２", "2"), ("3", None), ("", None)])
def test_of_tasks_with_the_same_text_its_own_number_tells(number: str, found: str | None) -> None:
    same: list[SheetRow] = [row(each, content="同一件事情。") for each in ("1", "2")]
    assert by_content(returned(number, given={"content": "同一件事情"}), sheet(*same)) == found
