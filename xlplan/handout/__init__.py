"""What goes out to a department: its rows, their signature, the changes, and the texts that go with them.

Pure. May import `terms`, `schedule` and `plan`.
"""
