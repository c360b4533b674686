"""Whatever a proof tree says, no feasible selection is worth more than what it proves."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections, best_by_enumeration
from oracles.overlapping import coverage_problems
from oracles.problems import small_problems

from seeder.certify import CellPrices, Certificate, ProofNode, ProofTree, Region, certified_bound, proved_bound
from seeder.certify.required_sums import RequiredSums
from seeder.errors import ProblemError
from seeder.problem import Coverage, SeedingProblem, evaluate

MULTIPLIERS = st.sampled_from([0.0, 0.0, 0.1, 1 / 3, 1.0, 5.0, 40.0])
PRICES = st.sampled_from([0.0, 0.01, 0.1, 0.29, 0.3, 0.5, 0.9, 1.0])


@st.composite
def prices(draw: st.DrawFn, problem: SeedingProblem) -> CellPrices:
    coverage = problem.coverage
    if coverage is None:
        return CellPrices.none()
    owner = np.repeat(np.arange(problem.n_options), np.diff(coverage.start))
    cells, start, options, paid = [], [0], [], []
    for cell in range(coverage.n_cells):
        members = owner[coverage.cell == cell].tolist()
        if draw(st.booleans()):
            continue
        kept = [option for option in members if draw(st.integers(0, 3))]
        cells.append(cell)
        options += kept
        paid += [draw(PRICES) for _ in kept]
        start.append(len(options))
    return CellPrices(cell=cells, start=start, option=options, price=paid)


def multipliers(draw: st.DrawFn, problem: SeedingProblem) -> dict[str, list[float]]:
    lower, upper = [], []
    for rule in problem.rules:
        lower.append(0.0 if rule.lower is None else draw(MULTIPLIERS))
        upper.append(0.0 if rule.upper is None else draw(MULTIPLIERS))
    return {
        "resource_multiplier": [0.0 if np.isinf(budget) else draw(MULTIPLIERS) for budget in problem.budget],
        "at_least_multiplier": lower,
        "at_most_multiplier": upper,
    }


@st.composite
def trees(draw: st.DrawFn, problem: SeedingProblem) -> Certificate:
    n_cells = 0 if problem.coverage is None else problem.coverage.n_cells
    parts: list[tuple[list[int], list[int]]] = []

    def grow(depth: int) -> int:
        position = len(parts)
        parts.append(([], []))
        kind = draw(st.sampled_from(["leaf", "chain", "branch", "branch"])) if depth < 3 else "leaf"
        if kind == "chain":
            parts[position] = ([], [grow(depth + 1)])
        elif kind == "branch" and problem.n_options:
            account = draw(st.sampled_from(sorted(set(problem.account.tolist()))))
            own = np.flatnonzero(problem.account == account).tolist()
            branch = sorted(draw(st.sets(st.sampled_from(own), min_size=1)))
            parts[position] = (branch, [grow(depth + 1), grow(depth + 1)])
        return position

    grow(0)
    nodes = []
    for branch, children in parts:
        priced = draw(prices(problem))
        left = sorted(set(range(n_cells)) - set(priced.cell.tolist()))
        cell = [g for g in left if draw(st.booleans())]
        nodes.append(
            ProofNode(
                **multipliers(draw, problem),
                cell=cell,
                z=[draw(st.sampled_from([0.0, 0.1, 0.7, 2.0, 50.0])) for _ in cell],
                theta=[draw(st.sampled_from([0.0, 0.3, 1.0])) for _ in cell],
                prices=priced,
                branch=branch,
                children=tuple(children),
            )
        )
    best = best_by_enumeration(problem) or 0.0
    target = draw(st.sampled_from([0.0, 0.5 * best, best, best * 1.1, 1.0, 30.0]))
    return Certificate(
        digest=problem.digest,
        **multipliers(draw, problem),
        z=[0.7] * n_cells,
        theta=[draw(st.sampled_from([0.0, 0.5, 1.0])) for _ in range(n_cells)],
        tree=ProofTree(target, tuple(nodes)),
    )


@settings(max_examples=200, deadline=None)
@given(problem=small_problems(most_accounts=4) | coverage_problems(most_accounts=4), data=st.data())
def test_no_feasible_selection_is_worth_more_than_what_a_tree_proves(
    problem: SeedingProblem, data: st.DataObject
) -> None:
    certificate = data.draw(trees(problem))
    best = best_by_enumeration(problem)
    proved = proved_bound(problem, certificate)
    assert not math.isnan(proved)
    assert proved <= certified_bound(problem, certificate)
    if best is not None:
        assert proved >= best
    written = json.loads(json.dumps(certificate.to_document()))
    assert proved_bound(problem, Certificate.from_document(written)) == proved


@settings(max_examples=200, deadline=None)
@given(data=st.data(), problem=small_problems(most_accounts=4))
def test_what_is_called_impossible_holds_nothing(data: st.DataObject, problem: SeedingProblem) -> None:
    open_ = np.array([data.draw(st.booleans()) for _ in range(problem.n_options)], dtype=bool)
    required = np.array([data.draw(st.integers(0, 2)) == 0 for _ in range(problem.n_accounts)], dtype=bool)
    region = Region(open_, required, problem.attainable)
    inside = [
        selection
        for selection in all_selections(problem)
        if open_[list(selection)].all() and np.isin(np.flatnonzero(required), problem.account[list(selection)]).all()
    ]
    feasible = [selection for selection in inside if evaluate(problem, list(selection)).is_feasible]
    if RequiredSums(problem).are_broken(region):
        assert not feasible
    else:
        # A region that holds one selection is looked at as closely as the definition does.
        assert len(inside) != 1 or feasible


def overlapping() -> SeedingProblem:
    """Three accounts that each move half of two cells; two may be asked: 2 · (1 − 1/4) · 10 = 15."""
    return SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[0, 0, 0],
        cost=[[1, 1, 1]],
        budget=[2],
        coverage=Coverage(weight=[10, 10], start=[0, 2, 4, 6], cell=[0, 1, 0, 1, 0, 1], chance=[0.5] * 6),
    )


def test_prices_prove_what_tangents_cannot() -> None:
    problem = overlapping()
    # A cell pays 1/4 to each: 1 − 2^−n − n/4 is 1/4 at one and two, so Σ is 2 · 10 · (1/4 + 2 · 1/4) = 15.
    priced = CellPrices(cell=[0, 1], start=[0, 3, 6], option=[0, 1, 2, 0, 1, 2], price=[0.25] * 6)
    node = ProofNode(resource_multiplier=[5.0], prices=priced)
    certificate = Certificate(
        digest=problem.digest, resource_multiplier=[5.0], z=[0, 0], theta=[0, 0], tree=ProofTree(0.0, (node,))
    )
    assert proved_bound(problem, certificate) == pytest.approx(15.0, rel=1e-8)
    assert certified_bound(problem, certificate) == pytest.approx(25.0, rel=1e-8)


def test_a_branch_covers_both_cases_and_the_worse_one_counts() -> None:
    # The third account brings nothing; with it, all of the budget can be spent.
    problem = SeedingProblem(account=[0, 1, 2], value_if_yes=[10, 7, 0], cost=[[2, 2, 3]], budget=[3])
    # With 0: 10 and 1 has no room; the relaxation takes half of 1 beside it: λ = 3.5 gives 3.5 · 3 + 3 = 13.5.
    without = ProofNode(resource_multiplier=[0.0])
    with_one = ProofNode(resource_multiplier=[3.5])
    root = ProofNode(resource_multiplier=[3.5], branch=[0], children=(1, 2))
    tree = ProofTree(10.0, (root, without, with_one))
    certificate = Certificate(digest=problem.digest, resource_multiplier=[3.5], tree=tree)
    assert certified_bound(problem, certificate) == pytest.approx(13.5)
    # Without 0 it is 7; with it the multiplier 3.5 still leaves 13.5, with 5 it is 15 + 0.
    assert proved_bound(problem, certificate) == pytest.approx(13.5)
    forced = ProofNode(resource_multiplier=[3.5], branch=[1], children=(3, 4))
    leaf = ProofNode(resource_multiplier=[0.0])
    tree = ProofTree(10.0, (root, without, forced, leaf, leaf))
    closed = Certificate(digest=problem.digest, resource_multiplier=[3.5], tree=tree)
    # Asking both breaks the budget, and asking 0 alone brings 10.
    assert proved_bound(problem, closed) == 10.0


def test_what_must_be_asked_and_breaks_a_budget_by_itself_is_no_case() -> None:
    problem = SeedingProblem(account=[0, 1], value_if_yes=[1, 1], cost=[[0.1, 0.2]], budget=[0.3])
    leaf = ProofNode(resource_multiplier=[0.0])
    nodes = (
        ProofNode(resource_multiplier=[0.0], branch=[0], children=(1, 2)),
        leaf,
        ProofNode(resource_multiplier=[0.0], branch=[1], children=(3, 4)),
        leaf,
        leaf,
    )
    certificate = Certificate(digest=problem.digest, resource_multiplier=[0.0], tree=ProofTree(1.0, nodes))
    # 0.1 + 0.2 fits 0.3 as decimals, so both together stay a case and its 2 is the bound.
    assert proved_bound(problem, certificate) == 2.0
    tight = SeedingProblem(account=[0, 1], value_if_yes=[1, 1], cost=[[0.1, 0.2]], budget=[0.29])
    certificate = Certificate(digest=tight.digest, resource_multiplier=[0.0], tree=ProofTree(1.0, nodes))
    assert proved_bound(tight, certificate) == 1.0


@pytest.mark.parametrize(
    ("children", "message"),
    [
        (((1,), ()), None),
        (((1,), (0,)), "before it"),
        (((), ()), "child of exactly one"),
        (((2,), ()), "child of exactly one"),
    ],
)
def test_nodes_that_are_no_tree_are_refused(children: tuple[tuple[int, ...], ...], message: str | None) -> None:
    nodes = tuple(ProofNode(resource_multiplier=[0.0], children=own) for own in children)
    if message is None:
        assert sum(not node.children for node in ProofTree(1.0, nodes).nodes) == 1
        return
    with pytest.raises(ProblemError, match=message):
        ProofTree(1.0, nodes)


def test_branches_over_two_accounts_are_refused() -> None:
    problem = overlapping()
    leaf = ProofNode(resource_multiplier=[0.0])
    root = ProofNode(resource_multiplier=[0.0], branch=[0, 1], children=(1, 2))
    certificate = Certificate(
        digest=problem.digest,
        resource_multiplier=[0.0],
        z=[0, 0],
        theta=[0, 0],
        tree=ProofTree(0.0, (root, leaf, leaf)),
    )
    with pytest.raises(ProblemError, match="of one account"):
        proved_bound(problem, certificate)


def test_prices_for_people_whom_an_option_does_not_move_are_refused() -> None:
    problem = SeedingProblem(
        account=[0, 1],
        value_if_yes=[0, 0],
        cost=[[1, 1]],
        budget=[2],
        coverage=Coverage(weight=[10], start=[0, 1, 1], cell=[0], chance=[0.5]),
    )
    node = ProofNode(resource_multiplier=[0.0], prices=CellPrices(cell=[0], start=[0, 1], option=[1], price=[0.5]))
    certificate = Certificate(
        digest=problem.digest, resource_multiplier=[0.0], z=[0], theta=[0], tree=ProofTree(0.0, (node,))
    )
    with pytest.raises(ProblemError, match="reaches nobody"):
        proved_bound(problem, certificate)


def test_too_many_choices_are_refused() -> None:
    n = 17
    problem = SeedingProblem(
        account=np.arange(n),
        value_if_yes=np.zeros(n),
        cost=np.ones((1, n)),
        budget=[2],
        coverage=Coverage(weight=[10], start=np.arange(n + 1), cell=np.zeros(n, dtype=int), chance=[0.5] * n),
    )
    priced = CellPrices(cell=[0], start=[0, n], option=np.arange(n), price=[0.25] * n)
    node = ProofNode(resource_multiplier=[0.0], prices=priced)
    certificate = Certificate(
        digest=problem.digest, resource_multiplier=[0.0], z=[0], theta=[0], tree=ProofTree(0.0, (node,))
    )
    with pytest.raises(ProblemError, match="ways"):
        proved_bound(problem, certificate)
