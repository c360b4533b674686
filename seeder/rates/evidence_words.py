"""Where a rate comes from, in words: given, measured with how much evidence, or a default with its source."""

from __future__ import annotations

from seeder.figures import number, percent
from seeder.rates.column import Pool, Provenance, RateColumn
from seeder.rates.estimation import Rates

_COUNTED = {
    "clicks": ("post", "posts", "click", "clicks"),
    "view": ("post", "posts", "view", "views"),
    "click_through": ("view", "views", "click", "clicks"),
    "conversion": ("click", "clicks", "conversion", "conversions"),
    "acceptance": ("ask", "asks", "yes", "yeses"),
}
"""Kind of rate → what its evidence counts: trials and successes, one and several of them."""


def _counted(count: float, one: str, several: str) -> str:
    return f"{number(count)} {one if count == 1 else several}"


def _successes_words(kind: str, trials: float, successes: float) -> str:
    """'50 clicks in 1 post'."""
    return f"{_counted(successes, *_COUNTED[kind][2:])} in {trials_words(kind, trials)}"


def evidence_words(kind: str, *, trials: float, successes: float, weight: float, start: str) -> str:
    """What a measured number rests on: '50 clicks in 1 post, with a weight of 62%; the rest: …'.

    ``start`` is what it would be without evidence, '' where there is nothing.
    """
    rest = f"; the remaining {percent(1 - weight)}: {start}" if start and weight < 1 else ""
    return f"measured: {_successes_words(kind, trials, successes)}, weight {percent(weight)}{rest}"


def trials_words(kind: str, trials: float) -> str:
    """How much evidence there is, for a narrow column: '3 posts'."""
    return _counted(trials, *_COUNTED[kind][:2])


def pool_words(kind: str, pool: Pool) -> str:
    """What a number without evidence of its own was drawn to."""
    whom = "another" if pool.n_rates == 1 else f"{pool.n_rates:,} others"
    return f"pulled toward the {_successes_words(kind, pool.trials, pool.successes)} of {whom}"


def source_words(rates: Rates, kind: str, column: RateColumn, position: int) -> str:
    """Where one number comes from: given, measured with how much evidence, or a default with its source."""
    provenance = column.provenance(position)
    if provenance is Provenance.GIVEN:
        return f"given: column {kind}"
    if provenance is Provenance.NONE:
        return "not known"
    default = rates.default_of(column, position)
    start = "" if default is None else default.cite()
    signs = "adjusted by the signals of its audience" if column.is_signalled[position] else ""
    if provenance is Provenance.MEASURED and column.trials[position] > 0:
        return evidence_words(
            kind,
            trials=float(column.trials[position]),
            successes=float(column.successes[position]),
            weight=float(column.weight[position]),
            start=", ".join(part for part in (start, signs) if part),
        )
    others = pool_words(kind, column.pool) if column.pool is not None and column.pool.n_rates else ""
    return f"default: {', '.join(part for part in (start, signs, others) if part)}"
