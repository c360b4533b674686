"""The temporary folder of a database; it is removed even after the process was killed.

Its owner holds a lock on it, which the system takes back when the process is gone, however it went. The next process
that wants such a folder removes those of this user that nobody holds.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_UNHELD, _HELD = "seeder-new-", "seeder-held-"


@contextlib.contextmanager
def spill_folder() -> Iterator[Path]:
    """Make an empty folder, and remove it with all that is in it.

    A folder is held before it gets the name under which it would be swept. Where the system or its disk has no locks,
    it keeps the other name, and stays where its process is killed.
    """
    with contextlib.suppress(OSError):
        _sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=_UNHELD))
    lock: int | None = None
    try:
        lock = _hold(folder)
        if lock is not None:
            held = folder.with_name(_HELD + folder.name.removeprefix(_UNHELD))
            os.rename(folder, held)
            folder = held
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _sweep(around: Path) -> None:
    """Remove what killed processes of this user left."""
    for left in around.glob(f"{_HELD}*"):
        lock = _hold(left)
        if lock is not None:
            try:
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(lock)


def _hold(folder: Path) -> int | None:
    """Lock a folder of this user; None where another process holds it, or it cannot be locked."""
    if sys.platform == "win32":
        return None
    import fcntl

    lock = None
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        found = os.fstat(lock)
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid():
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
    except OSError:
        pass
    if lock is not None:
        os.close(lock)
    return None
