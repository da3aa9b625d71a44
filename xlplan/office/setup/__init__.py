"""This computer: what starts at login, which folders are trusted, whether a helper runs, what is amiss.

May import `office.sheets` and what lies before it.
"""
