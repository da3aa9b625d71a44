"""Another office's table becomes a new plan (`convert`): each of its cells stands in the new workbook, or a finding says why not.

Nothing is mended on the way. What the new plan says that its source does not (numbers, departments) is said in findings.
Pure. May import `plan` and what lies before it.
"""
