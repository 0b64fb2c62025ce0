"""The pipeline's own components, one a file: Doc in, the same Doc out; no database, no network."""
