"""What is sound of a document stays; what is at fault is told once and left out."""

from __future__ import annotations

import pytest
from bad_inputs.bad_documents import DOCUMENT

from seeder.scenario.document.documents import Basis, ScenarioDocument
from seeder.scenario.document.validation import LEFT_OUT, Faults, validate_document
from seeder.scenario.document.yaml_document import read_yaml
from seeder.scenario.issue_log import IssueLog


def _validate(text: str) -> tuple[ScenarioDocument, Faults, list[str]]:
    log = IssueLog()
    located = read_yaml("s.yaml", text, log.add)
    assert located is not None
    validated = validate_document(located, log)
    assert validated is not None
    return *validated, [str(issue.place) for issue in log.issues]


def test_defaults() -> None:
    document, faults, places = _validate(DOCUMENT)
    assert not places
    assert not faults.touch(("budget",))
    assert list(document.approaches) == ["ask"]
    assert document.budget.basis is Basis.RESERVED
    assert document.budget.amounts == {"effort": 4}
    assert document.plan.reserves == 5
    assert document.audience.kind == "separate"
    assert dict(document.tiers.cut_offs) == {"micro": 10_000, "mid": 100_000, "macro": 500_000, "celebrity": 1_000_000}


def test_parts_at_fault_keep_the_places_of_the_others() -> None:
    document, faults, places = _validate(
        DOCUMENT + "rules:\n  include: [{acount: x}, alice]\n  exclude: [[x], bob]\n"
        "  conflicts: [[alice, {}], x, [alice, bob]]\n  groups: [{at_most: 1}, {where: p, at_least: -1, at_most: 2}]\n"
        "approaches: {a: 3, b: {effort: x, acceptance: 0.5}}\n"
    )
    rules = document.rules
    assert [include.account for include in rules.include] == [LEFT_OUT, "alice"]
    assert rules.exclude == [LEFT_OUT, "bob"]
    assert rules.conflicts == [["alice", LEFT_OUT], [LEFT_OUT, LEFT_OUT], ["alice", "bob"]]
    assert rules.groups[0].where == LEFT_OUT
    assert (rules.groups[1].at_least, rules.groups[1].at_most) == (None, 2)
    assert document.approaches["b"].acceptance == 0.5
    assert document.approaches["b"].effort is None
    assert faults.touch(("approaches",))
    assert not faults.cover(("approaches",))
    assert faults.cover(("approaches", "b", "effort"))
    assert not faults.touch(("approaches", "b", "acceptance"))
    assert len(places) == len(set(places)) == 8


@pytest.mark.parametrize("key", ["name", "objective", "budget", "accounts"])
def test_a_required_key_that_is_missing_has_a_stand_in_and_is_a_fault(key: str) -> None:
    text = "".join(line for line in DOCUMENT.splitlines(keepends=True) if not line.startswith(key))
    _, faults, places = _validate(text)
    assert places == ["s.yaml:1:1"]
    assert faults.cover((key,))


@pytest.mark.parametrize(
    ("text", "amounts"),
    [("{cash: 3, effort: 1}", {"effort": 1, "cash": 3}), ("{007: 3}", {"007": 3}), ("{effort: 0}", {"effort": 0})],
)
def test_budgets(text: str, amounts: dict[str, float]) -> None:
    document, _, places = _validate(DOCUMENT.replace("{effort: 4}", text))
    assert not places
    assert document.budget.amounts == amounts
    assert list(document.budget.amounts) == list(amounts)


@pytest.mark.parametrize(
    "link", ["https://example.org/x?y=1#z", "http://a.b:8080", "https://exämple.org/ü", "https://user@a.b/"]
)
def test_links(link: str) -> None:
    document, _, places = _validate(DOCUMENT + f"plan: {{link: '{link}'}}\n")
    assert not places
    assert document.plan.link == link


def test_a_document_of_nothing_but_faults() -> None:
    _, _, places = _validate("name: []\nobjective: []\nbudget: []\naccounts: []\napproaches: []\nrules: []\nplan: []\n")
    assert places == [
        "s.yaml:1:7",
        "s.yaml:2:12",
        "s.yaml:3:9",
        "s.yaml:4:11",
        "s.yaml:5:13",
        "s.yaml:6:8",
        "s.yaml:7:7",
    ]
