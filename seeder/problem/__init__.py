"""The problem as arrays, its formula, and the specification of value and feasibility."""

from seeder.problem.coverage import Coverage
from seeder.problem.evaluation import (
    Evaluation,
    Violation,
    ViolationKind,
    evaluate,
    marginal_values,
    marginal_values_if_yes,
    marginal_values_of,
    spending,
    value,
)
from seeder.problem.rules import Rule
from seeder.problem.seeding import SeedingProblem
from seeder.problem.survival import Survival

__all__ = [
    "Coverage",
    "Evaluation",
    "Rule",
    "SeedingProblem",
    "Survival",
    "Violation",
    "ViolationKind",
    "evaluate",
    "marginal_values",
    "marginal_values_if_yes",
    "marginal_values_of",
    "spending",
    "value",
]
