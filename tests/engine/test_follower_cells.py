"""Cells of people who are alike: their order, their signatures, and the threads and memory that must not matter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from seeder.engine.database import bounded_database
from seeder.engine.follower_cells import BLANK, ONE, FollowerCells, FollowerQuestions, NumberColumn
from seeder.engine.large_table import LargeTable, open_table
from seeder.errors import ProblemError

Follows = list[tuple[int, object, object]]
"""Handle, person and tie, None where blank."""


@contextmanager
def _questions(follows: Follows, *, n_handles: int = 4, threads: int = 2) -> Iterator[FollowerQuestions]:
    rows = [{"handle": f"h{handle}", "person": person, "tie": tie} for handle, person, tie in follows]
    frame = pd.DataFrame(rows, columns=["handle", "person", "tie"])
    with bounded_database() as connection:
        connection.execute(f"SET threads = {threads}")
        opened = open_table(
            connection,
            LargeTable("frame", frame),
            "opened",
            keys=("handle", "person"),
            numbers=("tie",),
            report=lambda issue: pytest.fail(str(issue)),
            header_is_good=lambda header, line: True,
        )
        assert opened is not None
        questions = FollowerQuestions(connection, opened, None)
        questions.learn_handles({(f"h{row}", ""): row for row in range(n_handles)}, n_handles=n_handles)
        ties = sorted(set(questions.values(NumberColumn.TIE)))  # type: ignore[type-var]
        numbers = np.array([ONE if tie == 1 else 2 + position for position, tie in enumerate(ties)], dtype=np.int64)
        questions.learn_values(NumberColumn.TIE, ties, numbers)
        yield questions


def _cells(follows: Follows, *, threads: int = 2) -> FollowerCells:
    with _questions(follows, threads=threads) as questions:
        questions.count_follows()
        return questions.cells()


def test_cells_stand_by_smallest_handle_then_number_of_handles() -> None:
    follows: Follows = [(2, "a", None), (1, "b", None), (3, "b", None), (1, "c", None), (0, "d", None), (1, "e", None)]
    cells = _cells(follows)
    assert cells.n_people.tolist() == [1, 2, 1, 1]
    assert cells.start.tolist() == [0, 1, 3, 4, 5]
    assert cells.cell.tolist() == [0, 1, 2, 3, 2]
    assert cells.cell.dtype == np.int32
    assert cells.tie_number is None
    assert cells.weight_number.tolist() == [ONE] * 4
    assert cells.interested_number.tolist() == [BLANK] * 4


def test_the_same_handles_with_other_ties_are_other_people() -> None:
    follows: Follows = [(0, "a", 1), (1, "a", 2), (0, "b", 2), (1, "b", 1), (0, "c", None), (1, "c", 2)]
    cells = _cells(follows)
    assert sorted(cells.n_people.tolist()) == [1, 2]
    assert cells.tie_number is not None
    alike = int(np.argmax(cells.n_people))
    of_alike = [cells.tie_number[at] for at in np.flatnonzero(cells.cell == alike)]
    assert of_alike[0] == ONE
    assert of_alike[1] > ONE


def test_neither_threads_nor_the_order_of_rows_nor_names_of_people_matter() -> None:
    rng = np.random.default_rng(5)
    follows: Follows = [
        (handle, f"person {person}", float(rng.integers(1, 3)))
        for person in range(3000)
        for handle in np.flatnonzero(rng.random(4) < 0.4).tolist()
    ]
    first = _cells(follows, threads=1)
    renamed: Follows = [(handle, f"{hash(person)}", tie) for handle, person, tie in follows]
    order = rng.permutation(len(follows))
    for other in (_cells([renamed[at] for at in order], threads=4), _cells(follows[::-1])):
        for name in ("n_people", "start", "cell", "tie_number"):
            assert np.array_equal(getattr(first, name), getattr(other, name)), name
    assert len(first.n_people) == 3**4 - 1


def test_signatures_that_agree_by_chance_are_found_out() -> None:
    follows: Follows = [(0, "a", None), (1, "a", None), (0, "b", None), (2, "b", None)]
    with _questions(follows) as questions:
        questions.count_follows()
        questions._connection.execute("UPDATE handle_codes SET code_1 = 1, code_2 = 1, code_3 = 1, code_4 = 1")
        with pytest.raises(ProblemError, match="signatures of different people agree"):
            questions.cells()


def test_codes_of_a_handle_do_not_depend_on_how_many_there_are() -> None:
    codes = []
    for n_handles in (4, 9):
        with _questions([(0, "a", None)], n_handles=n_handles) as questions:
            codes.append(questions._connection.execute("SELECT * FROM handle_codes ORDER BY 1").fetchall())
    assert codes[0] == codes[1][:4]
    assert min(min(row[1:]) for row in codes[1]) > 0
    assert max(max(row[1:]) for row in codes[1]) < 2**31 - 1


def test_rows_that_repeat_are_counted_once_and_contradictions_are_seen() -> None:
    with _questions([(0, "a", None), (0, "a", 1), (0, "a", None), (1, "a", 2)]) as questions:
        assert questions.count_follows() == (2, False)
        assert questions.followers_listed().tolist() == [1, 1, 0, 0]
    with _questions([(0, "a", None), (0, "a", 2)]) as questions:
        assert questions.count_follows() == (1, True)
        assert [(row.line, row.person, row.is_contradicted) for row in questions.bad_followers()] == [
            (1, "a", True),
            (2, "a", True),
        ]


def test_the_temporary_folder_is_removed_even_after_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with bounded_database(100_000_000):
        assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(duckdb.Error), bounded_database(100_000_000) as connection:
        connection.execute("SELECT nothing")
    assert not list(tmp_path.iterdir())


def test_a_list_beyond_memory_spills_into_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with bounded_database(60_000_000) as connection:
        connection.execute("SET threads = 1")
        connection.execute("CREATE TEMP TABLE large AS SELECT md5(i::VARCHAR) AS key FROM range(3000000) r(i)")
        assert [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size > 1_000_000]
    assert not list(tmp_path.iterdir())
