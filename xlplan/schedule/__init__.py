"""Time limits in plain Chinese: read (`parse`), when they are due (`due`), told to people (`words`)."""

from xlplan.schedule.parse import KINDS, UNITS, Milestone, Recurrence, Schedule, account, read_schedule

__all__ = ["KINDS", "UNITS", "Milestone", "Recurrence", "Schedule", "account", "read_schedule"]
