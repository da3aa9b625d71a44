"""Closed files: read into grids, filled from templates, written whole or not at all; and the working folder they lie in."""
