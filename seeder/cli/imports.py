"""``seeder init --from``: reads a table, writes the scenario, and says in short what was made of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seeder.cli.console.streams import stdout_is_spare

if TYPE_CHECKING:
    from seeder.importing.report import ImportReport

_MOST_GUESSES = 12


def start_from_table(
    folder: Path,
    table: Path,
    *,
    assignments: tuple[str, ...],
    sheet: str | None,
    platform: str | None,
    encoding: str | None,
    delimiter: str | None,
    decimal: str | None,
    has_header: bool | None,
    merge_same_handle: bool,
) -> None:
    """Read a table, write the scenario into a new folder, and print what was understood.

    Raises
    ------
    click.BadParameter
        Where a mapping is none, or names a role or column that does not exist.
    ScenarioError
        Where the table cannot be read or lacks what a scenario needs.
    """
    from seeder.importing import MappingError, import_table, write_import
    from seeder.text import for_terminal, shorten

    pairs = [_pair(text) for text in assignments]
    try:
        imported = import_table(
            table,
            sheet=sheet,
            mapping=pairs,
            platform=platform,
            encoding=encoding,
            delimiter=delimiter,
            decimal=decimal,
            has_header=has_header,
            merge_same_handle=merge_same_handle,
        )
    except MappingError as error:
        raise click.BadParameter(for_terminal(str(error)), param_hint="--map") from error
    written = write_import(imported, folder)
    stdout_is_spare()
    for line in summary_lines(imported.report):
        click.echo(for_terminal(line))
    for guess in imported.report.guesses:
        if guess.is_doubtful:
            way = f" To change it: {guess.overrule}." if guess.overrule else ""
            note = f"note: {guess.subject}: {guess.decision}. Not certain: {shorten(guess.reason, 200)}.{way}"
            click.echo(for_terminal(note), err=True)
    click.echo(f"Wrote {len(written)} files into {folder}.")
    click.echo("import-report.md explains how each column and row was read. Now:")


def summary_lines(report: ImportReport) -> Iterator[str]:
    """What was read, in short."""
    from seeder.importing.output.stories import is_used
    from seeder.importing.report import counted
    from seeder.text import shorten

    sheet = f", sheet {report.sheet!r}" if report.sheet else ""
    yield f"{report.source}{sheet}: {counted(report.n_rows, 'row')} read."
    yield f"  accounts   {report.n_accounts:,} with {counted(report.n_handles, 'handle')}"
    yield f"  rejected   {len(report.rejections):,}{' (see rejected.csv)' if report.rejections else ''}"
    for kind, found in report.grouped_rejections().items():
        yield f"    {len(found):,}: {shorten(kind, 100)}"
    used = [story for story in report.columns if is_used(story)]
    yield f"  columns    {len(used)} of {len(report.columns)} used, the others carried along"
    for story in used:
        header = shorten(" ".join((story.header or story.name).split()), 40)
        yield f"    {header!r} is {story.taken_as or 'carried'}"
    for rule in report.rules:
        yield f"  evidence   {rule.column} = {shorten(rule.formula, 100)} ({counted(rule.n_cells, 'cell')})"
    if report.guesses:
        yield "  assumed"
    for guess in report.guesses[:_MOST_GUESSES]:
        way = f" [change with: {guess.overrule}]" if guess.overrule else ""
        yield f"    {shorten(guess.subject, 60)}: {shorten(guess.decision, 120)}{way}"
    if len(report.guesses) > _MOST_GUESSES:
        yield f"    and {len(report.guesses) - _MOST_GUESSES:,} more"
    for warning in report.warnings:
        yield f"  check      {shorten(warning, 200)}"


def _pair(text: str) -> tuple[str, str]:
    role, equals, column = text.partition("=")
    if not equals or not role.strip() or not column.strip():
        raise click.BadParameter(
            f'{text!r} is not ROLE=COLUMN, such as followers="Subscribers count"', param_hint="--map"
        )
    return role.strip(), column.strip()
