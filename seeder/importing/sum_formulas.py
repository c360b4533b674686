"""Recognises formulas of spreadsheets that add up or average the rows above them."""

from __future__ import annotations

import re

_LONGEST = 500
_OVER_ROWS = re.compile(
    r"=?\s?(?:SUM|SUBTOTAL|AGGREGATE|AVERAGE|MEDIAN|COUNTA?|SUMME|TEILERGEBNIS|MITTELWERT|ANZAHL2?|SUMA|PROMEDIO|SOMME|"
    r"SOUS\.TOTAL|MOYENNE|SOMA|SOMMA|SUBTOTAIS|SUBTOTALES|SUBTOTALE|MEDIA|MÉDIA)\(\s?(?:\d{1,3}\s?[,;]\s?){0,2}"
    r"\$?([A-Z]{1,3})\$?(\d{1,9}):\$?([A-Z]{1,3})\$?(\d{1,9})\s?\).*",
    re.IGNORECASE | re.DOTALL,
)


def adds_rows(formula: str) -> bool:
    """Whether a formula is a sum or an average over several rows of one column: ``=SUM(D2:D50)``.

    Names of functions are those that files store, and those that spreadsheets show in German, Spanish, French,
    Portuguese and Italian.
    """
    if len(formula) > _LONGEST or ":" not in formula:
        return False
    match = _OVER_ROWS.fullmatch(formula.strip())
    return match is not None and match[1].upper() == match[3].upper() and int(match[2]) < int(match[4])
