"""What is known, assumed and odd about pairs, beside hand-computed numbers and plain loops."""

from __future__ import annotations

import math
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.hand_made_cells import cells_of
from oracles.overlap_tables import TrueList, scenario_of, true_lists

import seeder
from seeder.analysis.overlap import products
from seeder.analysis.overlap.facts import OverlapFacts, StatedFacts, overlap_facts
from seeder.analysis.overlap.forced_pairs import find_forced_pairs
from seeder.analysis.overlap.oddities import find_out_of_line
from seeder.analysis.overlap.products import all_pairs
from seeder.analysis.overlap.repeats import find_repeats
from seeder.analysis.overlap.shares import SharedPairs, find_nesting, nearest_twins
from seeder.audience import Audience
from seeder.audience.shared_people import shared_people
from seeder.scenario.audiences.overlaps import Overlaps

PAIRS = pd.DataFrame(
    [("h0", "h1", "400", None), ("h2", "h1", None, "12%"), ("h0", "h2", "0", None)],
    columns=["a", "b", "shared", "share_of_smaller"],
)


def stated_of(facts: OverlapFacts) -> StatedFacts:
    assert facts.stated is not None
    return facts.stated


def facts_of(sizes: list[int], rows: pd.DataFrame, audience: Audience | None = None, **keys: Any) -> OverlapFacts:
    return overlap_facts(scenario_of(sizes, rows, **keys), audience)


@pytest.fixture
def facts() -> OverlapFacts:
    """h0 of 1,000, h1 of 2,000, h2 of 500, h3 of 100; 400, 60 (57.5 to 62.5) and 0 stated; 420, 61 and 3 fitted."""
    audience = cells_of([(420.0, [0, 1]), (61.0, [1, 2]), (3.0, [0, 2])], [1000, 2000, 500, 100])
    return facts_of([1000, 2000, 500, 100], PAIRS, audience)


def test_counts_by_hand(facts: OverlapFacts) -> None:
    stated = stated_of(facts)
    assert (facts.kind, facts.n_handles, facts.listed.tolist()) == ("overlaps", 4, [0, 1, 2])
    assert (stated.n_stated, stated.n_possible, stated.n_unstated) == (3, 6, 3)
    assert stated.by_form == {"shared": 2, "share_of_smaller": 1}
    assert stated.n_under_threshold == 0
    assert stated.chance_population == (1000 * 2000 + 2000 * 500 + 1000 * 500) / 460
    assert stated.least_population == 2000 + 1000 - 400
    assert stated.odd.unlisted.tolist() == [3]


def test_misfit_by_hand(facts: OverlapFacts) -> None:
    """400 written out is exact; 61 is within 12 %; 3 where 0 was stated has no relative misfit."""
    misfit = stated_of(facts).misfit
    assert facts.pairs.shared.tolist() == [400.0, 0.0, 60.0]
    assert misfit.people.tolist() == [20.0, 3.0, 1.0]
    assert misfit.relative[[0, 2]].tolist() == [0.05, 1 / 60]
    assert math.isnan(misfit.relative[1])
    assert misfit.is_inside.tolist() == [False, False, True]
    assert misfit.median == (0.05 + 1 / 60) / 2
    assert misfit.worst_by_relative().tolist() == [0, 1]
    assert misfit.worst_by_people().tolist() == [0, 1]
    assert misfit.unmet().tolist() == [1]
    assert stated_of(facts).odd.unmet.tolist() == [1]


def test_columns_have_a_row_a_pair(facts: OverlapFacts) -> None:
    frame = pd.DataFrame(facts.columns())
    assert frame["line"].tolist() == [1, 3, 2]
    assert frame["fitted"].tolist() == [420, 3, 61]
    assert frame["share_of_a"].tolist() == [0.4, 0.0, 0.03]
    assert frame["share_of_b"].tolist() == [0.2, 0.0, 0.12]
    assert frame["share_of_smaller"].tolist() == [0.4, 0.0, 0.12]
    assert frame["inside"].tolist() == [False, False, True]
    assert facts.columns()["relative_misfit"][1] is None


def test_a_row_with_several_numbers_counts_for_each_form() -> None:
    rows = pd.DataFrame({"a": ["h0"], "b": ["h1"], "shared": ["400"], "share_of_a": ["40%"], "share_of_b": ["20%"]})
    assert stated_of(facts_of([1000, 2000], rows)).by_form == {"shared": 1, "share_of_a": 1, "share_of_b": 1}


