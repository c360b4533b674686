"""Every number of docs/overlap.md, computed once more."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import pytest
from docs.documentation_page import Page, number_in

import seeder
from seeder.analysis.overlap import misfit, oddities, products
from seeder.analysis.overlap import repeats as overlap_repeats
from seeder.analysis.overlap.facts import overlap_facts
from seeder.audience.overlap_assumption import SHARE_OF_SMALLER
from seeder.cli import run
from seeder.engine import table
from seeder.scenario.audiences.overlaps import Overlaps, Unstated
from seeder.scenario.tables import table_sources

PAGE = Page("overlap.md")
# The complete list of docs/audience.md, of which the pairs of this page are a part.
CIRCLES = {
    ("ada x", "ada instagram", "bo x", "cy x"): 1200,
    ("ada x", "bo x", "cy x"): 1400,
    ("ada instagram", "cy x"): 900,
    ("ada x", "bo x"): 1500,
    ("bo x", "cy x"): 700,
    ("ada x",): 400,
    ("ada instagram",): 900,
    ("bo x",): 500,
    ("cy x",): 800,
    ("dee x",): 2400,
    ("eli x",): 2000,
    ("dee x", "eli x"): 900,
    ("ada instagram", "dee x"): 300,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("overlap")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        PAGE.write_files()
    return place


def test_the_standard_errors() -> None:
    header, *rows = PAGE.table("How sure a sample is")
    assert header == ["looked at", "follow the other", "share", "standard error"]
    for looked, follow, share, error in rows:
        n, k = int(looked), int(follow)
        assert number_in(share) == k / n
        assert round(math.sqrt(k / n * (1 - k / n) / n), 3) == pytest.approx(number_in(error))


def test_the_pairs_are_those_of_the_list_that_audience_describes(folder: Path) -> None:
    assert all(
        f"{circle!r}: {people}".replace("'", '"') in Page("audience.md").text for circle, people in CIRCLES.items()
    )
    scenario = seeder.read_scenario(folder / "novel")
    accounts, known = scenario.accounts, scenario.audience
    names = [f"{handle} {platform}" for handle, platform in zip(accounts.handle, accounts.platform, strict=True)]
    assert accounts.followers.tolist() == [sum(n for circle, n in CIRCLES.items() if name in circle) for name in names]
    assert isinstance(known, Overlaps)
    for a, b, low, high in zip(known.a, known.b, known.low, known.high, strict=True):
        assert low <= sum(n for circle, n in CIRCLES.items() if {names[a], names[b]} <= set(circle)) <= high


def test_what_is_assumed() -> None:
    _, *rows = PAGE.table("What is assumed")
    assert [row[0].strip("`") for row in rows] == [setting.value for setting in Unstated]
    assert number_in("".join(rows[2][1].split(" of n")[0])) == SHARE_OF_SMALLER


def test_the_rules_of_odd_data() -> None:
    rules = {row[0]: row[1] for row in PAGE.table("Odd data")[1:]}
    assert len(rows_told := list(rules)) == len(oddities.OddData.__dataclass_fields__), rows_told
    assert f"more than {misfit.UNMET:.0%}".replace("%", " %") in rules["pairs that no people were found for"]
    assert f"over {oddities.OUT_OF_LINE:.0f} robust" in rules["a handle out of line"]
    doubt = rules["followers that look like something other than people"]
    assert f"{oddities.PUBLISHED_SHARE * 10:.1f} %" in doubt
    assert f"{oddities.PUBLISHED_TWIN * 10:.1f} %" in doubt
    repeats = rules["the same count in many pairs"]
    assert f"{overlap_repeats.FEWEST_REPEATS} pairs" in repeats
    assert f"over {overlap_repeats.TIMES_EXPECTED:.0f} times" in repeats
    alike = rules["near-identical audiences"]
    assert f"{100 * oddities.ALIKE_SHARE:.0f} %" in alike
    assert f"within {100 * oddities.ALIKE_SIZE:.0f} %" in alike
    assert f"{oddities.ALIKE_FEWEST} followers" in alike


def test_the_printed_table_is_a_table_of_overlaps(
    folder: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["overlap", str(folder / "groups"), "--csv"]) == 0
    printed = capsysbinary.readouterr().out
    rows = list(csv.DictReader(io.StringIO(printed.decode("utf-8-sig"))))
    assert [float(row["fitted"]) for row in rows] == [4100, 0.6 * 0.5 * 5500]
    (tmp_path / "overlaps.csv").write_bytes(printed)
    (tmp_path / "accounts.csv").write_bytes((folder / "novel" / "accounts.csv").read_bytes())
    document = "name: x\nobjective: clicks\nbudget: {effort: 3}\naccounts: accounts.csv\n"
    (tmp_path / "scenario.yaml").write_text(f"{document}audience: {{kind: overlaps, table: overlaps.csv}}\n")
    facts = overlap_facts(seeder.read_scenario(tmp_path))
    assert facts.pairs.shared.tolist() == pytest.approx([4100, 1650])


def test_how_much_it_takes() -> None:
    limits = {row[0]: row[1] for row in PAGE.table("How much it takes")[1:]}
    assert limits["overlaps"] == f"{table_sources._MOST_ROWS_OF_LONG:,} rows, {table.MOST_CELLS:,} cells"
    told = limits["pairs of segments or follower lists that `seeder overlap` looks at"]
    assert f"{products.MOST_HANDLES:,} handles" in told
