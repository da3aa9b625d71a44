"""The demonstration: a whole round on the shipped workbook, answered by made-up departments on fixed days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Final

from xlplan.actions.book import Progress, open_book, unshown
from xlplan.actions.merge import Merging, merge
from xlplan.actions.split import split
from xlplan.actions.status import status
from xlplan.actions.validate import validate
from xlplan.files.papers.replies import Reply, fill_in
from xlplan.files.store.shipped import WORKBOOK, shipped
from xlplan.files.store.workspace import Workspace
from xlplan.files.store.writing import clear_folder, make_folder, write_whole
from xlplan.handout.sheets import DepartmentSheet, Sent, SheetRow
from xlplan.terms.choices import Light, Role, State
from xlplan.terms.errors import NotWritableError
from xlplan.terms.fields import Field
from xlplan.terms.findings import severity_counts
from xlplan.terms.records import record

ROUND: Final = "2023年第二季度"
TODAY: Final = date(2023, 6, 25)
SPLIT_AT: Final = datetime(2023, 6, 12, 9, 0)
FIRST_MERGE: Final = datetime(2023, 6, 20, 17, 30)
SECOND_MERGE: Final = datetime(2023, 6, 25, 10, 0)
_MARK: Final = "这是演示文件夹.txt"
_MARK_TEXT: Final = "这个文件夹由 xlplan demo 生成，可以整个删除；再次运行演示会清空它。\n"

# How each department behaves. Those not named here answer in time.
_LATE: Final = ("组宣科", "示例实验学校")
_MISSING: Final = ("示例第二中学",)
_SORTED: Final = "进修学校"
_EXTRA: Final = "教育科"
_SILENT_SUPPORT: Final = ("基金会", "工会", "德育科")

# What the made-up departments report, by 编号: state, share (0–1), progress, problems, next step.
_Answer = tuple[str, float | None, str, str, str]
_ANSWERS: Final[dict[str, _Answer]] = {
    "1.1": (State.RUNNING, 0.2, "完成学区管理调研，确定首批12所完小由中心小学统筹管理；实施方案征求意见稿已印发。", "", "7月底前汇总意见，提交局务会研究。"),
    "1.2": (State.RUNNING, 0.25, "2所新建学校确定为强校分校区，师资跟岗36人次。", "", "8月完成分校区管理团队选派。"),
    "1.3": (State.NEEDS_HELP, 0.15, "与岛内3所名校续签合作协议。", "1所名校合作经费尚未落实，需区财政支持。", "协调经费，9月前签订补充协议。"),
    "1.4": (State.RUNNING, 0.02, "完成合作办学意向对接。", "课程改革项目进度慢于计划。", "三季度确定项目清单。"),
    "1.5": (State.RUNNING, 0.2, "组建5个教育联盟，开展联合教研14场。", "", "下学期每个联盟开展1次质量分析。"),
    "2.1": (State.RUNNING, 0.2, "新教师全部结对，开展汇报课一轮；考核办法已修订。", "", "暑期组织新教师集中培训。"),
    "2.2": (State.DONE, 1.0, "三级名单已公布，传帮带活动按月开展。", "", "继续按月开展。"),
    "2.3": (State.RUNNING, 0.2, "优秀青年干部人才库入库48人，完成第一期任务驱动训练。", "", "四季度开展动态考核。"),
    "2.4": (State.RUNNING, 0.6, "加强教研的通知已起草，印斗论坛举办2期。", "", "7月印发通知。"),
    "2.5": (State.RUNNING, 0.2, "校长述职述教分三批完成。", "", "四季度评价结果反馈。"),
    "3.5": (State.DONE, 1.0, "数据平台已建成，本校教师全部开通账号。", "", "每月推送一次典型作业。"),
    "5.1": (State.DONE, 1.0, "监测数据库已建立，导入四、八年级监测数据。", "", "下半年召开质量分析会。"),
    "5.2": (State.RUNNING, 0.7, "奖励办法已修改两稿，正在征求学校意见。", "增值评价指标口径尚需统一。", "7月15日前提交审定。"),
}  # fmt: skip
_ROUTINE: Final = (
    "每周一查、每月一查均按时完成，发现的问题当场反馈并整改。",
    "常规工作按计划开展，本季度专题检查2次，整改到位。",
    "本季度组织相关活动3次，覆盖全部年级。",
)
# Where single schools differ from the rest; None leaves a cell blank.
_SCHOOLS: Final[dict[tuple[str, str], dict[Field, object]]] = {
    ("示例第二小学", "3.5"): {
        Field.STATE: State.RUNNING, Field.PERCENT: 0.8, Field.PROGRESS: "平台已部署，还有两个年级的教师账号没有开通。",
        Field.NEXT: "暑期完成全部账号开通和培训。", Field.EXPECTED: date(2023, 8, 31),
    },
    ("示例第一小学", "3.2"): {
        Field.STATE: State.NEEDS_HELP, Field.PROGRESS: "已有18间教室接入信息化教学平台。",
        Field.PROBLEMS: "录播教室设备老化，更新经费约12万元没有着落，请协调。", Field.NEXT: "先行维修，列入下年度预算。",
    },
    ("示例第一中学", "5.5"): {Field.PROGRESS: None},
}  # fmt: skip


@record(frozen=True)
class Demonstration:
    """The steps that were run, their outcomes, and where the files lie."""

    round: str
    today: date
    workspace: Workspace
    steps: list[tuple[str, str]]
    places: list[tuple[str, Path]]

    needs_person = False

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan demo`."""
        return {
            "command": "demo", "ok": True, "round": self.round, "today": self.today.isoformat(),
            "steps": [{"step": step, "outcome": outcome} for step, outcome in self.steps],
            "folder": self.workspace.base.as_posix(),
            "places": [{"name": name, "path": self.workspace.shown(path)} for name, path in self.places],
        }  # fmt: skip


