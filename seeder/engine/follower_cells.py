"""Group follower lists into cells of identical people, inside the database.

Every question is one text of portable SQL, without a word of the user's: names and numbers are read before, and stand
in small tables beside the list. A person's **signature** tells sets of (handle, tie) apart. With codes r_hk, drawn once
for each row of the accounts table from 1 … p − 1, p = 2^31 − 1, and ties numbered t = 1, 2, …, it is

    signature_k = Σ_h (r_hk · t_h mod p),  k = 1 … 4, beside the number of handles and the smallest one.

Two different sets agree in signature_k only if Σ_h r_hk · (t_h − t'_h) ≡ 0 mod p, with t = 0 for a handle that is not
followed. Some difference is not 0 mod p, so whatever the other codes are, at most one of p − 1 values of its code fits:
a chance of 2^−124 for all four, and of 2^−70 for any two of 10^8 people. Besides, the people of every handle are
counted with and without cells, which differs where two signatures agree. No hash of the engine's is needed, so every
engine finds the same cells in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from seeder.engine import follower_questions as questions
from seeder.engine.large_table import OpenTable
from seeder.engine.table import Cell
from seeder.errors import ProblemError

if TYPE_CHECKING:
    import duckdb

ONE = 1
"""Number of the tie and of the weight 1, which blank cells stand for."""

BLANK = 0
"""Number of an interested that is not stated."""

_PRIME = 2**31 - 1
_CODE_SEED = 20_111_130
_ROWS_AT_ONCE = 50_000
_VECTORS_AT_ONCE = 256
_MOST_KEYS_AT_HAND = 1_000_000
"""Pairs and people that stand twice in CSV files are looked for up to this many, so that memory stays bounded."""


class NumberColumn(Enum):
    """Columns of numbers, each with its table, and the text that asks for its values."""

    TIE = ("tie", "known_ties", "tie_number", "SELECT DISTINCT tie FROM followers WHERE tie IS NOT NULL")
    WEIGHT = ("weight", "known_weights", "weight_number", "SELECT DISTINCT weight FROM people WHERE weight IS NOT NULL")
    INTERESTED = (
        "interested",
        "known_interested",
        "interested_number",
        "SELECT DISTINCT interested FROM people WHERE interested IS NOT NULL",
    )


@dataclass(frozen=True, slots=True)
class FollowerRow:
    """A row of the list in which something may be wrong, as it stands; tie None where blank."""

    line: int
    handle: str
    platform: str
    person: str
    tie: Cell
    is_contradicted: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row of the table of people in which something may be wrong, as it stands; numbers None where blank."""

    line: int
    person: str
    weight: Cell
    interested: Cell
    is_repeated: bool


@dataclass(frozen=True, eq=False)
class FollowerCells:
    """Cells of people who are alike, in an order that depends on what they follow alone.

    The order is that of the smallest handle, the number of handles, the signature, the weight and interested.
    """

    n_people: npt.NDArray[np.int64]  # Shape (n_cells,) [people].
    # weight_number, interested_number: numbers that the values were given, shape (n_cells,).
    weight_number: npt.NDArray[np.int64]
    interested_number: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]  # Where the entries of each handle begin, shape (n_handles + 1,).
    cell: npt.NDArray[np.int32]  # Cell of each entry, strictly rising within a handle, shape (n_entries,).
    # Number that the tie's value was given, shape (n_entries,); None where all are ``ONE``.
    tie_number: npt.NDArray[np.int32] | None
    n_described: int  # People of the cells who have a row in the table of people.


