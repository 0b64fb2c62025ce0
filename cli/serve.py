"""`digest serve`: a look at the built site in a browser."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Annotated

import typer

from cli.options import HERE, Workspace
from cli.output import say, until_stopped
from commissioning.domain.errors import BuildError
from commissioning.settings import load_settings


def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any free one.")] = 8000,
    workspace: Workspace = HERE,
) -> None:
    """Preview the built site on this machine alone, until Ctrl-C.

    Example: digest serve --port 8080
    """
    output = load_settings(workspace).output
    if not (output / "index.html").is_file():
        raise BuildError(str(output), "no site here; run 'digest build' first")
    handler = partial(SimpleHTTPRequestHandler, directory=str(output))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise BuildError(f"port {port}", f"cannot be used ({error.strerror})") from error
    with until_stopped(), server:
        say(f"The site is at http://127.0.0.1:{server.server_port}/ until Ctrl-C.")
        server.serve_forever()
