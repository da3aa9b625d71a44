"""What is said of a result, whichever door it came through.

May import `actions` and what lies before it.
"""
