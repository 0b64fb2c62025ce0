"""`digest desk`: the editor's local web application."""

import sys
from typing import Annotated

import typer

from cli.options import HERE, Workspace, open_workspace
from cli.output import remark, say, until_stopped
from commissioning.domain.errors import SettingsError
from commissioning.domain.networks import is_loopback
from desk.desk import Desk
from desk.passwords import FEWEST_LETTERS, hashed
from desk.serving import listen, serve

COMMAND = (sys.executable, "-c", "from cli.main import main; main()")


def desk(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any free one.")] = 8001,
    host: Annotated[
        str, typer.Option("--host", help="Another than this machine needs a password.")
    ] = "127.0.0.1",
    hash_password: Annotated[
        bool,
        typer.Option("--hash-password", help="Ask for a password and print its line of [desk]."),
    ] = False,
    workspace: Workspace = HERE,
) -> None:
    """Sort the week, put right what the tagger read, make an edition: in a browser, until Ctrl-C.

    Example: digest desk --port 8001
    """
    if hash_password:
        say(f'password = "{_asked()}"')
        return
    settings, database = open_workspace(workspace)
    opened = Desk(settings, database)
    with until_stopped(), listen(opened, host, port) as listening:
        if not is_loopback(host):
            remark("Others can reach this desk: let a server with TLS stand before it.")
        name = f"[{host}]" if ":" in host else host
        say(f"The desk is at http://{name}:{listening.getsockname()[1]}/ until Ctrl-C.")
        serve(opened, host, listening, COMMAND)


def _asked() -> str:
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        return hashed(password)
    except ValueError as error:
        raise SettingsError("password", None, f"use {FEWEST_LETTERS} letters at least") from error
