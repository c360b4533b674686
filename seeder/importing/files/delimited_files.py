"""Reads delimited text of any kind as a table of cells."""

from __future__ import annotations

from collections.abc import Sequence

from seeder.engine.table import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from seeder.errors import ScenarioError
from seeder.importing.files.delimited_rows import RowSplitter, SplitRow
from seeder.importing.files.delimiters import decide_delimiter
from seeder.importing.files.encodings import decode_table
from seeder.importing.raw_cells import CONTROLS, Fault, Guess, RawCell, RawTable, lost_digits, refusal, without_controls

LONGEST_CELL = 131_072
"""Most characters of a cell; a row with a longer one is put aside."""

_MOST_CONTROLS = 0.1
_FEW_CONTROLS = 20
_SAMPLE = 100_000
_NOTHING = ' \t\r\n,;|"\0\x1a\ufeff\xa0'
_SHOWN = 60
_UNCLOSED = "a double quote opens this cell and is never closed; it was kept as text, and the cell ends with its line"


def read_delimited(source: str, raw: bytes, *, encoding: str | None = None, delimiter: str | None = None) -> RawTable:
    """Read delimited text from its bytes.

    Refused is what is no text, is in no encoding that is recognised, is blank, or has more rows or columns than a table
    may.
    """
    decoded = decode_table(source, raw, encoding=encoding)
    text = decoded.text
    if not text.strip(_NOTHING):
        raise refusal(source, "the file is empty", "A table needs a header and rows", "Export the table again")
    sample = text[:_SAMPLE]
    has_controls = CONTROLS.search(text) is not None
    n_controls = len(CONTROLS.findall(sample)) if has_controls else 0
    if n_controls > max(_FEW_CONTROLS, _MOST_CONTROLS * len(sample)):
        raise refusal(
            source,
            "the file is not text, or its encoding was not recognised",
            "A table must be delimited text, a workbook or Parquet",
            "Set its encoding with --encoding, or export the table as CSV or XLSX",
        )
    if decoded.unfit is not None:
        raise ScenarioError([decoded.unfit])
    decision = decide_delimiter(text, delimiter=delimiter)
    splitter = RowSplitter(text[decision.start :] if decision.start else text, decision.delimiter, width=decision.width)
    collected = _Collected(source, n_lines_before=1 if decision.start else 0, has_controls=has_controls)
    collected.has_exponents = "E+" in text
    for row in splitter:
        collected.add(row)
    collected.check()
    guesses = [*decoded.guesses, *([decision.guess] if decision.guess is not None else [])]
    if collected.n_blank:
        what = f"{collected.n_blank:,} ignored"
        guesses.append(Guess("blank rows", what, "they are empty"))
    if splitter.ignores_quotes:
        guesses.append(Guess("quotes", "read as plain text", "too many of them are never closed"))
    elif collected.n_stray:
        reason = f"{collected.n_stray:,} of them are never closed"
        guesses.append(Guess("quotes", "read as plain text where they are never closed", reason))
    return RawTable(
        source=source,
        sheet="",
        rows=collected.rows,
        lines=collected.lines,
        guesses=tuple(guesses),
        faults=(*decoded.faults, *collected.faults),
        delimiter=decision.delimiter,
    )


class _Collected:
    """Rows as they come, with what is put aside."""

    def __init__(self, source: str, *, n_lines_before: int, has_controls: bool) -> None:
        self.rows: list[list[RawCell]] = []
        self.lines: list[int] = []
        self.faults: list[Fault] = []
        self.n_blank = 0
        self.n_stray = 0
        self.has_exponents = False
        self._source = source
        self._n_lines_before = n_lines_before
        self._has_controls = has_controls
        self._n_cells = 0
        self._n_wide = 0
        self._widest = 0

    def add(self, row: SplitRow) -> None:
        line = row.line + self._n_lines_before
        texts = self._without_controls(row.cells, line) if self._has_controls else row.cells
        if not any(texts) or not any(text and not text.isspace() for text in texts):
            self.n_blank += 1
            return
        for position in row.stray:
            self.n_stray += 1
            self.faults.append(Fault(line, position, texts[position][:_SHOWN], _UNCLOSED))
        if self.has_exponents:
            for position, text in enumerate(texts):
                if "E+" in text and (lost := lost_digits(text)):
                    self.faults.append(Fault(line, position, text, lost))
        reason = self._reason_against(texts)
        cells: list[RawCell] = list(texts)
        if reason:
            found = next((text for text in texts if len(text) > LONGEST_CELL), texts[0])[:_SHOWN]
            self.faults.append(Fault(line, None, found, reason, tuple(cells)))
            return
        self._n_cells += len(cells)
        if len(self.rows) >= MOST_ROWS or self._n_cells > MOST_CELLS:
            raise refusal(
                self._source,
                f"the table has over {len(self.rows):,} rows and {self._n_cells - 1:,} cells",
                f"A table may have at most {MOST_ROWS:,} rows and {MOST_CELLS:,} cells",
                "Remove columns, and accounts that you would never ask",
            )
        self.rows.append(cells)
        self.lines.append(line)

    def check(self) -> None:
        """Refuse what holds no row, or rows of more cells than a table may have."""
        if self._n_wide > len(self.rows):
            raise refusal(
                self._source,
                f"a row has {self._widest:,} cells",
                f"A table may have at most {MOST_COLUMNS:,} columns",
                "Keep only columns you need; check whether line breaks are missing",
            )
        if not self.rows:
            reason = f", {self.faults[0].reason}" if self.faults else ""
            found = f"the file has no readable row{reason}"
            raise refusal(self._source, found, "A table needs a header and rows", "Export the table again")

    def _reason_against(self, texts: Sequence[str]) -> str:
        if len(texts) > MOST_COLUMNS:
            self._n_wide += 1
            self._widest = max(self._widest, len(texts))
            return f"the row has {len(texts):,} cells, but a table may have at most {MOST_COLUMNS:,} columns"
        longest = max(map(len, texts))
        if longest > LONGEST_CELL:
            return f"a cell has {longest:,} characters, but a cell may have at most {LONGEST_CELL:,}"
        return ""

    def _without_controls(self, texts: list[str], line: int) -> list[str]:
        for position, text in enumerate(texts):
            if CONTROLS.search(text) is None:
                continue
            texts[position], fault = without_controls(text, line=line, column_index=position)
            if fault.became and not fault.became.isspace():
                self.faults.append(fault)
        return texts
