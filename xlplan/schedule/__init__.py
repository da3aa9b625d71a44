"""Time limits in plain Chinese: read (`parse`), when they are due (`due`), told to people (`words`); rounds and working days.

Pure. May import `terms`.
"""
