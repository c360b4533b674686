"""seeder: whom to ask, and how.

Chooses the social accounts to ask under an outreach-effort budget for the most expected reach, clicks or conversions,
and says how far from the best possible that choice can be.

    >>> import seeder
    >>> problem = seeder.SeedingProblem(account=[0, 1], value_if_yes=[50, 12500], cost=[0.1, 60], budget=[40])
    >>> seeder.solve(problem).selection.tolist()
    [0]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seeder.analysis.information.value_of_information import Information
    from seeder.analysis.overlap.facts import OverlapFacts, overlap_facts
    from seeder.analysis.rate_table import RateTable, rate_table
    from seeder.analysis.understanding import Understanding, understand
    from seeder.audience import Audience, build_audience
    from seeder.certify import Certificate, Verified, certified_bound, proved_bound, verify
    from seeder.errors import (
        Issue,
        MappingError,
        Note,
        Place,
        ProblemError,
        RunExistsError,
        RunFolderError,
        ScenarioError,
        SeederError,
        SolverError,
        UnsupportedError,
    )
    from seeder.formulation import Formulation, formulate, formulation_of
    from seeder.importing import Imported, import_table, write_import
    from seeder.plan import Pick, Plan, Reserve, make_plan
    from seeder.problem import (
        Coverage,
        Evaluation,
        Rule,
        SeedingProblem,
        evaluate,
        marginal_values,
    )
    from seeder.rates import Rates, estimate_rates
    from seeder.rates.backtests.hidden_evidence import BacktestReport, Exposure, backtest, backtest_posts
    from seeder.run_folder import WrittenRun, read_run
    from seeder.runs import PlanOverlap, Run, overlap_of_run, run_formulation, run_scenario, worth_of_run, write_run
    from seeder.scenario import Scenario, Setting, read_scenario
    from seeder.solvers import (
        Bounds,
        Limit,
        ProgressPoint,
        Solver,
        SolveResult,
        Stop,
        Termination,
        TerminationReason,
        solve,
    )
    from seeder.verification import Check, Standing, Verification, verify_run

__version__ = "0.1.0"

_HOME = {
    "seeder.analysis.information.value_of_information": ("Information",),
    "seeder.analysis.overlap.facts": ("OverlapFacts", "overlap_facts"),
    "seeder.analysis.rate_table": ("RateTable", "rate_table"),
    "seeder.analysis.understanding": ("Understanding", "understand"),
    "seeder.audience": ("Audience", "build_audience"),
    "seeder.certify": ("Certificate", "Verified", "certified_bound", "proved_bound", "verify"),
    "seeder.errors": (
        "Issue",
        "MappingError",
        "Note",
        "Place",
        "ProblemError",
        "RunExistsError",
        "RunFolderError",
        "ScenarioError",
        "SeederError",
        "SolverError",
        "UnsupportedError",
    ),
    "seeder.formulation": ("Formulation", "formulate", "formulation_of"),
    "seeder.importing": ("Imported", "import_table", "write_import"),
    "seeder.plan": ("Pick", "Plan", "Reserve", "make_plan"),
    "seeder.problem": (
        "Coverage",
        "Evaluation",
        "Rule",
        "SeedingProblem",
        "evaluate",
        "marginal_values",
    ),
    "seeder.rates": ("Rates", "estimate_rates"),
    "seeder.rates.backtests.hidden_evidence": ("BacktestReport", "Exposure", "backtest", "backtest_posts"),
    "seeder.run_folder": ("WrittenRun", "read_run"),
    "seeder.runs": (
        "PlanOverlap",
        "Run",
        "overlap_of_run",
        "run_formulation",
        "run_scenario",
        "worth_of_run",
        "write_run",
    ),
    "seeder.scenario": ("Scenario", "Setting", "read_scenario"),
    "seeder.solvers": (
        "Bounds",
        "Limit",
        "ProgressPoint",
        "SolveResult",
        "Solver",
        "Stop",
        "Termination",
        "TerminationReason",
        "solve",
    ),
    "seeder.verification": ("Check", "Standing", "Verification", "verify_run"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "Audience",
    "BacktestReport",
    "Bounds",
    "Certificate",
    "Check",
    "Coverage",
    "Evaluation",
    "Exposure",
    "Formulation",
    "Imported",
    "Information",
    "Issue",
    "Limit",
    "MappingError",
    "Note",
    "OverlapFacts",
    "Pick",
    "Place",
    "Plan",
    "PlanOverlap",
    "ProblemError",
    "ProgressPoint",
    "RateTable",
    "Rates",
    "Reserve",
    "Rule",
    "Run",
    "RunExistsError",
    "RunFolderError",
    "Scenario",
    "ScenarioError",
    "SeederError",
    "SeedingProblem",
    "Setting",
    "SolveResult",
    "Solver",
    "SolverError",
    "Standing",
    "Stop",
    "Termination",
    "TerminationReason",
    "Understanding",
    "UnsupportedError",
    "Verification",
    "Verified",
    "WrittenRun",
    "backtest",
    "backtest_posts",
    "build_audience",
    "certified_bound",
    "estimate_rates",
    "evaluate",
    "formulate",
    "formulation_of",
    "import_table",
    "make_plan",
    "marginal_values",
    "overlap_facts",
    "overlap_of_run",
    "proved_bound",
    "rate_table",
    "read_run",
    "read_scenario",
    "run_formulation",
    "run_scenario",
    "solve",
    "understand",
    "verify",
    "verify_run",
    "worth_of_run",
    "write_import",
    "write_run",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its home when it is first asked for, so that importing seeder stays light."""
    home = _MODULE_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'seeder' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
