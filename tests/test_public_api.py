"""The public names: each there, documented and typed; the examples in docstrings run."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import pkgutil
import tomllib
from pathlib import Path

import pytest

import seeder

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    module.name for module in pkgutil.walk_packages(seeder.__path__, "seeder.") if module.name != "seeder.__main__"
)


def test_every_public_name_is_there_and_documented() -> None:
    for name in seeder.__all__:
        found = getattr(seeder, name)
        assert inspect.getdoc(found), name
        assert name in dir(seeder)


def test_the_lazy_names_are_those_that_type_checkers_see() -> None:
    tree = ast.parse((ROOT / "seeder" / "__init__.py").read_text("utf-8"))
    (guard,) = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {alias.name for node in guard.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen == set(seeder.__all__) == set(seeder._MODULE_OF)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'sovle'"):
        seeder.sovle  # noqa: B018


def test_every_result_makes_a_document_of_its_own() -> None:
    """What holds arrays to compute with is no result: a problem, an audience, rates, a formulation."""
    results = {
        "AlternativePlan", "Alternatives",
        "BacktestReport", "Certificate", "ComparedPlan", "Comparison", "Evaluation", "Exchange",
        "ExplainedOption", "Explanation", "Frontier", "FrontierPoint", "Imported",
        "Information", "Issue", "Note", "OverlapFacts", "OwnAsks", "Plan", "PlanOverlap", "RateTable", "Reserve", "Run",
        "ScenarioError", "Sensitivity", "SolveResult", "Swing", "Threshold",
        "Understanding", "Verification", "Verified",
    }  # fmt: skip
    found = {name for name in seeder.__all__ if callable(getattr(getattr(seeder, name), "to_document", None))}
    assert found == results


def test_the_version_stands_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == seeder.__version__


def test_examples_in_docstrings_run() -> None:
    attempted = 0
    for name in ["seeder", *MODULES]:
        failed, tried = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
        assert failed == 0, name
        attempted += tried
    assert attempted >= 5


@pytest.mark.parametrize("name", MODULES)
def test_no_module_hides_behind_a_function_of_its_name(name: str) -> None:
    """``seeder.cli.solve`` the command is click's, and the only kind of exception."""
    package, _, short = name.rpartition(".")
    found = getattr(importlib.import_module(package), short, None)
    if package != "seeder.cli":
        assert not inspect.isfunction(found), name
        assert not inspect.isclass(found), name
