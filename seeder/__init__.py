"""Choose which accounts to ask for a post, and how, for the most reach, clicks or conversions within a budget.

Every result has an upper bound: it says how close the plan is to the best possible one.

    >>> import seeder
    >>> problem = seeder.SeedingProblem(account=[0, 1], value_if_yes=[50, 12500], cost=[0.1, 60], budget=[40])
    >>> seeder.solve(problem).selection.tolist()
    [0]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "seeder.analysis.information.value_of_information": ("Information",),
    "seeder.analysis.overlap.facts": ("OverlapFacts", "overlap_facts"),
    "seeder.analysis.rate_table": ("RateTable", "rate_table"),
    "seeder.analysis.understanding": ("Understanding", "understand"),
    "seeder.audience": ("Audience", "build_audience"),
    "seeder.certify": ("Certificate", "Verified", "certified_bound", "proved_bound", "verify"),
    "seeder.errors": (
        "ArgumentError",
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
    "seeder.importing": ("Imported", "Updated", "import_table", "update_import", "write_import"),
    "seeder.analysis.own_asks": ("OwnAsks",),
    "seeder.plan_overlap": ("PlanOverlap", "overlap_of_run"),
    "seeder.run_writing": ("write_run",),
    "seeder.analysis.entering.threshold": ("BreakEven", "Threshold", "Turn"),
    "seeder.analysis.exchange.answer": ("Exchange", "Verdict"),
    "seeder.analysis.frontier": ("Frontier", "FrontierPoint"),
    "seeder.analysis.alternatives.answer": ("AlternativePlan", "Alternatives", "UndecidedAccount"),
    "seeder.analysis.comparison.answer": ("ComparedPlan", "Comparison", "PlanKind"),
    "seeder.analysis.explanation.answer": ("ExplainedOption", "Explanation"),
    "seeder.analysis.sensitivity.answer": ("Regret", "Sensitivity", "Swing"),
    "seeder.questions": ("alternatives", "compare", "exchange", "explain", "frontier", "sensitivity"),
    "seeder.solving": ("run_scenario", "solve"),
    "seeder.plan": ("Pick", "Plan", "Reserve", "make_plan"),
    "seeder.problem": ("Coverage", "Evaluation", "Rule", "SeedingProblem", "evaluate", "marginal_values"),
    "seeder.rates": ("Rates", "estimate_rates"),
    "seeder.rates.backtests.hidden_evidence": ("BacktestReport", "Exposure", "backtest", "backtest_posts"),
    "seeder.run_folder": ("WrittenRun", "read_run"),
    "seeder.runs": (
        "Run",
        "run_formulation",
        "worth_of_run",
    ),
    "seeder.scenario": ("Scenario", "Setting", "read_scenario"),
    "seeder.solvers": (
        "Bounds",
        "Limit",
        "ProgressPoint",
        "Resolve",
        "SolveResult",
        "Solver",
        "Stop",
        "Termination",
        "TerminationReason",
    ),
    "seeder.verification": ("Check", "Standing", "Verification", "verify_run"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

if TYPE_CHECKING:
    from seeder.analysis.alternatives.answer import AlternativePlan as AlternativePlan
    from seeder.analysis.alternatives.answer import Alternatives as Alternatives
    from seeder.analysis.alternatives.answer import UndecidedAccount as UndecidedAccount
    from seeder.analysis.comparison.answer import ComparedPlan as ComparedPlan
    from seeder.analysis.comparison.answer import Comparison as Comparison
    from seeder.analysis.comparison.answer import PlanKind as PlanKind
    from seeder.analysis.entering.threshold import BreakEven as BreakEven
    from seeder.analysis.entering.threshold import Threshold as Threshold
    from seeder.analysis.entering.threshold import Turn as Turn
    from seeder.analysis.exchange.answer import Exchange as Exchange
    from seeder.analysis.exchange.answer import Verdict as Verdict
    from seeder.analysis.explanation.answer import ExplainedOption as ExplainedOption
    from seeder.analysis.explanation.answer import Explanation as Explanation
    from seeder.analysis.frontier import Frontier as Frontier
    from seeder.analysis.frontier import FrontierPoint as FrontierPoint
    from seeder.analysis.information.value_of_information import Information as Information
    from seeder.analysis.overlap.facts import OverlapFacts as OverlapFacts
    from seeder.analysis.overlap.facts import overlap_facts as overlap_facts
    from seeder.analysis.own_asks import OwnAsks as OwnAsks
    from seeder.analysis.rate_table import RateTable as RateTable
    from seeder.analysis.rate_table import rate_table as rate_table
    from seeder.analysis.sensitivity.answer import Regret as Regret
    from seeder.analysis.sensitivity.answer import Sensitivity as Sensitivity
    from seeder.analysis.sensitivity.answer import Swing as Swing
    from seeder.analysis.understanding import Understanding as Understanding
    from seeder.analysis.understanding import understand as understand
    from seeder.audience import Audience as Audience
    from seeder.audience import build_audience as build_audience
    from seeder.certify import Certificate as Certificate
    from seeder.certify import Verified as Verified
    from seeder.certify import certified_bound as certified_bound
    from seeder.certify import proved_bound as proved_bound
    from seeder.certify import verify as verify
    from seeder.errors import ArgumentError as ArgumentError
    from seeder.errors import Issue as Issue
    from seeder.errors import MappingError as MappingError
    from seeder.errors import Note as Note
    from seeder.errors import Place as Place
    from seeder.errors import ProblemError as ProblemError
    from seeder.errors import RunExistsError as RunExistsError
    from seeder.errors import RunFolderError as RunFolderError
    from seeder.errors import ScenarioError as ScenarioError
    from seeder.errors import SeederError as SeederError
    from seeder.errors import SolverError as SolverError
    from seeder.errors import UnsupportedError as UnsupportedError
    from seeder.formulation import Formulation as Formulation
    from seeder.formulation import formulate as formulate
    from seeder.formulation import formulation_of as formulation_of
    from seeder.importing import Imported as Imported
    from seeder.importing import Updated as Updated
    from seeder.importing import import_table as import_table
    from seeder.importing import update_import as update_import
    from seeder.importing import write_import as write_import
    from seeder.plan import Pick as Pick
    from seeder.plan import Plan as Plan
    from seeder.plan import Reserve as Reserve
    from seeder.plan import make_plan as make_plan
    from seeder.plan_overlap import PlanOverlap as PlanOverlap
    from seeder.plan_overlap import overlap_of_run as overlap_of_run
    from seeder.problem import Coverage as Coverage
    from seeder.problem import Evaluation as Evaluation
    from seeder.problem import Rule as Rule
    from seeder.problem import SeedingProblem as SeedingProblem
    from seeder.problem import evaluate as evaluate
    from seeder.problem import marginal_values as marginal_values
    from seeder.questions import alternatives as alternatives
    from seeder.questions import compare as compare
    from seeder.questions import exchange as exchange
    from seeder.questions import explain as explain
    from seeder.questions import frontier as frontier
    from seeder.questions import sensitivity as sensitivity
    from seeder.rates import Rates as Rates
    from seeder.rates import estimate_rates as estimate_rates
    from seeder.rates.backtests.hidden_evidence import BacktestReport as BacktestReport
    from seeder.rates.backtests.hidden_evidence import Exposure as Exposure
    from seeder.rates.backtests.hidden_evidence import backtest as backtest
    from seeder.rates.backtests.hidden_evidence import backtest_posts as backtest_posts
    from seeder.run_folder import WrittenRun as WrittenRun
    from seeder.run_folder import read_run as read_run
    from seeder.run_writing import write_run as write_run
    from seeder.runs import Run as Run
    from seeder.runs import run_formulation as run_formulation
    from seeder.runs import worth_of_run as worth_of_run
    from seeder.scenario import Scenario as Scenario
    from seeder.scenario import Setting as Setting
    from seeder.scenario import read_scenario as read_scenario
    from seeder.solvers import Bounds as Bounds
    from seeder.solvers import Limit as Limit
    from seeder.solvers import ProgressPoint as ProgressPoint
    from seeder.solvers import Resolve as Resolve
    from seeder.solvers import Solver as Solver
    from seeder.solvers import SolveResult as SolveResult
    from seeder.solvers import Stop as Stop
    from seeder.solvers import Termination as Termination
    from seeder.solvers import TerminationReason as TerminationReason
    from seeder.solving import run_scenario as run_scenario
    from seeder.solving import solve as solve
    from seeder.verification import Check as Check
    from seeder.verification import Standing as Standing
    from seeder.verification import Verification as Verification
    from seeder.verification import verify_run as verify_run
else:
    # Type checkers take the names above: imported as themselves, they are public.
    __all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> Any:
    """Import a public name from its home when it is first asked for, so that importing seeder stays light."""
    home = _MODULE_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'seeder' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULE_OF])
