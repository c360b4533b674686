"""Notes on an accounts table, such as unused columns and accounts that look alike; they stop nothing."""

from __future__ import annotations

from seeder.figures import counted
from seeder.scenario.document.effort_words import EFFORT
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import FEE, Accounts
from seeder.scenario.tables.assumed_sizes import SizeBasis
from seeder.scenario.tables.columns import SIGNAL_COLUMNS, near_misses

_MOST_NOTES = 20


def note_columns(accounts: Accounts, log: IssueLog) -> None:
    """Note columns that are not read though they look like it, and clicks that the followers cap."""
    table = accounts.table
    resembling = near_misses("accounts", [name for name in table.columns if name not in SIGNAL_COLUMNS])
    # What looks like a fee is none where nobody pays fees; where somebody does, the notes on fees look for it.
    resembling = {name: column for name, column in resembling.items() if column != FEE}
    # Likes and links are columns of their own; who means clicks writes the first letter right.
    meant = {name: column for name, column in resembling.items() if name[:1].casefold() == column[:1]}
    meant.pop(accounts.effort_header, None)
    for name, column in list(meant.items())[:_MOST_NOTES]:
        log.note(
            f"{table.source}: the column {name!r} is copied to the shortlist but not used; did you mean {column!r}?"
        )
    if len(meant) > _MOST_NOTES:
        more = counted(len(meant) - _MOST_NOTES, "more column has a name", "more columns have names")
        log.note(f"{table.source}: {more} similar to those of used columns")
    if accounts.effort_header != EFFORT and accounts.effort_header in table.columns:
        log.note(f"{table.source}: the column {accounts.effort_header!r} is read as effort, the hours of asking")
    assumed = {basis: accounts.size_basis.count(basis) for basis in SizeBasis}
    if any(assumed.values()):
        named = " and ".join(
            f"of {counted(n_rows, 'handle')} from {'its' if n_rows == 1 else 'their'} {basis.value}"
            for basis, n_rows in assumed.items()
            if n_rows
        )
        log.note(f"{table.source}: blank followers are estimated: those {named}. Write the numbers if you know them.")
    if "tier" in table.columns and not assumed[SizeBasis.TIER]:
        log.note(f"{table.source}: the column 'tier' is not used; the tier is computed from the followers")
    binding = accounts.clicks > accounts.followers
    if binding.any():
        first = table.place(int(binding.argmax()), "clicks")
        rows = "1 row has" if binding.sum() == 1 else f"{int(binding.sum()):,} rows have"
        text = (
            f"{rows} more clicks than followers. Each person is counted once, so the clicks are limited to the "
            "followers"
        )
        log.note(text, place=first)


def note_near_twins(accounts: Accounts, log: IssueLog) -> None:
    """Note accounts whose keys differ by case or a leading @ only: the same person may be asked twice."""
    first: dict[str, str] = {}
    twins = []
    for key in accounts.account_id:
        earlier = first.setdefault(key.lstrip("@").casefold(), key)
        if earlier != key:
            twins.append((earlier, key))
    if twins:
        pair = f"{twins[0][0]!r} and {twins[0][1]!r}"
        others = f", and {len(twins) - 1:,} more" if len(twins) > 1 else ""
        log.note(f"{accounts.table.source}: {pair}{others} are treated as different accounts")
