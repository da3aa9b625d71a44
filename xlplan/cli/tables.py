"""Subcommands on the responsibility table: the demonstration, a new workbook, its check, how a time limit is read."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from xlplan.cli.frame import BOOK, DAY, JSON, Command, Option, conclude, now, progress
from xlplan.cli.opening import office_book
from xlplan.cli.output import say


@click.command(cls=Command, short_help="在文件夹里用自带的分工表演示全过程。")
@click.argument("directory", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("xlplan-演示"))
@JSON
def demo_command(directory: Path, as_json: bool) -> None:
    """在 DIR 里用自带的分工表走完全过程：校验、下发、填报、回收、汇总。不写 DIR 时用 xlplan-演示。"""
    from xlplan.actions.demo import demo
    from xlplan.telling.demo import tell_demonstration

    result = demo(directory, progress=progress)
    conclude(result, as_json, lambda: tell_demonstration(result).text)


@click.command(cls=Command, short_help="新建一份分工表工作簿，可以用现成的表。")
@BOOK
@click.option(
    "--from",
    "source",
    metavar="TABLE",
    type=click.Path(path_type=Path),
    help="现成的分工表：Word（.docx）、Excel（.xlsx、.xls）、.ods 或 .csv；不写时为空白工作簿。",
)
@click.option("--sheet", metavar="S", help="读哪一张工作表；不写时读最像分工表的那一张，以及与它标题相同的几张。")
@click.option(
    "--column",
    "columns",
    metavar="NAME=HEADING",
    multiple=True,
    help="指定哪一列是什么，例如 --column 主要内容=整改措施；可以写几次。",
)
@click.option(
    "--department",
    "departments",
    metavar="NAME",
    multiple=True,
    help="看不准的名称，指定它是一个部门；可以写几次。",
)
@click.option("--dry-run", is_flag=True, help="只列出会怎样读，不写任何文件。")
@click.option("--yes", is_flag=True, help="不问，照读到的新建。")
@JSON
def new_command(
    book: Path,
    source: Path | None,
    sheet: str | None,
    columns: tuple[str, ...],
    departments: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """新建一份带宏和按钮的分工表工作簿 BOOK（.xlsm），可以用 TABLE 里现成的分工表；已有的文件不会动。有错误时退出码为 1。"""
    from xlplan.actions.new import new
    from xlplan.plan.importing.by_hand import ReadingChoice, read_choice
    from xlplan.telling.workbook import tell_creation

    choice = read_choice(sheet, columns, departments) if sheet or columns or departments else None
    if source and (yes or dry_run):
        # What is shown is what --yes does.
        choice = replace(choice or ReadingChoice(), first_leads=True)
    if source and not (dry_run or yes or as_json) and sys.stdin.isatty() and sys.stdout.isatty():
        shown = new(book, source, now(), choice, dry_run=True)
        say(tell_creation(shown).text)
        if shown.first_leads and click.confirm(f"表里写着“{shown.first_leads}”，照它分牵头和配合吗？", default=True):
            choice = replace(choice or ReadingChoice(), first_leads=True)
        if not click.confirm("照这样新建吗？", default=True):
            say("没有新建。可以用 --sheet、--column、--department 指定怎样读，再试一次。")
            sys.exit(1)
    result = new(book, source, now(), choice, dry_run=dry_run)
    asked = (
        f"\n要照“{result.first_leads}”分牵头和配合，新建时请带 --yes，或在问到时答 y；在脚本里不带 --yes 就没有人答，各格都按所在的列算。"
        if result.first_leads and dry_run and not yes
        else ""
    )
    conclude(result, as_json, lambda: tell_creation(result).text + asked)


@click.command(cls=Command, short_help="把旧版工作簿换成新版，内容照样带过去。")
@BOOK
@JSON
def upgrade_command(book: Path, as_json: bool) -> None:
    """在旁边另存一份新版的工作簿：宏、按钮、操作台是最新的，分工表、部门、设置、待核实和自己加的表照样带过去。

    旧的那份不会动。有没带过去的内容时逐格列出，退出码为 1。
    """
    from xlplan.actions.upgrade import upgrade
    from xlplan.telling.workbook import tell_upgrading

    result = upgrade(book)
    conclude(result, as_json, lambda: tell_upgrading(result).text)


@click.command(cls=Command, short_help="检查分工表，列出问题。")
@BOOK
@JSON
def validate_command(book: Path, as_json: bool) -> None:
    """检查分工表，列出问题在哪一格、是什么、怎么改。有错误时退出码为 1。"""
    from xlplan.actions.validate import validate
    from xlplan.telling.validate import tell_validation

    result = validate(office_book(book), now().date())
    conclude(result, as_json, lambda: tell_validation(result).text)


@click.command(cls=Command, short_help="看一条时限怎么读。")
@click.argument("text", metavar="TEXT")
@click.option("--today", metavar="DATE", type=DAY, help="按哪一天算；不写时为今天。")
@click.option(
    "--year",
    metavar="Y",
    cls=Option,
    type=click.IntRange(1900, 2200),
    help="没写年份时按哪一年；不写时为 --book 里的年度，没有的为 --today 那一年。",
)
@click.option("--notice", metavar="DATE", type=DAY, help="收到通知的日子，用来算“收到通知后10个工作日内”。")
@click.option(
    "--book", metavar="BOOK", type=click.Path(path_type=Path), help="按这份分工表“设置”里的学期起止、年度等来读。"
)
@JSON
def schedule_command(
    text: str, today: date | None, year: int | None, notice: date | None, book: Path | None, as_json: bool
) -> None:
    """看“活动频率或完成时限”里的一条文字怎么读。"""
    from xlplan.actions.book import open_book
    from xlplan.actions.schedule import schedule
    from xlplan.telling.schedule import tell_time_limit

    result = schedule(text, today or now().date(), year, notice, open_book(book) if book else None)
    conclude(result, as_json, lambda: tell_time_limit(result).text)
