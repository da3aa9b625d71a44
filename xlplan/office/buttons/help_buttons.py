"""What helps with the program itself: its folder, an examination of this computer, the manual."""

from __future__ import annotations

from xlplan.files.store.shipped import MANUAL, shipped
from xlplan.files.store.user_data import data_folder
from xlplan.files.store.writing import make_folder
from xlplan.office.buttons.guard import Outcome
from xlplan.office.buttons.surface import OpenSurface, Surface
from xlplan.office.buttons.table_only import TableSurface
from xlplan.office.setup import report_file
from xlplan.office.setup.doctor import Examination, examine
from xlplan.telling.doctor import tell_examination
from xlplan.telling.folder import tell_folder
from xlplan.telling.help import MANUAL_PARTS, tell_help
from xlplan.terms.errors import FileMissingError


def press_folder(job: Surface) -> Outcome:
    """Open the folder of the results, made if it is not there."""
    source = job.source()
    if isinstance(job, TableSurface):
        # Beside any other workbook, no folder is made.
        source.any_plan(job.now.date())
    root = source.workspace.root
    make_folder(root)
    told = tell_folder(root)
    return Outcome(True, told.message(), folder=root, made=told.made)


def press_doctor(job: Surface) -> Outcome:
    """Examine this computer and the workbook, and keep what is said in a file."""
    job.tell("正在检查", 0.1)
    # Even if the workbook was never saved, the rest can be examined.
    result = Examination(examine(job.path))
    said = tell_examination(result.checks).text
    path = report_file.keep(said, data_folder(), job.now)
    said += f"\n这些和助手的记录都写在“{path}”里，要人帮忙的，把这一个文件发给维护人员。"
    return Outcome(not result.needs_person, said, named=True, made=[path])


def press_help(job: Surface) -> Outcome:
    """Open the manual at what the sheet in front is about."""
    live = isinstance(job, OpenSurface)
    part = MANUAL_PARTS.get(job.book.sheets.active.name, "") if isinstance(job, OpenSurface) else ""
    try:
        manual = shipped(MANUAL)
    except FileMissingError:
        # A checkout in which it was never built.
        return Outcome(True, tell_help(live=live, opened=False).text)
    return Outcome(True, tell_help(live=live, opened=True).text, page=(manual, part), made=[manual])
