"""Reads a Scenario from files or frames, or reports all of its issues."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from seeder.argument_kinds import in_words, require_path
from seeder.command_line import command
from seeder.engine.csv_file import decode_text
from seeder.errors import ArgumentError, Place, ScenarioError
from seeder.problem.arrays import BoolArray
from seeder.scenario.account_notes import note_columns, note_near_twins
from seeder.scenario.audiences.audience_reading import read_audience
from seeder.scenario.checks import check_document, check_rules
from seeder.scenario.definition import Scenario
from seeder.scenario.document.documents import FollowersAudience, Objective, OverlapsAudience, SegmentsAudience
from seeder.scenario.document.effort_words import name_effort
from seeder.scenario.document.json_document import read_json
from seeder.scenario.document.located import LocatedDocument, Path_
from seeder.scenario.document.settings import Setting, apply_settings
from seeder.scenario.document.validation import validate_document
from seeder.scenario.document.yaml_document import read_yaml
from seeder.scenario.evidence.evidence import read_evidence
from seeder.scenario.foreign_lists import foreign_list_issue
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.resources import resource_names, written_resources
from seeder.scenario.spending import (
    check_fees,
    check_spending,
    excluded_accounts,
    note_fees,
    note_free_pairs,
    note_unlimited,
)
from seeder.scenario.tables.account_names import AccountNames
from seeder.scenario.tables.accounts import build_accounts, check_responses
from seeder.scenario.tables.frames import check_unused_frames, frame_of, locate_keywords
from seeder.scenario.tables.input_files import (
    InputFile,
    check_file,
    describe_bytes,
    is_folder,
    is_regular_file,
    is_there,
    read_bytes,
    unreadable,
)
from seeder.scenario.tables.overrides import build_overrides, no_overrides, on_yes_resources
from seeder.scenario.tables.table_sources import TABLE_SUFFIXES, FileTables, FrameTables, TableSource
from seeder.scenario.where.conditions import match_conditions, parse_conditions
from seeder.spelling import did_you_mean
from seeder.stages import Stage

if TYPE_CHECKING:
    import pandas as pd

_LOG = logging.getLogger(__name__)
_LARGEST_DOCUMENT = 500_000
_DOCUMENT_SUFFIXES = (".yaml", ".yml", ".json")


def read_scenario(path: str | Path, *, settings: Iterable[Setting] = ()) -> Scenario:
    """Read and check a scenario from its folder, its document or a bare accounts table.

    Parameters
    ----------
    path
        A folder with ``scenario.yaml`` or ``scenario.json``, such a file, or a bare accounts table.
    settings
        Laid over the document before it is checked.

    Raises
    ------
    ScenarioError
        Carries every issue of the document and its tables, each with place, rule and way out, and the notes.
    """
    require_path("path", path)
    settings = _settings(settings)
    stage = Stage(_LOG, "read")
    log = IssueLog()
    inputs: list[InputFile] = []
    source = Path(path)
    document_path = _document_path(source, str(path), log)
    located: LocatedDocument | None = None
    if document_path is not None and document_path.suffix.lower() not in TABLE_SUFFIXES:
        located = _read_document(document_path, inputs, log)
    elif document_path is not None:
        foreign = foreign_list_issue(document_path, str(path)) if is_regular_file(document_path) else None
        if foreign is None:
            located = _bare_table(document_path)
        else:
            log.add(foreign)
    if document_path is None or located is None:
        raise ScenarioError(log.issues, log.notes)
    tables = FileTables(document_path.parent, inputs)
    scenario = _build(apply_settings(name_effort(located, log), settings, log), tables, inputs, log)
    stage.end(
        files=len(inputs),
        bytes=sum(file.size for file in inputs),
        accounts=scenario.accounts.n_accounts,
        handles=scenario.accounts.n_rows,
    )
    return scenario


def scenario_from_frames(frames: Mapping[str, pd.DataFrame | None], *, keys: Mapping[str, Any]) -> Scenario:
    """Build a scenario from frames by kind of table; see :meth:`Scenario.from_frames`."""
    given = [kind for kind, frame in frames.items() if frame is not None or kind == "accounts"]
    tables = FrameTables({kind: frame_of(kind, frame) for kind, frame in frames.items()})
    return _build(locate_keywords(keys, given), tables, [], IssueLog(), frames=given)


def scenario_with(scenario: Scenario, settings: Iterable[Setting]) -> Scenario:
    """Build a scenario again with settings over its document; see :meth:`Scenario.with_`."""
    log = IssueLog()
    inputs: list[InputFile] = []
    tables = scenario.tables.again(inputs)
    return _build(apply_settings(scenario.located, settings, log), tables, inputs, log, frames=scenario.frames)


def _settings(settings: Iterable[Setting]) -> tuple[Setting, ...]:
    """Return settings as they are; refuse what are none."""
    made = tuple(settings) if isinstance(settings, Iterable) else (None,)
    if not all(isinstance(each, Setting) for each in made):
        example = "seeder.Setting(('budget', 'effort'), '40', 'my change')"
        raise ArgumentError(f"settings: expected a list of settings, such as {example}, found {in_words(settings)}")
    return made


def _build(
    located: LocatedDocument,
    tables: TableSource,
    inputs: list[InputFile],
    log: IssueLog,
    *,
    frames: Collection[str] = (),
) -> Scenario:
    """Build a scenario; what cannot be checked because of other issues is not, and no issue is another's echo."""
    located = name_effort(located, log)
    validated = validate_document(located, log)
    if validated is None:
        raise ScenarioError(log.issues, log.notes)
    document, faults = validated
    check_document(document, located, faults, log)
    if not faults.touch(("audience",)):
        check_unused_frames(document.audience.kind, frames, log)
    wheres = parse_conditions(document, located, log)
    has_cells = isinstance(document.audience, SegmentsAudience | FollowersAudience | OverlapsAudience)
    wanted = document.evidence
    has_posts = wanted is not None and (wanted.posts is not None or wanted.clicks is not None)
    accounts = names = None
    if not faults.touch(("accounts",)):
        table = tables.read("accounts", document.accounts, located.place(("accounts",)), log)
        if table is not None:
            accounts = build_accounts(
                table,
                tiers=document.tiers,
                objective=document.objective,
                has_cells=has_cells,
                has_posts=has_posts,
                pays_fees=any(approach.fee for approach in document.approaches.values()),
                log=log,
            )
    if accounts is not None:
        names = AccountNames(accounts)
        note_columns(accounts, log)
        note_near_twins(accounts, log)
    override_table = None
    if document.overrides is not None:
        override_table = tables.read("overrides", document.overrides, located.place(("overrides",)), log)
    of_a_yes = () if override_table is None else on_yes_resources(override_table)
    resources = resource_names(document, of_a_yes)
    known_resources = {*resources, *written_resources(located)}
    approach_accounts: tuple[BoolArray, ...] = ()
    group_accounts: tuple[BoolArray, ...] = ()
    if accounts is not None:
        approach_accounts, group_accounts = match_conditions(document, located, wheres, accounts=accounts, log=log)
    check_rules(document, located, faults, names=names, resources=known_resources, log=log)
    overrides = no_overrides()
    if override_table is not None:
        approaches = None if faults.cover(("approaches",)) else tuple(document.approaches)
        overrides = build_overrides(
            override_table, names=names, approaches=approaches, resources=known_resources, log=log
        )
    has_all_overrides = override_table is not None or (document.overrides is None and not faults.touch(("overrides",)))
    if has_all_overrides and not faults.touch(("approaches",)):
        check_fees(document, located, log)
        check_spending(
            document,
            located,
            faults,
            accounts=accounts,
            overrides=overrides,
            group_accounts=group_accounts,
            log=log,
        )
        if accounts is not None and names is not None:
            is_excluded = excluded_accounts(document, names, group_accounts, accounts.n_accounts)
            note_fees(
                document,
                accounts=accounts,
                overrides=overrides,
                approach_accounts=approach_accounts,
                is_excluded=is_excluded,
                log=log,
            )
            if override_table is not None:
                note_unlimited(document, override_table.source, of_a_yes, log)
                note_free_pairs(
                    document,
                    source=override_table.source,
                    accounts=accounts,
                    overrides=overrides,
                    is_excluded=is_excluded,
                    log=log,
                )
    audience = read_audience(document, located, faults, tables=tables, accounts=accounts, log=log)
    evidence = read_evidence(document, located, faults, tables=tables, accounts=accounts, log=log)
    if accounts is not None and has_posts and not has_cells and document.objective is not Objective.REACH:
        # Posts may say what neither followers nor clicks do.
        rows = np.empty(0, dtype=np.int64) if evidence.posts is None else evidence.posts.handle
        check_responses(accounts, rows, log)
    if log or accounts is None:
        raise ScenarioError(log.issues, log.notes)
    return Scenario(
        document=document,
        located=located,
        accounts=accounts,
        overrides=overrides,
        approach_accounts=approach_accounts,
        group_accounts=group_accounts,
        audience=audience,
        evidence=evidence,
        resources=resources,
        inputs=tuple(inputs),
        notes=log.notes,
        tables=tables,
        frames=tuple(frames),
    )


