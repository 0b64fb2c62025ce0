"""An export held against texts that its reader obtained."""
