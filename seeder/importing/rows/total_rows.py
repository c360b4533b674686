"""Recognises rows that hold sums or averages of the rows above, by their words and by their formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from seeder.importing.columns.vocabulary import PLATFORMS, words_of
from seeder.importing.report import Cause, Reason
from seeder.importing.sum_formulas import adds_rows
from seeder.problem.arrays import FloatArray

_TOTALS = frozenset(
    tuple(name.split())
    for name in (
        "total", "totals", "totales", "totaux", "totais", "totale", "totali", "grand total", "total general",
        "total geral", "totale generale", "totale complessivo", "sum", "suma", "soma", "somma", "summe", "summen",
        "somme", "gesamt", "gesamtsumme", "gesamtergebnis", "insgesamt", "endsumme", "subtotal", "sub total",
        "subtotale", "subtotales", "subtotais", "sous total", "zwischensumme", "teilergebnis", "average", "averages",
        "mean", "median", "promedio", "promedios", "media", "medias", "medie", "mediana", "mediane", "durchschnitt",
        "mittelwert", "moyenne", "moyennes", "avg", "σ", "celkem", "spolu",
        "soucet", "prumer", "osszesen", "atlag", "razem", "lacznie", "srednia", "toplam", "ortalama", "totaal",
        "gemiddelde", "totalt", "i alt", "sammanlagt", "genomsnitt", "yhteensa", "ukupno", "prosjek", "итого", "всего",
        "сумма", "среднее", "合計", "平均", "总计", "合计", "총계",
    )
)  # fmt: skip
"""Words of a sum or an average; accents are taken off."""
_OF_WHAT = PLATFORMS | frozenset(
    (
        "follower", "followers", "abonnenten", "seguidores", "abonnes", "iscritti", "subscribers", "reach",
        "reichweite", "alcance", "portee", "portata", "accounts", "konten", "cuentas", "comptes", "contas", "kanale",
        "all", "alle", "aller", "todos", "tous", "tutti", "of", "de", "der", "des", "di", "dei", "eur", "usd", "gbp",
    )
)  # fmt: skip
"""Words that may follow those: of what it is the sum."""
_LONGEST_PHRASE = 2
_STARTS = frozenset(name[0][0] for name in _TOTALS) | frozenset(" *∑-=øö(")
_LONGEST_TOTAL = 40
_LAST_ROWS = 3
_EXACT = 0.5


def names_total(text: str) -> bool:
    """Whether a text says that a row has sums or averages: ``Summe``, ``Grand Total:``, ``Total Instagram``."""
    # Names that begin like no such word are most: they are passed over at once.
    if len(text) > _LONGEST_TOTAL or text[:1].casefold() not in _STARTS:
        return False
    words = words_of(text.replace("∑", "Σ"))
    if words in _TOTALS:
        return True
    # A handle such as media.de has no blanks.
    return " " in text.strip() and any(
        words[:length] in _TOTALS and _OF_WHAT.issuperset(words[length:]) for length in range(1, _LONGEST_PHRASE + 1)
    )


class TotalRows:
    """Which rows look like sums or averages of others.

    Parameters
    ----------
    texts
        Texts of each row's cells.
    names
        Name of each column.
    formulas
        Row and column of a cell → its formula, of cells that a workbook computes from several rows.
    """

    def __init__(
        self, texts: Sequence[Sequence[str]], names: Sequence[str], formulas: Mapping[tuple[int, int], str]
    ) -> None:
        self._texts = texts
        self._names = names
        self._formula_of: dict[int, tuple[int, str]] = {}
        for (row, column), formula in formulas.items():
            self._formula_of.setdefault(row, (column, formula))

    def has_formula(self, row: int) -> bool:
        """Whether a cell of a row is a sum or an average of several rows."""
        return self._formula(row) is not None

    def names_total(self, row: int) -> bool:
        """Whether the first text of a row is a word for a sum or an average."""
        return self._word(row) is not None

    def adds_up(self, row: int, numbers: FloatArray) -> bool:
        """Whether one of the last rows has exactly the sum of the numbers above it, of two at least.

        Numbers are by row, NaN where not known. Such a row without a handle is a total in any language.
        """
        above = numbers[:row]
        known = above[~np.isnan(above)]
        is_last = row >= len(self._texts) - _LAST_ROWS
        return is_last and len(known) > 1 and bool(known.sum() > 0) and bool(abs(numbers[row] - known.sum()) < _EXACT)

    def reason(self, row: int, *, added: str = "") -> Reason:
        """Why a row is none of an account; added is the name of a column that has the sum of the rows above, if any."""
        signs = []
        column = self._word(row)
        if column is not None:
            signs.append(f"{self._texts[row][column].strip()!r} in {self._names[column]!r}")
        found = self._formula(row)
        if found is not None:
            signs.append(f"{self._names[found[0]]!r} has the formula {found[1]}")
        if added and not signs:
            signs.append(f"{added!r} has the sum of the rows above")
        text = ": ".join(["it looks like a row of totals", *([", and ".join(signs)] if signs else [])])
        return Reason(Cause.TOTALS, text, formula="" if found is None else found[1])

    def _word(self, row: int) -> int | None:
        """Column of the first text of a row, past numbers, if it is a word for a sum or an average."""
        for column, text in enumerate(self._texts[row]):
            if any(letter.isalpha() for letter in text) or "∑" in text:
                return column if names_total(text) else None
        return None

    def _formula(self, row: int) -> tuple[int, str] | None:
        """Column and formula of the first cell of a row that adds up rows; text files hold it as text."""
        if row in self._formula_of:
            return self._formula_of[row]
        for column, text in enumerate(self._texts[row]):
            if text[:1] == "=" and adds_rows(text):
                return column, text
        return None
