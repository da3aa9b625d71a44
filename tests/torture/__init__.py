"""Torture: what no test waits for. Chance damages, edits, kills, fills disks, holds files, and turns clocks, for minutes.

    PYTHONPATH=tests python -m torture [--minutes M] [--kind KIND]... [--seed N]

Each kind has a module with trials; a trial is made of its seed alone, runs in a process of its own under a time limit, and leaves
no process and no temporary file behind. docs/torture.md tells how to read the table at the end.
"""
