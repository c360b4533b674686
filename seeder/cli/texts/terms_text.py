"""The objective, budget, approaches and rules of a scenario, in plain words for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from seeder.figures import amount_in_words, listed, percent
from seeder.text import for_terminal

if TYPE_CHECKING:
    from seeder.analysis.terms import ApproachTerms, Terms

_OBJECTIVES = {
    "reach": "as many people as possible see a post",
    "clicks": "as many people as possible click",
    "conversions": "as many people as possible act (conversions)",
}
_MOST_RULES = 20


def terms_lines(terms: Terms) -> Iterator[str]:
    """Return lines: objective, budget, each approach, each rule."""
    yield f"  objective  {_OBJECTIVES[terms.objective]}"
    limits = [_amount(value, name, terms.currency) for name, value in terms.budget.items()]
    unlimited = ["hours" if name == "effort" else for_terminal(name) for name in terms.unlimited]
    without = f"; nothing limits {listed(unlimited)}" if unlimited else ""
    yield f"  budget     {listed(limits) or 'none'}{without}{_basis(terms)}"
    yield from _block("approaches", [_approach(approach, terms.currency) for approach in terms.approaches])
    rules = [for_terminal(rule.rule) for rule in terms.rules]
    hidden = len(rules) - _MOST_RULES
    shown = [*rules[:_MOST_RULES], *([f"… and {hidden:,} more"] if hidden > 0 else [])]
    yield from _block("rules", shown or ["none"])


def _block(title: str, lines: list[str]) -> Iterator[str]:
    for position, line in enumerate(lines):
        yield f"  {title if position == 0 else '':<10} {line}"


def _amount(value: float, name: str, currency: Mapping[str, str]) -> str:
    return for_terminal(amount_in_words(value, name, currency))


def _basis(terms: Terms) -> str:
    """How costs of a yes count, '' where a yes costs nothing."""
    if not any(approach.fee or approach.on_yes for approach in terms.approaches):
        return ""
    if terms.basis == "reserved":
        return "; what a yes costs is counted in full"
    return "; what a yes costs is multiplied by the chance of a yes"


def _approach(approach: ApproachTerms, currency: Mapping[str, str]) -> str:
    asking = [_amount(cost, name, currency) for name, cost in approach.costs.items()]
    if approach.effort is not None:
        asking.insert(0, _amount(approach.effort, "effort", currency))
    on_yes = [_amount(cost, name, currency) for name, cost in approach.on_yes.items()]
    if approach.fee:
        on_yes.append("the account's fee")
    parts = [f"asking costs {listed(asking)}"] if asking else []
    if approach.acceptance is not None:
        parts.append(f"{percent(approach.acceptance)} say yes")
    open_numbers = {"hours": approach.effort, "acceptance": approach.acceptance}
    unsaid = [name for name, number in open_numbers.items() if number is None]
    if unsaid:
        parts.append(f"{listed(unsaid)} from your tables or our assumptions")
    if on_yes:
        parts.append(f"a yes costs {listed(on_yes)}")
    parts.append("for all accounts" if approach.where is None else f"for accounts where {for_terminal(approach.where)}")
    return f"{for_terminal(approach.name)}: {'; '.join(parts)}"
