"""No outlet is harmed by any text, and harmless text goes out as it came."""

from __future__ import annotations

import csv
import io
import itertools
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from seeder.text import bare_handle, for_spreadsheet, for_terminal, shorten, spreadsheet_csv

FSI, PDI = "\u2068", "\u2069"
BIDI_CONTROLS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
FAMILY = "👩\u200d👩\u200d👧"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"

NASTY = st.sampled_from(
    [
        *"=+-@＝＋－＠ \t\r\n\0\x1b\x7f\x85\xa0\"';,'",
        *BIDI_CONTROLS,
        *"\u200b\u200d\ufe0f\ufeff\u2028\uffff\u0301\U000e0067\ud800",
        *"אن漢👩👧🏽🇳🇴e한न्",
    ]
)
TEXTS = st.lists(st.one_of(st.characters(codec=None), NASTY), max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alice", "alice"),
        ("[bold]x[/]", "[bold]x[/]"),
        ("Zoë ☕ 漢字", "Zoë ☕ 漢字"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x00\x7f\x9b", "\\x00\\x7f\\x9b"),
        ("gpj\u202eexe.txt", "gpj\\u202eexe.txt"),
        ("a\u2066b\u2069", "a\\u2066b\\u2069"),
        ("a\u200bb\ufeff\xad", "a\\u200bb\\ufeff\\xad"),
        ("a\u2028b", "a\\u2028b"),
        ("a\u3164", "a\\u3164"),
        ("x\U000e0041", "x\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("\uffff", "\\uffff"),
        (FAMILY, FAMILY),
        ("❤\ufe0f 👍🏽 1\ufe0f\u20e3 🇳🇴", "❤\ufe0f 👍🏽 1\ufe0f\u20e3 🇳🇴"),
        ("🏳\ufe0f\u200d🌈", "🏳\ufe0f\u200d🌈"),
        (ENGLAND, ENGLAND),
        ("👩\u200d", "👩\\u200d"),
        ("a\u200d👧", "a\\u200d👧"),
        ("a\ufe0f", "a\\ufe0f"),
        ("\u0301a", "◌\u0301a"),
        ("e\u0301", "e\u0301"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * 8 + "\\u0301"),
        ("क्\u200dष", "क्\u200dष"),
        ("שלום", f"{FSI}שלום{PDI}"),
        ("می\u200cخواهم", f"{FSI}می\u200cخواهم{PDI}"),
        ("\u0661", f"{FSI}\u0661{PDI}"),
        ("", ""),
    ],
)
def test_terminal_text(text: str, expected: str) -> None:
    assert for_terminal(text) == expected


@given(text=TEXTS)
def test_nothing_that_moves_or_reorders_reaches_the_terminal(text: str) -> None:
    line = for_terminal(text)
    isolated = line.startswith(FSI)
    assert isolated == any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in line)
    inside = line[1:-1] if isolated else line
    assert not isolated or line.endswith(PDI)
    assert not BIDI_CONTROLS & set(inside)
    assert not {unicodedata.category(character) for character in line} & {"Cc", "Cs", "Zl", "Zp"}
    line.encode("utf-8")


