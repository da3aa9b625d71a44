"""A button whose program does not let it go on: what was done by then is told, and what to do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from xlplan.office.buttons import verbs
from xlplan.office.buttons.guard import Outcome
from xlplan.office.buttons.surface import Surface
from xlplan.office.hosts.host_errors import BusyError, HostError, stands_in_the_way
from xlplan.terms.errors import NotWritableError

BUSY, CLOSED, LOCKED = BusyError(), HostError("Excel 已经关闭", "重新打开"), NotWritableError("受保护", "取消保护")


@pytest.mark.parametrize(
    ("verb", "error", "carried_out", "said", "unsaid"),
    [
        ("split", BUSY, False, "再点一次按钮", "已经办好"),
        ("split", BUSY, True, "已经办好，文件和台账都写了，只是工作簿里的清单没有写完：Excel 正忙", "再点一次按钮"),
        ("split", BUSY, True, "按回车结束编辑、关掉弹出的窗口，再点一次“拆分下发”", "不用再点"),
        ("merge", CLOSED, True, "请重新打开工作簿，再点一次“合并回收”", "按回车"),
        # A second press would take back one step more, or write one more paper.
        ("undo", BUSY, True, "不用再点“撤销", "再点一次"),
        ("remind", BUSY, True, "不用再点“催报”", "再点一次"),
        ("split", LOCKED, True, "受保护", "已经办好"),
    ],
)  # fmt: skip
def test_it_is_told_how_far_the_work_went(
    verb: str, error: Exception, carried_out: bool, said: str, unsaid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(job: Surface) -> Outcome:
        job.carried_out = carried_out
        raise error

    monkeypatch.setattr(verbs, "VERBS", {verb: work})
    outcome = verbs.press_on(verb, Surface(Path("分工表.xlsx"), datetime(2023, 6, 12), lambda text, share: None))
    assert (outcome.ok, said in outcome.message, unsaid in outcome.message) == (False, True, False), outcome.message


def test_what_is_wrong_with_the_workbook_is_no_program_in_the_way() -> None:
    assert [stands_in_the_way(each) for each in (BUSY, CLOSED, LOCKED, KeyError("x"))] == [True, True, False, False]
