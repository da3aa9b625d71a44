"""An older office workbook brought up to date (`workbook`), with all that it holds."""
