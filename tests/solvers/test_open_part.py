"""What a bound leaves open holds every better selection."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from oracles.enumeration import all_selections
from oracles.problems import small_problems

from seeder.problem import CountRule, Coverage, SeedingProblem, evaluate
from seeder.solvers.concave import Tangents, climb
from seeder.solvers.cover_state import cover_value
from seeder.solvers.open_part import OpenPart, open_part
from seeder.solvers.presolve import Model, build_model
from seeder.solvers.pricing import Multipliers, Pricing, price


def priced(model: Model, tangents: Tangents | None, multipliers: Multipliers) -> tuple[Pricing, float]:
    """The Lagrangian of the tangents' gains, and the bound that belongs to it."""
    if model.cells is None or tangents is None:
        pricing = price(dataclasses.replace(model, cells=None), multipliers)
        return pricing, pricing.bound
    pricing = price(dataclasses.replace(model, value=tangents.gains(model), cells=None), multipliers)
    return pricing, pricing.bound + tangents.constant(model.cells)


def keeps_rows(model: Model, chosen: np.ndarray) -> bool:
    """Whether positions in a model keep its accounts, its pins and its rows."""
    counts = np.bincount(model.owner[chosen], minlength=model.n_accounts)
    if (counts > 1).any() or (counts[model.must] == 0).any():
        return False
    used = [int(row.whole[np.isin(row.option, chosen)].sum()) for row in model.row]
    return all(
        row.least <= spent and (row.most is None or spent <= row.most)
        for row, spent in zip(model.row, used, strict=True)
    )


def check_part(problem: SeedingProblem, model: Model, part: OpenPart, least: float) -> int:
    """Hold a part against every selection; return how many are above the least value of interest and in the model."""
    place = {int(option): k for k, option in enumerate(model.option)}
    inside = {int(option): k for k, option in enumerate(part.option)}
    n_better = 0
    for selection in all_selections(problem):
        if not all(option in place for option in selection):
            continue
        chosen = np.array([place[option] for option in selection], dtype=np.int64)
        evaluation = evaluate(problem, list(selection))
        is_inside = all(int(option) in inside for option in chosen)
        if evaluation.is_feasible and evaluation.value > least * (1 + 1e-12):
            n_better += 1
            assert is_inside
            assert part.model.contradiction is None
        if not is_inside or part.model.contradiction is not None:
            continue
        moved = np.array([inside[int(option)] for option in chosen], dtype=np.int64)
        assert cover_value(part.model, moved) == pytest.approx(cover_value(model, chosen), rel=1e-12, abs=1e-300)
        if keeps_rows(part.model, moved):
            assert evaluation.is_feasible
        else:
            # It lacks an account that better ones ask, or breaks a rule.
            assert not (evaluation.is_feasible and evaluation.value > least * (1 + 1e-12))
    return n_better


@settings(max_examples=80, deadline=None)
@given(problem=small_problems(with_coverage=True, most_accounts=4), data=st.data())
def test_every_better_selection_survives(problem: SeedingProblem, data: st.DataObject) -> None:
    model = build_model(problem)
    if model.contradiction is not None or not model.n_options:
        return
    values = [
        found.value
        for found in (evaluate(problem, list(selection)) for selection in all_selections(problem))
        if found.is_feasible
    ]
    if not values:
        return
    least = data.draw(st.sampled_from(sorted(values)))
    if model.cells is None:
        tangents, multipliers = None, Multipliers.zero(len(model.row))
    else:
        found = climb(model)
        tangents, multipliers = found.tangents, found.multipliers
    pricing, bound = priced(model, tangents, multipliers)
    margin = pricing.margin + 1e-9 * abs(bound)
    part = open_part(model, pricing, bound - least + margin, most=bound + margin)
    n_better = check_part(problem, model, part, least)
    event(f"{'some' if n_better else 'none'} better, {'smaller' if len(part.option) < model.n_options else 'whole'}")


