"""生成汇总: write the lights and roll-ups of a round into a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from xlplan.actions.book import Book, who
from xlplan.actions.decide import Pending
from xlplan.actions.ended_rounds import judged_on
from xlplan.actions.history import StatusesBefore, past
from xlplan.actions.joined import joined
from xlplan.actions.known_rounds import Rounds
from xlplan.actions.links import Links
from xlplan.actions.receiving import Corrections, take_corrections
from xlplan.actions.remind import chased, only_entered, silent_book
from xlplan.actions.rounds import sent_round
from xlplan.decisions.carry_out import told_key
from xlplan.decisions.row_notes import RowNote
from xlplan.decisions.settled import Entry, name_now
from xlplan.files.papers.list_report import Listing, list_report
from xlplan.files.papers.status_backing import FigurePlaces
from xlplan.files.papers.status_report import Report, StatusTemplate
from xlplan.files.papers.status_sources import Places
from xlplan.files.papers.word_file import fill_word, write_draft
from xlplan.files.store.writing import require_openable, write_beside
from xlplan.ledger.store import Ledger
from xlplan.plan.plan import Plan
from xlplan.reissue.who import send_backs
from xlplan.returns.received import Submission
from xlplan.schedule.calendar import day_words
from xlplan.schedule.rounds import Round
from xlplan.status.backing import BackingBlock
from xlplan.status.backing_parts import round_blocks
from xlplan.status.bulletin import bulletin
from xlplan.status.model import DepartmentSummary, Status
from xlplan.status.rollup import TrendPoint, trend_point
from xlplan.status.spot_checks import SPOT_CHECK_COLUMNS, WIDTHS, SpotCheck, spot_checks
from xlplan.status.status import build_status
from xlplan.terms.choices import Role
from xlplan.terms.errors import MisuseError, XlplanError
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding
from xlplan.terms.records import record
from xlplan.terms.shares import percent_of

REPORT_NAME = "进展汇总.xlsx"
BULLETIN_NAME = "督办通报（送审稿）.docx"
SILENT_NAME = "未报名单.xlsx"
SPOT_CHECK_NAME = "抽查核实单.xlsx"
FORMS = ("抽查核实单.docx", "反馈单.docx")
"""Printed for whoever goes out to look: filled in by hand."""
BULLETIN = "督办通报.docx"
_MOST_EARLIER = 20_000
"""How many rows of earlier rounds 明细 lists at most."""


@record(frozen=True, slots=True)
class Uncounted:
    """Rows of 待核实 that are decided or written and do not count: so many a merging carries out, others it cannot."""

    waiting: int = 0
    unsigned: bool = False
    """Whether they wait for the name of who is at work (经办人)."""
    refused: Sequence[str] = ()
    """Why each of the others cannot be carried out, with its department and task."""


@record(frozen=True)
class Summary:
    """The status, its workbook, and the place in it of the values behind each task. `trend` ends with this round."""

    plan: Plan
    status: Status
    path: Path
    trend: Sequence[TrendPoint]
    places: Places
    figures: FigurePlaces
    """The place in it of what each number counts."""
    others: tuple[Path, ...] = ()
    """The other files in 汇总/<期次>/: the draft of 督办通报, 未报名单, what is to be verified and its forms."""

    corrections: Corrections = Corrections()
    """What came of 收到日期 in 回收情况."""

    uncounted: Uncounted = Uncounted()
    """What the office has written into 待核实 that is not in these figures."""

    needs_person = False

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan status`."""
        return {
            "round": self.status.round.name,
            "today": self.status.today.isoformat(),
            "tasks": [
                {
                    "task": item.task.id,
                    "light": item.light.value,
                    "percent": percent_of(item.share),
                    "departments": [
                        {
                            "department": each.department, "role": each.role.value, "state": each.state,
                            "percent": percent_of(each.share), "light": each.light.value, "reason": each.reason,
                        }
                        for each in item.departments
                    ]
                    + [
                        {
                            "department": each.department, "role": Role.SUMMARY.value, "state": None, "percent": None,
                            "light": None, "reason": each.words,
                        }
                        for each in item.summaries
                    ],
                }
                for item in self.status.tasks
            ],
            "departments": [
                {
                    "department": each.department, "light": each.light.value, "returned": each.returned,
                    "tasks": each.tasks,
                }
                for each in self.status.departments
            ],
        }  # fmt: skip


def status(
    book: Book,
    round_name: str,
    now: datetime,
    *,
    today: date | None = None,
    out: Path | None = None,
) -> Summary:
    """Write the status of a round on a day, by itself today or the last of a round that is over, to `out` or 汇总/<期次>/; under another name while that file is open.

    汇总/<期次>/ also gets the draft of 督办通报 and 未报名单.
    Raise RoundError, MisuseError if `out` is the plan itself, NotWritableError or FileLockedError.
    """
    workspace = book.workspace
    template = StatusTemplate.load(workspace.templates)
    if out and out.resolve() == book.path.resolve():
        raise MisuseError(f"“{out}”就是分工表本身，汇总不能写在它上面。", "请换一个文件名，例如 进展汇总.xlsx。")
    if not workspace.begun:
        sent_round(None, round_name)
    with workspace.hold(who(book, "生成汇总", now)) as ledger:
        round_ = sent_round(ledger, round_name)
        path = out or workspace.report_folder(round_.name) / REPORT_NAME
        require_openable([path, *([] if out else [path.with_name(BULLETIN_NAME)])])
        day, told_over = judged_on(ledger, round_, now.date(), today)
        plan = book.plan(day, round_, ledger)
        corrections = take_corrections(book, ledger, round_.name, now)
        uncounted = _uncounted(Pending(book, ledger, round_, plan, now.date()))
        plan, found, trend, earlier = _judged(ledger, plan, round_, day, told_over)
        link = partial(_address, Links(book.path.parent, path.absolute().parent, ledger))
        data, places, figures = template.fill(
            Report(plan, found, trend, link, [each for blocks in earlier for each in blocks])
        )
        path = write_beside(path, data)
        others = [] if out else list(_others(book, ledger, plan, found, trend, path))
    return Summary(plan, found, path, trend, places, figures, tuple(others), corrections, uncounted)


