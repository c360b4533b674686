"""``seeder init --from``: read a table and write the scenario that it makes."""

from __future__ import annotations

from pathlib import Path

import click

from seeder.cli.console.streams import stdout_is_spare


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
    """Read a table, write the scenario into a new folder, and print what was understood."""
    from seeder.cli.texts.import_text import summary_lines
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


def _pair(text: str) -> tuple[str, str]:
    role, equals, column = text.partition("=")
    if not equals or not role.strip() or not column.strip():
        raise click.BadParameter(
            f'{text!r} is not ROLE=COLUMN, such as followers="Subscribers count"', param_hint="--map"
        )
    return role.strip(), column.strip()
