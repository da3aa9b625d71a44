"""The subcommand 收件."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlplan.cli.frame import BOOK, JSON, ROUND, Command, conclude, now
from xlplan.cli.output import say
from xlplan.terms.errors import XlplanError

if TYPE_CHECKING:
    from xlplan.actions.fetch import Fetcher
    from xlplan.actions.fetched import Fetching


@click.command(cls=Command, short_help="收件：从接收文件夹里把本期的任务表收进“回收”。")
@BOOK
@ROUND
@click.argument("folders", metavar="[DIR]…", nargs=-1, type=click.Path(path_type=Path))
@click.option("--watch", is_flag=True, help="一直看着，来一份收一份；按 Ctrl-C 结束。")
@JSON
def fetch_command(book: Path, round_: str, folders: tuple[Path, ...], watch: bool, as_json: bool) -> None:
    """把这些文件夹里本期的任务表复制到工作区的 回收/期次；不写文件夹时看“设置”里的“接收文件夹”。

    改了名也认得。原件不动，别的文件、别的计划、别的期次一概不收，只数一数。没有登记：登记仍用 merge。
    还有没报的、没合并的、有问题的，退出码为 1。
    """
    from xlplan.actions.fetch import Fetcher, watched_folders
    from xlplan.files.store.waking import Waking
    from xlplan.files.store.watched import SETTLES
    from xlplan.telling.fetch import tell_fetching

    fetcher = Fetcher(book)
    places = watched_folders(fetcher.book().settings, folders)
    with Waking() as waking:
        result = fetcher.fetch(round_, places, now())
        if fetcher.waits:
            # Whoever has just dropped a file wants it taken in.
            waking.wait(SETTLES)
            result = fetcher.fetch(round_, places, now()).after(result)
        before = 0
        while fetcher.unread not in (0, before) and not watch:
            before = fetcher.unread
            result = fetcher.fetch(round_, places, now()).after(result)
        if watch:
            shown = None
            with contextlib.suppress(KeyboardInterrupt):
                while True:
                    if result.taken or result.count != shown:
                        say(tell_fetching(result).text, err=True)
                        shown = result.count
                    waking.follow(places)
                    waking.wait(fetcher.pause)
                    result = _again(fetcher, round_, places) or result
    conclude(result, as_json, lambda: tell_fetching(result).text)


def _again(fetcher: Fetcher, round_: str, places: Sequence[Path]) -> Fetching | None:
    """Look again; None, with the reason on standard error, where that cannot be done now: somebody is saving, a disk is full."""
    try:
        return fetcher.fetch(round_, places, now())
    except XlplanError as error:
        say(str(error), err=True)
        return None
