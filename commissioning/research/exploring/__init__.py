"""The database in a browser: for reading alone, described, with questions ready to ask."""
