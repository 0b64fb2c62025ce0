"""The words of the field as frozen dataclasses, enums and errors; the standard library alone."""
