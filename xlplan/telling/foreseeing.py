"""What is said of a step before it is done, in a window that asks: what will happen, and whether it shall."""

from __future__ import annotations

from xlplan.actions.foreseeing import Foreseen
from xlplan.files.store.workspace import Workspace
from xlplan.telling.told import some
from xlplan.telling.undo import action_words
from xlplan.terms.buttons import caption


def tell_foreseen(found: Foreseen, workspace: Workspace) -> str:
    """Return what would be done, and the question."""
    where = f"“{workspace.shown(found.folder)}”" if found.folder else ""
    beside = "".join(f"\n{each.message}{each.hint}" for each in found.findings)
    return f"{_says(found, where)}{beside}\n\n现在做吗？"


def tell_declined(verb: str) -> str:
    """Return what a no leaves."""
    return f"没有做“{caption(verb)}”，什么都没有改。"


def _says(found: Foreseen, where: str) -> str:
    count, names = len(found.departments), some(found.departments)
    match found.verb:
        case "split":
            return _says_of_split(found, where)
        case "merge":
            new = (
                f"读取{where}里新到的 {len(found.files)} 个文件：{some(found.files)}。"
                if found.files
                else f"{where}里没有新到的文件。"
            )
            decided = f"\n“待核实”里写好的 {found.decided} 条一起办理。" if found.decided else ""
            return f"{found.round}：{new}{decided}\n登记以后能撤销，文件原样留着。"
        case "remind":
            if not count:
                return f"{found.round}：没有要催的部门，只更新{where}里的清单。"
            return f"{found.round}：催 {count} 个部门（{names}），每个部门写一份要发的话，放进{where}，并记下催过一次。程序自己不发。"
        case "supervise":
            if not count:
                return f"{found.round}：今天没有要督办的，只更新督办台账。"
            return f"{found.round}：给 {count} 个部门（{names}）各写一份督办单，编上号，放进{where}。程序自己不发。"
        case "undo" if found.action:
            return f"收回最近一步：{action_words(found.action)}。"
    files = "、".join(found.files)
    of = f"{found.round}：" if found.round else ""
    return f"{of}写 {files}，放进{where}；以前写的同名文件换掉，有人改过的、正开着的留着，另起名字。"


def _says_of_split(found: Foreseen, where: str) -> str:
    result = found.split
    assert result
    kept = len(result.files) - len(found.departments)
    lines = [
        f"{found.round}：给 {len(found.departments)} 个部门（{some(found.departments)}）各写一份任务表，放进{where}。"
        if found.departments
        else f"{found.round}：没有要写的任务表，都和已经下发的一样。"
    ]
    if kept and found.departments:
        lines.append(f"另外 {kept} 个部门的没有变化，不重写。")
    if result.skipped:
        lines.append(f"没有下发的名称：{some([each.department for each in result.skipped])}，原因见“校验结果”。")
    if result.left_out:
        lines.append(f"不用下发：{some([each.department for each in result.left_out])}。")
    deadlines = {each.sheet.deadline for each in result.files if each.sheet.deadline}
    if len(deadlines) == 1:
        lines.append(f"报送截止日：{deadlines.pop()}。")
    lines += [f"{each.message}{each.hint}" for each in result.findings]
    return "\n".join(lines)
