"""`digest export`: the database as a folder of files that can be cited."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import HERE, Workspace, open_workspace
from cli.output import progress, remark, say
from commissioning.register import load_register
from commissioning.research.exporting import citation
from commissioning.research.exporting.described import Publisher
from commissioning.research.exporting.export import export as write_export
from commissioning.research.exporting.formats.format import Format
from commissioning.research.exporting.tables import Content
from commissioning.settings import Settings, SiteSettings


def export(
    target: Annotated[
        Path, typer.Argument(metavar="DIR", help="A new folder, or one with an export.")
    ],
    kind: Annotated[
        Format, typer.Option("--format", help="What kind of files the tables are.")
    ] = Format.PARQUET,
    with_text: Annotated[
        bool,
        typer.Option("--with-text", help="Full texts too: others' property, for yourself alone."),
    ] = False,
    annotations: Annotated[
        bool, typer.Option("--annotations", help="The tags as W3C Web Annotations too.")
    ] = False,
    workspace: Workspace = HERE,
) -> None:
    """Write articles, tags, facts, coverage and corrections as a snapshot that can be cited.

    Beside the tables stand CODEBOOK.md, datapackage.json, CITATION.cff and SHA256SUMS. The same
    database gives the same bytes. An earlier export in the folder is replaced as a whole.

    Example: digest export snapshot --format csv
    """
    settings, database = open_workspace(workspace)
    register = load_register(added=settings.register)
    with database.snapshot() as session, progress("Writing") as told:
        content = Content(session=session, register=register, with_text=with_text)
        publisher = publisher_of(settings)
        described = write_export(
            content,
            target,
            kind,
            publisher=publisher,
            with_annotations=annotations,
            progress=told,
        )
    rows = described.versions.rows
    remark(f"{rows.get('articles', 0)} articles, {rows.get('stances', 0)} stances: {target}")
    say(citation.citation(described.title, publisher, described.versions))


def publisher_of(settings: Settings) -> Publisher:
    """Who is cited: the site, with its address where it was given one, and its licence."""
    site = settings.site
    url = None if site.url == SiteSettings().url else site.url
    return Publisher(name=site.name, url=url, licence=site.licence)
