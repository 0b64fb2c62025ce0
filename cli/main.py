"""The command line put together, and how it ends: 0, 1 with one line on standard error, or 2."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from cli import (
    build,
    collect,
    demo,
    evaluate,
    extract,
    imports,
    init,
    query,
    register,
    run,
    serve,
    sources,
    tag,
    train,
)
from cli.output import remark, say
from commissioning.domain.errors import DigestError

app = typer.Typer(
    name="digest",
    help="Who says what about who commissions care in the NHS.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("init")(init.init)
app.command("demo")(demo.demo)
app.command("run")(run.run)
app.command("collect")(collect.collect)
app.command("import")(imports.import_)
app.command("extract")(extract.extract)
app.command("tag")(tag.tag)
app.command("build")(build.build)
app.command("serve")(serve.serve)
app.command("query")(query.query)
app.command("evaluate")(evaluate.evaluate)
app.command("train")(train.train)
app.add_typer(sources.app, name="sources")
app.add_typer(register.app, name="register")


INTERRUPTED = 130  # what Typer makes of Ctrl-C


def _version(wanted: bool) -> None:
    if wanted:
        say(f"digest {version('commissioning-digest')}")
        raise typer.Exit


@app.callback()
def _digest(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Who says what about who commissions care in the NHS."""


def main() -> None:
    """Run the command that the arguments name."""
    try:
        app()
    except DigestError as error:
        remark(f"digest: {error}")
        sys.exit(1)
    except SystemExit as end:
        if end.code != INTERRUPTED:
            raise
        remark("digest: stopped; run it again to go on")
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
