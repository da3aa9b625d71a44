"""All that is filled in or written for people: workbooks, Word papers, mails, ZIP files.

May import `files.template` and what lies before it.
"""
