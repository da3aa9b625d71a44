"""LibreOffice's add-in, out of the sources in macros/ and the table of buttons."""