def test_what_loses_too_much_goes_and_what_is_sure_is_pinned() -> None:
    problem = SeedingProblem(
        account=[0, 1, 2, 3],
        value_if_yes=[9.0, 1.0, 5.0, 2.0],
        cost=[[1.0, 1.0, 1.0, 1.0]],
        budget=[2.0],
        coverage=Coverage(
            weight=[1.0, 2.0, 4.0],
            start=[0, 2, 4, 6, 7],
            cell=[0, 1, 0, 1, 0, 2, 2],
            chance=[0.5, 0.5, 0.5, 0.5, 0.1, 0.25, 0.5],
        ),
    )
    model = build_model(problem)
    assert model.cells is not None
    # With Σ b x alone the gains are 10.5, 2.5, 6.1, 4; at a price of 5 an hour the losses are 0, 2.5, 0, 1.
    pricing, bound = priced(model, Tangents(np.zeros(3), np.zeros(3)), Multipliers(np.array([5.0]), np.zeros(1)))
    assert pricing.loss.tolist() == pytest.approx([0.0, 2.5, 0.0, 1.0])
    assert bound == pytest.approx(16.6)
    part = open_part(model, pricing, 1.05)
    assert part.option.tolist() == [0, 2, 3]
    assert part.model.must.tolist() == [True, True, False]
    assert part.model.option.tolist() == [0, 2, 3]
    # Cell 1 is the first one's alone now: half of 2 is its own value.
    assert part.model.value.tolist() == pytest.approx([10.0, 5.0, 2.0])
    assert part.model.cells is not None
    assert part.model.cells.weight.tolist() == [1.0, 4.0]
    assert part.model.row[0].option.tolist() == [0, 1, 2]
    # Below every loss: the two that are sure are the whole selection.
    least = open_part(model, pricing, 0.5)
    assert least.option.tolist() == [0, 2]
    assert least.model.must.tolist() == [True, True]


def test_an_option_worth_more_than_the_bound_is_in_no_selection() -> None:
    """The rule shuts the large one out, and at its multiplier it loses nothing."""
    problem = SeedingProblem(
        account=[0, 1, 2],
        value_if_yes=[1.0, 1e12, 1.0],
        cost=np.zeros((0, 3)),
        budget=[],
        coverage=Coverage(weight=[1.0], start=[0, 1, 2, 3], cell=[0, 0, 0], chance=[0.5, 0.5, 0.5]),
        rules=[CountRule([0], at_least=1), CountRule([0, 1], at_most=1)],
    )
    model = build_model(problem)
    pricing, _ = priced(model, Tangents(np.zeros(1), np.zeros(1)), Multipliers(np.array([2e12]), np.zeros(1)))
    assert open_part(model, pricing, 1e13).option.tolist() == [0, 1, 2]
    assert open_part(model, pricing, 1e13, most=3.0).option.tolist() == [0, 2]


def test_a_pinned_account_without_an_option_is_a_contradiction() -> None:
    """No selection is better than the threshold's value, and the part says so."""
    problem = SeedingProblem(
        account=[0, 1],
        value_if_yes=[1.0, 1.0],
        cost=[[1.0, 2.0]],
        budget=[2.5],
        rules=[CountRule([0], at_least=1)],
        coverage=Coverage(weight=[1.0], start=[0, 1, 2], cell=[0, 0], chance=[0.5, 0.5]),
    )
    model = build_model(problem)
    pricing, _ = priced(model, Tangents(np.zeros(1), np.zeros(1)), Multipliers.zero(len(model.row)))
    part = open_part(model, pricing, -1.0)
    assert part.option.tolist() == []
    assert part.model.contradiction is not None


def test_without_a_threshold_everything_stays() -> None:
    problem = SeedingProblem(
        account=[0, 0, 1],
        value_if_yes=[1.0, 2.0, 1.0],
        cost=[[1.0, 2.0, 1.0]],
        budget=[2.5],
        coverage=Coverage(weight=[1.0], start=[0, 1, 1, 2], cell=[0, 0], chance=[0.5, 0.5]),
    )
    model = build_model(problem)
    pricing, _ = priced(model, Tangents(np.zeros(1), np.zeros(1)), Multipliers.zero(len(model.row)))
    part = open_part(model, pricing, np.inf)
    assert part.option.tolist() == [0, 1, 2]
    assert np.array_equal(part.model.owner, model.owner)
    assert np.array_equal(part.model.first, model.first)
    assert part.model.value == pytest.approx(model.value)
