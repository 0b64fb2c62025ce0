"""What a source lists, bytes in and entries out: feeds, sitemaps, blogs, listings; pure."""
