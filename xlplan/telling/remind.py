"""What is said of 催报."""

from __future__ import annotations

from collections import Counter

from xlplan.actions.remind import GROUP_TEXT, PAPER, Reminding
from xlplan.files.store.workspace import Workspace
from xlplan.status.remind import Lack
from xlplan.telling.lines import table
from xlplan.telling.told import Remark, Told, sentence, under_word, warned


def tell_reminding(result: Reminding, workspace: Workspace) -> Told:
    """Return who is to be chased and why, and what to do with the texts that were written for it."""
    found, name = result.reminders, result.round.name
    backup = sentence(workspace.remarks)
    if not found:
        nobody = f"{name}：都已报齐，没有要催的部门"
        return Told("remind", f"{nobody}。", nobody, [warned(result.findings), backup])
    rows = [["部门", "原因", "第几次", "情况"]]
    rows += [
        [each.department, each.lack.value, f"第{each.number}次{'（报分管领导）' if each.escalated else ''}", each.why]
        for each in found
    ]
    counts = Counter(each.lack for each in found)
    parts = "，".join(f"{lack.value} {counts[lack]}" for lack in Lack if counts[lack])
    brief = [under_word(lack.value, [each.department for each in found if each.lack is lack]).brief for lack in Lack]
    again = under_word("已催过两次以上、要报分管领导", [each.department for each in found if each.escalated]).brief
    todo = f"“{GROUP_TEXT}”贴到群里，每个部门的话单独发，“{PAPER}”打印或盖章后发。"
    return Told(
        "remind",
        f"{name}：要催 {len(found)} 个部门。",
        f"{name}：要催 {len(found)} 个部门（{parts}）",
        [
            Remark(table(rows), "".join([*brief, again])),
            warned(result.findings),
            Remark([f"要发的话、名单和催办单：{result.folder}"], f"在“{workspace.shown(result.folder)}”里：{todo}"),
            backup,
        ],
        made=[result.folder, *result.files],
    )
