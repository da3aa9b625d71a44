"""The command line: one subcommand for each action; results on standard output, progress on standard error."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from xlplan import __version__
from xlplan.errors import CutOffError, MisuseError, SettingError, XlplanError

T = TypeVar("T")

_HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 …"), "用法：")

    def write_heading(self, heading: str) -> None:
        self.write(f"{_HEADINGS.get(heading, heading)}：\n")


class _Context(click.Context):
    formatter_class = _Formatter


def _in_chinese(option: click.Option | None) -> click.Option | None:
    if option:
        option.help = "显示这份说明。"
    return option


class _Command(click.Command):
    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _in_chinese(super().get_help_option(ctx))


class _Group(click.Group):
    context_class = _Context
    command_class = _Command

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _in_chinese(super().get_help_option(ctx))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class _Day(click.ParamType[date]):
    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from xlplan.settings import read_day

        if isinstance(value, date):
            return value
        try:
            return read_day(value)
        except SettingError as error:
            raise SettingError(f"选项 {param.opts[0] if param else ''} 的内容{error.message}", error.hint) from error


class _Option(click.Option):
    def get_help_extra(self, ctx: click.Context) -> click.types.OptionHelpExtra:
        # The texts say themselves what must be given.
        return {}


_DAY = _Day()
_BOOK = click.argument("book", metavar="BOOK", type=click.Path(path_type=Path))
_ROUND = click.option(
    "--round",
    "round_",
    cls=_Option,
    metavar="R",
    required=True,
    help="期次，例如 2023年第二季度、2023Q2、2023-06。必须写明。",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")


def _progress(items: Sequence[T], label: str) -> Iterable[T]:
    """A bar on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, label=label, file=sys.stderr) as bar:
        yield from bar


def _finish(result: Any, as_json: bool, show: Callable[[], None]) -> NoReturn:
    if as_json:
        click.echo(json.dumps(result.json(), ensure_ascii=False, indent=2))
    else:
        show()
    sys.exit(1 if result.needs_person else 0)


@click.group(cls=_Group, help="分工表：校验、拆分下发、合并回收、生成汇总。全程离线，只用普通表格文件。")
@click.version_option(__version__, "--version", message="xlplan %(version)s", help="显示版本。")
def cli() -> None:
    """The root of all subcommands."""


@cli.command(short_help="在文件夹里用自带的分工表演示全过程。")
@click.argument("directory", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("xlplan-演示"))
@_JSON
def demo(directory: Path, as_json: bool) -> None:
    """在 DIR 里用自带的分工表走完全过程：校验、下发、填报、回收、汇总。不写 DIR 时用 xlplan-演示。"""
    from xlplan.actions.demo import demo as run
    from xlplan.terminal import demo_text

    result = run(directory, progress=_progress)
    _finish(result, as_json, lambda: click.echo(demo_text(result)))


@cli.command(short_help="新建一份分工表工作簿，可以用现成的表。")
@_BOOK
@click.option(
    "--from",
    "source",
    metavar="TABLE",
    type=click.Path(path_type=Path),
    help="现成的分工表：Word（.docx）、Excel（.xlsx、.xls）、.ods 或 .csv；不写时为空白工作簿。",
)
@_JSON
def new(book: Path, source: Path | None, as_json: bool) -> None:
    """新建一份带宏和按钮的分工表工作簿 BOOK（.xlsm），可以用 TABLE 里现成的分工表；已有的文件不会动。有错误时退出码为 1。"""
    from xlplan.actions.new import new as run
    from xlplan.terminal import creation_text

    result = run(book, source, _now())
    _finish(result, as_json, lambda: click.echo(creation_text(result)))


@cli.command(short_help="检查分工表，列出问题。")
@_BOOK
@_JSON
def validate(book: Path, as_json: bool) -> None:
    """检查分工表，列出问题在哪一格、是什么、怎么改。有错误时退出码为 1。"""
    from xlplan.actions.common import open_book
    from xlplan.actions.validate import validate as run
    from xlplan.terminal import validation_text

    result = run(open_book(book), _now().date())
    _finish(result, as_json, lambda: click.echo(validation_text(result)))


