"""Where a rate comes from, in words."""

from __future__ import annotations

from seeder.rates.column import Pool
from seeder.rates.evidence_words import evidence_words, pool_words


def test_evidence_in_words() -> None:
    words = evidence_words("clicks", trials=1, successes=50, weight=0.62, start="0.03 clicks")
    assert words == "measured: 50 clicks in 1 post, weight 62%; the remaining 38%: 0.03 clicks"
    assert evidence_words("acceptance", trials=3, successes=1, weight=0.5, start="") == (
        "measured: 1 yes in 3 asks, weight 50%"
    )
    assert pool_words("conversion", Pool(1, 1, 0)) == ("pulled toward the 0 conversions in 1 click of another")
    assert pool_words("view", Pool(12, 30, 5e6)) == ("pulled toward the 5,000,000 views in 30 posts of 12 others")
