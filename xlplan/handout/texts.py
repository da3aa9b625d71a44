"""What goes out with the departments' workbooks: texts to paste, 下发清单, and each section's list (归口科室)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from xlplan.handout.changes import changes_line
from xlplan.handout.sheets import DepartmentSheet, Sent, SheetRow
from xlplan.plan.departments import Registry
from xlplan.schedule.calendar import day_words
from xlplan.terms.cells import as_text
from xlplan.terms.choices import Role
from xlplan.terms.fields import Field
from xlplan.terms.headings import TASK_SHEET_HEADINGS
from xlplan.terms.records import record

SECTION_HEADINGS: Final = (
    *(TASK_SHEET_HEADINGS[name] for name in (Field.ID, Field.PROJECT, Field.CONTENT)), "单位",
    *(TASK_SHEET_HEADINGS[name] for name in (Field.ROLE, Field.SCHEDULE, Field.DUE)),
)  # fmt: skip
_NAMED: Final = 6
"""Of at most so many units of a task the names are listed, whoever else there is."""


_Shown = tuple[str, str, str, str, str, str]


@record(frozen=True)
class SectionList:
    """What the departments that belong to a section got, by (department, row)."""

    section: str
    rows: Sequence[tuple[str, SheetRow]]

    @property
    def departments(self) -> list[str]:
        """The departments that it lists, each once."""
        return list(dict.fromkeys(name for name, _ in self.rows))

    def texts(self) -> list[list[str]]:
        """Return the tasks as they are shown, under SECTION_HEADINGS: each once, with those that have it."""
        order: list[_Shown] = []
        having: dict[_Shown, list[str]] = {}
        before, place = "", 0
        for name, row in self.rows:
            shown = (row.task, row.project, row.content, row.role.label, row.schedule, as_text(row.due_shown))
            place = place if name == before else 0
            if shown not in having:
                # A task stands after the one that it follows in its own sheet.
                order.insert(place, shown)
            place = order.index(shown) + 1
            having.setdefault(shown, []).append(name)
            before = name
        return [[*shown[:3], self._units(having[shown]), *shown[3:]] for shown in order]

    def _units(self, having: Sequence[str]) -> str:
        """Return who has a task: the names where they are few, else whom it leaves out."""
        every = self.departments
        others = [name for name in every if name not in having]
        if len(having) <= _NAMED or len(others) > _NAMED:
            return "、".join(having)
        return f"除{'、'.join(others)}外的 {len(having)} 个单位" if others else f"全部 {len(having)} 个单位"


def section_lists(registry: Registry, sent: Sequence[Sent]) -> list[SectionList]:
    """Return a list for each section that 部门 names as 归口科室 of a group or of a single department."""
    members: dict[str, dict[str, None]] = {}
    for department in registry.departments:
        section = registry.find(department.section) if department.section else None
        if section and not section.is_group:
            below = members.setdefault(section.name, {})
            below.update((each.name, None) for each in registry.expand(department.name) if each.name != section.name)
    by_name = {each.sheet.department: each.sheet for each in sent}
    lists = [
        SectionList(section, [(name, row) for name in names if name in by_name for row in by_name[name].live])
        for section, names in members.items()
    ]
    return [each for each in lists if each.rows]


def subject(round_: str, department: str) -> str:
    """Return the subject of a mail to one department."""
    return f"{round_}推进情况表（{department}）"


def _how(send_to: str) -> str:
    """Return how the sheet is filled in, and to whom it goes back."""
    back = f"报送给：{send_to}" if send_to else "发回"
    return (
        "先另存到手机或电脑，再用 WPS/Excel 填写；不要增删行列、改编号。"
        f"填好、保存以后，把填好的这个文件（不要截图，不要转成 PDF）{back}。"
    )


def department_text(sent: Sent, below: SectionList | None = None, now: str = "", send_to: str = "") -> str:
    """Return the text to one department; `below` is its list as a section, `now` its present name, `send_to` who gets the sheet back."""
    sheet = sent.sheet
    lines = [f"{sheet.department}："]
    plan = f"《{sheet.title}》" if sheet.title else ""
    if now and not sheet.live:
        lines.append(f"{plan}{sheet.round}的任务已改发给“{now}”（你们现在的名称），请填那一份；这一份作废，不用再报。")
    elif not sheet.live:
        lines.append(f"{plan}{sheet.round}原来发给你们的任务已全部撤销（{changes_line(sheet)}），本期不用再报。")
    else:
        lines.append(f"{plan}{sheet.round}推进情况表已发给你们（附件“{file_name(sent)}”），{_tasks(sheet)}。")
        if sent.revision > 1:
            changed = changes_line(sheet)
            lines.append(
                f"这是第{sent.revision}版，请以这一版为准，以前的作废。"
                + (
                    f"变动：{changed}，表中“{TASK_SHEET_HEADINGS[Field.PREVIOUS]}”一栏有标注。"
                    if changed
                    else "各项任务没有变动，变的是报送截止、计划名称或任务的顺序。"
                )
                + "上一版已经报过的，内容已替你们填入，核对补充即可；还没报的照常填写。"
            )
        lines.append(f"请在{day_words(sheet.deadline)}（含当天）前报送。" if sheet.deadline else "报送时间以通知为准。")
        if not sheet.owes:
            lines.append("都是支持任务，自愿填写，可以不报。")
        lines.append(_how(send_to))
    if below:
        lines.append(f"另附归口单位任务清单（{len(below.departments)} 个单位），供了解，不用填写。")
    return "\n".join(lines) + "\n"


def section_text(below: SectionList, sheet: DepartmentSheet) -> str:
    """Return the text to a section without tasks of its own; `sheet` is one of those in its list."""
    plan = f"《{sheet.title}》" if sheet.title else ""
    return (
        f"{below.section}：\n{plan}{sheet.round}推进情况表已发给你们归口的 {len(below.departments)} 个单位，"
        "附归口单位任务清单，供了解，不用填写、不用报回。\n"
    )


def group_text(sent: Sequence[Sent], renamed: Mapping[str, str] = {}, send_to: str = "") -> str:
    """Return the text to the departments' common chat; `renamed` gives the present name of those sent something under an old one."""
    live = [each for each in sent if each.sheet.live]
    if not live:
        return "各单位：本期任务已全部撤销，不用报送。\n"
    sheet = live[0].sheet
    deadlines = {each.sheet.deadline for each in live}
    until = (
        f"，请在{day_words(sheet.deadline)}（含当天）前报送"
        if sheet.deadline and len(deadlines) == 1
        else "，报送时间见表头"
    )
    plan = f"《{sheet.title}》" if sheet.title else ""
    lines = [
        f"各单位：{plan}{sheet.round}推进情况表已分别发给大家{until}。",
        _how(send_to),
        f"有任务的单位（{len(live)} 个）：{'、'.join(each.sheet.department for each in live)}。",
    ]
    voluntary = [each.sheet.department for each in live if not each.sheet.owes]
    if voluntary:
        lines.append(f"只有支持任务、自愿填写的：{'、'.join(voluntary)}。")
    old = [each.sheet.department for each in sent if not each.sheet.live and each.sheet.department in renamed]
    newer = [
        f"{each.sheet.department}（第{each.revision}版）"
        for each in sent
        if each.revision > 1 and not each.recalled and each.sheet.department not in old
    ]
    if newer:
        lines.append(f"有新版的，请以新版为准：{'、'.join(newer)}。")
    if old:
        now = dict.fromkeys(renamed[name] for name in old)
        moved = [f"“{'”“'.join(name for name in old if renamed[name] == new)}”改发给“{new}”" for new in now]
        lines.append(f"改了名的，请填现在名称的那一份，原来的作废：{'；'.join(moved)}。")
    return "\n".join(lines) + "\n"