@cli.command(short_help="给每个部门生成一份任务表。")
@_BOOK
@_ROUND
@click.option("--due", metavar="DATE", type=_DAY, help="报送截止日；不写时用“设置”里的。")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="放到哪里；不写时为工作区的 下发/期次。")
@click.option("--department", "departments", metavar="NAME", multiple=True, help="只下发这个部门，可以写多次。")
@click.option("--dry-run", is_flag=True, help="只列出会下发什么，不写任何文件。")
@_JSON
def split(
    book: Path,
    round_: str,
    due: date | None,
    out: Path | None,
    departments: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """给每个部门生成一份任务表，放进工作区的 下发/期次。有名称发不出去时退出码为 1。"""
    from xlplan.actions.common import open_book
    from xlplan.actions.split import split as run
    from xlplan.terminal import decision_lines, splitting_text

    result = run(
        open_book(book),
        round_,
        _now(),
        deadline=due,
        out=out,
        departments=departments,
        dry_run=dry_run,
        progress=_progress,
    )
    if as_json:
        # The object has no place for them.
        for line in decision_lines(result.findings):
            click.echo(line, err=True)
    _finish(result, as_json, lambda: click.echo(splitting_text(result, dry_run)))


@cli.command(short_help="收下报送回来的表格，列出谁没报。")
@_BOOK
@_ROUND
@click.argument("paths", metavar="[FILE_OR_DIR]…", nargs=-1, type=click.Path(path_type=Path))
@_JSON
def merge(book: Path, round_: str, paths: tuple[Path, ...], as_json: bool) -> None:
    """收下报送回来的表格；不写文件或文件夹时读工作区的 回收/期次。有要人看的事时退出码为 1。

    先办理工作簿“待核实”里已写好的处理意见、代录和核定进展（要在“操作台”写上经办人），再收表。
    """
    from xlplan.actions.common import open_book
    from xlplan.actions.merge import merge as run
    from xlplan.terminal import decision_lines, merging_text

    result = run(open_book(book), round_, _now(), paths=paths, progress=_progress)
    if as_json:
        # The object has no place for them.
        for line in decision_lines(result.findings):
            click.echo(line, err=True)
    _finish(result, as_json, lambda: click.echo(merging_text(result)))


@cli.command(short_help="生成进展汇总。")
@_BOOK
@_ROUND
@click.option("--today", metavar="DATE", type=_DAY, help="按哪一天算；不写时为今天。")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="写到哪里；不写时为工作区的 汇总/期次。")
@_JSON
def status(book: Path, round_: str, today: date | None, out: Path | None, as_json: bool) -> None:
    """按时限和报送的进展给每项任务、每个部门亮灯，写成一份汇总工作簿。"""
    from xlplan.actions.common import open_book
    from xlplan.actions.status import status as run
    from xlplan.office.first_page import first_page
    from xlplan.terminal import summary_text

    result = run(open_book(book), round_, _now(), today=today, out=out, first_page=first_page)
    _finish(result, as_json, lambda: click.echo(summary_text(result)))


@cli.command(short_help="催报：谁没报、谁没改、谁有空缺。")
@_BOOK
@_ROUND
@_JSON
def remind(book: Path, round_: str, as_json: bool) -> None:
    """列出未报、退回未改、有空缺的部门，写好催报的话、邮件草稿和催办单，放进工作区的 汇总/期次/催报，并记下催过谁。

    有要催的部门时退出码为 1。
    """
    from xlplan.actions.common import open_book
    from xlplan.actions.remind import remind as run
    from xlplan.terminal import reminding_text

    result = run(open_book(book), round_, _now())
    _finish(result, as_json, lambda: click.echo(reminding_text(result)))


@cli.command(short_help="看一项任务历次报了什么。")
@_BOOK
@click.argument("task", metavar="TASK")
@_JSON
def history(book: Path, task: str, as_json: bool) -> None:
    """看编号为 TASK 的任务历次的亮灯、进度和各部门的原话，以及它们来自哪个文件的哪一格。"""
    from xlplan.actions.common import open_book
    from xlplan.actions.history import history as run
    from xlplan.terminal import history_text

    result = run(open_book(book), task, _now())
    _finish(result, as_json, lambda: click.echo(history_text(result)))


