"""A column of accounts beside one of handles groups the handles; alone it is the handles."""

from __future__ import annotations

from pathlib import Path

import pytest

from seeder.importing import Imported, import_table

ROWS = "{};{};{}\nAnna;anna_ig;1000\nAnna;anna_tt;2000\nBo;bo.k;3000\n"


def read(folder: Path, text: str, **mapping: str) -> Imported:
    path = folder / "list.csv"
    path.write_text(text, "utf-8")
    return import_table(path, mapping=mapping)


def keys(found: Imported) -> list[tuple[str, ...]]:
    return list(zip(found.columns["account"], found.columns["handle"], strict=True))


@pytest.mark.parametrize(
    ("account", "handle", "followers"),
    [
        ("account", "handle", "followers"),
        ("Account", "Username", "Followers"),
        ("Konto", "Nutzername", "Follower"),
        ("Cuenta", "Usuario", "Seguidores"),
        ("Conta", "Usuário", "Seguidores"),
        ("Compte", "Nom d'utilisateur", "Abonnés"),
        ("Account", "Nome utente", "Follower"),
    ],
)
def test_accounts_group_handles(tmp_path: Path, account: str, handle: str, followers: str) -> None:
    found = read(tmp_path, ROWS.format(account, handle, followers))
    assert keys(found) == [("Anna", "anna_ig"), ("Anna", "anna_tt"), ("Bo", "bo.k")]
    assert found.report.n_accounts == 2
    assert found.columns["followers"] == ("1000", "2000", "3000")
    assert any(
        "handles with the same text in this column belong to one account" in guess.decision
        for guess in found.report.guesses
    )


def test_the_order_of_the_columns_does_not_matter(tmp_path: Path) -> None:
    found = read(tmp_path, "handle,followers,account\nanna_ig,1000,Anna\nanna_tt,2000,Anna\nbo.k,3000,Bo\n")
    assert keys(found) == [("Anna", "anna_ig"), ("Anna", "anna_tt"), ("Bo", "bo.k")]


def test_alone_it_is_the_handle(tmp_path: Path) -> None:
    found = read(tmp_path, "account,followers\nanna_ig,1000\nbo.k,3000\n")
    assert keys(found) == [("anna_ig", "anna_ig"), ("bo.k", "bo.k")]


def test_the_user_decides(tmp_path: Path) -> None:
    found = read(tmp_path, ROWS.format("account", "handle", "followers"), carry="account")
    assert keys(found) == [("anna_ig", "anna_ig"), ("anna_tt", "anna_tt"), ("bo.k", "bo.k")]


def test_an_agency_is_no_account(tmp_path: Path) -> None:
    rows = "".join(f"Stars Ltd,person_{number},{1000 + number}\n" for number in range(20))
    found = read(tmp_path, f"account,handle,followers\n{rows}")
    assert found.report.n_accounts == 20
    assert found.columns["handle"][0] == "person_0"
