"""Finds the likeliest encoding of a text that is not UTF-8, by its letters beyond ASCII."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

_WEST = ("Spanish", "Portuguese", "French", "German", "Italian", "Nordic")
_CENTRAL = ("Polish", "Czech", "Hungarian", "Romanian", "South Slavic")
_ENCODINGS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "cp1252": ("Windows-1252", _WEST),
    "cp1250": ("Windows-1250", _CENTRAL),
    "cp1251": ("Windows-1251", ("Russian", "Ukrainian")),
    "koi8_r": ("KOI8-R", ("Russian",)),
    "mac_roman": ("Mac Roman", _WEST),
    "cp1254": ("Windows-1254", ("Turkish",)),
    "cp1253": ("Windows-1253", ("Greek",)),
    "cp1255": ("Windows-1255", ("Hebrew",)),
    "cp1256": ("Windows-1256", ("Arabic",)),
    "iso8859_2": ("ISO-8859-2", _CENTRAL),
    "cp850": ("DOS 850", _WEST),
    "cp866": ("DOS 866", ("Russian",)),
    "cp932": ("Shift-JIS", ("Japanese",)),
    "euc_jp": ("EUC-JP", ("Japanese",)),
    "gb18030": ("GB18030", ("Chinese (simplified)",)),
    "cp950": ("Big5", ("Chinese (traditional)",)),
    "cp949": ("EUC-KR", ("Korean",)),
}
"""Name for people and languages of each encoding, in the order of preference if all else is equal."""

_CJK_LEADS = {
    "Japanese": ("cp932", 0x82, 0x98, 0xEB),
    "Chinese (simplified)": ("gb2312", 0xB0, 0xD8, 0xF8),
    "Chinese (traditional)": ("cp950", 0xA4, 0xC9, 0xFA),
    "Korean": ("cp949", 0xB0, 0xC9, 0xC9),
}
"""A standard of each language, and the first bytes in it of common characters, of rare ones, and of none."""

_COMMONEST = next(iter(_ENCODINGS))
_SIGNS = "\xa0–—’‘“”„…€°£·•®™©´×½²³"
_SIGN_SHARE = 0.06
_CJK_SHARE = 0.3
_RARE_CJK_SHARE = 0.03
_FLOOR = 1e-6
_FOREIGN = 0.005
_LAST_LATIN = "\u024f"
_FIRST_CJK = "\u2e80"
_ODDITY = math.log(1e-3)
_ALL_CAPITALS = -2.0
"""What capitals alone speak against an encoding [ln]: most tables have small letters too."""

_CLEAR_LEAD = 4.0
"""What must speak against the next encoding before it is not mentioned [ln]."""

_LEAD_OF_COMMONEST = 4.0
"""What letters must say against Windows-1252, the commonest by far, before another encoding is taken [ln]."""

_DOUBTFUL_GAP = 2.0
_DOUBTFUL_CJK_GAP = 3.5
_HOPELESS_GAP = 4.0
"""How much less likely than usual text letters are, on average, before an encoding is doubtful or fits not at all [ln].