@given(text=st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"], codec="utf-8"), max_size=20))
def test_letters_digits_and_signs_stay(text: str) -> None:
    blank = {"\u115f", "\u1160", "\u3164", "\uffa0"}
    if not blank & set(text):
        assert for_terminal(text).strip(FSI + PDI) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alice", 5),
        ("漢字", 4),
        ("e\u0301", 1),
        (FAMILY, 2),
        ("👍🏽", 2),
        ("❤\ufe0f", 2),
        ("❤", 1),
        ("🇳🇴", 2),
        ("1\ufe0f\u20e3", 2),
        (ENGLAND, 2),
        ("ᄒ\u1161\u11ab", 2),
        ("한", 2),
        ("あア", 4),
        ("ｱ", 1),
        ("＠", 2),
        ("☕", 2),
        ("क्\u200dष", 1),
        ("ไทย", 3),
        ("กำ", 2),
        ("☰䷀", 4),
        ("café", 4),
        ("žluťoučký", 9),
        ("🤷🏽\u200d♀\ufe0f", 2),
        (f"{FSI}אב{PDI}", 2),
        ("…", 1),
        ("", 0),
    ],
)
def test_cells(text: str, expected: int) -> None:
    assert cell_len(text) == expected


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("alice", 5, "alice"),
        ("alice", 4, "al…e"),
        ("alice", 3, "a…e"),
        ("alice", 2, "a…"),
        ("alice", 1, "…"),
        ("alice", 0, ""),
        ("the_very_long_name_1", 9, "the_…me_1"),
        ("漢字漢字", 6, "漢…字"),
        ("漢字漢字", 5, "漢…字"),
        ("漢字漢字", 4, "漢…"),
        ("漢字漢字", 2, "…"),
        ("漢字漢字abcd", 6, "漢…bcd"),
        ("ae\u0301iou\u0308", 4, "ae\u0301…u\u0308"),
        (f"a{FAMILY}bcdef{FAMILY}", 6, f"a{FAMILY}…{FAMILY}"),
        (f"{FSI}אבגדה{PDI}", 3, f"{FSI}א…ה{PDI}"),
        (f"{FSI}אבגדה{PDI} xyz", 4, f"{FSI}אב{PDI}…z"),
        (f"xyz {FSI}אבגדה{PDI}", 4, f"xy…{FSI}ה{PDI}"),
        (f"{FSI}אב{PDI} x {FSI}גד{PDI}", 3, f"{FSI}א{PDI}…{FSI}ד{PDI}"),
        (f"ab {FSI}אב{PDI} cd", 3, "a…d"),
        ("🇳🇴🇸🇪🇩🇰", 4, "🇳🇴…"),
        ("🇳🇴🇸🇪🇩🇰", 5, "🇳🇴…🇩🇰"),
        (f"{ENGLAND}{ENGLAND}{ENGLAND}", 5, f"{ENGLAND}…{ENGLAND}"),
        ("ᄒ\u1161\u11abᄒ\u1161\u11abab", 5, "ᄒ\u1161\u11ab…ab"),
    ],
)
def test_shortened(text: str, width: int, expected: str) -> None:
    assert shorten(text, width) == expected


def test_shortening_ends_whatever_stands_beside_a_joiner() -> None:
    # rich before 15 did not return from some of these.
    for letters in itertools.product("a👩🇳\u200d\ufe0f\u0301\u200b\x1b", repeat=4):
        text = "".join(letters)
        assert cell_len(shorten(for_terminal(text), 1)) <= 1


def test_handles_that_differ_at_the_end_stay_apart() -> None:
    assert shorten("official_fan_account_of_anna", 12) != shorten("official_fan_account_of_maria", 12)


def test_a_negative_width_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        shorten("alice", -1)


@given(text=TEXTS, width=st.integers(0, 20))
def test_shortened_text_fits_and_stays_balanced(text: str, width: int) -> None:
    line = for_terminal(text)
    short = shorten(line, width)
    assert cell_len(short) <= width
    depth = 0
    for character in short:
        depth += (character == FSI) - (character == PDI)
        assert depth >= 0
    assert depth == 0
    if cell_len(line) <= width:
        assert short == line
    elif width:
        head, tail = (part.replace(FSI, "").replace(PDI, "") for part in short.rsplit("…", 1))
        bare = line.replace(FSI, "").replace(PDI, "")
        assert bare.startswith(head)
        assert bare.endswith(tail)
        assert len(head) + len(tail) < len(bare)
        assert not tail or unicodedata.category(tail[0]) not in ("Mn", "Me")


@given(text=TEXTS, width=st.integers(1, 20))
def test_shortening_twice_changes_nothing(text: str, width: int) -> None:
    once = shorten(for_terminal(text), width)
    assert shorten(once, width) == once


