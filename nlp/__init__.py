"""Text in; mentions, quotations and stances out. No network; one file talks to the store."""
