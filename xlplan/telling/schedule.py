"""What is said of one time limit."""

from __future__ import annotations

from xlplan.actions.schedule import TimeLimitReading
from xlplan.schedule.words import describe, frequency
from xlplan.telling.told import Remark, Told


def tell_time_limit(result: TimeLimitReading) -> Told:
    """Return how a time limit was read, line by line."""
    schedule = result.schedule
    lines = [f"循环：{frequency(each)} ← {each.text}" for each in schedule.recurrences]
    if result.next:
        lines.append(f"下次到期：{result.next.day}（{frequency(result.next.recurrence)}）")
    lines += [f"节点：{each.due} {each.text}" for each in schedule.milestones]
    lines += [f"成果：{each}" for each in schedule.deliverables]
    lines += [f"请留意：“{each}”没有写明含不含当期。" for each in schedule.unclear]
    lines += [f"请留意：“{each}”的结束早于开始。" for each in schedule.reversed]
    if schedule.unparsed:
        lines.append(f"没有读懂的部分：{'；'.join(schedule.unparsed)}")
    return Told("schedule", f"读作：{describe(schedule)}", details=[Remark(lines)])
