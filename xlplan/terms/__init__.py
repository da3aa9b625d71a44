"""What things are called: headings, sheets, settings, fixed words, findings, errors, cells, texts.

May import nothing else of xlplan.
"""
