"""How a failing command ends: what was wrong and the cure, on standard error or as JSON; exit code 2."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from xlplan.cli.output import say, say_json
from xlplan.terms.errors import MisuseError, XlplanError


def misuse(error: click.UsageError, group: click.Group) -> MisuseError:
    """Return click's complaint about the arguments of a subcommand of `group`, in Chinese."""
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
            for each in group.commands.values()
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
    # What remains are extra arguments, which click names in brackets.
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


def fail(error: XlplanError, as_json: bool) -> NoReturn:
    """Print why the command cannot go on, and exit."""
    if as_json:
        body = {"code": error.code, "message": error.message, "hint": error.hint}
        say_json({"error": body})
    else:
        say(f"错误：{error.message}", err=True)
        if error.hint:
            say(f"　　　{error.hint}", err=True)
    sys.exit(2)
