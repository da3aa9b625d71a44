"""The results of actions as people read them on a terminal."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

from xlplan import __version__
from xlplan.actions.decide import CLOSING, ENTERING
from xlplan.actions.demo import Demonstration
from xlplan.actions.history import History
from xlplan.actions.merge import Merging
from xlplan.actions.new import Creation
from xlplan.actions.rebuild import Rebuilding
from xlplan.actions.remind import Reminding
from xlplan.actions.schedule import TimeLimitReading
from xlplan.actions.split import Splitting
from xlplan.actions.status import Summary
from xlplan.actions.undo import Undoing
from xlplan.actions.upgrade import Upgrading
from xlplan.actions.validate import Validation
from xlplan.actions.yearly import Accounting
from xlplan.files.look.file_names import visible
from xlplan.files.store.workspace import NOTICES_FOLDER
from xlplan.returns.sheet import reported_text
from xlplan.schedule.words import describe, frequency
from xlplan.status.rollup import projects
from xlplan.status.yearly import Timing
from xlplan.terms.catalogue import Severity
from xlplan.terms.cells import NOTHING
from xlplan.terms.choices import Light, Role, Verdict
from xlplan.terms.findings import Finding
from xlplan.terms.headings import TASK_SHEET_HEADINGS
from xlplan.terms.shares import percent_of, whole_percent

_VERBS = {
    "split": "拆分下发",
    "merge": "合并回收",
    "remind": "催报",
    CLOSING.verb: CLOSING.caption,
    ENTERING.verb: ENTERING.caption,
}

_WIDEST: Final = 48


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WFA" else 1 for mark in text)


def _line(text: str) -> str:
    """A text that somebody else wrote, within one line: what follows a line break in it might pass for ours."""
    return visible(text).replace("\n", "\\n")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as columns that line up, wide characters counted as two.

    The first column holds names: one wider than _WIDEST is cut and ends in “…”.
    """
    rows = [[_cut(row[0]), *row[1:]] for row in rows]
    columns = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell + " " * (columns[i] - _width(cell)) for i, cell in enumerate(row)).rstrip() for row in rows)
    return "\n".join(lines)


def _cut(text: str) -> str:
    # As it is printed: what steers a terminal is shown by six letters.
    text = _line(text)
    if _width(text) <= _WIDEST:
        return text
    while _width(text) > _WIDEST - _width("…"):
        text = text[:-1]
    return f"{text}…"


def validation_text(result: Validation) -> str:
    """The findings, each with its place and cure."""
    head = f"“{result.plan.sheet}”共 {len(result.plan.tasks)} 项任务，发现 {len(result.findings)} 个问题。"
    return "\n".join([head, *_findings_lines(result.findings)])


def creation_text(result: Creation) -> str:
    """Where the new workbook is, what came into it, and what to look at."""
    if result.source is None:
        return f"已新建空白工作簿：{result.path}\n请从“分工表”第4行起填写任务，再在“设置”里写上计划名称、年度和期次。"
    stands = sum(each.to is not None for each in result.moved)
    left = len(result.moved) - stands
    lines = [
        f"已新建：{result.path}",
        f"从“{result.source.name}”带来 {result.tasks} 项任务、{result.departments} 个部门；"
        f"原表有内容的 {len(result.moved)} 处，"
        + (f"{stands} 处在新工作簿里，{left} 处没有带过来（见下）。" if left else "都在新工作簿里。"),
        *_findings_lines(result.findings),
        "接下来请在“设置”里写上当前期次和报送截止日，在“部门”里补上类型和群组成员。",
    ]
    return "\n".join(lines)


def upgrading_text(result: Upgrading) -> str:
    """Where the workbook that was brought up to date is, and what did not come along."""
    if result.path is None:
        return f"“{result.source.name}”已经是 {result.version} 版，不用升级。"
    how = "" if result.version == __version__ else f"（{result.version or '没有写版本'} → {__version__}）"
    lines = [
        f"已升级：{result.path}{how}",
        f"旧的“{result.source.name}”没有动。请打开新的看一遍，以后用新的；台账和工作区照旧。",
        *_findings_lines(result.findings),
    ]
    return "\n".join(lines)


