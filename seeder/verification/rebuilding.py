"""Rebuild the problem of a run from its manifest and its scenario."""

from __future__ import annotations

import os
from pathlib import Path

from seeder.errors import Issue, ProblemError, ScenarioError, UnsupportedError
from seeder.formulation import Formulation, formulation_of
from seeder.run_folder.files import MANIFEST_FILE
from seeder.run_folder.manifest import InputDocument, ManifestDocument
from seeder.scenario import Scenario, Setting, read_scenario
from seeder.scenario.tables.input_files import describe_file
from seeder.verification.findings import Claim, Findings, shown

_RULE = "A run is verified with the files it was solved from"
_MOST_SHOWN = 3


def rebuild(
    run: Path, manifest: ManifestDocument, findings: Findings, *, scenario: str | Path | Scenario | None
) -> Formulation | None:
    """Read the scenario again as the manifest describes it, and formulate it; None where that cannot be done.

    The manifest counts places from the run folder; ``scenario`` is where the scenario is now, or the scenario itself
    if it came from frames.
    """
    claim = Claim("inputs", MANIFEST_FILE)
    read = scenario if isinstance(scenario, Scenario) else _read(run, manifest, claim, scenario)
    if read is not None:
        _compare_inputs(read, manifest, claim, folder=None if scenario is not None else run.resolve())
    count = len(manifest.inputs)
    unchanged = f"{count} file{'s' if count != 1 else ''} unchanged, by SHA-256"
    detail = unchanged if count else "none: the scenario was passed in Python"
    if claim.is_open:
        detail = (
            "not compared: the scenario was passed in Python and its tables are not on disk, so value, bound, asks and "
            "shortlist were not recomputed"
        )
    if not findings.add(claim, detail) or read is None:
        return None
    try:
        return formulation_of(read)
    except (ScenarioError, ProblemError, UnsupportedError) as error:
        failed, found = Claim("problem", MANIFEST_FILE), f"the scenario cannot be formulated: {error}"
        failed.refuse(None, found, "seeder must be able to set up the problem from the scenario")
        findings.add(failed, "")
        return None


def _read(run: Path, manifest: ManifestDocument, claim: Claim, given: str | Path | None) -> Scenario | None:
    if not manifest.inputs:
        claim.leave_open(
            "inputs",
            "the run names no input files",
            "The tables of a scenario that was passed in Python are not on disk, so its plan cannot be recomputed",
            way_out="In Python, pass the scenario: seeder.verify_run(path, scenario=run.scenario)",
        )
        return None
    first = manifest.inputs[0]
    place = run.resolve() / first.path if given is None else Path(given)
    if given is not None and place.is_dir():
        place = place / Path(first.name).name
    settings = [Setting(setting.key, setting.value, setting.origin) for setting in manifest.settings]
    try:
        return read_scenario(place, settings=settings)
    except ScenarioError as error:
        _explain(run, manifest, claim, given, error)
        return None
    except (OSError, ValueError) as error:
        claim.refuse("inputs", f"{first.name} cannot be read ({error})", _RULE, way_out=_way_out(given))
        return None


def _explain(
    run: Path, manifest: ManifestDocument, claim: Claim, given: str | Path | None, error: ScenarioError
) -> None:
    """Say which files are missing or changed; else what is wrong with the scenario itself."""
    if given is None:
        for position, file in enumerate(manifest.inputs):
            _look_at(run.resolve() / file.path, file, position, claim)
    if not claim.issues:
        for issue in error.issues[:_MOST_SHOWN]:
            claim.issues.append(Issue(issue.place, issue.found, issue.rule, _way_out(given)))


def _look_at(path: Path, file: InputDocument, position: int, claim: Claim) -> None:
    at = f"inputs.{position}"
    try:
        if not path.is_file():
            claim.refuse(at, f"{file.name} is no longer at its place ({file.path})", _RULE, way_out=_way_out(None))
            return
        found = describe_file(file.name, path)
    except (OSError, ValueError) as error:
        claim.refuse(at, f"{file.name} cannot be read ({error})", _RULE, way_out=_way_out(None))
        return
    if found.digest != file.sha256:
        _changed(file, at, claim)


def _way_out(given: str | Path | None) -> str:
    if given is None:
        return "Restore the files, name their folder with --scenario, or solve again"
    return "Name the scenario the run was solved from, or solve again"


def _changed(file: InputDocument, at: str, claim: Claim) -> None:
    found = f"{file.name} has changed since it was solved: its digest differs"
    claim.refuse(at, found, _RULE, way_out="Restore the original file, or solve again")


def _compare_inputs(read: Scenario, manifest: ManifestDocument, claim: Claim, *, folder: Path | None) -> None:
    """Files by name, digest, size and place.

    Places are counted from ``folder``; without one the scenario may be elsewhere now: then the tables must be in
    the same places beside it.
    """
    names = [file.name for file in manifest.inputs]
    found = [file.name for file in read.inputs]
    if names != found:
        said = f"the manifest names {', '.join(names) or 'no files'}"
        claim.refuse("inputs", f"{said}, but the scenario reads {', '.join(found) or 'none'}", _RULE)
        return
    for position, (file, there) in enumerate(zip(manifest.inputs, read.inputs, strict=True)):
        at = f"inputs.{position}"
        if file.sha256 != there.digest:
            _changed(file, at, claim)
        elif file.bytes != there.size:
            claim.refuse(f"{at}.bytes", f"{file.name} has {there.size:,} bytes, not {file.bytes:,}", _RULE)
        elif not _is_its_place(position, manifest, read, folder):
            said = f"{file.name} is {shown(file.path)} in the manifest, but the scenario reads {there.path}"
            claim.refuse(f"{at}.path", said, "The manifest must give the place of each file")


def _is_its_place(position: int, manifest: ManifestDocument, read: Scenario, folder: Path | None) -> bool:
    """Whether a file is where the manifest says, or in the same place beside the scenario's first file."""
    stated, there = manifest.inputs[position].path, read.inputs[position].path
    if folder is not None:
        try:
            return os.path.samefile(folder / stated, there)
        except (OSError, ValueError):
            return False
    if Path(manifest.inputs[position].name).is_absolute():
        return Path(stated).name == there.name
    try:
        before = os.path.relpath(stated, os.path.dirname(manifest.inputs[0].path))
        return before == os.path.relpath(there, read.inputs[0].path.parent)
    except ValueError:
        return False
