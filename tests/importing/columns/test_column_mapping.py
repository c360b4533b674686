from __future__ import annotations

import pytest

from seeder.errors import MappingError
from seeder.importing.columns.mapping import Mapped, read_mapping
from seeder.importing.columns.roles import Base, Factor, Meaning, Per, Role

NAMES = ("Rank", "Subscribers count", "ER (%)", "e-mail", "-x")


@pytest.mark.parametrize(
    ("role", "meaning"),
    [
        ("followers", Meaning(Role.FOLLOWERS)),
        ("Instagram followers", Meaning(Role.FOLLOWERS, platform="instagram")),
        ("instagram", Meaning(Role.HANDLE, platform="instagram")),
        ("twitter handle", Meaning(Role.HANDLE, platform="x")),
        ("likes total", Meaning(Role.LIKES, per=Per.TOTAL)),
        ("views per post", Meaning(Role.VIEWS, per=Per.POST)),
        ("tiktok views per post", Meaning(Role.VIEWS, platform="tiktok", per=Per.POST)),
        ("engagement by views", Meaning(Role.ENGAGEMENT, base=Base.VIEWS)),
        ("followers in millions", Meaning(Role.FOLLOWERS, factor=Factor.MILLIONS)),
        ("carry", Meaning(Role.CARRY)),
    ],
)
def test_roles_are_read(role: str, meaning: Meaning) -> None:
    assert read_mapping({role: "Subscribers count"}, NAMES) == (Mapped(meaning, 1),)
    if meaning.role is not Role.CARRY:
        assert read_mapping({meaning.wording: "Rank"}, NAMES) == (Mapped(meaning, 0),)


def test_columns_are_found_without_case_and_signs() -> None:
    assert read_mapping([("email", "E-Mail"), ("followers", "subscribers COUNT")], NAMES) == (
        Mapped(Meaning(Role.EMAIL), 3),
        Mapped(Meaning(Role.FOLLOWERS), 1),
    )
    assert read_mapping({"followers": "-"}, NAMES) == (Mapped(Meaning(Role.FOLLOWERS), None),)


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ({"folowers": "Rank"}, "did you mean 'followers'?"),
        ({"zzz": "Rank"}, "roles are account, handle"),
        ({"followers": "Subscriber count"}, "did you mean 'Subscribers count'?"),
        ({"followers": "zzzz"}, "columns are 'Rank'"),
        ({"followers per post": "Rank"}, "write only 'followers'"),
        ({"likes by views": "Rank"}, "write only"),
        ({"email in millions": "Rank"}, "write only"),
        ([("followers", "Rank"), ("likes", "Rank")], "a column can have only one role"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_may_be_meant(mapping: dict[str, str], told: str) -> None:
    with pytest.raises(MappingError, match=told.replace("?", r"\?")):
        read_mapping(mapping, NAMES)


def test_columns_that_differ_in_signs_only_are_told_apart() -> None:
    with pytest.raises(MappingError, match="could mean 'a b' or 'A_B'"):
        read_mapping({"followers": "A-B"}, ("a b", "A_B"))
