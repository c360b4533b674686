"""How a scenario was understood: counts of its accounts, options, followers and numbers, by source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from seeder.analysis.overlap.misfit import misfit_of
from seeder.analysis.resting import value_kinds
from seeder.analysis.terms import Terms, terms_of
from seeder.analysis.unaskable import unaskable_notes
from seeder.argument_kinds import require_kind
from seeder.audience import Audience
from seeder.brief_repr import brief_repr
from seeder.errors import Note
from seeder.formulation import Formulation, Origin
from seeder.rates import RateColumn
from seeder.scenario.audiences.overlaps import Overlaps
from seeder.scenario.tables.assumed_sizes import SizeBasis


@dataclass(frozen=True, slots=True)
class NumberCount:
    """How many numbers of one kind there are, and where they come from."""

    kind: str  # ``clicks``, ``view``, ``conversion``, ``effort`` or ``acceptance``.
    per: str  # ``handle`` or ``option``.
    given: dict[str, int]  # Source → how many stand in the user's input.
    n_measured: int  # How many rest on evidence of their own.
    defaults: dict[str, int]  # Citation of the default → how many were taken from it.

    @property
    def n_given(self) -> int:
        """How many are given."""
        return sum(self.given.values())

    @property
    def n_defaults(self) -> int:
        """How many are defaults."""
        return sum(self.defaults.values())


@dataclass(frozen=True, slots=True)
class PairCount:
    """What an overlaps table states, and how well people were fitted to it."""

    # n_stated, n_possible: pairs of handles that are stated, and pairs in all.
    n_stated: int
    n_possible: int
    unstated: str  # How the others are taken: ``separate``, ``sainsbury`` or ``similar``.
    population: float | None  # People in all [people]; None where it is not stated.
    threshold: float | None  # Pairs that share fewer are left out of the table [people]; None where none is.
    # median_misfit, ninetieth_misfit: median and 90th percentile of |fitted − stated| / stated; None where no pair
    # states anybody.
    median_misfit: float | None
    ninetieth_misfit: float | None
    n_outside: int  # Pairs that are fitted outside what their statement leaves open.


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """Counts of an audience: cells, entries, and people inside and outside of cells."""

    kind: str  # ``separate``, ``segments``, ``followers`` or ``overlaps``.
    # n_cells, n_entries: cells of people who are alike, and pairs of a handle and a cell of its followers.
    n_cells: int
    n_entries: int
    people: float  # People in cells, each counted once [people].
    # Share of all followers, each handle's counted, who are in cells [0–1]; None without followers.
    share_in_cells: float | None
    outside: float  # Followers outside all cells who count, summed over handles [people].
    outside_is_ignored: bool  # Whether followers outside all cells are left out.
    is_estimated: bool  # Whether the cells are those of a sample.
    n_capped: int  # Pairs of a handle and a cell where the chance of a click would be over 1 and counts as 1.
    pairs: PairCount | None = None  # What an overlaps table states; None for other kinds.


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a scenario was understood: counts of accounts, options and numbers.

    Parameters
    ----------
    terms
        Objective, budget, approaches and rules.
    n_accounts, n_handles, n_options, n_rules
        How many there are.
    cannot_be_asked
        Accounts that no approach applies to.
    approaches
        Approach → options by it.
    tiers
        Tier → accounts in it; '' for accounts whose followers are not all known.
    followers
        Sum over handles that have them [people].
    n_without_followers
        Handles whose followers are not known.
    followers_assumed
        What blank followers are assumed from, ``views`` or ``tier`` → handles.
    audience
        What is known of who follows whom.
    numbers
        Counts of the numbers that the objective uses.
    notes
        What a user should know: notes on the scenario, and where the formula itself cuts something off.
    """

    __repr__ = brief_repr

    terms: Terms
    n_accounts: int
    n_handles: int
    n_options: int
    n_rules: int
    cannot_be_asked: tuple[str, ...]
    approaches: dict[str, int]
    tiers: dict[str, int]
    followers: float
    n_without_followers: int
    followers_assumed: dict[str, int]
    audience: AudienceCount
    numbers: tuple[NumberCount, ...]
    notes: tuple[Note, ...]

    def to_document(self) -> dict[str, Any]:
        """Return the object that ``seeder check --json`` prints."""
        counts = asdict(self)
        del counts["notes"]
        return {"schema_version": 1, **counts, "notes": [note.to_document() for note in self.notes]}