def sent_texts(sent: Sequence[Sent]) -> list[Mapping[str, str]]:
    """Return the rows of 下发清单 as texts, by the identifiers of its columns."""
    return [
        {
            "department": each.sheet.department, "file": "" if each.recalled else file_name(each), "lead": str(each.sheet.lead),
            "support": str(each.sheet.support), "revision": str(each.revision), "checksum": each.sha256,
            "sent": f"{each.at:%Y-%m-%d %H:%M}" if each.at else "", "note": recall_words(each.sheet) if each.recalled else "；".join(filter(None, (other_words(each.sheet), changes_line(each.sheet)))),
        }
        for each in sent
    ]  # fmt: skip


def file_name(sent: Sent) -> str:
    """Return the name of a department's file without its folder."""
    return sent.path.rpartition("/")[2]


def other_words(sheet: DepartmentSheet) -> str:
    """Return on how many tasks a department answers for a part or writes the 综述: 下发清单 has no column for them."""
    parts = (
        f"另有责任任务 {sheet.share} 项" if sheet.share else "",
        f"另写综述 {sheet.summary} 项" if sheet.summary else "",
    )
    return "；".join(filter(None, parts))


def recall_words(sheet: DepartmentSheet) -> str:
    """Return why a department's workbook was taken back."""
    return f"任务已全部撤销（{changes_line(sheet)}），收回原来的任务表"


def _tasks(sheet: DepartmentSheet) -> str:
    counts = (
        (Role.LEAD, sheet.lead),
        (Role.SHARE, sheet.share),
        (Role.SUMMARY, sheet.summary),
        (Role.SUPPORT, sheet.support),
    )
    # A task whose section sums it up and supports it too stands in two rows: then the parts are rows, or they would not add up.
    rows = sum(count for _, count in counts)
    unit, whole = ("项", "") if rows == sheet.tasks else ("行", f"，表里 {rows} 行")
    parts = [f"{role.label} {count} {unit}" for role, count in counts if count]
    return f"共 {sheet.tasks} 项任务{whole}（{'，'.join(parts)}）"