Lists of rare Chinese names come to 3.6, Thai read as Chinese to 4.4 or more.
"""

_LEAST_DOUBTED = 5
_LEAST_JUDGED = 12
"""Letters beyond ASCII, fewer of which never make an encoding doubtful for that, or unfit."""

_SAMPLE = 60_000
_LONGEST_STRETCH = 2_000
# What an earlier conversion left of letters that it could not write: one letter again and again, which is no word.
_REPEATED = re.compile(rb"([\x80-\xff])\1+|.*([\x80-\xff])\2\2.*", re.DOTALL)
# The second byte of a character in Shift-JIS, Big5 and GB18030 may be ASCII from 0x40 on. What stands around tells
# whether a sign is where typography puts it.
_STRETCH = re.compile(rb"(?:[0-9] ?|[\x20-\x3f])?([A-Za-z]{0,3}[\x80-\xff][\x40-\xff]*)(?: ?[\x20-\x3f])?")
_VOWEL = "aeiouyhàâäéèêëîïôöùûüœAEIOUYHÀÂÉÈÊÎÔ"
_IN_PLACE = re.compile(
    # don't, it's, we're; l'été, qu'elle, dell'arte: Spanish día, where Mac Roman has the same byte, is none of these.
    r"(?<=[^\W\d_])’(?=(?i:s|t|re|ve|ll|m|d)\b)"
    rf"|\b(?i:[cdjlmnst]|qu|[ad]ll|ell|ull|un|est)’(?=[{_VOWEL}][^\W\d_]{{2}})"
    r"|(?<!\w)[“‘„«¿¡](?=\w)|(?<=[\w.,!?…])[”»](?!\w)|(?<=\w)…(?!\w)"
    # The letters with the bytes of the dashes are ñ and ó, in Mac Roman: neither stands alone or before a capital, ñ
    # stands beside no consonant, and ó hardly beside another vowel.
    r"|(?<![^ \n\d])[–—](?![^ \n\d])|(?<=\w)[–—](?=[A-Z\d])|(?<=[b-df-hj-np-tv-z])–(?=\w)|(?<=\w)–(?=[b-df-hj-np-tv-z])"
    r"|(?<=[aeo])—(?=\w)|(?<=\w)—(?=[aeou])"
    r"|€(?= ?\d)|(?<=\d)€|(?<=\d )€|(?<=\w)[®™²³](?!\w)|(?<=\d)°"
)


@dataclass(frozen=True, slots=True)
class LikelyEncoding:
    """The likeliest encoding of a text."""

    # Its name in Python, and for people.
    name: str
    shown: str
    reason: str
    is_doubtful: bool = False  # whether another is nearly as likely, or it is hardly likely itself
    fits: bool = True  # False if the text is hardly in this encoding, nor in any other that was tried


def tried_encodings() -> str:
    """Names of all encodings that are tried, for people."""
    return ", ".join(shown for shown, _ in _ENCODINGS.values())


def find_likeliest(raw: bytes) -> LikelyEncoding:
    """Find the likeliest encoding of a text that is not UTF-8.

    An encoding and a language are scored by the sum of the logarithms of how common each letter beyond ASCII is in
    that language, and by oddities: capitals inside words, mixed scripts, signs between letters. A sign where
    typography puts it, such as the apostrophe of *don't*, costs nothing.
    """
    sample = b"\n".join(_words(raw))
    scores: dict[str, tuple[float, str]] = {}
    texts: dict[str, str] = {}
    letters: dict[str, Counter[str]] = {}
    for name, (_, languages) in _ENCODINGS.items():
        texts[name] = sample.decode(name, errors="replace")
        letters[name], n_oddities = _read(texts[name])
        extra = n_oddities * _ODDITY
        n_capitals = sum(n for letter, n in letters[name].items() if letter.isupper())
        if n_capitals >= _LEAST_DOUBTED and not any(map(str.islower, letters[name])):
            # ИМЯ, АННА: in capitals letters are as common among each other as in small ones.
            letters[name] = Counter("".join(letters[name].elements()).lower())
            extra += _ALL_CAPITALS
        scores[name] = max((_log_likelihood(letters[name], one, languages) + extra, one) for one in languages)
    ranking = sorted(scores, key=lambda name: -scores[name][0])
    if scores[_COMMONEST][0] > scores[ranking[0]][0] - _LEAD_OF_COMMONEST:
        ranking = [_COMMONEST, *(name for name in ranking if name != _COMMONEST)]
    best = ranking[0]
    shown, languages = _ENCODINGS[best]
    score, language = scores[best]
    if not sample:
        reason = f"the file is not UTF-8; nothing in it shows the encoding, and {shown} is the most common"
        return LikelyEncoding(best, shown, reason)
    n_letters = letters[best].total()
    if not n_letters:
        return LikelyEncoding(best, shown, "the file is not UTF-8, and its punctuation makes sense in this encoding")
    reason = f"the file is not UTF-8, and in this encoding its letters are {language}"
    gap = _usual(language) - score / n_letters
    is_unusual = gap > (_DOUBTFUL_CJK_GAP if language in _CJK_LEADS else _DOUBTFUL_GAP) and n_letters >= _LEAST_DOUBTED
    rivals = [name for name in ranking[1:] if texts[name] != texts[best]]
    is_close = bool(rivals) and score - scores[rivals[0]][0] < _CLEAR_LEAD
    if is_close:
        reason += f"; {_ENCODINGS[rivals[0]][0]} is nearly as likely, so check the names"
    elif is_unusual:
        reason += "; many of these letters are rare in that language, so check the names"
    fits = gap <= _HOPELESS_GAP or n_letters < _LEAST_JUDGED
    return LikelyEncoding(best, shown, reason, is_close or is_unusual, fits)


def _words(raw: bytes) -> Iterator[bytes]:
    """Stretches with bytes beyond ASCII and what stands around them, from all over the file, each once."""
    found: set[bytes] = set()
    size = 0
    for match in _STRETCH.finditer(raw):
        word = match[1][:_LONGEST_STRETCH]
        key = word if word[:1].isalpha() and len(word) > 1 else match.group()[: _LONGEST_STRETCH + 4]
        if key not in found and _REPEATED.fullmatch(word) is None:
            found.add(key)
            size += len(key)
            yield match.group()[: _LONGEST_STRETCH + 4]
            if size > _SAMPLE:
                return


def _read(text: str) -> tuple[Counter[str], int]:
    """Letters and signs beyond ASCII that are not where typography puts a sign, and the number of oddities."""
    in_place = {match.end() - 1 for match in _IN_PLACE.finditer(text)}
    letters: Counter[str] = Counter()
    n_oddities = 0
    for position, (before, character) in enumerate(pairwise(f"\n{text}")):
        if character.isascii() or position in in_place:
            continue
        letters[character] += 1
        if not before.isalpha():
            continue
        is_mixed = _is_latin(before) != _is_latin(character) and max(before, character) < _FIRST_CJK
        is_capital_inside = character.isupper() and before.islower()
        n_oddities += is_capital_inside or (is_mixed if character.isalpha() else character not in "’\xa0")
    return letters, n_oddities


def _is_latin(letter: str) -> bool:
    return letter <= _LAST_LATIN


def _log_likelihood(counts: Counter[str], language: str, languages: tuple[str, ...]) -> float:
    shares, others = _shares(language), _any_shares(languages)
    return sum(n * math.log(shares.get(letter) or others.get(letter, _FLOOR)) for letter, n in counts.items())


@cache
def _any_shares(languages: tuple[str, ...]) -> dict[str, float]:
    """Shares of letters that only other languages of an encoding have: tables hold names from everywhere."""
    found: dict[str, float] = {}
    for language in languages:
        for letter, share in _shares(language).items():
            found[letter] = max(found.get(letter, 0.0), _FOREIGN * share)
    return found


@cache
def _usual(language: str) -> float:
    """Mean logarithm of the share of a letter in text of the language."""
    return sum(share * math.log(share) for share in _shares(language).values())


@cache
def _shares(language: str) -> dict[str, float]:
    """Share of each letter among those beyond ASCII, falling as 1 / (rank + 4) from the commonest."""
    text = (files("seeder.importing.files") / "letters.csv").read_text("utf-8")
    letters = {row["language"]: row["letters"] for row in csv.DictReader(text.splitlines())}[language]
    ordered = list(dict.fromkeys(letters))
    weights = [1.0 / (rank + 4.0) for rank in range(len(ordered))]
    known = 1.0 - _SIGN_SHARE
    shares = {sign: _SIGN_SHARE / len(_SIGNS) for sign in _SIGNS}
    if language in _CJK_LEADS:
        known -= _CJK_SHARE
        common, rare = _cjk(language)
        shares |= dict.fromkeys(rare, _RARE_CJK_SHARE / len(rare))
        shares |= dict.fromkeys(common, (_CJK_SHARE - _RARE_CJK_SHARE) / len(common))
    total = sum(weights)
    return shares | {letter: known * weight / total for letter, weight in zip(ordered, weights, strict=True)}


def _cjk(language: str) -> tuple[list[str], list[str]]:
    """Characters that belong to a language although they are too many to list: common ones, and rare ones."""
    encoding, first, rare, end = _CJK_LEADS[language]
    signs = [chr(code) for code in (*range(0x3000, 0x3003), *range(0xFF01, 0xFF5F))]
    return _characters(encoding, first, rare), [*signs, *_characters(encoding, rare, end)]


def _characters(encoding: str, first: int, end: int) -> list[str]:
    pairs = (bytes((lead, trail)) for lead in range(first, end) for trail in range(0x40, 0xFF))
    return [text for pair in pairs if len(text := pair.decode(encoding, errors="ignore")) == 1 and not text.isascii()]
