"""The overlaps of a scenario: settings, notes, files, and what is said once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from bad_inputs.bad_documents import DOCUMENT
from oracles.overlap_tables import accounts_of, scenario_of

from seeder.errors import ScenarioError
from seeder.scenario import Scenario, read_scenario
from seeder.scenario.audiences.overlaps import Overlaps, Unstated

SIZES = [1000, 4000, 6000, 50]
TABLE = pd.DataFrame({"a": ["h0"], "b": ["h1"], "shared": [120]})


def _scenario(overlaps: pd.DataFrame = TABLE, *, accounts: pd.DataFrame | None = None, **keys: Any) -> Scenario:
    audience = {"kind": "overlaps", **keys.pop("audience", {})}
    return Scenario.from_frames(
        accounts_of(SIZES) if accounts is None else accounts,
        overlaps=overlaps,
        audience=audience,
        budget={"effort": 1},
        **keys,
    )


def _told(overlaps: pd.DataFrame = TABLE, **keys: Any) -> list[tuple[str, str]]:
    with pytest.raises(ScenarioError) as raised:
        _scenario(overlaps, **keys)
    return [(str(issue.place).replace(" (frame)", ""), issue.found) for issue in raised.value.issues]


class TestSettings:
    """Keys of the document beside the table."""

    def test_have_defaults(self) -> None:
        read = _scenario().audience
        assert isinstance(read, Overlaps)
        assert (read.unstated, read.population, read.threshold) == (Unstated.SEPARATE, None, None)
        assert read.outside_is_ignored is False

    def test_are_kept(self) -> None:
        read = scenario_of(SIZES, TABLE, unstated="sainsbury", population=10_000, threshold=100).audience
        assert isinstance(read, Overlaps)
        assert (read.unstated, read.population, read.threshold) == (Unstated.SAINSBURY, 10_000, 100)

    def test_sainsbury_needs_a_population(self) -> None:
        ((place, found),) = _told(audience={"unstated": "sainsbury"})
        assert place == "argument audience.unstated"
        assert found == "unstated is 'sainsbury', but the population is missing"

    @pytest.mark.parametrize("wrong", [0, -5, 1.5, "many", 10**13])
    def test_a_population_at_fault_is_not_missing_too(self, wrong: object) -> None:
        told = _told(audience={"unstated": "sainsbury", "population": wrong})
        assert [place for place, _ in told] == ["argument audience.population"]

    def test_a_misspelt_setting_needs_no_population(self) -> None:
        told = _told(audience={"unstated": "sainsburys", "population": 9000})
        assert [place for place, _ in told] == ["argument audience.unstated"]

    @pytest.mark.parametrize(("unstated", "is_noted"), [("separate", True), ("similar", True), ("sainsbury", False)])
    def test_a_population_without_effect_is_noted(self, unstated: str, is_noted: bool) -> None:
        notes = [str(note) for note in _scenario(audience={"unstated": unstated, "population": 10_000}).notes]
        text = f"argument audience.population: 'population' has no effect with unstated: {unstated!r}"
        assert (text in notes) == is_noted

    def test_a_population_below_an_audience_names_the_largest(self) -> None:
        ((place, found),) = _told(audience={"unstated": "sainsbury", "population": 3000})
        assert place == "argument audience.population"
        assert found == "population is 3,000, but 'h2' has 6,000 followers"

    @pytest.mark.parametrize(("population", "is_enough"), [(9898, False), (9899, True), (9900, True)])
    def test_a_population_below_two_audiences(self, population: int, is_enough: bool) -> None:
        table = pd.DataFrame({"a": ["h0", "h1"], "b": ["h1", "h2"], "shared": [120, 100]})
        keys: dict[str, Any] = {"audience": {"unstated": "sainsbury", "population": population}}
        if is_enough:
            _scenario(table, **keys)
        else:
            assert _told(table, **keys) == [
                (
                    "argument audience.population",
                    "population is 9,898, but 'h1' and 'h2' have 9,900 followers together",
                )
            ]

    @pytest.mark.parametrize(
        ("shared", "is_below"), [(100, False), (99, True), ("0.1k", False), ("0.09k", True), ("0.095k", True)]
    )
    def test_a_row_below_the_threshold(self, shared: object, is_below: bool) -> None:
        table = pd.DataFrame({"a": ["h2", "h0"], "b": ["h1", "h1"], "shared": [500, shared]})
        if is_below:
            ((place, found),) = _told(table, audience={"threshold": 100})
            assert place == "overlaps:2:shared"
            assert "but the threshold is 100" in found
        else:
            _scenario(table, audience={"threshold": 100})

    def test_a_share_below_the_threshold_but_for_rounding(self) -> None:
        table = pd.DataFrame({"a": ["h0"], "b": ["h1"], "share_of_a": ["12%"]})
        _scenario(table, audience={"threshold": 125})
        assert [place for place, _ in _told(table, audience={"threshold": 126})] == ["overlaps:1:share_of_a"]

    def test_nobody_is_outside(self) -> None:
        with pytest.raises(ScenarioError, match="the key 'outside' does not belong to the kind 'overlaps'"):
            _scenario(audience={"outside": "ignore"})


class TestNotes:
    """What a user should know."""

    def notes(self, **keys: Any) -> list[str]:
        return [str(note) for note in _scenario(**keys).notes]

    def test_handles_in_no_pair(self) -> None:
        assert self.notes() == [
            "overlaps (frame): for 2 of 4 handles no overlap is given; they are assumed to share no "
            "followers (unstated: separate)"
        ]
        sizes = pd.DataFrame({"account": ["h0", "h1", "x"], "followers": [1000, 4000, 5]})
        assert self.notes(accounts=sizes, audience={"unstated": "sainsbury", "population": 9000}) == [
            "overlaps (frame): for 1 of 3 handles no overlap is given; it is assumed to share as many "
            "followers as they would by chance (unstated: sainsbury)"
        ]

    def test_nothing_to_say(self) -> None:
        assert not self.notes(accounts=accounts_of(SIZES[:2]))

    @pytest.mark.parametrize("column", ["topics", "platform", "remark"])
    def test_nothing_is_alike(self, column: str) -> None:
        accounts = accounts_of(SIZES[:2])
        accounts[column] = ["x", None]
        notes = self.notes(accounts=accounts, audience={"unstated": "similar"})
        expected = (
            "overlaps (frame): accounts (frame) has neither topics nor platforms, so no two handles count as similar"
        )
        assert notes == ([expected] if column == "remark" else [])

    def test_misspelt_columns(self) -> None:
        notes = self.notes(overlaps=TABLE.assign(share_off_a=0.1))
        assert "overlaps (frame): the column 'share_off_a' is not read; did you mean 'share_of_a'?" in notes


class TestIssues:
    """What is refused, and what is not said twice."""

    def test_no_rows(self) -> None:
        assert _told(TABLE.iloc[:0]) == [("overlaps", "the table has a header and no rows")]

    @pytest.mark.parametrize("objective", ["clicks", "conversions", "reach"])
    def test_blank_followers(self, objective: str) -> None:
        accounts = accounts_of(SIZES).assign(followers=[1000, np.nan, 6000, 50], clicks=5)
        assert _told(accounts=accounts, objective=objective) == [("accounts:2:followers", "followers is blank")]

    def test_accounts_that_cannot_be_read(self) -> None:
        accounts = pd.DataFrame({"acount": ["h0"], "followers": [5]})
        told = _told(TABLE.assign(shared="x"), accounts=accounts)
        assert [place for place, _ in told] == ["accounts:account", "overlaps:1:shared"]

    def test_a_column_of_handles_that_is_missing(self) -> None:
        told = _told(TABLE.rename(columns={"b": "c"}).assign(shared="x"))
        assert [place for place, _ in told] == ["overlaps:b", "overlaps:1:shared"]

    def test_very_many_are_counted(self) -> None:
        n_rows = 5000
        table = pd.DataFrame({"a": ["h0"] * n_rows, "b": ["h1"] * n_rows, "shared": [1] * n_rows})
        told = _told(table)
        (only,) = told
        assert only[0] == "overlaps:2:b"
        assert only[1].endswith(", and the same mistake in 4,998 more places, the last in row 5000")


class TestFiles:
    """Tables that are files."""

    def write(self, folder: Path, audience: str, overlaps: str) -> Path:
        (folder / "scenario.yaml").write_text(f"{DOCUMENT}audience: {audience}\n")
        (folder / "accounts.csv").write_text("account,followers\nh0,1000\nh1,4k\n")
        (folder / "o.csv").write_text(overlaps)
        return folder

    def test_are_read_and_put_down_as_inputs(self, tmp_path: Path) -> None:
        scenario = read_scenario(
            self.write(tmp_path, "{kind: overlaps, table: o.csv}", "b,a,share_of_smaller\nh0,h1,12%\n")
        )
        assert isinstance(scenario.audience, Overlaps)
        assert scenario.audience.high.tolist() == [125]
        assert [file.name for file in scenario.inputs] == ["scenario.yaml", "accounts.csv", "o.csv"]

    def test_may_be_parquet(self, tmp_path: Path) -> None:
        duckdb = pytest.importorskip("duckdb")
        self.write(tmp_path, "{kind: overlaps, table: o.parquet}", "a,b,share_of_a\nh0,h1,0.125\n")
        duckdb.sql(f"COPY (FROM '{tmp_path / 'o.csv'}') TO '{tmp_path / 'o.parquet'}'")
        audience = read_scenario(tmp_path).audience
        assert isinstance(audience, Overlaps)
        assert (audience.low[0], audience.high[0]) == (124.5, 125.5)

    def test_have_places_by_line(self, tmp_path: Path) -> None:
        self.write(tmp_path, "{kind: overlaps, table: o.csv, population: 100}", "a,b,shared\n\nh0,h1,1001.5\n")
        with pytest.raises(ScenarioError) as raised:
            read_scenario(tmp_path)
        assert [str(issue.place) for issue in raised.value.issues] == ["scenario.yaml:5:54", "o.csv:3:shared"]
