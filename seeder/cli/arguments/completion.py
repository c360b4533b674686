"""Shell completion of scenarios, runs, accounts, examples and pages.

The shell calls the command for each press of the key: only the standard library and a YAML reader are imported, folders
and files are read up to a size, and whatever cannot be read offers nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from seeder.cli.arguments.current_folder import DOCUMENTS, scenario_here
from seeder.shipped import example_names, page_names

_SUFFIXES = (".yaml", ".yml", ".json", ".csv", ".parquet")
_MOST_ENTRIES = 1_000
_MOST_INNER_FOLDERS = 50
_MOST_NAMES = 1_000
_LARGEST_DOCUMENT = 100_000
_LARGEST_TABLE = 8_000_000
_SAFE = re.compile(r"[\w@%+=:./][\w@%+=:./-]*")
"""Names that every shell takes as they are: others would be inserted without quotes, and be run."""

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]


def _offering(names: Callable[[click.Context, str], Iterator[str]]) -> Completer:
    """Make a completer of a function that yields names."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        try:
            found = [name for name in names(context, incomplete) if name.startswith(incomplete)]
        except Exception:
            # There is no place to say anything: the cursor waits in the middle of a line.
            return []
        return [CompletionItem(name) for name in found if _SAFE.fullmatch(name)]

    return complete


def _account_names(context: click.Context, incomplete: str) -> Iterator[str]:
    """Yield the accounts of the scenario that the line names already, or of the one in this folder."""
    # An option at the end of the line lacks its value: then click leaves what precedes it unassigned.
    named = context.params.get("scenario") or next(iter(context.args), None)
    path = scenario_here() if named is None else Path(named)
    table = None if path is None else _accounts_table(path)
    if table is None or table.suffix.lower() != ".csv" or table.stat().st_size > _LARGEST_TABLE:
        return
    import csv

    with table.open(encoding="utf-8-sig", newline="") as lines:
        header = lines.readline()
        sign = ";" if ";" in header and "," not in header else ","
        position = [name.strip().lower() for name in next(csv.reader([header], delimiter=sign))].index("account")
        rows = csv.reader(lines, delimiter=sign)
        cells = (row[position].strip() for row in rows if len(row) > position)
        yield from islice(dict.fromkeys(name for name in cells if name.startswith(incomplete)), _MOST_NAMES)


def _accounts_table(path: Path) -> Path | None:
    """Find the accounts table of a scenario, without checking anything else of it."""
    if path.is_dir():
        path = next(path / name for name in DOCUMENTS if (path / name).is_file())
    if path.suffix.lower() == ".csv":
        return path
    if path.stat().st_size > _LARGEST_DOCUMENT:
        return None
    text = path.read_text("utf-8-sig")
    document: Any
    if path.suffix.lower() == ".json":
        import json

        document = json.loads(text)
    else:
        from ruamel.yaml import YAML

        document = YAML(typ="safe", pure=True).load(text)
    return path.parent / str(document["accounts"])


complete_examples = _offering(lambda context, incomplete: iter(example_names()))
complete_pages = _offering(lambda context, incomplete: iter(page_names()))
complete_accounts = _offering(_account_names)


def complete_scenarios(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Offer folders with a scenario, documents and tables; where there are none, whatever the shell finds itself."""
    found = _offering(_scenario_names)(context, parameter, incomplete)
    return found or [CompletionItem(incomplete, type="file")]


def complete_runs(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Offer folders that solve wrote; where there are none, whatever folders the shell finds itself."""
    found = _offering(_run_names)(context, parameter, incomplete)
    return found or [CompletionItem(incomplete, type="dir")]


def _scenario_names(context: click.Context, incomplete: str) -> Iterator[str]:
    """Yield what an incomplete path may mean; for a folder of scenarios, those in it."""
    entries = list(_entries(incomplete))
    n_folders = sum(entry.is_dir() for _, entry in entries)
    for name, entry in entries:
        if not entry.is_dir():
            if entry.name.lower().endswith(_SUFFIXES):
                yield name
        elif _holds(entry.path, DOCUMENTS) or n_folders > _MOST_INNER_FOLDERS:
            yield name
        else:
            inner = [
                path for path, within in _entries(f"{name}/") if within.is_dir() and _holds(within.path, DOCUMENTS)
            ]
            yield from inner or [f"{name}/"]


def _run_names(context: click.Context, incomplete: str) -> Iterator[str]:
    return (name for name, entry in _entries(incomplete) if entry.is_dir() and _holds(entry.path, ("plan.json",)))


def _entries(incomplete: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield entries of a folder that go on from an incomplete path, as a user would write them."""
    head, slash, start = incomplete.rpartition("/")
    with os.scandir(f"{head}{slash}" or ".") as entries:
        found = sorted(islice(entries, _MOST_ENTRIES), key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith(start) and (start or not entry.name.startswith(".")):
            yield f"{head}{slash}{entry.name}", entry


def _holds(folder: str, names: tuple[str, ...]) -> bool:
    return any(os.path.isfile(os.path.join(folder, name)) for name in names)
