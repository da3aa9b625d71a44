"""The open workbook in Excel or Calc. Each folder here is a layer: libreoffice, hosts, sheets, setup, buttons, helper."""
