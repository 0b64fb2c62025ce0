"""The store as the site reads it: asked from here alone."""

from site_builder.reading.archive import Archive, Story, Week

__all__ = ["Archive", "Story", "Week"]
