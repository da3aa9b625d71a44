"""Templates the office may restyle (`workbook`), and the package of parts that any workbook is (`package`, `xml`)."""

from xlplan.files.template.workbook import Formula, Problem, Row, SheetFill, Template, Value, check

__all__ = ["Formula", "Problem", "Row", "SheetFill", "Template", "Value", "check"]
