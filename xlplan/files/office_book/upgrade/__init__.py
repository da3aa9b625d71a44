"""Bring an older office workbook up to date (`workbook`), with all that it holds."""
