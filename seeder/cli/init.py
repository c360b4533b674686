"""``seeder init``: write a ready-to-run scenario, from an example or from a table."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from seeder.cli.arguments.completion import complete_examples
from seeder.cli.arguments.current_folder import DOCUMENTS
from seeder.cli.arguments.settings import split_assignment
from seeder.cli.console.lines import print_command, print_line
from seeder.cli.console.streams import stdout_is_spare
from seeder.command_line import command, quoted
from seeder.shipped import example_names

DEFAULT_EXAMPLE = "one-celebrity-or-250"


@click.command(short_help="Start a scenario from an example or from your own table.")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option(
    "--example",
    metavar="NAME",
    shell_complete=complete_examples,
    help=f"Name of the example to start from.  [default: {DEFAULT_EXAMPLE}]",
)
@click.option("--list", "is_list", is_flag=True, help="Print the examples' names.")
@click.option(
    "--from",
    "table",
    type=click.Path(path_type=Path),
    metavar="TABLE",
    help="Start from this table of accounts: CSV, TSV, a workbook such as XLSX, or Parquet.",
)
@click.option(
    "--update", "is_update", is_flag=True, help="Merge the table into the scenario in FOLDER, and list what changed."
)
@click.option("--sheet", multiple=True, metavar="NAME", help="Read this sheet of the workbook; can be repeated.")
@click.option("--all-sheets", is_flag=True, help="Read all sheets that are lists of accounts.")
@click.option(
    "--map",
    "assignments",
    multiple=True,
    metavar="ROLE=COLUMN",
    help='Name the column for a role; can be repeated: --map followers="Subscribers count".',
)
@click.option("--platform", metavar="NAME", help="Platform to assume if the table names none.")
@click.option("--encoding", metavar="NAME", help="Encoding of a text file, such as cp1252.")
@click.option("--delimiter", metavar="CHARACTER", help="Character between two cells, or 'tab'.")
@click.option(
    "--decimal",
    type=click.Choice([".", ","]),
    help="Decimal mark for numbers that can be read in two ways, such as 1,234.",
)
@click.option(
    "--header/--no-header", "has_header", default=None, help="Whether the table has a header: a row of column names."
)
@click.option("--merge-same-handle", is_flag=True, help="Treat equal handles on several platforms as one account.")
@click.option(
    "--fee",
    multiple=True,
    metavar="PRICE",
    help="Price that an account is paid if it says yes: per_post, per_story … or the name of a price column.",
)
@click.pass_context
def init(
    context: click.Context,
    /,
    folder: Path | None,
    example: str | None,
    is_list: bool,
    table: Path | None,
    is_update: bool,
    assignments: tuple[str, ...],
    **reading: Any,
) -> None:
    """Write a ready-to-run scenario into a new FOLDER, from an example or from your own table.

    \b
    seeder init my-launch
    seeder init my-launch --example apartment-app
    seeder init my-launch --from influencers.xlsx
    seeder init my-launch --from list.csv --platform instagram
    seeder init my-launch --from list.csv --map followers="Subscribers"
    seeder init my-launch --from list.xlsx --fee per_post
    seeder init my-launch --from new-list.csv --update

    import-report.md explains how each column and row was read.
    """  # noqa: D301
    if is_list:
        for name in example_names():
            click.echo(name)
        return
    if folder is None:
        raise click.UsageError(f"Name a new folder for the scenario, such as: {command('init my-launch')}")
    if table is None:
        for option in context.command.params:
            is_typed = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
            if is_typed and option.name in ("is_update", "assignments", *reading):
                raise click.UsageError(
                    f"{option.opts[0]} says how to read a table, but no table is named. Name one with --from TABLE"
                )
    elif example is not None:
        raise click.UsageError("--example and --from cannot be combined: start either from an example or from a table")
    if not is_update:
        _require_new(folder, has_table=table is not None)
    if table is None:
        _start_from_example(folder, example or DEFAULT_EXAMPLE)
    else:
        _start_from_table(folder, table, assignments, reading, is_update=is_update)
    run_folder = folder.parent / f"{folder.name}-run" if folder.name else Path("..", f"{folder.resolve().name}-run")
    shown = quoted(str(folder))
    print_command(command(f"check {shown}"))
    print_command(command(f"solve {shown}{_output(run_folder)}"))


def _require_new(folder: Path, *, has_table: bool) -> None:
    """Refuse a folder in which something is, with every way out that there is."""
    from seeder.errors import RunExistsError
    from seeder.folders import try_filling

    try:
        try_filling(folder)
    except RunExistsError as error:
        if not folder.is_dir() or folder.is_symlink():
            raise
        merge = ""
        if any((folder / name).is_file() for name in DOCUMENTS):
            merge = (
                "To merge the table into it, add --update to the command. "
                if has_table
                else (f"To merge a table into it: {command(f'init {quoted(str(folder))} --from TABLE --update')}. ")
            )
        raise RunExistsError(
            f"{folder}: exists already, so it is not overwritten. {merge}"
            f"To start anew, name another folder{', or delete this one' if merge else ''}."
        ) from error


def _output(run_folder: Path) -> str:
    """Options that make ``solve`` write this run folder: with an earlier run there, it replaces that run.

    Empty if something else is there: that stays, and ``solve`` then only prints the plan.
    """
    option = f" -o {quoted(str(run_folder))}"
    if not os.path.lexists(run_folder):
        return option
    from seeder.errors import SeederError
    from seeder.run_writing import require_free

    for added in ("", " --force"):
        try:
            require_free(run_folder, overwrite=bool(added))
        except SeederError:
            continue
        return option + added
    return ""


def _start_from_example(folder: Path, example: str) -> None:
    from seeder.scenario.examples import write_example

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
    print_line(f"Wrote {len(written)} files into {folder}. Now:")


def _start_from_table(
    folder: Path, table: Path, assignments: Sequence[str], reading: Mapping[str, Any], *, is_update: bool
) -> None:
    """Read a table, write the scenario into a new folder or merge it into one, and print what was understood."""
    from seeder.cli.texts.import_text import doubt_lines, summary_lines, update_lines
    from seeder.importing import MappingError, import_table, update_import, write_import
    from seeder.text import for_terminal

    pairs = [
        split_assignment(text, "--map", 'ROLE=COLUMN, such as followers="Subscribers count"') for text in assignments
    ]
    options = dict(reading)
    fees = list(dict.fromkeys(options.pop("fee")))
    try:
        imported = import_table(table, mapping=pairs, fee=fees[0] if len(fees) == 1 else None, **options)
    except MappingError as error:
        raise click.BadParameter(for_terminal(str(error)), param_hint="--map") from error
    if len(fees) > 1:
        raise _several_fees(imported.report.prices)
    updated = update_import(imported, folder) if is_update else None
    written = write_import(imported, folder) if updated is None else updated.files
    stdout_is_spare()
    report = imported.report if updated is None else updated.report
    for line in summary_lines(report):
        print_line(for_terminal(line))
    for line in doubt_lines(report):
        print_line(for_terminal(line), err=True)
    for line in () if updated is None else update_lines(updated):
        print_line(for_terminal(line))
    print_line(f"Wrote {len(written)} files into {folder}.")
    print_line("import-report.md explains how each column and row was read. Now:")


def _several_fees(choices: Iterable[str]) -> click.UsageError:
    """The error for more than one ``--fee``, as the last would win without a word: it names what can be given."""
    names = " or ".join(f"--fee {quoted(choice)}" for choice in choices)
    way_out = f"Choose {names}" if names else "No column of this table has prices: name it with --map price=COLUMN"
    return click.UsageError(
        f"--fee was given several times, but an account that says yes is paid only one price. {way_out}"
    )
