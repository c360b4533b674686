"""The problem as arrays, its formula, and the specification of value and feasibility."""

from seeder.problem.coverage import Coverage
from seeder.problem.evaluation import Evaluation, Violation, ViolationKind, evaluate, marginal_values, value
from seeder.problem.rules import CountRule, LimitRule, Rule
from seeder.problem.seeding import SeedingProblem

__all__ = [
    "CountRule",
    "Coverage",
    "Evaluation",
    "LimitRule",
    "Rule",
    "SeedingProblem",
    "Violation",
    "ViolationKind",
    "evaluate",
    "marginal_values",
    "value",
]
