"""Closed files. Each folder here is a layer of its own: look, store, read, apart, template, papers, office_book."""
