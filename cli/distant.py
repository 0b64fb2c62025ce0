"""What a command does on a Dask cluster; imported only where `--cluster` was given."""

from functools import partial
from pathlib import Path

from cli.output import remark
from cli.taggers import tagger_of
from commissioning.register import load_register
from commissioning.settings import Settings, TagSettings
from crawler.pages.remote import RemoteReaders
from nlp.components.stances import has_reader
from nlp.remote import Remote
from nlp.tagger import Tagger, version_with


def taggers(settings: Settings, address: str) -> Remote:
    """The tagger of the settings on each worker: register and weights of the workspace go there."""
    version = version_with(
        load_register(added=settings.register),
        model=settings.tag.model,
        weights=settings.weights,
    )
    return Remote(
        address,
        partial(_tagger_in, settings.tag),
        _files(settings),
        version=version,
        reads=settings.tag.reader and has_reader(),
        remark=remark,
    )


def readers(settings: Settings, address: str) -> RemoteReaders:
    """A reader of pages on each worker."""
    return RemoteReaders(address, settings.collect.patience, remark=remark)


def _files(settings: Settings) -> dict[str, bytes]:
    """What a worker needs of the workspace: neither texts nor secrets are among it."""
    found = [settings.register] if settings.register is not None else []
    if settings.weights.is_dir():
        found += [path for path in settings.weights.iterdir() if path.is_file()]
    return {path.relative_to(settings.workspace).as_posix(): path.read_bytes() for path in found}


def _tagger_in(tag: TagSettings, folder: Path) -> Tagger:
    return tagger_of(Settings(workspace=folder, tag=tag))
