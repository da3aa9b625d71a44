"""What the reports of several rounds say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from support.small import closed, decision, entered, entry, received, returned

from xlplan.actions.reached import InTime, Reached, SaidSoFar, stretches
from xlplan.decisions.agreed import NOTHING_AGREED, Agreements, Pause
from xlplan.decisions.claims import Claim, later
from xlplan.decisions.model import Decision
from xlplan.decisions.settle import settle
from xlplan.decisions.settled import Conflict, Entry, Origin, Settled
from xlplan.plan.departments import Registry
from xlplan.returns.received import Entered, Received, Submission
from xlplan.returns.sheet import Reported
from xlplan.schedule.rounds import read_round
from xlplan.terms.choices import QuestionKind
from xlplan.terms.fields import Field

DAY, LATER_DAY = date(2024, 1, 31), date(2024, 2, 20)
LATER = {"七月": {"八月", "十月"}, "八月": {"十月"}, "三季度": {"十月"}, "十月": set()}


@pytest.mark.parametrize(
    ("came", "found"),
    [
        ({"七月": 1, "三季度": 4, "八月": 3}, "七月 八月 三季度"),
        ({"七月": 1, "三季度": 2, "八月": 3}, "七月 三季度 八月"),
        # A late report of a round is one of that round.
        ({"七月": 5, "八月": 3}, "七月 八月"),
        ({"十月": 4, "七月": 5, "三季度": 6}, "七月 三季度 十月"),
        ({"七月": 6, "三季度": 4, "八月": 3}, "三季度 七月 八月"),
        ({}, ""),
    ],
)
def test_reports_count_as_they_came_and_rounds_keep_their_order(came: dict[str, int], found: str) -> None:
    reports = [replace(entry(), round=name, action=action) for name, action in came.items()]
    assert " ".join(each.round for each in InTime(LATER).ordered(reports)) == found


@pytest.mark.parametrize(
    ("names", "later", "found"),
    [
        ("", {}, []),
        ("一 二 三", {"一": "二三", "二": "三"}, [1, 1, 1]),
        # Three months and their quarter, and the month that comes after them.
        ("一 二 季 三 四", {"一": "二三四", "二": "三四", "季": "四", "三": "四"}, [4, 1]),
        # A special matter of the whole year.
        ("专 一 二 三", {"一": "二三", "二": "三"}, [4]),
        ("一 专 二 三", {"一": "专二三", "专": "三", "二": "三"}, [1, 2, 1]),
    ],
)
def test_rounds_stand_in_stretches_that_come_after_one_another(
    names: str, later: dict[str, str], found: list[int]
) -> None:
    places = stretches(names.split(), {name: set(later.get(name, "")) for name in names.split()})
    assert [len(each) for each in places] == found
    assert [place for each in places for place in each] == list(range(len(names.split())))


def test_the_claims_are_told_by_what_was_agreed_to_since() -> None:
    one, two = (
        replace(entry(percent=share), round=name, action=action)
        for share, name, action in ((0.4, "七月", 2), (0.6, "八月", 5))
    )
    reached = Reached({}, {("1.1", "教育科"): [[one, two]]})

    def share(reached: Reached, now: Settled) -> object:
        return reached.claims(now, InTime(LATER)).of["1.1", "教育科"].entry.values[Field.PERCENT].value

    assert share(reached, Settled()) == 0.6
    # What came while it was closed does not count.
    assert share(reached, Settled(agreements={("1.1", "教育科"): closed(action=3)})) == 0.4


def test_a_pause_is_agreed_to_for_all_rounds_that_asked_for_it() -> None:
    asks = [
        replace(entry(state="暂缓", percent=share, action=action), round=name)
        for name, share, action in (("三季度", 0.9, 2), ("七月", 0.1, 3))
    ]
    agreed = Agreements(pauses=(Pause(decision("同意暂缓", "申请暂缓", round="七月", action=4)),))
    reached = Reached({}, {KEY: [asks]})
    assert reached.claims(Settled(agreements={KEY: agreed}), InTime(LATER)).of == {}


KEY = ("1.1", "教育科")


def told(so_far: SaidSoFar, *reports: Entry) -> SaidSoFar:
    """Add the reports of a row, each its round, one after the other."""
    for each in reports:
        so_far.add(read_round(each.round), {KEY: each}, Settled({KEY: each}), Registry([]), lambda _: False)
    return so_far


@pytest.mark.parametrize("before", [None, Claim(entry(percent=0.9, problems="缺人。", action=0))])
def test_the_rounds_may_be_added_in_any_order(before: Claim | None) -> None:
    came = {"七月": (0.1, 5), "八月": (0.2, 2), "三季度": (0.3, 4), "十月": (0.4, 6)}
    reports = [replace(entry(percent=share), round=name, action=action) for name, (share, action) in came.items()]
    start = Reached({KEY: before} if before else {})
    for some in (each for count in range(5) for each in permutations(reports, count)):
        claim = before
        for each in InTime(LATER).ordered(some):
            claim = later(claim, each, NOTHING_AGREED)
        so_far = SaidSoFar(start, LATER)
        for one in some:
            # What was said by then stays as it was.
            was = so_far.reached
            counted = was.plain.get(KEY)
            told(so_far, one)
            assert was.plain.get(KEY) is counted
        assert so_far.reached.plain.get(KEY) == claim


DIFFERS = Conflict("1.1", "教育科", Field.PERCENT, ((0.6, "一.xlsx"), (0.5, "二.xlsx")))


@pytest.mark.parametrize(
    ("differing", "filled", "open_"),
    [
        # Of rounds beside each other what came last counts.
        (("三季度", 4), ("八月", 3), True), (("三季度", 4), ("八月", 5), False), (("八月", 4), ("三季度", 3), True),
        # However late the file of an earlier one came, a later round has filled in the cell.
        (("七月", 5), ("八月", 3), False), (("八月", 3), ("七月", 5), True), (("三季度", 7), ("十月", 6), False),
    ],
)  # fmt: skip
def test_what_differs_is_open_until_a_report_that_counts_after_it_fills_it_in(
    differing: tuple[str, int], filled: tuple[str, int], open_: bool
) -> None:
    for names in permutations((differing, filled)):
        so_far = SaidSoFar(Reached(), LATER)
        for name, action in names:
            shares = {} if (name, action) == differing else {"percent": 0.4}
            each = replace(entry(**shares), round=name, action=action)
            found = Settled({KEY: each}, () if shares else [DIFFERS])
            so_far.add(read_round(name), {KEY: each}, found, Registry([]), lambda _: False)
        assert bool(so_far.reached.open) is open_


def test_what_was_sent_back_of_a_later_round_was_reported_all_the_same() -> None:
    differs = replace(DIFFERS, field=Field.STATE, values=(("需协调", "一.xlsx"), ("推进中", "代录")))
    for refused, open_ in (({QuestionKind.PAUSE: Reported("暂缓", "H5")}, False), ({}, True)):
        so_far = SaidSoFar(Reached(), LATER)
        first = replace(entry(percent=0.4), round="七月", action=2)
        so_far.add(read_round("七月"), {KEY: first}, Settled({KEY: first}, [differs]), Registry([]), lambda _: False)
        told(so_far, replace(entry(percent=0.4, refused=refused), round="八月", action=3))
        assert bool(so_far.reached.open) is open_


@pytest.mark.parametrize(
    ("month", "came", "decided", "found"),
    # A cell counts as its value came, though its row was reported since; what was decided since counts as it was decided.
    [(3, 2, 0, 0.2), (3, 4, 0, 0.1), (5, 2, 0, 0.2), (3, 2, 4, 0.1), (3, 1, 2, 0.2)],
)
def test_what_a_later_file_of_a_round_leaves_blank_hides_nothing_that_a_round_beside_it_said_since(
    month: int, came: int, decided: int, found: float
) -> None:
    one = replace(entry(percent=0.2), round="八月", action=month)
    origins = {Field.PERCENT: Origin("一.xlsx", action=came, round="三季度")}
    other = replace(
        entry(percent=0.1, state="推进中"), round="三季度", action=4, origins=origins,
        decided={Field.PERCENT: decided} if decided else {},
    )  # fmt: skip
    for some in permutations((one, other)):
        claim = told(SaidSoFar(Reached(), LATER), *some).reached.plain[KEY]
        assert claim.entry.values[Field.PERCENT].value == found
        assert claim.entry.values[Field.STATE].value == "推进中"


def test_the_reports_of_two_rounds_may_overlap_in_turn() -> None:
    month, quarter = (
        replace(
            entry(percent=share, state=state), round=name, action=last,
            origins={Field.PERCENT: Origin("一.xlsx", action=first, round=name)},
        )
        for name, share, state, first, last in (("八月", 0.3, "推进中", 3, 8), ("三季度", 0.2, "需协调", 2, 5))
    )  # fmt: skip
    for some in permutations((month, quarter)):
        claim = told(SaidSoFar(Reached(), LATER), *some).reached.plain[KEY]
        assert [claim.entry.values[name].value for name in (Field.PERCENT, Field.STATE)] == [0.3, "推进中"]


def test_a_round_added_behind_others_tells_none_of_them_again(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{month}月" for month in range(1, 13)]
    after = {name: set(names[place + 1 :]) for place, name in enumerate(names)} | {"专项": set()}
    calls: list[str] = []

    def counted(claim: Claim | None, each: Entry, agreed: Agreements) -> Claim | None:
        calls.append(each.round)
        return later(claim, each, agreed)

    monkeypatch.setattr("xlplan.actions.reached.later", counted)
    told(
        SaidSoFar(Reached(), after),
        *(replace(entry(percent=0.1), round=name, action=place) for place, name in enumerate(["专项", *names])),
    )
    assert calls == ["专项", *names]


def claimed(rounds: Mapping[str, Sequence[Submission]], *decided: Decision) -> dict[str, object]:
    """Return what is claimed of the one task once all that came in these rounds is settled."""
    so_far = SaidSoFar(Reached(), LATER)
    settled = Settled()
    for name, came in rounds.items():
        settled = settle(came, decided, name)
        so_far.add(read_round(name), settled.entries, settled, Registry([]), lambda key: False)
    (claim,) = so_far.reached.claims(settled, InTime(LATER)).of.values()
    return {name.value: value.value for name, value in claim.entry.values.items()}


def sheet(action: int, **values: object) -> Received:
    return received(returned(**values), action=action, path=f"{action}.xlsx")


def replied(action: int, **values: object) -> Entered:
    return entered(returned(**values), action=action)


@pytest.mark.parametrize(
    "last", [replied(9, problems="缺人。"), replied(9, progress="又办。"), sheet(9, problems="缺人。")]
)
@pytest.mark.parametrize("sent_back_at", [6, 8, 10])
def test_the_percent_of_a_finished_row_that_was_sent_back_counts_in_no_part(
    last: Submission, sent_back_at: int
) -> None:
    back = decision("退回", "待销号", "state", reported="已完成", round="三季度", action=sent_back_at)
    quarter = [sheet(5, progress="季。", state="已完成", percent=1.0), last]
    found = claimed(
        {"七月": [sheet(2, percent=0.4, state="推进中")], "八月": [sheet(7, progress="八月。")], "三季度": quarter},
        back,
    )
    assert (found["percent"], found["state"]) == (0.4, "推进中")


@pytest.mark.parametrize(
    ("month", "quarter", "day"),
    [
        (replied(7, next="再办。"), [sheet(5, progress="季。", expected=DAY), replied(9, problems="缺人。")], DAY),
        (replied(7, percent=0.5), [sheet(5, progress="季。", expected=DAY), replied(9, percent=0.6)], DAY),
        (replied(7, next="再办。"), [sheet(3, progress="季。"), replied(5, expected=DAY), replied(9, problems="缺人。")], DAY),
        (sheet(7, problems="缺钱。"), [sheet(5, progress="季。", expected=DAY), replied(9, problems="缺人。")], DAY),
        # A file reports since, and gives another day or none.
        (sheet(7, progress="八月。", expected=LATER_DAY), [sheet(5, progress="季。", expected=DAY), replied(9, percent=0.6)], LATER_DAY),
        (sheet(7, progress="八月。"), [sheet(5, progress="季。", expected=DAY), replied(9, percent=0.6)], None),
        # Nothing that it said counts any longer, and the day that it left blank is withdrawn all the same.
        (replied(7, next="再办。"), [replied(3, expected=DAY), sheet(5, percent=0.5), replied(9, percent=0.6)], None),
        (sheet(4, progress="八月。", expected=DAY), [sheet(5, percent=0.5), replied(9, percent=0.6)], None),
        (sheet(7, progress="八月。", expected=DAY), [sheet(5, percent=0.5), replied(9, percent=0.6)], DAY),
        (replied(7, percent=0.5), [sheet(5, progress="季。", expected=DAY), sheet(9, progress="季末。")], None),
    ],
)  # fmt: skip
def test_a_day_is_withdrawn_by_a_file_that_reports_the_row_alone(
    month: Submission, quarter: Sequence[Submission], day: date | None
) -> None:
    assert claimed({"八月": [month], "三季度": quarter}).get("expected") == day


@pytest.mark.parametrize(
    ("month", "found"),
    [
        ({"state": "需协调", "percent": 0.7}, ("需协调", 0.7)),
        ({"state": "已完成", "percent": 1.0}, ("已完成", 1.0)),
        ({"state": "暂缓"}, ("暂缓", 0.4)),
        ({"problems": "缺钱。"}, ("推进中", 0.4)),
    ],
)
def test_what_was_sent_back_in_one_round_takes_nothing_from_what_a_round_beside_it_says_since(
    month: dict[str, object], found: tuple[str, float]
) -> None:
    back = decision("退回", "待销号", "state", reported="已完成", round="三季度", action=6)
    quarter = [sheet(5, progress="季。", state="已完成", percent=1.0), replied(9, problems="缺人。")]
    said = claimed(
        {"七月": [sheet(2, percent=0.4, state="推进中")], "八月": [sheet(7, **month)], "三季度": quarter}, back
    )
    assert (said["state"], said["percent"]) == found


def test_what_the_office_decides_of_one_round_counts_as_it_was_decided() -> None:
    decided = decision("采用报送", "前后不一致", "percent", before="60%", reported="30%", round="三季度", action=8)
    quarter = [sheet(4, percent=0.3), sheet(5, percent=0.6)]
    assert claimed({"八月": [sheet(7, percent=0.5)], "三季度": quarter}, decided)["percent"] == 0.3


def test_a_state_in_which_two_returns_of_a_round_differ_stays_open_though_a_round_beside_it_reported_in_between() -> (
    None
):
    quarter = [sheet(5, state="已完成", progress="季。"), sheet(9, state="暂缓", progress="季。")]
    said = claimed({"八月": [sheet(7, progress="八月。")], "三季度": quarter})
    assert said == {"progress": "季。"}


@pytest.mark.parametrize("month", [{"progress": "月。"}, {"next": "月后。"}])
@pytest.mark.parametrize(
    "quarter",
    [
        [
            sheet(5, progress="一。", problems="缺人。", evidence="附件1"),
            replace(sheet(21, progress="二。"), revision=2),
        ],
        [replied(5, problems="缺人。", evidence="附件1"), replied(21, progress="二。")],
    ],
)
def test_what_stands_beside_words_that_were_replaced_since_counts(
    month: dict[str, object], quarter: Sequence[Submission]
) -> None:
    said = claimed({"八月": [sheet(10, **month)], "三季度": quarter})
    assert (said["problems"], said["evidence"], said["progress"]) == ("缺人。", "附件1", "二。")


def test_a_day_from_which_a_later_file_differs_counts_until_it_is_decided() -> None:
    quarter = [replied(7, expected=DAY), sheet(29, progress="季。", expected=LATER_DAY)]
    assert claimed({"三季度": quarter}).get("expected") == DAY
    assert claimed({"八月": [sheet(16, progress="八月。")], "三季度": quarter}).get("expected") == DAY
