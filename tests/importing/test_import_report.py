from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.importing import import_table, write_import
from seeder.importing.output.report_text import plain, quoted, write_report_text
from seeder.importing.written_cells import is_formula, one_line, writable, write_csv


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("60d_eng_rate", "60d_eng_rate"),
        ("Seguidores (M)", "Seguidores (M)"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[x](javascript:y)", r"\[x\](javascript:y)"),
        ("a | b", r"a \| b"),
        ("**bold** _x_ `code`", r"\*\*bold\*\* \_x\_ \`code\`"),
        ("https://evil.example", "https&#58;//evil.example"),
        ("www.evil.example", "www&#46;evil.example"),
        ("&lt;", "&amp;lt;"),
        (r"\<", r"\\&lt;"),
    ],
)
def test_texts_are_no_markup(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text())
def test_no_text_opens_anything(text: str) -> None:
    shown = quoted(text)
    assert "\n" not in shown
    assert not re.search(r"<|>|(?<!\\)(?:\\\\)*[`|*\[\]]", shown)
    assert "://" not in shown


def test_the_report_tells_every_column_change_and_rejection(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "handle,followers,<b>|x</b>,color\n"
        + "".join(f"u{i}.x,{i}.5k,n,{i}\n" for i in range(2, 30))
        + "u2.x,7,n,1\nx y,,,\n",
        "utf-8",
    )
    imported = import_table(path)
    report = imported.report
    text = write_report_text(report)
    assert "Read 30 rows" in text
    assert '| "color" | copied only | "color" |' in text
    assert "<b>" not in text
    assert '* "followers": written as a plain number: 28 cells' in text
    assert '    * line 2: "2.5k" became "2500"' in text
    assert "    * and 18 more" in text
    assert "is already on line 2 with 2500 followers; here it has 7" in text
    document = report.to_document()
    assert imported.to_document() == document
    assert (document["rows"], document["rejected"], document["changed"]) == (30, 2, len(report.changes))
    assert sum(group["count"] for group in document["changes"]) == len(report.changes)
    assert {column["name"] for column in document["columns"]} == {"handle", "followers", "<b>|x</b>", "color"}
    assert json.loads(json.dumps(document)) == document


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("handle,followers,email\na.b,5k,\nc.d,7,x@example.org\na.b,1,\n", "utf-8")
    for name in ("one", "two"):
        write_import(import_table(path), tmp_path / name)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_changes_are_guarded_for_spreadsheets_and_accounts_are_not(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('handle,followers,notes\na.b,5k,"=HYPERLINK(""x"")"\n@c.d,7,+34 555\n', "utf-8")
    imported = import_table(path)
    write_import(imported, tmp_path / "made")
    assert '"=HYPERLINK(""x"")"' in (tmp_path / "made" / "accounts.csv").read_text("utf-8")
    assert ",'@c.d,c.d," in (tmp_path / "made" / "import-changes.csv").read_text("utf-8")
    assert any(warning.startswith("in accounts.csv, 1 cell starts with") for warning in imported.report.warnings)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("=1+1", True),
        ("-cmd|x", True),
        ("@SUM(1)", True),
        ("-5", False),
        ("+34 555-01", False),
        ("@a_b", False),
        ("a=b", False),
        ("", False),
    ],
)
def test_formulas_are_known(text: str, runs: bool) -> None:
    assert is_formula(text) is runs


def test_cells_are_made_writable() -> None:
    assert writable("a\0b\ud800") == "ab\ufffd"
    assert len(writable("x" * 200_000)) == 100_000
    assert one_line(" a\r\n\tb\x1b ") == "a b"
    assert write_csv(("a", "b"), [("1,2", 'x"y'), ("", ""), ("l\nm", "\r")]) == b'a,b\n"1,2","x""y"\n,\n"l\nm","\r"\n'
    assert write_csv(("a",), [("",)]) == b'a\n""\n'


def test_a_cell_that_lost_a_control_character_shows_both(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_bytes(b"Handle,Followers,Note\nada,1200,a\x01b\nbo,900,x\n")
    imported = import_table(table)
    assert imported.columns["Note"] == ("ab", "x")
    (change,) = imported.report.changes
    assert (change.line, change.column, change.found, change.became) == (2, "Note", "a\\x01b", "ab")
    assert "became blank" not in write_report_text(imported.report)


def test_a_cell_that_a_spreadsheet_rounded_was_kept(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("Handle,Followers,Id\nada,1200,1.23457E+15\nbo,900,2\n")
    imported = import_table(table)
    (change,) = imported.report.changes
    assert change.found == change.became == "1.23457E+15"
    assert "was kept unchanged" in write_report_text(imported.report)


@pytest.mark.parametrize(("length", "kept"), [(100_000, 100_000), (131_072, 100_000), (131_073, None)])
def test_long_cells_are_cut_and_longer_ones_rejected(tmp_path: Path, length: int, kept: int | None) -> None:
    """The numbers that importing.md names."""
    table = tmp_path / "table.csv"
    table.write_text(f"Handle,Followers,Note\nada,1200,{'x' * length}\nbo,900,y\n")
    imported = import_table(table)
    assert [len(note) for note in imported.columns["Note"]] == ([1] if kept is None else [kept, 1])
    assert len(imported.report.changes) == (kept is not None and kept < length)
    documented = (Path(__file__).parents[2] / "docs" / "importing.md").read_text("utf-8")
    assert "over 100,000 characters is cut" in documented
    assert "over 131,072 characters is not read" in documented
