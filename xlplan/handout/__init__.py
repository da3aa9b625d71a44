"""What goes out to a department: its rows, their signature, what changed, the words that go with them.

Pure. May import `terms`, `schedule` and `plan`.
"""
