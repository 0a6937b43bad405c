"""One crawl of a host at a time on this machine, whichever processes they are in."""

from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # not on Windows, where a person runs one crawl at a time
    fcntl = None  # type: ignore[assignment]


class HostLock:
    """A lock file per host; the system lets go of it when its process ends, however it ends."""

    def __init__(self, folder: Path | None, host: str) -> None:
        self._folder = folder
        self._name = "".join(letter if letter.isalnum() or letter in ".-" else "_" for letter in host)
        self._file: IO[bytes] | None = None

    def acquire(self) -> None:
        """Wait until the host is ours; does nothing without a folder."""
        if self._folder is None or fcntl is None:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = (self._folder / f"{self._name[-80:]}.lock").open("wb")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
