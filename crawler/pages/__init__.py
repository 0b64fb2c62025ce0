"""The bytes of a page into an Article; pure."""
