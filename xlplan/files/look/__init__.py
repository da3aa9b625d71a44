"""A look at a file before anything reads it: its kind, and whether it is whole, of sane size, and without a password.

Knows nothing of what a table means. May import the pure folders.
"""
