"""Certificates refuse what is none and survive their trip through JSON."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeder.certify import Certificate
from seeder.errors import ProblemError

NUMBERS = st.floats(0.0, 1e300) | st.just(0.0)


@given(
    resource=st.lists(NUMBERS, max_size=3),
    rules=st.lists(st.tuples(NUMBERS, NUMBERS), max_size=40),
    cells=st.lists(st.tuples(NUMBERS, st.floats(0.0, 1.0)), max_size=5),
)
def test_documents_keep_every_digit(
    resource: list[float], rules: list[tuple[float, float]], cells: list[tuple[float, float]]
) -> None:
    certificate = Certificate(
        digest="abc",
        resource_multiplier=resource,
        at_least_multiplier=[lower for lower, _ in rules],
        at_most_multiplier=[upper for _, upper in rules],
        z=[z for z, _ in cells],
        theta=[theta for _, theta in cells],
    )
    read = Certificate.from_document(json.loads(json.dumps(certificate.to_document())))
    assert read.digest == "abc"
    for name in ("resource_multiplier", "at_least_multiplier", "at_most_multiplier", "z", "theta"):
        assert np.array_equal(getattr(read, name), getattr(certificate, name))


def test_long_arrays_of_zeros_are_written_sparse() -> None:
    multipliers = np.zeros(1000)
    multipliers[[3, 900]] = [0.5, 2.0]
    certificate = Certificate(
        digest="abc", resource_multiplier=[0.0], at_least_multiplier=np.zeros(1000), at_most_multiplier=multipliers
    )
    document = certificate.to_document()
    assert document["schema_version"] == 3
    assert document["resource_multiplier"] == [0.0]
    assert document["at_most_multiplier"] == {"size": 1000, "at": [3, 900], "values": [0.5, 2.0]}


@pytest.mark.parametrize(
    "changes",
    [
        {"resource_multiplier": [-1e-300]},
        {"resource_multiplier": [float("nan")]},
        {"resource_multiplier": [float("inf")]},
        {"at_least_multiplier": [-1.0], "at_most_multiplier": [0.0]},
        {"at_least_multiplier": [1.0], "at_most_multiplier": []},
        {"z": [1.0], "theta": []},
        {"z": [-1.0], "theta": [0.5]},
        {"z": [1.0], "theta": [1.0000001]},
        {"resource_multiplier": [["a"]]},
    ],
)
def test_what_is_no_certificate_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ProblemError, match="certificate"):
        Certificate(**({"digest": "abc", "resource_multiplier": []} | changes))


def document(**changes: Any) -> dict[str, Any]:
    return Certificate(digest="abc", resource_multiplier=[1.0]).to_document() | changes


@pytest.mark.parametrize(
    "broken",
    [
        [],
        {},
        document(schema_version=1),
        {name: part for name, part in document().items() if name != "z"},
        document(extra=1),
        document(digest=5),
        document(resource_multiplier="1"),
        document(resource_multiplier=["1"]),
        document(resource_multiplier=[True]),
        document(resource_multiplier=[None]),
        document(resource_multiplier={"size": 2, "at": [2], "values": [1.0]}),
        document(resource_multiplier={"size": 2, "at": [0, 0], "values": [1.0, 1.0]}),
        document(resource_multiplier={"size": 2, "at": [0], "values": [1.0, 1.0]}),
        document(resource_multiplier={"size": -1, "at": [], "values": []}),
        document(resource_multiplier={"size": 2, "at": [0]}),
        document(resource_multiplier={"size": 10**15, "at": [], "values": []}),
        document(resource_multiplier={"size": 2, "at": [10**30], "values": [1.0]}),
        document(resource_multiplier={"size": 2, "at": [True], "values": [1.0]}),
        document(resource_multiplier=[10**400]),
        document(resource_multiplier=[float("inf")]),
        document(schema_version=True),
        document(schema_version=2.0),
    ],
)
def test_broken_documents_are_refused(broken: Any) -> None:
    with pytest.raises(ProblemError, match="certificate"):
        Certificate.from_document(broken)


def test_arrays_are_frozen() -> None:
    certificate = Certificate(digest="abc", resource_multiplier=[1.0])
    with pytest.raises(ValueError, match="read-only"):
        certificate.resource_multiplier[0] = 0.0


def test_names_are_for_readers() -> None:
    read = Certificate.from_document(document(names={"resources": ["effort"]}))
    assert read.resource_multiplier.tolist() == [1.0]


@given(cells=st.lists(st.tuples(st.floats(0.0, 1e300) | st.floats(0.0, 5.0), st.floats(0.0, 1.0)), max_size=8))
def test_few_decimals_are_near_and_short(cells: list[tuple[float, float]]) -> None:
    certificate = Certificate(
        digest="abc", resource_multiplier=[1 / 3], z=[z for z, _ in cells], theta=[theta for _, theta in cells]
    )
    rounded = certificate.rounded(7)
    assert rounded.resource_multiplier.tolist() == [1 / 3]
    assert np.allclose(rounded.z, certificate.z, rtol=0, atol=0.51e-7)
    assert np.allclose(rounded.theta, certificate.theta, rtol=0, atol=0.51e-7)
    for number in (*rounded.z[rounded.z < 1e6].tolist(), *rounded.theta.tolist()):
        assert len(f"{number:.7f}".rstrip("0")) + 4 >= len(repr(number))
        assert float(f"{number:.7f}") == number
