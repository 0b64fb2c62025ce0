"""The kinds of files that an export can be: each writes tables, and reads them again."""
