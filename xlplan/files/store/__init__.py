"""Where files lie and how they are written: the working folder, the archive, whole writes, locks, shipped files.

May import `files.look`, the ledger and the pure folders.
"""
