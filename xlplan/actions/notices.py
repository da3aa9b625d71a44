"""The folder 通知 beside the departments' workbooks: list, ZIP file, texts, drafts of mails. A view of the ledger."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from xlplan.files.look.file_names import visible
from xlplan.files.papers.bundle import bundle
from xlplan.files.papers.list_report import Listing, list_report
from xlplan.files.papers.mail import draft
from xlplan.files.store import held
from xlplan.files.store.batch import Batch
from xlplan.files.store.workspace import NOTICES_FOLDER, Workspace
from xlplan.files.store.writing import Content, holds, not_writable, safe_name, safe_names, write_whole
from xlplan.handout.sheets import Sent
from xlplan.handout.texts import (
    SECTION_HEADINGS,
    SectionList,
    department_text,
    file_name,
    group_text,
    section_lists,
    section_text,
    sent_texts,
    subject,
)
from xlplan.ledger.store import Ledger
from xlplan.plan.departments import Registry
from xlplan.returns.judge import latest
from xlplan.terms.errors import XlplanError
from xlplan.terms.findings import Finding, finding
from xlplan.terms.headings import SENT_HEADINGS
from xlplan.terms.sheets import SENT

_LIST: Final = f"{SENT}.xlsx"
_GROUP_TEXT: Final = "群通知.txt"
_TEXT: Final = "-通知.txt"
_MAIL: Final = "-邮件.eml"
_SECTION: Final = "-归口单位任务清单.xlsx"
_SECTION_WIDTHS: Final = (7, 13, 60, 22, 11, 22, 12)
"""In characters: 25 tasks on few pages of A4, in letters of 8 points or more."""
_ZIP: Final = "-下发.zip"


class Notices:
    """The folder as it should be. `prepare` writes temporary files, `finish` puts them in place.

    Nothing depends on these files: one that another program holds open is a finding, and the others are written.
    """

    def __init__(
        self, round_: str, folder: Path, registry: Registry, sent: Sequence[Sent], names: Mapping[str, str],
        read: Callable[[Sent], bytes], send_to: str,
    ) -> None:  # fmt: skip
        """Collect what belongs in the folder: `sent` is each department's last file, `read` gives its bytes, `send_to` gets the sheets back."""
        self._place = folder / NOTICES_FOLDER
        self._wanted = dict(_notices(round_, registry, sent, names, read, send_to)) if sent else {}
        self._changed: dict[Path, Content] = {}
        self._prepared = False

    @property
    def paths(self) -> list[Path]:
        """The files that belong in the folder."""
        return [self._place / name for name in self._wanted]

    def prepare(self, batch: Batch) -> None:
        """Write the files that differ from those in the folder into a batch of their own."""
        there = {path.name for path in self._place.iterdir()} if self._place.is_dir() else set()
        self._changed = {
            self._place / name: content
            for name, content in self._wanted.items()
            if name not in there or not holds(self._place / name, content)
        }
        with contextlib.suppress(XlplanError):
            for path, content in self._changed.items():
                batch.add(path, content)
            self._prepared = True

    def finish(self, batch: Batch) -> list[Finding]:
        """Put the files in place and remove those that are no longer wanted. Return what could not be written."""
        problems: list[Finding] = []
        with contextlib.suppress(XlplanError):
            if self._prepared:
                batch.finish()
                self._changed = {}
        # One file that cannot be written does not stop the others, nor is each of them waited for.
        patience = held.Patience()
        for path, content in self._changed.items():
            try:
                write_whole(path, content, patience=patience)
            except XlplanError as error:
                problems.append(finding("notice-unwritten", value=error.message, cure=error.hint))
        try:
            _remove_others(self._place, self._wanted)
        except OSError as error:
            failed = not_writable(self._place, error)
            problems.append(finding("notice-unwritten", value=failed.message, cure=failed.hint))
        return problems


def write_notices(
    workspace: Workspace, ledger: Ledger, round_: str, folder: Path, registry: Registry, send_to: str
) -> list[Finding]:
    """Bring `folder`/通知 in line with the ledger; files that are right already are not written."""
    sent = list(latest(ledger.sent(round_)).values())
    notices = Notices(round_, folder, registry, sent, ledger.file_names(), workspace.sent, send_to)
    with Batch() as batch:
        notices.prepare(batch)
        return notices.finish(batch)


