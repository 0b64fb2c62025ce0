"""Every error that the product raises on purpose.

    DigestError
    ├── SettingsError     a setting or a list of sources that cannot be used; stops the command
    ├── RegisterError     a fact of the register that contradicts another
    ├── StoreError        the database cannot be opened, read or written
    ├── ArchiveError      a WARC file cannot be read or written
    ├── FetchError        a source or page did not answer as it should; the run goes on
    ├── NotAFeed          bytes that are no feed; the run goes on
    ├── NotAnArticle      bytes or a record without an article in it; the run goes on
    │   ├── Refused         a notice in the article's place, which may be gone another time
    │   └── TooSlow         a page whose reading took longer than the user's patience
    ├── ReadersFailed     the processes that read pages do not run on this machine
    ├── TaggingError      a text or a model that the tagger cannot use
    └── BuildError        a page that cannot be written; yesterday's site stays

Constructors take what went wrong as plain positional arguments and write the sentence
themselves, so that an error can be pickled and sent between processes.
"""


class DigestError(Exception):
    """The root: catch it to catch every error that names a user's problem in one line."""


class SettingsError(DigestError):
    """A file of settings that cannot be used.

    `path` as the user wrote it, `line` from 1 or None where the file itself is missing.
    """

    def __init__(self, path: str, line: int | None, message: str) -> None:
        super().__init__(path, line, message)
        self.path = path
        self.line = line
        self.message = message

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}, line {self.line}"
        return f"{where}: {self.message}"


class RegisterError(DigestError):
    """A row of the register that contradicts another, or names what is not there."""

    def __init__(self, file: str, line: int | None, message: str) -> None:
        super().__init__(file, line, message)
        self.file = file
        self.line = line
        self.message = message

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"register: {where}: {self.message}"


class NamedError(DigestError):
    """An error about one named thing: a URL, a file, an id."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, message)
        self.name = name
        self.message = message

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


class StoreError(NamedError):
    """The database `name` cannot be opened, read or written."""


class ArchiveError(NamedError):
    """The WARC file `name` cannot be read or written."""


class FetchError(NamedError):
    """The URL `name` did not answer as it should."""


class NotAFeed(NamedError):
    """What `name` gave is no feed."""


class NotAnArticle(NamedError):
    """What `name` holds is no article."""


class Refused(NotAnArticle):
    """At `name` stands a notice in an article's place: a challenge, a wall of consent."""


class TooSlow(NotAnArticle):
    """Reading the page `name` took longer than the user's patience."""


class ReadersFailed(DigestError):
    """The processes that read pages do not run at all: no fault of a page."""


class TaggingError(NamedError):
    """The text or model `name` cannot be tagged or used."""


class BuildError(NamedError):
    """The page or folder `name` cannot be written."""
