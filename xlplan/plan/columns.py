"""Which column of a table becomes which field: by what its heading means beside the others."""

from __future__ import annotations

from xlplan.plan.column_choice import Choice, Columns, How
from xlplan.plan.first_leads import first_leads
from xlplan.plan.heading_rows import Heading, HeadingRows
from xlplan.plan.what_columns import take_what
from xlplan.plan.when_columns import take_when
from xlplan.plan.who_columns import join_roles, role_columns, take_who
from xlplan.terms.cells import Grid
from xlplan.terms.fields import Field
from xlplan.terms.heading_words import ColumnSubject
from xlplan.terms.headings import heading_key


def choose_columns(grid: Grid, rows: HeadingRows) -> Columns:
    """Choose the columns of a table; findings name what was not certain, and headings that nobody knows."""
    choice = Choice(grid, rows)
    _by_hand(choice)
    roles = role_columns(choice)
    take_who(choice)
    join_roles(choice, roles)
    take_when(choice)
    take_what(choice)
    for name, part in (
        (Field.ID, ColumnSubject.ID),
        (Field.LEADER, ColumnSubject.LEADER),
        (Field.PERSON, ColumnSubject.PERSON),
        (Field.STAGE, ColumnSubject.GOAL),
    ):
        if name not in choice.taken.fields and not choice.fixed(name) and (found := choice.of(part)):
            # 编号 goes before a running number.
            choice.take(name, next((each for each in found if heading_key(each.own).endswith("编号")), found[0]))
    choice.taken.fields = dict(sorted(choice.taken.fields.items(), key=lambda item: item[1]))
    for each in rows.headings:
        if each.assumed:
            choice.say("column-assumed", each, Field.CONTENT, heading=f"{each.name}“{each.text}”")
        if rule := first_leads(each.text):
            choice.say("first-leads", each, Field.LEAD, value=rule)
    told = choice.taken.consumed() | choice.said
    for each in rows.headings:
        # A running number beside 编号 says nothing of its own.
        if each.column not in told and not (each.meaning and each.meaning.part is ColumnSubject.ID):
            choice.say("column-unknown", each, None, heading=each.text)
    return choice.taken


def _by_hand(choice: Choice) -> None:
    named: dict[Field, list[Heading]] = {}
    for each in choice.rows.known:
        if each.by_hand:
            named.setdefault(each.by_hand, []).append(each)
    for name, headings in named.items():
        if len(headings) > 1:
            choice.join(name, How.SPAN if name is Field.SCHEDULE else How.NAMES, headings)
        else:
            choice.taken.fields[name] = headings[0].column
