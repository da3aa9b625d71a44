"""What goes out again: new revisions of a changed plan, and sheets sent back for correction.

Pure. May import `decisions` and what lies before it.
"""
