"""A published edition as files of the workspace: `editions/<number>/`, whole or not at all."""

import os
from dataclasses import dataclass
from pathlib import Path

from commissioning.domain.editions import Edition
from commissioning.domain.errors import BuildError
from commissioning.settings import Settings
from desk.mail.issue import Issue
from desk.mail.message import eml, message_of, moment_of, post_of

FOLDER = "editions"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFile:
    """A file by its name in the folder, with what it is for."""

    name: str
    path: Path
    content: bytes


def folder_of(settings: Settings, number: int) -> Path:
    """Where the files of an edition are."""
    return settings.workspace / FOLDER / str(number)


def files_of(settings: Settings, held: Edition, issue: Issue) -> tuple[IssueFile, ...]:
    """The mail, its plain text and the Markdown; the same for the same edition."""
    message = message_of(issue, post_of(settings), moment=moment_of(held))
    contents = {
        "eml": eml(message),
        "txt": issue.text.encode("utf-8", "replace"),
        "md": issue.markdown.encode("utf-8", "replace"),
    }
    folder = folder_of(settings, held.number)
    return tuple(
        IssueFile(name=name, path=folder / name, content=content)
        for name, content in (
            (f"issue-{held.number}.{ending}", content) for ending, content in contents.items()
        )
    )


def write_files(files: tuple[IssueFile, ...]) -> None:
    """Write them, each first beside its place. BuildError where the folder cannot be written."""
    for file in files:
        aside = file.path.with_name(f".{file.name}.new")
        try:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            with aside.open("wb") as opened:
                opened.write(file.content)
                opened.flush()
                os.fsync(opened.fileno())
            aside.replace(file.path)
        except OSError as error:
            raise BuildError(str(file.path), f"cannot be written ({error.strerror})") from error
