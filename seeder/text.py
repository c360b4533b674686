"""Make untrusted text safe for each output: the terminal, the spreadsheet.

Handles and notes come from tables that anybody may have filled. Each outlet has its own dangers, so each has its own
function, called once, where the text leaves; what is kept in memory and in ``plan.json`` is the text as it was read.
"""

from __future__ import annotations

import math
import numbers
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

ELLIPSIS = "…"
"""What :func:`shorten` writes where it cut; one cell wide."""

_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"
_ZERO_WIDTH_NON_JOINER = "\u200c"
_ZERO_WIDTH_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"
_TEXT_STYLE = "\ufe0e"
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_REGION_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
_KEYCAPS = frozenset("0123456789#*")
_MOST_MARKS = 8

# Format characters that do have a glyph: Prepended_Concatenation_Mark of Unicode's PropList.
_VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Letters and marks without a glyph: Default_Ignorable_Code_Point outside the format characters.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

_FORMULA_STARTS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
_SHIFTING_STARTS = frozenset("\t\r\n\0")
_AT_SIGNS = "@\uff20\ufe6b"


def for_terminal(text: str) -> str:
    r"""Make text safe and unambiguous on a terminal line.

    What would move the cursor, reorder the line or hide is shown as an escape (``\n``, ``\x1b``, ``\u202e``,
    ``\U000e0041``), so that two handles that differ never look alike through a character nobody sees: controls,
    line and paragraph separators, bidirectional controls, zero-width and other invisible characters, lone surrogates,
    noncharacters, and marks beyond the eighth on one base. What a script needs stays: joiners between Arabic letters
    or after a virama, joiners, skin tones and variation selectors inside emoji, tags of regional flags. A mark without
    a base gets a dotted circle. Text with right-to-left letters is wrapped in FIRST STRONG ISOLATE … POP DIRECTIONAL
    ISOLATE, so that it cannot reorder its neighbours.

    Markup is not looked at: hand the result to ``rich.text.Text``, never to a string that rich parses. The isolates
    make a second call show them: call it once, at the outlet.

    References
    ----------
    Unicode Standard Annex 9 (isolates), Annex 31 section 2.3 (where joiners matter), Technical Standard 51 (emoji).
    """
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    n_marks = 0
    right_to_left = False
    position = 0
    while position < len(text):
        flag = _REGION_FLAG.match(text, position)
        if flag is not None:
            shown.append(flag.group())
            n_marks, position = 0, flag.end()
            continue
        character = text[position]
        category = unicodedata.category(character)
        if _is_hidden(character, category) and not _is_needed(text, position):
            shown.append(_escape(character))
            n_marks = 0
        elif category in ("Mn", "Me"):
            n_marks += 1
            if position == 0:
                shown.append("◌")
            shown.append(character if n_marks <= _MOST_MARKS else _escape(character))
        else:
            n_marks = 0
            shown.append(character)
            right_to_left = right_to_left or unicodedata.bidirectional(character) in ("R", "AL", "AN")
        position += 1
    line = "".join(shown)
    return f"{_FIRST_STRONG_ISOLATE}{line}{_POP_ISOLATE}" if right_to_left else line


