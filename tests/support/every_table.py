"""A row for each table of the ledger that a small office's verbs leave empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from support.office import ROUND, Office
from xlplan.actions.book import open_book
from xlplan.decisions.model import Decision
from xlplan.handout.planned import PlannedTask
from xlplan.ledger.writer import SettingChange
from xlplan.status.supervise import Colour, SlipReply, Supervised
from xlplan.terms.choices import QuestionKind, Ruling
from xlplan.terms.fields import Field


def write_the_rest(works: Office, now: datetime) -> None:
    """Write one action that decides, numbers, corrects, supervises, takes in a slip and changes a setting."""
    decided = Decision(
        ROUND, QuestionKind.CONFLICT, "组宣科", "1.2", Field.PERCENT, "50%", "90%", Ruling.ADOPT, "局长", date(2023, 6, 24), "李四",
        "说明", now,
    )  # fmt: skip
    paper = Supervised(
        2023, 1, ROUND, "组宣科", "1.2", Colour.RED, date(2023, 6, 24), date(2023, 7, 3), date(2023, 5, 31), {"原因": "超期"}
    )  # fmt: skip
    with open_book(works.book).workspace.hold("测试") as ledger, ledger.action("decide", ROUND, now, "处理") as writer:
        late = replace(decided, kind=QuestionKind.DELAY, field=Field.EXPECTED, before="2023-05-31", reported="2023-06-30",
                       ruling=Ruling.DELAY, late=True)  # fmt: skip
        done = replace(decided, kind=QuestionKind.CLOSE, field=Field.STATE, reported="已完成", ruling=Ruling.CLOSE, note="",
                       verified=True)  # fmt: skip
        told = replace(late, task="1.4", note="局长说：到期后才提出的，下不为例。", late=False)
        writer.add_decisions([decided, late, done, told])
        writer.add_settings(ROUND, {"red_behind": 30})
        writer.add_plan(ROUND, [PlannedTask("9.1", {"content": "研训"}, (("组宣科", "lead"),))])
        writer.add_numbers({"指纹": "9.1"})
        writer.add_received_on(ROUND, {"组宣科": date(2023, 6, 19)}, "李四")
        writer.add_supervised([paper, replace(paper, task="1.4", due=None)])
        writer.add_replies([SlipReply(2023, 1, "1.2", "张三", date(2023, 6, 25), "加人", None)])
        writer.add_setting_changes([SettingChange("round", ROUND, "2023年第三季度")])
