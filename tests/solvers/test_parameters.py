"""Parameter objects refuse numbers that no algorithm can work with."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from seeder.errors import ProblemError
from seeder.solvers.parameters import Parameters, Share


@dataclass(frozen=True, slots=True)
class SomeParams(Parameters):
    rounds: int = 3
    part: Share = 0.5


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"rounds": 0}, "SomeParams.rounds: expected a finite number above 0, found 0"),
        ({"rounds": float("inf")}, "SomeParams.rounds: expected a finite number above 0, found inf"),
        ({"part": float("nan")}, "SomeParams.part: expected a finite number above 0, found nan"),
        ({"part": 1.5}, "SomeParams.part: expected a share up to 1, found 1.5"),
    ],
)
def test_numbers_out_of_range_are_refused(changed: dict[str, float], message: str) -> None:
    with pytest.raises(ProblemError) as caught:
        SomeParams(**changed)  # type: ignore[arg-type]
    assert str(caught.value) == message


def test_numbers_within_their_range_are_taken() -> None:
    assert (SomeParams(rounds=7, part=1.0).rounds, SomeParams().part) == (7, 0.5)
