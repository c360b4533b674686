"""Splits text into rows of cells with line numbers; a quote that is never closed does not swallow the rest."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\r|\n")
_MOST_SCANS = 8
_LONGEST_LINE_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class SplitRow:
    """A row of a text file."""

    line: int  # line that it starts on, from 1
    cells: list[str]  # its cells without quotes
    stray: tuple[int, ...] = ()  # positions of cells with a quote that opens and is never closed: they hold it as text


class RowSplitter:
    r"""Splits a text into rows of cells; with '' as the delimiter, each line is one cell.

    A cell that starts with ``"`` ends at the next ``"`` before a delimiter, a line end or the end of the text; ``""``
    inside is one quote. Lines end in LF, CRLF or CR, in any mixture, and those inside quotes belong to the cell. Blanks
    between a delimiter and a quote are passed over. Other quotes inside a quoted cell are text.

    A quote that opens a cell is stray if no further quote comes, or if behind a line end the next one is followed by
    text: then it is text, and the row ends where its line ends. So is one that would make a row of several lines of
    which most are rows of the usual width, a number of cells that is 0 if it is not known.

    Time is linear in the text: after several scans to the end of the text for a closing quote, all quotes are text.
    """

    def __init__(self, text: str, delimiter: str, *, width: int = 0) -> None:
        self._text = text
        self._delimiter = delimiter
        self._width = width
        self._has_returns = "\r" in text
        self._n_scans = 0
        end = re.escape(delimiter) + "|" if delimiter else ""
        self._closes = re.compile(rf" {{0,100}}(?:{end}\r|\n|\Z)" if delimiter != " " else rf"(?:{end}\r|\n|\Z)")
        self._opens = re.compile(r' {0,100}"' if delimiter != " " else '"')

    @property
    def ignores_quotes(self) -> bool:
        """Whether quotes were given up, as too many of them never close."""
        return self._n_scans >= _MOST_SCANS

    def __iter__(self) -> Iterator[SplitRow]:
        text, delimiter = self._text, self._delimiter
        position, line = 0, 1
        n = len(text)
        while position < n:
            end, after = self._line_end(position)
            here = text[position:end]
            if '"' not in here or self.ignores_quotes:
                yield SplitRow(line, here.split(delimiter) if delimiter else [here])
                position, line = after, line + 1
                continue
            cells = self._plain_quotes(here)
            if cells is not None:
                yield SplitRow(line, cells)
                position, line = after, line + 1
                continue
            row, stop = self._quoted_row(position, line, may_span=True)
            if stop > after and self._is_swallowed(position, stop, len(row.cells)):
                row, stop = self._quoted_row(position, line, may_span=False)
            yield row
            line += self._count_ends(position, stop)
            position = stop

    def _line_end(self, position: int) -> tuple[int, int]:
        """End of the line without and with its line end."""
        if not self._has_returns:
            end = self._text.find("\n", position)
            return (end, end + 1) if end >= 0 else (len(self._text), len(self._text))
        match = _LINE_END.search(self._text, position)
        return match.span() if match else (len(self._text), len(self._text))

    def _plain_quotes(self, line: str) -> list[str] | None:
        """Cells of a line whose quotes are all in order; None for others."""
        if len(line) > _LONGEST_LINE_AT_ONCE or not self._delimiter or line.count('"') % 2 or ' "' in line:
            return None
        try:
            return next(csv.reader([line], delimiter=self._delimiter, strict=True))
        except csv.Error:
            return None

    def _quoted_row(self, position: int, line: int, *, may_span: bool) -> tuple[SplitRow, int]:
        """Read a row from its first character; its end with the line end comes second."""
        text = self._text
        cells: list[str] = []
        stray: list[int] = []
        while True:
            opening = self._opens.match(text, position)
            closing = self._closing_quote(opening.end(), may_span=may_span) if opening else None
            if opening and closing is not None:
                cells.append(text[opening.end() : closing].replace('""', '"'))
                ended = self._closes.match(text, closing + 1)
                assert ended is not None
                position = ended.end()
                # Of a line end, the pattern takes the first character only.
                last = text[position - 1] if ended.end() > closing + 1 else ""
            else:
                if opening:
                    stray.append(len(cells))
                end, after = self._line_end(position)
                cut = text.find(self._delimiter, position, end) if self._delimiter else -1
                if cut < 0:
                    cells.append(text[position:end])
                    return SplitRow(line, cells, tuple(stray)), after
                cells.append(text[position:cut])
                position, last = cut + 1, self._delimiter
            if last == "\r" and text.startswith("\n", position):
                position += 1
            if last != self._delimiter or not self._delimiter:
                return SplitRow(line, cells, tuple(stray)), position

    def _closing_quote(self, start: int, *, may_span: bool) -> int | None:
        """Position of the quote that closes a cell whose text starts here; None if there is none."""
        text = self._text
        if self.ignores_quotes:
            return None
        line_end, _ = self._line_end(start)
        position = start
        while True:
            quote = text.find('"', position) if may_span else text.find('"', position, line_end)
            if quote < 0:
                self._n_scans += may_span
                return None
            if text.startswith('"', quote + 1):
                position = quote + 2
            elif self._closes.match(text, quote + 1):
                return quote
            elif quote > line_end:
                return None
            else:
                position = quote + 1

    def _is_swallowed(self, position: int, stop: int, n_cells: int) -> bool:
        """Whether a row over several lines holds lines that are rows of the usual width."""
        if self._width < 2 or n_cells == self._width:
            return False
        lines = _LINE_END.split(self._text[position:stop].rstrip("\r\n"))[1:]
        n_whole: int = sum(line.count(self._delimiter) == self._width - 1 for line in lines)
        return n_whole >= 2 and 2 * n_whole >= len(lines)

    def _count_ends(self, position: int, stop: int) -> int:
        count = self._text.count
        n_ends = count("\n", position, stop)
        if self._has_returns:
            n_ends += count("\r", position, stop) - count("\r\n", position, stop)
        return n_ends
