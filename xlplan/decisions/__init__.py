"""What counts, what is asked, and what the office decided: the rows of 待核实 and their effects.

Pure. May import `returns` and what lies before it.
"""
