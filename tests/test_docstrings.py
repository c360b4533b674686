"""Docstrings that describe parameters name the ones that there are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECTION = re.compile(r"^Parameters\n-+\n(.*?)(?=^\w+\n-+\n|\Z)", re.MULTILINE | re.DOTALL)


def described(docstring: str) -> list[str]:
    found = SECTION.search(docstring)
    names = re.findall(r"^(\S.*)$", found[1], re.MULTILINE) if found else []
    return [name.strip(" *") for line in names for name in line.split(",")]


def arguments_of(function: ast.FunctionDef) -> set[str]:
    own = function.args
    further = [one for one in (own.vararg, own.kwarg) if one is not None]
    return {one.arg for one in [*own.posonlyargs, *own.args, *own.kwonlyargs, *further]}


def parameters_of(node: ast.FunctionDef | ast.ClassDef) -> set[str]:
    """Arguments of a function; of a class those of ``__init__``, its fields, and attributes that ``__init__`` sets."""
    if isinstance(node, ast.FunctionDef):
        return arguments_of(node)
    fields = {one.target.id for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)}
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__":
            fields |= arguments_of(method)
            fields |= {one.attr for one in ast.walk(method) if isinstance(one, ast.Attribute)}
    return fields


def wrong_names(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for name in described(ast.get_docstring(node) or ""):
                if name not in parameters_of(node):
                    yield f"{node.name}: {name}"


def test_every_described_parameter_is_one() -> None:
    paths = sorted((ROOT / "seeder").rglob("*.py"))
    assert len(paths) > 300
    found = {
        str(path.relative_to(ROOT)): wrong for path in paths if (wrong := list(wrong_names(path.read_text("utf-8"))))
    }
    assert found == {}


def test_a_wrong_name_is_found() -> None:
    text = '"""Say.\n\n    Parameters\n    ----------\n    seed\n        One.\n    old, n\n        Two.\n    """'
    assert list(wrong_names(f"def f(seed, n):\n    {text}\n")) == ["f: old"]
