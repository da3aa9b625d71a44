"""Where things stand: lights, roll-ups, tables, and what papers say of them.

Pure. May import `reissue` and what lies before it.
"""
