"""Reading: folders, files and frames end in a Scenario or in all of its issues, whatever stands in them."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from bad_inputs.bad_documents import ACCOUNTS, DOCUMENT, OVERRIDES
from hypothesis import given, settings
from hypothesis import strategies as st

from seeder.errors import ScenarioError
from seeder.scenario import Scenario, read_scenario
from seeder.scenario.audiences.segments import Segments
from seeder.scenario.document.documents import Objective

ACCOUNTS_OF_ANY_KIND = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(
        st.lists(
            st.sampled_from(["account", "followers", "effort", "alice", "5", "", '"', "1,2", "-1", "x", "\0", "é"])
        ),
        max_size=6,
    ).map(lambda rows: "\n".join(",".join(row) for row in rows).encode()),
    st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5))).map(
        lambda rows: ("account,followers\n" + "\n".join(",".join(row) for row in rows)).encode("utf-8", "replace")
    ),
)
PIECES = [
    *(
        "name: x",
        "objective: clicks",
        "budget: {effort: 4}",
        "accounts: accounts.csv",
        "approaches:",
        "budget:",
        "effort",
    ),
    *("  cold: {effort: 1}", "  warm:", "    where: ", "rules:", "  include: [alice]", "plan: {link: a}", "- a", "? b"),
    *("  groups: [{where: a, at_most: 1}]", "&a", "*a", "!!int 3", "<<: *a", "{", "}", "[", "]", "'", '"', "|", ">"),
    *("%YAML 1.1", "---", "...", "\t", " ", ": ", "null", "~", "1e999", ".nan", "0x10", "2024-01-01", "#", "@", "`"),
    *("\u2028", "\x85", "\ufeff"),
]
DOCUMENTS_OF_ANY_KIND = st.one_of(
    st.binary(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=12).map(lambda lines: "\n".join(lines).encode()),
    st.lists(st.sampled_from(PIECES), max_size=12).map(lambda parts: "".join(parts).encode()),
    st.tuples(st.integers(0, len(DOCUMENT)), st.sampled_from(PIECES)).map(
        lambda cut: (DOCUMENT[: cut[0]] + cut[1] + DOCUMENT[cut[0] :]).encode()
    ),
)
NAMES = st.sampled_from(
    [
        "effort",
        "where",
        "account",
        "approach",
        "kind",
        "limit",
        "at_most",
        "costs",
        "groups",
        "include",
        "a",
        "",
        "\0",
        "x\ud800",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just("alice") | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def _write(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        place = folder / name.replace("__", ".")
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def _read_either(folder: Path) -> Scenario | None:
    try:
        return read_scenario(folder)
    except ScenarioError as error:
        refused = error
    assert refused.issues
    for issue in refused.issues:
        assert issue.place.file
        assert all((issue.found, issue.rule, issue.way_out))
    return None


@settings(max_examples=200)
@given(content=DOCUMENTS_OF_ANY_KIND)
def test_any_document_is_a_scenario_or_its_issues(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _read_either(_write(Path(folder), scenario__yaml=content, accounts__csv=ACCOUNTS))


@settings(max_examples=100)
@given(content=st.binary(max_size=100) | st.text(alphabet='{}[]",:0aeE+-.n\\u \n', max_size=60).map(str.encode))
def test_any_json_is_a_scenario_or_its_issues(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _read_either(_write(Path(folder), scenario__json=content, accounts__csv=ACCOUNTS))


@settings(max_examples=200)
@given(content=ACCOUNTS_OF_ANY_KIND)
def test_any_table_is_a_scenario_or_its_issues(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _read_either(_write(Path(folder), scenario__yaml=DOCUMENT, accounts__csv=content))


CELLS = st.sampled_from(["", "a", "b", "alice", "bob.yt", "0.5", "1", "7", "-1", "x", "2.5", "3%", "é", "\0", '"'])
ROWS = st.lists(st.lists(CELLS, max_size=6), max_size=5)
SEGMENT_COLUMNS = ["segment", "people", "weight", "interested"]
MEMBERSHIP_COLUMNS = ["handle", "segment", "share", "followers", "platform", "fit"]


def _header(columns: list[str]) -> st.SearchStrategy[list[str]]:
    return st.just(columns) | st.lists(st.sampled_from([*columns, "", "x"]), max_size=6)


def _csv(header: list[str], rows: list[list[str]]) -> str:
    return "\n".join(",".join(row) for row in [header, *([*row, *[""] * 6][: len(header)] for row in rows)])


@settings(max_examples=200)
@given(
    segments=st.builds(_csv, _header(SEGMENT_COLUMNS), ROWS),
    memberships=st.builds(_csv, _header(MEMBERSHIP_COLUMNS), ROWS),
    objective=st.sampled_from(["reach", "clicks"]),
    outside=st.sampled_from(["separate", "ignore"]),
)
def test_any_tables_of_segments_are_a_scenario_or_its_issues(
    segments: str, memberships: str, objective: str, outside: str
) -> None:
    text = DOCUMENT.replace("clicks", objective)
    text += f"audience: {{kind: segments, table: s.csv, memberships: m.csv, outside: {outside}}}\n"
    with tempfile.TemporaryDirectory() as folder:
        read = _read_either(
            _write(Path(folder), scenario__yaml=text, accounts__csv=ACCOUNTS, s__csv=segments, m__csv=memberships)
        )
    if read is not None:
        assert isinstance(read.audience, Segments)
        assert (read.audience.share >= 0).all()
        assert (read.audience.share <= 1).all()


@settings(max_examples=200)
@given(
    key=st.sampled_from(["approaches", "rules", "plan", "tiers", "audience", "evidence", "interested", "budget", "x"]),
    value=VALUES,
)
def test_any_keyword_is_a_scenario_or_its_issues(key: str, value: Any) -> None:
    frame = pd.DataFrame({"account": ["alice"], "followers": [5]})
    refused: ScenarioError | None = None
    try:
        if key == "budget":
            Scenario.from_frames(frame, budget={"effort": value})
        else:
            Scenario.from_frames(frame, budget={"effort": 1}, **{key: value})
    except ScenarioError as error:
        refused = error
    assert refused is None or refused.issues


def test_the_digests_of_the_files_are_those_of_their_bytes(tmp_path: Path) -> None:
    text = DOCUMENT + "overrides: approaches.csv\n"
    read = read_scenario(_write(tmp_path, scenario__yaml=text, accounts__csv=ACCOUNTS, approaches__csv=OVERRIDES))
    assert [(file.name, file.digest) for file in read.inputs] == [
        (name, hashlib.sha256(content.encode()).hexdigest())
        for name, content in (("scenario.yaml", text), ("accounts.csv", ACCOUNTS), ("approaches.csv", OVERRIDES))
    ]


@pytest.mark.parametrize(
    "change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: t.rstrip("\n")]
)
def test_marks_and_line_ends_change_nothing(change: object, tmp_path: Path) -> None:
    assert callable(change)
    read = read_scenario(_write(tmp_path, scenario__yaml=change(DOCUMENT), accounts__csv=change(ACCOUNTS)))
    assert read.accounts.account_id == ("alice", "bob")
    assert read.accounts.followers.tolist() == [2000, 90000]


def test_a_table_may_lie_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "launch").mkdir()
    _write(tmp_path, accounts__csv=ACCOUNTS)
    for name in ("../accounts.csv", str(tmp_path / "accounts.csv")):
        _write(tmp_path / "launch", scenario__yaml=DOCUMENT.replace("accounts.csv", name))
        assert read_scenario(tmp_path / "launch").accounts.n_accounts == 2


def test_names_that_look_like_numbers_keep_their_zeros(tmp_path: Path) -> None:
    document = DOCUMENT + "rules: {exclude: [007, 1.50, 1e3, no, 2024-01-01]}\n"
    table = "account,followers\n007,5\n1.50,5\n1e3,5\nno,5\n2024-01-01,5\n"
    read = read_scenario(_write(tmp_path, scenario__yaml=document, accounts__csv=table))
    assert read.document.rules.exclude == ["007", "1.50", "1e3", "no", "2024-01-01"]


def test_a_misspelt_column_is_a_note(tmp_path: Path) -> None:
    table = "account,followers,acceptence,tier\nalice,5,0.1,gold\n"
    read = read_scenario(_write(tmp_path, scenario__yaml=DOCUMENT, accounts__csv=table))
    notes = [str(note) for note in read.notes]
    assert any(
        "'acceptence' is copied to the shortlist but not used; did you mean 'acceptance'?" in note for note in notes
    )
    assert any("'tier' is not used" in note for note in notes)
    assert read.accounts.tier == ("nano",)


def test_accounts_that_differ_by_case_are_a_note(tmp_path: Path) -> None:
    read = read_scenario(
        _write(tmp_path, scenario__yaml=DOCUMENT, accounts__csv="account,followers\nalice,5\n@Alice,6\n")
    )
    assert any("'alice' and '@Alice' are treated as different accounts" in note.text for note in read.notes)


def test_clicks_over_followers_are_a_note_with_their_place(tmp_path: Path) -> None:
    table = "account,followers,clicks\nalice,5,4\nbob,5,6\n"
    (note,) = read_scenario(_write(tmp_path, scenario__yaml=DOCUMENT, accounts__csv=table)).notes
    assert str(note).startswith("accounts.csv:3:clicks: 1 row has more clicks than followers")


def test_a_budget_that_nothing_spends_is_a_note_where_no_name_is_near(tmp_path: Path) -> None:
    text = DOCUMENT.replace("{effort: 4}", "{effort: 4, samples: 2}")
    read = read_scenario(_write(tmp_path, scenario__yaml=text, accounts__csv=ACCOUNTS))
    assert any(
        "you set a budget for 'samples', but nothing here costs 'samples', so this budget limits nothing" in note.text
        for note in read.notes
    )


class TestFrames:
    """Frames of every kind of column."""

    def test_columns_of_every_type(self) -> None:
        frame = pd.DataFrame(
            {
                "account": pd.Categorical(["a", "b", "c"]),
                "followers": pd.array([5, None, 7], dtype="Int64"),
                "clicks": [None, 3.0, np.nan],
                "effort": np.array([1, 2, 3], dtype=np.float32),
                "since": pd.to_datetime(["2024-01-02", "2024-01-03", ""]),
                "known": [True, False, True],
                "size": [1.0, np.nan, 2.5],
            },
            index=[10, 10, 5],
        )
        read = Scenario.from_frames(frame, budget={"effort": np.int64(4)}, objective=Objective.CLICKS)  # type: ignore[arg-type]
        accounts = read.accounts
        assert accounts.account_id == ("a", "b", "c")
        np.testing.assert_array_equal(accounts.followers, [5, np.nan, 7])
        np.testing.assert_array_equal(accounts.clicks, [np.nan, 3, np.nan])
        assert accounts.carried["since"] == ("2024-01-02T00:00:00", "2024-01-03T00:00:00", "")
        assert accounts.carried["known"] == ("true", "false", "true")
        assert accounts.carried["size"] == ("1", "", "2.5")

    def test_numbers_of_numpy_as_objects(self) -> None:
        frame = pd.DataFrame(
            {"account": ["a"], "followers": [np.float64(1e6)], "effort": [np.float32(0.5)]}, dtype=object
        )
        accounts = Scenario.from_frames(frame, budget={"effort": 1}).accounts
        assert accounts.followers.tolist() == [1e6]
        assert accounts.effort.tolist() == [0.5]

    def test_a_column_that_where_compares_may_hold_any_float(self) -> None:
        frame = pd.DataFrame({"account": ["a", "b"], "followers": [5, 6], "score": [1e-7, 1e20]})
        read = Scenario.from_frames(frame, budget={"effort": 1}, approaches={"ask": {"where": "score > 1"}})
        assert read.approach_accounts[0].tolist() == [False, True]

    def test_a_where_on_a_column_blank_everywhere_matches_nobody_and_is_noted(self) -> None:
        frame = pd.DataFrame({"account": ["a", "b"], "followers": [5, 6], "score": [np.nan, np.nan]})
        for where in ("score > 1", "score != ''"):
            read = Scenario.from_frames(frame, budget={"effort": 1}, approaches={"ask": {"where": where}})
            assert not read.approach_accounts[0].any()
            assert "no account matches the condition" in str(read.notes[0])

    @pytest.mark.parametrize(
        ("column", "values", "place", "found"),
        [
            ("followers", [np.inf], "accounts (frame):1:followers", "inf"),
            ("followers", [-1], "accounts (frame):1:followers", "-1"),
            ("followers", [True], "accounts (frame):1:followers", "True"),
            ("followers", [10**5000], "accounts (frame):1:followers", "inf"),
            ("followers", ["many"], "accounts (frame):1:followers", "many"),
            ("account", [7.0], "accounts (frame):1:account", "decimal number 7.0"),
            ("account", [None], "accounts (frame):1:account", "account is blank"),
            ("account", ["\ud800"], "accounts (frame):1:account", "a broken character"),
        ],
    )
    def test_a_cell_at_fault(self, column: str, values: list[object], place: str, found: str) -> None:
        cells: dict[str, object] = {"account": ["a"], "followers": [5], column: pd.Series(values, dtype=object)}
        with pytest.raises(ScenarioError) as raised:
            Scenario.from_frames(pd.DataFrame(cells), budget={"effort": 1})
        assert any(str(issue.place) == place and found in issue.found for issue in raised.value.issues)

    def test_whole_numbers_as_keys(self) -> None:
        frame = pd.DataFrame({"account": [7, 8], "followers": [5, 6]})
        read = Scenario.from_frames(frame, budget={"effort": 1}, rules={"exclude": ("7",)})
        assert read.accounts.account_id == ("7", "8")

    def test_keywords_at_fault_have_their_path_for_a_place(self) -> None:
        frame = pd.DataFrame({"account": ["a"], "followers": [5]})
        with pytest.raises(ScenarioError) as raised:
            Scenario.from_frames(frame, budget={"effort": -1}, rules={"exclude": ["b"], "acounts": {}}, name="")
        assert {str(issue.place) for issue in raised.value.issues} == {
            "argument budget.effort", "argument rules.exclude.0", "argument rules.acounts", "argument name"
        }  # fmt: skip

    def test_a_frame_without_a_required_column(self) -> None:
        with pytest.raises(ScenarioError) as raised:
            Scenario.from_frames(pd.DataFrame({"acount": ["a"], "followers": [5]}), budget={"effort": 1})
        (issue,) = raised.value.issues
        assert str(issue.place) == "accounts (frame):account"
        assert "Rename the column 'acount'" in issue.way_out
