"""What is said of 督办单."""

from __future__ import annotations

from collections import Counter

from xlplan.actions.supervise import Supervising
from xlplan.files.store.workspace import Workspace
from xlplan.status.supervise import Colour, Issued, worst
from xlplan.telling.lines import table
from xlplan.telling.told import Remark, Told, cured, under_word


def tell_supervising(result: Supervising, workspace: Workspace) -> Told:
    """Return which papers were issued and why, who has not signed or answered, and what to do with them."""
    name, papers = result.round.name, result.papers
    noted = f"登记了 {result.noted} 项回执" if result.noted else ""
    if papers:
        counts = Counter(worst(row.colour for row in each.rows) for each in papers)
        parts = "，".join(f"{colour.value}色 {counts[colour]}" for colour in Colour if counts[colour])
        note = f"{name}：督办单 {len(papers)} 份（{parts}）"
    else:
        note = f"{name}：没有要新发的督办单"
    rows = [["文号", "部门", "编号", "颜色", "督办原因"]]
    rows += [
        [each.first.mark, each.first.department, row.task, row.colour.value, "；".join(filter(None, (row.texts["原因"], row.texts["前次"])))]
        for each in papers
        for row in each.rows
    ]  # fmt: skip
    new = {each.first.mark for each in papers}
    earlier = [each for each in result.open if each.paper.mark not in new and not each.answered]
    where = workspace.shown(result.folder)
    todo = f"在“{where}”里：督办单打印盖章后发，旁边的话贴给部门；回执登记在“{workspace.shown(result.list_path)}”。"
    folders = [result.folder] if papers else []
    return Told(
        "supervise",
        f"{'；'.join(filter(None, (note, noted)))}。",
        "，".join(filter(None, (note, noted))),
        [
            Remark(table(rows), under_word("发给", [each.first.department for each in papers]).brief) if papers else Remark(),
            _standing("还没有签收", [each for each in earlier if not each.signed], result),
            _standing("已签收、还没有答复", [each for each in earlier if each.signed], result),
            Remark([f"督办单和要发的话：{result.folder}", f"登记回执：{result.list_path}"], todo) if papers else Remark(),
            cured(result.findings, result.list_path.stem),
        ],
        made=[*folders, result.list_path, *(each.path for each in papers), *result.beside],
    )  # fmt: skip


def _standing(word: str, found: list[Issued], result: Supervising) -> Remark:
    tasks: dict[tuple[str, str, str], list[str]] = {}
    for each in found:
        key = each.paper.department, each.paper.mark, each.words(result.today)
        tasks.setdefault(key, []).append(each.paper.task)
    names = [f"{department} {'、'.join(of)}（{mark}，{words}）" for (department, mark, words), of in tasks.items()]
    return under_word(word, names)
