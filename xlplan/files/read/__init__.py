"""Closed files into grids: one format, one module. May import `files.look`, `files.store` and the pure folders."""
