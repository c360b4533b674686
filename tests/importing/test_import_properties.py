"""Nothing is lost on the way, and what was written reads back as the same."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from seeder.errors import ScenarioError
from seeder.importing import Imported, import_table
from seeder.importing.output.writing import import_files
from seeder.scenario import read_scenario

HEADERS = (
    "Usuario",
    "handle",
    "Profile URL",
    "Followers",
    "Seguidores",
    "Followers (M)",
    "Likes",
    "avg views",
    "ER %",
    "Notes",
    "",
    "clicks",
    "Topics",
    "email",
    "Platform",
    "Instagram",
    "TikTok followers",
    "tier",
    "followers",
    "acceptance",
    "line",
)
TEXTS = st.sampled_from(
    (
        "",
        " ",
        "@ann.lee",
        "bo_ray",
        "https://www.instagram.com/cy.dee/",
        "youtube.com/@dee",
        "Total",
        "#VALOR!",
        "N/A'",
        "-",
        "475.8m",
        "1,234",
        "1.234",
        "13.8k",
        "3.4%",
        "0.034",
        "1200",
        "89",
        "instagram",
        "YT",
        "a@example.org",
        "=1+1",
        "<b>x</b>",
        'say "hi"',
        "a\nb",
        "food; tea",
        "Música, baile",
        "'@x",
        "\u202eabc",
        "1e5",
        "12.5",
        "-3",
        "x" * 300,
    )
)
CELLS = TEXTS | st.text(max_size=8).filter(lambda text: text.isprintable())


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    header = draw(st.lists(st.sampled_from(HEADERS), min_size=2, max_size=7))
    handles = st.sampled_from(("ann.lee", "@bo_ray", "https://www.instagram.com/cy.dee/", "dee", "", "Total", "eve.r"))
    numbers = st.sampled_from(("1200", "13.8k", "1,234", "475.8m", "#VALOR!", "", "many", "0.5", "1.2M"))
    rows = draw(
        st.lists(
            st.tuples(handles, numbers, st.lists(CELLS, min_size=len(header), max_size=len(header))),
            min_size=1,
            max_size=6,
        )
    )
    return [["handle", "subscribers", *header], *([handle, number, *cells] for handle, number, cells in rows)]


def read_back(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def load(table: list[list[str]], folder: Path) -> Imported | None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    path = folder / "list.csv"
    path.write_text(out.getvalue(), "utf-8", newline="")
    try:
        return import_table(path, has_header=True, delimiter=",")
    except ScenarioError:
        return None


def places_of(imported: Imported) -> set[str]:
    """Every text that can be found again."""
    files = import_files(imported)
    found = {
        cell
        for name in ("accounts.csv", "rejected.csv")
        if name in files
        for row in read_back(files[name])
        for cell in row
    }
    found |= {change.found for change in imported.report.changes}
    return found


@settings(max_examples=40)
@given(table=tables())
@example(table=[["handle", "subscribers", "line", ""], ["ann.lee", "1200", "", "@ann.lee"]])
def test_every_cell_stands_somewhere(table: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        imported = load(table, Path(name))
        assume(imported is not None)
        assert imported is not None
        found = {" ".join(text.split()) for text in places_of(imported)}
        for row in table[1:]:
            for cell in row:
                if cell.strip():
                    assert " ".join(cell.split()) in found, cell
        lines = {rejection.line for rejection in imported.report.rejections}
        assert imported.report.n_rows == len([row for row in table[1:] if any(cell.strip() for cell in row)])
        assert len(lines) == len(imported.report.rejections)
        assert imported.report.n_rows - len(lines) <= imported.report.n_handles


@settings(max_examples=30)
@given(table=tables())
def test_accounts_read_back_as_the_same_and_make_a_scenario(table: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        imported = load(table, Path(name))
        assume(imported is not None)
        assert imported is not None
        folder = Path(name) / "made"
        folder.mkdir()
        for file, data in import_files(imported).items():
            (folder / file).write_bytes(data)
        if any(imported.columns["followers"]) or {"clicks", "views", "tier"} & imported.columns.keys():
            assert read_scenario(folder).accounts.handle == imported.columns["handle"]
        else:
            # A list in which nothing says how large anybody is: the way out is a number for each.
            with pytest.raises(ScenarioError, match="followers and clicks are both blank"):
                read_scenario(folder)
        again = import_table(folder / "accounts.csv")
        assert list(again.columns) == list(imported.columns)
        for column, cells in imported.columns.items():
            assert [" ".join(cell.split()) for cell in again.columns[column]] == [
                " ".join(cell.split()) for cell in cells
            ]
        assert not again.report.rejections
        assert import_files(again)["accounts.csv"] == (folder / "accounts.csv").read_bytes()
