"""The pages: one file a kind, each a frozen dataclass and the function that fills it."""
