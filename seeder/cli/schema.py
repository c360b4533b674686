"""``seeder schema``: the scenario document or ``plan.json`` as JSON Schema, or the columns of a table."""

from __future__ import annotations

import click

from seeder.cli.console.documents import print_document
from seeder.cli.console.lines import print_line

_TABLES = (
    "accounts", "overrides", "segments", "memberships", "followers", "people", "overlaps", "posts", "asks", "clicks",
    "links",
)  # fmt: skip
_PLAN = "plan"


@click.command(short_help="Print the JSON Schema of scenario.yaml or plan.json, or the columns of a table.")
@click.argument("table", type=click.Choice((*_TABLES, _PLAN)), required=False, metavar="[TABLE | plan]")
@click.option("--json", "as_json", is_flag=True, help="Print a table's columns as JSON.")
def schema(table: str | None, as_json: bool) -> None:
    """Print the JSON Schema of a scenario document; with TABLE, print the columns of that table with their units.

    With "plan", print the JSON Schema of plan.json, which solve writes and prints with --json.

    \b
    seeder schema > seeder.schema.json
    # then, as the first line of scenario.yaml:
    # yaml-language-server: $schema=./seeder.schema.json
    """  # noqa: D301
    if table is None:
        from seeder.scenario.document.json_schema import document_schema

        print_document(document_schema())
        return
    if table == _PLAN:
        from seeder.plan_document import plan_schema

        print_document(plan_schema())
        return
    from seeder.scenario.tables.columns import FURTHER_COLUMNS, TABLES

    columns = TABLES[table]
    if as_json:
        document = [
            {
                "name": column.name,
                "kind": column.kind.value,
                "unit": column.unit,
                "required": column.is_required,
                "meaning": column.meaning,
            }
            for column in columns
        ]
        further = {"further_columns": FURTHER_COLUMNS[table]} if table in FURTHER_COLUMNS else {}
        print_document({"schema_version": 1, "table": table, "columns": document, **further})
        return
    width = max(len(column.name) for column in columns)
    for column in columns:
        need = "required" if column.is_required else "optional"
        unit = f" [{column.unit}]" if column.unit else ""
        start = f"{column.name:<{width}}  {need}  "
        print_line(f"{start}{column.kind.value}{unit}: {column.meaning}", hang=len(start))
    if table in FURTHER_COLUMNS:
        print_line(FURTHER_COLUMNS[table])
