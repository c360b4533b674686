"""What the positions of a certificate's arrays stand for, in the user's words."""

from __future__ import annotations

from typing import Any

from seeder.formulation import Formulation
from seeder.scenario.audiences.segments import Segments


def position_names(formulation: Formulation) -> dict[str, Any]:
    """Name resources, rules and cells in the order of a certificate's arrays.

    Returns
    -------
    dict
        ``resources``: names. ``rules``: each rule in the user's words, and where it stands. ``cells``: the segments;
        None where cells have no names.
    """
    audience = formulation.scenario.audience
    return {
        "resources": list(formulation.problem.resources),
        "rules": [{"rule": source.words, "at": str(source.place)} for source in formulation.rule_sources],
        "cells": list(audience.segment_id) if isinstance(audience, Segments) else None,
    }
