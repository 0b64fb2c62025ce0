"""Every error that the product raises on purpose.

    DigestError
    ├── SettingsError     a setting or a list of sources that cannot be used; stops the command
    ├── RegisterError     a fact of the register that contradicts another
    ├── Busy              another command is at work in the workspace
    ├── StoreError        the database cannot be opened, read or written
    │   └── StoreLost       it is full, locked, damaged or gone: no fault of what was to be stored
    ├── ArchiveError      a WARC file cannot be read or written
    ├── FetchError        a source or page did not answer as it should; the run goes on
    ├── NotAFeed          bytes that are no feed; the run goes on
    ├── NotAnArticle      bytes or a record without an article in it; the run goes on
    │   ├── Refused         a notice in the article's place, which may be gone another time
    │   ├── TooSlow         a page whose reading took longer than the user's patience
    │   └── TakenDown       what is on the workspace's takedown list, and is never stored
    ├── ReadersFailed     the processes that read pages do not run on this machine
    ├── TaggingError      a text or a model that the tagger cannot use
    ├── QueryError        a question to the database that cannot be read or answered
    ├── ClusterError      a Dask cluster, or a worker of it, that cannot be worked with
    ├── CorrectionError   a correction that cannot be made or undone
    ├── EditionError      an edition that is not there, or cannot be changed in that way
    │   └── EditionConflict  somebody else saved it since it was read; both states are kept
    ├── QuestionError     a question that was asked with something that cannot be meant
    ├── ExportError       an export or a frozen query that cannot be written or read
    ├── MailError         a mail that cannot be made, sent or handed over
    ├── BackupError       a backup that cannot be written, trusted or restored
    └── BuildError        a page that cannot be written; yesterday's site stays

Constructors take what went wrong as plain positional arguments and write the sentence
themselves, so that an error can be pickled and sent between processes.
"""

from commissioning.domain.editions import Edition


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


class Busy(NamedError):
    """Another command is at work in the workspace `name`, or no command can be."""


class StoreError(NamedError):
    """The database `name` cannot be opened, read or written."""


class StoreLost(StoreError):
    """The database `name` is full, locked, damaged or gone; nothing else can be stored either."""


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


class TakenDown(NotAnArticle):
    """What is at `name` was taken down and is not to be stored again."""

    def __init__(self, name: str, message: str = "was taken down; takedown.txt lists it") -> None:
        super().__init__(name, message)


class ReadersFailed(DigestError):
    """The processes that read pages do not run at all: no fault of a page."""


class TaggingError(NamedError):
    """The text or model `name` cannot be tagged or used."""


class QueryError(NamedError):
    """What a query says of `name` ('words', 'organisation') cannot be read, or is not known."""


class ClusterError(NamedError):
    """The Dask scheduler or worker at the address `name` cannot be worked with."""


class EditionError(NamedError):
    """The edition or template `name` is not there, or cannot be changed in that way."""


class EditionConflict(EditionError):
    """The edition `name` was saved by somebody else since it was read.

    `yours` is what could not be saved, `theirs` what is in the store; nothing was overwritten.
    """

    def __init__(self, name: str, yours: Edition, theirs: Edition) -> None:
        super().__init__(
            name,
            f"it was changed elsewhere since it was read (version {theirs.version}, "
            f"yours began from {yours.version}); nothing was overwritten",
        )
        self.args = (name, yours, theirs)
        self.yours = yours
        self.theirs = theirs


class CorrectionError(NamedError):
    """What `name` names cannot be corrected in that way, or its correction cannot be undone."""


class ExportError(NamedError):
    """The export, frozen query or text `name` cannot be written or read."""


class QuestionError(NamedError):
    """What was given for `name` in a question cannot be meant."""


class MailError(NamedError):
    """The mail, address or server `name` cannot be made or used."""


class BackupError(NamedError):
    """The backup or workspace `name` cannot be written, trusted or restored."""


class BuildError(NamedError):
    """The page or folder `name` cannot be written."""
