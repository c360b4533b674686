"""Sites of a city, each covering its neighbourhood: a number of them is chosen so that most people are covered.

References
----------
Church & ReVelle, The maximal covering location problem, 1974.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seeder import Coverage, SeedingProblem
from seeder.problem.arrays import FloatArray

EARTH_RADIUS = 6_371.0088
"""Mean radius of the earth [km]."""
_LATITUDE, _LONGITUDE = 48.0, 11.0
_N_QUARTERS = 40
_SCATTERED = 0.15
"""This part of the places lies outside of the quarters."""
_REACH = 30.0
"""Scattered places lie within so many kilometres north, south, east and west of the middle."""
_MEDIAN_POPULATION, _LN_SD_POPULATION = 250, 0.8
_AT_ONCE = 500


@dataclass(frozen=True, eq=False)
class City:
    """Places of a city, each a possible site and the home of people.

    Parameters
    ----------
    latitude, longitude
        Of each place, shape (n_places,) [degrees].
    population
        People who live there, shape (n_places,).
    """

    latitude: FloatArray
    longitude: FloatArray
    population: FloatArray


def make_city(n_places: int, *, seed: int = 0) -> City:
    """Draw places by density: clusters of a city's quarters, and places around.

    With N(0, 1) and U(a, b) drawn anew for each, and kilometres north and east of (48° N, 11° E):

    * 40 quarters k = 1 … 40: middle (10 N, 10 N), spread σ_k = U(.6, 1.8) km, share of the places ∝ 1 / k
    * a place lies in quarter k with probability .85 · share at middle + (σ_k N, σ_k N); with probability .15 it lies
      at (U(−30, 30), U(−30, 30)), in no quarter
    * population round(250 · d · e^(.8 N)), at least 1; d is 1 in a quarter and .3 outside
    * a kilometre north is 180 / (π · 6,371.0088) degrees, a kilometre east that divided by the cosine of 48°
    """
    rng = np.random.default_rng(seed)
    middle = 10 * rng.standard_normal((_N_QUARTERS, 2))
    spread = rng.uniform(0.6, 1.8, _N_QUARTERS)
    share = 1 / np.arange(1, _N_QUARTERS + 1)
    quarter = rng.choice(_N_QUARTERS, n_places, p=share / share.sum())
    is_scattered = rng.random(n_places) < _SCATTERED
    inside = middle[quarter] + spread[quarter, np.newaxis] * rng.standard_normal((n_places, 2))
    outside = rng.uniform(-_REACH, _REACH, (n_places, 2))
    north, east = np.where(is_scattered[:, np.newaxis], outside, inside).T
    dense = np.where(is_scattered, 0.3, 1.0)
    people = np.round(_MEDIAN_POPULATION * dense * np.exp(_LN_SD_POPULATION * rng.standard_normal(n_places)))
    degrees = 180 / (np.pi * EARTH_RADIUS)
    return City(
        latitude=np.round(_LATITUDE + degrees * north, 6),
        longitude=np.round(_LONGITUDE + degrees * east / np.cos(np.radians(_LATITUDE)), 6),
        population=np.maximum(1.0, people),
    )


def make_city_cover(city: City, *, n_chosen: int, radius: float) -> SeedingProblem:
    """Make the problem of most people within ``radius`` of one of ``n_chosen`` sites.

    Every place is a site (an account at effort 1, acceptance 1) and a cell that weighs its population; a site covers
    the places at a great-circle distance of at most ``radius`` kilometres with chance 1. Identical cells stay apart.
    """
    n_places = len(city.population)
    parts = [np.flatnonzero(is_near) for is_near in _near(city, radius)]
    return SeedingProblem(
        account=np.arange(n_places),
        value_if_yes=np.zeros(n_places),
        cost=np.ones(n_places),
        budget=[n_chosen],
        coverage=Coverage(
            weight=city.population,
            start=np.cumsum([0, *map(len, parts)]),
            cell=np.concatenate(parts),
            chance=np.ones(sum(map(len, parts))),
        ),
    )


def _near(city: City, radius: float) -> list[np.ndarray]:
    """Whether each place is within the radius of each site, a row a site, by the haversine formula.

    The distance is 2 R asin √h with h = sin²(Δφ / 2) + cos φ₁ cos φ₂ sin²(Δλ / 2).
    """
    latitude, longitude = np.radians(city.latitude), np.radians(city.longitude)
    largest = np.sin(radius / (2 * EARTH_RADIUS)) ** 2
    rows: list[np.ndarray] = []
    for first in range(0, len(latitude), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        north = np.sin(np.subtract.outer(latitude[part], latitude) / 2) ** 2
        east = np.sin(np.subtract.outer(longitude[part], longitude) / 2) ** 2
        rows.extend(north + np.multiply.outer(np.cos(latitude[part]), np.cos(latitude)) * east <= largest)
    return rows
