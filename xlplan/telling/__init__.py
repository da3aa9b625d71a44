"""What is said of a result, once for each verb, whichever door it came through: terminal, open workbook, helper's window.

May import `actions` and what lies before it.
"""
