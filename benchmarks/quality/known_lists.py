"""Complete lists of who follows whom, made up or read, from which overlaps are taken and then forgotten."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seeder.problem.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class KnownList:
    """Who follows whom, in full.

    Parameters
    ----------
    name
        What it is called in the table.
    follows
        1 where a person follows a handle, shape (n_people, n_handles).
    topic
        Topic of each handle, '' where none is known.
    """

    name: str
    follows: FloatArray
    topic: tuple[str, ...]

    @property
    def n_handles(self) -> int:
        """Number of handles."""
        return self.follows.shape[1]


def made_lists(n_handles: int, n_people: int, *, n_seeds: int) -> Iterator[KnownList]:
    """Power-law audiences, 12 communities whose people follow inside eight times as often, and people of all zeals."""
    for seed in range(n_seeds):
        rng = np.random.default_rng(seed)
        size = np.clip(n_people * 0.2 * np.arange(1.0, n_handles + 1) ** -0.7, 20, None)
        home, community = rng.integers(12, size=n_handles), rng.integers(12, size=n_people)
        zeal = rng.gamma(0.7, 1 / 0.7, n_people)
        follows = np.zeros((n_people, n_handles))
        for handle in range(n_handles):
            liking = np.where(community == home[handle], 8.0, 1.0) * zeal
            follows[:, handle] = rng.random(n_people) < -np.expm1(-liking / liking.mean() * size[handle] / n_people)
        yield KnownList(f"made {seed}", follows, tuple(f"topic {place}" for place in home.tolist()))


def read_films(folder: Path, n_handles: int, *, seed: int) -> KnownList | None:
    """Who rated which film: films drawn from those with 20 ratings or more; None where the file is not there."""
    path = folder / "follows" / "movielens100k_user_title_rating.csv.gz"
    if not path.exists():
        return None
    with gzip.open(path, "rt", newline="", encoding="utf-8") as file:
        pairs = {(row["user_id"], row["title"]) for row in csv.DictReader(file)}
    return _drawn("films", _matrix(sorted(pairs)), n_handles, seed=seed, least=20)


def read_streamers(folder: Path, country: str, n_handles: int) -> KnownList | None:
    """Who follows which streamer, of those most followed; None where the file is not there."""
    path = folder / "twitch_follows" / f"{country}_edges.csv"
    if not path.exists():
        return None
    with path.open(newline="", encoding="utf-8") as file:
        ties = [(row["from"], row["to"]) for row in csv.DictReader(file)]
    follows = _matrix(ties + [(b, a) for a, b in ties])
    most = np.sort(np.argsort(-follows.sum(axis=0), kind="stable")[:n_handles])
    return KnownList(f"streamers {country}", follows[:, most], ("",) * len(most))


def _matrix(pairs: list[tuple[str, str]]) -> FloatArray:
    person, row = np.unique([pair[0] for pair in pairs], return_inverse=True)
    handle, column = np.unique([pair[1] for pair in pairs], return_inverse=True)
    follows = np.zeros((len(person), len(handle)))
    follows[row, column] = 1.0
    return follows


def _drawn(name: str, follows: FloatArray, n_handles: int, *, seed: int, least: int) -> KnownList:
    held = np.flatnonzero(follows.sum(axis=0) >= least)
    drawn = np.sort(np.random.default_rng(seed).permutation(held)[:n_handles])
    return KnownList(f"{name} {len(drawn)}", follows[:, drawn], ("",) * len(drawn))
