"""Ids that tell a person nothing: they are the handle, and the name beside them is what the account is called."""

from __future__ import annotations

from pathlib import Path

import pytest
from importing.test_import_table import load, rows, written

IDS = ("UCabcdefghijklmnopqrstuv", "UCbbcdefghijklmnopqrstuv", "UCcbcdefghijklmnopqrstuv")


@pytest.mark.parametrize(
    "header",
    [
        "channel_id,channel_name,subscribers", "Kanal-ID,Kanalname,Abonnenten",
        "id del canal,nombre del canal,seguidores",
        "ID,Nom de la chaîne,Abonnés", "id,Nome do canal,Inscritos", "ID canale,Nome del canale,Iscritti",
        "Channel,Name,Subscribers", "Xyzzy,Title,Subscribers", "channel id,creator,subscribers",
    ],
)  # fmt: skip
def test_ids_of_channels_are_handles_and_titles_are_names(tmp_path: Path, header: str) -> None:
    names = ("Lena Runs", "Max Cooks", "Max Cooks")
    lines = [f"{one},{name},{number}" for one, name, number in zip(IDS, names, (45000, 13800, 101300), strict=True)]
    found = load(tmp_path, "\n".join([header, *lines]) + "\n")
    assert rows(found, "handle", "platform", "followers") == [
        (IDS[0], "youtube", "45000"), (IDS[1], "youtube", "13800"), (IDS[2], "youtube", "101300"),
    ]  # fmt: skip
    assert found.columns["account"] == ("Lena Runs", "Max Cooks-youtube", "Max Cooks-youtube-2")
    written(found, tmp_path)


def test_handles_beside_ids_of_channels_stay_the_handles(tmp_path: Path) -> None:
    text = f"channel_id,handle,subscribers\n{IDS[0]},@lena.runs,45000\n{IDS[1]},@max,13800\n"
    assert rows(load(tmp_path, text), "account", "handle") == [("lena.runs", "lena.runs"), ("max", "max")]


@pytest.mark.parametrize(
    ("address", "handle", "platform"),
    [
        ("https://open.spotify.com/artist/0abc", "artist/0abc", "spotify"),
        ("https://open.spotify.com/show/1X2", "show/1X2", "spotify"),
        ("https://www.linkedin.com/in/ACoAAB1234567890abc", "ACoAAB1234567890abc", "linkedin"),
        ("https://vk.com/id12345", "id12345", "vk"),
        ("https://www.patreon.com/user?u=1234", "user/1234", "patreon"),
        ("https://www.facebook.com/profile.php?id=1000123", "1000123", "facebook"),
    ],
)
def test_an_account_whose_address_has_an_id_is_called_by_its_name(
    tmp_path: Path, address: str, handle: str, platform: str
) -> None:
    found = load(tmp_path, f"Name,Link,Followers\nAda,{address},5\n")
    assert rows(found, "account", "handle", "platform") == [("Ada", handle, platform)]
    assert rows(load(tmp_path, f"Link,Followers\n{address},5\n"), "account") == [(handle,)]
