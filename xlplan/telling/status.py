"""What is said of 生成汇总."""

from __future__ import annotations

from collections import Counter
from typing import Final

from xlplan.actions.status import Summary, Uncounted
from xlplan.files.store.workspace import Workspace
from xlplan.status.changes import NOT_COMPARABLE
from xlplan.status.model import Status
from xlplan.status.rollup import owing, projects
from xlplan.status.tables import figures, not_in
from xlplan.telling.lines import table
from xlplan.telling.told import Remark, Told, sentence, warned
from xlplan.terms.buttons import caption
from xlplan.terms.choices import Light
from xlplan.terms.shares import whole_percent
from xlplan.terms.sheets import PENDING

_NAMED: Final = 3


def not_carried_out(rows: Uncounted) -> Remark:
    """Return that rows written into 待核实 do not count yet; nothing where there is none."""
    if not rows.waiting:
        return Remark()
    begin = (
        f"“{PENDING}”里写好的 {rows.waiting} 条还没有办，没有算进来：请{'先写上经办人，再' if rows.unsigned else ''}"
    )
    end = "，然后再生成一次汇总"
    return Remark([f"{begin}运行 xlplan merge{end}"], f"{begin}点“{caption('merge')}”{end}。")


def not_to_be_carried_out(rows: Uncounted) -> str:
    """Return why rows written into 待核实 cannot be carried out; empty where there is none."""
    if not rows.refused:
        return ""
    said = "；".join(why.rstrip("。") for why in rows.refused[:_NAMED])
    more = f"；其余的合并以后写在“{PENDING}”的“说明”里" if len(rows.refused) > _NAMED else ""
    return f"“{PENDING}”里有 {len(rows.refused)} 条办不了，没有算进来：{said}{more}。改好以后，合并一次，再生成汇总"


def _returns(status: Status) -> str:
    """Return how many departments owe a report and have reported, those whose own report is not in told apart."""
    counts, apart = figures(status), not_in(owing(status))
    among = f"（其中{'、'.join(f'{state}{len(names)}' for state, names in apart.items())}）" if apart else ""
    return f"应报 {counts['应报']} 个部门，已报 {counts['已报']}{among}，未报 {counts['未报']}"


def tell_summary(result: Summary, workspace: Workspace) -> Told:
    """Return the lights of all projects, the red tasks, and where the workbook lies."""
    status = result.status
    rows = [["工程", *(light.label for light in Light), "平均进度"]]
    for project in projects(status):
        percent = NOT_COMPARABLE if project.share is None else whole_percent(project.share)
        rows.append([project.name or "（未写）", *(str(project.lights[light]) for light in Light), percent])
    red = []
    for task in status.tasks:
        if task.light is Light.RED:
            reasons = [each for each in task.departments if each.light is Light.RED and each.role.carries_out]
            red.append(f"红灯 {task.task.id}：" + "；".join(f"{each.department} {each.reason}" for each in reasons))
    counts = Counter(task.light for task in status.tasks)
    lights = "，".join(f"{light.label}灯 {counts[light]}" for light in Light)
    beside = "、".join(path.name for path in result.others)
    where = f"报送用的汇总工作簿：{workspace.shown(result.path)}"
    return Told(
        "status",
        f"{status.round.name}，截至 {status.today}：",
        f"{status.round.name}：{lights}",
        [
            Remark([*table(rows), *red]),
            sentence(_returns(status)),
            not_carried_out(result.uncounted),
            sentence(not_to_be_carried_out(result.uncounted)),
            warned([*result.plan.settings.unread_in("status"), *status.findings, *result.corrections.refused]),
            sentence(result.corrections.words),
            sentence(workspace.remarks),
            Remark(
                [f"汇总工作簿：{result.path}", *([f"旁边还有：{beside}"] if beside else [])],
                f"{where}；旁边还有：{beside}。" if beside else f"{where}。",
            ),
        ],
        finished=True,
        made=[result.path.parent, result.path, *result.others],
    )
