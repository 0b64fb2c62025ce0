"""What the pages of the desk work with: settings, database, register, clock, and who edits."""

import getpass
from datetime import datetime
from threading import Lock

from commissioning.register import Register, load_register
from commissioning.settings import Settings
from commissioning.store.database import Database
from commissioning.store.sources import source_rows


class Desk:
    """One workspace as the desk has it open; its methods may be called from several threads."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self._lock = Lock()
        self._register: Register | None = None
        self._stamp: float | None = None

    def now(self) -> datetime:
        """The present, in UTC."""
        return self.settings.clock()

    @property
    def editor(self) -> str:
        """Who decides and corrects: as the settings name them, else as the machine does."""
        if self.settings.desk.editor:
            return self.settings.desk.editor
        try:
            return getpass.getuser()
        except (KeyError, OSError):  # no name and no environment: a container's user
            return "editor"

    @property
    def register(self) -> Register:
        """The facts; read again once the workspace's own file was changed."""
        path = self.settings.register
        stamp = path.stat().st_mtime if path else None
        with self._lock:
            if self._register is None or stamp != self._stamp:
                self._register, self._stamp = load_register(added=path), stamp
            return self._register

    @property
    def is_sample(self) -> bool:
        """Whether invented sources are among those stored: then every page says so."""
        with self.database.session() as session:
            return any(row.sample for row in source_rows(session).values())
