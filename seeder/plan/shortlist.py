"""The shortlist: one row per ask, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from seeder.plan.pick import Pick
from seeder.plan.wording import option_name
from seeder.plan_document import Reserve
from seeder.text import bare_handle, spreadsheet_csv

_SOURCES = ("effort", "acceptance", "value")


def shortlist_table(
    picks: Sequence[Pick], *, resources: Iterable[str], reserves: Sequence[Reserve] = (), value: float | None = None
) -> tuple[list[str], list[list[object]]]:
    """Header and rows of the shortlist; a plan without picks has the columns of ``resources`` too.

    Columns: rank, account, approach, platform, handle (of the largest handle), handles (all of them), tier,
    followers [people], every resource as counted against the budget (blank if the account's fee is not known),
    acceptance [0–1], expected and added in the objective's unit, why, link, backup (whom to ask instead after a no,
    with the approach in brackets), backup_loss (by how much the plan of this ``value`` is then worth less), where
    effort, acceptance and value come from, then the carried columns; a carried column whose header is taken gets
    ' (table)' behind it.
    """
    columns = list(dict.fromkeys(name for pick in picks for name in pick.costs)) or list(resources)
    carried = list(dict.fromkeys(name for pick in picks for name in pick.carried))
    own = ["rank", "account", "approach", "platform", "handle", "handles", "tier", "followers"]
    own += [*columns, "acceptance", "expected", "added", "why", "link", "backup", "backup_loss"]
    own += [f"{name}_from" for name in _SOURCES]
    backups = {reserve.replaces: reserve for reserve in reserves}
    rows: list[list[object]] = []
    for pick in picks:
        known = [handle.followers for handle in pick.handles if handle.followers is not None]
        followers = sum(known) if len(known) == len(pick.handles) else None
        main = pick.handles[0]
        all_handles = "; ".join(
            f"{handle.platform}:{bare_handle(handle.handle)}" if handle.platform else bare_handle(handle.handle)
            for handle in pick.handles
        )
        rows.append(
            [
                pick.rank,
                pick.account,
                pick.approach,
                main.platform,
                bare_handle(main.handle),
                all_handles,
                pick.tier,
                _plain(followers),
                *("" if name in pick.unknown_costs else _plain(pick.costs[name]) for name in columns),
                pick.acceptance,
                pick.expected,
                pick.added,
                pick.why,
                pick.link,
                *_backup(backups.get(pick.account), value),
                *(pick.sources[name] for name in _SOURCES),
                *(pick.carried[name] for name in carried),
            ]
        )
    header = list(own)
    for name in carried:
        while name in header:
            name += " (table)"
        header.append(name)
    return header, rows


def shortlist_csv(
    picks: Sequence[Pick], *, resources: Iterable[str], reserves: Sequence[Reserve] = (), value: float | None = None
) -> bytes:
    """Return ``shortlist.csv``: UTF-8 with byte-order mark, every text guarded against being read as a formula."""
    header, rows = shortlist_table(picks, resources=resources, reserves=reserves, value=value)
    return spreadsheet_csv(header, rows)


def _backup(reserve: Reserve | None, value: float | None) -> tuple[object, object]:
    """Whom to ask instead, and what is lost; blank without a backup."""
    if reserve is None or value is None:
        return "", ""
    return option_name(reserve.account, reserve.approach), value - reserve.value


def _plain(number: float | None) -> object:
    """A whole number without '.0', as people write it."""
    if number is None:
        return ""
    return int(number) if number == int(number) else number
