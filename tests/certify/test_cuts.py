"""Cuts against every selection: what follows from rows holds wherever the rows hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from oracles.enumeration import all_selections
from oracles.problems import small_problems

from seeder.certify import Certificate, CombinedRows, Cut, ProofNode, ProofTree, Sizes, proved_bound, usable_options
from seeder.certify.cut_checks import follows, with_cuts
from seeder.errors import ProblemError
from seeder.problem import Rule, SeedingProblem, evaluate

SIXTEEN = SeedingProblem(
    account=np.arange(20),
    value_if_yes=np.ones(20),
    cost=[[250.0] * 17 + [10.0, 3500.0, 0.0]],
    budget=[4000.0],
)
"""Sixteen asks of 250 use up the budget: beside one of 10 there are fifteen, beside one of 3,500 two."""


def cut_of(problem: SeedingProblem, option: Any, weight: Any, limit: int, **multipliers: Any) -> Cut:
    given_ = {
        "resource_multiplier": np.zeros(problem.n_resources),
        "at_least_multiplier": np.zeros(len(problem.rules)),
        "at_most_multiplier": np.zeros(len(problem.rules)),
    }
    return Cut(**{**given_, **multipliers}, option=option, weight=weight, limit=limit)


@pytest.mark.parametrize(
    ("option", "weight", "limit", "is_true"),
    [
        (range(17), [1] * 17, 16, True),
        (range(17), [1] * 17, 15, False),
        (range(18), [1] * 18, 16, True),
        (range(18), [1] * 18, 15, False),
        (range(19), [1] * 18 + [14], 16, True),
        (range(19), [1] * 18 + [15], 16, False),
        ([17, 19], [1, 1], 1, False),
        ([], [], 0, True),
    ],
)
def test_sixteen_asks_use_up_the_budget(option: Any, weight: Any, limit: int, is_true: bool) -> None:
    cut = cut_of(SIXTEEN, list(option), weight, limit, resource_multiplier=[1.0])
    assert follows(CombinedRows(SIXTEEN), cut) is is_true


def test_a_count_leaves_less_of_a_budget() -> None:
    # 20 h, and ten asks of a quarter of an hour at least: 17.5 h are left for what asks take beyond that.
    problem = SeedingProblem(
        account=np.arange(30),
        value_if_yes=np.ones(30),
        cost=[[0.25] * 20 + [1.75] * 10],
        budget=[10.0],
        rules=[Rule.count(range(20), at_least=10)],
    )
    large = list(range(20, 30))
    alone = cut_of(problem, large, [1] * 10, 4, resource_multiplier=[1.0])
    combined = cut_of(problem, large, [1] * 10, 4, resource_multiplier=[1.0], at_least_multiplier=[0.25])
    assert not follows(CombinedRows(problem), alone)
    assert follows(CombinedRows(problem), combined)


@st.composite
def problems_with_a_cut(draw: st.DrawFn) -> tuple[SeedingProblem, Cut]:
    problem = draw(small_problems())
    assume(problem.n_options > 0)
    finite = np.isfinite(problem.budget)
    multiplier = st.sampled_from([0.0, 0.0, 1.0, 0.25, 3.0, 1e-3, 0.7])
    cut = Cut(
        resource_multiplier=[draw(multiplier) if has else 0.0 for has in finite.tolist()],
        at_least_multiplier=[draw(multiplier) if rule.lower is not None else 0.0 for rule in problem.rules],
        at_most_multiplier=[draw(multiplier) if rule.upper is not None else 0.0 for rule in problem.rules],
        option=(options := sorted(draw(st.sets(st.integers(0, problem.n_options - 1), min_size=1)))),
        weight=[draw(st.integers(1, 4)) for _ in options],
        limit=draw(st.integers(0, 5)),
    )
    return problem, cut


@given(drawn=problems_with_a_cut())
def test_what_follows_is_what_every_selection_keeps(drawn: tuple[SeedingProblem, Cut]) -> None:
    problem, cut = drawn
    rows = CombinedRows(problem)
    weight, side = rows.combined(cut.resource_multiplier, cut.at_least_multiplier, cut.at_most_multiplier)
    usable, pinned = usable_options(problem)
    value = np.zeros(problem.n_options, dtype=np.int64)
    value[cut.option] = cut.weight
    holds = True
    for selection in all_selections(problem):
        chosen = list(selection)
        asked = np.isin(np.arange(problem.n_accounts), problem.account[chosen])
        if evaluate(problem, chosen).is_feasible:
            assert int(weight[chosen].sum()) <= side
        if usable[chosen].all() and asked[pinned].all() and int(weight[chosen].sum()) <= side:
            holds &= int(value[chosen].sum()) <= cut.limit
    assert follows(rows, cut) is holds


def test_everything_follows_where_a_required_account_cannot_be_asked() -> None:
    """Found by an exploring run: no selection keeps the rows, so all of them keep any cut."""
    problem = SeedingProblem(
        account=[0, 0, 1],
        value_if_yes=[0.0] * 3,
        cost=[[0.0, 0.0, 0.1]],
        budget=[0.0],
        rules=[Rule.count([0], at_least=1), Rule.count([2], at_least=1)],
    )
    assert follows(CombinedRows(problem), cut_of(problem, [0], [1], 0))


@given(drawn=problems_with_a_cut())
def test_a_cut_that_follows_changes_no_feasible_selection(drawn: tuple[SeedingProblem, Cut]) -> None:
    problem, cut = drawn
    if not follows(CombinedRows(problem), cut):
        with pytest.raises(ProblemError, match="cut 0 does not follow"):
            with_cuts(problem, [cut])
    else:
        strengthened = with_cuts(problem, [cut])
        for selection in all_selections(problem):
            before, after = evaluate(problem, list(selection)), evaluate(strengthened, list(selection))
            assert before.is_feasible == after.is_feasible


@given(drawn=problems_with_a_cut())
def test_documents_hold_all_of_a_cut(drawn: tuple[SeedingProblem, Cut]) -> None:
    problem, cut = drawn
    document = cut.to_document()
    assert Cut.from_document(document, sizes=Sizes.of(problem)).to_document() == document


def certificate_with(cut: Cut) -> Certificate:
    node = ProofNode(resource_multiplier=[0.0], at_least_multiplier=[0.0], at_most_multiplier=[1.0])
    tree = ProofTree(0.0, (node,), (cut,))
    return Certificate(digest=SIXTEEN.digest, resource_multiplier=[0.0], tree=tree)


def test_a_bound_by_a_cut_is_proved_and_tampering_is_refused() -> None:
    cut = cut_of(SIXTEEN, range(18), [1] * 18, 16, resource_multiplier=[1.0])
    certificate = certificate_with(cut)
    # Sixteen of the eighteen, and the two others.
    assert proved_bound(SIXTEEN, certificate) == pytest.approx(18.0)
    read = Certificate.from_document(certificate.to_document(), sizes=Sizes.of(SIXTEEN))
    assert proved_bound(SIXTEEN, read) == proved_bound(SIXTEEN, certificate)
    for forged in (
        replace(cut, limit=15),
        replace(cut, option=np.array([*range(17), 19])),
        replace(cut, weight=2 * cut.weight),
    ):
        with pytest.raises(ProblemError, match="does not follow"):
            proved_bound(SIXTEEN, certificate_with(forged))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"limit": -1}, "whole number of 0 or more"),
        ({"limit": 1.5}, "whole number of 0 or more"),
        ({"limit": True}, "whole number of 0 or more"),
        ({"option": [1, 0]}, "rise strictly"),
        ({"option": [0, 0]}, "rise strictly"),
        ({"weight": [1]}, "weight of 1 or more for each"),
        ({"weight": [0, 1]}, "weight of 1 or more for each"),
        ({"weight": [-1, 1]}, "outside 0"),
        ({"weight": "x"}, "expected a list"),
        ({"resource_multiplier": [-1.0]}, "resource_multiplier"),
        ({"resource_multiplier": [0.0] * 3}, "3 numbers"),
        ({"more": 1}, "expected resource_multiplier"),
    ],
)
def test_documents_that_hold_no_cut_are_refused(changes: dict[str, Any], message: str) -> None:
    document = cut_of(SIXTEEN, [0, 1], [1, 1], 1, resource_multiplier=[1.0]).to_document()
    with pytest.raises(ProblemError, match=message):
        Cut.from_document({**document, **changes}, sizes=Sizes.of(SIXTEEN))


@pytest.mark.parametrize(
    ("cut", "message"),
    [
        (cut_of(SIXTEEN, [40], [1], 1, resource_multiplier=[1.0]), "the problem has 20 options"),
        (cut_of(SIXTEEN, [0], [1], 1, resource_multiplier=[1.0, 1.0]), "multipliers of 1 resources"),
        (cut_of(SIXTEEN, [0], [1], 1, at_most_multiplier=[1.0], at_least_multiplier=[0.0]), "and 0 rules"),
        (cut_of(SIXTEEN, range(20), [1] * 20, 10**9, resource_multiplier=[1.0]), "takes too long"),
    ],
)
def test_cuts_of_another_problem_are_refused(cut: Cut, message: str) -> None:
    with pytest.raises(ProblemError, match=message):
        with_cuts(SIXTEEN, [cut])
