"""Maximal covering location: facilities and customers at random in a square, as a problem and as a follower list.

References
----------
Cordeau, Furini & Ljubić, Benders decomposition for very large scale partial set covering and maximal covering location
problems, EJOR 2019: up to 20 million customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from seeder import Coverage, SeedingProblem

_SIDE = 30.0
_AT_ONCE = 20_000
"""Customers whose distances are held in memory together."""


@dataclass(frozen=True, eq=False)
class Places:
    """Where facilities and customers are.

    Parameters
    ----------
    facility, customer
        Coordinates, shapes (n_facilities, 2) and (n_customers, 2).
    radius
        A facility covers the customers at this distance or nearer.
    """

    facility: npt.NDArray[np.float64]
    customer: npt.NDArray[np.float64]
    radius: float


def make_places(n_facilities: int, n_customers: int, *, radius: float, seed: int = 0) -> Places:
    """Place facilities and customers uniformly in a square of side 30."""
    rng = np.random.default_rng(seed)
    return Places(
        facility=rng.uniform(0, _SIDE, (n_facilities, 2)),
        customer=rng.uniform(0, _SIDE, (n_customers, 2)),
        radius=radius,
    )


def make_location(places: Places, *, n_chosen: int) -> SeedingProblem:
    """Make the problem of covering most customers with ``n_chosen`` facilities, each at effort 1.

    Customers of the same facilities are one cell; its weight is how many they are. Those of no facility are in none.
    """
    pattern, weight = _merge_customers(places)
    cell_of, facility = np.nonzero(pattern)
    by_facility = np.lexsort((cell_of, facility))
    n_facilities = len(places.facility)
    return SeedingProblem(
        account=np.arange(n_facilities),
        value_if_yes=np.zeros(n_facilities),
        cost=np.ones(n_facilities),
        budget=[n_chosen],
        coverage=Coverage(
            weight=weight,
            start=np.searchsorted(facility[by_facility], np.arange(n_facilities + 1)),
            cell=cell_of[by_facility],
            chance=np.ones(len(facility)),
        ),
    )


def _merge_customers(places: Places) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Sets of facilities that some customer has, shape (n_cells, n_facilities), and how many customers have them."""
    n_facilities = len(places.facility)
    width = (n_facilities + 7) // 8
    found = [np.zeros(0, dtype=f"V{width}")]
    counted = [np.zeros(0, dtype=np.int64)]
    for first in range(0, len(places.customer), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        across = np.subtract.outer(places.customer[part, 0], places.facility[:, 0])
        along = np.subtract.outer(places.customer[part, 1], places.facility[:, 1])
        is_near = across * across + along * along <= places.radius * places.radius
        key = np.ascontiguousarray(np.packbits(is_near, axis=1)).view(f"V{width}").ravel()
        distinct, count = np.unique(key, return_counts=True)
        found.append(distinct)
        counted.append(count)
    key, position = np.unique(np.concatenate(found), return_inverse=True)
    weight = np.zeros(len(key), dtype=np.int64)
    np.add.at(weight, position, np.concatenate(counted))
    packed = key.view(np.uint8).reshape(-1, width)
    pattern = np.unpackbits(packed, axis=1, count=n_facilities).astype(bool)
    is_covered = pattern.any(axis=1)
    return pattern[is_covered], weight[is_covered]


def write_location(places: Places, folder: Path, *, n_chosen: int) -> None:
    """Write the same as a scenario: a facility is an account, its customers are the followers who all see a post."""
    import duckdb
    import pandas as pd

    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "followers.parquet"
    facility = pd.DataFrame(places.facility, columns=["x", "y"])
    facility.insert(0, "handle", [f"f{position}" for position in range(len(facility))])
    customer = pd.DataFrame(places.customer, columns=["x", "y"])
    customer.insert(0, "person", np.arange(len(customer), dtype=np.int32))
    with duckdb.connect() as connection:
        connection.register("facility", facility)
        connection.register("customer", customer)
        written = str(target).replace("'", "''")
        connection.execute(
            "COPY (SELECT f.handle, c.person FROM customer c JOIN facility f ON "
            "(c.x - f.x) * (c.x - f.x) + (c.y - f.y) * (c.y - f.y) <= "
            f"CAST({places.radius * places.radius!r} AS DOUBLE)) TO '{written}' (FORMAT parquet)"
        )
        counted = connection.execute(f"SELECT handle, count(*) FROM '{written}' GROUP BY handle").fetchall()
    n_followers = dict(counted)
    rows = [f"{handle},{n_followers.get(handle, 0)},1,1,1" for handle in facility["handle"]]
    (folder / "accounts.csv").write_text("\n".join(["account,followers,view,acceptance,effort", *rows]) + "\n")
    (folder / "scenario.yaml").write_text(
        f"name: Location\nobjective: reach\nbudget: {{effort: {n_chosen}}}\naccounts: accounts.csv\n"
        "audience: {kind: followers, table: followers.parquet}\n"
    )