def understand(formulation: Formulation) -> Understanding:
    """Count the accounts, options and numbers of a scenario, by source."""
    require_kind("formulation", formulation, Formulation)
    scenario, rates, problem = formulation.scenario, formulation.rates, formulation.problem
    accounts = scenario.accounts
    by_approach = np.bincount(formulation.approach, minlength=len(scenario.approaches)).tolist()
    counted_audience = _of_audience(formulation)
    order = ["nano", *(name for name, _ in scenario.document.tiers.cut_offs), ""]
    counted = {tier: accounts.tier.count(tier) for tier in order}
    return Understanding(
        terms=terms_of(formulation),
        n_accounts=accounts.n_accounts,
        n_handles=accounts.n_rows,
        n_options=problem.n_options,
        n_rules=len(set(formulation.rule_sources)),
        cannot_be_asked=formulation.cannot_be_asked,
        approaches=dict(zip(scenario.approaches, by_approach, strict=True)),
        tiers={tier: count for tier, count in counted.items() if count},
        followers=float(np.nansum(accounts.followers)),
        n_without_followers=int(np.isnan(accounts.followers).sum()),
        followers_assumed={basis.value: n_rows for basis in SizeBasis if (n_rows := accounts.size_basis.count(basis))},
        audience=counted_audience,
        numbers=(
            *(_of_handles(formulation, kind) for kind in value_kinds(scenario.document.objective)),
            _of_options(formulation, "effort", formulation.effort_origin, (rates.effort,) * len(scenario.approaches)),
            _of_options(formulation, "acceptance", formulation.acceptance_origin, rates.acceptance),
        ),
        notes=(*scenario.notes, *audience_notes(counted_audience), *unaskable_notes(formulation)),
    )


def audience_notes(audience: AudienceCount) -> Iterator[Note]:
    """Where the formula itself cuts something off."""
    if audience.n_capped:
        pairs = "1 pair" if audience.n_capped == 1 else f"{audience.n_capped:,} pairs"
        yield Note(
            None,
            f"in {pairs} of a handle and a group of people, more clicks are expected than there are interested people. "
            "Each person clicks at most once, so the surplus is not counted. Check the clicks and 'interested'.",
        )


def _of_audience(formulation: Formulation) -> AudienceCount:
    audience, known = formulation.audience, formulation.scenario.audience
    followers = formulation.scenario.accounts.followers
    counted = float(np.nansum(followers))
    in_cells = float(np.nansum(np.minimum(audience.people_of(), followers)))
    return AudienceCount(
        kind=formulation.scenario.document.audience.kind,
        n_cells=audience.n_cells,
        n_entries=len(audience.cell),
        people=float(audience.size.sum()),
        share_in_cells=in_cells / counted if counted > 0 else None,
        outside=float(np.nansum(audience.outside)),
        outside_is_ignored=known is not None and known.outside_is_ignored,
        is_estimated=audience.is_estimated,
        n_capped=formulation.n_capped,
        pairs=_of_pairs(known, formulation, audience) if isinstance(known, Overlaps) else None,
    )


def _of_pairs(overlaps: Overlaps, formulation: Formulation, audience: Audience) -> PairCount:
    accounts = formulation.scenario.accounts
    misfit = misfit_of(overlaps, accounts, audience)
    return PairCount(
        n_stated=len(overlaps.a),
        n_possible=accounts.n_rows * (accounts.n_rows - 1) // 2,
        unstated=overlaps.unstated.value,
        population=overlaps.population,
        threshold=overlaps.threshold,
        median_misfit=misfit.median,
        ninetieth_misfit=misfit.ninetieth,
        n_outside=misfit.n_outside,
    )


def _of_handles(formulation: Formulation, kind: str) -> NumberCount:
    column: RateColumn = getattr(formulation.rates, kind)
    n_given = int(column.is_given.sum())
    given = {f"column {kind}": n_given} if n_given else {}
    return NumberCount(
        kind, "handle", given, int(column.is_measured.sum()), _cited(formulation, column.entry[column.is_default])
    )


def _of_options(
    formulation: Formulation, kind: str, origin: np.ndarray, columns: tuple[RateColumn, ...]
) -> NumberCount:
    words = {Origin.OVERRIDE: "overrides", Origin.APPROACH: "approaches", Origin.ACCOUNT: f"column {kind}"}
    given = {word: int((origin == code).sum()) for code, word in words.items()}
    option = np.flatnonzero(origin == Origin.DEFAULT)
    entry = np.stack([column.entry for column in columns])
    defaulted = entry[formulation.approach[option], formulation.problem.account[option]]
    return NumberCount(
        kind,
        "option",
        {word: count for word, count in given.items() if count},
        int((origin == Origin.MEASURED).sum()),
        _cited(formulation, defaulted),
    )


def _cited(formulation: Formulation, entries: np.ndarray) -> dict[str, int]:
    """Citation → how often, in the order of the defaults."""
    found: dict[str, int] = {}
    positions, times = np.unique(entries, return_counts=True)
    for position, count in zip(positions.tolist(), times.tolist(), strict=True):
        source = formulation.rates.source(position)
        assert source is not None
        found[source.cite()] = found.get(source.cite(), 0) + count
    return found
