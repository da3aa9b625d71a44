"""What is said of a new workbook, and of one brought up to date."""

from __future__ import annotations

from xlplan import __version__
from xlplan.actions.new import Creation
from xlplan.actions.upgrade import Upgrading
from xlplan.schedule.words import describe
from xlplan.telling.lines import finding_lines, one_line, table
from xlplan.telling.told import Remark, Told


def tell_creation(result: Creation) -> Told:
    """Return where the new workbook is, what came into it, and what to look at."""
    if result.source is None:
        next_ = "请从“分工表”第4行起填写任务，再在“设置”里写上计划名称、年度和期次。"
        return Told("new", f"已新建空白工作簿：{result.path}", details=[Remark([next_])])
    if result.dry_run:
        return Told("new", f"没有写任何文件。“{result.source.name}”会这样读：", details=[Remark(_reading(result))])
    stands = sum(each.to is not None for each in result.moved)
    left = len(result.moved) - stands
    lines = [
        f"从“{result.source.name}”带来 {result.tasks} 项任务、{result.departments} 个部门；"
        f"原表有内容的 {len(result.moved)} 处，"
        + (f"{stands} 处在新工作簿里，{left} 处没有带过来（见下）。" if left else "都在新工作簿里。"),
        *finding_lines(result.findings),
        "接下来请在“设置”里写上当前期次和报送截止日，在“部门”里补上类型和群组成员。",
    ]
    return Told("new", f"已新建：{result.path}", details=[Remark(lines)], made=[result.path])


def _reading(result: Creation) -> list[str]:
    """Return the whole reading of a table: columns, departments, limits, and what is said of it."""
    several = len({each.sheet for each in result.columns}) > 1
    lines = [f"任务：{result.tasks} 项", "各列："]
    lines += table(
        [
            ((f"{each.sheet} " if several else "") + f"{each.cell}“{each.heading}”", "→", each.taken or "原样带过来")
            for each in result.columns
        ]
    )
    names = "、".join(f"{name}（群组）" if group else name for name, group in result.names)
    lines.append(f"部门（{len(result.names)} 个）：{names}")
    if result.doubtful:
        lines.append(f"看不准是不是部门，不列入：{'、'.join(map(one_line, result.doubtful))}")
    lines.append("时限：")
    lines += table([(f"“{each.text}”", "→", describe(each)) for each in result.limits if each.text])
    # The list of columns says these already.
    rest = [item for item in result.findings if item.code not in ("import-heading", "import-column-carried")]
    return [*lines, *finding_lines(rest)]


def tell_upgrading(result: Upgrading) -> Told:
    """Return where the workbook that was brought up to date is, and what did not come along."""
    if result.path is None:
        return Told("upgrade", f"“{result.source.name}”已经是 {result.version} 版，不用升级。")
    how = "" if result.version == __version__ else f"（{result.version or '没有写版本'} → {__version__}）"
    lines = [
        f"旧的“{result.source.name}”没有动。请打开新的看一遍，以后用新的；台账和工作区照旧。",
        *finding_lines(result.findings),
    ]
    return Told("upgrade", f"已升级：{result.path}{how}", details=[Remark(lines)])
