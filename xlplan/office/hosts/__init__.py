"""The programs that hold open workbooks: finding them, and the request files that their buttons leave.

May import `office.libreoffice` and what lies before it.
"""
