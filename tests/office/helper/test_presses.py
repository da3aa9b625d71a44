"""A press that comes too soon after the one before: once more the same, or another that is not done and is told."""

from __future__ import annotations

import pytest

from xlplan.office.helper.presses import AGAIN_SECONDS, Press
from xlplan.office.hosts.requests import Request


def request(nonce: str, verb: str) -> Request:
    return Request(nonce, verb, "", "", None, "")


@pytest.mark.parametrize(
    ("verb", "place", "after", "repeated"),
    [
        ("merge", "/甲.xlsx", 0.2, True),
        ("merge", "/甲.xlsx", 2.0, True),
        ("merge", "/甲.xlsx", 2.1, False),
        ("merge", "/甲.xlsx", -1, False),
        ("split", "/甲.xlsx", 0.2, False),
        ("merge", "/乙.xlsx", 0.2, False),
    ],
)
def test_the_same_press_once_more_is_none(verb: str, place: str, after: float, repeated: bool) -> None:
    assert Press("merge", "/甲.xlsx", 100).repeated(verb, place, 100 + after, AGAIN_SECONDS) is repeated


def test_whoever_goes_on_clicking_means_it_once() -> None:
    press = Press("undo", "", 100)
    assert [press.repeated("undo", "", at, AGAIN_SECONDS) for at in (101.5, 103, 106)] == [True, True, False]


def test_other_buttons_that_were_not_done_are_told_once_in_the_first_line() -> None:
    press = Press("merge", "", 100)
    for number, verb in enumerate(("merge", "undo", "status", "undo")):
        press.not_taken(request(f"f{number}", verb))
    assert press.later == {"f0", "f1", "f2", "f3"}
    assert (
        press.told("已合并。\n见清单。")
        == "已合并。（这时点的“撤销上一步”“生成汇总”没有做，需要时请再点一次。）\n见清单。"
    )
    assert Press("merge", "", 100).told("已合并。") == "已合并。"
