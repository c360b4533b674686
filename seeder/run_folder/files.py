"""The files of a run folder: their names, how they are written, and how they are read back."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seeder.argument_kinds import require_path
from seeder.brief_repr import brief_repr
from seeder.certify import Certificate
from seeder.command_line import command
from seeder.errors import ProblemError, RunFolderError
from seeder.folders import recover_folder
from seeder.plan_document import PLAN_VERSION, PlanDocument
from seeder.run_folder.document_reading import MalformedError, read_document

PLAN_FILE = "plan.json"
SHORTLIST_FILE = "shortlist.csv"
CERTIFICATE_FILE = "certificate.json"
MANIFEST_FILE = "manifest.json"
RUN_FILES = (PLAN_FILE, SHORTLIST_FILE, CERTIFICATE_FILE, MANIFEST_FILE)

MANIFEST_VERSION = 4
OWN_DIGEST = "sha256"
"""Key of the manifest that holds the digest of all its others."""

_LARGEST_FILE = 1 << 30
_MOST_CONTAINERS = 5_000_000
_MOST_PARTS = 5_000_000
_MOST_NUMBERS = 50_000_000
"""Lists and objects, and values in them, of one document, more of them in a certificate: each takes many times the
memory that it has letters."""


@dataclass(frozen=True, eq=False)
class WrittenRun:
    """A run as read from its folder, not yet checked against a scenario.

    Parameters
    ----------
    path
        The folder.
    plan
        Content of ``plan.json``.
    certificate
        The multipliers; None where the problem was infeasible.
    manifest
        Content of ``manifest.json``.
    shortlist
        Bytes of ``shortlist.csv``.
    """

    __repr__ = brief_repr

    path: Path
    plan: Mapping[str, Any]
    certificate: Certificate | None
    manifest: Mapping[str, Any]
    shortlist: bytes


def read_run(path: str | Path) -> WrittenRun:
    """Read a run folder that :func:`seeder.write_run` wrote.

    Files must have the shape that a run writes; what they claim is checked by :func:`seeder.verify_run` only.

    Raises
    ------
    RunFolderError
        Where there is no run, or a file of it is missing, cannot be read or is malformed.
    """
    require_path("path", path)
    place = Path(path)
    files = read_files(place)
    missing = [name for name in RUN_FILES if name not in files]
    if missing:
        raise RunFolderError(f"{path}: contains no complete run, {' and '.join(missing)} missing. Solve again.")
    documents = {name: parse_document(name, files[name]) for name in (PLAN_FILE, CERTIFICATE_FILE, MANIFEST_FILE)}
    for name, version in ((PLAN_FILE, PLAN_VERSION), (MANIFEST_FILE, MANIFEST_VERSION)):
        require_version(name, documents[name], version)
    try:
        plan = read_document(documents[PLAN_FILE], PlanDocument, file=PLAN_FILE)
    except MalformedError as error:
        raise RunFolderError(str(error)) from error
    written = documents[CERTIFICATE_FILE]
    try:
        certificate = None if written is None else Certificate.from_document(written)
    except ProblemError as error:
        raise RunFolderError(f"{CERTIFICATE_FILE}: {error}. Solve again.") from error
    return WrittenRun(
        path=place,
        plan=plan.to_document(),
        certificate=certificate,
        manifest=documents[MANIFEST_FILE],
        shortlist=files[SHORTLIST_FILE],
    )


def foreign_part(path: Path) -> str | None:
    """Say what in a folder is not of a run as seeder wrote it, such as ``holds thesis.txt, …``; None where all is.

    A run is known by what only seeder writes: a manifest with its version and its own digest. Its other files are
    known by the digests that the manifest holds; those that are missing do no harm.
    """
    try:
        manifest = parse_document(MANIFEST_FILE, read_file(path / MANIFEST_FILE))
        files = manifest["files"]
        digests = {name: files[name]["sha256"] for name in files}
        is_ours = type(manifest["schema_version"]) is int and manifest[OWN_DIGEST] == manifest_digest(manifest)
    except (RunFolderError, LookupError, TypeError, ValueError):
        is_ours = False
    if not is_ours:
        return "contains no run of seeder"
    for place in sorted(path.iterdir()):
        name = place.name
        if name != MANIFEST_FILE and name not in digests:
            return f"contains {name}, which seeder did not write"
        if place.is_symlink() or not place.is_file():
            return f"contains {name}, which is not a regular file as seeder writes them"
        if name != MANIFEST_FILE and digest_of(read_file(place)) != digests[name]:
            return f"contains {name}, which was changed after seeder wrote it"
    return None


def _way_out() -> str:
    return f"Name a folder that '{command('solve … -o RUN')}' wrote."


def read_files(path: Path) -> dict[str, bytes]:
    """Bytes of those files of a run that are there, after moving back what a killed writer left aside.

    Refused: no folder, none of the files, or one that is no regular file of bearable size.
    """
    try:
        recover_folder(path)
        if not os.path.isdir(path):
            found = "is a file" if os.path.exists(path) else "does not exist"
            raise RunFolderError(f"{path}: {found}. {_way_out()}")
        files = {name: read_file(path / name) for name in RUN_FILES if (path / name).exists()}
    except ValueError as error:
        raise RunFolderError(f"{path}: is not a path ({error}). Name a folder that contains a run.") from error
    if not files:
        raise RunFolderError(f"{path}: contains no run of seeder. {_way_out()}")
    return files


def read_file(path: Path) -> bytes:
    """Read a regular file; a pipe or a device is refused before it is opened."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise RunFolderError(f"{path.name}: is not a regular file. A run contains only regular files; solve again.")
        if status.st_size > _LARGEST_FILE:
            raise RunFolderError(f"{path.name}: has {status.st_size:,} bytes, more than any run writes. Solve again.")
        return path.read_bytes()
    except OSError as error:
        if isinstance(error, RunFolderError):
            raise
        raise RunFolderError(
            f"{path.name}: cannot be read ({error.strerror or error}). Change its permissions, or solve again."
        ) from error