def shorten(text: str, width: int) -> str:
    """Cut text for one line, as :func:`for_terminal` gives it, in the middle until it fits into ``width`` cells.

    Both ends stay, so that long handles with a common start can be distinguished. A base keeps its marks, an emoji
    sequence is kept or dropped whole, and isolates that :func:`for_terminal` opened are closed.
    """
    from rich.cells import cell_len

    if width < 0:
        raise ValueError(f"width: expected 0 or more cells, found {width}")
    if cell_len(text) <= width:
        return text
    if width == 0:
        return ""
    clusters, room = _clusters(text), width - 1
    n_head, used = _fitting(clusters, room - room // 2)
    n_tail, _ = _fitting(clusters[::-1], room - used)
    head, middle, tail = text[:n_head], text[n_head : len(text) - n_tail], text[len(text) - n_tail :]
    isolates = "".join(character for character in middle if character in (_FIRST_STRONG_ISOLATE, _POP_ISOLATE))
    while _FIRST_STRONG_ISOLATE + _POP_ISOLATE in isolates:
        isolates = isolates.replace(_FIRST_STRONG_ISOLATE + _POP_ISOLATE, "")
    # What is left closes isolates of the head, then opens those of the tail.
    n_closing = isolates.count(_POP_ISOLATE)
    return f"{head}{isolates[:n_closing]}{ELLIPSIS}{isolates[n_closing:]}{tail}"


def balanced_isolates(lines: Sequence[str]) -> list[str]:
    """Close what each line of a wrapped text leaves open of the isolates of :func:`for_terminal`, and open it again."""
    balanced, n_open = [], 0
    for line in lines:
        opened = _FIRST_STRONG_ISOLATE * n_open + line
        n_open = max(0, opened.count(_FIRST_STRONG_ISOLATE) - opened.count(_POP_ISOLATE))
        balanced.append(opened + _POP_ISOLATE * n_open)
    return balanced


def for_spreadsheet(text: str) -> str:
    r"""Make text safe as a cell of a spreadsheet or of a CSV that one opens.

    A cell is a formula to a spreadsheet where it starts with ``= + - @`` or their full-width forms, also behind
    spaces and characters nobody sees; a leading TAB, CR, LF or NUL shifts what follows into that place. Such text gets
    an apostrophe in front. NUL and other control characters go, a tab becomes a space, line breaks become ``\n``,
    a lone surrogate or noncharacter becomes U+FFFD. Everything else stays.

    A second call changes nothing: an apostrophe starts no formula. Text that itself began with an apostrophe can
    therefore not be distinguished from guarded text afterwards. Only text is guarded: a number goes out as a number.

    References
    ----------
    OWASP, CSV Injection; OWASP ASVS 4.0 requirement 5.3.10 and 5.0 requirement 1.2.10.
    """
    lead = "".join(takewhile(_is_unseen, text))
    is_formula = len(lead) < len(text) and text[len(lead)] in _FORMULA_STARTS
    # Printable text is clean: letters, signs and spaces only.
    clean = text if text.isprintable() else "".join(_cleaned(text.replace("\r\n", "\n").replace("\r", "\n")))
    return "'" + clean if is_formula or not _SHIFTING_STARTS.isdisjoint(lead) else clean


def bare_handle(text: str) -> str:
    """Return a handle without surrounding blanks and unseen characters and without ``@`` in front; the rest stays."""
    start, end = 0, len(text)
    while start < end and (text[start] in _AT_SIGNS or _is_unseen(text[start])):
        start += 1
    while end > start and _is_unseen(text[end - 1]) and not _is_needed(text, end - 1):
        end -= 1
    return text[start:end]


def spreadsheet_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    r"""Write a table as a CSV file that spreadsheets open without harm.

    UTF-8 with byte-order mark, lines ending in CRLF, every text quoted and passed through :func:`for_spreadsheet`.
    Numbers are neither quoted nor guarded and read back as the same number; None is an empty cell; truth is
    ``yes`` or ``no``. Refused: a row that is not as long as the header, NaN, infinity, and any other kind of cell.
    """
    lines = [",".join(_quoted(name) for name in header)]
    for position, row in enumerate(rows):
        if len(row) != len(header):
            raise ValueError(f"row {position}: {len(row)} cells under {len(header)} headers")
        # An empty line would be read as no row at all.
        lines.append(",".join(_csv_cell(cell) for cell in row) or '""')
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


def _csv_cell(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _quoted(cell)
    if isinstance(cell, bool):
        return '"yes"' if cell else '"no"'
    if isinstance(cell, numbers.Integral):
        return str(int(cell))
    if isinstance(cell, numbers.Real):
        number = float(cell)
        if not math.isfinite(number):
            raise ValueError(f"cell: {number} is no number to write; use None for an empty cell")
        return repr(number)
    raise TypeError(f"cell: expected text, a number, truth or None, found {type(cell).__name__}")


def _quoted(text: str) -> str:
    return '"' + for_spreadsheet(text).replace('"', '""') + '"'


def _cleaned(text: str) -> Iterator[str]:
    for character in text:
        category = unicodedata.category(character)
        if character == "\t":
            yield " "
        elif category == "Cs" or _is_noncharacter(character):
            yield "\ufffd"
        elif category != "Cc" or character == "\n":
            yield character


def _is_unseen(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Zs", "Zl", "Zp") or _is_hidden(character, category)


def _is_hidden(character: str, category: str) -> bool:
    """Whether a character has no glyph of its own and no width as a blank."""
    if category in ("Cc", "Cs", "Zl", "Zp"):
        return True
    if category == "Cf":
        return character not in _VISIBLE_FORMATS
    if category == "Cn":
        return _is_noncharacter(character) or _is_reserved_ignorable(ord(character))
    return character in _BLANK_LETTERS or _is_variation_selector(ord(character))


def _is_noncharacter(character: str) -> bool:
    code = ord(character)
    return 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def _is_reserved_ignorable(code: int) -> bool:
    return code == 0x2065 or 0xFFF0 <= code <= 0xFFF8 or 0xE0000 <= code <= 0xE0FFF


def _is_variation_selector(code: int) -> bool:
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code in (0x180B, 0x180C, 0x180D, 0x180F)


def _is_needed(text: str, position: int) -> bool:
    """Whether an invisible character does visible work at its place."""
    character = text[position]
    if position == 0:
        return False
    before = text[position - 1]
    after = text[position + 1] if position + 1 < len(text) else ""
    if character in (_EMOJI_STYLE, _TEXT_STYLE):
        return _is_pictograph(before) or before in _KEYCAPS
    if character == _ZERO_WIDTH_JOINER and after and _is_pictograph(after):
        return _is_pictograph(before) or before == _EMOJI_STYLE or before in _SKIN_TONES
    if character in (_ZERO_WIDTH_JOINER, _ZERO_WIDTH_NON_JOINER) and after:
        is_arabic = unicodedata.bidirectional(before) == "AL" and unicodedata.bidirectional(after) == "AL"
        return is_arabic or (unicodedata.combining(before) == 9 and unicodedata.category(after) == "Lo")
    return False


def _is_pictograph(character: str) -> bool:
    """Whether a character may start an emoji; generous, as the standard library has no such property."""
    code = ord(character)
    if 0x1F000 <= code <= 0x1FAFF:
        return character not in _SKIN_TONES and character not in _FLAG_LETTERS
    return code in (0xA9, 0xAE, 0x203C, 0x2049, 0x2122, 0x2139, 0x3030, 0x303D, 0x3297, 0x3299) or (
        0x2190 <= code <= 0x2BFF and unicodedata.category(character) in ("So", "Sm")
    )


def _escape(character: str) -> str:
    code = ord(character)
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _clusters(text: str) -> list[tuple[str, int]]:
    """Split into what a reader takes for one character, with its width [cells]."""
    from rich.cells import split_graphemes

    clusters: list[tuple[str, int]] = []
    for start, end, width in split_graphemes(text)[0]:
        cluster = text[start:end]
        if cluster in _FLAG_LETTERS and clusters and clusters[-1][0] in _FLAG_LETTERS:
            # rich draws the two letters of a flag one by one.
            clusters[-1] = (clusters[-1][0] + cluster, clusters[-1][1] + width)
        else:
            clusters.append((cluster, width))
    return clusters


def _fitting(clusters: Iterable[tuple[str, int]], room: int) -> tuple[int, int]:
    """How many characters the first clusters that fit have, and the cells they take."""
    n_characters = used = 0
    for cluster, width in clusters:
        if used + width > room:
            break
        n_characters, used = n_characters + len(cluster), used + width
    return n_characters, used
