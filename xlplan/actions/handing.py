"""What each department has of a round and what it gets now: its sheet, its file's name and revision, and why."""

from __future__ import annotations

import hashlib
import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from xlplan.actions.agreed_now import agreed_now, decided_as_one, named_as_one
from xlplan.actions.book import Book
from xlplan.actions.gone_names import renamed_without_alias
from xlplan.actions.joined import differing_now
from xlplan.actions.rounds import round_before, rounds_in_order, settled
from xlplan.actions.row_standings import open_halves, row_standings
from xlplan.actions.taken_over import TakenOver, taken_over
from xlplan.decisions.as_one import AsOne
from xlplan.decisions.ended_delays import ended_delays
from xlplan.decisions.settled import Settled
from xlplan.files.look.container import read_bytes
from xlplan.files.papers.filling import Filled, Filler, SheetOrder
from xlplan.files.store.writing import safe_name, safe_names
from xlplan.handout.reused import reused_numbers
from xlplan.handout.sheets import DepartmentSheet, Sent, row_name
from xlplan.handout.split import RowStanding, Skipped, divide
from xlplan.handout.texts import recall_words
from xlplan.ledger.store import Ledger
from xlplan.plan.plan import Plan
from xlplan.plan.settings import Settings
from xlplan.reissue.revisions import NO_ANSWERS, reissued, why, withdrawn
from xlplan.returns.judge import latest
from xlplan.returns.quality import carried
from xlplan.schedule.rounds import Round, read_round
from xlplan.terms.errors import DepartmentError, NoDeadlineError, RoundError
from xlplan.terms.fields import Field
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.text import Folded, fold


