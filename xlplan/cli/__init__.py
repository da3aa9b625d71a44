"""The command line: one subcommand for each action; results on standard output, progress on standard error.

A subcommand imports what it needs when it runs, so that `--help` and completion are quick. May import `office.entry`
and what lies before it.
"""

from __future__ import annotations

import atexit
import gc
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click

from xlplan import __version__
from xlplan.cli.computer import doctor_command, helper_command, install_command, open_command, uninstall_command
from xlplan.cli.failing import fail, misuse
from xlplan.cli.fetching import fetch_command
from xlplan.cli.frame import Group
from xlplan.cli.records import (
    export_command,
    history_command,
    rebuild_command,
    restore_command,
    undo_command,
    yearly_command,
)
from xlplan.cli.rounds import merge_command, remind_command, split_command, status_command, supervise_command
from xlplan.cli.tables import demo_command, new_command, schedule_command, upgrade_command, validate_command
from xlplan.terms.errors import CutOffError, XlplanError


@click.group(cls=Group, help="分工表：校验、拆分下发、合并回收、生成汇总。全程离线，只用普通表格文件。")
@click.version_option(__version__, "--version", message="xlplan %(version)s", help="显示版本。")
def cli() -> None:
    """Hold all subcommands."""


cli.add_section("先看一遍", demo_command)
cli.add_section(
    "办一轮",
    validate_command,
    split_command,
    fetch_command,
    merge_command,
    status_command,
    remind_command,
    supervise_command,
)
cli.add_section("分工表", new_command, upgrade_command, schedule_command)
cli.add_section(
    "回看与撤销", history_command, yearly_command, export_command, undo_command, rebuild_command, restore_command
)
cli.add_section("这台电脑", helper_command, open_command, install_command, uninstall_command, doctor_command)


def command_line(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 done, 1 done and something needs a person, 2 cannot go on."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    # A large plan keeps hundreds of thousands of objects: searching them for garbage takes long and finds none.
    gc.set_threshold(1_000_000)
    # What is left goes with the process: it need not be searched at its end either.
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows has the code page of old consoles, which lacks some Chinese characters.
        if hasattr(stream, "reconfigure"):
            # A file name may hold bytes that are not text.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli.main(words, prog_name="xlplan", standalone_mode=False)
        sys.exit(0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.UsageError as error:
        fail(misuse(error, cli), "--json" in words)
    except XlplanError as error:
        fail(error, "--json" in words)
    except (KeyboardInterrupt, click.Abort):
        fail(CutOffError(), "--json" in words)
    except Exception:
        # A fault of the program itself: its whole trace, and not the exit code that means "done".
        traceback.print_exc()
        fail(
            XlplanError("程序自己出错了，没有做完。", "请把上面的英文提示发给维护人员；原有的文件没有改动。"),
            "--json" in words,
        )
