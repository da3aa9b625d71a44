"""Hand out, collect and consolidate a responsibility table (分工表) kept in a spreadsheet."""

__version__ = "0.1.0"
