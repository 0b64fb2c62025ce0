"""Which bodies a text names: surface forms, local names, and what refers to them without a name."""