def _document_path(source: Path, shown: str, log: IssueLog) -> Path | None:
    rule = "A scenario is a folder with scenario.yaml or scenario.json, one of these files, or an accounts table"
    if not is_folder(source):
        if source.suffix.lower() in (*_DOCUMENT_SUFFIXES, *TABLE_SUFFIXES):
            return source
        foreign = foreign_list_issue(source, shown) if is_regular_file(source) else None
        if foreign is not None:
            log.add(foreign)
        elif is_there(source):
            way_out = (
                f"Name a .yaml, .json, .csv or .parquet file, or import a list: {command('init my-launch --from LIST')}"
            )
            log.report(Place(shown), "the name of the file has no ending that shows its format", rule, way_out)
        else:
            check_file(shown, source, place=Place(shown), report=log.add)
        return None
    try:
        names = sorted(entry.name for entry in source.iterdir())
    except OSError as error:
        log.add(unreadable(shown, source, place=Place(shown), error=error))
        return None
    found = [name for name in ("scenario.yaml", "scenario.json") if name in names]
    if len(found) == 1:
        return source / found[0]
    if found:
        log.report(Place(shown), "the folder has both scenario.yaml and scenario.json", rule, "Keep one of the two")
        return None
    guess = did_you_mean("scenario.yaml", names)
    way_out = (
        f"Rename {guess!r} to 'scenario.yaml'"
        if guess
        else f"Name the document itself, or start with '{command('init')}'"
    )
    log.report(Place(shown), "there is no scenario.yaml in the folder", rule, way_out)
    return None


def _bare_table(path: Path) -> LocatedDocument:
    data = {"name": path.stem or "scenario", "objective": "clicks", "accounts": path.name}
    values: dict[Path_, Place] = {(): Place(path.name), **{(key,): Place(path.name) for key in data}}
    return LocatedDocument(data=data, values=values, keys={})


def _read_document(path: Path, inputs: list[InputFile], log: IssueLog) -> LocatedDocument | None:
    name, place = path.name, Place(path.name)
    log.expect(name)
    way_out = "Move long lists into tables; if this file is a table, give it the ending .csv or .parquet"
    if not check_file(name, path, place=place, report=log.add, largest=_LARGEST_DOCUMENT, way_out=way_out):
        return None
    raw = read_bytes(name, path, place=place, report=log.add)
    text = None if raw is None else decode_text(name, raw, log.add)
    if raw is None or text is None:
        return None
    inputs.append(describe_bytes(name, path, raw))
    return (read_json if path.suffix.lower() == ".json" else read_yaml)(name, text, log.add)
