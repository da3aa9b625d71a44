"""What is said of decisions made in a window: a line for each row that waits, what one needs for it, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from xlplan.actions.deciding import Decided, Waiting, WaitingList
from xlplan.decisions.listing import PendingRow
from xlplan.terms.buttons import caption
from xlplan.terms.cells import NOTHING

WAITING_HEADINGS: Final = ("类型", "部门", "编号", "主要内容", "项目", "原值", "报送值")


def waiting_cells(each: Waiting) -> Sequence[str]:
    """Return the line of a row that waits, by WAITING_HEADINGS."""
    row = each.row
    before, reported = (" ".join(str(row[name] or NOTHING).split()) for name in ("before", "reported"))
    content = " ".join(each.content.split())
    return str(row["kind"]), str(row["department"]), str(row["task"]), content, str(row["item"]), before, reported


def details(each: Waiting) -> str:
    """Return all that one needs to decide on a row."""
    row = each.row
    lines = [f"{row['department']} {row['task']} {each.content}", f"时限：{each.limit or NOTHING}"]
    lines += [f"{name}：{text}" for name, text in each.said.items()]
    lines += [str(row["note"])] if row.get("note") else []
    lines.append(f"来源：{row['source']}")
    return "\n".join(lines)


def waiting_line(found: WaitingList) -> str:
    """Return how much waits."""
    if not found.rows:
        return f"{found.round.name}：没有要核实的。"
    return f"{found.round.name}：有 {len(found.rows)} 件要核实。选中一行或几行，选好处理意见，点“办理选中的”。"


def tell_decided(result: Decided, rows: Sequence[PendingRow]) -> tuple[str, str]:
    """Return what came of the office's rows: in a line, and why some were not carried out."""
    refused = [
        f"{rows[place].get('task')} {rows[place].get('department')} {rows[place].get('item') or ''}：{why}"
        for place, why in result.refused.items()
        if place < len(rows)
    ]
    why = "\n".join([*refused, *(result.findings if not refused else ())])
    if result.count:
        left = f"，{len(refused)} 条没有办，原因见下面" if refused else ""
        ruled = Counter(
            str(row["decision"]) for n, row in enumerate(rows) if row.get("decision") and n not in result.refused
        )
        how = f"（{'，'.join(f'{each} {count} 条' for each, count in ruled.items())}）" if ruled else ""
        head = f"办理了 {result.count} 条{how}{left}。要收回，点“{caption('undo')}”，收回的就是“{result.summary}”。"
        return head, why
    return "没有办理，原因见下面。" if why else "没有办理：写的和已经登记的一样，不重复记。", why
