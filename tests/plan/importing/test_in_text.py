"""Who does a task and until when, filled in where only the text of the task says so."""

from __future__ import annotations

from datetime import date

from xlplan.plan.importing.convert import new_plan
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.terms.cells import Area, Grid
from xlplan.terms.fields import Field

HEAD = ["序号", "工作任务", "责任单位", "完成时限"]
PARTS = "一是开展排查（德育科牵头，3月底前）；二是整改到位（财务科牵头、办公室配合，9月底前）。"


def made(*rows: list[str | None], merges: tuple[Area, ...] = ()) -> NewPlan:
    grid = Grid("表", [["2025年任务分工表"], HEAD, *rows], list(merges))
    return new_plan(ImportSource("表.xlsx", [grid]), date(2025, 1, 5))


def first(plan: NewPlan) -> tuple[str, str, str]:
    lead, support, schedule = (
        plan.rows[0][plan.fields.index(name)] for name in (Field.LEAD, Field.SUPPORT, Field.SCHEDULE)
    )
    return lead, support, schedule


def told(plan: NewPlan) -> list[str]:
    return [each.code for each in plan.findings if each.code.endswith("in-text")]


def test_those_who_do_its_parts_are_added_to_those_of_the_column() -> None:
    plan = made(["1", PARTS, "教育科", "年底"])
    assert first(plan) == ("教育科\n德育科、财务科", "办公室", "年底")
    assert told(plan) == ["import-names-in-text", "import-names-in-text"]


def test_a_blank_column_is_filled_in_and_so_is_the_limit() -> None:
    plan = made(["1", PARTS, None, None])
    assert first(plan) == ("德育科、财务科", "办公室", "3月底前；9月底前") and plan.doubtful == []
    assert told(plan) == ["import-lead-in-text", "import-names-in-text", "import-limit-in-text"]


def test_what_the_columns_say_already_is_not_said_twice() -> None:
    plan = made(["1", PARTS, "德育科、财务科、办公室", "年底"])
    assert first(plan) == ("德育科、财务科、办公室", "", "年底") and told(plan) == []


def test_limits_alone_are_limits() -> None:
    plan = made(["1", "（1）完善制度（3月底前）；（2）开展培训（6月底前）。", "人事科", None])
    assert first(plan) == ("人事科", "", "3月底前；6月底前")


def test_a_cell_that_several_tasks_share_stays_as_it_is() -> None:
    rows: list[list[str | None]] = [["1", PARTS, "教育科", "年底"], ["2", "组织考试评价工作", None, "年底"]]
    plan = made(*rows, merges=(Area(2, 2, 3, 2),))
    assert first(plan)[0] == "教育科" and told(plan) == []


def test_a_remark_in_brackets_is_nobody() -> None:
    plan = made(["1", "开展师德建设（见附件2），印发《意见》（试行）", "人事科", None])
    assert first(plan) == ("人事科", "", "") and told(plan) == []
