"""Templates the office may restyle (`workbook`), and the package of parts that any workbook is (`package`, `xml`).

Knows nothing of what a table means; README.md beside this says how it is used. May import errors, cells and types of relationships out of `terms`.
"""
