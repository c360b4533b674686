"""Names of handles: a handle, with its platform where needed; an account that has one handle; anything else is told."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.errors import Issue, Place
from seeder.scenario import Scenario
from seeder.scenario.issue_log import IssueLog
from seeder.scenario.tables.accounts import Accounts
from seeder.scenario.tables.handle_names import AMBIGUOUS, UNKNOWN, HandleNames

ROWS = [
    ("alice", "alice.ig", "instagram"),
    ("bob", "bob.yt", "youtube"),
    ("bob", "bob.tt", "tiktok"),
    ("carol", "same", "instagram"),
    ("dora", "same", "youtube"),
    ("emma", "emma", "instagram"),
    ("emma", "emma.tv", "youtube"),
    ("fred", "gina", "instagram"),
    ("gina", "gg", ""),
    ("hugo", "ivan", ""),
    ("ivan", "ii", "tiktok"),
    ("jane", "twice", ""),
    ("kurt", "twice", "youtube"),
]


def _accounts(rows: list[tuple[str, str, str]]) -> Accounts:
    frame = pd.DataFrame(rows, columns=["account", "handle", "platform"]).assign(followers=5)
    return Scenario.from_frames(frame, budget={"effort": 1}).accounts


NAMES = HandleNames(_accounts(ROWS))


def _issue(handle: str, platform: str) -> Issue:
    log = IssueLog()
    NAMES.report(handle, platform, Place("m.csv", 7, "handle"), log)
    (issue,) = log.issues
    return issue


@pytest.mark.parametrize(
    ("handle", "platform", "row"),
    [
        ("alice.ig", "", 0),
        ("alice.ig", "instagram", 0),
        ("alice", "", 0),
        ("alice", "instagram", 0),
        ("bob.tt", "", 2),
        ("same", "youtube", 4),
        ("carol", "", 3),
        ("emma", "", 5),
        ("emma.tv", "", 6),
        ("gina", "instagram", 7),
        ("fred", "", 7),
        ("gg", "", 8),
        ("twice", "youtube", 12),
    ],
)
def test_a_name_that_stands_for_one_handle(handle: str, platform: str, row: int) -> None:
    assert NAMES.row(handle, platform) == row
    assert NAMES.rows([handle], [platform]).tolist() == [row]


@pytest.mark.parametrize(
    ("handle", "platform", "row", "column", "found", "way_out"),
    [
        ("bbo.yt", "", UNKNOWN, "handle", "unknown handle 'bbo.yt'", "Did you mean 'bob.yt'?"),
        ("@Alice", "", UNKNOWN, "handle", "unknown handle '@Alice'", "Did you mean 'alice'?"),
        ("quetzal", "", UNKNOWN, "handle", "unknown handle", "add the handle to accounts (frame)"),
        ("alcie.ig", "instagram", UNKNOWN, "handle", "unknown handle 'alcie.ig'", "Did you mean 'alice.ig'?"),
        ("", "", UNKNOWN, "handle", "handle is blank", "Write the handle, or delete the row"),
        ("bob.yt", "tiktok", UNKNOWN, "platform", "'bob.yt' is not on 'tiktok'", "It is on 'youtube'"),
        ("same", "instagarm", UNKNOWN, "platform", "'same' is not on 'instagarm'", "Did you mean 'instagram'?"),
        ("same", "tiktok", UNKNOWN, "platform", "'same' is not on 'tiktok'", "It is on 'instagram' or 'youtube'"),
        ("alice", "tiktok", UNKNOWN, "platform", "'alice' is not on 'tiktok'", "It is on 'instagram'"),
        ("gg", "tiktok", UNKNOWN, "platform", "'gg' is not on 'tiktok'", "Leave the platform blank"),
        ("bob", "tiktok", UNKNOWN, "platform", "'bob' is not on", "'bob.tt' on 'tiktok': write that"),
        ("emma", "youtube", UNKNOWN, "platform", "'emma' is not on", "'emma.tv' on 'youtube': write that"),
        ("bob", "", AMBIGUOUS, "handle", "'bob' has 2 handles", "'bob.yt' on 'youtube' or 'bob.tt' on 'tiktok'"),
        ("same", "", AMBIGUOUS, "handle", "'same' is on 2 platforms", "Write its platform: 'instagram' or 'youtube'"),
        ("gina", "", AMBIGUOUS, "handle", "a handle of account 'fred'", "the platform 'instagram' for the handle, or"),
        ("gina", "", AMBIGUOUS, "handle", "the key of another account", "for the other account 'gg'"),
        ("ivan", "", AMBIGUOUS, "handle", "a handle of account 'hugo'", "Write the account 'hugo' for the handle"),
        ("twice", "", AMBIGUOUS, "handle", "on 2 platforms", "'youtube'; if it has none, add one in accounts"),
    ],
)
def test_any_other_name_is_told_with_its_way_out(
    handle: str, platform: str, row: int, column: str, found: str, way_out: str
) -> None:
    assert NAMES.row(handle, platform) == row
    issue = _issue(handle, platform)
    assert str(issue.place) == f"m.csv:7:{column}"
    assert found in issue.found
    assert way_out in issue.way_out


def test_a_handle_that_is_its_own_accounts_key_is_that_handle_though_the_account_has_more() -> None:
    names = HandleNames(_accounts([("x", "x", "a"), ("x", "y", "b")]))
    assert names.row("x") == 0


def test_the_same_handle_on_all_platforms_needs_its_platform() -> None:
    names = HandleNames(_accounts([("x", "", "a"), ("x", "", "b")]))
    assert (names.row("x"), names.row("x", "a"), names.row("x", "b")) == (AMBIGUOUS, 0, 1)


def test_a_handle_with_an_unmistakable_platform_though_another_account_has_it_for_a_key() -> None:
    names = HandleNames(_accounts([("x", "y", "a"), ("y", "z", "a")]))
    assert (names.row("y"), names.row("y", "a"), names.row("z"), names.row("x")) == (AMBIGUOUS, 0, 1, 0)


SHORT = st.sampled_from(["", "a", "b", "c"])


@given(
    rows=st.lists(st.tuples(SHORT.filter(bool), SHORT, SHORT), min_size=1, max_size=5),
    handle=SHORT.filter(bool),
    platform=SHORT,
)
def test_what_is_found_is_what_the_definition_finds(
    rows: list[tuple[str, str, str]], handle: str, platform: str
) -> None:
    rows = list({(platform, handle or key): (key, handle, platform) for key, handle, platform in rows}.values())
    whole = [(key, handle or key, platform) for key, handle, platform in rows]
    by_handle = {row for row, (_, name, on) in enumerate(whole) if name == handle and platform in ("", on)}
    own = [row for row, (key, _, _) in enumerate(whole) if key == handle]
    by_key = {row for row in own if len(own) == 1 and platform in ("", whole[row][2])}
    names = HandleNames(_accounts(rows))
    found = names.row(handle, platform)
    owners = {whole[row][0] for row in by_handle} | ({handle} if own else set())
    if platform:
        expected = by_handle or by_key
        assert found == (min(expected) if expected else UNKNOWN)
    elif not by_handle and not own:
        assert found == UNKNOWN
    elif len(by_handle) == 1 and owners == {whole[min(by_handle)][0]}:
        assert found == min(by_handle)
    else:
        assert found == (min(by_key) if not by_handle and by_key else AMBIGUOUS)


def test_tens_of_thousands_of_unknown_names_are_told_in_moments() -> None:
    size = 30_000
    frame = pd.DataFrame({"account": [f"account{number}" for number in range(size)], "followers": 5})
    names = HandleNames(Scenario.from_frames(frame, budget={"effort": 1}).accounts)
    log = IssueLog()
    for number in range(size):
        names.report(f"acount{number}", "", Place("f.csv", number + 2, "handle"), log)
    assert len(log.issues) == 21
    assert "29,979 more places" in log.issues[-1].found
