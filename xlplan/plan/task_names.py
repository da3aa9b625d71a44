"""Who does a task: what all its columns name together, and in which role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xlplan.plan.mentions import Mention
from xlplan.terms.fields import Field


def with_final_roles(cells: Mapping[Field, Sequence[Mention]]) -> Mapping[Field, Sequence[Mention]]:
    """Return what the columns of a task name, each mention with the role that it has in the end.

    责任 said in a cell is a role of its own beside 牵头 and 配合, 配合 beside 牵头 alone, and else who leads.
    """
    if not any(mention.role is Field.SHARE for mentions in cells.values() for mention in mentions):
        return cells
    supports = any((mention.role or column) is Field.SUPPORT for column, mention in _each(cells))
    leading = {column for column, mention in _each(cells) if (mention.role or column) is Field.LEAD}

    def role(column: Field) -> Field:
        if column is Field.SHARE:
            return Field.SHARE
        if column not in leading and (column is Field.LEAD or not leading):
            return Field.LEAD
        return Field.SHARE if supports else Field.SUPPORT

    return {
        column: [replace(each, role=role(column)) if each.role is Field.SHARE else each for each in mentions]
        for column, mentions in cells.items()
    }


def _each(cells: Mapping[Field, Sequence[Mention]]) -> Iterator[tuple[Field, Mention]]:
    return ((column, mention) for column, mentions in cells.items() for mention in mentions)
