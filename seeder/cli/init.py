"""``seeder init``: a scenario that runs, from an example."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Start a scenario from an example.")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--example", default="one-celebrity-or-250", show_default=True, help="Which example to start from.")
@click.option("--list", "is_list", is_flag=True, help="Print the examples' names.")
def init(folder: Path | None, example: str, is_list: bool) -> None:
    """Write a scenario that runs into a new FOLDER.

    \b
    seeder init my-launch
    seeder init my-launch --example apartment-app
    """  # noqa: D301
    from seeder.scenario.examples import example_names, write_example

    if is_list:
        for name in example_names():
            click.echo(name)
        return
    if folder is None:
        raise click.UsageError("Name a new folder for the scenario, such as: seeder init my-launch")
    names = example_names()
    if example not in names:
        from seeder.spelling import did_you_mean

        guess = did_you_mean(example, names)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise click.BadParameter(
            f"there is no example {example!r}.{hint} Examples: {', '.join(names)}", param_hint="--example"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.BadParameter(
            f"{folder} is there already, and nothing is overwritten: name a new folder", param_hint="FOLDER"
        )
    try:
        written = write_example(example, folder)
    except OSError as error:
        raise click.BadParameter(f"{folder} cannot be written ({error.strerror})", param_hint="FOLDER") from error
    click.echo(f"Wrote {len(written)} files into {folder}. Now:")
    click.echo(f"    seeder check {folder}")
    click.echo(f"    seeder solve {folder} -o {folder.with_name(folder.name + '-run')}")
