"""催报: which list a department is on, the number of its reminder, and what is written to it and to all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.small import TODAY, registry, row, sent

from xlplan.plan.departments import Department
from xlplan.reissue.marks import Mark, SendBack, UnreadReturn
from xlplan.status.remind import Lack, OnlyEntered, Reminded, Reminder, chasing_text, reminder_text, reminders
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field

KNOWN = registry(Department("教育科", leader="王局长", contact="张三", phone="123"), "组宣科", "基金会")
BLANK = Mark("1.1", Field.PROGRESS, "", ("请填写。",))
WRONG = Mark("1.2", Field.PERCENT, "80", ("请写成 80%。",))
SEVERAL = Mark("1.2", Field.PERCENT, "", ("报来的内容有几种。",), several=True)
ALONG = Mark("1.3", Field.PROGRESS, "同上期。", ("与上期一字不差。",), suffices=False)


def back(*marks: Mark, department: str = "教育科", **more: Any) -> SendBack:
    return SendBack(department, sent(department=department), marks=marks, **{"corrects": ("sha",)} | more)


def found(
    newest: tuple[str, ...] = ("教育科",), returned: tuple[str, ...] = (), backs: tuple[SendBack, ...] = (), **more: Any
) -> list[Reminder]:
    sheets = {name: sent(row(role=Role.SUPPORT if name == "基金会" else Role.LEAD), department=name) for name in newest}
    owed = {name: each.sheet.lead for name, each in sheets.items()}
    known: dict[str, Any] = {
        "owed": owed,
        "backs": backs,
        "earlier": (),
        "registry": KNOWN,
        "leaders": {"教育科": "王局长"},
        "today": TODAY,
        "entered": {},
    }
    return reminders(sheets, returned, **known | more)


@pytest.mark.parametrize(
    ("what", "lists"),
    [
        ({}, [("教育科", "未报", ())]),
        ({"returned": ("教育科",)}, []),
        # What is closed or paused by now is not owed, whatever its sheet asks for.
        ({"owed": {}}, []),
        ({"owed": {"教育科": 0}}, []),
        ({"owed": {}, "backs": (back(WRONG),)}, [("教育科", "退回未改", ("任务1.2的完成进度",))]),
        # Sheets in which nothing was reported went back for their blanks: that is no return.
        ({"backs": (back(BLANK),)}, [("教育科", "未报", ("任务1.1的本期进展",))]),
        ({"owed": {}, "backs": (back(BLANK),)}, [("教育科", "有空缺", ("任务1.1的本期进展",))]),
        # Support is voluntary.
        ({"newest": ("基金会",)}, []),
        # What went back, where more than blanks is to be mended.
        ({"returned": ("教育科",), "backs": (back(WRONG, BLANK),)}, [("教育科", "退回未改", ("任务1.2的完成进度", "任务1.1的本期进展"))]),
        ({"returned": ("教育科",), "backs": (back(BLANK),)}, [("教育科", "有空缺", ("任务1.1的本期进展",))]),
        # Of what was reported twice nothing is blank, though nothing counts.
        ({"returned": ("教育科",), "backs": (back(SEVERAL),)}, [("教育科", "退回未改", ("任务1.2的完成进度",))]),
        ({"returned": ("教育科",), "backs": (back(Mark("", Field.FILLER, "", ("请填写。",))),)}, [("教育科", "有空缺", ("填报人",))]),
        ({"returned": ("教育科",), "backs": (back(BLANK, remarks=("别的。",), insists=True),)}, [("教育科", "退回未改", ("任务1.1的本期进展",))]),
        # What is only said along sends nothing back.
        ({"returned": ("教育科",), "backs": (back(ALONG, BLANK, remarks=("填的是旧版。",)),)}, [("教育科", "有空缺", ("任务1.1的本期进展",))]),
        ({"returned": ("教育科",), "backs": (back(BLANK, refused=(UnreadReturn("一.xlsx", ("读不了。",)),)),)}, [("教育科", "退回未改", ("任务1.1的本期进展",))]),
        ({"returned": ("教育科",), "backs": (back(),)}, [("教育科", "退回未改", ())]),
        # Nothing of what it sent could be read.
        ({"backs": (back(BLANK, corrects=()),)}, [("教育科", "未报", ("任务1.1的本期进展",))]),
        ({"owed": {}, "backs": (back(BLANK, corrects=()),)}, [("教育科", "退回未改", ("任务1.1的本期进展",))]),
        ({"newest": ("基金会",), "backs": (back(WRONG, department="基金会"),)}, [("基金会", "退回未改", ("任务1.2的完成进度",))]),
        # What the office alone entered, and left empty.
        ({"returned": ("教育科",), "entered": {"教育科": OnlyEntered("电话", ("任务1.1的状态",))}}, [("教育科", "有空缺", ("任务1.1的状态",))]),
        ({"returned": ("教育科",), "entered": {"教育科": OnlyEntered("电话", ())}}, []),
    ],
)  # fmt: skip
def test_a_department_is_on_the_first_list_that_fits(what: dict[str, Any], lists: list[tuple[Any, ...]]) -> None:
    assert [(each.department, each.lack.value, each.gaps) for each in found(**what)] == lists


def test_the_lists_stand_in_their_order() -> None:
    three = found(("教育科", "组宣科", "一小"), ("教育科", "组宣科"), (back(BLANK), back(WRONG, department="组宣科")))
    assert [(each.department, each.lack.value) for each in three] == [
        ("一小", "未报"), ("组宣科", "退回未改"), ("教育科", "有空缺"),
    ]  # fmt: skip


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("earlier", "number", "escalated", "days"),
    [
        ([], 1, False, []),
        ([("教育科", "未报", "2023-06-21")], 2, False, ["2023-06-21"]),
        # Several of one day count once, those of today not at all.
        ([("教育科", "未报", "2023-06-21"), ("教育科", "有空缺", "2023-06-21"), ("教育科", "未报", "2023-06-25")], 2, False, ["2023-06-21"]),
        ([("教育科", "未报", "2023-06-23"), ("教育科", "未报", "2023-06-21")], 3, True, ["2023-06-21", "2023-06-23"]),
        # What was chased for another reason is another matter.
        ([("教育科", "退回未改", "2023-06-23"), ("教育科", "有空缺", "2023-06-22"), ("教育科", "未报", "2023-06-21")], 2, False, ["2023-06-21"]),
        ([("组宣科", "未报", "2023-06-21")], 1, False, []),
    ],
)  # fmt: skip
def test_which_reminder_it_is(
    earlier: list[tuple[str, str, str]], number: int, escalated: bool, days: list[str]
) -> None:
    [each] = found(earlier=[Reminded(name, lack, day(at)) for name, lack, at in earlier])
    assert (each.number, each.escalated, list(each.days)) == (number, escalated, list(map(day, days)))


def test_who_only_telephoned_is_not_told_that_its_sheet_has_gaps() -> None:
    told = {"教育科": OnlyEntered("电话", ("任务1.1的状态",))}
    [called] = found(returned=("教育科",), entered=told)
    assert called.why == "报了一部分（电话，办公室代录），表还没有报送，还缺：任务1.1的状态"
    assert reminder_text(called).endswith("\n请尽快把表填好报送。\n")
    # A sheet came as well, and went back: it is the sheet that has gaps.
    [wrote] = found(returned=("教育科",), entered=told, backs=(back(BLANK),))
    assert (wrote.why, wrote.entered) == ("报来的表还有空缺：任务1.1的本期进展", "")


def test_whom_to_call() -> None:
    one, two = found(("教育科", "无名处"), ("教育科",), (back(WRONG),))[::-1]
    assert (one.leader, one.contact, one.phone, one.reported, one.lead) == ("王局长", "张三", "123", True, 1)
    assert (two.leader, two.contact, two.phone, two.reported) == ("", "", "", False)


def reminder(lack: Lack = Lack.MISSING, **more: Any) -> Reminder:
    known: dict[str, Any] = {
        "department": "教育科", "lead": 3, "round": "2023年第二季度", "title": "重点工作", "deadline": day("2023-06-20"),
        "today": TODAY, "gaps": (), "days": (), "leader": "", "contact": "", "phone": "", "reported": False,
        "marked": lack is not Lack.MISSING and not more.get("entered") and not more.get("refused"),
    }  # fmt: skip
    return Reminder(lack=lack, **known | more)


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (None, "报送时间以通知为准"),
        ("2023-06-24", "报送截止 2023年6月24日，已超 1 天"),
        ("2023-06-25", "报送截止 2023年6月25日，今天截止"),
        ("2023-06-26", "报送截止 2023年6月26日，还有 1 天"),
    ],
)
def test_the_deadline_in_words(deadline: str | None, words: str) -> None:
    assert reminder(deadline=deadline and day(deadline)).late == words


@pytest.mark.parametrize(
    ("lack", "gaps", "words"),
    [
        (Lack.MISSING, 0, "还没有报送（应报 3 项）"),
        (Lack.BACK, 2, "报来的表已退回，还没有收到改好的"),
        (Lack.GAPS, 1, "报来的表还有空缺：空1"),
        (Lack.GAPS, 5, "报来的表还有空缺：空1、空2、空3、空4、空5"),
        (Lack.GAPS, 6, "报来的表还有空缺：空1、空2、空3、空4、空5 等 6 处"),
    ],
)
def test_what_is_lacking_in_words(lack: Lack, gaps: int, words: str) -> None:
    assert reminder(lack, gaps=tuple(f"空{n}" for n in range(1, gaps + 1))).why == words


FIRST = (
    "教育科：\n《重点工作》2023年第二季度推进情况表，你们还没有报送（应报 3 项）。报送截止 2023年6月20日，已超 5 天。\n"
)


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ({}, f"{FIRST}请尽快报送；有困难请回复说明。\n"),
        ({"title": ""}, f"{FIRST}请尽快报送；有困难请回复说明。\n".replace("《重点工作》", "")),
        (
            {"days": (day("2023-06-21"),), "leader": "王局长"},
            f"{FIRST}2023年6月21日已催过 1 次，这是第 2 次。\n请尽快报送；有困难请回复说明。\n",
        ),
        (
            {"days": (day("2023-06-21"), day("2023-06-23")), "leader": "王局长"},
            f"{FIRST}2023年6月21日、2023年6月23日已催过 2 次，这是第 3 次。\n"
            "按规定，今天仍未收到的，将报分管领导（王局长），并列入督办通报。\n请尽快报送；有困难请回复说明。\n",
        ),
        (
            {"lack": Lack.GAPS, "gaps": ("空1",), "days": (day("2023-06-21"), day("2023-06-23"))},
            f"{FIRST}2023年6月21日、2023年6月23日已催过 2 次，这是第 3 次。\n"
            "按规定，今天仍未收到的，将报分管领导，并列入督办通报。\n请尽快在退回单上补齐后发回，不要另填原表。\n"
            .replace("还没有报送（应报 3 项）", "报来的表还有空缺：空1"),
        ),
    ],
)  # fmt: skip
def test_what_is_written_to_a_department(what: dict[str, Any], text: str) -> None:
    assert reminder_text(reminder(**what)) == text


@pytest.mark.parametrize(
    ("what", "last"),
    [
        ({}, "请尽快报送给督查室李梅 2889015；有困难请回电说明。"),
        ({"lack": Lack.GAPS, "gaps": ("空1",)}, "请尽快在退回单上补齐后发回给督查室李梅 2889015，不要另填原表。"),
        ({"lack": Lack.BACK}, "请尽快在退回单上改好后发回给督查室李梅 2889015，不要另填原表；有困难请回电说明。"),
        ({"refused": True}, "请尽快用发给你们的原表填好报送给督查室李梅 2889015；有困难请回电说明。"),
        ({"deadline": day("2023-06-28")}, "请在2023年6月28日前（含当天）报送给督查室李梅 2889015；有困难请回电说明。"),
        ({"deadline": day("2023-06-25")}, "请在今天报送给督查室李梅 2889015；有困难请回电说明。"),
        # The sheet that went back is the one to fill in, by the same day as any.
        ({"marked": True}, "请尽快在退回单上填好后发回给督查室李梅 2889015，不要另填原表；有困难请回电说明。"),
        ({"lack": Lack.GAPS, "gaps": ("空1",), "deadline": day("2023-06-28")}, "请在2023年6月28日前（含当天），在退回单上补齐后发回给督查室李梅 2889015，不要另填原表。"),
        ({"refused": True, "deadline": day("2023-06-28")}, "请在2023年6月28日前（含当天），用发给你们的原表填好报送给督查室李梅 2889015；有困难请回电说明。"),
        ({"lack": Lack.GAPS, "gaps": ("空1",), "entered": "电话"}, "请尽快把表填好报送给督查室李梅 2889015。"),
    ],
)  # fmt: skip
def test_a_department_is_told_to_whom_it_reports(what: dict[str, Any], last: str) -> None:
    each = reminder(send_to="督查室李梅 2889015", **what)
    assert reminder_text(each).splitlines()[-1] == last
    assert chasing_text([each]).splitlines()[-2] == "报送给：督查室李梅 2889015。"


@pytest.mark.parametrize("place", ["发到工作群", "13800001234@qq.com", "督查室1208室"])
def test_nobody_is_asked_to_call_where_no_number_is_given(place: str) -> None:
    assert reminder_text(reminder(send_to=place)).splitlines()[-1] == f"请尽快报送给{place}；有困难请回复说明。"


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (None, "于收到本单后两个工作日内"),
        ("2023-06-24", "于收到本单后两个工作日内"),
        ("2023-06-25", "在今天"),
        ("2023-06-26", "在2023年6月26日前（含当天）"),
    ],
)
def test_a_paper_never_allows_more_than_the_deadline(deadline: str | None, words: str) -> None:
    assert reminder(deadline=deadline and day(deadline)).by_when == words


def test_what_is_written_to_all() -> None:
    assert chasing_text([]) == "各单位：本期推进情况表都已报齐，谢谢。\n"
    assert chasing_text([reminder(), reminder(department="一小"), reminder(Lack.GAPS, department="二小")]) == (
        "各单位：2023年第二季度推进情况表，请以下单位抓紧。\n未报（2 个）：教育科、一小。\n有空缺（1 个）：二小。\n"
        "收到退回单的，请在退回单上改好、补齐后发回，不要另填原表。\n已经发出的请忽略；怎样修改见发给各单位的说明。\n"
    )


def test_before_the_deadline_nobody_is_hurried() -> None:
    assert chasing_text([reminder(deadline=day("2023-06-28"))]).startswith(
        "各单位：2023年第二季度推进情况表，请以下单位在2023年6月28日前（含当天）报齐。\n未报（1 个）：教育科。\n已经"
    )


def test_who_sent_nothing_that_could_be_taken_has_not_reported() -> None:
    [each] = found(backs=(back(corrects=()),))
    assert (each.lack, each.why) == (Lack.MISSING, "发来的文件没有收下，还没有报送（应报 1 项）")
    [only_supports] = found(owed={}, backs=(back(corrects=()),))
    assert only_supports.why == "发来的文件没有收下，还没有收到重新填的"


def test_who_sent_a_stamped_copy_alone_is_told_what_is_still_wanted() -> None:
    beside = "发来的“盖章.pdf”读不出进展，填好的表（.xlsx）也要发来"
    assert reminder(beside=beside).why == f"还没有报送（应报 3 项），{beside}"


def test_who_sent_its_sheet_unfilled_is_chased_for_the_one_that_went_back() -> None:
    [each] = found(backs=(back(BLANK),))
    assert (each.lack, each.marked, each.why) == (
        Lack.MISSING, True, "报来的表里状态、完成进度、本期进展都没有填，已退回（应报 1 项）",
    )  # fmt: skip
    assert "还没有报送" not in reminder_text(each)
    assert "收到退回单的，请在退回单上改好、补齐后发回，不要另填原表。" in chasing_text([each])
    assert [each.marked for each in found(backs=(back(corrects=()),))] == [False]


@pytest.mark.parametrize(
    ("what", "by", "words"),
    [
        ({}, "于收到本单后两个工作日内", "请于收到本单后两个工作日内报送给科长"),
        ({"lack": Lack.BACK}, "于收到本单后两个工作日内", "请于收到本单后两个工作日内在退回单上改好后发回给科长，不要另填原表"),
        ({"refused": True}, "于收到本单后两个工作日内", "请于收到本单后两个工作日内用发给你们的原表填好报送给科长"),
        ({"lack": Lack.GAPS, "deadline": day("2023-06-28")}, "在2023年6月28日前（含当天）", "请在2023年6月28日前（含当天），在退回单上补齐后发回给科长，不要另填原表"),
    ],
)  # fmt: skip
def test_a_paper_names_the_same_file_as_the_text(what: dict[str, Any], by: str, words: str) -> None:
    each = reminder(send_to="科长", **what)
    assert (each.by_when, each.to_do(each.by_when)) == (by, words)


@pytest.mark.parametrize(
    ("what", "subject"),
    [
        ({}, "请尽快报送2023年第二季度推进情况表（第1次催报）"),
        ({"deadline": day("2023-06-28")}, "请在2023年6月28日前（含当天）报送2023年第二季度推进情况表（第1次催报）"),
        ({"lack": Lack.GAPS, "days": (day("2023-06-21"),)}, "请尽快发回2023年第二季度推进情况表退回单（第2次催报）"),
        ({"marked": True, "deadline": day("2023-06-28")}, "请在2023年6月28日前（含当天）发回2023年第二季度推进情况表退回单（第1次催报）"),
    ],
)  # fmt: skip
def test_the_subject_of_a_mail_says_what_is_to_come_by_when(what: dict[str, Any], subject: str) -> None:
    assert reminder(**what).subject == subject
