"""A new plan begins with the columns that are shipped."""

from __future__ import annotations

from xlplan.plan.importing.model import NewPlan


def test_a_new_plan_has_the_six_columns_and_nothing_else() -> None:
    plan = NewPlan()
    assert plan.fields == ["id", "project", "content", "lead", "support", "schedule"]
    assert plan.headings == ["编号", "工程名称", "主要内容", "执行部门", "支持部门", "活动频率或完成时限"]
    assert not (plan.title or plan.rows or plan.merges or plan.departments or plan.findings)


def test_no_two_plans_share_their_columns() -> None:
    NewPlan().fields.append("stage")
    assert "stage" not in NewPlan().fields