class Handing:
    """A round as it would be handed out now, to all departments or to those named. Nothing is written."""

    def __init__(
        self,
        book: Book,
        round_: Round,
        now: datetime,
        deadline: date | None,
        folder: Path,
        ledger: Ledger | None,
        departments: Sequence[str],
    ) -> None:
        self.book = book
        self.workspace = book.workspace
        self.round = round_
        self.now = now
        self.folder = folder
        self.ledger = ledger
        self.plan: Plan = book.plan(now.date(), round_, ledger)
        self.rounds = ledger.rounds() if ledger else []
        _require_own_folder(round_.name, self.rounds)
        self.sent = ledger.sent(round_.name) if ledger else {}
        self.latest = latest(self.sent)
        self.taken_back = ledger.taken_back(round_.name) if ledger else {}
        self.deadline = deadline or self._usual_deadline()
        renamed = self.plan.registry.renamed(self.latest)
        names: dict[str, list[str]] = defaultdict(list)
        for old, new in renamed.items():
            names[new].append(old)
        earlier = round_before(round_, rounds_in_order(ledger), ledger.rounds()) if ledger else None
        last = settled(ledger, self.plan, earlier) if ledger else Settled()
        one = decided_as_one(ledger, self.plan.registry, ledger.decisions()) if ledger else AsOne(())
        before = named_as_one(last, one, self.plan.registry)
        previous = {
            key: carried(entry.values, closed=bool(before.agreed(*key).closed)) for key, entry in before.entries.items()
        } | {
            (row_name(task, summary=True), name): str(entry.values[Field.SUMMARY].value)
            for (task, name), entry in before.entries.items()
            if Field.SUMMARY in entry.values
        }
        over = self._taken_over(ledger, names, one) if ledger else TakenOver()
        self.answers = over.answers
        for key, said in over.apart.items():
            previous[key] = "\n".join(filter(None, (previous.get(key), said)))
        standings = self._standings()
        division = divide(self.plan, round_, self.deadline, previous, standings)
        renewed = {
            fold(each.department) for each in division.sheets if each.department in self.latest and not self.same(each)
        }
        # What is renewed all the same tells of this round's pauses, and asks no more for what was closed in it.
        told = self._standings(renewed) if renewed else standings
        if told != standings:
            division = divide(self.plan, round_, self.deadline, previous, told)
        self._closed: dict[Folded, dict[str, str]] = defaultdict(dict)
        for (task, whose), stands in told.items():
            if stands.lately:
                self._closed[whose][task] = stands.closed
        sheets, self.skipped, self.nothing = division.sheets, division.skipped, division.nothing
        self.roles = division.roles
        has = {sheet.department for sheet in sheets} | {each.department for each in self.nothing}
        lost = [last for name, last in self.latest.items() if name not in has]
        came = ledger.received(round_.name) if ledger else []
        heard = {item.department for item in came if item.verdict.taken}
        # A department that answered and has lost its last task gets a sheet that says so.
        sheets += [
            withdrawn(last.sheet)
            for last in lost
            if not last.recalled and (last.sheet.department in heard or not last.sheet.live)
        ]
        kept = {sheet.department for sheet in sheets}
        self.recalled = [self._recalled(last) for last in lost if last.sheet.department not in kept]
        self.names = safe_names((sheet.department for sheet in sheets), ledger.file_names() if ledger else {})
        suffix = f"-{safe_name(round_.name)}推进情况表.xlsx"
        self.paths = {name: folder / f"{safe}{suffix}" for name, safe in self.names.items()}
        self._shown = self.workspace.shown(folder)
        if departments:
            gone = [Skipped(each.sheet.department, "") for each in self.recalled]
            sheets, self.skipped = _chosen(self.plan, sheets, self.skipped, [*self.nothing, *gone], departments)
            wanted = {fold(name) for name in departments}
            self.nothing = [item for item in self.nothing if fold(item.department) in wanted]
            self.recalled = [each for each in self.recalled if fold(each.sheet.department) in wanted]
        self.sheets = sheets
        agreed = agreed_now(ledger, self.plan.registry, ledger.decisions()) if ledger else {}
        self.ended = list(ended_delays(self.plan, agreed))
        handed_out = ledger.handed_out_plan(round_.name) if ledger else []
        if ledger and earlier and not handed_out:
            handed_out = ledger.handed_out_plan(earlier.name)
        self.differing = differing_now(self.plan, ledger, now.date()) if ledger else []
        self.gone_names = renamed_without_alias(self.plan, ledger) if ledger else []
        self.reused = list(reused_numbers(self.plan, handed_out))
        self.why = {
            sheet.department: why(sheet, self._last_sheet(sheet.department), self._closed[fold(sheet.department)])
            for sheet in sheets
        }
        self.why |= {each.sheet.department: recall_words(each.sheet) for each in self.recalled}
        changed = {sheet.department for sheet in sheets if not self.same(sheet)}
        changed |= {each.sheet.department for each in self.recalled}
        hows = {old: f"已改名为“{new}”" for old, new in renamed.items()}
        hows |= {new: f"改名，原“{'”“'.join(old)}”" for new, old in names.items()}
        self.why |= {name: how for name, how in hows.items() if name in changed}

    def _recalled(self, last: Sent) -> Sent:
        """Return what stands for a department whose workbook is taken back: no file, nothing to report."""
        if last.recalled:
            return last
        name = last.sheet.department
        free = (each for each in self.revisions(name) if not self.taken_back.get((name, each)))
        return Sent(withdrawn(last.sheet), next(free), last.path, "")

    def _taken_over(self, ledger: Ledger, names: Mapping[str, Sequence[str]], one: AsOne) -> TakenOver:
        """Return what departments have answered, under their present names; `names` are the old ones of each that had any."""
        handed = {
            now: [row for row in ledger.handed_to((now, *old)) if row.round == self.round.name]
            for now, old in names.items()
        }
        asks = open_halves(ledger, self.plan, self.round, self.now.date())
        return taken_over(ledger.received(self.round.name), handed, one, self.plan.registry, asks)

    @property
    def current(self) -> Round | None:
        """The current round of 设置; None if 设置 names none or one that cannot be read."""
        try:
            return read_round(self.plan.settings.round)
        except RoundError:
            return None

    def _usual_deadline(self) -> date:
        """Return the deadline of 设置 if it is for this round, else the one handed out last. Raise NoDeadlineError."""
        settings = self.plan.settings
        if settings.deadline and self.current == self.round:
            return settings.deadline
        known = [sent.sheet.deadline for sent in self.sent.values() if sent.sheet.deadline]
        if not known:
            raise no_deadline(settings, self.round, f"或在命令后面写上，例如 --due {self.now.date()}；再下发一次。")
        return known[-1]

    def _standings(self, renewed: Collection[Folded] = ()) -> dict[tuple[Folded, Folded], RowStanding]:
        found = self.ledger is not None and row_standings(
            self.ledger, self.plan, self.round, self.latest, self.now.date(), renewed
        )
        return found or {}

    def shown(self, department: str) -> str:
        """Return the path of a department's file as commands print it."""
        return posixpath.join(self._shown, self.paths[department].name)

    def _last_sheet(self, department: str) -> DepartmentSheet | None:
        last = self.latest.get(department)
        return last.sheet if last else None

    def same(self, sheet: DepartmentSheet) -> Sent | None:
        """Return what the department has if it asks for exactly the same as `sheet`, else None."""
        last = self.latest.get(sheet.department)
        return last if last and last.sheet.fingerprint == sheet.fingerprint else None

    def unchanged(self, sheet: DepartmentSheet) -> Sent | None:
        """Return the file that the department has if it is what it would get now and is still there, else None."""
        last = self.same(sheet)
        path = self.paths[sheet.department]
        if last is None or not path.is_file():
            return None
        shown = self.shown(sheet.department)
        # In its own place it stays even if somebody has filled it in; elsewhere it stays only if its bytes are the same.
        same = shown == last.path or hashlib.sha256(read_bytes(path)).hexdigest() == last.sha256
        return replace(last, path=shown) if same else None

    def restored(self, sheet: DepartmentSheet) -> tuple[Sent, Filled] | None:
        """Return the file as it was handed out, from the archive, if only its place is new; else None."""
        last = self.same(sheet)
        data = self.workspace.kept(last.sha256, ".xlsx") if last else None
        if last is None or data is None:
            return None
        return replace(last, path=self.shown(sheet.department)), Filled(data, last.sha256)

    def revisions(self, department: str) -> Iterator[int]:
        """Yield the revisions that a new file may have: those taken back since the last, then an unused one."""
        last = self.latest.get(department)
        above = last.revision if last else 0
        back = sorted(revision for name, revision in self.taken_back if name == department and revision > above)
        yield from back
        yield max([above, *back]) + 1

    def marked(self, sheet: DepartmentSheet) -> DepartmentSheet:
        """Return the sheet with the changes since the department's last answer, or else since its last sheet."""
        last = self._last_sheet(sheet.department)
        if last is None or not sheet.live:
            return sheet
        revision, _ = self.answers.get(sheet.department, (0, NO_ANSWERS))
        base = self.sent.get((sheet.department, revision))
        return reissued(sheet, last, base.sheet if base else last, self._closed[fold(sheet.department)])

    def order(self, sheet: DepartmentSheet) -> SheetOrder:
        """Return the new file to make for a department, with the lowest revision that it may have."""
        _, answered = self.answers.get(sheet.department, (0, NO_ANSWERS))
        return SheetOrder(self.marked(sheet), next(self.revisions(sheet.department)), answered)

    def settled(self, order: SheetOrder, filled: Filled, filler: Filler) -> tuple[Sent, Filled]:
        """Return what was filled in. A revision that was taken back is used again only for the same bytes."""
        name = order.sheet.department
        for revision in self.revisions(name):
            if revision != order.revision:
                order = order._replace(revision=revision)
                filled = filler.fill(order)
            if self.taken_back.get((name, revision), filled.digest) == filled.digest:
                break
        return Sent(order.sheet, order.revision, self.shown(name), filled.digest), filled

    def planned(self, sheet: DepartmentSheet) -> Sent:
        """Return what a department would get. Without its bytes, the revision is the highest that it may have."""
        path = self.shown(sheet.department)
        last = self.same(sheet)
        if last:
            return replace(last, path=path, sha256="")
        *_, revision = self.revisions(sheet.department)
        return Sent(self.marked(sheet), revision, path, "")


