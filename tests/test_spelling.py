"""The nearest known name, held against comparing with every name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.spelling import DEFAULT_LIMIT, KnownNames, did_you_mean

HANDLES = ["alice", "bob.builder", "carla_cooks", "Dmitri", "élodie", "@felix", "kk"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("alcie", "alice"),
        ("alice1", "alice"),
        ("lice", "alice"),
        ("xlice", "alice"),
        ("ALICE", "alice"),
        ("@Alice ", "alice"),
        ("＠dmitri", "Dmitri"),
        ("Élodie", "élodie"),
        ("felix", "@felix"),
        ("fleix", "@felix"),
        ("carla cooks", "carla_cooks"),
        ("bobbuilder", "bob.builder"),
    ],
)
def test_near_words_find_their_name(word: str, expected: str) -> None:
    assert did_you_mean(word, HANDLES) == expected


@pytest.mark.parametrize("word", ["", "@", "  ", "zzzz", "somebody else entirely"])
def test_far_words_find_nothing(word: str) -> None:
    assert did_you_mean(word, HANDLES) is None


def test_no_names_no_answer() -> None:
    assert did_you_mean("alice", []) is None


def test_agreement_but_for_case_beats_similarity() -> None:
    assert did_you_mean("ANNA", ["anna1", "annA", "Anna"]) == "Anna"


def test_equal_similarity_goes_by_alphabet_whatever_the_order() -> None:
    names = ["acb1", "abd1", "abc2"]
    assert did_you_mean("abc1", names) == did_you_mean("abc1", names[::-1]) == "abc2"


def test_ratio_equal_to_the_limit_counts() -> None:
    # "abcd" and "abxy" share two letters of eight: 2·2/8.
    assert did_you_mean("abcd", ["abxy"], limit=0.5) == "abxy"
    assert did_you_mean("abcd", ["abxy"], limit=0.51) is None
    # 2·3 / (7 + 3), both ways round.
    assert did_you_mean("abcdefg", ["abc"], limit=0.6) == "abc"
    assert did_you_mean("abc", ["abcdefg"], limit=0.6) == "abcdefg"


@pytest.mark.parametrize("limit", [0.0, -1.0, 1.01, float("nan")])
def test_a_limit_outside_is_refused(limit: float) -> None:
    with pytest.raises(ValueError, match="limit"):
        KnownNames(HANDLES).nearest("alice", limit=limit)


def test_a_tiny_limit_is_no_trap() -> None:
    assert did_you_mean("ab", ["a" + "z" * 100], limit=1e-9) == "a" + "z" * 100


WORDS = st.text(alphabet="abcd", min_size=1, max_size=7)


def _n_common(one: str, other: str) -> int:
    """Length of the longest common subsequence, from its recursion."""
    row = [0] * (len(other) + 1)
    for letter in one:
        before = row
        row = [0]
        for at, there in enumerate(other):
            row.append(before[at] + 1 if letter == there else max(before[at + 1], row[at]))
    return row[-1]


def test_letters_in_common_by_hand() -> None:
    assert [_n_common("abc", "abc"), _n_common("abc", "cab"), _n_common("tired", "tiers"), _n_common("a", "b")] == [
        3,
        2,
        3,
        0,
    ]


@given(word=WORDS, names=st.lists(WORDS, max_size=12), limit=st.sampled_from([0.3, DEFAULT_LIMIT, 2 / 3, 0.8, 1.0]))
def test_nearest_agrees_with_comparing_all(word: str, names: list[str], limit: float) -> None:
    def similarity(name: str) -> float:
        return 2 * _n_common(name, word) / (len(name) + len(word))

    ranked = sorted((-similarity(name), name) for name in set(names) if similarity(name) >= limit)
    expected = ranked[0][1] if ranked else None
    assert KnownNames(names).nearest(word, limit=limit) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("ubdge", "budget"),
        ("qlickl", "clicks"),
        ("audienec", "audience"),
        ("xcostx", "costs"),
        ("vollower", "followers"),
        ("amrkte", "market"),
        ("rulse", "rules"),
        ("tisrr", "tiers"),
        ("agency", None),
        ("color", None),
        ("price", None),
    ],
)
def test_keys_of_a_document(word: str, expected: str | None) -> None:
    keys = ["audience", "budget", "clicks", "costs", "followers", "market", "name", "rules", "tiers"]
    assert did_you_mean(word, keys) == expected


def test_one_among_a_hundred_thousand_is_found() -> None:
    names = [f"account{number:06d}" for number in range(100_000)]
    assert KnownNames([*names, "rosamunde"]).nearest("rosamnude") == "rosamunde"
