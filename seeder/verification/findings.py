"""Results of a verification: each claim, whether it holds, and what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from seeder.errors import Issue, Place
from seeder.figures import listed
from seeder.run_folder.document_reading import shown as shown
from seeder.run_folder.files import PLAN_FILE
from seeder.text import for_terminal, shorten

CLOSE = 1e-9
"""Relative difference up to which a number recomputed elsewhere counts as the same."""

_LONGEST_LINE, _MOST_LINES = 180, 7
WAY_OUT = "Solve again, or restore the original files"


class Standing(Enum):
    """Whether a claim holds."""

    RECOMPUTED = "recomputed"
    """It was recomputed from the scenario, or follows from numbers that were, and holds."""
    CLAIMED = "claimed"
    """It is taken on trust: a solver's claim, or a record from which nothing follows."""
    OPEN = "open"
    """It could not be compared, because what it follows from is not at hand; nothing speaks against it."""
    FAILED = "failed"
    """It does not hold."""


@dataclass(frozen=True, slots=True)
class Check:
    """One claim of a run, and whether it holds.

    Parameters
    ----------
    name
        Which claim.
    standing
        Whether it was recomputed, taken on trust, or failed.
    detail
        What was found, in words.
    issues
        What is wrong, for a claim that failed; what is missing, for one that is open.
    """

    name: str
    standing: Standing
    detail: str
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of verifying a run: all of its claims, and whether each holds.

    Parameters
    ----------
    checks
        In the order they were looked at. Where the scenario cannot be rebuilt, claims that rest on it are not among
        them, and what kept it from being rebuilt failed.
    value
        Value of the plan, recomputed [people, clicks or conversions]; None where it was not, or there is no plan.
    bound
        What no plan can exceed, recomputed from the certificate; None where it was not, or there is none.
    """

    checks: tuple[Check, ...]
    value: float | None = None
    bound: float | None = None

    def __repr__(self) -> str:
        lines = [check.detail for check in self.checks if check.standing in (Standing.FAILED, Standing.OPEN)]
        shown = [shorten(for_terminal(line), _LONGEST_LINE) for line in lines[:_MOST_LINES]]
        more = [f"… and {len(lines) - len(shown):,} more"] if len(lines) > len(shown) else []
        return "\n".join([self.summary(), *shown, *more])

    def summary(self) -> str:
        """The answer in one or two sentences."""
        names = {each: [check.name for check in self.checks if check.standing is each] for each in Standing}
        if names[Standing.FAILED]:
            return f"Refused: {len(names[Standing.FAILED])} of {len(self.checks)} claims do not hold."
        if names[Standing.OPEN]:
            held = listed(names[Standing.RECOMPUTED])
            return f"Neither verified nor refused: {held} were recomputed and agree, but the plan was not compared."
        recomputed, claimed = len(names[Standing.RECOMPUTED]), len(names[Standing.CLAIMED])
        return f"Verified: {recomputed} claims recomputed, {claimed} taken on trust."

    @property
    def is_verified(self) -> bool:
        """Whether every claim was looked at, and none failed."""
        return not any(check.standing in (Standing.FAILED, Standing.OPEN) for check in self.checks)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All that is wrong or missing."""
        return tuple(issue for check in self.checks for issue in check.issues)

    def to_document(self) -> dict[str, Any]:
        """Return the verification as a plain document."""
        return {
            "schema_version": 1,
            "is_verified": self.is_verified,
            "value": self.value,
            "bound": self.bound if self.bound is None or math.isfinite(self.bound) else None,
            "checks": [
                {
                    "name": check.name,
                    "standing": check.standing.value,
                    "detail": check.detail,
                    "issues": [
                        {
                            "file": issue.place.file,
                            "at": None if issue.place.column is None else str(issue.place.column),
                            "found": issue.found,
                            "rule": issue.rule,
                            "way_out": issue.way_out,
                        }
                        for issue in check.issues
                    ],
                }
                for check in self.checks
            ],
        }


class Findings:
    """The checks so far; each comes to it once."""

    def __init__(self) -> None:
        self.checks: list[Check] = []

    def add(self, claim: Claim, detail: str, *, is_trusted: bool = False) -> bool:
        """Add a claim that was looked at, with what was found where it holds; return whether it does.

        ``is_trusted`` says that it was taken on trust beyond what was looked at.
        """
        if claim.is_open:
            self.checks.append(Check(claim.name, Standing.OPEN, detail, tuple(claim.issues)))
            return False
        if claim.issues:
            self.checks.append(Check(claim.name, Standing.FAILED, claim.issues[0].found, tuple(claim.issues)))
            return False
        standing = Standing.CLAIMED if is_trusted else Standing.RECOMPUTED
        self.checks.append(Check(claim.name, standing, detail))
        return True


class Claim:
    """One claim of a file while it is looked at: what is wrong with it so far."""

    def __init__(self, name: str, file: str = PLAN_FILE) -> None:
        self.name = name
        self.file = file
        self.issues: list[Issue] = []
        self.is_open = False

    def leave_open(self, at: str, found: str, rule: str, *, way_out: str) -> None:
        """Note what is missing to look at the claim; nothing is wrong with it so far."""
        self.refuse(at, found, rule, way_out=way_out)
        self.is_open = True

    def refuse(self, at: str | None, found: str, rule: str, *, way_out: str = WAY_OUT) -> None:
        """Note what is wrong, at a key of the file."""
        self.issues.append(Issue(Place(self.file, None, at), found, rule, way_out))

    def same(self, at: str, found: Any, expected: Any, *, rule: str = "According to the scenario, it is") -> Claim:
        """Refuse what is not exactly as expected; return the claim."""
        if type(found) is not type(expected) or found != expected:
            self.refuse(at, f"{at} is {shown(found)}", f"{rule} {shown(expected)}")
        return self

    def close(self, at: str, found: float | None, expected: float | None) -> Claim:
        """Refuse a number that is not as expected up to rounding, None being no number; return the claim."""
        if found is not expected if found is None or expected is None else not is_close(found, expected):
            self.refuse(at, f"{at} is {shown(found)}", f"Recomputed, it is {shown(expected)}")
        return self

    def close_amounts(self, at: str, found: Mapping[str, float], expected: Mapping[str, float]) -> Claim:
        """Refuse amounts of other names or another order, or not as expected up to rounding; return the claim."""
        self.same(at, list(found), list(expected), rule="It must have these parts:")
        if list(found) == list(expected):
            for name, amount in expected.items():
                self.close(f"{at}.{name}", found[name], amount)
        return self


def is_close(found: float, expected: float) -> bool:
    """Whether two numbers agree to 1e-9 relative."""
    return found == expected or abs(found - expected) <= CLOSE * max(abs(found), abs(expected))
