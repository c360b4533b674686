"""Gives a column a role that its header does not say, and says so."""

from __future__ import annotations

from seeder.importing.columns.layout import Used
from seeder.importing.columns.roles import Meaning, Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.raw_cells import Guesses


def take_role(
    guesses: Guesses,
    used: dict[int, Used],
    column: SourceColumn,
    role: Role,
    why: str,
    *,
    platform: str = "",
    is_doubtful: bool = False,
) -> None:
    """Use a column in a role, on a platform where one is known, for a reason to report."""
    meaning = Meaning(role, platform=platform)
    used[column.index] = Used(column, meaning)
    decision = f"used as the {role.value}{f' on {platform}' if platform else ''}"
    overrule = f'--map "{meaning.wording}=COLUMN"' if platform else f'--map {role.value}="COLUMN"'
    guesses.add(f"column {column.name!r}", decision, why, overrule, is_doubtful=is_doubtful, column=column.name)