class FollowerQuestions:
    """The questions, asked in this order: handles, values; then what is wrong; then how many, and which cells.

    ``connection``: a database of bounded memory. ``followers``, ``people``: opened in it; None where there is no such
    table, or none that can be read.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, followers: OpenTable | None, people: OpenTable | None
    ) -> None:
        self._connection = connection
        self._followers = followers
        self._people = people
        # Keys of two types meet as texts only.
        as_text = followers is not None and people is not None and followers.kind["person"] is not people.kind["person"]
        if people is not None:
            connection.execute(
                f"CREATE TEMP VIEW people AS SELECT number, {people.key('person', as_text=as_text)} AS person,"
                f" {people.number('weight')} AS weight, {people.number('interested')} AS interested"
                f" FROM {people.view}"
            )
        if followers is not None:
            connection.execute(
                f"CREATE TEMP VIEW followers AS SELECT number, {followers.text('handle')} AS handle,"
                f" {followers.text('platform')} AS platform, {followers.key('person', as_text=as_text)} AS person,"
                f" {followers.number('tie')} AS tie FROM {followers.view}"
            )
        if people is None and followers is not None:
            connection.execute(
                "CREATE TEMP TABLE people AS SELECT number, person, CAST(NULL AS DOUBLE) AS weight,"
                " CAST(NULL AS DOUBLE) AS interested FROM followers WHERE FALSE"
            )
            for column in (NumberColumn.WEIGHT, NumberColumn.INTERESTED):
                self.learn_values(column, [], np.zeros(0, dtype=np.int64))

    def handles(self) -> Iterator[tuple[str, str, int, int]]:
        """Each handle and platform as they stand, with its rows and those of them that name a person."""
        yield from self._rows(questions.HANDLES)

    def values(self, column: NumberColumn) -> Iterator[Cell]:
        """Each value of a column that is not blank, as it stands."""
        for (value,) in self._rows(column.value[3]):
            yield value

    def learn_handles(self, row_of: Mapping[tuple[str, str], int], *, n_handles: int) -> None:
        """Take the row of the accounts table of each handle and platform that has one."""
        self._n_handles = n_handles
        self._store(
            "known_handles",
            ("handle VARCHAR", [handle for handle, _ in row_of]),
            ("platform VARCHAR", [platform for _, platform in row_of]),
            ("handle_row INTEGER", np.fromiter(row_of.values(), dtype=np.int32, count=len(row_of))),
        )
        code = np.random.default_rng(_CODE_SEED).integers(1, _PRIME, size=(n_handles, 4))
        rows = np.arange(n_handles, dtype=np.int32)
        columns = [(f"code_{k + 1} BIGINT", code[:, k]) for k in range(4)]
        self._store("handle_codes", ("handle_row INTEGER", rows), *columns)

    def learn_values(self, column: NumberColumn, values: Sequence[Cell], numbers: npt.NDArray[np.int64]) -> None:
        """Take the number of each value that is good; equal numbers are values that mean the same."""
        name, table, number, _ = column.value
        opened = self._followers if column is NumberColumn.TIE else self._people
        kind = "DOUBLE" if opened is None or opened.is_typed_number(name) else "VARCHAR"
        self._store(table, (f"{name} {kind}", list(values)), (f"{number} BIGINT", numbers))

    def count_follows(self) -> tuple[int, bool]:
        """Number of different pairs of handle and person, and whether any is listed with two ties."""
        self._connection.execute(f"CREATE TEMP TABLE follows AS {questions.FOLLOWS}")
        self._connection.execute(f"CREATE TEMP TABLE contradictions AS {questions.CONTRADICTIONS}")
        n_follows, n_contradictions = self._one("SELECT (SELECT COUNT(*) FROM follows), COUNT(*) FROM contradictions")
        return n_follows, n_contradictions > 0

    def count_people(self) -> tuple[int, int, bool]:
        """Rows of the table of people, those that name a person, and whether any person stands twice."""
        self._connection.execute(f"CREATE TEMP TABLE repeated_people AS {questions.REPEATED_PEOPLE}")
        n_rows, n_keys = self._one(questions.PEOPLE)
        return n_rows, n_keys, self._one("SELECT COUNT(*) FROM repeated_people")[0] > 0

    def bad_followers(self) -> Iterator[FollowerRow]:
        """Rows of the list in which something may be wrong, in their order; of a CSV file, every row."""
        assert self._followers is not None
        if not self._followers.is_csv:
            for row in self._rows(questions.BAD_FOLLOWERS):
                yield FollowerRow(row[0], row[1].strip(), row[2].strip(), row[3] or "", *row[4:])
            return
        known = {
            (handle.strip(), platform.strip()): handle_row
            for handle, platform, handle_row in self._rows("SELECT handle, platform, handle_row FROM known_handles")
        }
        pairs = set(self._rows(f"SELECT * FROM contradictions ORDER BY handle_row, person LIMIT {_MOST_KEYS_AT_HAND}"))
        for line, row in self._followers.rows():
            handle, platform, person = row["handle"], row.get("platform", ""), row["person"]
            is_contradicted = bool(pairs) and (known.get((handle, platform)), person) in pairs
            yield FollowerRow(line, handle, platform, person, row.get("tie") or None, is_contradicted)

    def bad_people(self) -> Iterator[PersonRow]:
        """Rows of the table of people in which something may be wrong, in their order; of a CSV file, every row."""
        assert self._people is not None
        if not self._people.is_csv:
            for row in self._rows(questions.BAD_PEOPLE):
                yield PersonRow(row[0], row[1] or "", *row[2:])
            return
        repeated = {
            key for (key,) in self._rows(f"SELECT * FROM repeated_people ORDER BY 1 LIMIT {_MOST_KEYS_AT_HAND}")
        }
        for line, cells in self._people.rows():
            person = cells["person"]
            weight, interested = cells.get("weight") or None, cells.get("interested") or None
            yield PersonRow(line, person, weight, interested, person in repeated)

    def near_people(self) -> tuple[tuple[str, str] | None, int]:
        """People who follow nobody, while the list has a key that differs by '.0', zeros in front or case only.

        Returns the first such key with the list's, and how many there are.
        """
        first, count = None, 0
        for person, listed in self._rows(questions.NEAR_PEOPLE):
            first, count = first or (person, listed), count + 1
        return first, count

    def followers_listed(self) -> npt.NDArray[np.int64]:
        """People who follow each handle, shape (n_handles,)."""
        listed = np.zeros(self._n_handles, dtype=np.int64)
        for handle_row, n_people in self._rows(questions.FOLLOWERS_LISTED):
            listed[handle_row] = n_people
        return listed

    def cells(self) -> FollowerCells:
        """Merge people who are alike.

        Raises ProblemError where a handle's people are not as many in the cells as in the list: two signatures agreed
        by chance.
        """
        connection = self._connection
        connection.execute(f"CREATE TEMP TABLE cells AS {questions.CELLS}")
        n_cells, n_entries, n_described = self._one(
            "SELECT COUNT(*), COALESCE(SUM(n_handles), 0), COALESCE(SUM(n_described), 0) FROM cells"
        )
        columns = {
            name: np.empty(n_cells, dtype=np.int64) for name in ("n_people", "weight_number", "interested_number")
        }
        self._fill("SELECT n_people, weight_number, interested_number FROM cells ORDER BY cell", columns)
        n_of_handle = np.zeros(self._n_handles, dtype=np.int64)
        entries = {"cell": np.empty(n_entries, dtype=np.int32)}
        if self._one("SELECT COALESCE(MAX(tie_number), 1) FROM follows")[0] > ONE:
            entries["tie_number"] = np.empty(n_entries, dtype=np.int32)
        self._fill(questions.ENTRIES, entries, count=("handle_row", n_of_handle))
        start = np.concatenate([[0], np.cumsum(n_of_handle)])
        listed = self.followers_listed()
        for handle_row in np.flatnonzero(n_of_handle).tolist():
            own = entries["cell"][start[handle_row] : start[handle_row + 1]]
            if columns["n_people"][own].sum() != listed[handle_row]:
                raise ProblemError("cells of followers: the signatures of different people agree")
        return FollowerCells(
            start=start, cell=entries["cell"], tie_number=entries.get("tie_number"), n_described=n_described, **columns
        )

    def _one(self, text: str) -> tuple[Any, ...]:
        row = self._connection.execute(text).fetchone()
        assert row is not None
        return tuple(int(number) for number in row)

    def _rows(self, text: str) -> Iterator[Any]:
        # A cursor of its own would not see the tables: one question at a time is asked, and read to its end.
        answer = self._connection.execute(text)
        while rows := answer.fetchmany(_ROWS_AT_ONCE):
            yield from rows

    def _fill(
        self,
        text: str,
        columns: Mapping[str, npt.NDArray[Any]],
        *,
        count: tuple[str, npt.NDArray[np.int64]] | None = None,
    ) -> None:
        """Fill arrays from an answer, piece by piece, and count how often each position of another column stands."""
        answer = self._connection.execute(text)
        at = 0
        while len(piece := answer.fetch_df_chunk(_VECTORS_AT_ONCE)):
            for name, column in columns.items():
                column[at : at + len(piece)] = piece[name].to_numpy()
            if count is not None:
                name, counted = count
                counted += np.bincount(piece[name].to_numpy(), minlength=len(counted))
            at += len(piece)

    def _store(self, table: str, *columns: tuple[str, Any]) -> None:
        """Keep small columns as a table; each is named with its type."""
        import pandas as pd

        named = {column.split()[0]: (column.split()[1], values) for column, values in columns}
        frame = pd.DataFrame(
            {
                name: pd.Series(values, dtype=object if kind == "VARCHAR" else None if len(values) else float)
                for name, (kind, values) in named.items()
            }
        )
        self._connection.register("to_store", frame)
        cast = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, (kind, _) in named.items())
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {cast} FROM to_store")
        self._connection.unregister("to_store")
