"""What is said of 拆分下发."""

from __future__ import annotations

from xlplan.actions.split import Splitting
from xlplan.files.store.workspace import NOTICES_FOLDER, Workspace
from xlplan.telling.lines import table
from xlplan.telling.told import Remark, Told, sentence, some, warned
from xlplan.terms.sheets import SENT


def tell_splitting(result: Splitting, workspace: Workspace) -> Told:
    """Return what was handed out, to whom and why, and who got nothing."""
    name, count, new = result.round.name, len(result.files), len(result.written)
    will, not_new = ("将", "不") if result.rehearsed else ("已", "未")
    shared = any(sent.sheet.share for sent in result.files)
    shown = [["部门", "执行", *(["责任"] if shared else []), "支持", "综述", "版本", "原因", "文件"]]
    for sent in result.files:
        sheet = sent.sheet
        path = sent.path if sheet.department in result.written else f"{sent.path}（{not_new}重写）"
        why = result.why.get(sheet.department, "")
        shown.append(
            [
                sheet.department, str(sheet.lead), *([str(sheet.share)] if shared else []), str(sheet.support),
                str(sheet.summary), str(sent.revision), why, path,
            ]
        )  # fmt: skip
    left = [item.department for item in result.skipped]
    folder = (result.folder / NOTICES_FOLDER).as_posix()
    # The bundle of all before what is one department's: a window may list no more than the first ones.
    notices = sorted(result.notices, key=lambda path: path.suffix != ".zip")
    written = [workspace.located(sent.path) for sent in result.files if sent.sheet.department in result.written]
    return Told(
        "split",
        f"{name}：{count} 个部门，{will}生成 {new} 份任务表。",
        f"{name}：{count} 个部门，其中 {new} 份是新的" + (f"，{len(left)} 个名称没有下发" if left else ""),
        [
            Remark(table(shown)),
            Remark(
                [f"没有下发：{item.department}，{item.reason}。" for item in result.skipped],
                f"没有下发：{some(left)}，原因见“{SENT}”的说明。" if left else "",
            ),
            Remark(
                [f"不用下发：{item.department}，{item.reason}。" for item in result.left_out],
                f"不用下发：{some([item.department for item in result.left_out])}，没有要报的任务。"
                if result.left_out
                else "",
            ),
            warned(result.findings),
            sentence(workspace.remarks),
            Remark(
                [] if result.rehearsed else [f"通知、清单和压缩包在：{folder}"],
                f"请把“{workspace.shown(result.folder)}”里的文件发给各部门，要发的话写好在“{NOTICES_FOLDER}”里。",
            ),
        ],
        finished=True,
        made=() if result.rehearsed else [result.folder, *notices, *written],
    )
