"""Every default is sourced or says that it is assumed, and the right one is found."""

from __future__ import annotations

import csv
import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.errors import ProblemError
from seeder.scenario.defaults import Basis, DefaultEntry, Defaults, RateKind, load_defaults, parse_defaults
from seeder.scenario.platforms import canonical_platform

REPOSITORY = Path(__file__).parents[2]
DATA = REPOSITORY / "seeder" / "scenario" / "defaults.csv"
DOCUMENT = REPOSITORY / "docs" / "defaults.md"
PLATFORMS = ["", "x", "instagram", "tiktok", "youtube", "facebook", "mastodon"]
SIZES = sorted({0.0, 1.0, 2874.0, 7.2e6, 1e9, *(edge + d for edge in (1e4, 1e5, 5e5, 1e6) for d in (-1.0, 0.0, 1.0))})
HEADER = "kind,platform,followers_from,followers_below,value,exponent,unit,basis,source\n"


def rate(kind: RateKind, followers: float, platform: str = "") -> float:
    return float(load_defaults().lookup(kind, followers=[followers], platform=[platform]).value[0])


def test_clicks_by_hand() -> None:
    # 0.030 · 1,000^0.845 = 0.030 · 10^2.535
    assert rate(RateKind.CLICKS, 1000, "x") == pytest.approx(0.030 * 342.7678, rel=1e-6)
    assert rate(RateKind.CLICKS, 1000) == rate(RateKind.CLICKS, 1000, "twitter")
    assert rate(RateKind.CLICKS, 0) == 0.0


@pytest.mark.parametrize(
    ("kind", "followers", "platform", "expected"),
    [
        (RateKind.VIEW, 9999, "instagram", 0.3),
        (RateKind.VIEW, 10_000, "instagram", 0.2),
        (RateKind.VIEW, 1e6, "IG", 0.1),
        (RateKind.VIEW, 0, "nowhere", 0.25),
        (RateKind.CONVERSION, 5, "", 0.025),
        (RateKind.CONVERSION, math.nan, "", 0.025),
        (RateKind.ACCEPTANCE, 2874, "", 0.1),
        (RateKind.ACCEPTANCE, 7.2e6, "x", 0.01),
        (RateKind.ACCEPTANCE, math.nan, "x", 0.05),
        (RateKind.EFFORT, 2874, "", 0.25),
        (RateKind.EFFORT, 499_999, "", 1.5),
        (RateKind.EFFORT, 1e6, "", 20),
        (RateKind.EFFORT, math.nan, "", 0.5),
    ],
)
def test_anchors(kind: RateKind, followers: float, platform: str, expected: float) -> None:
    assert rate(kind, followers, platform) == expected


@pytest.mark.parametrize("kind", [RateKind.CLICKS, RateKind.VIEW])
def test_unknown_followers_have_no_clicks_and_no_view(kind: RateKind) -> None:
    found = load_defaults().lookup(kind, followers=[math.nan, 10], platform=["x", "x"])
    assert np.isnan(found.value).tolist() == [True, False]
    assert found.entry[0] == -1
    assert found.entry[1] >= 0


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_click_needs_a_view_and_a_view_a_person(platform: str) -> None:
    sizes = [*SIZES[1:], *np.geomspace(1, 1e9, 400).tolist()]
    names = [platform] * len(sizes)
    clicks = load_defaults().lookup(RateKind.CLICKS, followers=sizes, platform=names).value
    view = load_defaults().lookup(RateKind.VIEW, followers=sizes, platform=names).value
    assert (clicks / np.array(sizes) <= view).all()
    assert (view <= 0.6).all()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_bigger_accounts_are_harder_to_get(platform: str) -> None:
    def ladder(kind: RateKind) -> list[float]:
        found = load_defaults().lookup(kind, followers=SIZES, platform=[platform] * len(SIZES))
        return [float(value) for value in found.value]

    for kind in (RateKind.ACCEPTANCE, RateKind.VIEW):
        assert ladder(kind) == sorted(ladder(kind), reverse=True)
        assert ladder(kind)[0] > ladder(kind)[-1]
    for kind in (RateKind.EFFORT, RateKind.CLICKS):
        assert ladder(kind) == sorted(ladder(kind))


def test_instagram_views_lie_above_the_vendors_engagement() -> None:
    for followers, engagement in ((5e3, 0.05), (5e4, 0.035), (2e5, 0.025), (7e5, 0.018), (2e6, 0.012)):
        assert rate(RateKind.VIEW, followers, "instagram") > engagement


