"""Keeping what was collected, and letting go of it: taking out, saving, checking."""
