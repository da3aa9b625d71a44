"""The first press on a workbook that has only a table: its reading is shown and corrected, and it is asked where results go."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Final

from xlplan.actions.book import Book
from xlplan.files.office_book.settings_file import read_settings_file, settings_in, settings_place, written_settings
from xlplan.files.office_book.settings_kept import keep_settings
from xlplan.office.buttons.guard import Outcome
from xlplan.office.buttons.round_question import likely_rounds
from xlplan.office.buttons.settings_apart import understood
from xlplan.office.buttons.surface import OpenSurface, Surface
from xlplan.office.buttons.table_only import TableSurface
from xlplan.office.buttons.table_question import TableAnswer, TableQuestion, TableReading
from xlplan.office.sheets import added_sheets
from xlplan.office.sheets.live import read_live_sheet, require_writable, saved_path
from xlplan.plan.departments import read_registry
from xlplan.plan.importing.by_hand import ReadingChoice
from xlplan.plan.importing.preview import ShownColumn, preview
from xlplan.plan.settings import read_day
from xlplan.schedule.rounds import read_round
from xlplan.telling.foreseeing import tell_declined
from xlplan.telling.table_only import (
    are_its_own,
    ask_to_add,
    ask_to_remove,
    asked_in_window,
    cannot_add,
    only_open,
    shown_name,
    were_added,
    were_removed,
)  # fmt: skip
from xlplan.terms.cells import Grid
from xlplan.terms.errors import NoTableError, XlplanError
from xlplan.terms.setting_items import SETTING_ITEMS
from xlplan.terms.sheets import DEPARTMENTS, KEPT_DEPARTMENTS, SETTINGS

READ_ONLY: Final = "这份工作簿是以只读方式打开的"


def meet(verb: str, job: TableSurface) -> Outcome | None:
    """Ask, or do what the answer says; None once everything is known and the button can do its work.

    Raise what reading the workbook raises, NoTableError where nothing in it looks like a table.
    """
    source = job.source()
    if source.settings_file is None or source.settings_file.exists():
        # An office that made a sheet 设置 by itself has answered with it.
        return None
    answer = job.answer
    if not isinstance(answer, TableAnswer):
        return _ask(job, source, TableReading())
    if answer.round is None:
        return _ask(job, source, answer.reading)
    settings = answer.reading.settings() | {"round": answer.round.round, "deadline": answer.round.deadline.isoformat()}
    if answer.add and not hindrance_to_adding(job):
        names = _add(job, _read_as(source, answer.reading), settings)
        return Outcome(True, were_added(names)) if verb == "sheets" else None
    # Whose members nobody can tell from the table: where they are to be written is seen at once.
    named = _read_as(source, answer.reading).any_plan(job.now.date()).registry.departments
    groups = [each for each in named if each.is_group]
    keep_settings(source.settings_file, settings, source.path.name, job.now, groups)
    # Who pressed the button that adds them, and then wanted results only, is not asked again.
    return Outcome(True, tell_declined(verb)) if verb == "sheets" else None


def sheets(job: Surface) -> Outcome:
    """Copy 操作台 and the result sheets into an open workbook that has none, or take them out again, once the user said yes."""
    if isinstance(job, TableSurface):
        return _offer(job)
    if not isinstance(job, OpenSurface):
        return Outcome(False, only_open())
    names = added_sheets.added(job.book)
    if not names:
        return Outcome(False, are_its_own())
    if not job.answer:
        question = ask_to_remove(
            [shown_name(name, before) for name, before in names.items()], added_sheets.referring(job.book)
        )
        return Outcome(True, question, ask=question)
    require_writable(job.book, saved_path(job.book))
    _keep(job, {before: name for name, before in names.items()})
    return Outcome(True, were_removed(added_sheets.take_out(job.book)))


def _offer(job: TableSurface) -> Outcome:
    if why := hindrance_to_adding(job):
        return Outcome(False, cannot_add(why))
    if not job.answer:
        return Outcome(True, ask_to_add(), ask=ask_to_add())
    source = job.source()
    kept = read_settings_file(source.settings_file) if source.settings_file else []
    return Outcome(True, were_added(_add(job, source, settings_in(kept))))


def _add(job: TableSurface, source: Book, settings: Mapping[str, str]) -> list[str]:
    plan = source.any_plan(job.now.date())
    values: dict[str, str | date] = {"title": plan.title, **settings}
    if day := settings.get("deadline"):
        with suppress(XlplanError):
            values["deadline"] = read_day(day)
    return added_sheets.add(job.book, plan.sheet, values, plan.registry)


def _keep(job: OpenSurface, names: Mapping[str, str]) -> None:
    """Keep what the sheets 设置 and 部门 say beside the workbook; `names` are what the added sheets are called by now."""
    if SETTINGS not in names:
        return
    path = saved_path(job.book)
    written = written_settings(read_live_sheet(job.all_sheets, names[SETTINGS]))
    # The title is the table's own, and the working folder stays the usual one.
    written.pop("title", None)
    registry = read_registry(read_live_sheet(job.all_sheets, names[DEPARTMENTS])) if DEPARTMENTS in names else None
    keep_settings(settings_place(path), written, path.name, job.now, registry.departments if registry else None)


def hindrance_to_adding(job: TableSurface) -> str:
    """Return why sheets cannot be added to the workbook; empty where they can."""
    return READ_ONLY if job.read_only else added_sheets.hindrance(job.book)


def _ask(job: TableSurface, source: Book, reading: TableReading) -> Outcome:
    today = job.now.date()
    corrected = _read_as(source, reading)
    problem, said, departments = "", "", list[str]()
    try:
        plan = corrected.plan(today)
        said, departments = understood(corrected, plan), [each.name for each in plan.registry.departments]
    except NoTableError as error:
        problem = f"{error.message}{error.hint}"
        if not any(each.taken for each in _columns(source, reading)):
            raise
    question = TableQuestion(
        said, _columns(source, reading), [*departments, *reading.no_departments],
        likely_rounds(today, [read_round(source.settings.round)] if source.settings.round else []), today, reading,
        hindrance_to_adding(job), problem,
    )  # fmt: skip
    return Outcome(True, asked_in_window(said or problem), ask=question)


def _read_as(source: Book, reading: TableReading) -> Book:
    """Return the workbook with the reading in the place of its settings."""
    rows = [[SETTING_ITEMS[name][0], value] for name, value in reading.settings().items()]
    return replace(source, grids=[*(grid for grid in source.grids if grid.sheet != SETTINGS), Grid(SETTINGS, rows)])


def _columns(source: Book, reading: TableReading) -> list[ShownColumn]:
    own = [grid for grid in source.grids if grid.sheet not in (SETTINGS, KEPT_DEPARTMENTS)]
    return preview(own, ReadingChoice(columns=reading.columns), source.path.name, reading.kept)