def parse_document(name: str, raw: bytes) -> Any:
    """Parse JSON strictly: UTF-8, every key once, no NaN and no Infinity, and of bearable size in memory."""
    # Signs inside of texts count too, which is of no matter at these numbers.
    n_containers, n_parts = raw.count(b"[") + raw.count(b"{"), raw.count(b",")
    if n_containers > _MOST_CONTAINERS or n_parts > (_MOST_NUMBERS if name == CERTIFICATE_FILE else _MOST_PARTS):
        found = f"contains {n_containers:,} lists and objects with {n_parts:,} parts"
        raise RunFolderError(f"{name}: {found}, more than any run writes. Solve again.")
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except RecursionError as error:
        raise RunFolderError(f"{name}: is nested too deeply. Solve again.") from error
    except MemoryError as error:
        raise RunFolderError(f"{name}: needs more memory than is available. Solve again.") from error
    except ValueError as error:
        raise RunFolderError(f"{name}: is not the JSON that seeder wrote ({error}). Solve again.") from error


def require_version(name: str, document: Any, version: int) -> None:
    """Refuse a document that is no object, or whose ``schema_version`` is another."""
    if not isinstance(document, dict):
        raise RunFolderError(f"{name}: is not an object. Solve again.")
    found = document.get("schema_version")
    if type(found) is not int or found != version:
        raise RunFolderError(
            f"{name}: has schema_version {json.dumps(found)[:40]}, but this seeder reads {version}. "
            "Solve again, or use the seeder that wrote it."
        )


def json_bytes(document: Any) -> bytes:
    """JSON with a key a line; the same document gives the same bytes."""
    return _encoded(document, json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def certificate_bytes(certificate: Certificate | None, names: Mapping[str, Any]) -> bytes:
    """Return ``certificate.json``: the certificate's arrays, one a line, and names for their positions."""
    if certificate is None:
        return json_bytes(None)
    document = {**certificate.to_document(), "names": dict(names)}
    lines = [f"  {json.dumps(key)}: {_one_line(part, '  ')}" for key, part in document.items()]
    return _encoded(document, "{\n" + ",\n".join(lines) + "\n}")


def digest_of(raw: bytes) -> str:
    """SHA-256 of bytes, as hexadecimal text."""
    return hashlib.sha256(raw).hexdigest()


def manifest_digest(manifest: Mapping[str, Any]) -> str:
    """SHA-256 of a manifest without its own digest: keys sorted, no blanks, ASCII."""
    rest = {key: part for key, part in manifest.items() if key != OWN_DIGEST}
    return digest_of(json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode())


def _encoded(document: Any, text: str) -> bytes:
    try:
        return (text + "\n").encode()
    except UnicodeEncodeError:
        # A path or an argument that is no text has half characters in it; JSON can hold them as escapes only.
        return (json.dumps(document, ensure_ascii=True, indent=2, allow_nan=False) + "\n").encode()


def _one_line(part: Any, indent: str) -> str:
    """An array of numbers on one line, an object a key a line, a list of objects an object a line."""
    if isinstance(part, dict) and part:
        inner = [f"{indent}  {json.dumps(key)}: {_one_line(value, indent + '  ')}" for key, value in part.items()]
        return "{\n" + ",\n".join(inner) + f"\n{indent}}}"
    if isinstance(part, list) and part and isinstance(part[0], dict):
        items = [f"{indent}  {json.dumps(item, ensure_ascii=False, allow_nan=False)}" for item in part]
        return "[\n" + ",\n".join(items) + f"\n{indent}]"
    return json.dumps(part, ensure_ascii=False, allow_nan=False)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number in JSON")


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, part in pairs:
        if key in found:
            raise ValueError(f"the key {key[:40]!r} appears twice")
        found[key] = part
    return found
