"""What is said of 生成汇总."""

from __future__ import annotations

from collections import Counter

from xlplan.actions.status import Summary
from xlplan.files.store.workspace import Workspace
from xlplan.status.changes import NOT_COMPARABLE
from xlplan.status.model import Status
from xlplan.status.rollup import owing, projects
from xlplan.status.tables import figures, not_in
from xlplan.telling.lines import table
from xlplan.telling.told import Remark, Told, sentence, warned
from xlplan.terms.choices import Light
from xlplan.terms.shares import whole_percent


def not_carried_out(written: int) -> str:
    """Return that rows written into 待核实 do not count yet; empty where there is none."""
    return f"“待核实”里写好的 {written} 条还没有办，没有算进来：请点“合并回收”，再生成一次汇总" if written else ""


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
            sentence(not_carried_out(result.written)),
            warned([*result.plan.settings.unread_in("status"), *status.findings, *result.corrections]),
            sentence(workspace.remarks),
            Remark(
                [f"汇总工作簿：{result.path}", *([f"旁边还有：{beside}"] if beside else [])],
                f"{where}；旁边还有：{beside}。" if beside else f"{where}。",
            ),
        ],
        finished=True,
        made=[result.path.parent, result.path, *result.others],
    )
