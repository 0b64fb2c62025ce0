"""What is wrong with a workspace, said so that somebody can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is not as it must be.

    part   of the workspace: 'database', 'archive', 'settings', 'files', 'disk'
    name   of the file, table, address or record
    wrong  what is wrong, in one line
    mend   what to do
    """

    part: str
    name: str
    wrong: str
    mend: str
