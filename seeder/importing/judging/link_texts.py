"""Finds columns read as handles whose texts only invite to open the link behind them, such as "Zum Profil"."""

from __future__ import annotations

import re
from collections import defaultdict

from seeder.importing.columns.layout import Used
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.judging.withdrawals import Withdrawal, withdraw
from seeder.importing.profiles.profiles import read_profile
from seeder.importing.rows.draft import Draft

_MOSTLY = 0.9
_NUMBER_BEHIND = re.compile(r"\s+[(#]?[0-9]{1,6}\)?\.?$")


def link_texts(draft: Draft) -> list[Withdrawal]:
    """Columns of handles whose links lead to several accounts below the same text."""
    found = []
    for used in dict.fromkeys(used for reading in draft.readings for used in reading.presence.handles):
        links = next((one for one in draft.columns if one.text_index == used.column.index), None)
        text = "" if links is None else _repeated_text(used.column, links)
        if text:
            why = f"its text {text[:60]!r} names nobody: the links behind it lead to several"
            found.append(withdraw(used, why, is_doubtful=False))
    return found


def has_links_alone(url: Used, draft: Draft) -> bool:
    """Whether a column is the links behind texts that name nobody: then the links are whose the rows are."""
    text = next((one for one in draft.columns if one.index == url.column.text_index), None)
    return text is not None and bool(_repeated_text(text, url.column))


def _repeated_text(column: SourceColumn, links: SourceColumn) -> str:
    """The text before most links, if each such text is before links to several accounts; '' if it is not."""
    accounts: dict[str, set[str]] = defaultdict(set)
    rows: dict[str, list[str]] = defaultdict(list)
    for text, address in zip(column.texts, links.texts, strict=True):
        plain = _NUMBER_BEHIND.sub("", text.strip().casefold())
        if plain and address.strip():
            profile = read_profile(address)
            accounts[plain].add(address.casefold() if profile is None else f"{profile.platform} {profile.key}")
            rows[plain].append(text.strip())
    n_repeated = sum(len(rows[plain]) for plain, several in accounts.items() if len(several) > 1)
    if not n_repeated or n_repeated < _MOSTLY * sum(map(len, rows.values())):
        return ""
    return max(rows.values(), key=len)[0]
