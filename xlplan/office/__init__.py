"""The open workbook in Excel or Calc. Each folder here is a layer of its own: libreoffice, hosts, sheets, setup, buttons, helper.

`entry`, which the macros name, comes last.
"""
