"""催报: three lists, and texts, drafts of mails and a 催办单 for each department; records who was chased when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from xlplan.actions.book import Book, who
from xlplan.actions.ended_rounds import chased_late
from xlplan.actions.notices import pasteable
from xlplan.actions.rounds import agreements_by, owed_by, returned_in, sent_round, settled
from xlplan.decisions.settled import Settled, name_now, named_now
from xlplan.files.look.container import read_bytes
from xlplan.files.papers.list_report import Listing, list_report
from xlplan.files.papers.mail import draft
from xlplan.files.papers.word_file import fill_word, is_untouched, write_draft
from xlplan.files.store.batch import Batch
from xlplan.files.store.workspace import Workspace
from xlplan.files.store.writing import holds, safe_names
from xlplan.handout.sheets import Sent
from xlplan.handout.texts import file_name
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Registry
from xlplan.plan.leaders import leaders_in
from xlplan.plan.plan import Plan
from xlplan.plan.send_to import whom_to_ask
from xlplan.reissue.who import send_backs
from xlplan.returns.attachments import attached, only_beside
from xlplan.returns.judge import latest, latest_now
from xlplan.returns.quality import required_cells
from xlplan.returns.received import Entered, Submission
from xlplan.schedule.calendar import day_words
from xlplan.schedule.rounds import Round
from xlplan.status.remind import (
    Lack,
    OnlyEntered,
    Reminded,
    Reminder,
    chasing_text,
    place_words,
    reminder_text,
    reminders,
)
from xlplan.terms.fields import Field
from xlplan.terms.findings import Finding, finding_json
from xlplan.terms.headings import ITEM_WORDS
from xlplan.terms.records import record

FOLDER: Final = "催报"
REMIND: Final = "remind"
"""What the ledger calls it."""
LIST: Final = "催报名单.xlsx"
PAPER: Final = "催办单.docx"
GROUP_TEXT: Final = "催报-群通知.txt"
_TEXT: Final = "-催报.txt"
_MAIL: Final = "-催报.eml"
REMINDER_HEADINGS: Final = (
    "部门",
    "催报原因",
    "情况",
    "执行任务",
    "报送截止",
    "第几次",
    "以前催过",
    "分管领导",
    "联系人",
    "电话",
)


@record(frozen=True)
class Reminding:
    """Who is to be chased, and where the texts and papers lie."""

    round: Round
    reminders: Sequence[Reminder]
    folder: Path
    files: Sequence[Path] = ()
    """The paper, the texts, the list, the drafts of mails."""
    findings: Sequence[Finding] = ()
    """Settings that could not be read; and that the round is over, if it is."""

    @property
    def needs_person(self) -> bool:
        """True if anybody has to be chased."""
        return bool(self.reminders)

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan remind`."""
        return {
            "command": "remind",
            "ok": True,
            "round": self.round.name,
            "folder": self.folder.as_posix(),
            "reminders": [
                {
                    "department": each.department, "list": each.lack.name.lower(), "number": each.number,
                    "escalated": each.escalated, "earlier": [day.isoformat() for day in each.days],
                    "gaps": list(each.gaps), "text": reminder_text(each),
                }
                for each in self.reminders
            ],
            "findings": [finding_json(each) for each in self.findings],
        }  # fmt: skip


def chased(ledger: Ledger, plan: Plan, round_: Round, today: date) -> list[Reminder]:
    """Return who has to be chased in a round on this day."""
    sent, returns = ledger.sent(round_.name), ledger.received(round_.name)
    backs = send_backs(sent, returns, ledger.decisions(), round_.name, plan)

    def now(name: str) -> str:
        return name_now(name, plan.registry)

    earlier = [replace(each, department=now(each.department)) for each in ledger.reminders(round_.name)]
    newest = latest_now(sent, plan.registry)
    alone = {name: how for name, how in only_entered(returns, plan.registry).items() if name in newest}
    counts = named_now(settled(ledger, plan, round_), plan.registry) if alone else Settled()
    gaps = {name: OnlyEntered(how, _gaps(name, newest[name], counts)) for name, how in alone.items()}
    owing = owed_by(plan, latest(sent), agreements_by(ledger, round_, plan.registry), today)
    owed = {name: len(rows) for name, rows in owing.items()}
    mine = [replace(each, department=now(each.department)) for each in backs.departments]
    leaders = {name: leaders_in(plan, (task for task, _ in owing.get(name, ())), name) for name in newest}
    came = returned_in(returns, plan.registry)
    found = reminders(newest, came, owed, mine, earlier, plan.registry, leaders, today, gaps, plan.settings.send_to)
    beside = {now(name): names for name, names in attached(returns).items()}
    return [
        replace(each, beside=only_beside(beside.get(each.department))) if each.lack is Lack.MISSING else each
        for each in found
    ]


def only_entered(returns: Iterable[Submission], registry: Registry) -> dict[str, str]:
    """Return the departments, by their present names, that sent no file but for which the office entered something (代录), and how that came."""
    came: dict[str, list[str]] = {}
    for item in returns:
        if item.verdict.taken and item.department:
            how = item.source if isinstance(item, Entered) else ""
            came.setdefault(name_now(item.department, registry), []).append(how)
    return {name: "、".join(dict.fromkeys(hows)) for name, hows in came.items() if all(hows)}


def _gaps(name: str, sent: Sent, found: Settled) -> list[str]:
    """Return the required cells of a department's sheet that nothing was entered for; closed tasks need none."""
    return [
        place_words(task, ITEM_WORDS[field])
        for task, field in required_cells(sent.sheet)
        if field is Field.SUMMARY or not found.agreed(task, name).closed
        if (task, name) not in found.entries or field not in found.entries[task, name].values
    ]


