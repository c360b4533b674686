"""Made-up follower lists: power-law sizes, topics that accounts and people share, acceptance falling with size."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

_EXPONENT = 0.9
"""Size of the account of a rank is rank^-0.9, as follower counts fall."""
_LARGEST_SHARE = 0.25
_FEWEST = 5
_TOPICS = 40
_WITHIN_TOPIC = 0.6
"""Share of an account's followers who care for its topic."""


@dataclass(frozen=True, eq=False)
class Crowd:
    """Accounts and who follows them.

    Parameters
    ----------
    start
        Where each account's followers begin, shape (n_accounts + 1,).
    person
        Followers of all accounts, rising within one, shape (n_rows,).
    view, acceptance, effort
        Of each account [0–1, 0–1, hours].
    n_people
        How many people there are.
    """

    start: npt.NDArray[np.int64]
    person: npt.NDArray[np.int32]
    view: npt.NDArray[np.float64]
    acceptance: npt.NDArray[np.float64]
    effort: npt.NDArray[np.float64]
    n_people: int

    @property
    def n_accounts(self) -> int:
        """Number of accounts."""
        return len(self.view)


def make_crowd(n_accounts: int, n_people: int, n_rows: int, *, largest_view: float, seed: int = 0) -> Crowd:
    """Make about ``n_rows`` followers; with a large ``largest_view`` acceptance is large too, so that chances are."""
    generator = np.random.default_rng(seed)
    size = _sizes(n_accounts, n_people, n_rows)
    topic_of_account = generator.integers(0, _TOPICS, n_accounts)
    topic_of_person = generator.integers(0, _TOPICS, n_people)
    by_topic = np.argsort(topic_of_person, kind="stable")
    edges = np.searchsorted(topic_of_person[by_topic], np.arange(_TOPICS + 1))
    followers = []
    for account, wanted in enumerate(size.tolist()):
        topic = topic_of_account[account]
        alike = by_topic[edges[topic] : edges[topic + 1]]
        inside = min(int(_WITHIN_TOPIC * wanted), int(0.8 * len(alike)))
        found = generator.choice(alike, inside, replace=False)
        while len(found) < wanted:
            more = generator.integers(0, n_people, int(1.3 * (wanted - len(found))) + 4)
            found = np.unique(np.concatenate((found, more)))
        if len(found) > wanted:
            found = generator.choice(found, wanted, replace=False)
        followers.append(np.sort(found).astype(np.int32))
    relative = size / size.min()
    acceptance = np.clip(0.6 * relative**-0.25 * generator.uniform(0.5, 1.5, n_accounts), 0.01, 0.9)
    if largest_view > 0.5:
        acceptance = generator.uniform(0.3, 1.0, n_accounts)
    return Crowd(
        start=np.concatenate(([0], np.cumsum([len(found) for found in followers]))),
        person=np.concatenate(followers),
        view=np.round(generator.uniform(0.02, largest_view, n_accounts), 3),
        acceptance=np.round(acceptance, 3),
        effort=np.round(0.3 + 0.25 * relative**0.35 * generator.uniform(0.5, 1.5, n_accounts), 2),
        n_people=n_people,
    )


def _sizes(n_accounts: int, n_people: int, n_rows: int) -> npt.NDArray[np.int64]:
    size = np.arange(1, n_accounts + 1) ** -_EXPONENT
    for _ in range(50):
        size = np.clip(size * (n_rows / size.sum()), _FEWEST, _LARGEST_SHARE * n_people)
    return size.astype(np.int64)


def write_crowd(crowd: Crowd, folder: Path, *, effort: float) -> None:
    """Write a scenario: accounts.csv, followers.parquet, scenario.yaml; the objective is reach."""
    import duckdb
    import pandas as pd

    folder.mkdir(parents=True, exist_ok=True)
    size = np.diff(crowd.start)
    rows = ["account,followers,view,acceptance,effort"]
    rows += [
        f"a{account},{size[account]},{crowd.view[account]},{crowd.acceptance[account]},{crowd.effort[account]}"
        for account in range(crowd.n_accounts)
    ]
    (folder / "accounts.csv").write_text("\n".join(rows) + "\n")
    names = pd.Categorical.from_codes(
        np.repeat(np.arange(crowd.n_accounts), size), categories=[f"a{k}" for k in range(crowd.n_accounts)]
    )
    listed = pd.DataFrame({"handle": names, "person": crowd.person})
    with duckdb.connect() as connection:
        connection.register("listed", listed)
        target = str(folder / "followers.parquet").replace("'", "''")
        connection.execute(
            f"COPY (SELECT CAST(handle AS VARCHAR) AS handle, person FROM listed) TO '{target}' (FORMAT parquet)"
        )
    (folder / "scenario.yaml").write_text(
        f"name: Crowd\nobjective: reach\nbudget: {{effort: {effort:g}}}\naccounts: accounts.csv\n"
        "audience: {kind: followers, table: followers.parquet}\n"
    )
