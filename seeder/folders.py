"""Write a folder completely or not at all.

The files go into a hidden folder beside the target, reach the disk, and take their place in one step. Whoever is
killed on the way, whenever, leaves the old folder or the new one, never half of one.

Beside a target ``NAME``, a writer that was killed may have left:

``.NAME.new-PID-RANDOM``
    A folder that is worth nothing: half written, or already replaced. The next writer deletes it.
``.NAME.old-PID-RANDOM``
    A whole folder that was moved aside, only where the filesystem cannot exchange two folders. Where ``NAME`` is
    missing, the next reader or writer moves it back (:func:`recover_folder`).

PID is the writer's, on this machine. Two machines that write the same target on a shared disk must not do so at once.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path

from seeder.folder_checks import (
    MOST_ATTEMPTS,
    Foreign,
    explained,
    foreign_folder,
    ignoring,
    is_empty,
    require_placeable,
    require_plain,
    require_replaceable,
    somebody_else,
)

_CANNOT_EXCHANGE = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM})
_TAKEN = frozenset({errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EISDIR})

_in_use: set[str] = set()
"""Names of the hidden folders that this process is writing now; another with its PID is a dead writer's."""


class _Mark(Enum):
    NEW = "new"
    OLD = "old"


def replace_folder(path: Path, files: Mapping[str, bytes], *, overwrite: bool, foreign: Foreign) -> None:
    """Write a folder that holds exactly these files, by plain names.

    Missing parent folders are made, and stay also where writing fails. A folder that is replaced hands on its
    permissions. When this returns, files and names have reached the disk.

    Raises
    ------
    RunExistsError
        Where something is at the path and ``overwrite`` is false, or it is no folder of ours: a file, a symbolic
        link, a foreign folder, the working folder or one above it.
    RunFolderError
        Where the folder cannot be written; what was there is still there, and nothing is left beside it. Also where
        it is in its place and the disk does not confirm it.
    """
    for name in files:
        require_plain(name)
    with explained(path, "written"):
        require_placeable(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        recover_folder(path)
        _sweep(path)
        require_replaceable(path, overwrite=overwrite, foreign=foreign)
        with _hidden_folder(path) as new:
            for name, content in files.items():
                _write_file(new / name, content)
            _sync_folder(new)
            _put_in_place(new, path, overwrite=overwrite, foreign=foreign)


def try_place(path: Path, *, overwrite: bool, foreign: Foreign) -> None:
    """Refuse a place that :func:`replace_folder` would refuse, before any work is done for it; leave nothing there."""
    missing = [parent for parent in path.parents if not os.path.lexists(parent)]
    with explained(path, "written"):
        require_placeable(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            recover_folder(path)
            require_replaceable(path, overwrite=overwrite, foreign=foreign)
            with _hidden_folder(path):
                pass
        finally:
            for parent in missing:
                with contextlib.suppress(OSError, ValueError):
                    parent.rmdir()


def fill_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new or empty folder, all of them or none; the working folder will do."""
    if _is_new(path):
        replace_folder(path, files, overwrite=True, foreign=_is_taken)
        return
    written = []
    with explained(path, "written"):
        try:
            for name, content in files.items():
                _write_file(path / name, content)
                written.append(name)
            _sync_folder(path)
        except BaseException:
            for name in written:
                with contextlib.suppress(OSError):
                    os.unlink(path / name)
            raise


def replace_files(path: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that exists, each in one step over the one of its name; all others stay.

    Raises
    ------
    RunFolderError
        Where the folder cannot be written.
    """
    with explained(path, "written"):
        for name, content in files.items():
            require_plain(name)
            new = path / f".{name}.new-{os.getpid()}-{secrets.token_hex(4)}"
            _write_file(new, content)
            try:
                os.replace(new, path / name)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(new)
                raise
        _sync_folder(path)


def try_filling(path: Path) -> None:
    """Refuse a place that :func:`fill_folder` would refuse, before any work is done for it; leave nothing there."""
    if _is_new(path):
        try_place(path, overwrite=True, foreign=_is_taken)
        return
    with explained(path, "written"), _hidden_folder(path / "new"):
        pass


def recover_folder(path: Path) -> None:
    """Move a folder back to its place where a killed writer left it aside; else do nothing.

    A reader calls this first, then reads what is there.
    """
    if os.path.lexists(path):
        return
    with explained(path, "restored"):
        for aside in _leftovers(path, _Mark.OLD):
            # Somebody else may have recovered it, or put a new folder there: both are what was wanted.
            with ignoring(errno.ENOENT, *_TAKEN):
                os.rename(aside, path)
                _sync_folder(path.parent)
            return


def _put_in_place(new: Path, path: Path, *, overwrite: bool, foreign: Foreign) -> None:
    """Give the name to the new folder; afterwards ``new`` is gone or holds what stood there before."""
    for _ in range(MOST_ATTEMPTS):
        require_replaceable(path, overwrite=overwrite, foreign=foreign)
        with ignoring(errno.ENOENT, *_TAKEN):
            if not os.path.lexists(path) or is_empty(path):
                os.rename(new, path)
                _sync_folder(path.parent)
                return
            os.chmod(new, stat.S_IMODE(os.stat(path).st_mode))
            if _exchange(new, path):
                _sync_folder(path.parent)
                return
            if _move_over(new, path):
                return
    raise somebody_else(path)


def _move_over(new: Path, path: Path) -> bool:
    """Replace a folder by two renames; False where somebody else put one there in between."""
    old = _hidden_name(path, _Mark.OLD)
    is_moved = False
    _in_use.add(old.name)
    try:
        os.rename(path, old)
        with ignoring(*_TAKEN):
            os.rename(new, path)
            _sync_folder(path.parent)
            is_moved = True
    finally:
        _in_use.discard(old.name)
        recover_folder(path)
        _discard_old(old, path)
    return is_moved


def _discard_old(old: Path, path: Path) -> None:
    """Delete a folder that was moved aside, under a worthless name first: one called old is always whole."""
    worthless = _hidden_name(path, _Mark.NEW)
    with contextlib.suppress(OSError):
        if os.path.lexists(path):
            os.rename(old, worthless)
            _delete(worthless)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where this system or filesystem cannot."""
    if sys.platform == "win32":
        return False
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        status = library.renamex_np(*names, ctypes.c_uint(2))  # RENAME_SWAP
    elif hasattr(library, "renameat2"):
        here = ctypes.c_int(-100)  # AT_FDCWD
        status = library.renameat2(here, names[0], here, names[1], ctypes.c_uint(2))  # RENAME_EXCHANGE
    else:
        return False
    if status == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(other))


@contextlib.contextmanager
def _hidden_folder(path: Path) -> Iterator[Path]:
    """Make an empty folder beside the target, and delete what is under its name at the end, whatever happens."""
    new = _hidden_name(path, _Mark.NEW)
    _in_use.add(new.name)
    try:
        os.mkdir(new)
        yield new
    finally:
        # An interrupt may cut the deleting short; what stays must then not look used.
        _in_use.discard(new.name)
        _delete(new)


def _write_file(path: Path, content: bytes) -> None:
    """Write a new file, whole or not at all."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Some network filesystems have no such thing for folders.
        with ignoring(errno.EINVAL, errno.ENOTSUP):
            os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(path: Path) -> None:
    """Delete what killed writers left beside a target that is in its place."""
    for leftover in _leftovers(path, _Mark.NEW):
        if _is_abandoned(leftover):
            _delete(leftover)
    for aside in _leftovers(path, _Mark.OLD):
        if _is_abandoned(aside):
            _discard_old(aside, path)


def _delete(folder: Path) -> None:
    """Delete a worthless folder; what cannot be deleted stays hidden until the next writer."""
    shutil.rmtree(folder, ignore_errors=True)


def _leftovers(path: Path, mark: _Mark) -> list[Path]:
    """Hidden folders of a target, the latest moved first."""
    prefix = f".{path.name}.{mark.value}-"
    found: list[tuple[int, Path]] = []
    with ignoring(errno.ENOENT, errno.ENOTDIR), os.scandir(path.parent) as entries:
        for entry in entries:
            pid, dash, token = entry.name.removeprefix(prefix).partition("-")
            if entry.name.startswith(prefix) and pid.isdecimal() and dash and token:
                with ignoring(errno.ENOENT):
                    found.append((entry.stat(follow_symlinks=False).st_ctime_ns, path.parent / entry.name))
    return [leftover for _, leftover in sorted(found, reverse=True)]


def _hidden_name(path: Path, mark: _Mark) -> Path:
    return path.parent / f".{path.name}.{mark.value}-{os.getpid()}-{secrets.token_hex(4)}"


def _is_abandoned(leftover: Path) -> bool:
    pid = int(leftover.name.rsplit("-", 2)[1])
    if pid == os.getpid():
        return leftover.name not in _in_use
    if sys.platform == "win32":
        # There is no harmless signal to ask with.
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


def _is_new(path: Path) -> bool:
    """Whether a folder is yet to be made; False where there is an empty one."""
    with explained(path, "read"):
        if not os.path.isdir(path) or os.path.islink(path):
            return True
        if not is_empty(path):
            raise foreign_folder(path, _is_taken(path))
    return False


def _is_taken(_: Path) -> str:
    return "exists already"
