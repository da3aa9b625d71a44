"""Who gets something back in a round: from what was taken and refused, and which refused file is whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from support.small import ROUND, decision, doubt, entered, handed_out, plan, received, returned, row, sent, task

from xlplan.plan.departments import Department
from xlplan.reissue.who import SendBacks, send_backs, senders, sorted_out
from xlplan.returns.received import Received
from xlplan.returns.sender import other_names
from xlplan.terms.choices import Role, Verdict
from xlplan.terms.fields import Field
from xlplan.terms.findings import finding

FULL = {"state": "推进中", "percent": 0.5, "progress": "已办。"}
SENT = handed_out(
    sent(), sent(department="组宣科"), sent(row(role=Role.SUPPORT), department="基金会"), sent(department="德育科"), sent(row(change="已撤销"), department="德育科", revision=2),
)  # fmt: skip
UNCLEAR = finding(
    "return-percent-unclear",
    cell="I5",
    task="1.1",
    field=Field.PERCENT,
    task_id="1.1",
    heading="完成进度",
    value="80",
    guess="",
    options="",
)
BROKEN = finding("return-unreadable", value="已损坏，读不出来。", cure="")
OTHER = finding("return-other-round", value="2023年第一季度", round=ROUND.name)
NEVER = finding("return-never-sent", value="教育科", revision=9)


def good(department: str = "教育科", **more: Any) -> Received:
    return received(returned(**FULL), department=department, path=f"{department}.xlsx", action=2, **more)


def bad(department: str = "教育科", **more: Any) -> Received:
    blank = {name: value for name, value in FULL.items() if name != "percent"}
    rows = [returned(**blank, doubts=[doubt("percent", "80", 0.8)])]
    return received(
        *rows,
        department=department,
        path=f"{department}.xlsx",
        verdict=Verdict.NOTED,
        reasons=[UNCLEAR],
        action=2,
        **more,
    )


def refused(
    path: str, *reasons: Any, department: str | None = None, verdict: Verdict = Verdict.REJECTED, **more: Any
) -> Received:
    return received(path=path, reasons=reasons or (BROKEN,), department=department, verdict=verdict, **more)


def back(
    *items: Received, decisions: Sequence[Any] = (), sheets: Any = SENT
) -> tuple[list[tuple[str, int, list[str]]], list[str]]:
    """Return departments with their number of marks and refused files, and the files of unknown senders."""
    found = send_backs(sheets, items, decisions, ROUND.name)
    assert bool(found) is bool(found.departments or found.unclaimed)
    return (
        [(each.department, len(each.marks), [one.path for one in each.refused]) for each in found.departments],
        [one.path for one in found.unclaimed],
    )


SENT_BACK = decision("退回", "待销号", reported="推进中", action=3)


@pytest.mark.parametrize(
    ("items", "decisions", "found"),
    [
        ([], [], ([], [])),
        ([good()], [], ([], [])),
        ([bad()], [], ([("教育科", 1, [])], [])),
        ([good(), bad("组宣科")], [], ([("组宣科", 1, [])], [])),
        # Noted, with nothing that the department could correct.
        ([good(verdict=Verdict.NOTED)], [], ([], [])),
        # Accepted, and sent back by the office in this round.
        ([good()], [SENT_BACK], ([("教育科", 1, [])], [])),
        ([good()], [decision("退回", "待销号", reported="推进中", action=3, round="别期")], ([], [])),
        ([good()], [decision("退回", "待销号", reported="推进中", action=3, department="组宣科")], ([], [])),
        # Of what could not be read at all there is the sheet as it was, and what to say.
        ([refused("教育科.xlsx")], [], ([("教育科", 0, ["教育科.xlsx"])], [])),
        ([refused("教育科.xlsx", verdict=Verdict.UNREADABLE)], [], ([("教育科", 0, ["教育科.xlsx"])], [])),
        ([good(), refused("教育科/坏.xlsx")], [], ([], [])),
        # What the office entered is no file of the department's.
        ([entered(returned(**FULL)), refused("教育科/坏.xlsx")], [], ([("教育科", 0, ["教育科/坏.xlsx"])], [])),
        ([bad(), refused("教育科/坏.xlsx")], [], ([("教育科", 1, ["教育科/坏.xlsx"])], [])),
        ([refused("基金会.xlsx")], [], ([("基金会", 0, ["基金会.xlsx"])], [])),
        # Nothing is left for it to fill in.
        ([refused("德育科.xlsx")], [], ([], [])),
        # A file of an unknown sender is mentioned while anybody still owes a return.
        ([refused("一.xlsx")], [], ([], ["一.xlsx"])),
        ([good(), good("组宣科"), refused("一.xlsx")], [], ([], [])),
        ([good(), bad("组宣科"), refused("一.xlsx")], [], ([("组宣科", 1, [])], ["一.xlsx"])),
        # What was skipped, or known already, is none of these.
        ([refused("教育科.xlsx", verdict=Verdict.SKIPPED), refused("教育科2.xlsx", verdict=Verdict.DUPLICATE)], [], ([], [])),
    ],
)  # fmt: skip
def test_who_gets_what_back(items: list[Received], decisions: list[Any], found: Any) -> None:
    assert back(*items, decisions=decisions) == found


def test_nothing_at_all_goes_back() -> None:
    assert not SendBacks()


def test_the_newest_sheet_is_what_goes_back() -> None:
    found = send_backs(handed_out(sent(), sent(revision=2)), [bad(revision=2)], (), ROUND.name)
    assert [each.sent.revision for each in found.departments] == [2]


@pytest.mark.parametrize(
    ("item", "whose"),
    [
        # By the file's name and its folder.
        (refused("回收/教育科.xlsx"), "教育科"),
        (refused("组宣科/一.xlsx"), "组宣科"),
        (refused("组宣科/更远/一.xlsx"), None),
        (refused("组宣科/教育科.xlsx"), None),
        (refused("回收/一.xlsx"), None),
        # By what it says itself, where that is signed: only the sheet of another round is.
        (refused("回收/一.xlsx", OTHER, department="教育科"), "教育科"),
        (refused("回收/组宣科.xlsx", OTHER, department="教育科"), "教育科"),
        (refused("回收/组宣科.xlsx", OTHER, department="撤了的科"), "组宣科"),
        (refused("回收/组宣科.xlsx", finding("return-other-plan"), department="教育科"), "组宣科"),
    ],
)
def test_whose_a_refused_file_is(item: Received, whose: str | None) -> None:
    newest = {name: SENT[name, 1] for name in ("教育科", "组宣科")}
    assert list(senders([item], newest, {})) == [whose]


@pytest.mark.parametrize(
    ("items", "taken", "found"),
    [
        # Several in their order, the same bytes once.
        ([refused("教育科.xlsx"), refused("教育科2.xlsx", sha256="b"), refused("教育科3.xlsx", sha256="b")], [], ["教育科.xlsx", "教育科2.xlsx"]),
        # What was taken after all, from wherever it lay.
        ([refused("教育科.xlsx", sha256="a")], [good(sha256="a")], []),
        # Reasons that the sender is not told.
        ([refused("教育科.xlsx", NEVER)], [], []),
        # Files without bytes that are known are not the same.
        ([refused("教育科.xlsx", sha256=""), refused("教育科2.xlsx", sha256="")], [], ["教育科.xlsx", "教育科2.xlsx"]),
    ],
)  # fmt: skip
def test_which_refused_files_are_told_of(items: list[Received], taken: list[Received], found: list[str]) -> None:
    told = senders(items, {"教育科": SENT["教育科", 1]}, {"教育科": taken})
    assert [each.path for each in told.get("教育科", [])] == found


def test_what_the_sender_is_told() -> None:
    [told] = senders([refused("教育科.xlsx", NEVER, BROKEN, OTHER)], {"教育科": SENT["教育科", 1]}, {})["教育科"]
    assert told.words == (
        "已损坏，读不出来。请用发给你们的原表填写，另存为 .xlsx 后重新发来。",
        f"这是“2023年第一季度”的表格。请填报“{ROUND.name}”的表格。",
    )


def test_what_was_taken_and_what_was_refused() -> None:
    items = [
        good(),
        refused("一.xlsx"),
        bad(),
        good(verdict=Verdict.SUPERSEDED),
        refused("二.xlsx", verdict=Verdict.UNREADABLE),
    ]
    taken, turned_down = sorted_out(items)
    assert ({name: [each.verdict.value for each in found] for name, found in taken.items()}, [each.path for each in turned_down]) == (
        {"教育科": ["accepted", "noted"]}, ["一.xlsx", "二.xlsx"],
    )  # fmt: skip


def test_a_sheet_of_before_a_renaming_goes_back_to_whom_it_was_of() -> None:
    signed = finding("return-other-round", value="2023年第一季度", round=ROUND.name)
    file = refused("表.xlsx", signed, department="老教育科")
    table = plan(departments=[Department("教育科", aliases=("老教育科",))])
    found = send_backs(SENT, [file, refused("老教育科/坏.xlsx")], (), ROUND.name, table)
    assert [(each.department, len(each.refused)) for each in found.departments] == [("教育科", 2)]
    assert other_names(table.registry, {"教育科"}) == {"老教育科": "教育科"}
    assert other_names(table.registry, {"老教育科"}) == {"教育科": "老教育科"}


def test_what_goes_back_to_a_department_that_was_renamed_is_remembered_when_its_new_sheet_is_there() -> None:
    table = plan(departments=(Department("安全科", ("教育科",)),))
    sheets = handed_out(sent(), sent(row(change="已撤销"), revision=2), sent(department="安全科"))
    done = good(reasons=(), verdict=Verdict.ACCEPTED)
    [back_] = send_backs(sheets, [done], [SENT_BACK], ROUND.name, table).departments
    assert (back_.department, back_.sent.sheet.department, [mark.field for mark in back_.marks]) == (
        "安全科", "安全科", [Field.STATE],
    )  # fmt: skip
    # What is reported under the new name takes its place.
    again = received(returned(**FULL), department="安全科", path="又报.xlsx", action=4)
    assert not send_backs(sheets, [done, again], [SENT_BACK], ROUND.name, table)


def test_under_a_new_name_the_sheets_of_the_closed_deadline_are_known_too() -> None:
    told = entered(returned(state="未启动", progress="电话里说的。"), action=5)
    filed = received(returned(state="常态推进", progress="又办。"), path="一.xlsx", action=6, verdict=Verdict.NOTED)
    closed = decision("同意销号", before="推进中", reported="已完成", action=3)
    renamed = plan(
        task("1.1", "新科", "2023年5月底前完成。2023年6月起常规实施。"),
        departments=[Department("新科", aliases=("教育科",))],
    )
    old, gone = replace(sent(), action=1), replace(sent(row(change="已撤销"), revision=2), action=8)
    new = replace(sent(department="新科"), action=8)
    found = send_backs(handed_out(old, gone, new), [told, filed], [closed], ROUND.name, renamed)
    assert [[mark.field for mark in each.marks] for each in found.departments] == [[Field.PERCENT]]