def remind(book: Book, round_name: str, now: datetime) -> Reminding:
    """Write and record reminders. Raise RoundError, TemplateError, FileLockedError or NotWritableError."""
    workspace = book.workspace
    if not workspace.begun:
        sent_round(None, round_name)
    with workspace.hold(who(book, "催报", now)) as ledger:
        round_ = sent_round(ledger, round_name)
        plan = book.plan(now.date(), round_, ledger)
        found = chased(ledger, plan, round_, now.date())
        folder = workspace.report_folder(round_.name) / FOLDER
        paper = (
            fill_word(PAPER, workspace.templates, {"催办": [_paper(each, book.operator[0]) for each in found]})
            if found
            else b""
        )
        noted = {(each.department, each.lack, each.day) for each in ledger.reminders(round_.name)}
        new = [Reminded(each.department, each.lack.value, now.date()) for each in found]
        new = [each for each in new if (each.department, each.lack, each.day) not in noted]
        wanted = dict(_files(workspace, ledger, plan, found, now))
        with Batch() as batch:
            _renew(folder, wanted, batch)
            if new:
                summary = f"催报{round_.name}：{len(new)}个部门"
                with ledger.action(REMIND, round_.name, now, summary) as writer:
                    writer.add_reminders(round_.name, new)
                    batch.finish()
            else:
                batch.finish()
        papers = [write_draft(folder / PAPER, paper)] if paper else []
        late = chased_late(ledger, round_, now.date()) if found else ()
    files = [*papers, *(folder / name for name in wanted)]
    return Reminding(round_, found, folder, files, (*plan.settings.unread_in(REMIND), *late))


def withdraw_papers(workspace: Workspace, round_: str) -> list[str]:
    """Take the papers of a round's reminders away; the archive keeps them. Return where they lay, as they are shown.

    A 催办单 into which somebody has written stays.
    """
    folder = workspace.report_folder(round_) / FOLDER
    gone = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and (_ours(path.name) or (path.name.startswith(Path(PAPER).stem) and is_untouched(path))):
            workspace.keep(read_bytes(path), path.suffix)
            path.unlink()
            gone.append(workspace.shown(path))
    if gone and not any(folder.iterdir()):
        folder.rmdir()
    return gone


def _ours(name: str) -> bool:
    return name in (LIST, GROUP_TEXT) or name.endswith((_TEXT, _MAIL))


def _renew(folder: Path, wanted: dict[str, bytes], batch: Batch) -> None:
    """Let the folder hold just these files of ours; papers, which people write into, are left alone."""
    there = [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    for path in there:
        if path.name not in wanted and _ours(path.name):
            batch.remove(path)
    for name, data in wanted.items():
        if not holds(folder / name, data):
            batch.add(folder / name, data)


def _files(
    workspace: Workspace, ledger: Ledger, plan: Plan, found: Sequence[Reminder], now: datetime
) -> Iterator[tuple[str, bytes]]:
    yield GROUP_TEXT, pasteable(chasing_text(found))
    yield LIST, list_book(found, now)
    if not found:
        return
    names = safe_names((each.department for each in found), ledger.file_names())
    newest = latest_now(ledger.sent(found[0].round), plan.registry)
    for each in found:
        text = reminder_text(each)
        yield f"{names[each.department]}{_TEXT}", pasteable(text)
        department = plan.registry.find(each.department)
        if department and department.addresses:
            sent = newest[each.department]
            # Who is to fill in the sheet that went back needs no other.
            own = None if each.marked else workspace.kept(sent.sha256, ".xlsx")
            attached = {file_name(sent): own} if own else {}
            yield f"{names[each.department]}{_MAIL}", draft(department.addresses, each.subject, text, attached)


def list_book(found: Sequence[Reminder], now: datetime) -> bytes:
    """Return the three lists as a workbook, with names and telephone numbers."""
    return _listed([(lack, [each for each in found if each.lack is lack]) for lack in Lack], now.date())


def silent_book(found: Sequence[Reminder], today: date) -> bytes:
    """Return 未报名单 as a workbook: the departments that have not reported, with names and telephone numbers."""
    return _listed([(Lack.MISSING, found)], today)


def _listed(lists: Sequence[tuple[Lack, Sequence[Reminder]]], today: date) -> bytes:
    listings = [
        Listing(
            lack.value,
            f"截至{day_words(today)}，{lack.value} {len(found)} 个部门。第三次起报分管领导。",
            REMINDER_HEADINGS,
            [
                (
                    each.department, each.lack.value, each.why, str(each.lead), each.late, str(each.number),
                    "、".join(day.isoformat() for day in each.days), each.leader, each.contact, each.phone,
                )
                for each in found
            ],
        )
        for lack, found in lists
    ]  # fmt: skip
    return list_report(listings, datetime.combine(today, datetime.min.time()), {})


def _paper(each: Reminder, operator: str) -> dict[str, object]:
    name, phone = whom_to_ask(each.send_to, operator)
    return {
        "部门": each.department, "计划": f"《{each.title}》" if each.title else "", "期次": each.round, "事由": each.why,
        "期限": each.late, "次数": each.number, "以前": "、".join(day_words(day) for day in each.days), "领导": each.leader,
        "升级": each.escalated, "空缺": list(each.gaps), "日期": day_words(each.today),
        "怎么办": each.to_do(each.by_when), "何时": each.by_when, "报送给": each.send_to, "联系人": name, "联系电话": phone,
    }  # fmt: skip
