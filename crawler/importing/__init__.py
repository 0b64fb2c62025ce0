"""Files into the archive and the store, and articles made anew from what is archived."""
