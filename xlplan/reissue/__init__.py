"""What goes out again: a new revision of a changed plan, and sheets sent back to be mended.

Pure. May import `decisions` and what lies before it.
"""