@cli.command(short_help="年度考核台账：每个部门一年里应报、按时、迟报、未报、退回、销号。")
@_BOOK
@click.option(
    "--year",
    metavar="Y",
    cls=_Option,
    type=click.IntRange(1900, 2200),
    help="哪一年；不写时用“设置”里的年度，没有写的为今年。",
)
@_JSON
def yearly(book: Path, year: int | None, as_json: bool) -> None:
    """按这一年下发过的各期，给每个部门记一笔账：应报、按时、迟报、未报、退回、销号，写到工作区的 汇总/年份年度考核台账.xlsx。"""
    from xlplan.actions.common import open_book
    from xlplan.actions.yearly import yearly as run
    from xlplan.terminal import yearly_text

    result = run(open_book(book), _now(), year)
    _finish(result, as_json, lambda: click.echo(yearly_text(result)))


@cli.command(short_help="撤销上一步。")
@_BOOK
@_JSON
def undo(book: Path, as_json: bool) -> None:
    """收回最近一次还没有收回的操作（下发、合并）。收到的文件都还在归档里。"""
    from xlplan.actions.common import open_book
    from xlplan.actions.undo import undo as run
    from xlplan.terminal import undoing_text

    result = run(open_book(book), _now())
    _finish(result, as_json, lambda: click.echo(undoing_text(result)))


@cli.command(short_help="台账不见了或已损坏时，按归档重建。")
@_BOOK
@_JSON
def rebuild(book: Path, as_json: bool) -> None:
    """台账不见了、已损坏，或与归档里的操作记录不一致时，按归档重建。原来的台账改名留底，不会删除。"""
    from xlplan.actions.common import open_book
    from xlplan.actions.rebuild import rebuild as run
    from xlplan.terminal import rebuilding_text

    result = run(open_book(book), _now())
    _finish(result, as_json, lambda: click.echo(rebuilding_text(result)))


@cli.command(short_help="看一条时限怎么读。")
@click.argument("text", metavar="TEXT")
@click.option("--today", metavar="DATE", type=_DAY, help="按哪一天算；不写时为今天。")
@click.option(
    "--year",
    metavar="Y",
    cls=_Option,
    type=click.IntRange(1900, 2200),
    help="没写年份时按哪一年；不写时为 --today 那一年。",
)
@_JSON
def schedule(text: str, today: date | None, year: int | None, as_json: bool) -> None:
    """看“活动频率或完成时限”里的一条文字怎么读。"""
    from xlplan.actions.schedule import schedule as run
    from xlplan.terminal import schedule_text

    result = run(text, today or _now().date(), year)
    _finish(result, as_json, lambda: click.echo(schedule_text(result)))


@cli.command(short_help="启动助手，让工作簿里的按钮起作用。")
@click.option("--no-window", is_flag=True, help="不打开助手窗口。")
@click.option("--minimized", is_flag=True, help="窗口一开始缩成图标。")
@_JSON
def helper(no_window: bool, minimized: bool, as_json: bool) -> None:
    """启动助手：它应答工作簿里的按钮，也有自己的窗口（用 WPS 时在窗口里点）。再启动一个，旧的会让给新的。"""
    from xlplan.office.resident import run

    result = run(window=not no_window, minimized=minimized, say=lambda text: click.echo(text, err=True))
    _finish(result, as_json, lambda: click.echo(f"助手已结束，共办理 {result.served} 次。"))


@cli.command("open", short_help="启动助手，打开工作簿。")
@_BOOK
@_JSON
def open_(book: Path, as_json: bool) -> None:
    """启动助手，让 LibreOffice 信任 BOOK 所在的文件夹，再打开它；BOOK 是文件夹时，打开里面最近改过的那份工作簿。"""
    from xlplan.office.opening import open_book as run

    result = run(book)
    _finish(result, as_json, lambda: click.echo(result.text()))


