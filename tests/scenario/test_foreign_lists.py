"""A list as people have it in place of a scenario: every verb points to the import."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from seeder.cli import run
from seeder.errors import ScenarioError
from seeder.scenario import read_scenario

FOREIGN = (
    "Handle,Followers\nann.lee,900\n",
    "Username;Abonnenten\nann.lee;900\n",
    "Name,Topic,E-mail\nAnn Lee,books,a@example.org\n",
    "\n\nProfile URL,Fans\nhttps://www.instagram.com/ann.lee,900\n",
    "ann.lee,900\nbo.ray,800\n",
    "Handle\tFollowers\nann.lee\t900\n",
)


def _way_out(path: Path) -> str:
    with pytest.raises(ScenarioError) as raised:
        read_scenario(path)
    (issue,) = raised.value.issues
    return issue.way_out


@pytest.mark.parametrize("text", FOREIGN)
def test_tables_with_foreign_headers(text: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    assert _way_out(path).endswith(f"seeder init my-launch --from {path}")


@pytest.mark.parametrize("name", ["list.xlsx", "LIST.XLS", "list.ods", "list.tsv"])
def test_workbooks_and_other_tables(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"PK\x03\x04")
    assert "seeder init my-launch --from" in _way_out(path)


def test_parquet_with_foreign_headers(tmp_path: Path) -> None:
    path = tmp_path / "list.parquet"
    duckdb.sql(f"COPY (SELECT 'ann.lee' AS Handle, 900 AS Followers) TO '{path}'")
    assert "seeder init my-launch --from" in _way_out(path)


def test_a_path_with_spaces_is_quoted(tmp_path: Path) -> None:
    (tmp_path / "my list.csv").write_text("Handle,Followers\nann.lee,900\n")
    assert _way_out(tmp_path / "my list.csv").endswith(f"--from '{tmp_path}/my list.csv'")


@pytest.mark.parametrize("header", ["Account,followers", "acount,followers"])
def test_a_misspelt_account_is_told_as_before(header: str, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(f"{header}\nann.lee,900\n")
    with pytest.raises(ScenarioError, match="Rename the column"):
        read_scenario(tmp_path / "list.csv")


def test_a_table_with_accounts_lists_the_columns_that_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("account,Subs\nann.lee,900\n")
    with pytest.raises(ScenarioError, match="there is no column 'followers'"):
        read_scenario(tmp_path / "list.csv")


@pytest.mark.parametrize("name", ["nowhere.xlsx", "nowhere.csv"])
def test_a_file_that_is_not_there_is_told_so(name: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=f"there is no file .*{name}"):
        read_scenario(tmp_path / name)


@pytest.mark.parametrize("verb", ["solve", "check", "rates", "overlap", "backtest"])
def test_every_verb_points_to_the_import(verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"PK\x03\x04")
    assert run([verb, str(tmp_path / "list.xlsx")]) == 3
    assert "seeder init my-launch --from" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("launcher", ["./run", "/opt/my tools/run"])
def test_the_way_out_is_the_command_that_works_here(
    launcher: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEEDER_LAUNCHER", launcher)
    (tmp_path / "list.csv").write_text(FOREIGN[0], "utf-8")
    (tmp_path / "list.dat").write_text("one", "utf-8")
    started = "'/opt/my tools/run' seeder" if " " in launcher else "./run seeder"
    assert f": {started} init my-launch --from " in _way_out(tmp_path / "list.csv")
    assert _way_out(tmp_path / "list.dat").endswith(f": {started} init my-launch --from LIST")


@pytest.mark.parametrize("name", ["list.xlsx", "List.ODS", "list.xls", "list.tsv"])
def test_a_workbook_as_the_accounts_of_a_scenario(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    (tmp_path / "scenario.yaml").write_text(f"name: x\nobjective: clicks\nbudget: {{effort: 4}}\naccounts: {name}\n")
    with pytest.raises(ScenarioError) as raised:
        read_scenario(tmp_path)
    (issue,) = raised.value.issues
    suffix = Path(name).suffix.lower()
    assert str(issue.place) == "scenario.yaml:4:11"
    assert issue.found == f"a file that ends in {suffix} is not the accounts of a scenario"
    assert issue.way_out == (
        f"Import it, and name the accounts.csv that the import writes: seeder init my-launch --from {tmp_path / name}"
    )


def test_a_file_of_numbers_is_exported_first(tmp_path: Path) -> None:
    (tmp_path / "list.numbers").write_bytes(b"PK\x03\x04")
    assert _way_out(tmp_path / "list.numbers") == (
        "Export it as Excel (XLSX), import that file, and solve the scenario that the import writes: "
        f"seeder init my-launch --from {tmp_path / 'list.xlsx'}"
    )


def test_other_tables_of_a_scenario_are_to_be_saved_as_before(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("account,followers\nann,900\n")
    (tmp_path / "posts.xlsx").write_bytes(b"PK\x03\x04")
    text = "name: x\nobjective: clicks\nbudget: {effort: 4}\naccounts: accounts.csv\nevidence: {posts: posts.xlsx}\n"
    (tmp_path / "scenario.yaml").write_text(text)
    with pytest.raises(ScenarioError, match="Save the table as CSV"):
        read_scenario(tmp_path)


def test_a_workbook_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text("name: x\nobjective: clicks\nbudget: {effort: 4}\naccounts: list.xlsx\n")
    with pytest.raises(ScenarioError, match=r"there is no file .*list\.xlsx"):
        read_scenario(tmp_path)
