"""What all subcommands share: help in Chinese, options and arguments, progress, results, and the clock."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from xlplan.cli.output import say, say_json
from xlplan.terms.errors import SettingError

T = TypeVar("T")

_HEADINGS = {"Options": "选项", "Arguments": "参数"}


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


class Command(click.Command):
    """A subcommand whose help is in Chinese."""

    context_class = _Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help, described in Chinese."""
        return _in_chinese(super().get_help_option(ctx))


class Group(click.Group):
    """All subcommands, in the sections of the help."""

    context_class = _Context
    command_class = Command

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.sections: dict[str, tuple[str, ...]] = {}

    def add_section(self, heading: str, *commands: click.Command) -> None:
        """Add subcommands below a heading of their own in the help."""
        for command in commands:
            self.add_command(command)
        self.sections[heading] = tuple(command.name or "" for command in commands)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option --help, described in Chinese."""
        return _in_chinese(super().get_help_option(ctx))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the subcommands in the order in which they were added."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the subcommands section by section, all descriptions in one column."""
        width = max(map(len, self.commands))
        for heading, names in self.sections.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), self.commands[name].get_short_help_str()) for name in names])


class _Day(click.ParamType[date]):
    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from xlplan.plan.settings import read_day

        if isinstance(value, date):
            return value
        try:
            return read_day(value)
        except SettingError as error:
            raise SettingError(f"选项 {param.opts[0] if param else ''} 的内容{error.message}", error.hint) from error


class Option(click.Option):
    """An option whose help describes its value."""

    def get_help_extra(self, ctx: click.Context) -> click.types.OptionHelpExtra:
        """Return no more than the help says."""
        return {}


DAY = _Day()
BOOK = click.argument("book", metavar="BOOK", type=click.Path(path_type=Path))
ROUND = click.option(
    "--round",
    "round_",
    cls=Option,
    metavar="R",
    required=True,
    help="期次，例如 2023年第二季度、2023Q2、2023-06。必须写明。",
)
JSON = click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 对象。")


def progress(items: Sequence[T], label: str) -> Iterable[T]:
    """Show a bar on a terminal, nothing in a pipe; yield the items."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, label=label, file=sys.stderr) as bar:
        yield from bar


def conclude(
    result: Any, as_json: bool, show: Callable[[], str], afterwards: Callable[[], None] = lambda: None
) -> NoReturn:
    """Print what an action gave, as `show` words it or as JSON, and exit: 1 where something needs a person.

    What is done `afterwards` keeps nobody waiting for the answer.
    """
    if as_json:
        say_json(result.json())
    else:
        say(show())
    sys.stdout.flush()
    afterwards()
    sys.exit(1 if result.needs_person else 0)


def now() -> datetime:
    """Return the time of this computer."""
    return datetime.now()
