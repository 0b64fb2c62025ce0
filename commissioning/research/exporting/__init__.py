"""The database as files that can be cited: tables, what each column means, versions, checksums."""
