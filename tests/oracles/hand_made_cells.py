"""Audiences whose cells are written by hand."""

from __future__ import annotations

import numpy as np

from seeder.audience import Audience
from seeder.audience.audience import ones


def cells_of(members: list[tuple[float, list[int]]], sizes: list[int]) -> Audience:
    """Cells of people who follow all of some handles; the rest of each handle's followers are outside."""
    entries = sorted((handle, cell) for cell, (_, handles) in enumerate(members) for handle in handles)
    size = np.array([people for people, _ in members])
    used = [float(sum(people for people, handles in members if handle in handles)) for handle in range(len(sizes))]
    return Audience(
        size=size,
        weight=ones(len(size)),
        interested=np.full(len(size), np.nan),
        start=np.searchsorted([handle for handle, _ in entries], np.arange(len(sizes) + 1)),
        cell=np.array([cell for _, cell in entries], dtype=np.int32),
        share=ones(len(entries)),
        fit=ones(len(entries)),
        tie=ones(len(entries)),
        outside=np.maximum(0.0, np.array(sizes, dtype=float) - used),
    )
