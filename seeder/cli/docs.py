"""``seeder docs``: print the pages of the documentation, which are installed with the package."""

from __future__ import annotations

import click

from seeder.cli.arguments.completion import complete_pages
from seeder.shipped import page_names, page_text


@click.command(short_help="Print a page of the documentation, or the list of pages.")
@click.argument("page", required=False, shell_complete=complete_pages)
def docs(page: str | None) -> None:
    """Print the documentation page PAGE as Markdown; without PAGE, list the pages.

    \b
    seeder docs
    seeder docs scenario
    """  # noqa: D301
    names = page_names()
    if page is None:
        width = max(map(len, names))
        for name in names:
            title, _, _ = page_text(name).partition("\n")
            click.echo(f"{name:<{width}}  {title.removeprefix('# ')}")
        return
    if page not in names:
        from seeder.spelling import did_you_mean

        guess = did_you_mean(page, names)
        hint = f" Did you mean {guess!r}?" if guess else ""
        raise click.BadParameter(f"there is no page {page!r}.{hint} Pages: {', '.join(names)}", param_hint="PAGE")
    click.echo(page_text(page), nl=False)
