"""Issues for files that cannot be tables of a scenario, with the command that imports them."""

from __future__ import annotations

from pathlib import Path

from seeder.command_line import command, quoted
from seeder.errors import Issue, Place

_IMPORTED = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".tsv", ".tab")
"""Endings of files that an import reads and a scenario cannot have."""
_EXPORTED = (".numbers",)
"""Endings of files that another program can turn into one that an import reads."""

_RULE = "A list from another program must be imported first: the import finds its columns, and reports how it read them"


def import_issue(place: Place, path: Path, found: str, *, is_accounts: bool = False) -> Issue:
    """Issue for a list that an import reads.

    ``is_accounts``: it is named as the accounts of a scenario that exists, not as the scenario.
    """
    start = "Import it" if path.suffix.lower() not in _EXPORTED else "Export it as Excel (XLSX), import that file"
    if path.suffix.lower() in _EXPORTED:
        path = path.with_suffix(".xlsx")
    then = (
        "and name the accounts.csv that the import writes"
        if is_accounts
        else "and solve the scenario that the import writes"
    )
    return Issue(place, found, _RULE, f"{start}, {then}: {command(f'init my-launch --from {quoted(str(path))}')}")


def importable_issue(place: Place, path: Path, *, is_accounts: bool = False) -> Issue | None:
    """Issue for a file whose ending says that it is a workbook or a table with tabs; None for others."""
    suffix = path.suffix.lower()
    if suffix not in (*_IMPORTED, *_EXPORTED):
        return None
    what = "the accounts of a scenario" if is_accounts else "a scenario"
    return import_issue(place, path, f"a file that ends in {suffix} is not {what}", is_accounts=is_accounts)
