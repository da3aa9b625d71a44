"""The open workbook in Excel or Calc: its buttons, the resident helper that answers them, its window, installing it."""
