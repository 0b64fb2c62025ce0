"""What was fetched, kept as WARC files, and any WARC or ARC file read."""
