"""The office's own workbook as a file: made, upgraded, its macros checked.

May import `files.papers` and what lies before it.
"""
