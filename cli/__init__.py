"""The command `digest`: one file a command; the only place that prints and chooses exit codes."""
