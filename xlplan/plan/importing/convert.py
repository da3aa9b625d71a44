"""Another office's table becomes a new plan: the steps, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xlplan.plan.importing.above import find_section_rows, find_sections, read_head
from xlplan.plan.importing.as_above import fill_as_above
from xlplan.plan.importing.by_hand import ReadingChoice, table_headings, with_remembered
from xlplan.plan.importing.cells_of_lines import cells_as_table
from xlplan.plan.importing.days_above import with_days_above
from xlplan.plan.importing.first_of_cells import do_first_leads
from xlplan.plan.importing.label_rows import with_labels_as_columns
from xlplan.plan.importing.leads_in_cells import with_lead_column
from xlplan.plan.importing.left import say_what_is_left
from xlplan.plan.importing.model import ImportSource, NewPlan
from xlplan.plan.importing.new_columns import keeps_numbers, plan_columns, release_numbers
from xlplan.plan.importing.new_rows import fill_rows, list_departments, number_tasks, stand_heads
from xlplan.plan.importing.people_apart import with_people_apart
from xlplan.plan.importing.people_only import with_nobody_named
from xlplan.plan.importing.record import ImportRecord
from xlplan.plan.importing.running_text import TextTable, text_as_table
from xlplan.plan.importing.serial_days import with_days_of_serials
from xlplan.plan.importing.table_parts import TablePart, find_parts
from xlplan.plan.importing.together import together
from xlplan.plan.importing.turned import with_turned_tables
from xlplan.terms.errors import NoTableError
from xlplan.terms.headings import PLAN_HEADINGS


def new_plan(source: ImportSource, today: date, choice: ReadingChoice | None = None) -> NewPlan:
    """Return the plan made of a source, as far as `choice` says how to read it.

    Raise NoTableError where it holds no responsibility table, MisuseError where it lacks what was chosen.
    """
    chosen, before = with_remembered(source.grids, choice or ReadingChoice())
    source = with_turned_tables(source, chosen.columns) or source
    source = with_days_of_serials(with_people_apart(source, chosen.columns), chosen.columns, today)
    source = with_days_above(source, chosen.columns)
    record = ImportRecord(source, today, chosen)
    for name, headings in before.items():
        record.add_finding(
            "import-remembered",
            source.grids[0].sheet,
            field=name,
            heading="、".join(headings),
            value=PLAN_HEADINGS[name],
        )
    text: TextTable | None = None
    try:
        parts = find_parts(record)
    except NoTableError:
        labelled = with_labels_as_columns(record.source) or with_lead_column(record.source)
        text = None if labelled else cells_as_table(record.source) or text_as_table(record.source, today)
        if labelled:
            record = ImportRecord(labelled, today, chosen)
        elif text:
            record = ImportRecord(
                text.source,
                today,
                ReadingChoice(departments=chosen.departments, first_leads=chosen.first_leads),
                text.places,
            )
        record, parts = _assumed(record, chosen) if not (labelled or text) else (record, find_parts(record))
        _keep_of_parts(record, parts)
    plan = record.plan
    plan.known_by = table_headings(parts[0].table)
    head = read_head(record, parts)
    if not any(part.names_projects for part in parts):
        find_sections(record, parts, head)
    else:
        find_section_rows(parts)
    numbered = keeps_numbers(parts)
    if not numbered:
        release_numbers(record, parts)
    targets = plan_columns(record, parts)
    plan.rows = [[""] * len(plan.headings) for _ in range(record.count)]
    for part, columns in zip(parts, targets, strict=True):
        fill_rows(record, part, columns)
    if text:
        stand_heads(record, parts[0], text.heads)
    fill_as_above(record, parts)
    do_first_leads(record, parts)
    number_tasks(record, numbered)
    list_departments(record)
    say_what_is_left(record, parts)
    plan.findings = together(plan.findings)
    return plan


def _assumed(record: ImportRecord, choice: ReadingChoice) -> tuple[ImportRecord, list[TablePart]]:
    """Return the tables that are taken by what stands below their headings, at last those that only name people."""
    try:
        return record, find_parts(record, assume=True)
    except NoTableError as failure:
        nobody = with_nobody_named(record.source)
        if nobody is None:
            raise
        record = ImportRecord(nobody, record.today, choice)
        try:
            return record, find_parts(record)
        except NoTableError:
            # The column that was put in is none of the office's: what is said is said of its own.
            raise failure from None


def _keep_of_parts(record: ImportRecord, parts: Sequence[TablePart]) -> None:
    """Leave out what was told of who does the tasks of a sheet that is not taken."""
    taken = {record.sheet_name(part.table.grid.sheet) for part in parts} | {part.table.grid.sheet for part in parts}
    record.plan.findings = [
        item for item in record.plan.findings if item.code != "import-lead-above" or item.sheet in taken
    ]
