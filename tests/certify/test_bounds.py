"""No feasible selection is worth more than a certified bound, whatever the multipliers."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.enumeration import best_by_enumeration
from oracles.overlapping import coverage_problems
from oracles.problems import small_problems

from seeder.certify import Certificate, certified_bound
from seeder.certify.exact_products import products_up
from seeder.errors import ProblemError
from seeder.problem import Coverage, Rule, SeedingProblem, evaluate, value

MULTIPLIERS = st.sampled_from([0.0, 0.0, 0.1, 1 / 3, 1.0, 5.0, 40.0]) | st.floats(0.0, 30.0)


@st.composite
def certificates(draw: st.DrawFn, problem: SeedingProblem) -> Certificate:
    n_cells = 0 if problem.coverage is None else problem.coverage.n_cells
    lower, upper = [], []
    for rule in problem.rules:
        lower.append(0.0 if rule.lower is None else draw(MULTIPLIERS))
        upper.append(0.0 if rule.upper is None else draw(MULTIPLIERS))
    return Certificate(
        digest=problem.digest,
        resource_multiplier=[0.0 if np.isinf(budget) else draw(MULTIPLIERS) for budget in problem.budget],
        at_least_multiplier=lower,
        at_most_multiplier=upper,
        z=[draw(st.sampled_from([0.0, 0.1, 0.7, 2.0, 50.0, 1000.0])) for _ in range(n_cells)],
        theta=[draw(st.sampled_from([0.0, 0.3, 1.0]) | st.floats(0.0, 1.0)) for _ in range(n_cells)],
    )


@settings(max_examples=150, deadline=None)
@given(problem=small_problems(most_accounts=4) | coverage_problems(most_accounts=4), data=st.data())
def test_bound_holds_for_every_feasible_selection(problem: SeedingProblem, data: st.DataObject) -> None:
    best = best_by_enumeration(problem)
    bound = certified_bound(problem, data.draw(certificates(problem)))
    assert not math.isnan(bound)
    if best is not None:
        assert bound >= best


def certificate(problem: SeedingProblem, **parts: Any) -> Certificate:
    n_rules = len(problem.rules)
    default = {
        "resource_multiplier": np.zeros(problem.n_resources),
        "at_least_multiplier": np.zeros(n_rules),
        "at_most_multiplier": np.zeros(n_rules),
    }
    return Certificate(digest=problem.digest, **(default | parts))


def knapsack(*rules: Rule, **changes: Any) -> SeedingProblem:
    """Three accounts, the second by two approaches; 4 hours."""
    given: dict[str, Any] = {
        "account": [0, 1, 1, 2],
        "value_if_yes": [10.0, 6.0, 8.0, 3.0],
        "cost": [[4.0, 1.0, 2.0, 3.0]],
        "budget": [4.0],
        "rules": rules,
    }
    return SeedingProblem(**(given | changes))


@pytest.mark.parametrize(
    ("multiplier", "expected"),
    [
        # Σ best values
        (0.0, 10 + 8 + 3),
        # 4 · 2 + (10 − 8) + max(6 − 2, 8 − 4) + 0
        (2.0, 8 + 2 + 4 + 0),
        # 4 · 2.5 + 0 + 3.5 + 0
        (2.5, 10 + 0 + 3.5 + 0),
        (100.0, 400.0),
    ],
)
def test_bound_by_hand(multiplier: float, expected: float) -> None:
    bound = certified_bound(knapsack(), certificate(knapsack(), resource_multiplier=[multiplier]))
    assert bound == pytest.approx(expected, rel=1e-14)
    assert bound >= expected


def test_bound_with_rules_by_hand() -> None:
    # At least 2 of the accounts 1 and 2 (ν = 2), at most 1 of 0 and 2 (μ = 5), at most 2.5 h on 1 (λ = 1), of which one
    # option can take 2: −2·2 + 5·1 + 1·2 + max(0, 10 − 5) + max(6 + 2 − 1, 8 + 2 − 2) + max(0, 3 + 2 − 5)
    problem = knapsack(
        Rule.count([1, 2, 3], at_least=2), Rule.count([0, 3], at_most=1), Rule.limit([1, 2], resource=0, limit=2.5)
    )
    made = certificate(problem, at_least_multiplier=[2.0, 0, 0], at_most_multiplier=[0.0, 5.0, 1.0])
    assert certified_bound(problem, made) == pytest.approx(-4 + 5 + 2 + 5 + 8 + 0, rel=1e-14)


def test_a_budget_counts_as_far_as_sums_of_costs_reach() -> None:
    # Costs of 4, 1 or 2, and 3: of 6.5 hours 6 can be spent.
    bound = certified_bound(knapsack(budget=[6.5]), certificate(knapsack(budget=[6.5]), resource_multiplier=[2.0]))
    assert bound == pytest.approx(2 * 6 + 2 + 4 + 0, rel=1e-14)


def test_bound_with_shares_and_lists_by_hand() -> None:
    # Half or more of account 0 (ν = 2 on x0 − x1 − x2 − x3 ≥ 0), and accounts 1 and 2 together (μ = 1):
    # 0 + 0 + max(0, 10 + 2) + max(6 − 2 − 1, 8 − 2 − 1) + max(0, 3 − 2 + 1)
    half, both = Rule.share([0], of=[0, 1, 2, 3], at_least=0.5), Rule.together([1, 2], [3])
    problem = knapsack(half, both)
    made = certificate(problem, at_least_multiplier=[2.0, 0.0], at_most_multiplier=[0.0, 1.0])
    assert certified_bound(problem, made) == pytest.approx(12 + 5 + 2, abs=1e-12)
    # ν = 1 on the other side of the list: 8 − 2 + 1 and 3 − 2 − 1.
    made = certificate(problem, at_least_multiplier=[2.0, 1.0])
    assert certified_bound(problem, made) == pytest.approx(12 + 7 + 0, abs=1e-12)
    # Of at least 30 %, account 0 has 7 and all others −3; of an upper side there is nothing.
    third = knapsack(Rule.share([0], of=[0, 1, 2, 3], at_least=0.3))
    made = certificate(third, at_least_multiplier=[1.0])
    assert certified_bound(third, made) == pytest.approx((10 + 7) + (8 - 3) + 0, abs=1e-12)
    with pytest.raises(ProblemError, match="no upper side"):
        certified_bound(third, certificate(third, at_most_multiplier=[1.0]))


def test_pins_bans_and_what_does_not_fit_by_hand() -> None:
    def plain(*rules: Rule, **changes: Any) -> float:
        problem = knapsack(*rules, **changes)
        return certified_bound(problem, certificate(problem))

    assert plain(Rule.count([0], at_most=0)) == 8 + 3
    assert plain(Rule.count([1], at_least=1)) == 10 + 6 + 3
    assert plain(budget=[3.5]) == 8 + 3
    assert plain(Rule.limit([1, 2], resource=0, limit=1.5)) == 10 + 6 + 3
    # None of an empty group, only of account 0, and together with an account that has no option.
    assert plain(Rule.share([], of=[0, 1, 2, 3], at_least=0.3)) == 0
    assert plain(Rule.share([0], of=[0, 1, 2, 3], at_least=1.0)) == 10
    assert plain(Rule.share([0], of=[0, 1, 2, 3], at_most=0.0)) == 8 + 3
    assert plain(Rule.together([1, 2], [])) == 10 + 3
    assert plain(Rule.together([], [1, 2])) == 10 + 3
    # A pinned account has no 0: at λ = 5 the other two are left out.
    pinned = knapsack(Rule.count([1, 2], at_least=1))
    bound = certified_bound(pinned, certificate(pinned, resource_multiplier=[5.0]))
    assert bound == pytest.approx(20 + 0 + (6 - 5) + 0, abs=1e-7)
    dear = knapsack(Rule.count([3], at_least=1))
    bound = certified_bound(dear, certificate(dear, resource_multiplier=[5.0]))
    assert bound == pytest.approx(20 + 0 + 1 + (3 - 15), abs=1e-7)


@pytest.mark.parametrize(
    "rules",
    [
        [Rule.count([0], at_least=1), Rule.count([0], at_most=0)],
        [Rule.count([1], at_least=1), Rule.count([2], at_least=1)],
        [Rule.count([0], at_least=1), Rule.limit([0], resource=0, limit=1.0)],
    ],
)
def test_a_pin_without_an_option_leaves_nothing(rules: list[Rule]) -> None:
    problem = knapsack(*rules)
    assert certified_bound(problem, certificate(problem)) == -math.inf


def test_coverage_by_hand() -> None:
    # One cell of 100; a = ln 2 and b = 1. At z̄ = 1 the cap is 2/e; θ mixes it with Σ b x.
    coverage = Coverage(weight=[100.0], start=[0, 1, 2], cell=[0, 0], chance=[0.5, 1.0])
    problem = SeedingProblem(
        account=[0, 1], value_if_yes=[0.0, 0.0], cost=[[1.0, 1.0]], budget=[2.0], coverage=coverage
    )
    slope = math.exp(-1)
    tangent = 100 * (1 - slope - slope) + 100 * slope * math.log(2) + 100 * slope * 2
    modular = 150.0
    for theta in (0.0, 0.25, 1.0):
        bound = certified_bound(problem, certificate(problem, z=[1.0], theta=[theta]))
        assert bound == pytest.approx(theta * tangent + (1 - theta) * modular, rel=1e-12)


def test_whole_numbers_near_2_to_the_53_are_not_rounded_below() -> None:
    large = 2.0**52 - 1
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[large, large, 1.0], cost=[[1.0, 1.0, 1.0]], budget=[3.0])
    assert certified_bound(problem, certificate(problem)) == 2.0**53 - 1
    for multiplier in (1.0, 1 / 3, 1e-9, 1e15):
        assert certified_bound(problem, certificate(problem, resource_multiplier=[multiplier])) >= 2.0**53 - 1


@settings(max_examples=200, deadline=None)
@given(
    values=st.lists(st.integers(2**48, 2**50), min_size=1, max_size=6),
    multiplier=st.floats(0.0, 2.0**50),
)
def test_whole_numbers_stay_below_the_bound_exactly(values: list[int], multiplier: float) -> None:
    # Everything fits to the last unit, so the bound is the sum for every multiplier that no option exceeds.
    costs = np.arange(1, len(values) + 1, dtype=float)
    problem = SeedingProblem(
        account=np.arange(len(values)), value_if_yes=values, cost=[costs], budget=[float(costs.sum())]
    )
    assert certified_bound(problem, certificate(problem, resource_multiplier=[multiplier])) >= sum(values)


def test_certificates_of_other_problems_are_refused() -> None:
    problem, other = knapsack(), knapsack(budget=[5.0])
    with pytest.raises(ProblemError, match="solve again"):
        certified_bound(problem, certificate(other))
    limited = knapsack(Rule.limit([0], resource=0, limit=4.0), Rule.count([1], at_least=0), budget=[np.inf])
    for parts, message in (
        ({"resource_multiplier": [1.0]}, "unlimited"),
        ({"at_least_multiplier": [1.0, 0.0]}, "no lower side"),
        ({"at_most_multiplier": [0.0, 1.0]}, "no upper side"),
        ({"resource_multiplier": [0.0, 0.0]}, "expected"),
        ({"z": [0.0], "theta": [0.0]}, "expected"),
    ):
        with pytest.raises(ProblemError, match=message):
            certified_bound(limited, certificate(limited, **parts))


def test_no_options() -> None:
    problem = SeedingProblem(account=[], value_if_yes=[], cost=[], budget=[3.0], n_accounts=2)
    assert certified_bound(problem, certificate(problem)) == 0.0


def test_multipliers_beyond_all_bounds_prove_nothing_and_raise_nothing() -> None:
    problem = SeedingProblem(account=[0, 1], value_if_yes=[1, 2], cost=[1e200, 1e200], budget=[1e200])
    certificate = Certificate(digest=problem.digest, resource_multiplier=[1.7e308])
    assert certified_bound(problem, certificate) == math.inf


# Coverage in floats: what `value` makes of the formula may not lie above the bound by a single bit.

CHANCES = st.sampled_from([0.0, 5e-324, 1e-300, 1e-17, 1e-9, 0.01, 0.3, 0.9, 1.0 - 2.0**-53, 1.0]) | st.floats(0.0, 1.0)
WEIGHTS = st.sampled_from([0.0, 5e-324, 1e-310, 1.0, 1 / 3, 1e6, 2.0**52 - 1, 1e300]) | st.floats(0.0, 1e9)
TOUCHES = st.sampled_from([0.0, 5e-324, 1e-17, 0.1, 0.7, 36.0, 709.0, 740.0, 746.0, 1e17, 1e308]) | st.floats(0.0, 40.0)
MIXTURES = st.sampled_from([0.0, 5e-324, 2.0**-53, 0.5, 1.0 - 2.0**-53, 1.0]) | st.floats(0.0, 1.0)


@st.composite
def covered(draw: st.DrawFn) -> tuple[SeedingProblem, Certificate]:
    """A problem of people who follow several accounts, and numbers that try to get below its best value."""
    n_options, n_cells = draw(st.integers(1, 7)), draw(st.integers(1, 5))
    account = np.sort(draw(st.lists(st.integers(0, 5), min_size=n_options, max_size=n_options)))
    start, cell, chance = [0], [], []
    for _ in range(n_options):
        own = sorted(draw(st.sets(st.integers(0, n_cells - 1))))
        cell += own
        chance += [draw(CHANCES) for _ in own]
        start.append(len(cell))
    problem = SeedingProblem(
        account=account,
        value_if_yes=[draw(st.sampled_from([0.0, 0.0, 1 / 3, 5.0])) for _ in range(n_options)],
        acceptance=[draw(st.sampled_from([0.05, 1 / 3, 1.0, 1.0])) for _ in range(n_options)],
        cost=[[draw(st.sampled_from([0.0, 0.1, 1.0])) for _ in range(n_options)]],
        budget=[draw(st.sampled_from([0.3, 2.0, 100.0]))],
        rules=draw(st.sampled_from([(), (Rule.count([0], at_least=1),), (Rule.count([0], at_most=0),)])),
        coverage=Coverage(
            weight=[draw(WEIGHTS) for _ in range(n_cells)],
            start=start,
            cell=np.array(cell, dtype=np.int32),
            chance=chance,
        ),
    )
    coverage = problem.coverage
    assert coverage is not None
    z = np.array([draw(TOUCHES) for _ in range(n_cells)])
    if draw(st.booleans()):
        # Touch at the selection of everything: bound and value are the same number but for their roundings.
        moved = np.repeat(problem.acceptance, np.diff(coverage.start)) * coverage.chance
        with np.errstate(divide="ignore"):
            at_all = np.bincount(coverage.cell, weights=-np.log1p(-moved), minlength=n_cells)
        z = np.where(np.isfinite(at_all), at_all, z)
    certificate = Certificate(
        digest=problem.digest,
        resource_multiplier=[draw(st.sampled_from([0.0, 0.0, 1e-300, 1 / 3, 40.0]))],
        at_least_multiplier=[draw(st.sampled_from([0.0, 0.1])) for _ in problem.rules],
        at_most_multiplier=[0.0 for _ in problem.rules],
        z=z,
        theta=[draw(MIXTURES) for _ in range(n_cells)],
    )
    return problem, certificate


@settings(max_examples=300, deadline=None)
@given(case=covered())
def test_no_selection_of_shared_people_is_worth_more_bit_for_bit(case: tuple[SeedingProblem, Certificate]) -> None:
    problem, certificate = case
    best = best_by_enumeration(problem)
    bound = certified_bound(problem, certificate)
    assert not math.isnan(bound)
    if best is not None:
        assert bound >= best


def shared(n_options: int, n_cells: int, generator: np.random.Generator, *, scale: float) -> SeedingProblem:
    """One option an account, everything affordable, cells of many followers."""
    lengths = generator.integers(0, n_cells + 1, n_options)
    cell = np.concatenate([np.sort(generator.choice(n_cells, length, replace=False)) for length in lengths])
    return SeedingProblem(
        account=np.arange(n_options),
        value_if_yes=np.zeros(n_options),
        cost=np.zeros((0, n_options)),
        budget=[],
        acceptance=generator.random(n_options),
        coverage=Coverage(
            weight=10.0 ** generator.uniform(-3, 6, n_cells),
            start=np.concatenate(([0], np.cumsum(lengths))),
            cell=cell.astype(np.int32),
            chance=np.minimum(1.0, generator.random(len(cell)) * scale),
        ),
    )


def touching_everything(problem: SeedingProblem) -> Certificate:
    coverage = problem.coverage
    assert coverage is not None
    moved = np.repeat(problem.acceptance, np.diff(coverage.start)) * coverage.chance
    z = np.bincount(coverage.cell, weights=-np.log1p(-moved), minlength=coverage.n_cells)
    return certificate(problem, z=z, theta=np.ones(coverage.n_cells))


@pytest.mark.parametrize("scale", [1e-12, 1e-6, 0.01, 0.9])
def test_where_bound_and_value_agree_only_rounding_is_between_them(scale: float) -> None:
    # Without its allowance for rounding, every fourth of these bounds lies below the value.
    generator = np.random.default_rng(11)
    for _ in range(150):
        problem = shared(int(generator.integers(1, 60)), int(generator.integers(1, 12)), generator, scale=scale)
        reached = value(problem, np.arange(problem.n_options))
        bound = certified_bound(problem, touching_everything(problem))
        assert bound >= reached
        assert problem.coverage is not None
        assert bound - reached <= 1e-13 * (reached + problem.coverage.weight.sum())


@pytest.mark.parametrize("at_once", [1, 2, 7, 1000])
def test_blocks_change_nothing_but_the_last_digits(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(5)
    for _ in range(40):
        problem = shared(int(generator.integers(1, 30)), int(generator.integers(1, 9)), generator, scale=0.5)
        made = touching_everything(problem)
        with monkeypatch.context() as patch:
            whole = certified_bound(problem, made)
            patch.setattr("seeder.problem.coverage._ENTRIES_AT_ONCE", at_once)
            assert certified_bound(problem, made) == pytest.approx(whole, rel=1e-14)
            assert certified_bound(problem, made) >= value(problem, np.arange(problem.n_options))


def test_options_without_entries_and_cells_without_options() -> None:
    empty = Coverage(weight=[5.0, 7.0], start=[0, 0, 0, 0], cell=[], chance=[])
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[1, 2, 3], cost=[[1, 1, 1]], budget=[3], coverage=empty)
    assert certified_bound(problem, certificate(problem, z=[0.0, 0.0], theta=[1.0, 0.0])) == pytest.approx(6, rel=1e-14)
    some = Coverage(weight=[5.0, 7.0], start=[0, 0, 1, 1], cell=[1], chance=[0.5])
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[1, 2, 3], cost=[[1, 1, 1]], budget=[3], coverage=some)
    bound = certified_bound(problem, certificate(problem, z=[0.0, 0.0], theta=[0.0, 0.0]))
    assert bound == pytest.approx(6 + 3.5, rel=1e-14)
    # At z = 0 the tangent is ln 2, and never above 1.
    bound = certified_bound(problem, certificate(problem, z=[0.0, 0.0], theta=[0.0, 1.0]))
    assert bound == pytest.approx(6 + 7 * math.log(2), rel=1e-14)


def test_a_tangent_far_out_says_that_everybody_is_moved() -> None:
    coverage = Coverage(weight=[100.0], start=[0, 1], cell=[0], chance=[0.5])
    problem = SeedingProblem(account=[0], value_if_yes=[0.0], cost=[[1.0]], budget=[1.0], coverage=coverage)
    for z in (60.0, 1e9, 1.7e308):
        assert certified_bound(problem, certificate(problem, z=[z], theta=[1.0])) == pytest.approx(100.0, rel=1e-13)


def test_a_pinned_account_without_an_option_leaves_nothing_beside_cells_too() -> None:
    coverage = Coverage(weight=[100.0], start=[0, 1, 2], cell=[0, 0], chance=[0.5, 0.5])
    problem = SeedingProblem(
        account=[0, 1],
        value_if_yes=[0.0, 0.0],
        cost=[[1.0, 9.0]],
        budget=[2.0],
        coverage=coverage,
        rules=[Rule.count([1], at_least=1)],
    )
    made = certificate(problem, resource_multiplier=[0.5], z=[1.0], theta=[0.5])
    assert certified_bound(problem, made) == -math.inf


# Exact arithmetic: what a selection is worth as a fraction may not lie above the bound either.


def exact_value(problem: SeedingProblem, selection: list[int]) -> Fraction:
    """value(x) of the numbers as they are stored, without any rounding."""
    accepted = {option: Fraction(float(problem.acceptance[option])) for option in selection}
    total = sum((accepted[option] * Fraction(float(problem.value_if_yes[option])) for option in selection), Fraction())
    coverage = problem.coverage
    unmoved: dict[int, Fraction] = {}
    for option in selection if coverage is not None else ():
        assert coverage is not None
        for at in range(int(coverage.start[option]), int(coverage.start[option + 1])):
            cell = int(coverage.cell[at])
            stays = 1 - accepted[option] * Fraction(float(coverage.chance[at]))
            unmoved[cell] = unmoved.get(cell, Fraction(1)) * stays
    for cell, left in unmoved.items():
        assert coverage is not None
        total += Fraction(float(coverage.weight[cell])) * (1 - left)
    return total


@settings(max_examples=300, deadline=None)
@given(
    options=st.lists(
        st.tuples(
            st.floats(0.0, 1.0) | st.sampled_from([0.1, 1 / 3, 5e-324, 1e-200, 1.0 - 2.0**-53]),
            st.floats(0.0, 1e6) | st.sampled_from([0.1, 5e-324, 1e-300, 1e300, 2.0**52 - 1]),
        ),
        min_size=1,
        max_size=30,
    ),
    multiplier=st.just(0.0) | st.floats(0.0, 10.0),
)
def test_separate_audiences_stay_below_the_bound_in_exact_arithmetic(
    options: list[tuple[float, float]], multiplier: float
) -> None:
    n = len(options)
    problem = SeedingProblem(
        account=np.arange(n),
        acceptance=[q for q, _ in options],
        value_if_yes=[u for _, u in options],
        cost=np.ones(n),
        budget=[float(n)],
    )
    bound = certified_bound(problem, certificate(problem, resource_multiplier=[multiplier]))
    exact = exact_value(problem, list(range(n)))
    assert bound >= value(problem, np.arange(n))
    assert math.isinf(bound) or Fraction(bound) >= exact
    if multiplier == 0.0 and exact:
        assert bound <= math.nextafter(float(exact), math.inf) * (1.0 + 2.0**-51) + n * 5e-324


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(drawn=covered())
def test_covered_selections_stay_below_the_bound_in_exact_arithmetic(
    drawn: tuple[SeedingProblem, Certificate],
) -> None:
    problem, multipliers = drawn
    bound = certified_bound(problem, multipliers)
    for size in range(min(problem.n_options, 4) + 1):
        for chosen in itertools.combinations(range(problem.n_options), size):
            if evaluate(problem, chosen).is_feasible:
                assert math.isinf(bound) or Fraction(bound) >= exact_value(problem, list(chosen))


@settings(max_examples=300, deadline=None)
@given(
    pairs=st.lists(
        st.tuples(*[st.floats(0.0, 1e150) | st.sampled_from([0.1, 5e-324, 1e-160, 2.0**-1022, 3.0])] * 2), min_size=1
    )
)
def test_products_are_raised_exactly_where_rounding_lowered_them(pairs: list[tuple[float, float]]) -> None:
    left, right = np.array(pairs).T
    for found, (one, other) in zip(products_up(left, right).tolist(), pairs, strict=True):
        exact = Fraction(one) * Fraction(other)
        product = one * other
        assert found == (product if Fraction(product) >= exact else math.nextafter(product, math.inf))