def demo(folder: Path, *, progress: Progress = unshown) -> Demonstration:
    """Run a round in an empty folder, or a cleared one of an earlier demonstration. Raise NotWritableError."""
    folder = folder.absolute()
    _prepare(folder)
    path = folder / "分工表.xlsm"
    write_whole(path, shipped(WORKBOOK).read_bytes())
    book = open_book(path)
    workspace = book.workspace
    steps: list[tuple[str, str]] = []

    checked = validate(book, SPLIT_AT.date())
    steps.append(
        (
            "校验",
            f"{len(checked.plan.tasks)} 项任务，{len(checked.findings)} 个问题（{severity_counts(checked.findings)}）",
        )
    )

    handed = split(book, ROUND, SPLIT_AT, progress=progress)
    skipped = f"；{'、'.join(item.department for item in handed.skipped)}没有成员，未下发" if handed.skipped else ""
    steps.append(("拆分下发", f"{len(handed.files)} 个部门各一份任务表{skipped}"))

    returned = workspace.returned_folder(ROUND)
    timely, late = answering(handed.files)
    for sent in progress(timely, "各部门填报"):
        send_in(workspace, sent, returned)
    first = merge(book, ROUND, FIRST_MERGE, progress=progress)
    steps.append(("6月20日合并", _merged(first)))

    for sent in late:
        send_in(workspace, sent, returned)
    second = merge(book, ROUND, SECOND_MERGE, progress=progress)
    steps.append(("6月25日再合并", _merged(second)))

    summary = status(book, ROUND, SECOND_MERGE, today=TODAY)
    lights = Counter(task.light for task in summary.status.tasks)
    steps.append(("生成汇总", "，".join(f"{light.label}灯 {lights[light]}" for light in Light)))
    places = [
        ("分工表", path), ("下发的任务表", handed.folder), ("报送回来的表", returned), ("汇总工作簿", summary.path),
        ("台账和归档", workspace.root),
    ]  # fmt: skip
    return Demonstration(ROUND, TODAY, workspace, steps, places)


def answering(files: Iterable[Sent]) -> tuple[list[Sent], list[Sent]]:
    """Return what is answered by FIRST_MERGE, and what by SECOND_MERGE."""
    answered = [each for each in files if each.sheet.department not in (*_MISSING, *_SILENT_SUPPORT)]
    late = [each for each in answered if each.sheet.department in _LATE]
    return [each for each in answered if each not in late], late


def _prepare(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / _MARK).is_file():
            raise NotWritableError(f"“{folder}”里已有别的文件，演示不会动它们。", "请换一个新的或空的文件夹。")
        clear_folder(folder)
    make_folder(folder)
    write_whole(folder / _MARK, _MARK_TEXT.encode())


def _merged(result: Merging) -> str:
    counts = Counter(item.verdict for item in result.files)
    parts = [f"{verdict.label} {count}" for verdict, count in counts.items()]
    missing = f"；还没报送：{'、'.join(result.missing)}" if result.missing else "；应报的都已报送"
    return f"{len(result.files)} 个文件（{'，'.join(parts)}）{missing}"


def send_in(workspace: Workspace, sent: Sent, folder: Path) -> None:
    """Fill in a department's workbook and put it into `folder`."""
    sheet = sent.sheet
    name = sheet.department
    answers = {row.name: _reported(sheet, row, number) for number, row in enumerate(sheet.rows)}
    reply = Reply(
        {Field.FILLER: f"{name}填报人", Field.PHONE: "000-0000000", Field.REVIEWER: f"{name}负责人"},
        {task: answer for task, answer in answers.items() if answer},
        reverse=name == _SORTED,
        extra=_extra_row() if name == _EXTRA else None,
    )
    source = workspace.located(sent.path)
    fill_in(source, folder / source.name, reply)


def _reported(sheet: DepartmentSheet, row: SheetRow, number: int) -> dict[Field, object]:
    usual = _usual(row, number + sum(map(ord, sheet.department)))
    return usual | _SCHOOLS.get((sheet.department, row.name), {})


def _usual(row: SheetRow, number: int) -> dict[Field, object]:
    if row.role is Role.SUMMARY:
        return {Field.PROGRESS: "各校按方案推进，多数已完成本期任务，个别学校设备更新、账号开通还在抓紧。"}
    if row.role is Role.SUPPORT:
        # Support may report but need not: every other row is filled in.
        return {Field.PROGRESS: "已配合牵头部门提供材料、参加会商。"} if number % 2 else {}
    if row.closed or row.task not in _ANSWERS:
        routine: dict[Field, object] = {Field.STATE: State.ROUTINE, Field.PROGRESS: _ROUTINE[number % len(_ROUTINE)]}
        return routine if row.closed else {**routine, Field.STATE: State.RUNNING, Field.PERCENT: 0.3}
    state, share, text, problems, after = _ANSWERS[row.task]
    answer: dict[Field, object] = {
        Field.STATE: state, Field.PERCENT: share, Field.PROGRESS: text, Field.PROBLEMS: problems or None,
        Field.NEXT: after,
    }  # fmt: skip
    if state == State.RUNNING and row.due and row.due < TODAY:
        answer[Field.EXPECTED] = date(2023, 7, 31)
    return answer


def _extra_row() -> dict[Field, object]:
    return {
        Field.CONTENT: "新增：组织暑期学校安全管理专题培训。",
        Field.STATE: State.RUNNING,
        Field.PROGRESS: "培训方案已拟定，7月上旬举办。",
    }
