"""An opened Delta table: one handle that follows the log, and snapshots that stay what they are.

Opening replays the log (some 15 ms at a few hundred commits, more in an object store); following it
costs a single look for newer commits. Leaves out what is written (store/lake.py).
"""

from threading import RLock

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError


class OpenedTable:
    """Shared by the threads of a process; hold `lock` while using what `follow` gives back."""

    def __init__(self, location: str, storage_options: dict[str, str] | None) -> None:
        self.location = location
        self.lock = RLock()
        self._options = storage_options
        self._live: DeltaTable | None = None
        self._snapshot: DeltaTable | None = None

    def follow(self) -> DeltaTable | None:
        """The one handle, at the newest version, which moves on under its users; None without a table."""
        with self.lock:
            if self._live is not None:
                try:
                    self._live.update_incremental()
                except DeltaError:
                    self._live = None  # the log behind it was cleaned up meanwhile
            if self._live is None:
                self._live = self._open()
            return self._live

    def let_go(self) -> None:
        """Open it anew at the next use: the log below the handle was taken away."""
        with self.lock:
            self._live = self._snapshot = None

    def snapshot(self) -> DeltaTable | None:
        """The newest version, in a handle that nobody moves on."""
        with self.lock:
            live = self.follow()
            if live is None:
                return None
            if self._snapshot is None or self._snapshot.version() != live.version():
                self._snapshot = self._open()
            return self._snapshot

    def _open(self) -> DeltaTable | None:
        try:
            return DeltaTable(self.location, storage_options=self._options)
        except TableNotFoundError:
            return None
