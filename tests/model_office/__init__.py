"""A model office: a year of it as data, a second and plain reading of the rules, and the program played on the same year."""
