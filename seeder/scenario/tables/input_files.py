"""Reads the files of a scenario, each with its size and digest."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path

from seeder.engine.table import Report
from seeder.errors import Issue, Place
from seeder.spelling import did_you_mean

_CHUNK = 1 << 20
_LARGEST_FILE = 1 << 30
_RULE = "It must be a readable file"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that a scenario was read from."""

    name: str  # as the scenario names it
    path: Path
    digest: str  # SHA-256 of its bytes, as hexadecimal text
    size: int  # [bytes]


def is_folder(path: Path) -> bool:
    """Whether there is a folder; no where that cannot be found out."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_regular_file(path: Path) -> bool:
    """Whether there is a regular file; a pipe is not opened."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_there(path: Path) -> bool:
    """Whether there is anything; no where that cannot be found out."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def check_file(
    name: str, path: Path, *, place: Place, report: Report, largest: int = _LARGEST_FILE, way_out: str = "Shorten it"
) -> bool:
    """Whether a path is a regular file of bearable size that opens; otherwise the reason is reported at ``place``.

    A pipe or a device is refused before it is opened: reading it may never end.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError
        if not stat.S_ISREG(status.st_mode):
            found = f"{name} is a pipe or a device"
            report(Issue(place, found, "It must be a regular file", "Save its content into a file, and name that file"))
            return False
        if status.st_size > largest:
            found = f"{name} has {status.st_size:,} bytes"
            report(Issue(place, found, f"It may have at most {largest:,} bytes", way_out))
            return False
        path.open("rb").close()
    except (OSError, ValueError) as error:
        report(unreadable(name, path, place=place, error=error))
        return False
    return True


def read_bytes(name: str, path: Path, *, place: Place, report: Report) -> bytes | None:
    """Read a file; None if that cannot be done, with the reason reported at ``place``."""
    if not check_file(name, path, place=place, report=report):
        return None
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        report(unreadable(name, path, place=place, error=error))
        return None


def describe_bytes(name: str, path: Path, raw: bytes) -> InputFile:
    """Digest and size of a file whose bytes are at hand."""
    return InputFile(name=name, path=path.absolute(), digest=hashlib.sha256(raw).hexdigest(), size=len(raw))


def describe_file(name: str, path: Path) -> InputFile:
    """Digest and size of a file on disk, read piece by piece."""
    state, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            state.update(chunk)
            size += len(chunk)
    return InputFile(name=name, path=path.absolute(), digest=state.hexdigest(), size=size)


def unreadable(name: str, path: Path, *, place: Place, error: Exception) -> Issue:
    """Issue for a file that cannot be opened: what is there instead, and what may have been meant."""
    if isinstance(error, IsADirectoryError):
        return Issue(place, f"{name} is a folder", _RULE, "Name the file inside it")
    if isinstance(error, PermissionError):
        return Issue(place, f"{name} may not be read", _RULE, "Change its permissions, or copy it")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        guess = did_you_mean(path.name, _names_beside(path))
        if guess:
            way_out = f"Did you mean {guess!r}?"
        elif is_folder(path.parent):
            way_out = f"Put it into {path.parent.name or 'the folder'}, or correct the path"
        else:
            way_out = "Correct the path: its folder does not exist either"
        return Issue(place, f"there is no file {name}", _RULE, way_out)
    reason = getattr(error, "strerror", None) or str(error)
    return Issue(place, f"{name} cannot be read ({reason})", _RULE, "Correct the path")


def _names_beside(path: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in path.parent.iterdir())
    except (OSError, ValueError):
        return []
