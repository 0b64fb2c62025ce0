"""The command line put together, and how it ends: 0, 1 with one line on standard error, or 2."""

import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, NoReturn

import typer

from cli.logbook import FAILED, MISTAKE, STOPPED, begin_log
from cli.output import be_quiet, complain, say
from commissioning.domain.errors import DigestError
from commissioning.logs import kept, logger, place_of

# Where each command is: only the one that is called is imported, since some bring much with them.
COMMANDS = {
    "init": "cli.init:init",
    "demo": "cli.demo:demo",
    "run": "cli.run:run",
    "collect": "cli.collect:collect",
    "import": "cli.imports:import_",
    "extract": "cli.extract:extract",
    "tag": "cli.tag:tag",
    "cluster": "cli.cluster:cluster",
    "build": "cli.build:build",
    "desk": "cli.desk:desk",
    "serve": "cli.serve:serve",
    "edition": "cli.edition:app",
    "query": "cli.query:query",
    "move": "cli.move:move",
    "explore": "cli.explore:explore",
    "export": "cli.export:export",
    "forget": "cli.forget:forget",
    "verify": "cli.verify:verify",
    "evaluate": "cli.evaluate:evaluate",
    "train": "cli.train:train",
    "corrections": "cli.corrections:app",
    "compare": "cli.compare:compare",
    "backup": "cli.keeping:backup",
    "restore": "cli.keeping:restore",
    "doctor": "cli.keeping:doctor",
    "sources": "cli.sources:app",
    "register": "cli.register:app",
    "status": "cli.status:status",
}


INTERRUPTED = 130  # what Typer makes of Ctrl-C
_log = logger(__name__)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"digest {version('commissioning-digest')}")
        raise typer.Exit


def _digest(
    context: typer.Context,
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Say only what failed, or was asked for: for cron.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Say on standard error what happens, as it happens.")
    ] = False,
) -> None:
    """Who says what about who commissions care in the NHS.

    Example: digest --quiet run --workspace /srv/digest
    """
    if quiet and verbose:
        raise typer.BadParameter("--quiet and --verbose exclude each other")
    be_quiet(quiet)
    begin_log(context.invoked_subcommand or "", aloud=verbose)


def command_line(wanted: Iterable[str] = ()) -> typer.Typer:
    """The command line with the wanted commands, or with all where one of them is none."""
    app = typer.Typer(
        name="digest",
        help="Who says what about who commissions care in the NHS.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        callback=_digest,
    )
    names = set(wanted)
    for name, place in COMMANDS.items():
        if names and names <= COMMANDS.keys() and name not in names:
            continue
        module, _, attribute = place.partition(":")
        found = getattr(import_module(module), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def main() -> None:
    """Run the command that the arguments name."""
    try:
        try:
            command_line(_called(sys.argv[1:]))()
        finally:
            sys.stdout.flush()  # else what cannot be written is found out when nobody can say so
    except DigestError as error:
        _log.exception(FAILED)
        complain(f"digest: {error}")
        sys.exit(1)
    except SystemExit as end:
        if end.code != INTERRUPTED:
            raise
        _stop()
    except KeyboardInterrupt:  # while the command is imported, which Typer does not see
        _stop()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:  # a disk that is full or gone, wherever that is found out
        _log.exception(FAILED)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        where = f"{error.filename}: " if error.filename else ""
        complain(f"digest: {where}{error.strerror or error}")
        sys.exit(1)
    except Exception as error:
        _log.exception(MISTAKE)
        if sys.stderr.isatty():
            raise
        complain(f"digest: a mistake of the program: {_mistake(error)}")
        sys.exit(1)


def _stop() -> NoReturn:
    _log.warning(STOPPED)
    complain("digest: stopped; run it again to go on")
    sys.exit(1)


def _called(arguments: Sequence[str]) -> tuple[str, ...]:
    """The command among the arguments, where there is one."""
    return tuple(one for one in arguments if not one.startswith("-"))[:1]


def _mistake(error: Exception) -> str:
    """In one line and without its own words, which may quote a page: a log and a mail have it."""
    logbook = kept()
    seen = f"; {logbook.file} has more at {logbook.run}" if logbook and logbook.file else ""
    return f"{type(error).__name__} in {place_of(error)}{seen}"