@cli.command(short_help="登录时自动启动助手，并让 LibreOffice 信任工作簿所在的文件夹。")
@click.argument("book", metavar="[BOOK]", type=click.Path(path_type=Path), required=False)
@_JSON
def install(book: Path | None, as_json: bool) -> None:
    """登录时自动启动助手；写了 BOOK 时，让 LibreOffice 信任它所在的文件夹。有没做成的，退出码为 1。"""
    from xlplan.office.install import install as run

    result = run(book)
    _finish(result, as_json, lambda: click.echo(result.text()))


@cli.command(short_help="取消 install 所做的一切。")
@_JSON
def uninstall(as_json: bool) -> None:
    """不再自动启动助手，结束正在运行的助手，收回 LibreOffice 的信任，删除助手自己的文件。"""
    from xlplan.office.install import uninstall as run

    result = run()
    _finish(result, as_json, lambda: click.echo(result.text()))


@cli.command(short_help="环境检查：按钮为什么不起作用，怎么办。")
@click.argument("book", metavar="[BOOK]", type=click.Path(path_type=Path), required=False)
@_JSON
def doctor(book: Path | None, as_json: bool) -> None:
    """检查 Python、表格软件、助手、宏设置；写了 BOOK 时也检查这份工作簿。有问题时退出码为 1。"""
    from xlplan.office.doctor import Examination, examine

    result = Examination(examine(book))
    _finish(result, as_json, lambda: click.echo(result.text()))


def _now() -> datetime:
    return datetime.now()


def _misuse(error: click.UsageError) -> MisuseError:
    """Click's complaint in Chinese."""
    command = error.ctx.command_path if error.ctx else "xlplan"
    hint = f"请运行 {command} --help 查看用法。"
    if isinstance(error, click.NoSuchOption):
        near = f"是不是 {'、'.join(error.possibilities)}？" if error.possibilities else ""
        return MisuseError(f"没有“{error.option_name}”这个选项。", near + hint)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return MisuseError(f"没有“{error.command_name}”这个命令。", hint)
    if isinstance(error, click.BadOptionUsage):
        flags = {
            name
            for each in cli.commands.values()
            for o in each.params
            if getattr(o, "is_flag", False)
            for name in o.opts
        }
        wants = "不写内容" if error.option_name in flags else "要写上内容"
        return MisuseError(f"选项 {error.option_name} 后面{wants}。", hint)
    name = _parameter(error)
    if isinstance(error, click.MissingParameter):
        return MisuseError(f"缺少{name}。", hint)
    if isinstance(error, click.BadParameter):
        return MisuseError(f"{name} 的内容不对。", hint)
    # What is left is words too many, which click names in brackets.
    _, _, words = error.format_message().rpartition("(")
    return MisuseError(f"命令后面多写了“{words.removesuffix(')')}”。", hint)


def _parameter(error: click.UsageError) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return "参数"
    return (
        f"选项 {parameter.opts[0]}"
        if isinstance(parameter, click.Option)
        else f"参数 {parameter.make_metavar(error.ctx)}"
    )


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 done, 1 done and something needs a person, 2 cannot go on."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows has the code page of old consoles, which lacks some Chinese characters.
        if hasattr(stream, "reconfigure"):
            # A name on the disk may hold what is no text at all.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli.main(words, prog_name="xlplan", standalone_mode=False)
        sys.exit(0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.UsageError as error:
        _fail(_misuse(error), "--json" in words)
    except XlplanError as error:
        _fail(error, "--json" in words)
    except (KeyboardInterrupt, click.Abort):
        _fail(CutOffError(), "--json" in words)
    except Exception:
        # A fault of the program's own: its whole trace, and not the exit code that means "done".
        traceback.print_exc()
        _fail(
            XlplanError("程序自己出错了，没有做完。", "请把上面的英文提示发给维护人员；原有的文件没有改动。"),
            "--json" in words,
        )


def _fail(error: XlplanError, as_json: bool) -> NoReturn:
    if as_json:
        body = {"code": error.code, "message": error.message, "hint": error.hint}
        click.echo(json.dumps({"error": body}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"错误：{error.message}", err=True)
        if error.hint:
            click.echo(f"　　　{error.hint}", err=True)
    sys.exit(2)