@given(
    text=st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=40), width=st.integers(1, 30)
)
def test_no_cell_is_wasted_on_plain_text(text: str, width: int) -> None:
    assert len(shorten(text, width)) == min(len(text), width)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alice", "alice"),
        ("a=b", "a=b"),
        ('=HYPERLINK("x")', '\'=HYPERLINK("x")'),
        ("+49 30", "'+49 30"),
        ("-1", "'-1"),
        ("@alice", "'@alice"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠a", "'＠a"),
        ("  =1", "'  =1"),
        ("\xa0=1", "'\xa0=1"),
        ("\u200b=1", "'\u200b=1"),
        ("\ufeff@a", "'\ufeff@a"),
        ("\x07=1", "'=1"),
        ("\tx", "' x"),
        ("\rx", "'\nx"),
        ("\nx", "'\nx"),
        ("\0x", "'x"),
        ("'=1", "'=1"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\tb\x1b\x9bc", "a bc"),
        ("\ud800\uffff", "\ufffd\ufffd"),
        ("", ""),
        ("   ", "   "),
    ],
)
def test_spreadsheet_text(text: str, expected: str) -> None:
    assert for_spreadsheet(text) == expected


@given(text=TEXTS)
def test_every_cell_is_guarded_and_a_second_guard_changes_nothing(text: str) -> None:
    cell = for_spreadsheet(text)
    assert for_spreadsheet(cell) == cell
    seen = [character for character in cell if unicodedata.category(character) not in ("Zs", "Zl", "Zp", "Cf", "Cc")]
    assert not seen or seen[0] not in "=+-@＝＋－＠"
    assert cell[:1] not in ("\t", "\r", "\n", "\0")
    assert all(unicodedata.category(character) != "Cc" or character == "\n" for character in cell)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@alice", "alice"),
        ("alice", "alice"),
        (" ＠Alice ", "Alice"),
        ("@@a@b", "a@b"),
        ("@ a", "a"),
        ("\u2068@alice\u2069", "alice"),
        ("\ufeff@a.b_c\r\n", "a.b_c"),
        ("@❤\ufe0f", "❤\ufe0f"),
        ("@", ""),
        ("", ""),
    ],
)
def test_bare_handles(text: str, expected: str) -> None:
    assert bare_handle(text) == expected


@given(text=TEXTS)
def test_a_bare_handle_is_bare(text: str) -> None:
    handle = bare_handle(text)
    assert handle in text
    assert bare_handle(handle) == handle
    assert handle[:1] not in ("@", "＠", " ")


def test_csv_bytes() -> None:
    table = spreadsheet_csv(
        ["account", "clicks", "note"], [["@a", -1.5, 'say "x", y'], ["b", 3, None], ["c", 1e-7, True]]
    )
    assert table == (
        b'\xef\xbb\xbf"account","clicks","note"\r\n"\'@a",-1.5,"say ""x"", y"\r\n"b",3,\r\n"c",1e-07,"yes"\r\n'
    )


def test_numbers_of_arrays_are_numbers() -> None:
    assert spreadsheet_csv(["n"], [[np.float64(0.1)], [np.int64(-2)]]).endswith(b'"n"\r\n0.1\r\n-2\r\n')


def test_a_lone_empty_cell_is_still_a_row() -> None:
    assert spreadsheet_csv(["n"], [[None]]).endswith(b'"n"\r\n""\r\n')


@pytest.mark.parametrize("number", [float("nan"), float("inf"), np.float64("nan")])
def test_no_number_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="None"):
        spreadsheet_csv(["n"], [[number]])


def test_unequal_rows_and_strange_cells_are_refused() -> None:
    with pytest.raises(ValueError, match="row 1: 1 cells under 2 headers"):
        spreadsheet_csv(["a", "b"], [[1, 2], [1]])
    with pytest.raises(TypeError, match="list"):
        spreadsheet_csv(["a"], [[[]]])


@given(
    rows=st.lists(
        st.tuples(TEXTS, st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**9), 10**9)), max_size=5
    )
)
def test_csv_reads_back(rows: list[tuple[str, float, int]]) -> None:
    table = spreadsheet_csv(["text", "x", "n"], rows)
    read = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    assert read[0] == ["text", "x", "n"]
    assert [(text, float(x), int(n)) for text, x, n in read[1:]] == [(for_spreadsheet(t), x, n) for t, x, n in rows]
