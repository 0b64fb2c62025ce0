"""Finding: what a page is found by, and the search index that the reader's browser asks."""
