"""The VBA project and the ribbon, out of the sources in macros/."""
