"""撤销上一步: take back the newest action that still counts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from xlplan.actions.book import Book, who
from xlplan.actions.decide import Pending, list_pending
from xlplan.actions.deciding import DECIDE
from xlplan.actions.doors import door_of_file, doors, pending_path
from xlplan.actions.new_round import put_settings_back
from xlplan.actions.notices import write_notices
from xlplan.actions.receiving import undone_key
from xlplan.actions.remind import REMIND, withdraw_papers
from xlplan.actions.sendback import renew_send_backs, second_for
from xlplan.actions.supervise import REPLIES, SUPERVISE, list_again, withdraw
from xlplan.decisions.carry_out import Answers
from xlplan.decisions.listing import PendingRow, restored, stands_in, typed_key
from xlplan.decisions.model import Decision
from xlplan.decisions.settled import name_now
from xlplan.files.look.container import read_bytes
from xlplan.files.store import held
from xlplan.files.store.batch import Batch
from xlplan.files.store.workspace import Workspace
from xlplan.handout.sheets import Sent
from xlplan.ledger.log import Effect
from xlplan.ledger.reading import SET, Action
from xlplan.ledger.store import Ledger
from xlplan.ledger.writer import SettingChange
from xlplan.reissue.who import send_backs
from xlplan.returns.received import Entered
from xlplan.schedule.rounds import read_round
from xlplan.terms.errors import XlplanError
from xlplan.terms.records import record
from xlplan.terms.text import fold


@record(frozen=True)
class Undoing:
    """What was taken back; None if nothing was left. `removed` are files taken out of 下发.

    `kept` are files that stay because they were answered or filled in. `restored` are the earlier revisions put back in
    the place of those removed.
    """

    action: Action | None
    removed: list[str]
    kept: list[str]
    restored: Sequence[str] = ()
    decided: Sequence[Decision] = ()
    """What the action had decided: the office's words stand in 待核实 again."""
    entered: Sequence[Entered] = ()
    """What it had entered (代录)."""
    settings: Sequence[SettingChange] = ()
    """What it had changed in 设置."""
    settings_back: bool = False
    """Whether these settings stand again where they are kept, so that nobody has to write them."""
    following: Action | None = None
    """What would be taken back next."""
    lacking: Sequence[str] = ()
    """Earlier revisions that could not be put back: the archive does not hold them any more, or not unaltered."""
    corrected: Sequence[tuple[str, str, date]] = ()
    """The days of 收到日期 that it had corrected: round, department, day."""

    called: Callable[[str], str] = fold
    """Tells a department's present name, as it is compared."""

    @property
    def needs_person(self) -> bool:
        """True if departments have no sheet in 下发 now."""
        return bool(self.lacking)

    def asked_again(
        self,
        rows: Sequence[PendingRow],
        of: Callable[[Decision | Entered], bool] = lambda _: True,
        stands: Callable[[PendingRow], bool] = lambda _: False,
    ) -> list[PendingRow]:
        """Return the rows of 待核实 with what the office had written into them, of that what `of` wants.

        `stands` is as in `restored`.
        """
        decided = [each for each in self.decided if of(each)]
        return restored(rows, decided, [each for each in self.entered if of(each)], stands, self.called)

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan undo`."""
        action = self.action
        return {
            "command": "undo", "ok": True,
            "action": action and {"verb": action.verb, "round": action.round, "summary": action.summary},
            "removed": self.removed, "kept": self.kept, "restored": list(self.restored),
            "lacking": list(self.lacking),
        }  # fmt: skip


def undo(book: Book, now: datetime) -> Undoing:
    """Take back the newest action. Of a split, unanswered files also leave 下发; the archive keeps them all."""
    workspace = book.workspace
    if not workspace.begun:
        return Undoing(None, [], [])
    with workspace.hold(who(book, "撤销上一步", now)) as ledger:
        action, following = (*ledger.actions(2), None, None)[:2]
        if action is None:
            return Undoing(None, [], [])
        if action.round and action.verb not in (REMIND, SUPERVISE, REPLIES):
            # One that cannot be read is said before anything is taken back.
            doors(book, action.round, ledger.rounds())
        settings = ledger.setting_changes(action)
        apart = action.verb == SET
        decided = ledger.decided_by(action)
        corrected = ledger.corrected_by(action)
        entered = [item for item in ledger.entered() if item.action == action.id]
        before = ledger.sent(action.round) if action.round else {}
        papers = [each for each in ledger.supervised() if each.action == action.id]
        with Batch() as batch, ledger.taking_back(action, now) as writer:
            after = ledger.sent(action.round) if action.round else {}
            gone = [sent for key, sent in before.items() if key not in after]
            received = ledger.received(action.round) if action.round else []
            answered = {(each.department, each.revision) for each in received if each.verdict.taken}
            removed: list[Sent] = []
            kept: list[str] = []
            for sent in gone:
                path = workspace.located(sent.path)
                if sent.recalled and not path.exists():
                    # So that what was taken back is put there again.
                    removed.append(sent)
                if sent.recalled or not path.is_file():
                    continue
                if (sent.sheet.department, sent.revision) in answered or hashlib.sha256(
                    read_bytes(path)
                ).hexdigest() != sent.sha256:
                    kept.append(sent.path)
                else:
                    removed.append(sent)
            back = [earlier for sent in removed if (earlier := _revision_before(sent, after.values()))]
            # Inside the transaction: if a file cannot be removed, the action still counts.
            effect = Effect([(s.path, s.sha256) for s in back], [(s.path, s.sha256) for s in removed])
            if action.round:
                plan = book.plan(now.date(), read_round(action.round), ledger)
                with second_for(received) as second:
                    backs = send_backs(after, received, ledger.decisions(), action.round, plan)
                    renew_send_backs(workspace, ledger, action.round, backs, plan.settings.send_to, batch, second)
            writer.then(
                effect, partial(_carry_out, workspace, effect, batch), partial(_put_back, workspace, effect, batch)
            )
        if not book.live:
            # Nobody rewrites the cells of a closed workbook.
            ledger.remember_told([undone_key(*each) for each in corrected])
        if action.round and gone:
            places = dict.fromkeys(workspace.located(sent.path).parent for sent in gone)
            for place in places:
                if place.is_dir():
                    write_notices(workspace, ledger, action.round, place, book.registry, book.settings.send_to)
        if action.verb in (SUPERVISE, REPLIES):
            taken, left = withdraw(workspace, ledger, papers)
            list_again(book, ledger, now)
            return Undoing(action, taken, left, following=following)
        if action.verb == REMIND and action.round:
            return Undoing(action, withdraw_papers(workspace, action.round), [], following=following)
        put_back = [sent.path for sent in back if workspace.located(sent.path).is_file()]
        lacking = [sent.path for sent in back if sent.path not in put_back]
        gone_files = [sent.path for sent in removed if sent.path not in put_back]
        undone = Undoing(
            action,
            gone_files,
            kept,
            put_back,
            decided,
            entered,
            _counting_again(settings, ledger) if apart else settings,
            following=following,
            lacking=lacking,
            corrected=corrected,
            called=lambda name: fold(name_now(name, book.registry)),
            settings_back=apart or put_settings_back(book, settings, now),
        )
        if action.round and gone and action.round not in ledger.rounds():
            _tidy(workspace, action.round)
        elif action.round and (gone or decided or entered or action.verb == "merge"):
            round_ = read_round(action.round)
            pending = Pending(book, ledger, round_, book.plan(now.date(), round_, ledger), now.date())
            told = ledger.told()
            ledger.forget_told([typed_key(each, round_.name) for each in decided])
            about = {*(each.round for each in decided), *(each.round for each in entered)} - {round_.name}
            others = {
                name: each
                for name in sorted(about)
                if (each := replace(pending, round=read_round(name))).path.is_file()
            }

            def here(each: Decision | Entered) -> bool:
                """Return True if it belongs into this round's file: it was typed there, or its own round has none."""
                return each.round not in others or (isinstance(each, Decision) and typed_key(each, round_.name) in told)

            lines = [*pending.own_lines, *(line for line in pending.file_lines if line.own)]
            # What was said in a window was typed into no sheet: it is not put there, where the next merge would carry it out.
            undone = undone if action.verb != DECIDE else replace(undone, decided=(), entered=())
            again = partial(undone.asked_again, stands=lambda row: stands_in(pending.own_lines, row, pending.case))
            list_pending(pending, Answers(), now, partial(again, of=here), begun=False)
            again = partial(undone.asked_again, stands=lambda row: stands_in(lines, row, pending.case))
            for name, each in others.items():
                of_round = partial(_is_of, name, here)
                list_pending(each, Answers(), now, partial(again, of=of_round))
        return undone


def _counting_again(settings: Sequence[SettingChange], ledger: Ledger) -> list[SettingChange]:
    """Return settings that were set apart from the sheet, with what counts now that this was taken back."""
    left = ledger.settings_set()
    return [replace(each, before=left[each.name].after if each.name in left else each.before) for each in settings]


def _is_of(round_: str, here: Callable[[Decision | Entered], bool], each: Decision | Entered) -> bool:
    """Return True if what was taken back belongs into the file of an earlier round, and not `here`."""
    return each.round == round_ and not here(each)


def _tidy(workspace: Workspace, round_: str) -> None:
    """Remove what a round leaves behind of which nothing is handed out any more: empty folders, and the list of what was open.

    What the office wrote into that list stays, and so does all that somebody else put there.
    """
    path = pending_path(workspace, round_)
    with suppress(XlplanError, OSError):
        door = door_of_file(workspace, round_, round_)
        if path.is_file() and not door.broken and not any(line.decided or line.own for line in door.lines):
            held.remove(path)
    for folder in (workspace.sent_folder(round_), workspace.returned_folder(round_), workspace.report_folder(round_)):
        with suppress(OSError):
            folder.rmdir()


def _carry_out(workspace: Workspace, effect: Effect, batch: Batch) -> None:
    batch.finish()
    workspace.carry_out(effect)


def _put_back(workspace: Workspace, effect: Effect, batch: Batch) -> None:
    batch.put_back()
    workspace.carry_out(Effect(effect.remove, effect.place))


def _revision_before(gone: Sent, left: Iterable[Sent]) -> Sent | None:
    """Return the revision that `gone` had replaced, or None."""
    of_department = (sent for sent in left if sent.sheet.department == gone.sheet.department)
    return max(of_department, key=lambda sent: sent.revision, default=None)


@record(frozen=True)
class Undoable:
    """What can be taken back, the newest first: each only after those before it."""

    actions: Sequence[Action]

    needs_person = False

    def json(self) -> dict[str, object]:
        """Return the JSON of `xlplan undo --list`."""
        return {
            "command": "undo", "ok": True,
            "actions": [
                {"verb": each.verb, "round": each.round, "at": each.at.isoformat(), "summary": each.summary}
                for each in self.actions
            ],
        }  # fmt: skip


def undoable(book: Book) -> Undoable:
    """Return what can be taken back."""
    ledger = book.workspace.open_ledger()
    if ledger is None:
        return Undoable(())
    with ledger:
        return Undoable(ledger.actions())