def test_twins_and_nesting_by_hand() -> None:
    pairs = SharedPairs(
        np.array([0, 0, 1, 2]), np.array([1, 2, 2, 3]), np.array([95.0, 50, 0, 50]), np.array([100.0, 1000, 60, 50])
    )
    twins = nearest_twins(pairs)
    # h2 shares 5/6 of its 60 with h0, and all 50 of h3 with h3; nobody shares anything of the pair of h1 and h2.
    assert list(zip(twins.handle.tolist(), twins.twin.tolist(), strict=True)) == [(2, 3), (3, 2), (0, 1), (1, 0)]
    assert twins.share.tolist() == [1.0, 1.0, 0.95, 0.95]
    assert twins.once().tolist() == [0, 2]
    assert twins.median == 0.975
    nesting = find_nesting(pairs)
    assert nesting.pair.tolist() == [3, 0]
    assert (pairs.smaller[3], pairs.larger[3], pairs.smaller[0]) == (3, 2, 0)
    assert nesting.smaller_in_larger == 0.95
    assert nesting.larger_in_smaller == 0.5


@given(truth=true_lists())
@settings(deadline=None, max_examples=60)
def test_twins_are_those_of_a_plain_loop(truth: TrueList) -> None:
    sizes, n = truth.sizes, len(truth.sizes)
    a, b = (np.array(side) for side in zip(*combinations(range(n), 2), strict=True))
    shared = np.array([truth.shared(one, other) for one, other in zip(a, b, strict=True)], dtype=float)
    twins = nearest_twins(SharedPairs(a, b, shared, np.array(sizes, dtype=float)))
    best: dict[int, tuple[float, int, int]] = {}
    for one, other in permutations(range(n), 2):
        together = truth.shared(one, other)
        if together:
            rank = (together / min(sizes[one], sizes[other]), together, -other)
            best[one] = max(best.get(one, rank), rank)
    found = dict(zip(twins.handle.tolist(), zip(twins.share, twins.shared, -twins.twin, strict=True), strict=True))
    assert found == best
    assert (np.diff(twins.share) <= 0).all()


@given(truth=true_lists())
@settings(deadline=None, max_examples=60)
def test_forced_pairs_are_those_of_a_plain_loop_and_true(truth: TrueList) -> None:
    """Half of the pairs are stated exactly; of another pair, at least what is forced is shared in truth."""
    n, sizes = len(truth.sizes), truth.sizes
    every = list(combinations(range(n), 2))
    chosen = every[:: 2 if n > 2 else 1]
    rows = pd.DataFrame(
        [(f"h{one}", f"h{other}", truth.shared(one, other)) for one, other in chosen], columns=["a", "b", "shared"]
    )
    known = scenario_of(sizes, rows).audience
    assert isinstance(known, Overlaps)
    forced = find_forced_pairs(known, np.array(sizes, dtype=float))
    assert forced is not None
    share = {frozenset(pair): truth.shared(*pair) for pair in chosen}
    least = {}
    for one, other in every:
        if frozenset((one, other)) not in share:
            rooms = [
                share[frozenset((h, one))] + share[frozenset((h, other))] - sizes[h]
                for h in range(n)
                if frozenset((h, one)) in share and frozenset((h, other)) in share
            ]
            if max(rooms, default=0) > max(1.0, 1e-6 * min(sizes[one], sizes[other])):
                least[one, other] = float(max(rooms))
    assert dict(zip(zip(forced.a.tolist(), forced.b.tolist(), strict=True), forced.least, strict=True)) == least
    assert all(people <= truth.shared(*pair) for pair, people in least.items())