def test_view_elsewhere_is_the_median_of_the_platforms() -> None:
    for followers in SIZES:
        assert rate(RateKind.VIEW, followers) == np.median([rate(RateKind.VIEW, followers, p) for p in PLATFORMS[1:-1]])


@given(
    rows=st.lists(
        st.tuples(
            st.one_of(st.sampled_from([*SIZES, math.nan]), st.floats(0, 1e10)),
            st.sampled_from([*PLATFORMS, "Twitter", "YT", " Instagram "]),
        ),
        max_size=30,
    ),
    kind=st.sampled_from(RateKind),
)
def test_lookup_agrees_with_reading_the_rows_one_by_one(rows: list[tuple[float, str]], kind: RateKind) -> None:
    defaults = load_defaults()

    def matching(followers: float, platform: str) -> list[int]:
        return [
            position
            for position, entry in enumerate(defaults.entries)
            if entry.kind is kind and entry.platform == platform
            if (math.isnan(followers) and math.isnan(entry.followers_from))
            or entry.followers_from <= followers < entry.followers_below
        ]

    found = defaults.lookup(kind, followers=[size for size, _ in rows], platform=[name for _, name in rows])
    assert found.value.shape == found.entry.shape == (len(rows),)
    for position, (size, name) in enumerate(rows):
        expected = [*matching(size, canonical_platform(name)), *matching(size, ""), -1][0]
        assert found.entry[position] == expected
        if expected < 0:
            assert math.isnan(found.value[position])
        else:
            entry = defaults.entries[expected]
            growth = size**entry.exponent if entry.exponent else 1.0
            assert found.value[position] == pytest.approx(entry.value * growth, rel=1e-12)


@pytest.mark.parametrize("followers", [[-1.0], [math.inf], [1.0, 2.0], [[1.0]]])
def test_contradictions_are_refused(followers: list[float]) -> None:
    with pytest.raises(ProblemError, match="followers"):
        load_defaults().lookup(RateKind.VIEW, followers=followers, platform=["x"])


def test_loaded_once() -> None:
    assert load_defaults() is load_defaults()


def test_citations() -> None:
    entries = load_defaults().entries
    by_kind = {kind: next(entry for entry in entries if entry.kind is kind) for kind in RateKind}
    assert by_kind[RateKind.CLICKS].cite() == (
        "0.03 × followers^0.845 clicks per post (QW Consulting 2011: log-log fit over 61,577 posts on X)"
    )
    assert by_kind[RateKind.EFFORT].cite() == (
        "0.25 hours per ask (assumed: a look at the account and one cold message: "
        "30 new asks a day, the most that a vendor advises, take 7.5 hours)"
    )
    for entry in entries:
        assert "\n" not in entry.cite()
        assert ("assumed" in entry.cite()) == (entry.basis is Basis.ASSUMED)


def data_rows() -> list[str]:
    return DATA.read_text(encoding="utf-8").splitlines(keepends=True)


def test_without_any_row_of_the_file_something_is_found_missing_or_changes() -> None:
    whole, rows = load_defaults(), data_rows()
    assert len(whole.entries) == len(rows) - 1
    for left_out in range(1, len(rows)):
        try:
            rest = parse_defaults("".join(rows[:left_out] + rows[left_out + 1 :]))
        except ValueError:
            continue
        lost = whole.entries[left_out - 1]
        # Only whole platforms and rows for unknown followers may be missing from a valid file.
        assert lost.is_for_unknown_followers or (lost.followers_from == 0 and lost.followers_below == math.inf)
        assert len(rest.entries) == len(whole.entries) - 1


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "view,x,10000,100000",
            "view,x,10001,100000",
            "one entry ends at 10000 followers, but the next starts at 10001",
        ),
        ("view,x,10000,100000", "view,x,9000,100000", "view, platform x: one entry ends at 10000 followers"),
        ("view,x,1000000,,", "view,x,1000000,2000000,", "no entry from 2e\\+06 followers"),
        ("view,x,0,", "view,x,1,", "one entry ends at 0 followers"),
        ("view,x,0,", "view,twitter,0,", r"defaults\.csv:4: platform: expected x"),
        ("view,x,0,", "views,x,0,", r"defaults\.csv:4: .*views"),
        ("acceptance,,,,", "acceptance,,0,,", "acceptance, platform any"),
        ("effort,,,,0.5,0", "effort,,,,0.5,1", "must be 0 if the followers are unknown"),
        ("effort,,,,0.5,0", "effort,,5,,0.5,0", "platform any"),
        ("effort,,,,0.5,0", "effort,,,5,0.5,0", "could not convert"),
        ("conversion,,0,,0.025", "conversion,,0,,1.5", "constant share"),
        ("conversion,,0,,0.025", "conversion,,0,,nan", "finite"),
        ("conversion,,0,,0.025", "conversion,,0,,-1", "finite"),
        (",sourced,", ",guessed,", "guessed"),
        ("kind,platform", "platform,kind", "expected the columns"),
        ("clicks per post,sourced,", "clicks per post,sourced,extra,", "expected 9 cells"),
    ],
)
def test_a_broken_file_is_refused(old: str, new: str, found: str) -> None:
    text = "".join(data_rows())
    assert old in text
    with pytest.raises(ValueError, match=found):
        parse_defaults(text.replace(old, new, 1))


