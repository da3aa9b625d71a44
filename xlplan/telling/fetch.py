"""What is said of 收件."""

from __future__ import annotations

from collections.abc import Iterator

from xlplan.actions.fetched import Fetching, LeftAlone
from xlplan.status.remind import chasing_text
from xlplan.status.round_count import RoundCount
from xlplan.telling.lines import one_line
from xlplan.telling.told import Remark, Told, some, under_word

_LEFT: dict[str, str] = {
    "as_sent": "没有填过的下发原件",
    "other_round": "别的期次的",
    "other_plan": "别的计划的",
    "unmarked": "没有识别标记的表格（多半是别的表）",
    "older": "下发以前就有、没有打开的",
    "unreadable": "读不出来的",
    "writing": "正在写的",
    "unfinished": "没有下载完或只在云端的",
    "unread": "太多、接着看的",
}


def count_line(count: RoundCount, *, whole: bool = False) -> str:
    """Return how a round stands, in one line: `已收31/40，有问题2，还缺：…`; all names if `whole`."""
    parts = [f"已收{len(count.came)}/{len(count.asked)}"]
    if count.unmerged:
        parts[0] += f"（其中{len(count.unmerged)}个部门的还没有合并）"
    if count.troubled:
        parts.append(f"有问题{len(count.troubled)}")
    names = "、".join(count.missing) if whole else some(count.missing)
    parts.append(f"还缺：{names}" if count.missing else "都已收到")
    return "，".join(parts)


def chase_text(result: Fetching) -> str:
    """Return the text for the departments' common chat about those who are still to be chased."""
    return chasing_text(result.chased)


def tell_fetching(result: Fetching) -> Told:
    """Return what was taken in, how the round stands, and what was left alone."""
    line = count_line(result.count)
    taken = [
        f"[收下] {each.department}：{one_line(each.name)}（原件 {one_line(each.source)}）" for each in result.taken
    ]
    said = f"收下 {len(result.taken)} 份" if result.taken else "没有新的"
    left = "，".join(_left(result.left))
    merge = bool(result.count.unmerged)
    return Told(
        "fetch",
        f"{result.round.name}：{said}。{count_line(result.count, whole=True)}。",
        f"{result.round.name}：{said}，{line}",
        [
            Remark(taken),
            Remark([f"没有动的：{left}。"] if left else []),
            under_word("有问题的", result.count.troubled),
            Remark(
                [f"找不到文件夹“{one_line(str(path))}”：U 盘没插、网络断了或改了名；出现了就接着收。" for path in result.gone],
                under_word("找不到的文件夹", [str(path) for path in result.gone]).brief,
            ),
            Remark(["收下的还没有登记：请做“合并回收”。"] if merge else [], "请做“合并回收”。" if merge else ""),
        ],
        finished=False,
    )  # fmt: skip


def _left(left: LeftAlone) -> Iterator[str]:
    for name, words in _LEFT.items():
        if count := getattr(left, name):
            yield f"{words} {count}"
