"""A task as it was when a round was handed out, back as a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from support.small import plan, task

from xlplan.handout.planned import Made, as_it_was, planned
from xlplan.handout.split import roles_of
from xlplan.ledger import planned_rows
from xlplan.plan.plan import Plan, Task
from xlplan.schedule.schedule import Milestone
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field

TODAY = date(2023, 6, 30)


def test_it_is_what_it_was_with_the_milestones_of_other_columns_whatever_the_table_says_now() -> None:
    was = task("1.1", lead="教育科", schedule="2023年9月底前")
    step = Milestone(date(2023, 3, 31), "第一季度：起草")
    was = replace(was, schedule=replace(was.schedule, milestones=(step,)))
    table = plan(was, task("1.2", lead="教育科"))
    kept = planned(table, roles_of(table), TODAY)
    now = plan(task("1.1", lead="组宣科", schedule="常规工作"))
    then, has = as_it_was(now, planned_rows.load_rows(planned_rows.dump(kept)), TODAY, lambda name: f"新{name}")
    assert [(each.id, each.schedule.due, each.schedule.milestones) for each in then.tasks] == [
        ("1.1", date(2023, 9, 30), (step,)), ("1.2", date(2023, 12, 31), ()),
    ]  # fmt: skip
    assert dict(has) == {"1.1": [("新教育科", Role.LEAD)], "1.2": [("新教育科", Role.LEAD)]}


def test_what_two_plans_hold_alike_is_one_task_whatever_day_they_were_read_for() -> None:
    table = plan(task("1.1", lead="教育科", schedule="2023年9月底前"), task("1.2", lead="教育科"))
    changed = plan(table.tasks[0], task("1.2", lead="组宣科"))
    texts: dict[str, dict[str, str]] = {}
    made = Made()

    def then(was: Plan, day: date) -> Sequence[Task]:
        rows = planned_rows.dump(planned(was, roles_of(was), day))
        return as_it_was(table, planned_rows.load_rows(rows, texts), day, str, made)[0].tasks

    first, second = then(table, TODAY), then(changed, date(2023, 9, 30))
    assert second[0] is first[0]
    assert [each.text(Field.LEAD) for each in (first[1], second[1])] == ["教育科", "组宣科"]
