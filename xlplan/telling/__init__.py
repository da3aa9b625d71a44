"""What is said of a result, once for each verb: terminal, open workbook and helper's window say the same.

May import `actions` and what lies before it.
"""
