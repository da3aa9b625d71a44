"""The responsibility table: its rows, departments, settings and numbers, and the rules it is checked by.

Pure. May import `terms` and `schedule`.
"""
