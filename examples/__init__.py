"""Six invented outlets, in our own words: what `digest demo` collects over HTTP."""
