"""What is said of a round at a glance: a line for each department, and what is behind one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xlplan.actions.glance import RoundGlance
from xlplan.files.look.file_names import name_to_read
from xlplan.schedule.calendar import day_words
from xlplan.status.glance import DepartmentGlance, Stand, stand_counts
from xlplan.status.remind import reminder_text
from xlplan.telling.told import ToOpen
from xlplan.terms.shares import percent_of

GLANCE_HEADINGS: Final = ("部门", "状态", "亮灯", "要做什么", "应报", "收到日期", "联系人", "电话")
TASK_HEADINGS: Final = ("编号", "主要内容", "职责", "亮灯", "进度", "理由")
STANDS: Final = tuple(stand.value for stand in Stand)


def glance_line(result: RoundGlance) -> str:
    """Return the round, its deadline, and how many departments stand where."""
    counts = "，".join(f"{stand.value} {count}" for stand, count in stand_counts(result.departments).items())
    if result.deadline is None:
        return f"{result.round.name}：{counts}"
    left = (result.deadline - result.today).days
    when = f"已过 {-left} 天" if left < 0 else "今天截止" if left == 0 else f"还有 {left} 天"
    return f"{result.round.name}，报送截止 {day_words(result.deadline)}（{when}）：{counts}"


def glance_cells(each: DepartmentGlance) -> Sequence[str]:
    """Return the line of a department, by GLANCE_HEADINGS."""
    day = each.received.isoformat() if each.received else ""
    owed = f"{each.owed} 项" if each.owed else ""
    return each.department, each.stand.value, each.light.label, each.why, owed, day, each.contact, each.phone


def task_cells(each: DepartmentGlance) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield 编号 and the line of each task of a department, by TASK_HEADINGS."""
    for task, mine in each.tasks:
        percent = "" if mine.share is None else f"{percent_of(mine.share):g}%"
        content = " ".join(task.task.content.split())
        yield task.task.id, (task.task.id, content, mine.role.label, mine.light.label, percent, mine.reason)


def about(each: DepartmentGlance) -> str:
    """Return who a department is and where it stands, in full: in the table a long name is cut."""
    who = " ".join(filter(None, (each.contact, each.phone)))
    called = f"（{who}）" if who else ""
    return f"{each.department}{called}：{each.stand.value}{f'，{each.why}' if each.why else ''}"


def papers_of(result: RoundGlance, department: str) -> list[ToOpen]:
    """Return what there is of a department to be opened, each with what it is."""
    papers = result.papers.get(department)
    if papers is None:
        return []
    there = [("发下去的", papers.sheet, ""), *(("报来的", *came) for came in papers.returned.items())]
    there += [("给它的", path, "") for path in papers.written]
    return [ToOpen(path, f"{what}：{name_to_read(path)}", sha256) for what, path, sha256 in there]


def not_to_be_opened(result: RoundGlance, department: str) -> str:
    """Return how many files of a department no click opens, and where they lie; empty where there is none."""
    papers = result.papers.get(department)
    if papers is None or not papers.closed:
        return ""
    return f"另有报来的 {papers.closed} 个文件不从这里打开（装在压缩包里、带宏，或者不在那里了）：在“回收”里，先看“回收情况”怎么说。"


def text_to(each: DepartmentGlance) -> str:
    """Return the text that chases a department; empty where there is nothing to chase it for."""
    return reminder_text(each.reminder) if each.reminder and each.stand is not Stand.ARRIVED else ""


def ordered(
    found: Sequence[DepartmentGlance], search: str, stand: str, column: int, *, backwards: bool
) -> list[DepartmentGlance]:
    """Return those that a word and a state leave (both may be empty), by a column of GLANCE_HEADINGS: states and lights from worst to best."""
    left = [
        each
        for each in found
        if (not stand or each.stand.value == stand)
        and (not search or any(search in text for text in glance_cells(each)))
    ]
    stands, lights = list(Stand), ("红", "黄", "绿", "灰")

    def key(each: DepartmentGlance) -> object:
        match column:
            case 1:
                return stands.index(each.stand)
            case 2:
                return lights.index(each.light.label)
            case 4:
                return each.owed
        return glance_cells(each)[column]

    return sorted(left, key=key, reverse=backwards) if column else (left[::-1] if backwards else left)  # type: ignore[arg-type]