def no_deadline(settings: Settings, round_: Round, again: str) -> NoDeadlineError:
    """Return the refusal to hand out a round that has no deadline; `again` ends its cure."""
    name, _, purpose = SETTING_ITEMS["deadline"]
    if settings.deadline:
        said = f"“设置”里的“{name}”是“{settings.round or '没有写的期次'}”的，“{round_.name}”的没有写，部门不知道什么时候报。"
        cure = f"请把“设置”里的“{SETTING_ITEMS['round'][0]}”和“{name}”改成这一期的（{purpose}），"
    else:
        unread = settings.unread.get("deadline")
        said = unread.message if unread else f"“设置”里没有写“{name}”，部门不知道什么时候报。"
        cure = f"请在“设置”里写上（{purpose}），"
    return NoDeadlineError(said, cure + again)


def _require_own_folder(round_: str, known: Sequence[str]) -> None:
    """Raise RoundError if a new round's folder is another round's: `6/7` and `6_7` are the same on disk."""
    same = [name for name in known if fold(safe_name(name)) == fold(safe_name(round_))]
    if same and round_ not in known:
        raise RoundError(
            f"期次“{round_}”和下发过的“{same[0]}”会用同一个文件夹“{safe_name(round_)}”。",
            "请给新的一期换一个名称；若就是那一期，请照原来的写法写。",
        )


def _chosen(
    plan: Plan, sheets: list[DepartmentSheet], skipped: list[Skipped], nothing: Sequence[Skipped], names: Sequence[str]
) -> tuple[list[DepartmentSheet], list[Skipped]]:
    """Return the sheets and the skipped names that `names` ask for. Raise DepartmentError."""
    wanted: set[str] = set()
    for name in names:
        members = {department.name for department in plan.registry.expand(name)}
        found = [sheet for sheet in sheets if sheet.department in members]
        if not found and not any(fold(item.department) == fold(name) for item in (*skipped, *nothing)):
            near = "、".join(plan.registry.nearest(name)) or "无"
            raise DepartmentError(f"分工表里没有“{name}”的任务。", f"请核对名称；相近的有：{near}。")
        wanted |= members
    asked = {fold(name) for name in names}
    return (
        [sheet for sheet in sheets if sheet.department in wanted],
        [item for item in skipped if fold(item.department) in asked],
    )
