"""The shipped workbook, workbook/分工表.xlsm."""
