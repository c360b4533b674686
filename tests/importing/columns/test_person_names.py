"""First and last names in two columns are one name, in five languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing.test_import_table import load, rows, told, written


@pytest.mark.parametrize(
    ("header", "joined"),
    [
        ("First name,Last name,Followers", "Amy Walker"),
        ("Vorname,Nachname,Follower", "Amy Walker"),
        ("Nombre,Apellidos,Seguidores", "Amy Walker"),
        ("Prénom,Nom,Abonnés", "Amy Walker"),
        ("Nome,Cognome,Follower", "Amy Walker"),
        ("Nome,Sobrenome,Seguidores", "Amy Walker"),
    ],
)
def test_first_and_last_names_are_one_name(tmp_path: Path, header: str, joined: str) -> None:
    found = load(tmp_path, f"{header}\nAmy,Walker,100\nAmy,Kim,200\nBen,King,300\n")
    assert rows(found, "handle", "followers") == [(joined, "100"), ("Amy Kim", "200"), ("Ben King", "300")]
    assert "used as the name together with" in told(found)
    first = header.split(",")[0]
    assert found.columns[first] == ("Amy", "Amy", "Ben")
    written(found, tmp_path)


def test_a_handle_goes_before_a_name_and_a_whole_name_before_its_parts(tmp_path: Path) -> None:
    found = load(tmp_path, "First name,Last name,Handle,Followers\nAmy,Walker,amy.w,100\nAmy,Kim,,200\n")
    assert rows(found, "handle") == [("amy.w",), ("Amy Kim",)]
    found = load(
        tmp_path, "First name,Last name,Full name,Followers\nAmy,Walker,Amy B. Walker,100\nAmy,Kim,Amy Kim,2\n"
    )
    assert rows(found, "handle") == [("Amy B. Walker",), ("Amy Kim",)]
    found = load(tmp_path, "Name,Last name,Followers\nAmy Walker,Walker,100\nAmy Kim,Kim,2\n")
    assert rows(found, "handle") == [("Amy Walker",), ("Amy Kim",)]


def test_the_users_word_on_the_name_counts(tmp_path: Path) -> None:
    found = load(
        tmp_path, "First name,Last name,Followers\nAmy,Walker,100\nBo,Kim,200\n", mapping={"name": "Last name"}
    )
    assert rows(found, "handle") == [("Walker",), ("Kim",)]