def _judged(
    ledger: Ledger, plan: Plan, round_: Round, day: date, told_over: Sequence[Finding]
) -> tuple[Plan, Status, list[TrendPoint], list[list[BackingBlock]]]:
    """Return the plan by which a round is judged on a day, its status, the trend, and what the numbers of earlier rounds count.

    What was read for it is left when it returns: the workbook needs room.
    """
    rounds = Rounds(ledger, plan)
    statuses = StatusesBefore(rounds)
    trend: list[TrendPoint] = []
    earlier: list[list[BackingBlock]] = []
    one = joined(plan, ledger)
    for before in past(plan, rounds, day, one, until=round_, supports=False):
        statuses.add(before)
        trend.append(trend_point(before))
        earlier.append(round_blocks(before))
        # The oldest make room where there are many tasks: their own reports say what their numbers count.
        while sum(each.count for found_ in earlier for each in found_) > _MOST_EARLIER:
            earlier.pop(0)
    apart = one if one and one.shows(round_, rounds) else None
    by = apart.rounds if apart else rounds
    plan, of_task = by.plan_of(apart.plan if apart else plan, round_, day)
    found = build_status(plan, round_, day, by.reports(round_, day), of_task, statuses.before(round_))
    if one and not apart:
        told = one.differing(rounds.reports(round_, day), of_task, round_, day)
        found = replace(found, findings=(*found.findings, *told))
    departments = _as_they_came(ledger, by.received(round_), plan, found)
    found = replace(found, findings=(*told_over, *found.findings), departments=departments)
    return plan, found, [*trend, trend_point(found)], earlier


def _as_they_came(
    ledger: Ledger, received: Sequence[Submission], plan: Plan, found: Status
) -> tuple[DepartmentSummary, ...]:
    """Return the departments, with who has something to correct and for whom the office alone entered something, by the status' day."""

    def known(at: datetime | None) -> bool:
        return at is None or at.date() <= found.today

    returns = [each for each in received if known(each.at)]
    decisions = [each for each in ledger.decisions() if known(each.at)]
    sent_back = send_backs(ledger.sent(found.round.name), returns, decisions, found.round.name, plan).departments
    back = {name_now(each.department, plan.registry) for each in sent_back if each.read}
    alone = only_entered(returns, plan.registry)
    return tuple(
        replace(each, entered=each.department in alone, back=each.department in back) for each in found.departments
    )


def _uncounted(pending: Pending) -> Uncounted:
    """Return what the office has decided on 待核实, or written itself, that no merging has carried out.

    Rows that no longer apply are left out once a merging has said so.
    """
    try:
        lines = [line for door in pending.doors for line in door.lines]
    except XlplanError:
        # A list that cannot be read stops a merging, which says so; what is summed up does not rest on it.
        return Uncounted()
    if not any(line.decided or line.own for line in lines):
        return Uncounted()
    answers = pending.answers()
    refused = [
        f"{' '.join(filter(None, (line.text('department'), line.text('task'))))}：{why}".lstrip("：")
        for line, why in answers.refused
        if why != RowNote.NO_OPERATOR and told_key(line) not in pending.case.told
    ]
    return Uncounted(answers.count + answers.unsigned, bool(answers.unsigned), refused)


def _others(
    book: Book, ledger: Ledger, plan: Plan, found: Status, trend: list[TrendPoint], report: Path
) -> Iterator[Path]:
    paper = fill_word(
        BULLETIN, book.workspace.templates, bulletin(plan, found, trend, ledger.deadline(found.round.name, found.today))
    )
    yield write_draft(report.with_name(BULLETIN_NAME), paper)
    silent = [each for each in chased(ledger, plan, found.round, found.today) if each.lead and not each.reported]
    yield write_beside(report.with_name(SILENT_NAME), silent_book(silent, found.today))
    if checks := spot_checks(found):
        yield write_beside(report.with_name(SPOT_CHECK_NAME), _spot_check_book(checks, found))
        values = {
            "计划": plan.title, "期次": found.round.name, "日期": day_words(found.today), "核实": [each.values for each in checks],
        }  # fmt: skip
        for form in FORMS:
            yield write_draft(report.with_name(form), fill_word(form, book.workspace.templates, values))


def _spot_check_book(checks: Sequence[SpotCheck], found: Status) -> bytes:
    explanation = (
        f"{found.round.name}，截至{day_words(found.today)}，建议核实 {len(checks)} 项。打印出来现场核实，"
        "核定的进度或状态在“待核实”里写一行“核定进展”，合并后就按核定的算。"
    )
    listing = Listing("抽查核实单", explanation, SPOT_CHECK_COLUMNS, [each.cells for each in checks], WIDTHS)
    return list_report([listing], datetime.combine(found.today, datetime.min.time()), {})


def _address(links: Links, entry: Entry, column: Field) -> str:
    """Return the link from the report to a returned cell; empty if no file holds it."""
    origin, cell = entry.origin_of(column), entry.values[column].cell
    return links.to(origin.source, origin.sheet, cell) if origin.sheet and cell else ""
