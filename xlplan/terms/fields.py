"""The columns of a responsibility table and of a department's sheet, by the identifiers used everywhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Field(StrEnum):
    """A column; its headings stand in `headings`."""

    ID = "id"
    PROJECT = "project"
    CONTENT = "content"
    LEAD = "lead"
    SHARE = "share"
    SUPPORT = "support"
    SCHEDULE = "schedule"
    LEADER = "leader"
    PERSON = "person"
    STAGE = "stage"
    ROLE = "role"
    DUE = "due"
    OTHER = "other"
    """What the office's further columns say of a task."""
    PREVIOUS = "previous"
    STATE = "state"
    PERCENT = "percent"
    PROGRESS = "progress"
    PROBLEMS = "problems"
    NEXT = "next"
    EXPECTED = "expected"
    EVIDENCE = "evidence"
    SUMMARY = "summary"
    """What a 综述 row says, which stands there under 本期进展."""
    FILLER = "filler"
    """This and the next two stand above the table of a department's sheet, beside their labels."""
    PHONE = "phone"
    REVIEWER = "reviewer"


NAMING_FIELDS: Final = (Field.LEAD, Field.SHARE, Field.SUPPORT)
"""The columns that name departments, the strongest first."""
