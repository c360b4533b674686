"""Make followers.csv and people.csv: the book world of accounts.csv, a panel of some 19,000 invented readers.

The panel is one reader in 25. Of an author's followers, readers are the part that buys books; the larger the account,
the smaller that part. Readers have tastes, and follow authors who write for them. Everything is drawn by
``Random.random`` from one seed, so a second run gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import random
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

SEED = 1911
SAMPLE = 0.04
"""Share of the readers who are in the panel."""
N_READERS = 42_000
"""Who was asked into the panel; those who follow nobody in the table are left out."""
FOLDER = Path(__file__).resolve().parent

FOLLOWERS_HEADER = ("handle", "platform", "person", "tie")
PEOPLE_HEADER = ("person", "weight", "interested", "known as")

TASTES = {"crime": 28, "romance": 18, "fantasy": 16, "history": 14, "essays": 10, "science": 8, "poetry": 6}
"""Of a hundred readers, how many read this above all."""
OTHER_TASTE = 0.04
"""How likely a reader follows an author of another subject, against one of their own."""
STRONG, WEAK = "2", "0.2"
"""Ties: they have written to each other; one follow among hundreds. In between: blank, which is 1."""
ROLES = (
    # share of readers, weight, interested, known as
    (0.007, "20", "0.5", "bookseller"),
    (0.025, "8", "40%", "host of a reading circle"),
    (0.010, "4", "0.3", "librarian"),
    (0.030, "", "0.35", "reads first novels"),
    (0.008, "0", "", "gets a press copy"),
    (0.040, "", "2%", "reads no novels"),
)
"""How many of the readers are known for what; blank: as the others."""


@dataclass(frozen=True)
class Reader:
    """One reader: subjects read, how much is followed, and what is known of them."""

    person: str
    tastes: frozenset[str]
    activity: float
    role: tuple[str, str, str] | None

    @property
    def buys_for_others(self) -> bool:
        """Whether one sale is several copies."""
        return self.role is not None and self.role[0] not in ("", "0")


def make_readers(draw: random.Random) -> list[Reader]:
    """Return the readers; keys are numbers of reader's cards, five digits each."""
    keys: set[str] = set()
    readers = []
    while len(readers) < N_READERS:
        key = f"{int(100_000 * draw.random()):05d}"
        if key in keys:
            continue
        keys.add(key)
        tastes = {_taste(draw)}
        if draw.random() < 0.4:
            tastes.add(_taste(draw))
        activity = (1.0 - draw.random()) ** -0.6
        readers.append(Reader(key, frozenset(tastes), activity, _role(draw)))
    return readers


def _taste(draw: random.Random) -> str:
    return tuple(TASTES)[bisect(list(accumulate(TASTES.values())), 100 * draw.random())]


def _role(draw: random.Random) -> tuple[str, str, str] | None:
    at = draw.random()
    for share, weight, interested, known_as in ROLES:
        at -= share
        if at < 0:
            return weight, interested, known_as
    return None


def make_follows(draw: random.Random, readers: Sequence[Reader]) -> list[tuple[str, str, str, str]]:
    """Return who follows which handle, in the order of accounts.csv, with the tie."""
    accounts = _read_accounts()
    topics: dict[str, str] = {}
    handles = [row["handle"] or row["account"] for row in accounts]
    follows = []
    for row, handle in zip(accounts, handles, strict=True):
        subjects = set(topics.setdefault(row["account"], row["topics"]).split(";"))
        followers = _number(row["followers"])
        pull = [_pull(reader, subjects, row["platform"]) for reader in readers]
        platform = row["platform"] if handles.count(handle) > 1 else ""
        for position in _distinct(draw, list(accumulate(pull)), _readers_among(followers)):
            follows.append((handle, platform, readers[position].person, _tie(draw, followers)))
    return follows


def _pull(reader: Reader, subjects: set[str], platform: str) -> float:
    """How a reader is drawn to an author; those who buy for others would rather read or listen than scroll."""
    pull = reader.activity * (1.0 if reader.tastes & subjects else OTHER_TASTE)
    return pull * (4.0 if reader.buys_for_others and platform in ("newsletter", "podcast") else 1.0)


def _readers_among(followers: float) -> int:
    """Members of the panel who follow a handle: nearly all of a small one's followers read, few of a crowd's."""
    readers = 0.95 * followers / (1.0 + followers / 60_000) ** 1.3
    return round(SAMPLE * readers)


def _tie(draw: random.Random, followers: float) -> str:
    strong, unknown = (0.28, 0.75) if followers < 20_000 else (0.1, 0.6) if followers < 100_000 else (0.01, 0.2)
    at = draw.random()
    return STRONG if at < strong else "" if at < unknown else WEAK


def _distinct(draw: random.Random, summed: Sequence[float], size: int) -> Iterable[int]:
    drawn: dict[int, None] = {}
    while len(drawn) < size:
        drawn[bisect(summed, summed[-1] * draw.random())] = None
    return sorted(drawn)


def _number(written: str) -> float:
    plain = written.replace(",", "")
    factor = {"k": 1_000, "M": 1_000_000}.get(plain[-1:], 1)
    return float(plain.rstrip("kM")) * factor


def _read_accounts() -> list[dict[str, str]]:
    with (FOLDER / "accounts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def make_tables() -> dict[str, str]:
    """Return the text of each table by its file name."""
    draw = random.Random(SEED)
    readers = make_readers(draw)
    follows = make_follows(draw, readers)
    listed = {person for _, _, person, _ in follows}
    known = [(reader.person, *reader.role) for reader in readers if reader.role and reader.person in listed]
    return {"followers.csv": _as_csv(FOLLOWERS_HEADER, follows), "people.csv": _as_csv(PEOPLE_HEADER, sorted(known))}


def main() -> None:
    """Write the tables beside this file."""
    for name, text in make_tables().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