def test_every_kind_needs_rows_for_every_platform() -> None:
    with pytest.raises(ValueError, match="clicks, view"):
        parse_defaults(HEADER)
    entries = tuple(entry for entry in load_defaults().entries if entry.kind is not RateKind.EFFORT)
    with pytest.raises(ValueError, match="effort"):
        Defaults(entries)


def test_a_platform_without_a_row_for_unknown_followers_takes_that_of_every_platform() -> None:
    entries = load_defaults().entries
    effort = next(entry for entry in entries if entry.kind is RateKind.EFFORT)
    own = dataclasses.replace(effort, platform="x", followers_from=0, followers_below=math.inf, value=7)
    for_unknown = dataclasses.replace(own, followers_from=math.nan, followers_below=math.nan, value=9)
    places, sizes = ["x", "x", "ig"], [5, math.nan, math.nan]
    without = Defaults((*entries, own)).lookup(RateKind.EFFORT, followers=sizes, platform=places)
    assert without.value.tolist() == [7, 0.5, 0.5]
    beside = Defaults((*entries, own, for_unknown)).lookup(RateKind.EFFORT, followers=sizes, platform=places)
    assert beside.value.tolist() == [7, 9, 0.5]


def test_two_rows_for_unknown_followers_are_refused() -> None:
    entries = load_defaults().entries
    unknown = next(entry for entry in entries if entry.is_for_unknown_followers)
    with pytest.raises(ValueError, match="2 entries for unknown followers"):
        Defaults((*entries, dataclasses.replace(unknown, value=0.03)))


def written_people(entry: DefaultEntry) -> str:
    low, high = entry.followers_from, entry.followers_below
    if entry.is_for_unknown_followers:
        return "unknown"
    if high == math.inf:
        return f"{low:,.0f} and more" if low else "any"
    return f"{low:,.0f} to below {high:,.0f}" if low else f"below {high:,.0f}"


def test_document_and_file_agree() -> None:
    written: list[dict[str, str]] = []
    kind, header = "", None
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind, header = line.removeprefix("## ").lower(), None
        elif line.startswith("|") and header is None:
            header = [cell.strip() for cell in line.strip("|").split("|")]
        elif line.startswith("|") and not line.startswith("|-") and header is not None:
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            written.append({"kind": kind, "exponent": "0", **dict(zip(header, cells, strict=True))})
    expected = [
        {
            "kind": entry.kind.value,
            "platform": entry.platform or "any",
            "followers": written_people(entry),
            "value": f"{entry.value:g}",
            "exponent": f"{entry.exponent:g}",
            "unit": entry.unit,
            "basis": entry.basis.value,
            "source": entry.source,
        }
        for entry in load_defaults().entries
    ]
    assert written == expected


def test_the_document_names_the_numbers_of_its_sentences() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    small, large = (rate(RateKind.CLICKS, size) / size for size in (1e3, 1e6))
    assert f"{small:.1%} at 1,000 followers, {large:.2%} at 1,000,000".replace("%", " %") in text
    assert f"a factor of up to {math.exp(0.79):.1f}" in text


def test_the_file_is_plain() -> None:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    assert ",".join(rows[0]) + "\n" == HEADER
    assert {len(row) for row in rows} == {9}
    assert all(cell == cell.strip() and "|" not in cell for row in rows for cell in row)