def notice_paths(round_: str, folder: Path, registry: Registry, names: Mapping[str, str]) -> list[Path]:
    """Return where the files go, or might: which there are depends on what each department gets."""
    found = (registry.find(each.section) for each in registry.departments if each.section)
    sections = safe_names((each.name for each in found if each), names)
    ends = [f"{name}{end}" for name in names.values() for end in (_TEXT, _MAIL)]
    ends += [f"{name}{_SECTION}" for name in sections.values()]
    return [folder / NOTICES_FOLDER / name for name in (_LIST, _GROUP_TEXT, f"{safe_name(round_)}{_ZIP}", *ends)]


def _remove_others(place: Path, wanted: Mapping[str, Content]) -> None:
    """Remove the texts of departments that have nothing any more; the user's own files stay."""
    if not place.is_dir():
        return
    for path in list(place.iterdir()):
        if path.name not in wanted and (
            path.name in (_LIST, _GROUP_TEXT) or path.name.endswith((_TEXT, _MAIL, _SECTION, _ZIP))
        ):
            held.remove(path)
    if not wanted and not any(place.iterdir()):
        place.rmdir()


def _notices(
    round_: str,
    registry: Registry,
    sent: Sequence[Sent],
    known: Mapping[str, str],
    read: Callable[[Sent], bytes],
    send_to: str,
) -> Iterator[tuple[str, Content]]:
    at = max(each.at for each in sent if each.at)
    names = safe_names((each.sheet.department for each in sent), known)
    by_name = {each.sheet.department: each for each in sent}
    lists = {each.section: each for each in section_lists(registry, sent)}
    # A section need not have tasks of its own, so that it may lack a file name.
    names |= safe_names(lists, {**known, **names})
    section_books = {
        name: (f"{names[name]}{_SECTION}", _section_book(each, round_, at)) for name, each in lists.items()
    }
    renamed = registry.renamed(by_name)
    yield _LIST, (list_book := _list_book(sent, round_, at))
    yield _GROUP_TEXT, pasteable(group_text(sent, renamed, send_to))
    for name in dict.fromkeys((*by_name, *lists)):
        given = by_name.get(name)
        text = (
            department_text(given, lists.get(name), renamed.get(name, ""), send_to)
            if given
            else section_text(lists[name], sent[0].sheet)
        )
        yield f"{names[name]}{_TEXT}", pasteable(text)
        department = registry.find(name)
        if department and department.addresses:
            attached = {file_name(given): read(given)} if given and not given.recalled else {}
            attached |= dict([section_books[name]] if name in section_books else [])
            yield f"{names[name]}{_MAIL}", draft(department.addresses, subject(round_, name), text, attached)
    yield from section_books.values()

    def files() -> Iterator[tuple[str, bytes, datetime | None]]:
        for each in sent:
            if data := read(each):
                yield file_name(each), data, each.at
        for file, data in (*section_books.values(), (_LIST, list_book)):
            yield file, data, at

    yield f"{safe_name(round_)}{_ZIP}", lambda: bundle(files())


def _list_book(sent: Sequence[Sent], round_: str, at: datetime) -> bytes:
    rows = [[row[field] for field in SENT_HEADINGS] for row in sent_texts(sent)]
    explanation = f"{round_}，共 {sum(not each.recalled for each in sent)} 个部门；校验码是文件的 SHA-256。"
    return list_report([Listing(SENT, explanation, list(SENT_HEADINGS.values()), rows)], at, {})


def _section_book(each: SectionList, round_: str, at: datetime) -> bytes:
    names = "、".join(each.departments)
    explanation = (
        f"{each.section}归口的 {len(each.departments)} 个单位（{names}）在{round_}的任务，供了解，不用填写、不用报回。"
    )
    listing = Listing("归口单位任务清单", explanation, SECTION_HEADINGS, each.texts(), _SECTION_WIDTHS)
    return list_report([listing], at, {})


def pasteable(text: str) -> bytes:
    """Return the text so that every Windows program shows it: UTF-8 with a byte order mark, CRLF line ends."""
    return visible(text).replace("\n", "\r\n").encode("utf-8-sig")
