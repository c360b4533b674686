"""``seeder init``: a scenario that runs, from an example or from a table."""

from __future__ import annotations

from pathlib import Path

import click

from seeder.cli.arguments.completion import complete_examples
from seeder.cli.console.streams import stdout_is_spare

DEFAULT_EXAMPLE = "one-celebrity-or-250"


@click.command(short_help="Start a scenario from an example or from your own table.")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option(
    "--example",
    metavar="NAME",
    shell_complete=complete_examples,
    help=f"Which example to start from.  [default: {DEFAULT_EXAMPLE}]",
)
@click.option("--list", "is_list", is_flag=True, help="Print the examples' names.")
@click.option(
    "--from",
    "table",
    type=click.Path(path_type=Path),
    metavar="TABLE",
    help="Start from this table of accounts: CSV, TSV, XLSX or Parquet.",
)
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook.")
@click.option(
    "--map",
    "assignments",
    multiple=True,
    metavar="ROLE=COLUMN",
    help='Say what a column is; can be repeated: --map followers="Subscribers count".',
)
@click.option("--platform", metavar="NAME", help="Platform to assume where the table names none.")
@click.option("--encoding", metavar="NAME", help="Encoding of a text file, such as cp1252.")
@click.option("--delimiter", metavar="SIGN", help="Sign between two cells, or 'tab'.")
@click.option("--decimal", type=click.Choice([".", ","]), help="Decimal mark of numbers that can be read either way.")
@click.option("--header/--no-header", "has_header", default=None, help="Whether the table has a title row.")
@click.option("--merge-same-handle", is_flag=True, help="Treat equal handles on several platforms as one account.")
def init(
    folder: Path | None,
    example: str | None,
    is_list: bool,
    table: Path | None,
    sheet: str | None,
    assignments: tuple[str, ...],
    platform: str | None,
    encoding: str | None,
    delimiter: str | None,
    decimal: str | None,
    has_header: bool | None,
    merge_same_handle: bool,
) -> None:
    """Write a scenario that runs into a new FOLDER, from an example or from your own table.

    \b
    seeder init my-launch
    seeder init my-launch --example apartment-app
    seeder init my-launch --from influencers.xlsx
    seeder init my-launch --from list.csv --map followers="Subscribers count" --platform instagram

    import-report.md explains how each column and row was read.
    """  # noqa: D301
    from seeder.shipped import example_names

    if is_list:
        for name in example_names():
            click.echo(name)
        return
    if folder is None:
        raise click.UsageError("Name a new folder for the scenario, such as: seeder init my-launch")
    of_tables = {
        "--sheet": sheet is not None,
        "--map": bool(assignments),
        "--platform": platform is not None,
        "--encoding": encoding is not None,
        "--delimiter": delimiter is not None,
        "--decimal": decimal is not None,
        "--header": has_header is not None,
        "--merge-same-handle": merge_same_handle,
    }
    if table is None:
        lonely = [option for option, is_given in of_tables.items() if is_given]
        if lonely:
            raise click.UsageError(f"{lonely[0]} says how to read a table: name one with --from TABLE")
    elif example is not None:
        raise click.UsageError("--example and --from exclude each other: a scenario starts from one thing")
    from seeder.folders import try_filling

    try_filling(folder)
    if table is None:
        _start_from_example(folder, example or DEFAULT_EXAMPLE)
    else:
        from seeder.cli.init_from_table import start_from_table

        start_from_table(
            folder,
            table,
            assignments=assignments,
            sheet=sheet,
            platform=platform,
            encoding=encoding,
            delimiter=delimiter,
            decimal=decimal,
            has_header=has_header,
            merge_same_handle=merge_same_handle,
        )
    run_folder = folder.parent / f"{folder.name}-run" if folder.name else Path("..", f"{folder.resolve().name}-run")
    click.echo(f"    seeder check {_quoted(folder)}")
    click.echo(f"    seeder solve {_quoted(folder)} -o {_quoted(run_folder)}")


def _quoted(path: Path) -> str:
    """A path as a shell takes it."""
    import shlex

    return shlex.quote(str(path))


def _start_from_example(folder: Path, example: str) -> None:
    from seeder.scenario.examples import write_example
    from seeder.shipped import example_names

    names = example_names()
    if example not in names:
        from seeder.spelling import did_you_mean

        guess = did_you_mean(example, names)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise click.BadParameter(
            f"there is no example {example!r}.{hint} Examples: {', '.join(names)}", param_hint="--example"
        )
    written = write_example(example, folder)
    stdout_is_spare()
    click.echo(f"Wrote {len(written)} files into {folder}. Now:")
