"""Check a place before a folder is written there; each refusal names a way out."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from seeder.errors import RunExistsError, RunFolderError

MOST_ATTEMPTS = 20
"""How often to look again at a place that changes while it is judged."""

Foreign = Callable[[Path], str | None]
"""Says what in a folder keeps it from being replaced, such as ``holds thesis.txt``; None where all of it may be lost.
Asked only of a folder that is not empty."""


def require_plain(name: str) -> None:
    """Refuse a file name that is a path, or none."""
    if name in ("", ".", "..") or any(sign in name for sign in "/\\\0"):
        raise ValueError(f"file name: expected a plain name, found {name!r}")


def require_placeable(path: Path) -> None:
    """Refuse a path that names no folder of its own."""
    if path.name in ("", ".."):
        raise RunExistsError(f"{path}: a run needs a folder of its own. Name one, such as {path / 'run'}.")


def require_replaceable(path: Path, *, overwrite: bool, foreign: Foreign) -> None:
    """Refuse, with the reason, a place that holds something that may not be replaced."""
    for _ in range(MOST_ATTEMPTS):
        try:
            found = os.lstat(path)
            objection = _objection(path, found.st_mode, overwrite=overwrite, foreign=foreign)
            # Judged while another writer put a new one there: judge again.
            if objection is not None and os.path.samestat(found, os.lstat(path)):
                raise objection
            if objection is None:
                return
        except FileNotFoundError:
            if not os.path.lexists(path):
                return
    raise somebody_else(path)


def _objection(path: Path, mode: int, *, overwrite: bool, foreign: Foreign) -> RunExistsError | RunFolderError | None:
    """Say why what is at a path may not be replaced."""
    if stat.S_ISLNK(mode):
        return RunExistsError(
            f"{path}: is a symbolic link, and seeder does not replace links. Name the folder it points to."
        )
    if not stat.S_ISDIR(mode):
        return RunExistsError(f"{path}: is a file, and seeder does not replace files. Name another place.")
    here = _working_folder()
    if here is not None and here.is_relative_to(path.resolve()):
        return RunExistsError(
            f"{path}: is your current folder or contains it. Name another place, or change to another folder."
        )
    found = None if is_empty(path) else foreign(path)
    if found is not None:
        return foreign_folder(path, found)
    if not overwrite:
        return RunExistsError(f"{path}: exists. Overwrite it with --force, or name another place.")
    if not os.access(path, os.W_OK | os.X_OK):
        return RunFolderError(f"{path}: is write-protected. Allow writing (chmod u+w), or name another place.")
    return None


def foreign_folder(path: Path, found: str) -> RunExistsError:
    """Say what in a folder keeps it from being replaced."""
    return RunExistsError(f"{path}: {found}, so it is not overwritten. Name another place.")


def somebody_else(path: Path) -> RunFolderError:
    """Say that another process writes there too."""
    return RunFolderError(f"{path}: another process is writing there. Wait until it has finished.")


def is_empty_folder(path: Path) -> bool:
    """Whether there is a folder without anything in it."""
    return os.path.isdir(path) and not os.path.islink(path) and is_empty(path)


def is_empty(folder: Path) -> bool:
    """Whether a folder holds nothing."""
    with os.scandir(folder) as entries:
        return next(entries, None) is None


def _working_folder() -> Path | None:
    try:
        return Path.cwd().resolve()
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def ignoring(*codes: int) -> Iterator[None]:
    """Pass over errors of some codes."""
    try:
        yield
    except OSError as error:
        if error.errno not in codes:
            raise


@contextlib.contextmanager
def explained(path: Path, done: str) -> Iterator[None]:
    """Turn what the system says into a place and a way out."""
    try:
        yield
    except (RunExistsError, RunFolderError):
        raise
    except (OSError, ValueError) as error:
        code, reason = (error.errno, error.strerror) if isinstance(error, OSError) else (None, None)
        raise RunFolderError(f"{path}: cannot be {done} ({reason or error}). {_way_out(code)}.") from error


def _way_out(code: int | None) -> str:
    if code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "Make room on that disk, or name a place on another"
    if code in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "Name a place that you may write to, or change its permissions"
    if code in (errno.ENOTDIR, errno.EEXIST):
        return "A part of this path is a file; name a place inside a folder"
    if code == errno.ENAMETOOLONG:
        return "Choose a shorter name; seeder adds 30 characters to it for a temporary folder"
    return "Try again, or name another place"
