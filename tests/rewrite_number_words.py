"""Write the words and signs of numbers, and of currencies, again, from the Unicode CLDR as Babel has it.

    ./run python tests/rewrite_number_words.py            # write
    ./run python tests/rewrite_number_words.py --check    # change nothing; exit 1 if something would change

Words that the CLDR does not have stand in ``table_words.csv``, which is written by hand.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import io
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel import Locale, localedata
from babel.core import get_global
from babel.numbers import get_territory_currencies

import seeder

FOLDER = Path(seeder.__file__).parent / "importing" / "numbers"
LANGUAGES = (
    "ar bg bn ca cs da de el en es et fa fi fil fr gu he hi hr hu id it ja kk ko lt lv mr ms nb nl pl pt ro ru sk sl sr"
    " sv sw ta te th tr uk ur vi zh"
)
COMMON = (
    "AED ARS AUD BDT BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JPY KES KRW KZT MAD MXN MYR"
    " NGN NOK NZD PEN PHP PKR PLN RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR"
)
"""Currencies whose signs count even if they are letters only; KM, Le and Da are other words more often."""

TENDER_ON = datetime.date(2026, 1, 1)
"""Currencies are those that were in use on this day."""

LARGEST_POWER = 9
"""No count of an account is a thousand milliards, so words for 10^12 are left out."""

LETTERS = frozenset("kmbt")
FIRST_OTHER_SCRIPT = "\u0900"
"""Single letters that count, before the scripts of India and beyond; others are as often units, or names."""

FIXED = frozenset(("k", "m", "mm"))
"""Words that platforms write in every language, in their English sense."""

MISTAKABLE = frozenset(("km", "mr"))
"""Kilometres and Mr stand behind and before numbers more often than milliards."""


def number_words() -> str:
    """The content of ``number_words.csv``."""
    powers = _powers()
    taken = _by_hand()
    rows: list[tuple[str, str, str, str]] = []
    for word, meanings in sorted(powers.items()):
        default = taken.get(word) or _default(meanings)
        if word not in taken and not (word.endswith(".") and set(meanings) == set(powers.get(word[:-1], ()))):
            rows.append((f"power {default}", word, "", ""))
        if word not in FIXED:
            others = ((power, one) for power in meanings for one in meanings[power] if power != default)
            rows += [(f"power {power}", word, one, _name(one)) for power, one in others]
    rows.sort(key=lambda row: (int(row[0].split()[1]), row[1], row[2]))
    rows += [("currency", sign, "", "") for sign in sorted(_signs().keys() - taken.keys() - powers.keys())]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("kind", "word", "language", "language_name"))
    writer.writerows(rows)
    return text.getvalue()


def _powers() -> dict[str, dict[int, set[str]]]:
    """Word behind a number → power of ten → languages."""
    found: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for locale in _locales():
        for formats in (locale.compact_decimal_formats.get(length, {}) for length in ("short", "long")):
            for patterns in formats.values():
                for power, pattern in patterns.items():
                    shown = re.sub(r"'([^']*)'", r"\1", pattern.pattern.split(";")[0])
                    digits, _, word = shown.partition("0")
                    word = _plain(word.lstrip("0"))
                    exponent = len(str(power)) - shown.count("0")
                    if not digits.strip() and _is_word(word) and exponent <= LARGEST_POWER:
                        found[word][exponent].add(locale.language)
    return found


def currencies() -> str:
    """The content of ``currencies.csv``: signs of one currency only, with its code."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("sign", "code"))
    writer.writerows((sign, *codes) for sign, codes in sorted(_signs().items()) if _is_one(sign, codes))
    return text.getvalue()


def _is_one(sign: str, codes: set[str]) -> bool:
    """Whether a sign is of one currency, and so are its letters without points: kr. is Danish, but kr is not."""
    return len(codes) == 1 and _signs().get(sign.strip("."), codes) == codes


def _codes() -> list[str]:
    territories = get_global("territory_currencies")
    return sorted({code for one in territories for code in get_territory_currencies(one, TENDER_ON, tender=True)})


@cache
def _signs() -> dict[str, set[str]]:
    """Codes of currencies, and their signs in all languages → the codes that they can mean."""
    found: dict[str, set[str]] = defaultdict(set)
    for code in _codes():
        for locale in _locales():
            for sign in (code.casefold(), _plain(locale.currency_symbols.get(code, code))):
                if _is_sign(sign, code):
                    found[sign].add(code)
    return found


def _is_sign(sign: str, code: str) -> bool:
    if not sign or len(sign) > 4 or any(map(str.isspace, sign)) or (len(sign) == 1 and sign.isalpha()):
        return False
    return code in COMMON.split() or sign == code.casefold() or not sign.strip(".").isalpha()


def _locales() -> Iterator[Locale]:
    for identifier in sorted(localedata.locale_identifiers()):
        locale = Locale.parse(identifier)
        if locale.language in LANGUAGES.split() and locale.script != "Shaw":
            yield locale


def _plain(text: str) -> str:
    visible = "".join(one for one in unicodedata.normalize("NFC", text) if unicodedata.category(one) != "Cf")
    return " ".join(visible.split()).casefold()


def _is_word(text: str) -> bool:
    is_letter = len(text.rstrip(".")) == 1 and text < FIRST_OTHER_SCRIPT
    return (
        text[:1].isalpha() and text.count(" ") <= 1 and text not in MISTAKABLE and (not is_letter or text[0] in LETTERS)
    )


def _default(meanings: dict[int, set[str]]) -> int:
    return next((power for power, languages in meanings.items() if "en" in languages), min(meanings))


def _name(language: str) -> str:
    return Locale.parse(language).get_display_name("en") or language


def _by_hand() -> dict[str, int]:
    """Words of ``table_words.csv`` and their powers, 0 for signs."""
    rows = csv.DictReader((FOLDER / "table_words.csv").read_text("utf-8").splitlines())
    return {
        row["word"]: int(row["kind"].removeprefix("power ")) if row["kind"] != "currency" else 0
        for row in rows
        if row["kind"].startswith(("power ", "currency"))
    }


def main() -> int:
    """Write or check the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    contents = {FOLDER / "number_words.csv": number_words(), FOLDER / "currencies.csv": currencies()}
    if parser.parse_args().check:
        return int(any(path.read_text("utf-8") != content for path, content in contents.items()))
    for path, content in contents.items():
        path.write_text(content, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
