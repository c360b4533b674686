"""The tables of each kind of audience, and the messages on a scenario that mixes kinds."""

from __future__ import annotations

from seeder.command_line import command

TABLES_OF_KIND: dict[str, dict[str, str]] = {
    "segments": {"table": "segments", "memberships": "memberships"},
    "followers": {"table": "followers", "people": "people"},
    "overlaps": {"table": "overlaps"},
}
"""Kind of audience → key of the document → table that it names."""

OPTIONAL_TABLES = ("people",)

ONE_KIND_RULE = "A scenario describes all audiences in one way: by segments, by a follower list or by overlaps"


def to_use_both() -> str:
    """How audiences described in two ways are combined."""
    return (
        "to combine both, make the people of each pair a segment, or give followers and overlaps for all accounts "
        f"({command('docs overlap')})"
    )


def one_kind_way_out() -> str:
    """What to do about two descriptions."""
    return f"Keep one of them; {to_use_both()}"


def kind_of_table(name: str) -> str | None:
    """Kind of audience to which a table belongs, None if there is no such table."""
    return next((kind for kind, tables in TABLES_OF_KIND.items() if name in tables.values()), None)
