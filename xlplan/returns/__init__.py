"""What comes back: a returned sheet read, whose it is, and what one file by itself is worth.

Pure. May import `handout` and what lies before it.
"""
