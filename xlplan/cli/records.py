"""Subcommands on what was recorded: a task's history, a year's account, undoing and rebuilding."""

from __future__ import annotations

from pathlib import Path

import click

from xlplan.cli.frame import BOOK, JSON, Command, Option, conclude, now
from xlplan.cli.opening import office_book


@click.command(cls=Command, short_help="看一项任务历次报了什么。")
@BOOK
@click.argument("task", metavar="TASK")
@JSON
def history_command(book: Path, task: str, as_json: bool) -> None:
    """看编号为 TASK 的任务历次的亮灯、进度和各部门的原话，以及它们来自哪个文件的哪一格。"""
    from xlplan.actions.history import history
    from xlplan.telling.history import tell_history

    result = history(office_book(book), task, now())
    conclude(result, as_json, lambda: tell_history(result).text)


@click.command(
    cls=Command, short_help="年度考核台账：每个部门一年里按时、迟报、未报、退回、逾期、督办、销号，得分和名次。"
)
@BOOK
@click.option(
    "--year",
    metavar="Y",
    cls=Option,
    type=click.IntRange(1900, 2200),
    help="哪一年；不写时用“设置”里的年度，没有写的为今年。",
)
@JSON
def yearly_command(book: Path, year: int | None, as_json: bool) -> None:
    """按这一年下发过的各期，给每个部门记一笔账：应报、按时、迟报、未报、退回、逾期、督办、销号，按“设置”的“考核分值”算得分和名次，写到工作区的 汇总/年份年度考核台账.xlsx。"""
    from xlplan.actions.yearly import yearly
    from xlplan.telling.yearly import tell_accounting

    source = office_book(book)
    result = yearly(source, now(), year)
    conclude(result, as_json, lambda: tell_accounting(result, source.workspace).text)


@click.command(cls=Command, short_help="导出：报的、定的、亮的灯，一张表，给做分析的人。")
@BOOK
@click.option(
    "--out",
    cls=Option,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="写到哪里，按扩展名写成 .csv、.xlsx 或 .parquet；不写时为工作区的 汇总/进展数据.csv。",
)
@click.option(
    "--round", "rounds", cls=Option, metavar="R", multiple=True, help="只要这一期，可以写多次；不写时为全部。"
)
@click.option(
    "--department", "departments", cls=Option, metavar="NAME", multiple=True, help="只要这个部门，可以写多次。"
)
@click.option("--task", "tasks", cls=Option, metavar="TASK", multiple=True, help="只要这个编号的任务，可以写多次。")
@JSON
def export_command(
    book: Path,
    out: Path | None,
    rounds: tuple[str, ...],
    departments: tuple[str, ...],
    tasks: tuple[str, ...],
    as_json: bool,
) -> None:
    """把每一期、每项任务、每个部门报的内容（各自在哪一格）、办公室定的和亮的灯，导出成一张表，一行一个部门的一项任务。

    要装 pandas 和 pyarrow：pip install "xlplan[analysis]"。
    """
    from xlplan.actions.export import export
    from xlplan.telling.export import tell_exporting

    result = export(office_book(book), now(), out=out, rounds=rounds, departments=departments, tasks=tasks)
    conclude(result, as_json, lambda: tell_exporting(result).text)


@click.command(cls=Command, short_help="撤销上一步。")
@BOOK
@click.option("--list", "listed", is_flag=True, help="只列出可以撤销的，什么也不撤销。")
@JSON
def undo_command(book: Path, listed: bool, as_json: bool) -> None:
    """收回最近一次还没有收回的操作（下发、合并、开新一期等），并说明是哪一步。收到的文件都还在归档里。"""
    from xlplan.actions.undo import undo, undoable
    from xlplan.telling.undo import tell_undoable, tell_undoing

    source = office_book(book)
    if listed:
        found = undoable(source)
        conclude(found, as_json, lambda: tell_undoable(found).text)
        return
    result = undo(source, now())
    conclude(result, as_json, lambda: tell_undoing(result, source.workspace).text)


@click.command(cls=Command, short_help="从备份恢复工作簿和工作区。")
@BOOK
@click.option(
    "--from",
    "source",
    cls=Option,
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    required=True,
    help="放着备份的文件夹。必须写明。",
)
@JSON
def restore_command(book: Path, source: Path, as_json: bool) -> None:
    """按“备份到”里的备份恢复：BOOK 是新的工作簿要放的位置，或要放它的文件夹；那里已有的东西不会动。缺原件时退出码为 1。"""
    from xlplan.actions.restore import restore
    from xlplan.telling.restore import tell_restoring

    result = restore(book, source, now())
    conclude(result, as_json, lambda: tell_restoring(result).text)


@click.command(cls=Command, short_help="台账不见了或已损坏时，按归档重建。")
@BOOK
@JSON
def rebuild_command(book: Path, as_json: bool) -> None:
    """台账不见了、已损坏，或与归档里的操作记录不一致时，按归档重建。原来的台账改名留底，不会删除。"""
    from xlplan.actions.rebuild import rebuild
    from xlplan.telling.rebuild import tell_rebuilding

    result = rebuild(office_book(book), now())
    conclude(result, as_json, lambda: tell_rebuilding(result).text)