@given(truth=true_lists(), at_once=st.sampled_from([1, 7, 1000]))
@settings(deadline=None, max_examples=40)
def test_all_pairs_of_cells_are_those_of_the_list(truth: TrueList, at_once: int) -> None:
    n = len(truth.sizes)
    members = [(float(truth.copies), np.flatnonzero(row).tolist()) for row in truth.follows]
    audience = cells_of(members, truth.sizes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(products, "_AT_ONCE", at_once)
        blocks = list(all_pairs(audience, np.arange(n)))
    found = {(int(a), int(b)): people for block in blocks for a, b, people in zip(*block, strict=True)}
    truly = {pair: float(truth.shared(*pair)) for pair in combinations(range(n), 2) if truth.shared(*pair)}
    assert found == pytest.approx(truly)
    if found:
        a, b = (np.array(side) for side in zip(*found, strict=True))
        assert shared_people(audience, a, b).tolist() == pytest.approx(list(found.values()))


def test_pairs_over_the_threshold_are_counted() -> None:
    """Of listed handles: h0 with h2 shares 150 in cells and is left out of the table; h1 with h2 shares 100."""
    rows = pd.DataFrame({"a": ["h0", "h2"], "b": ["h1", "h3"], "shared": [200, 120]})
    sizes = [1000, 1000, 1000, 1000, 5000]
    cells = [(200.0, [0, 1]), (120.0, [2, 3]), (150.0, [0, 2, 4]), (100.0, [1, 2])]
    stated = stated_of(facts_of(sizes, rows, cells_of(cells, sizes), threshold=100))
    assert stated.odd.n_over_threshold == 1
    assert stated.n_under_threshold == 4
    assert stated.chance_population is None
    assert stated_of(facts_of(sizes, rows, cells_of(cells, sizes))).odd.n_over_threshold is None


def community(n: int, *, seed: int = 0) -> tuple[list[int], list[tuple[int, int, int]]]:
    """Handles that share what chance makes of their sizes, up to a factor of about 2."""
    rng = np.random.default_rng(seed)
    sizes = np.round(np.exp(rng.normal(10.0, 0.5, n))).astype(int)
    pairs = [
        (one, other, max(1, int(sizes[one] * sizes[other] / 300_000 * np.exp(rng.normal(0.0, 0.3)))))
        for one, other in combinations(range(n), 2)
    ]
    return sizes.tolist(), pairs


def frame_of(pairs: list[tuple[int, int, int]]) -> pd.DataFrame:
    return pd.DataFrame([(f"h{a}", f"h{b}", shared) for a, b, shared in pairs], columns=["a", "b", "shared"])


def shared_pairs(sizes: list[int], pairs: list[tuple[int, int, int]]) -> SharedPairs:
    a, b, shared = (np.array(column) for column in zip(*pairs, strict=True))
    return SharedPairs(a, b, shared.astype(float), np.array(sizes, dtype=float))


def test_nothing_is_odd_in_ordinary_data() -> None:
    sizes, pairs = community(16)
    odd = stated_of(facts_of(sizes, frame_of(pairs), cells_of([(1.0, [0, 1])], sizes))).odd
    assert not len(odd.out_of_line.handle)
    assert not len(odd.repeats.count)
    assert not len(odd.alike)
    assert odd.size_doubt is None


def test_a_handle_in_another_unit_is_out_of_line() -> None:
    sizes, pairs = community(16)
    sizes[3] *= 1000
    found = find_out_of_line(shared_pairs(sizes, pairs))
    assert found.handle.tolist() == [3]
    assert found.n_pairs.tolist() == [15]
    # √1000 too little for its sizes, but for what its pairs differ by themselves.
    assert found.ratio[0] == pytest.approx(1 / math.sqrt(1000), rel=0.5)
    assert found.deviations[0] < -4


def test_out_of_line_is_the_formula() -> None:
    sizes, pairs = community(12, seed=3)
    sizes[5] = 5 * max(sizes)
    medians = [
        float(np.median([math.log(s / math.sqrt(sizes[a] * sizes[b])) for a, b, s in pairs if h in (a, b)]))
        for h in range(12)
    ]
    away = np.array(medians) - np.median(medians)
    deviations = away / (1.4826 * np.median(np.abs(away)))
    found = find_out_of_line(shared_pairs(sizes, pairs))
    assert sorted(found.handle.tolist()) == np.flatnonzero(np.abs(deviations) > 4).tolist()
    assert found.deviations.tolist() == pytest.approx(deviations[found.handle].tolist())
    assert len(found.handle)


def test_too_few_handles_or_pairs_tell_nothing() -> None:
    sizes, pairs = community(16)
    sizes[3] *= 1000
    few = [pair for pair in pairs if pair[0] < 9 and pair[1] < 9]
    assert not len(find_out_of_line(shared_pairs(sizes, few)).handle)
    thin = [pair for pair in pairs if 3 not in pair[:2]] + [pair for pair in pairs if 3 in pair[:2]][:4]
    assert not len(find_out_of_line(shared_pairs(sizes, thin)).handle)


def test_sizes_that_are_views_are_doubted() -> None:
    sizes, pairs = community(16)
    views = [1000 * size for size in sizes]
    doubt = stated_of(facts_of(views, frame_of(pairs), cells_of([(1.0, [0, 1])], views))).odd.size_doubt
    assert doubt is not None
    shares = [shared / min(views[a], views[b]) for a, b, shared in pairs]
    assert doubt.median_share == pytest.approx(float(np.median(shares)))
    # A table that holds all pairs, most of which share hardly anybody, is no reason to doubt: everybody has a twin.
    twinned = [(a, b, 9 * min(views[a], views[b]) // 10 if b == a + 1 else 1) for a, b, _ in pairs]
    rows = frame_of([(a, b, shared if a % 2 == 0 else 1) for a, b, shared in twinned])
    assert stated_of(facts_of(views, rows, cells_of([(1.0, [0, 1])], views))).odd.size_doubt is None


@pytest.mark.parametrize("unit", [1, 500])
def test_a_value_filled_down_is_found_and_rounding_is_not(unit: int) -> None:
    rng = np.random.default_rng(1)
    counts = np.round(np.exp(rng.normal(8.0, 1.0, 2000))).astype(np.float64) * unit
    assert not len(find_repeats(counts, np.ones(2000, dtype=np.bool_)).count)
    counts[:60] = 54_321 * unit
    found = find_repeats(counts, np.ones(2000, dtype=np.bool_))
    assert found.count.tolist() == [54_321 * unit]
    assert found.n_pairs.tolist() == [60]
    assert found.expected[0] < 1
    # Shares that are rounded alike make no such counts, and neither does nobody.
    assert not len(find_repeats(counts, counts != 54_321 * unit).count)
    assert not len(find_repeats(np.zeros(2000), np.ones(2000, dtype=np.bool_)).count)


def test_one_account_twice_is_told() -> None:
    rows = pd.DataFrame({"a": ["h0", "h0"], "b": ["h1", "h2"], "shared": [970, 985]})
    sizes = [1000, 990, 1080]
    odd = stated_of(facts_of(sizes, rows, cells_of([(1.0, [0, 1])], sizes))).odd
    assert odd.alike.tolist() == []
    rows["shared"] = [980, 985]
    odd = stated_of(facts_of(sizes, rows, cells_of([(1.0, [0, 1])], sizes))).odd
    assert odd.alike.tolist() == [0]
    few = pd.DataFrame({"a": ["h0"], "b": ["h1"], "shared": [99]})
    odd = stated_of(facts_of([99, 99], few, cells_of([(1.0, [0, 1])], [99, 99]))).odd
    assert odd.alike.tolist() == []


def test_segments_tell_twins_too() -> None:
    accounts = pd.DataFrame({"account": ["ann", "bob", "cat"], "followers": [900, 800, 200]})
    segments = pd.DataFrame({"segment": ["tea"], "people": [1000]})
    memberships = pd.DataFrame({"handle": ["ann", "bob"], "segment": ["tea", "tea"], "share": [0.8, 0.5]})
    scenario = seeder.Scenario.from_frames(
        accounts,
        budget={"effort": 2},
        objective="reach",
        audience={"kind": "segments"},
        segments=segments,
        memberships=memberships,
    )
    facts = overlap_facts(scenario)
    assert facts.stated is None
    assert facts.pairs.shared.tolist() == pytest.approx([400])
    assert facts.twins.share.tolist() == pytest.approx([0.5, 0.5])
    assert facts.columns()["stated"] == [None]


@pytest.mark.parametrize(("limit", "most"), [("MOST_HANDLES", 2), ("MOST_PRODUCTS", 3)])
def test_too_many_pairs_of_cells_are_refused(limit: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, limit, most)
    accounts = pd.DataFrame({"account": ["ann", "bob", "cat"], "followers": [1, 1, 1]})
    scenario = seeder.Scenario.from_frames(
        accounts,
        budget={"effort": 2},
        audience={"kind": "followers"},
        followers=pd.DataFrame({"handle": ["ann", "bob"], "person": ["kim", "kim"]}),
    )
    with pytest.raises(seeder.UnsupportedError, match="3 handles have too many pairs"):
        overlap_facts(scenario)


def test_separate_audiences_know_nothing() -> None:
    accounts = pd.DataFrame({"account": ["ann"], "followers": [900]})
    facts = overlap_facts(seeder.Scenario.from_frames(accounts, budget={"effort": 2}))
    assert (facts.kind, len(facts.pairs.a), facts.twins.median, facts.nesting.smaller_in_larger) == (
        "separate",
        0,
        None,
        None,
    )
    assert facts.columns()["a"] == []


def test_handles_without_followers_share_no_share() -> None:
    rows = pd.DataFrame({"a": ["h0", "h0"], "b": ["h1", "h2"], "shared": [0, 5]})
    facts = facts_of([10, 0, 20], rows)
    assert facts.columns()["share_of_smaller"] == [None, 0.5]
    assert facts.columns()["share_of_a"] == [0.0, 0.5]
