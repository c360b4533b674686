"""Followers that pairs of handles share, on the terminal: what is known, assumed and odd."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from seeder.analysis.overlap.misfit import UNMET
from seeder.analysis.overlap.oddities import ALIKE_SHARE, ALIKE_SIZE, PUBLISHED_SHARE, PUBLISHED_TWIN
from seeder.analysis.overlap.shares import MOSTLY
from seeder.cli.console.lines import write_line
from seeder.cli.texts.tables import plain_table
from seeder.figures import counted, listed, number, percent
from seeder.scenario.audiences.overlaps import Unstated
from seeder.terminal import terminal
from seeder.text import for_terminal, shorten

if TYPE_CHECKING:
    from rich.console import Console

    from seeder.analysis.overlap.facts import OverlapFacts, StatedFacts
    from seeder.problem.arrays import IntArray
    from seeder.scenario.tables.accounts import Accounts

_LONGEST_NAME, _SHORTEST_NAME = 28, 8
_TITLE_WIDTH = 60
_NAME_IN_A_SENTENCE = 40
_PAGE = "seeder docs overlap"
_SOURCE = "1,496 to 1,952 Twitch channels"


def print_facts(facts: OverlapFacts, *, top: int, no_color: bool) -> None:
    """Print what is known, assumed, contradictory and odd, nearest twins and who sits inside whom."""
    out = terminal(no_color=no_color)
    write_line(out, shorten(for_terminal(facts.scenario.name), _TITLE_WIDTH), style="bold")
    if facts.stated is None and not len(facts.pairs.a):
        for line in _nothing_lines(facts):
            write_line(out, line)
        return
    if facts.stated is None:
        _print_lines(out, "Known", _cells_lines(facts))
    else:
        _print_lines(out, "Known", _known_lines(facts, facts.stated))
        _print_lines(out, "Assumed", _assumed_lines(facts, facts.stated, top))
        _print_misfit(out, facts, facts.stated, top)
    _print_twins(out, facts, top)
    _print_nesting(out, facts, top)
    if facts.stated is not None:
        write_line(out, "Odd data", style="bold")
        for line in list(_odd_lines(facts, facts.stated, top)) or ["Nothing looks odd."]:
            write_line(out, line)


def handle_name(accounts: Accounts, row: int) -> str:
    """Return a handle as in the tables, with its platform if other handles have its name."""
    handle, platform = accounts.handle[row], accounts.platform[row]
    is_shared = platform and accounts.handle.count(handle) > 1
    return shorten(for_terminal(f"{handle} on {platform}" if is_shared else handle), _NAME_IN_A_SENTENCE)


def _assumed_lines(facts: OverlapFacts, stated: StatedFacts, top: int) -> Iterator[str]:
    overlaps, n_unstated = stated.overlaps, stated.n_unstated
    if not n_unstated:
        yield "You gave every pair: nothing is assumed."
        return
    others = _agreeing(n_unstated, "The other pair is", f"The other {n_unstated:,} pairs are")
    yield f"{others} assumed {overlaps.unstated.value}: {_unstated_words(stated)}."
    if stated.n_under_threshold:
        which = _agreeing(stated.n_under_threshold, "1 of them is", f"{stated.n_under_threshold:,} of them are")
        share = _agreeing(stated.n_under_threshold, "it shares", "they share")
        yield f"{which} between handles of your table: {share} at most {number(overlaps.threshold or 0.0)} people."
    if stated.forced is not None and len(stated.forced.a):
        n_forced, accounts = len(stated.forced.a), facts.scenario.accounts
        shown = [
            f"{handle_name(accounts, a)} and {handle_name(accounts, b)} at least {_people(least)}"
            for a, b, least in list(
                zip(stated.forced.a.tolist(), stated.forced.b.tolist(), stated.forced.least.tolist(), strict=True)
            )[:top]
        ]
        yield f"Your other numbers force {n_forced:,} of them to share people: {listed(shown, n_forced - top)}."
    if stated.chance_population is None:
        return
    if stated.chance_population < stated.least_population:
        yield (
            "Taken together, the pairs you gave overlap more than they would by chance, even in the smallest possible "
            f"population, {number(stated.least_population)} people."
        )
        return
    yield (
        "Taken together, the pairs you gave overlap as much as they would by chance in a population of "
        f"{number(stated.chance_population)} people."
    )


def _unstated_words(stated: StatedFacts) -> str:
    from seeder.audience.overlap_assumption import SHARE_OF_SMALLER

    overlaps = stated.overlaps
    if overlaps.unstated is Unstated.SAINSBURY:
        assert overlaps.population is not None
        return f"as many people follow both as would by chance among {number(overlaps.population)} people"
    if overlaps.unstated is Unstated.SIMILAR:
        share = percent(SHARE_OF_SMALLER)
        return f"{share} of the smaller audience for each common topic; without topics, {share} for a common platform"
    return "nobody follows both"


def _nothing_lines(facts: OverlapFacts) -> Iterator[str]:
    if facts.kind == "separate":
        yield f"Nothing is known about shared followers of {facts.n_handles:,} handles: they are assumed to share none."
        yield f"{_PAGE} explains where to get such numbers and how to write them down."
    else:
        yield f"According to the {_words_of_kind(facts.kind)}, no two of {facts.n_handles:,} handles share followers."


def _words_of_kind(kind: str) -> str:
    return {"followers": "follower list"}.get(kind, kind)


def _cells_lines(facts: OverlapFacts) -> Iterator[str]:
    n_pairs, n_possible = len(facts.pairs.a), facts.n_handles * (facts.n_handles - 1) // 2
    share = _agreeing(n_pairs, "shares", "share")
    estimated = ", estimated from a sample" if facts.audience.is_estimated else ""
    yield (
        f"According to the {_words_of_kind(facts.kind)}, {n_pairs:,} of {n_possible:,} pairs "
        f"({percent(n_pairs / n_possible)}) {share} people{estimated}."
    )


def _known_lines(facts: OverlapFacts, stated: StatedFacts) -> Iterator[str]:
    forms = ", ".join(f"{count:,} as {form}" for form, count in stated.by_form.items())
    n_stated, n_possible = stated.n_stated, stated.n_possible
    yield (f"You gave {n_stated:,} of {n_possible:,} pairs ({percent(n_stated / n_possible)}): {forms}.")
    yield f"{_agreeing(n_stated, 'It covers', 'They cover')} {len(facts.listed):,} of {facts.n_handles:,} handles."


def _print_misfit(out: Console, facts: OverlapFacts, stated: StatedFacts, top: int) -> None:
    misfit = stated.misfit
    lines = ["No sizes, pairs or triples contradict each other."]
    if misfit.median is not None and misfit.ninetieth is not None:
        is_exact = not misfit.n_outside and misfit.ninetieth == 0
        lines.append(
            "All pairs are reproduced exactly."
            if is_exact
            else f"Half of the pairs are reproduced within {_off(misfit.median)}, nine in ten within "
            f"{_off(misfit.ninetieth)}."
        )
    if misfit.n_outside:
        lines.append(
            f"{misfit.n_outside:,} of {stated.n_stated:,} pairs ({percent(misfit.n_outside / stated.n_stated)}) could "
            "not be reproduced within the precision of your numbers."
        )
    elif len(lines) == 1 or misfit.ninetieth:
        lines.append("Every pair is reproduced within the precision of your numbers.")
    _print_lines(out, "Contradictions", lines)
    if not misfit.n_outside:
        return
    by_relative, by_people = misfit.worst_by_relative()[:top], misfit.worst_by_people()[:top]
    if set(by_relative.tolist()) == set(by_people.tolist()):
        _print_pairs(out, facts, stated, "Farthest off", by_people)
    else:
        _print_pairs(out, facts, stated, "Farthest off, as a share", by_relative)
        _print_pairs(out, facts, stated, "Farthest off, in people", by_people)


def _print_pairs(out: Console, facts: OverlapFacts, stated: StatedFacts, title: str, pairs: IntArray) -> None:
    accounts, overlaps, misfit = facts.scenario.accounts, stated.overlaps, stated.misfit
    rows = []
    for pair in pairs.tolist():
        relative = float(misfit.relative[pair])
        names = [handle_name(accounts, int(side[pair])) for side in (overlaps.a, overlaps.b)]
        off = f"{misfit.people[pair]:+,.0f}" if abs(misfit.people[pair]) >= 10 else f"{misfit.people[pair]:+.2g}"
        rows.append(
            [
                *names,
                _people(overlaps.shared[pair]),
                _people(misfit.fitted[pair]),
                off,
                "" if math.isnan(relative) else _off_share(relative),
                str(overlaps.table.lines[int(overlaps.row[pair])]),
            ]
        )
    _print_table(out, title, ["a", "b", "given", "fitted", "off by", "", "line"], rows, spare="fitted")


def _print_twins(out: Console, facts: OverlapFacts, top: int) -> None:
    twins, accounts = facts.twins, facts.scenario.accounts
    if twins.median is None:
        _print_lines(out, "Nearest twins", ["No two handles share people."])
        return
    rows = [
        [
            handle_name(accounts, int(twins.handle[at])),
            handle_name(accounts, int(twins.twin[at])),
            _people(twins.shared[at]),
            percent(float(twins.share[at])),
        ]
        for at in twins.once()[:top].tolist()
    ]
    _print_table(out, "Nearest twins", ["handle", "twin", "people", "of the smaller"], rows)
    write_line(
        out, "Twin: the handle that shares the largest part of the smaller audience. People: how many follow both."
    )
    write_line(
        out, f"Half of {len(twins.handle):,} handles share at least {percent(twins.median)} with their nearest twin."
    )
    out.print()


def _print_nesting(out: Console, facts: OverlapFacts, top: int) -> None:
    nesting, pairs, accounts = facts.nesting, facts.pairs, facts.scenario.accounts
    rows = [
        [
            handle_name(accounts, int(pairs.smaller[pair])),
            handle_name(accounts, int(pairs.larger[pair])),
            percent(float(pairs.share_of_smaller[pair])),
            percent(float(pairs.share_of_larger[pair])),
        ]
        for pair in nesting.pair[:top].tolist()
    ]
    title = "Audiences inside others"
    if rows:
        _print_table(out, title, ["followers of", "also follow", "share", "the reverse"], rows)
        more = len(nesting.pair) - len(rows)
        if more:
            write_line(
                out,
                f"In {counted(more, 'more pair')}, {percent(MOSTLY)} or more of the smaller audience also follow the "
                "larger account.",
            )
    else:
        write_line(out, title, style="bold")
        write_line(
            out, f"In no pair, {percent(MOSTLY)} or more of the smaller audience also follow the larger account."
        )
    if nesting.smaller_in_larger is not None and nesting.larger_in_smaller is not None:
        write_line(
            out,
            f"Typically {percent(nesting.smaller_in_larger)} of the smaller audience also follow the larger account; "
            f"the other way round {percent(nesting.larger_in_smaller)}.",
        )
    out.print()


def _odd_lines(facts: OverlapFacts, stated: StatedFacts, top: int) -> Iterator[str]:
    odd, accounts = stated.odd, facts.scenario.accounts
    if odd.size_doubt is not None:
        yield (
            "* Your numbers of followers may not count people but, for example, views: the typical pair shares "
            f"{percent(odd.size_doubt.median_share)} of the smaller audience (usual: {percent(PUBLISHED_SHARE)}), and "
            f"the typical handle shares {percent(odd.size_doubt.median_twin)} with its nearest twin (usual: "
            f"{percent(PUBLISHED_TWIN)}; {_SOURCE})."
        )
    if len(odd.unmet):
        yield (
            f"* {counted(len(odd.unmet), 'pair is', 'pairs are')} off by more than "
            f"{percent(UNMET)}: no audience was found that fits {_agreeing(len(odd.unmet), 'it', 'them')} and all "
            f"others; {_lines_of(stated, odd.unmet, top)}."
        )
    away = odd.out_of_line
    for at, row in enumerate(away.handle[:top].tolist()):
        yield (
            f"* {handle_name(accounts, row)} ({for_terminal(str(accounts.table.place(row)))}) shares "
            f"{number(float(away.ratio[at]))} times as many followers as usual for its size "
            f"({int(away.n_pairs[at]):,} pairs, {away.deviations[at]:+.1f} standard deviations)."
        )
    yield from _more(len(away.handle) - top, "handle with unusual overlaps", "handles with unusual overlaps")
    for count, n_pairs, expected in list(
        zip(odd.repeats.count.tolist(), odd.repeats.n_pairs.tolist(), odd.repeats.expected.tolist(), strict=True)
    )[:top]:
        same = stated.overlaps.shared == count
        usual = number(float(f"{expected:.2g}"))
        yield (
            f"* The number {_people(count)} appears in {n_pairs:,} pairs ({usual} would be usual); "
            f"{_lines_of(stated, same.nonzero()[0], top)}."
        )
    yield from _more(len(odd.repeats.count) - top, "repeated number", "repeated numbers")
    for pair in odd.alike[:top].tolist():
        a, b = int(stated.overlaps.a[pair]), int(stated.overlaps.b[pair])
        yield (
            f"* {handle_name(accounts, a)} and {handle_name(accounts, b)} may be the same account twice: "
            f"they share {percent(ALIKE_SHARE)} or more of the smaller audience, and their sizes differ by at most "
            f"{percent(ALIKE_SIZE)}; "
            f"{_lines_of(stated, odd.alike[odd.alike == pair], top)}."
        )
    yield from _more(len(odd.alike) - top, "near-identical pair", "near-identical pairs")
    if odd.n_over_threshold:
        n_over = odd.n_over_threshold
        yield (
            f"* In the fitted audience, {counted(n_over, 'pair')} below your threshold "
            f"{_agreeing(n_over, 'shares', 'share')} more than {number(stated.overlaps.threshold or 0.0)} people."
        )
    if len(odd.unlisted):
        shown = [shorten(handle_name(accounts, row), _LONGEST_NAME) for row in odd.unlisted[:top].tolist()]
        count = counted(len(odd.unlisted), "handle is", "handles are")
        yield f"* {count} in no pair: {listed(shown, len(odd.unlisted) - top)}."


def _lines_of(stated: StatedFacts, pairs: IntArray, top: int) -> str:
    """The lines of pairs: 'overlaps.csv, lines 2, 3 and 17'."""
    table = stated.overlaps.table
    shown = [str(table.lines[row]) for row in stated.overlaps.row[pairs[:top]].tolist()]
    return f"{for_terminal(table.source)}, {_agreeing(len(pairs), 'line', 'lines')} {listed(shown, len(pairs) - top)}"


def _more(count: int, one: str, several: str) -> Iterator[str]:
    if count > 0:
        yield f"* {count:,} more {_agreeing(count, one, several)}."


def _agreeing(count: int, one: str, several: str) -> str:
    return one if count == 1 else several


def _people(people: float) -> str:
    return f"{people:,.0f}" if people >= 100.0 else number(round(people, 2))


def _off(misfit: float) -> str:
    return percent(misfit) if misfit < 0.9999 else f"{100 * misfit:,.0f}%"


def _off_share(relative: float) -> str:
    decimals = 0 if abs(relative) >= 1 else 1 if abs(relative) >= 0.01 else 2
    return f"{100 * relative:+,.{decimals}f}%"


def _print_lines(out: Console, title: str, lines: Iterator[str] | Sequence[str]) -> None:
    write_line(out, title, style="bold")
    for line in lines:
        write_line(out, line)
    out.print()


def _print_table(
    out: Console, title: str, titles: Sequence[str], rows: Sequence[Sequence[str]], *, spare: str = ""
) -> None:
    """Print a table whose first two columns are names, as short as it takes to fit; numbers are never cut.

    The column with the title ``spare`` goes where names would be too short beside it.
    """
    from rich.cells import cell_len

    widths = [max(len(name), *(cell_len(row[at]) for row in rows)) for at, name in enumerate(titles)]
    shown = list(range(len(titles)))
    if _room_for_a_name(out, widths, shown) < _SHORTEST_NAME and spare:
        shown.remove(titles.index(spare))
    width = min(_LONGEST_NAME, max(1, _room_for_a_name(out, widths, shown)))
    write_line(out, title, style="bold")
    cells = [[shorten(row[at], width) if at < 2 else row[at] for at in shown] for row in [titles, *rows]]
    widest = {position: widths[at] for position, at in enumerate(shown) if at >= 2}
    out.print(plain_table(cells[0], cells[1:], left=range(2), min_widths=widest))


def _room_for_a_name(out: Console, widths: Sequence[int], shown: Sequence[int]) -> int:
    """Cells that are left for each of both names; three are between columns, and one at either end."""
    numbers = sum(widths[at] for at in shown[2:])
    return (out.width - numbers - 3 * (len(shown) - 1) - 2) // 2
