"""Reports triples of overlaps that cannot be true together, at the row that is most to blame."""

from __future__ import annotations

from functools import partial

import numpy as np

from seeder.engine.table import Table
from seeder.errors import Place
from seeder.scenario.audiences.overlap_pairs import Pairs
from seeder.scenario.audiences.overlap_statements import handle_shown, people_shown, stating_column
from seeder.scenario.audiences.overlap_triples import ImpossibleTriples
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import Accounts

_RULE = (
    "A handle needs at least as many followers as it shares with a second handle, plus those it shares with a third, "
    "minus those that the second and the third share"
)


def report_impossible_triples(
    triples: ImpossibleTriples, pairs: Pairs, *, table: Table, accounts: Accounts, log: IssueLog
) -> None:
    """Report every triple at one of its rows, and of those at one row the one that fits least.

    A number that is wrong is in many such triples, beside others that are right: each triple is reported at that of its
    rows which is in most of them.
    """
    if not triples.is_whole:
        log.note(f"{table.source}: not all triples of pairs were checked, so others may still contradict each other")
    n_triples = len(triples.handle)
    if not n_triples:
        return
    members = np.stack([triples.one, triples.other, triples.between])
    n_of_pair = np.bincount(members[members >= 0], minlength=len(pairs.row))
    n_of_member = np.where(members >= 0, n_of_pair[members], 0)
    blamed = np.take_along_axis(members, n_of_member.argmax(axis=0)[None], axis=0)[0]
    order = np.lexsort((-triples.excess, blamed))
    is_first = np.ones(n_triples, dtype=np.bool_)
    is_first[1:] = blamed[order][1:] != blamed[order][:-1]
    n_at_row = np.diff(np.append(np.flatnonzero(is_first), n_triples))
    worst = order[is_first]
    in_order = np.argsort(pairs.row[blamed[worst]], kind="stable")
    for triple, n_alike in zip(worst[in_order].tolist(), n_at_row[in_order].tolist(), strict=True):
        row = int(pairs.row[blamed[triple]])
        place = table.place(row, stating_column(table, row))
        log.report_made(place, _RULE, partial(_text, triples, triple, n_alike, pairs, table, accounts, place))


def _text(
    triples: ImpossibleTriples, triple: int, n_alike: int, pairs: Pairs, table: Table, accounts: Accounts, place: Place
) -> tuple[str, str]:
    h = int(triples.handle[triple])
    one, other, between = int(triples.one[triple]), int(triples.other[triple]), int(triples.between[triple])
    shown_h = handle_shown(accounts, h)
    shown_k, shown_l = (
        handle_shown(accounts, int(pairs.b[pair] if pairs.a[pair] == h else pairs.a[pair])) for pair in (one, other)
    )

    def where(pair: int) -> str:
        line = table.lines[int(pairs.row[pair])]
        return "here" if line == place.line else f"line {line}"

    def least(pair: int) -> str:
        word = "" if pairs.low[pair] == pairs.shared[pair] else "at least "
        return f"{word}{people_shown(pairs.low[pair])}"

    most = people_shown(triples.most_between[triple])
    if between < 0:
        rest = f"fewer than {most}, because the pair is not in the list"
    else:
        word = "" if pairs.high[between] == pairs.shared[between] else "at most "
        rest = f"{word}{most} ({where(between)})"
    needed = accounts.followers[h] + triples.excess[triple]
    found = (
        f"{shown_h} and {shown_k} share {least(one)} people ({where(one)}), {shown_h} and {shown_l} {least(other)} "
        f"({where(other)}), {shown_k} and {shown_l} {rest}: {shown_h} would need {people_shown(needed)} followers "
        f"but has {people_shown(accounts.followers[h])}"
    )
    if n_alike > 1:
        found += f"; this row is part of {n_alike - 1:,} more such {'triple' if n_alike == 2 else 'triples'}"
    numbers = "one of the three numbers" if between >= 0 else "one of the two numbers, add the pair that is missing"
    way_out = f"Correct {numbers}, or the followers on line {accounts.table.lines[h]} of {accounts.table.source}"
    return found, way_out
