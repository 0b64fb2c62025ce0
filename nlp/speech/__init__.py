"""Who says what: quotation marks, reported clauses, whom their subjects mean, readers' comments."""
