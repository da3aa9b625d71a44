"""The folder 退回/<期次>/: sheets to be corrected, and texts to paste. A view of the ledger, renewed by each merge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from xlplan.actions.notices import pasteable
from xlplan.files.look.container import read_bytes
from xlplan.files.papers.correcting import SendBackOrder
from xlplan.files.papers.department_sheet import DepartmentTemplate
from xlplan.files.papers.filling import Filled, Filler, SecondProcess, Start
from xlplan.files.store.batch import Batch
from xlplan.files.store.workspace import Workspace
from xlplan.files.store.writing import holds, safe_name, safe_names
from xlplan.handout.texts import file_name
from xlplan.ledger.store import Ledger
from xlplan.reissue.marks import SendBack
from xlplan.reissue.texts import send_back_group_text, send_back_text
from xlplan.reissue.who import SendBacks
from xlplan.returns.received import Received, Submission
from xlplan.terms.choices import Verdict
from xlplan.terms.errors import TemplateError
from xlplan.terms.records import record

_GROUP_TEXT: Final = "退回-群通知.txt"
_NAMED: Final = 6
_TEXT: Final = "-退回说明.txt"
_COPY: Final = "退回单.xlsx"
_BLANK: Final = "推进情况表.xlsx"


@record(frozen=True)
class SentBack:
    """What the folder holds now: who has something to correct, and the number of files of unknown senders."""

    shown: str
    departments: Sequence[str] = ()
    unclaimed: int = 0
    files: Sequence[Path] = ()
    corrects: frozenset[str] = frozenset()
    """The returns (their SHA-256) that are to be corrected: they may name a department as it was called before."""

    @property
    def words(self) -> str:
        """What goes back to whom, and where it lies; empty if nothing goes back."""
        more = " 等" if len(self.departments) > _NAMED else ""
        names = "、".join(self.departments[:_NAMED]) + more
        parts = [f"要退回修改的 {len(self.departments)} 个部门（{names}）"] if self.departments else []
        parts += [f"不知是谁的文件 {self.unclaimed} 个"] if self.unclaimed else []
        return f"{'，'.join(parts)}：退回单和要发的话在 {self.shown}" if parts else ""


def second_for(came: Sequence[Submission]) -> SecondProcess:
    """Start the second process that is worth while if all goes back that has remarks: while it starts, that is found out."""
    noted = [item for item in came if isinstance(item, Received) and item.verdict is Verdict.NOTED]
    return SecondProcess.start(sum(item.count for item in noted), len(noted))


def renew_send_backs(
    workspace: Workspace, ledger: Ledger, round_: str, backs: SendBacks, send_to: str, batch: Batch,
    second: SecondProcess,
) -> SentBack:  # fmt: skip
    """Let a round's folder hold just these sheets and texts once the batch is finished. `send_to`: who gets the sheets back.

    `second` makes its share of many. A sheet that is replaced or no longer wanted goes into the archive: somebody may have
    written into it. Raise NotWritableError.
    """
    folder = workspace.back_folder(round_)
    wanted = dict(_files(workspace, ledger, backs, round_, send_to, second)) if backs else {}
    there = [path for path in folder.iterdir() if path.is_file() and _ours(path.name)] if folder.is_dir() else []
    for path in there:
        if path.suffix == ".xlsx" and not holds(path, wanted.get(path.name, b"")):
            workspace.keep(read_bytes(path), path.suffix)
        if path.name not in wanted:
            batch.remove(path)
    for name, data in wanted.items():
        if not holds(folder / name, data):
            batch.add(folder / name, data)
    files = [folder / name for name in wanted]
    corrects = frozenset(sha256 for each in backs.departments for sha256 in each.corrects)
    names = [each.department for each in backs.departments]
    return SentBack(workspace.shown(folder), names, len(backs.unclaimed), files, corrects)


def _ours(name: str) -> bool:
    """Return True if the program writes files of this name; the user's own files stay."""
    return name == _GROUP_TEXT or name.endswith((_TEXT, _COPY, _BLANK))


def _files(
    workspace: Workspace, ledger: Ledger, backs: SendBacks, round_: str, send_to: str, second: SecondProcess
) -> Iterator[tuple[str, bytes]]:
    names = safe_names((each.department for each in backs.departments), ledger.file_names())
    made = _made(workspace, ledger, [each for each in backs.departments if each.read], send_to, second)
    for back in backs.departments:
        name = names[back.department]
        if back.read:
            book, cells = made[back.department].data, made[back.department].cells
            file = f"{name}-{safe_name(round_)}{_COPY}"
        else:
            book, cells = workspace.kept(back.sent.sha256, ".xlsx") or b"", {}
            file = file_name(back.sent)
        if book:
            yield file, book
        yield f"{name}{_TEXT}", pasteable(send_back_text(back, file, cells))
    yield _GROUP_TEXT, pasteable(send_back_group_text(backs, round_))


def _made(
    workspace: Workspace, ledger: Ledger, backs: Sequence[SendBack], send_to: str, second: SecondProcess
) -> Mapping[str, Filled]:
    """Return the sheets that are made anew, by department; of many, a second process makes its share."""
    if not backs:
        return {}
    folder, template = _template(workspace, send_to)
    start = Start(folder, ledger.plan, ledger.key, send_to)
    made = second.share([*map(SendBackOrder, backs)], Filler(template, start), start)
    return {backs[place].department: filled for place, filled in made}


def _template(workspace: Workspace, send_to: str) -> tuple[Path, DepartmentTemplate]:
    """Return the template of departments' sheets and the folder that it was looked for in."""
    try:
        return workspace.templates, DepartmentTemplate.load(workspace.templates, send_to)
    except TemplateError:
        # A broken template of the office is reported when it hands out; a merge uses the shipped one.
        return workspace.root, DepartmentTemplate.load(workspace.root, send_to)
