"""Returned files are read in processes that may die of them. May import `files.read` and what lies before it."""
