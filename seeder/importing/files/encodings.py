"""Bytes of a text file as text: byte-order marks, UTF-8, UTF-16 and UTF-32, then what its letters speak for."""

from __future__ import annotations

import codecs
import csv
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from seeder.errors import Issue, Place, ScenarioError
from seeder.importing.raw_cells import Fault, Guess

OPTION = "--encoding NAME"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32 first: its mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WEST = ("Spanish", "Portuguese", "French", "German", "Italian", "Nordic")
_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "cp1252": _WEST,
    "cp1250": ("Polish", "Czech", "Hungarian", "Romanian", "South Slavic"),
    "cp1251": ("Russian", "Ukrainian"),
    "koi8_r": ("Russian",),
    "mac_roman": _WEST,
    "cp1254": ("Turkish",),
    "cp1253": ("Greek",),
    "cp1255": ("Hebrew",),
    "cp1256": ("Arabic",),
    "iso8859_2": ("Polish", "Czech", "Hungarian", "Romanian", "South Slavic"),
    "cp850": _WEST,
    "cp866": ("Russian",),
    "cp932": ("Japanese",),
    "euc_jp": ("Japanese",),
    "gb18030": ("Chinese (simplified)",),
    "cp950": ("Chinese (traditional)",),
    "cp949": ("Korean",),
}
"""Encodings of before UTF-8 in the order in which they are preferred where all else is equal."""

_SHOWN = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "iso8859_2": "ISO-8859-2",
    "koi8_r": "KOI8-R",
    "mac_roman": "Mac Roman",
    "cp932": "Shift-JIS",
    "euc_jp": "EUC-JP",
    "gb18030": "GB18030",
    "cp950": "Big5",
    "cp949": "EUC-KR",
    "cp850": "DOS 850",
    "cp866": "DOS 866",
}
_SIGNS = "\xa0–—’‘“”„…€°£·•®™©´×½²³"
_SIGN_SHARE = 0.06
_CJK_SHARE = 0.3
_FLOOR = 1e-6
_LAST_LATIN = "\u024f"
_UPPER_AFTER_LOWER = math.log(1e-3)
_CLEAR_LEAD = 4.0
_SAMPLE = 60_000
_MOST_STRAY_SHARE = 0.2
_MOST_PIECES = 2_000
_LONGEST_STRETCH = 2_000
# What an earlier conversion left of letters that it could not write: one letter again and again, which is no word.
_REPEATED = re.compile(rb"([\x80-\xff])\1+|.*([\x80-\xff])\2\2.*", re.DOTALL)
_LEAD_OF_COMMONEST = 4.0
"""What letters must say against Windows-1252, the commonest by far, before another encoding is taken [ln]."""

