"""When an article was published and changed: by its data, its page, its feed and its URL."""
