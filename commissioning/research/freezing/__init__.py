"""A query frozen: a folder with what was asked, what came of it, and of which state that is."""
