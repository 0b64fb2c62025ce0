"""Files put into the site's folder: only what changed is made, and all is swapped in at once."""
