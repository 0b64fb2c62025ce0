"""`digest explore`: the research database in a browser."""

from typing import Annotated

import typer

from cli.options import HERE, Workspace, open_workspace
from cli.output import say, until_stopped
from commissioning.domain.errors import SettingsError
from commissioning.domain.networks import is_loopback
from commissioning.register import load_register
from commissioning.research.exploring.explorer import explorer
from desk.serving import answer, bound


def explore(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any free one.")] = 8002,
    host: Annotated[
        str, typer.Option("--host", help="A name or address of this machine alone.")
    ] = "127.0.0.1",
    workspace: Workspace = HERE,
) -> None:
    """Ask the database in a browser, by ready questions, filters or SQL, until Ctrl-C.

    It opens Datasette on this machine alone, reads while other commands write, and changes nothing.

    Example: digest explore --port 8002
    """
    if not is_loopback(host):
        raise SettingsError(
            "--host", None, f"{host} is reached by others; full texts are not theirs"
        )
    settings, database = open_workspace(workspace)
    register = load_register(added=settings.register)
    application = explorer(settings, database, register)
    with until_stopped(), bound(host, port) as listening:
        name = f"[{host}]" if ":" in host else host
        say(f"The database is at http://{name}:{listening.getsockname()[1]}/ until Ctrl-C.")
        answer(application, listening)
