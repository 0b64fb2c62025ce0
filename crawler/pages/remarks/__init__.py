"""One reader's comment: its element, or the lines of one, into author, date and words."""
