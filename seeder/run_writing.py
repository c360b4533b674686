"""Write a run into a folder, completely or not at all."""

from __future__ import annotations

import logging
import os
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from seeder.argument_kinds import in_words, require_kind, require_path
from seeder.errors import ArgumentError
from seeder.folder_checks import is_empty_folder
from seeder.folders import replace_folder, try_place
from seeder.plan.shortlist import shortlist_csv
from seeder.run_folder.files import (
    CERTIFICATE_FILE,
    MANIFEST_FILE,
    MANIFEST_VERSION,
    OWN_DIGEST,
    PLAN_FILE,
    SHORTLIST_FILE,
    certificate_bytes,
    digest_of,
    foreign_part,
    json_bytes,
    manifest_digest,
)
from seeder.run_folder.names import position_names
from seeder.run_folder.recorded_settings import recorded_settings
from seeder.runs import Run
from seeder.shipped import DISTRIBUTION
from seeder.stages import Stage

_LOG = logging.getLogger(__name__)

_PACKAGES = ("ortools", "numpy", "pydantic", "duckdb")


def write_run(
    run: Run,
    path: str | Path,
    *,
    extra_files: Mapping[str, bytes] | None = None,
    overwrite: bool = False,
    command: Sequence[str] = (),
) -> None:
    """Write a run folder, completely or not at all.

    Parameters
    ----------
    extra_files
        Further files by name.
    overwrite
        Whether an earlier run folder at that place is replaced.
    command
        The command line, for the manifest.

    Raises
    ------
    RunExistsError
        Where something is at that place and may not be overwritten.
    RunFolderError
        Where the folder cannot be written.
    """
    require_kind("run", run, Run)
    require_path("path", path)
    require_kind("overwrite", overwrite, bool)
    if not isinstance(command, Sequence):
        raise ArgumentError(f"command: expected a list of words, found {in_words(command)}")
    if extra_files is not None and not isinstance(extra_files, Mapping):
        raise ArgumentError(f"extra_files: expected a mapping of names to bytes, found {in_words(extra_files)}")
    for name, content in (extra_files or {}).items():
        if not (isinstance(name, str) and isinstance(content, bytes)):
            raise ArgumentError(f"extra_files: expected bytes by name, found {in_words(content)} by {in_words(name)}")
    stage = Stage(_LOG, "write")
    files = {
        PLAN_FILE: json_bytes(run.plan.to_document()),
        SHORTLIST_FILE: shortlist_csv(
            run.plan.picks, resources=run.plan.spent, reserves=run.plan.reserves, value=run.plan.value
        ),
        CERTIFICATE_FILE: certificate_bytes(run.result.certificate, position_names(run.formulation)),
        **(extra_files or {}),
    }
    place = Path(path)
    manifest = json_bytes(_manifest(run, place, command, files))
    replace_folder(
        place,
        {**files, MANIFEST_FILE: manifest},
        overwrite=overwrite or is_empty_folder(place),
        foreign=foreign_part if overwrite else lambda _: "is there already",
    )
    stage.end(files=len(files) + 1, bytes=sum(map(len, files.values())) + len(manifest))


def require_free(path: str | Path, *, overwrite: bool) -> None:
    """Refuse a place for a run before any work is done for it."""
    place = Path(path)
    try_place(place, overwrite=overwrite or is_empty_folder(place), foreign=foreign_part)


def _manifest(run: Run, path: Path, command: Sequence[str], files: Mapping[str, bytes]) -> dict[str, Any]:
    def place(of: Path) -> str:
        try:
            return os.path.relpath(of, path.resolve())
        except ValueError:
            return str(of)

    manifest = {
        "schema_version": MANIFEST_VERSION,
        "command": list(command),
        "seed": run.result.seed,
        "method": run.result.method,
        "stop": {
            "time_limit": run.stop.time_limit,
            "relative_gap": run.stop.relative_gap,
            "iterations": run.stop.iterations,
        },
        "problem": {"digest": run.formulation.problem.digest, "sums": dict(run.formulation.problem.sums)},
        "interrupted": run.is_interrupted,
        "draws": None if run.plan.outcome is None else run.plan.outcome.most_draws,
        "seconds": dict(run.seconds),
        "versions": {
            "python": platform.python_version(),
            "seeder": metadata.version(DISTRIBUTION),
            **{name: metadata.version(name) for name in _PACKAGES},
        },
        "inputs": [
            {"name": file.name, "path": place(file.path), "sha256": file.digest, "bytes": file.size}
            for file in run.scenario.inputs
        ],
        "settings": [
            {"key": list(setting.path), "value": setting.value, "origin": setting.origin}
            for setting in recorded_settings(run.scenario.located)
        ],
        "files": {name: {"sha256": digest_of(raw), "bytes": len(raw)} for name, raw in files.items()},
    }
    return {**manifest, OWN_DIGEST: manifest_digest(manifest)}
