"""Where files lie and how they are written: working folder, archive, atomic writes, locks, shipped files.

May import `files.look`, the ledger and the pure folders.
"""
