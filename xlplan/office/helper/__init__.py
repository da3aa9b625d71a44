"""The helper: a resident process that carries out the buttons' requests, and its window.

May import `office.buttons` and what lies before it.
"""
