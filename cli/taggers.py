"""The tagger that a workspace's settings name."""

from pathlib import Path

from commissioning.register import load_register
from commissioning.settings import FILE, Settings, load_settings
from nlp.tagger import Part, Tagger


def tagger_of(
    settings: Settings,
    *,
    reader: bool = True,
    weights: Path | None = None,
    without: frozenset[Part] = frozenset(),
) -> Tagger:
    """The tagger that a workspace's settings name, with the weights learned there or others."""
    return Tagger(
        load_register(added=settings.register),
        model=settings.tag.model,
        reader=reader and settings.tag.reader,
        weights=weights or settings.weights,
        without=without,
    )


def settings_of(workspace: Path) -> Settings:
    """The workspace's settings; what is usual where it has none."""
    has_some = (workspace / FILE).exists()
    return load_settings(workspace) if has_some else Settings(workspace=workspace)
