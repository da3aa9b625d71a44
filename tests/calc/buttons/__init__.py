"""The buttons on the shipped workbook in a real Calc without a screen, through the calls that drive Excel too."""
