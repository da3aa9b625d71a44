"""How a time limit was read, in plain Chinese for people and as the object that `--json` prints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from xlplan.schedule.calendar import Festival
from xlplan.schedule.due import waits_for_notice
from xlplan.schedule.meanings import Place, Repeat, Unit
from xlplan.schedule.schedule import Recurrence, Schedule, ScheduleKind


def schedule_json(schedule: Schedule) -> dict[str, object]:
    """Return the object that `xlplan schedule --json` prints; dates are ISO."""

    def iso(day: date | None) -> str | None:
        return day.isoformat() if day else None

    return {
        "text": schedule.text,
        "kind": schedule.kind,
        "start": iso(schedule.start),
        "due": iso(schedule.due),
        "every": list(schedule.every),
        "recurrences": [
            {
                "unit": each.repeat.unit, "interval": each.repeat.interval, "day": each.repeat.day, "by": each.by,
                "text": each.text,
            }
            for each in schedule.recurrences
        ],
        "milestones": [{"due": iso(each.due), "text": each.text} for each in schedule.milestones],
        "deliverables": list(schedule.deliverables),
        "unparsed": list(schedule.unparsed),
    }  # fmt: skip


def describe(schedule: Schedule) -> str:
    """Say in one plain Chinese line how a time limit was read."""
    return "；".join(_described(schedule)) + "。"


def _described(schedule: Schedule) -> Iterator[str]:
    match schedule.kind:
        case ScheduleKind.PERIOD:
            yield f"{schedule.start} 至 {schedule.due}"
        case ScheduleKind.DEADLINE:
            yield f"{schedule.due} 前完成（含当日）"
        case ScheduleKind.RECURRING:
            yield "定期开展，无到期日"
        case ScheduleKind.ROUTINE:
            yield "常规工作，每期报送，无到期日"
        case _:
            yield "未读出到期日"
    if schedule.start and schedule.kind is not ScheduleKind.PERIOD:
        yield f"{schedule.start} 起"
    if schedule.routine and not schedule.open_ended:
        yield "另有常规要求，长期推进"
    if schedule.recurrences:
        yield "频率：" + "、".join(map(frequency, schedule.recurrences))
    if schedule.milestones:
        yield "节点：" + "、".join(str(day) for day in dict.fromkeys(each.due for each in schedule.milestones))
    if schedule.deliverables:
        yield "成果：" + "、".join(schedule.deliverables)
    if schedule.unclear:
        yield "“前”字是否含当期不明确：" + "、".join(schedule.unclear)
    if schedule.reversed:
        yield "止日早于起日：" + "、".join(schedule.reversed)
    if waiting := [words for words in schedule.unparsed if waits_for_notice(words)]:
        yield "须待通知日期确定后才有到期日：" + "、".join(waiting)
    if unread := [words for words in schedule.unparsed if words not in waiting]:
        yield "未识别：" + "、".join(unread)


_UNIT_WORDS: Final = dict(zip(Unit, ("天", "周", "月", "季度", "学期", "半年", "年"), strict=True))


def frequency(each: Recurrence) -> str:
    """Say how often, in words: 每 2 周, 每季度首月 10 日, with who does it in brackets."""
    repeat = each.repeat
    measure = "个" if repeat.unit in (Unit.MONTH, Unit.QUARTER, Unit.TERM, Unit.HALF_YEAR) else ""
    words = f"每 {repeat.interval} {measure}" if repeat.interval > 1 else "每"
    words += (
        "学年"
        if repeat.place is Place.SCHOOL
        else "个工作日"
        if repeat.place is Place.WORKDAY
        else _UNIT_WORDS[repeat.unit]
    )
    words += _place(repeat)
    if repeat.times:
        words += f" {repeat.times} 次"
    return words + (f"（{each.by}）" if each.by else "")


def _place(repeat: Repeat) -> str:
    """Say where in its unit a recurrence is due; return nothing if that is the unit's end."""
    if isinstance(repeat.place, Festival):
        return f"{repeat.place}前"
    match repeat.place:
        case Place.WORKING:
            return "最后一个工作日" if repeat.nth < 0 else f"第 {repeat.nth} 个工作日"
        case Place.AFTER | Place.AFTER_WORKING:
            return f"结束后 {repeat.nth} {'个工作日' if repeat.place is Place.AFTER_WORKING else '日'}内"
        case Place.BEFORE:
            return "开始前"
        case Place.SPRING | Place.AUTUMN:
            return ("春季" if repeat.place is Place.SPRING else "秋季") + "学期末"
    if repeat.unit is Unit.WEEK:
        return "一二三四五六日"[repeat.day - 1] if repeat.day else ""
    months = "、".join(map(str, repeat.months))
    if repeat.unit is Unit.QUARTER and months:
        months = {"1": "首月", "3": "末月"}.get(months, f"第 {months} 个月")
    elif months:
        months = "的单月" if repeat.unit is Unit.MONTH else f" {months} 月"
    return months + (f" {repeat.day} 日" if repeat.day else "")
