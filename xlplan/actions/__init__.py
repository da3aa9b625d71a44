"""One module for each verb: what a command and a button do, on a `Book` of grids wherever they came from.

May import `files.office_book` and what lies before it.
"""
