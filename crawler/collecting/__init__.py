"""Collects the sources: what a crawl brings goes into the archive and the store."""
