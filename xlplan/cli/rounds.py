"""Subcommands of a round: handing out, taking in, reporting and reminding."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from xlplan.cli.frame import BOOK, DAY, JSON, ROUND, Command, conclude, now, progress
from xlplan.cli.opening import office_book
from xlplan.cli.output import say


@click.command(cls=Command, short_help="给每个部门生成一份任务表。")
@BOOK
@ROUND
@click.option("--due", metavar="DATE", type=DAY, help="报送截止日；不写时用“设置”里给这一期写的，或这一期上次下发的。")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="放到哪里；不写时为工作区的 下发/期次。")
@click.option("--department", "departments", metavar="NAME", multiple=True, help="只下发这个部门，可以写多次。")
@click.option("--dry-run", is_flag=True, help="只列出会下发什么，不写任何文件。")
@JSON
def split_command(
    book: Path,
    round_: str,
    due: date | None,
    out: Path | None,
    departments: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """给每个部门生成一份任务表，放进工作区的 下发/期次。有名称发不出去时退出码为 1。"""
    from xlplan.actions.split import split
    from xlplan.telling.split import tell_splitting
    from xlplan.telling.told import cured

    source = office_book(book)
    result = split(
        source, round_, now(), deadline=due, out=out, departments=departments, dry_run=dry_run, progress=progress
    )
    if as_json:
        # The object has no place for them.
        for line in cured(result.findings).lines:
            say(line, err=True)
    conclude(result, as_json, lambda: tell_splitting(result, source.workspace).text)


@click.command(cls=Command, short_help="收下报送回来的表格，列出谁没报。")
@BOOK
@ROUND
@click.argument("paths", metavar="[FILE_OR_DIR]…", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--workers",
    metavar="ADDRESS",
    help="在一个已有的 Dask 集群上读表：tls://主机:端口，或本机的 tcp://127.0.0.1:端口。",
)
@click.option(
    "--certificates",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="连 TLS 集群用的证书：ca.pem、cert.pem、key.pem。",
)
@JSON
def merge_command(
    book: Path, round_: str, paths: tuple[Path, ...], workers: str | None, certificates: Path | None, as_json: bool
) -> None:
    """收下报送回来的表格；不写文件或文件夹时读工作区的 回收/期次。有要人看的事时退出码为 1。

    先办理工作簿“待核实”里已写好的处理意见、代录和核定进展（要在“操作台”写上经办人），再收表。
    """
    from xlplan.actions.merge import merge
    from xlplan.telling.merge import tell_merging
    from xlplan.telling.told import cured

    source = office_book(book)
    if workers is None:
        result = merge(source, round_, now(), paths=paths, progress=progress)
    else:
        from xlplan.files.apart.cluster import connected

        with connected(workers, certificates) as cluster:
            result = merge(source, round_, now(), paths=paths, progress=progress, readers=cluster)
        if cluster.lost:
            say(f"有 {cluster.lost} 批文件在集群上没有读成，已在本机读完，结果一样。", err=True)
    if as_json:
        # The object has no place for them.
        for line in cured(result.findings).lines:
            say(line, err=True)
    conclude(result, as_json, lambda: tell_merging(result, source.workspace).text)


@click.command(cls=Command, short_help="生成进展汇总。")
@BOOK
@ROUND
@click.option("--today", metavar="DATE", type=DAY, help="按哪一天算；不写时为今天，已经结束的一期为它的最后一天。")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="写到哪里；不写时为工作区的 汇总/期次。")
@JSON
def status_command(book: Path, round_: str, today: date | None, out: Path | None, as_json: bool) -> None:
    """按时限和报送的进展给每项任务、每个部门亮灯，写成一份汇总工作簿。"""
    from xlplan.actions.status import status
    from xlplan.office.hosts import first_page
    from xlplan.telling.status import tell_summary
    from xlplan.telling.told import warned

    source = office_book(book)
    result = status(source, round_, now(), today=today, out=out)
    if as_json:
        for line in warned(result.status.findings).lines:
            say(line, err=True)

    def afterwards() -> None:
        if out is None and (page := first_page.first_page(result.path)):
            say(f"第一页另存成了 PDF：{page}", err=True)

    conclude(result, as_json, lambda: tell_summary(result, source.workspace).text, afterwards)


@click.command(cls=Command, short_help="督办单：超期、落后、临期的任务，逐个部门发。")
@BOOK
@ROUND
@click.option(
    "--today", metavar="DATE", type=DAY, help="按哪一天算，文号也按这一年编；不写时为今天，不能是以后的日子。"
)
@JSON
def supervise_command(book: Path, round_: str, today: date | None, as_json: bool) -> None:
    """给有任务超期（红）、落后（黄）、临期（蓝）的部门各写一份督办单，放进工作区的 汇总/期次/督办单，并记下文号和答复期限。

    先登记 汇总/督办台账.xlsx 里写好的回执；过了答复期限没有答复的，升一级颜色再发。有要发或要追的时退出码为 1。
    """
    from xlplan.actions.supervise import supervise
    from xlplan.telling.supervise import tell_supervising

    source = office_book(book)
    result = supervise(source, round_, now(), today=today)
    conclude(result, as_json, lambda: tell_supervising(result, source.workspace).text)


@click.command(cls=Command, short_help="催报：谁没报、谁没改、谁有空缺。")
@BOOK
@ROUND
@JSON
def remind_command(book: Path, round_: str, as_json: bool) -> None:
    """列出未报、退回未改、有空缺的部门，写好催报的话、邮件草稿和催办单，放进工作区的 汇总/期次/催报，并记下催过谁。

    有要催的部门时退出码为 1。
    """
    from xlplan.actions.remind import remind
    from xlplan.telling.remind import tell_reminding

    source = office_book(book)
    result = remind(source, round_, now())
    conclude(result, as_json, lambda: tell_reminding(result, source.workspace).text)
