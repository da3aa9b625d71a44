"""The helper: a resident process that carries out what buttons ask for, and its window.

May import `office.buttons` and what lies before it.
"""
