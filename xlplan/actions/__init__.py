"""One module for each verb: what a command and a button do, on a `Book` of grids from a file or a live program.

May import `files.office_book` and what lies before it.
"""
