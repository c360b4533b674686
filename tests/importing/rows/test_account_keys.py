from __future__ import annotations

from seeder.importing.rows.account_keys import give_keys
from seeder.importing.rows.entries import Entry
from seeder.importing.rows.handles import Handle


def entry(row: int, text: str, platform: str = "") -> Entry:
    return Entry(row, 0, Handle(text, platform, text.casefold()), 10.0)


def keys(entries: list[Entry], **keywords: object) -> list[str]:
    options = {"accounts": None, "emails": None, "merge_same_handle": False, **keywords}
    return give_keys(entries, **options).keys  # type: ignore[arg-type]


def test_handles_of_one_row_are_one_account() -> None:
    assert keys([entry(0, "ann", "x"), entry(0, "ann.lee", "tiktok"), entry(1, "bo")]) == ["ann", "ann", "bo"]


def test_rows_of_one_address_on_different_platforms_are_one_account() -> None:
    found = [entry(0, "ann", "x"), entry(1, "annie", "tiktok"), entry(2, "bo", "x")]
    assert keys(found, emails=["A@x.org", "a@x.org ", ""]) == ["ann", "ann", "bo"]
    assert keys(found, emails=["none", "none", ""]) == ["ann", "annie", "bo"]


def test_the_address_of_an_agency_joins_nothing() -> None:
    found = give_keys(
        [entry(0, "ann", "x"), entry(1, "bo", "x"), entry(2, "cy", "tiktok")],
        accounts=None,
        emails=["m@x.org"] * 3,
        merge_same_handle=False,
    )
    assert found.keys == ["ann", "bo", "cy"]
    assert "probably belongs to an agency" in found.told[0]


def test_equal_handles_are_told_and_joined_where_asked() -> None:
    found = [entry(0, "ann", "x"), entry(1, "Ann", "tiktok"), entry(2, "bo", "x"), entry(3, "bo", "tiktok")]
    apart = give_keys(found, accounts=None, emails=None, merge_same_handle=False)
    assert apart.keys == ["ann", "Ann", "bo-x", "bo-tiktok"]
    assert apart.guesses[0].overrule == "--merge-same-handle"
    assert keys(found, merge_same_handle=True) == ["ann", "ann", "bo", "bo"]


def test_keys_of_the_table_count_and_are_never_taken_twice() -> None:
    found = [entry(0, "ann"), entry(1, "bo"), entry(2, "cy"), entry(3, "team")]
    assert keys(found, accounts=["team", "team", "", ""]) == ["team", "team", "cy", "team-2"]


def test_a_key_does_not_change_with_the_order_of_other_rows() -> None:
    found = [entry(0, "ann", "x"), entry(1, "ann", "tiktok"), entry(2, "bo", "x")]
    forwards = dict(zip(found, keys(found), strict=True))
    backwards = dict(zip(found[::-1], keys(found[::-1]), strict=True))
    assert forwards == backwards


def test_an_address_that_different_people_share_joins_only_those_of_one_name() -> None:
    found = give_keys(
        [entry(0, "ada.reads", "instagram"), entry(1, "bo.bakes", "tiktok"), entry(2, "reads_by_ada", "youtube")],
        accounts=None,
        emails=["booking@agency.example"] * 3,
        names=["Ada Lee", "Bo Kim", "ada  lee"],
        merge_same_handle=False,
    )
    assert found.keys == ["ada.reads", "bo.bakes", "ada.reads"]
    assert "'ada.reads' and 'reads_by_ada'; to keep all handles apart: --map email=-" in found.told[0]
    assert "'booking@agency.example'. Such an address probably belongs to an agency" in found.told[1]


def test_without_names_an_address_joins_only_similar_handles() -> None:
    found = [entry(0, "ada.reads", "instagram"), entry(1, "bo.bakes", "tiktok")]
    assert keys(found, emails=["m@x.org"] * 2) == ["ada.reads", "bo.bakes"]


def test_an_id_gives_way_to_the_name() -> None:
    found = [entry(0, "UC1dW5G1L2K8GcUFl94sjCMw", "youtube"), entry(1, "bo", "youtube"), entry(2, "123", "x")]
    assert keys(found, names=["Ada Reads", "Bo Bakes", ""]) == ["Ada Reads", "bo", "123"]
