"""The web and files in, articles out; one file (intake) talks to the store."""
