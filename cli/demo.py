"""`digest demo`: the main job over the sample outlets, which it serves on loopback itself."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from cli.options import open_workspace
from cli.output import say
from cli.run import main_job
from commissioning.domain.errors import SettingsError
from commissioning.settings import FILE
from commissioning.store.articles import stored
from examples.outlets import expected, sample_register, sample_sources
from examples.server import SampleServer

MARK = "# A demonstration: invented outlets, served on this machine by 'digest demo' itself."
SETTINGS = """\
{mark}

# The samples end here, so this is taken for the present: the same demonstration on any day.
now = 2026-11-16T07:00:00Z

[collect]
contact = "demo@digest.example"
delay = 0.0

[site]
url = "https://digest.example/"
output = {output}
"""


def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The workspace to make.")] = Path(
        "demo"
    ),
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="DIR", help="Where the site goes; else DIR/output."),
    ] = None,
) -> None:
    """Collect, tag and build a digest of sample outlets, without the internet.

    Example: digest demo my-demo
    """
    _lay(folder, output)
    settings, database = open_workspace(folder)
    with SampleServer() as server:
        through = settings.collect.model_copy(update={"proxy": server.url})
        main_job(settings.model_copy(update={"collect": through}), database, at_once=True)
    wanted = expected()
    with database.session() as session:
        articles, comments = stored(session)
    say(
        f"The sample outlets have {sum(o.articles for o in wanted)} articles with"
        f" {sum(o.comments for o in wanted)} comments; the database has {articles} with {comments}."
    )
    say(f"Open {settings.output / 'index.html'} in a browser.")


def _lay(folder: Path, output: Path | None) -> None:
    settings = folder / FILE
    if settings.exists() and MARK not in settings.read_text("utf-8", "replace"):
        message = "this is a workspace of your own; give the demonstration another folder"
        raise SettingsError(str(settings), None, message)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = os.path.relpath(output, folder) if output else "output"
        said = SETTINGS.format(mark=MARK, output=json.dumps(place))
        settings.write_text(said, encoding="utf-8")
        (folder / "sources.toml").write_text(sample_sources(), encoding="utf-8")
        (folder / "register.toml").write_text(sample_register(), encoding="utf-8")
    except OSError as error:
        raise SettingsError(str(folder), None, f"cannot be written to ({error})") from error