def _findings_lines(findings: Sequence[Finding]) -> list[str]:
    """Findings with place and cure, and how many there are of each severity."""
    lines = []
    for item in findings:
        place = " ".join(part for part in (item.sheet, item.cell) if part)
        task = f"（任务 {item.task}）" if item.task else ""
        lines += [f"[{item.severity.label}] {place}{task} {_line(item.message)}", f"       {item.hint}"]
    counts = Counter(item.severity for item in findings)
    if findings:
        lines.append("合计：" + "，".join(f"{each.label} {counts[each]}" for each in Severity))
    return lines


def splitting_text(result: Splitting, dry_run: bool = False) -> str:
    """What was handed out, to whom and why, and who got nothing."""
    shown = [["部门", "执行", "支持", "版本", "原因", "文件"]]
    for sent in result.files:
        sheet = sent.sheet
        path = sent.path if sheet.department in result.written else f"{sent.path}（{'不' if dry_run else '未'}重写）"
        why = result.why.get(sheet.department, "")
        shown.append([sheet.department, str(sheet.lead), str(sheet.support), str(sent.revision), why, path])
    written = len(result.written)
    head = f"{result.round.name}：{len(result.files)} 个部门，{'将' if dry_run else '已'}生成 {written} 份任务表。"
    lines = [head, table(shown)]
    lines += [f"没有下发：{item.department}，{item.reason}。" for item in result.skipped]
    lines += [f"[{item.severity.label}] {item.message}{item.hint}" for item in result.findings]
    if not dry_run:
        lines.append(f"通知、清单和压缩包在：{(result.folder / NOTICES_FOLDER).as_posix()}")
    return "\n".join(lines)


def merging_text(result: Merging) -> str:
    """The verdict on each file, who is missing, what is in conflict."""
    counts = Counter(item.verdict for item in result.files)
    summary = "，".join(f"{each.label} {counts[each]}" for each in Verdict if counts[each])
    lines = [f"{result.round.name}：看了 {len(result.files)} 个文件。{summary}"]
    for item in result.files:
        if item.verdict is Verdict.ACCEPTED:
            continue
        lines.append(f"[{item.verdict.label}] {_line(item.path)}")
        lines += [f"       {_line(reason.message)} {reason.hint}" for reason in item.reasons]
    for conflict in result.conflicts:
        said = "；".join(f"“{NOTHING if value is None else value}”（{source}）" for value, source in conflict.values)
        lines.append(f"[待定] 任务 {conflict.task} {conflict.department}：{_line(said)}")
    lines += [result.sent_back.words] if result.sent_back.words else []
    if result.answers.count:
        lines.append(f"“待核实”里的处理意见：办理 {result.answers.count} 条。")
    lines += decision_lines(result.findings)
    if result.unstamped:
        lines.append(f"还缺盖章件：{'、'.join(result.unstamped)}")
    lines.append(f"还没报送：{'、'.join(result.missing)}" if result.missing else "应报送的部门都已报送。")
    return "\n".join(lines)


def decision_lines(findings: Sequence[Finding]) -> list[str]:
    """What the office is to know about its decisions, each with its cure."""
    return [
        line for item in findings for line in (f"[{item.severity.label}] {_line(item.message)}", f"       {item.hint}")
    ]


def summary_text(result: Summary) -> str:
    """The lights of all projects, the red tasks, and where the workbook lies."""
    status = result.status
    rows = [["工程", *(light.label for light in Light), "平均进度"]]
    for project in projects(status):
        percent = "—" if project.share is None else whole_percent(project.share)
        rows.append([project.name or "（未写）", *(str(project.lights[light]) for light in Light), percent])
    lines = [f"{status.round.name}，截至 {status.today}：", table(rows)]
    for task in status.tasks:
        if task.light is Light.RED:
            reasons = [each for each in task.departments if each.light is Light.RED and each.role is Role.LEAD]
            lines.append(f"红灯 {task.task.id}：" + "；".join(f"{each.department} {each.reason}" for each in reasons))
    lines += [f"[{item.severity.label}] {item.message}{item.hint}" for item in status.findings]
    lines.append(f"汇总工作簿：{result.path}")
    if result.others:
        lines.append(f"旁边还有：{'、'.join(path.name for path in result.others)}")
    return "\n".join(lines)


def reminding_text(result: Reminding) -> str:
    """Who is to be chased and why, and where the texts lie."""
    if not result.reminders:
        return f"{result.round.name}：都已报齐，没有要催的部门。"
    rows = [["部门", "原因", "第几次", "情况"]]
    rows += [
        [each.department, each.lack.value, f"第{each.number}次{'（报分管领导）' if each.escalated else ''}", each.why]
        for each in result.reminders
    ]
    return f"{result.round.name}：要催 {len(result.reminders)} 个部门。\n{table(rows)}\n要发的话、名单和催办单：{result.folder}"


