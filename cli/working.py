"""One command at a time changes what a workspace has collected and tagged."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from commissioning.domain.errors import Busy
from commissioning.settings import Settings

LOCK = "digest.lock"


@contextmanager
def at_work(settings: Settings) -> Iterator[None]:
    """While this lasts no other command collects, imports, tags or groups in the workspace.

    Raises Busy where one does. A command that was killed holds nothing any longer. The desk and
    the build do not come here: the database keeps them apart, and the site's own lock.
    """
    lock = FileLock(settings.workspace / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        message = "another command is at work here; this one changed nothing, run it again later"
        raise Busy(str(settings.workspace), message) from error
    except OSError as error:
        raise Busy(str(settings.workspace), f"cannot be written to ({error.strerror})") from error
    try:
        yield
    finally:
        lock.release()