# The second byte of a character in Shift-JIS, Big5 and GB18030 may be ASCII from 0x40 on.
_STRETCH = re.compile(rb"[A-Za-z]{0,3}[\x80-\xff][\x40-\xff]*")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A file as text.

    Parameters
    ----------
    text
        The text without byte-order mark.
    encoding
        What it was read with, by Python's name.
    guesses
        What was decided and why.
    faults
        Lines that another encoding had to read.
    """

    text: str
    encoding: str
    guesses: tuple[Guess, ...] = ()
    faults: tuple[Fault, ...] = ()


def decode_table(source: str, raw: bytes, *, encoding: str | None = None) -> DecodedText:
    """Decode a text file.

    A byte-order mark decides; else the pattern of zero bytes that UTF-16 and UTF-32 leave; else UTF-8 where every byte
    fits; else the encoding under which the letters beyond ASCII are likeliest, by the letters of the languages that
    are written in it. A file of UTF-8 with some lines that are not is read line by line.

    Raises
    ------
    ScenarioError
        Where a given encoding is unknown, or does not fit the bytes.
    """
    if encoding is not None:
        return _decode_as_told(source, raw, encoding)
    for mark, name in _MARKS:
        if raw.startswith(mark):
            body = raw[len(mark) :]
            try:
                return DecodedText(body.decode(name), name)
            except UnicodeDecodeError as error:
                if name == "utf-8":
                    return _decode_mixed(body, n_marks=1) or _decode_legacy(body)
                cut = _cut_short(body, name, error)
                if cut is not None:
                    return cut
                raise ScenarioError([_misfit(source, name, raw, error)]) from None
    if b"\0" in raw:
        wide = _wide_encoding(raw)
        if wide is not None:
            reason = "every other byte or three of four are zero, as in that encoding"
            return DecodedText(raw.decode(wide, errors="replace"), wide, (Guess("encoding", wide, reason, OPTION),))
    try:
        return DecodedText(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_mixed(raw) or _decode_legacy(raw)


def _decode_as_told(source: str, raw: bytes, encoding: str) -> DecodedText:
    try:
        name = codecs.lookup(encoding).name
        is_text = codecs.lookup(encoding)._is_text_encoding
    except LookupError:
        is_text = False
    if not is_text:
        issue = Issue(
            Place("--encoding"),
            f"there is no encoding {encoding[:40]!r}",
            "An encoding is named as Python names it: utf-8, cp1252, utf-16, shift_jis",
            "Correct the name, or leave the option out",
        )
        raise ScenarioError([issue])
    for mark, marked in _MARKS:
        fits = name == marked or name == "utf-8-sig" or (name in ("utf-16", "utf-32") and marked.startswith(name))
        if raw.startswith(mark) and fits:
            raw, name = raw[len(mark) :], marked
            break
    try:
        return DecodedText(raw.decode(name), name)
    except (UnicodeDecodeError, UnicodeError) as error:
        raise ScenarioError([_misfit(source, name, raw, error)]) from None


def _misfit(source: str, encoding: str, raw: bytes, error: UnicodeError) -> Issue:
    start = error.start if isinstance(error, UnicodeDecodeError) else 0
    shown = f"the byte 0x{raw[start]:02x}" if start < len(raw) else "the end of the file"
    return Issue(
        Place(source, raw.count(b"\n", 0, start) + 1),
        f"{shown} is not {encoding}",
        "Every byte of a text file fits its encoding",
        "Name another with --encoding, or leave the option out; or save the file as UTF-8",
    )


def _cut_short(body: bytes, name: str, error: UnicodeDecodeError) -> DecodedText | None:
    """Read a file whose last character is cut in two."""
    if len(body) - error.start >= 4:
        return None
    reason = "the file ends in the middle of a character, which is left out"
    return DecodedText(body[: error.start].decode(name), name, (Guess("encoding", name, reason),))


def _wide_encoding(raw: bytes) -> str | None:
    """UTF-32 or UTF-16 without a mark: the one that gives most ASCII and no zero character."""
    sample = raw[:_SAMPLE]
    best, best_share = None, 0.2
    for name, size in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        try:
            text = sample[: len(sample) // size * size].decode(name)
        except UnicodeDecodeError as error:
            # The sample may end between the two halves of a character.
            if len(sample) - error.start > size:
                continue
            text = sample[: error.start].decode(name)
        if not text or "\0" in text:
            continue
        share = sum(character.isascii() for character in text) / len(text)
        # A table in Chinese has few ASCII characters beside its delimiters: line breaks tell it too.
        if "\n" in text or "\r" in text:
            share += 0.15
        if share > best_share:
            best, best_share = name, share
    return best


def _decode_mixed(raw: bytes, *, n_marks: int = 0) -> DecodedText | None:
    """Read UTF-8 with some lines in another encoding; None where too few lines beyond ASCII are UTF-8."""
    lines = raw.split(b"\n")
    strays = []
    n_utf8 = 0
    for position, line in enumerate(lines):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            n_utf8 += 1
        except UnicodeDecodeError:
            strays.append(position)
    if not n_marks and len(strays) > _MOST_STRAY_SHARE * (n_utf8 + len(strays)):
        return None
    other, _ = _likeliest(b"\n".join(lines[position] for position in strays))
    name = other[0]
    texts = [line.decode("utf-8", errors="replace") for line in lines]
    faults = []
    for position in strays:
        texts[position] = _decode_fully(lines[position], name)
        reason = f"the line is not UTF-8 as the others are; it was read as {_SHOWN[name]}"
        faults.append(Fault(position + 1, None, texts[position][:60], reason))
    reason = f"all lines are, but {len(strays)} (line {strays[0] + 1} first), which were read as {_SHOWN[name]}"
    return DecodedText("\n".join(texts), "utf-8", (Guess("encoding", "utf-8", reason, OPTION),), tuple(faults))


def _decode_legacy(raw: bytes) -> DecodedText:
    ranking, words = _likeliest(raw)
    name = ranking[0]
    return DecodedText(_decode_fully(raw, name), name, (Guess("encoding", f"{_SHOWN[name]} ({name})", words, OPTION),))


def _decode_fully(raw: bytes, name: str) -> str:
    """Decode; a byte without a character in a Windows encoding becomes the control character of its number."""
    try:
        return raw.decode(name)
    except UnicodeDecodeError:
        pieces: list[str] = []
        rest = memoryview(raw)
        decode = codecs.lookup(name).decode
        for _ in range(_MOST_PIECES):
            try:
                pieces.append(decode(rest)[0])
                return "".join(pieces)
            except UnicodeDecodeError as error:
                pieces.append(decode(rest[: error.start])[0])
                pieces.append(chr(rest[error.start]))
                rest = rest[error.start + 1 :]
        pieces.append(decode(rest, "replace")[0])
        return "".join(pieces)


def _likeliest(raw: bytes) -> tuple[list[str], str]:
    """Encodings from likely to unlikely, and why the first is likeliest."""
    sample = b"\n".join(_words(raw))
    scores: dict[str, tuple[float, str]] = {}
    texts: dict[str, str] = {}
    for name, languages in _LANGUAGES.items():
        texts[name] = sample.decode(name, errors="replace")
        counts = Counter(_letters(texts[name]))
        breaks = _case_breaks(texts[name])
        scores[name] = max(
            (_log_likelihood(counts, language) + breaks * _UPPER_AFTER_LOWER, language) for language in languages
        )
    ranking = sorted(scores, key=lambda name: -scores[name][0])
    commonest = next(iter(_LANGUAGES))
    if scores[commonest][0] > scores[ranking[0]][0] - _LEAD_OF_COMMONEST:
        ranking = [commonest, *(name for name in ranking if name != commonest)]
    best = ranking[0]
    if not sample:
        return ranking, f"the file is not UTF-8, nothing in it tells more, and {_SHOWN[best]} is the commonest"
    rivals = [name for name in ranking[1:] if texts[name] != texts[best]]
    words = f"the file is not UTF-8, and its letters are those of {scores[best][1]} in this encoding"
    if rivals and scores[best][0] - scores[rivals[0]][0] < _CLEAR_LEAD:
        words += f"; {_SHOWN[rivals[0]]} is nearly as likely, so look at the names"
    return ranking, words


def _words(raw: bytes) -> list[bytes]:
    """Stretches with bytes beyond ASCII, from all over the file, each once."""
    found: dict[bytes, None] = {}
    size = 0
    for match in _STRETCH.finditer(raw):
        stretch = raw[match.start() : min(match.end(), match.start() + _LONGEST_STRETCH)]
        if stretch not in found and _REPEATED.fullmatch(stretch) is None:
            found[stretch] = None
            size += len(stretch)
            if size > _SAMPLE:
                break
    return list(found)


def _letters(text: str) -> list[str]:
    return [character for character in text if not character.isascii()]


def _case_breaks(text: str) -> int:
    """Capitals beyond ASCII behind a small letter, and signs between letters: marks of a wrong encoding."""
    n_breaks = 0
    for before, character in pairwise(text):
        if character.isascii() or not before.isalpha():
            continue
        is_foreign = before.isascii() and character.isalpha() and character > _LAST_LATIN and character < "\u2e80"
        if (
            is_foreign
            or (character.isupper() and before.islower())
            or not (character.isalpha() or character in "’\xa0")
        ):
            n_breaks += 1
    return n_breaks


def _log_likelihood(counts: Counter[str], language: str) -> float:
    shares = _shares(language)
    return sum(n * math.log(shares.get(letter, _FLOOR)) for letter, n in counts.items())


@cache
def _shares(language: str) -> dict[str, float]:
    """Share of each letter among those beyond ASCII, falling as 1 / (rank + 4) from the commonest."""
    text = (files("seeder.importing.files") / "letters.csv").read_text("utf-8")
    letters = {row["language"]: row["letters"] for row in csv.DictReader(text.splitlines())}[language]
    ordered = list(dict.fromkeys(letters))
    weights = [1.0 / (rank + 4.0) for rank in range(len(ordered))]
    known = 1.0 - _SIGN_SHARE
    shares = {sign: _SIGN_SHARE / len(_SIGNS) for sign in _SIGNS}
    for low, high in _script_ranges(language):
        n_letters = high - low
        known = 1.0 - _SIGN_SHARE - _CJK_SHARE
        shares |= {chr(code): _CJK_SHARE / n_letters / len(_script_ranges(language)) for code in range(low, high)}
    total = sum(weights)
    return shares | {letter: known * weight / total for letter, weight in zip(ordered, weights, strict=True)}


def _script_ranges(language: str) -> tuple[tuple[int, int], ...]:
    """Characters that belong to a language although they are too many to list."""
    han = (0x4E00, 0x9FA6)
    if language == "Japanese":
        return ((0x3000, 0x3003), (0x3041, 0x30FF), han)
    if language == "Korean":
        return ((0xAC00, 0xD7A4),)
    return (((0x3000, 0x3003), (0xFF01, 0xFF5F), han)) if language.startswith("Chinese") else ()
