"""What is said of 合并回收."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from xlplan.actions.merge import Merging
from xlplan.files.store.workspace import Workspace
from xlplan.returns.received import UNCHANGED, Received
from xlplan.returns.sheet import reported_text
from xlplan.telling.decide import repeats
from xlplan.telling.lines import one_line
from xlplan.telling.told import Remark, Told, cured, sentence, some, under_word
from xlplan.terms.cells import NOTHING
from xlplan.terms.choices import Verdict
from xlplan.terms.headings import ITEM_WORDS, RETURN_HEADINGS
from xlplan.terms.sheets import PENDING, RETURNS


def tell_merging(result: Merging, workspace: Workspace, *, live: bool = False) -> Told:
    """Return the verdict on each file, who is missing, what is in conflict; `live`: the workbook's own 待核实 is at hand."""
    name, count, done = result.round.name, len(result.files), result.answers.count
    counts = Counter(item.verdict for item in result.files)
    verdicts = "，".join(f"{each.label} {counts[each]}" for each in Verdict if counts[each])
    note = f"{name}：{count} 个文件" + (f"（{verdicts}）" if verdicts else "")
    note += f"，还差 {len(result.missing)} 个部门" if result.missing else "，应报的都已报送"
    note += f"，办理处理意见 {done} 条" if done else ""
    folder = workspace.shown(workspace.returned_folder(name))
    return Told(
        "merge",
        f"{name}：看了 {count} 个文件。{verdicts}",
        note,
        [
            Remark(list(_files(result)), "" if count else f"请把报送回来的表放进“{folder}”，再点一次。"),
            Remark(list(_conflicts(result))), sentence(result.sent_back.words),
            Remark(list(_listed(result, workspace)), "" if live else _where_to_decide(result, workspace)),
            Remark([f"“待核实”里的处理意见：办理 {done} 条。"] if done else []), sentence(repeats(result.answers)), sentence(result.corrections.words), cured(result.findings),
            sentence(workspace.remarks), _late(result), under_word("还缺盖章件", result.unstamped),
            Remark([f"{name}{words}。" for name, words in result.alone.items()]),
            under_word("还没报送", result.missing) if result.missing else _all_in(result),
        ],
        finished=True,
        made=[*_back_folder(result), *([result.listed.path] if result.listed else []), *result.sent_back.files],
    )  # fmt: skip


def _all_in(result: Merging) -> Remark:
    """Say that all have reported, and who never was asked: a group without members has nobody who could be missing."""
    named = f"没有下发过任务表的不算在内：{some(result.nowhere)}。" if result.nowhere else ""
    return Remark([f"应报送的部门都已报送。{named}"], named)


def _back_folder(result: Merging) -> list[Path]:
    return [path.parent for path in result.sent_back.files[:1]]


def to_be_decided(waiting: int, where: str) -> str:
    """Return how many things wait for the office's ruling, and `where`: a file, or "" for the open workbook's sheet.

    If none does, return where the office's own rows go; empty for the open workbook, whose sheet is at hand.
    """
    if not waiting:
        return (
            f"没有要核实的。代录、核定进展等自己要写的，写在“{where}”的空行里，保存关闭，再合并一次。" if where else ""
        )
    how = f"请在“{where}”里选好处理意见，保存关闭，再合并一次。" if where else f"见“{PENDING}”。"
    return f"有 {waiting} 件要核实：{how}"


def _where_to_decide(result: Merging, workspace: Workspace) -> str:
    listed = result.listed
    if listed is None or (listed.why_not and not listed.count):
        return ""
    return to_be_decided(listed.count, workspace.shown(listed.path))


def _late(result: Merging) -> Remark:
    """Return who is late by the day of merging alone, and where the day is put right."""
    column = RETURN_HEADINGS["received_on"]
    how = f"收到得更早的，在“{RETURNS}”的“{column}”里改成收到的那天，再合并一次。"
    if not result.lists_returns:
        how = f"收到得更早的，打开助手窗口（xlplan helper），点“各部门…”，在“代录和核定…”里改“{column}”。"
    word = f"截止日以后才合并，按合并的这一天算迟报的 {len(result.late)} 个部门"
    said = under_word(word, result.late)
    return Remark([f"{said.lines[0]}。{how}"], f"{said.brief}{how}") if result.late else said


def _files(result: Merging) -> Iterator[str]:
    back = result.sent_back
    unchanged = [
        item
        for item in result.files
        if _unchanged(item) and item.department not in back.departments and item.sha256 not in back.corrects
    ]
    if unchanged:
        yield f"[{Verdict.DUPLICATE.label}] {len(unchanged)} 个文件上次已收下，没有变，不需要处理。"
    for item in result.files:
        if item.verdict is not Verdict.ACCEPTED and item not in unchanged:
            yield f"[{item.verdict.label}] {one_line(item.path)}"
            if _unchanged(item):
                yield "       上次已收下，没有变；这个部门有要退回修改的，见下面。"
                continue
            yield from (f"       {one_line(reason.message)} {reason.hint}" for reason in item.reasons)


def _unchanged(item: Received) -> bool:
    """Return True for a file that lies where it was taken before, and of which there was nothing to do."""
    return [reason.code for reason in item.reasons] == [UNCHANGED]


def _listed(result: Merging, workspace: Workspace) -> Iterator[str]:
    """Yield where to decide on what is open, and which rows were carried out before."""
    if where := _where_to_decide(result, workspace):
        yield where
    for each in (result.listed, *result.others):
        if each and each.why_not:
            yield f"“{workspace.shown(each.path)}”这次没有更新：{each.why_not}再合并一次就补上。"
    if result.answers.earlier:
        rows = "、".join(f"第 {line.row} 行" for line in result.answers.earlier)
        yield f"“{PENDING}”{rows}以前的期次已经办理，没有重复办理；若本期又有同样的，请在“期次”写上 {result.round.name}。"


def _conflicts(result: Merging) -> Iterator[str]:
    for conflict in result.conflicts:
        said = "；".join(
            f"“{NOTHING if value is None else reported_text(conflict.field, value)}”（{source}）"
            for value, source in conflict.values
        )
        yield f"[待定] 任务 {conflict.task} {conflict.department}的{ITEM_WORDS[conflict.field]}：{one_line(said)}"
