"""Triples that cannot be true together: found exactly where no audiences have those sizes and pairs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from oracles.overlap_tables import TrueList, overlap_tables, scenario_of, true_lists
from scipy.optimize import linprog

from seeder.errors import ScenarioError
from seeder.problem.arrays import FloatArray
from seeder.scenario.audiences import overlap_triples
from seeder.scenario.audiences.overlap_pairs import Pairs
from seeder.scenario.audiences.overlap_triples import ImpossibleTriples, find_impossible_triples
from seeder.scenario.audiences.overlaps import Overlaps

SIZES = st.integers(0, 2**32 - 1)


def _pairs(n_handles: int, rng: np.random.Generator, *, density: float, most: int) -> Pairs:
    """Random pairs of people up to ``most``, as they could stand in any table."""
    both = np.array(list(combinations(range(n_handles), 2)), dtype=np.int64).reshape(-1, 2)
    both = both[rng.random(len(both)) < density]
    low = rng.integers(0, most, len(both)).astype(np.float64)
    high = low + rng.integers(0, 3, len(both))
    return Pairs(
        a=both[:, 0], b=both[:, 1], row=rng.permutation(len(both)), shared=low, low=low, high=high,
        is_sound=rng.random(len(both)) < 0.9, n_in_both_orders=0,
    )  # fmt: skip


def _by_definition(
    pairs: Pairs, followers: FloatArray, most_unstated: float
) -> dict[tuple[int, frozenset[int]], float]:
    """(h, {k, l}) → people by which |h ∩ k| + |h ∩ l| − |k ∩ l| exceeds |h|, where that is beyond the slack."""
    sound = {
        frozenset((int(a), int(b))): (pairs.low[at], pairs.high[at])
        for at, (a, b) in enumerate(zip(pairs.a, pairs.b, strict=True))
        if pairs.is_sound[at]
    }
    stated = {frozenset((int(a), int(b))) for a, b in zip(pairs.a, pairs.b, strict=True)}
    found = {}
    for h, (k, l) in product(range(len(followers)), combinations(range(len(followers)), 2)):  # noqa: E741
        if h in (k, l) or not {frozenset((h, k)), frozenset((h, l))} <= set(sound):
            continue
        between = frozenset((k, l))
        most = sound[between][1] if between in sound else np.inf if between in stated else most_unstated
        excess = sound[frozenset((h, k))][0] + sound[frozenset((h, l))][0] - most - followers[h]
        if excess > max(1.0, 1e-6 * followers[h]):
            found[h, between] = excess
    return found


def _found(triples: ImpossibleTriples, pairs: Pairs) -> dict[tuple[int, frozenset[int]], float]:
    found = {}
    for at, h in enumerate(triples.handle.tolist()):
        ends = [{int(pairs.a[pair]), int(pairs.b[pair])} - {h} for pair in (triples.one[at], triples.other[at])]
        between = frozenset(ends[0] | ends[1])
        kl = int(triples.between[at])
        assert kl < 0 or between == {int(pairs.a[kl]), int(pairs.b[kl])}
        found[h, between] = float(triples.excess[at])
    assert len(found) == len(triples.handle)
    return found


@pytest.mark.parametrize(("square", "at_once"), [(5_000, 2_000_000), (0, 3), (5_000, 1)])
@settings(max_examples=60)
@given(seed=SIZES, n_handles=st.integers(1, 7), most_unstated=st.sampled_from([np.inf, 0.0, 4.0]))
def test_are_found_as_their_definition_says(
    square: int, at_once: int, seed: int, n_handles: int, most_unstated: float
) -> None:
    rng = np.random.default_rng(seed)
    pairs = _pairs(n_handles, rng, density=rng.choice([0.5, 1.0]), most=12)
    followers = rng.integers(1, 20, n_handles).astype(np.float64)
    if rng.random() < 0.2:
        followers[rng.integers(n_handles)] = np.nan
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overlap_triples, "_MOST_IN_A_SQUARE", square)
        patch.setattr(overlap_triples, "_AT_ONCE", at_once)
        triples = find_impossible_triples(pairs, followers=followers, most_unstated=most_unstated)
    assert _found(triples, pairs) == pytest.approx(_by_definition(pairs, followers, most_unstated))
    assert triples.is_whole


def test_are_not_looked_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlap_triples, "_AT_ONCE", 1)
    monkeypatch.setattr(overlap_triples, "_MOST_LOOKED_AT", 3)
    both = np.array(list(combinations(range(5), 2)), dtype=np.int64)
    nine = np.full(len(both), 9.0)
    pairs = Pairs(both[:, 0], both[:, 1], np.arange(10), nine, nine, nine, np.ones(10, dtype=np.bool_), 0)
    assert not find_impossible_triples(pairs, followers=np.full(5, 10.0), most_unstated=np.inf).is_whole


def _exists(sizes: list[int], shared: dict[tuple[int, int], int]) -> bool:
    """Whether three audiences have these sizes and pairs: a linear program over the atoms."""
    atoms = [np.array(atom) for atom in product((0, 1), repeat=3)]
    rows = [[atom[handle] for atom in atoms] for handle in range(3)]
    rows += [[atom[one] * atom[other] for atom in atoms] for one, other in shared]
    solved = linprog(np.zeros(8), A_eq=np.array(rows, dtype=float), b_eq=[*sizes, *shared.values()], method="highs")
    return bool(solved.status == 0)


@settings(max_examples=60)
@given(seed=SIZES)
def test_three_audiences_exist_exactly_where_no_triple_is_impossible(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = (rng.integers(1, 8, 3) * 1000).tolist()
    shared = {
        (one, other): int(rng.integers(0, min(sizes[one], sizes[other]) // 1000 + 1)) * 1000
        for one, other in combinations(range(3), 2)
    }
    table = pd.DataFrame(
        [{"a": f"h{one}", "b": f"h{other}", "shared": people} for (one, other), people in shared.items()]
    )
    if _exists(sizes, shared):
        scenario_of(sizes, table)
    else:
        with pytest.raises(ScenarioError, match=r"minus those that the second and the third share"):
            scenario_of(sizes, table)


@settings(max_examples=100)
@given(data=st.data(), truth=true_lists())
def test_what_is_true_is_never_refused(data: st.DataObject, truth: TrueList) -> None:
    least = data.draw(st.sampled_from([0, 0, truth.copies, 3 * truth.copies]))
    table = data.draw(overlap_tables(truth, least=least))
    assume(len(table))
    read = scenario_of(truth.sizes, table, **({"threshold": least} if least else {})).audience
    assert isinstance(read, Overlaps)
    assert (read.low <= read.shared).all()
    assert (read.shared <= read.high).all()
    for at, (a, b) in enumerate(zip(read.a.tolist(), read.b.tolist(), strict=True)):
        assert a < b
        assert read.low[at] - 1e-6 <= truth.shared(a, b) <= read.high[at] + 1e-6
    keys = list(zip(read.a.tolist(), read.b.tolist(), strict=True))
    assert keys == sorted(set(keys))


@settings(max_examples=80)
@given(seed=SIZES, n_others=st.integers(0, 4), has_threshold=st.booleans())
def test_what_is_planted_is_always_told_at_one_of_its_rows(seed: int, n_others: int, has_threshold: bool) -> None:
    """h0 shares most of itself with h1 and with h2, which share less than that takes."""
    rng = np.random.default_rng(seed)
    sizes = [1000, 3000, 4000, *rng.integers(3000, 9000, n_others).tolist()]
    one, other = rng.integers(510, 1001, 2).tolist()
    at_least = one + other - 1000
    between = at_least - int(rng.integers(2, min(400, at_least + 1)))
    pairs = {(0, 1): one, (0, 2): other}
    if not has_threshold:
        pairs[1, 2] = between
    threshold = {"threshold": max(1, between)} if has_threshold else {}
    for position in range(3, len(sizes)):
        pairs[1, position] = max(1, between) + 1
    rows = [{"a": f"h{a}", "b": f"h{b}", "shared": people} for (a, b), people in pairs.items()]
    table = pd.DataFrame(rows).sample(frac=1, random_state=seed % 1000)
    with pytest.raises(ScenarioError) as raised:
        scenario_of(sizes, table, **threshold)
    triples = [
        issue for issue in raised.value.issues if issue.rule.startswith("A handle needs at least as many followers")
    ]
    assert len(triples) == 1
    (issue,) = triples
    assert issue.place.line is not None
    named = table.iloc[issue.place.line - 1]
    assert {named.a, named.b} < {"h0", "h1", "h2"}
    assert all(f"'{handle}'" in issue.found for handle in ("h0", "h1", "h2"))
    assert "line 1 of accounts (frame)" in issue.way_out


class TestIssues:
    """What is said of them."""

    SIZES = (1000, 5000, 6000, 9000)

    def told(self, rows: Sequence[tuple[str, str, object]], **audience: object) -> list[str]:
        with pytest.raises(ScenarioError) as raised:
            scenario_of(list(self.SIZES), pd.DataFrame(list(rows), columns=["a", "b", "shared"]), **audience)
        return [str(issue) for issue in raised.value.issues]

    def test_all_three_are_named_with_their_lines(self) -> None:
        (text,) = self.told([("h1", "h2", 100), ("h0", "h1", 900), ("h2", "h0", 800)])
        assert text == (
            "overlaps (frame):2:shared: 'h0' and 'h1' share 900 people (here), 'h0' and 'h2' 800 (line 3), 'h1' and "
            "'h2' 100 (line 1): 'h0' would need 1,600 followers but has 1,000. A handle needs at least as many "
            "followers as it shares with a second handle, plus those it shares with a third, minus those that the "
            "second and the third share. Correct one of the three numbers, or the followers on line 1 of accounts "
            "(frame)."
        )

    def test_what_rounding_leaves_open_is_said(self) -> None:
        (text,) = self.told([("h0", "h1", "0.9k"), ("h0", "h2", 800), ("h1", "h2", "0.1k")])
        assert "'h0' and 'h1' share at least 850 people" in text
        assert "'h1' and 'h2' at most 150" in text
        assert "'h0' would need 1,500 followers" in text

    def test_a_pair_that_is_missing_below_the_threshold(self) -> None:
        (text,) = self.told([("h0", "h1", 900), ("h0", "h2", 800)], threshold=500)
        assert "'h1' and 'h2' fewer than 500, because the pair is not in the list" in text
        assert "add the pair that is missing" in text
        scenario_of(
            list(self.SIZES), pd.DataFrame({"a": ["h0", "h0"], "b": ["h1", "h2"], "shared": [900, 800]}), threshold=700
        )

    def test_a_pair_that_may_be_missing_by_its_name_is_no_second_issue(self) -> None:
        told = self.told([("h0", "h1", 900), ("h0", "h2", 800), ("h1", "hh2", 850)], threshold=500)
        assert [text.split(": ")[0] for text in told] == ["overlaps (frame):3:b"]

    def test_a_pair_at_fault_is_no_second_issue(self) -> None:
        told = self.told([("h0", "h1", 900), ("h0", "h2", 800), ("h1", "h2", "x")], threshold=500)
        assert [text.split(": ")[0] for text in told] == ["overlaps (frame):3:shared"]

    def test_one_wrong_number_is_one_issue(self) -> None:
        """Who follows h0 follows everybody else; one pair says otherwise."""
        sizes = [1000, *[5000] * 6]
        rows = [(f"h{a}", f"h{b}", 1000 if a == 0 else 2000) for a, b in combinations(range(7), 2)]
        wrong = rows.index(("h3", "h5", 2000))
        rows[wrong] = ("h3", "h5", 10)
        with pytest.raises(ScenarioError) as raised:
            scenario_of(sizes, pd.DataFrame(rows, columns=["a", "b", "shared"]))
        (issue,) = raised.value.issues
        assert "'h3' and 'h5' 10" in issue.found

    def test_a_row_in_many_is_told_once(self) -> None:
        """h0 is said to share 900 with h1, and shares 600 with four others, who share little with h1."""
        sizes = [1000, *[5000] * 5]
        rows = [("h0", "h1", 900), *((f"h{a}", f"h{b}", 600) for a, b in combinations((0, 2, 3, 4, 5), 2))]
        rows += [("h1", f"h{b}", 50) for b in (2, 3, 4, 5)]
        with pytest.raises(ScenarioError) as raised:
            scenario_of(sizes, pd.DataFrame(rows, columns=["a", "b", "shared"]))
        (issue,) = raised.value.issues
        assert str(issue.place) == "overlaps (frame):1:shared"
        assert "this row is part of 3 more such triples" in issue.found

    @pytest.mark.parametrize("excess", [1, 2])
    def test_one_person_more_is_fine(self, excess: int) -> None:
        rows = [("h0", "h1", 600), ("h0", "h2", 600), ("h1", "h2", 200 - excess)]
        if excess == 1:
            scenario_of(list(self.SIZES), pd.DataFrame(rows, columns=["a", "b", "shared"]))
        else:
            assert len(self.told(rows)) == 1
