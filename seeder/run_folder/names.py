"""Names for the positions of a certificate's arrays, in the user's words."""

from __future__ import annotations

from typing import Any

import numpy as np

from seeder.formulation import Formulation
from seeder.scenario.audiences.follower_list import FollowerList
from seeder.scenario.audiences.segments import Segments

_MOST_FOLLOWS = 100_000
"""Follows in all cells of a list, up to which the cells are written down."""


def position_names(formulation: Formulation) -> dict[str, Any]:
    """Name resources, options, rules and cells in the order of a certificate's arrays.

    An option is its account and approach; a rule is the user's words, and its place in the scenario. ``cells`` are
    the segments; of a list, what is alike in the people of each cell; None where cells are fitted to pairs, and of
    lists too large to be written down.
    """
    problem, audience = formulation.problem, formulation.scenario.audience
    accounts, approaches = formulation.scenario.accounts.account_id, formulation.scenario.approaches
    cells: list[Any] | None = None
    if isinstance(audience, Segments):
        cells = list(audience.segment_id)
    elif isinstance(audience, FollowerList) and len(audience.cell) <= _MOST_FOLLOWS:
        cells = _cells_of_list(audience)
    return {
        "resources": list(problem.resources),
        "options": [
            [accounts[account], approaches[approach]]
            for account, approach in zip(problem.account.tolist(), formulation.approach.tolist(), strict=True)
        ],
        "rules": [{"rule": source.words, "at": str(source.place)} for source in formulation.rule_sources],
        "cells": cells,
    }


def _cells_of_list(audience: FollowerList) -> list[dict[str, Any]]:
    """People, weight, interested, and the follows of each cell: rows of the accounts table from 1, with their ties."""
    row = np.repeat(np.arange(1, len(audience.start)), np.diff(audience.start))
    tie = np.ones(len(row)) if audience.tie is None else audience.tie
    follows: list[list[list[float]]] = [[] for _ in range(len(audience.n_people))]
    for cell, handle, strength in zip(audience.cell.tolist(), row.tolist(), tie.tolist(), strict=True):
        follows[cell].append([handle, strength])
    parts = zip(
        audience.n_people.tolist(), audience.weight.tolist(), audience.interested.tolist(), follows, strict=True
    )
    return [
        {
            "people": people,
            "weight": weight,
            "interested": None if np.isnan(interested) else interested,
            "follows": followed,
        }
        for people, weight, interested, followed in parts
    ]
