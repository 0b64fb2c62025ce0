"""The static digest: the store in, files out."""
