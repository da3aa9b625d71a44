"""What the buttons do, on an open workbook and on a saved one. May import `office.setup` and what lies before it."""
