"""The fixed sheets of the open workbook: read into grids, written as tables.

May import `office.hosts` and what lies before it.
"""
