"""What a button may ask, and the answers."""

from __future__ import annotations

from xlplan.office.buttons.round_question import First, RoundAnswer, RoundQuestion
from xlplan.office.buttons.table_question import TableAnswer, TableQuestion

Question = str | RoundQuestion | TableQuestion
"""A text says what will happen."""

Answer = bool | RoundAnswer | TableAnswer | First
"""To a text, yes or no."""
