"""The database: rows, migrations and queries, one file a subject."""
