"""Unchanged: two checkouts do the same work, and whatever one of them says or writes otherwise is told.

    PYTHONPATH=tests python -m unchanged BEFORE AFTER [--only NAME]... [--corpus DIR] [--pdf]

BEFORE makes a corpus once: folders of work, some hundred returned files, decisions, and the commands to run on them. Then both
run these commands at the same place, by the same clock, and with the same chance, as `python -m xlplan` and in no other way:
modules may move. Exit codes, both outputs, each file after each command, and each row of the ledgers are compared.
`expected.py` lists the differences that are meant.
"""
