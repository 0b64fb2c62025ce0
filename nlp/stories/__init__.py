"""Which articles tell of one event: their words, dates, places and bodies weighed; no store."""
