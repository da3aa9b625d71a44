"""The office's own workbook as a file: made anew, upgraded, its macros looked at.

May import `files.papers` and what lies before it.
"""