def history_text(result: History) -> str:
    """A task round after round: light, percent, and what each department said, with file and cell."""
    lines = [f"{result.task} {result.content}"]
    for status, task in result.rounds:
        percent = "" if task.share is None else f"，进度 {percent_of(task.share):g}%"
        lines.append(f"{status.round.name}（截至 {status.today}）：{task.light.label}灯{percent}")
        for each in task.departments:
            lines.append(f"  {each.department}（{each.role.label}）{each.light.label}灯：{each.reason}")
            if each.verified:
                lines.append(f"    核定进展：{each.verified}")
            for name, said in (each.entry.values if each.entry else {}).items():
                text = " ".join(reported_text(name, said.value).split())
                lines.append(
                    f"    {TASK_SHEET_HEADINGS[name]}：{text}（{_line(each.entry.source_of(name)) if each.entry else ''} {said.cell}）"
                )
    return "\n".join(lines) if result.rounds else f"{lines[0]}\n还没有下发过任何一期。"


def yearly_text(result: Accounting) -> str:
    """Each department's year in a line, which rounds count, and where the workbook lies."""
    found = result.yearly
    timings = [timing for timing in Timing if timing is not Timing.VOLUNTARY]
    rows = [["部门", "应报", *(timing.value for timing in timings), "退回", "销号"]]
    for each in found.accounts:
        counts = [each.owed, *(each.count(timing) for timing in timings), len(each.back), len(each.closed)]
        rows.append([each.department, *map(str, counts)])
    head = f"{found.year}年，{len(found.records)} 期：{'、'.join(each.round.name for each in found.records)}"
    return f"{head}\n{table(rows)}\n年度考核台账：{result.path}"


def undoing_text(result: Undoing) -> str:
    """What was taken back."""
    if result.action is None:
        return "没有可以撤销的操作。"
    action = result.action
    lines = [f"已撤销：{_VERBS.get(action.verb, action.verb)}（{action.at:%Y-%m-%d %H:%M}，{action.summary}）。"]
    lines += [f"已从下发文件夹移除：{path}" for path in result.removed]
    lines += [f"已换回上一版：{path}" for path in result.restored]
    lines += [f"部门已经填写或报送，保留：{path}" for path in result.kept]
    return "\n".join(lines)


def rebuilding_text(result: Rebuilding) -> str:
    """Whether the ledger was made again, why, and where the old one is."""
    holds = f"{result.actions} 次操作，下发 {result.sent} 份，收到 {result.received} 份。"
    if result.reason is None:
        return f"台账完好，没有改动：{holds}"
    lines = [f"{result.reason_text}，已按归档重建：{holds}"]
    if result.set_aside:
        lines.append(f"原来的台账改名为：{result.set_aside}（没有删除，确认不用了再自行清理）")
    return "\n".join(lines)


def schedule_text(result: TimeLimitReading) -> str:
    """How a time limit was read, line by line."""
    schedule = result.schedule
    lines = [f"读作：{describe(schedule)}"]
    lines += [f"循环：{frequency(each)} ← {each.text}" for each in schedule.recurrences]
    if result.next:
        lines.append(f"下次到期：{result.next.day}（{frequency(result.next.recurrence)}）")
    lines += [f"节点：{each.due} {each.text}" for each in schedule.milestones]
    lines += [f"成果：{each}" for each in schedule.deliverables]
    lines += [f"请留意：“{each}”没有写明含不含当期。" for each in schedule.unclear]
    lines += [f"请留意：“{each}”的结束早于开始。" for each in schedule.reversed]
    if schedule.unparsed:
        lines.append(f"没有读懂的部分：{'；'.join(schedule.unparsed)}")
    return "\n".join(lines)


def demo_text(result: Demonstration) -> str:
    """A short table of what happened, and where the files lie."""
    rows = [["步骤", "结果"], *([step, outcome] for step, outcome in result.steps)]
    places = [[f"{name}：", str(path)] for name, path in result.places]
    after = "接下来请打开“汇总工作簿”，看领导收到的汇总；再打开“下发的任务表”里的一份，看部门收到的表。"
    return f"演示完成（{result.round}，截至 {result.today}）。\n\n{table(rows)}\n\n{table(places)}\n\n{after}"
