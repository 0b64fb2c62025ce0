"""Readers' comments on a page: where they stand, and what each of them says."""
