"""Budgets, currencies, fees and words for hours: what is read, what is noted, and what is refused."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import seeder
from seeder.errors import ScenarioError
from seeder.scenario import Scenario, Setting, read_scenario
from seeder.scenario.document.money import Money, parse_money, two_readings
from seeder.scenario.resources import currencies_of

ACCOUNTS = pd.DataFrame({"account": ["ann", "bob", "cat"], "followers": [5000, 6000, 7000], "clicks": [50, 60, 70]})
FEES = ACCOUNTS.assign(fee=[100, 250.5, float("nan")])


def _read(frame: pd.DataFrame = ACCOUNTS, *, budget: dict[str, Any] | None = None, **keys: Any) -> Scenario:
    return Scenario.from_frames(frame, budget={"effort": 40} if budget is None else budget, **keys)


def _issues(frame: pd.DataFrame = ACCOUNTS, *, budget: dict[str, Any] | None = None, **keys: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        _read(frame, budget=budget, **keys)
    return str(caught.value)


def _notes(scenario: Scenario) -> str:
    return "\n".join(str(note) for note in scenario.notes)


def _costs(scenario: Scenario, resource: str = "cash") -> dict[tuple[str, str], float]:
    made = seeder.formulation_of(scenario)
    costs = made.problem.cost[made.problem.resources.index(resource)].tolist()
    return {(made.account_name(option), made.approach_name(option)): cost for option, cost in enumerate(costs)}


def _document(folder: Path, budget: str, more: str = "") -> Path:
    folder.joinpath("accounts.csv").write_text("account,followers,clicks,fee\nann,5000,50,100\nbob,6000,60,\n")
    text = f"name: x\nobjective: clicks\nbudget: {budget}\naccounts: accounts.csv\n{more}"
    folder.joinpath("scenario.yaml").write_text(text, encoding="utf-8")
    return folder


class TestAmounts:
    """Amounts as people write them."""

    @pytest.mark.parametrize(
        ("text", "number", "currency"),
        [
            ("1500", 1500, ""),
            ("1,500", 1500, ""),
            ("1500 EUR", 1500, "EUR"),
            ("1500eur", 1500, "EUR"),
            ("EUR 1,500.50", 1500.5, "EUR"),
            ("€1,500", 1500, "EUR"),
            ("1,500 €", 1500, "EUR"),
            ("$20", 20, "USD"),
            ("£ 2k", 2000, "GBP"),
            ("1.5k chf", 1500, "CHF"),
        ],
    )
    def test_are_read(self, text: str, number: float, currency: str) -> None:
        read = parse_money(text)
        assert read == number
        assert read is not None
        assert read.currency == currency

    @pytest.mark.parametrize("text", ["", "EUR", "EUR 5 USD", "1.5.0", "1,50", "5%", "1500 euros", "-3 EUR", "1 500"])
    def test_are_refused(self, text: str) -> None:
        assert parse_money(text) is None

    def test_keep_their_currency_when_pickled(self) -> None:
        copied = pickle.loads(pickle.dumps(Money(3.5, "EUR")))
        assert (copied, copied.currency) == (3.5, "EUR")

    @pytest.mark.parametrize("text", ["0.500", "1.50", "1500", "1.5000", "1,234.500", "1.234.567"])
    def test_with_one_reading(self, text: str) -> None:
        assert two_readings(text) is None

    @pytest.mark.parametrize("budget", ["{cash: 1.500, effort: 4}", "{cash: 1.500 EUR, effort: 4}"])
    def test_that_read_in_two_ways_are_refused_in_a_document(self, budget: str, tmp_path: Path) -> None:
        with pytest.raises(ScenarioError) as caught:
            read_scenario(_document(tmp_path, budget))
        assert "1.500 could be 1.5 or 1,500. Write 1500 or 1.5." in str(caught.value)

    def test_that_read_in_two_ways_are_refused_in_a_setting_and_in_python(self, tmp_path: Path) -> None:
        setting = Setting(("budget", "cash"), "1.125", "--budget cash=1.125")
        with pytest.raises(ScenarioError) as caught:
            read_scenario(_document(tmp_path, "{effort: 4}"), settings=[setting])
        assert "1.125 could be 1.125 or 1,125. Write 1125 or 1.1250." in str(caught.value)
        assert "1.500 could be" in _issues(budget={"effort": 4, "cash": "1.500"})

    def test_of_python_are_numbers_as_they_are(self) -> None:
        assert _read(budget={"effort": 1.125}).document.budget.amounts == {"effort": 1.125}


class TestCurrencies:
    """Currencies beside amounts."""

    def test_of_documents_and_of_python(self, tmp_path: Path) -> None:
        scenario = read_scenario(_document(tmp_path, "{effort: 4, cash: 1500 EUR}"))
        assert scenario.document.budget.amounts == {"effort": 4, "cash": 1500}
        assert currencies_of(scenario.document) == {"cash": "EUR"}
        approaches = {"ask": {"on_yes": {"cash": "$5"}}}
        assert currencies_of(_read(approaches=approaches, budget={"cash": 90}).document) == {"cash": "USD"}

    def test_two_of_one_resource_are_an_issue(self) -> None:
        approaches = {"ask": {"on_yes": {"cash": "5 USD"}}}
        found = _issues(approaches=approaches, budget={"cash": "90 EUR"})
        assert "approaches.ask.on_yes.cash: cash is in USD here and in EUR at argument budget.cash" in found

    def test_of_effort_are_an_issue(self) -> None:
        assert "has no currency" in _issues(budget={"hours": "40 EUR"})


class TestHours:
    """Other words for effort."""

    @pytest.mark.parametrize("word", ["hours", "h", "time", "Stunden", "zeit", "horas", "heures", "tempo"])
    def test_mean_effort_in_a_budget(self, word: str) -> None:
        assert _read(budget={word: 40}).document.budget.amounts == {"effort": 40}

    def test_mean_effort_everywhere(self) -> None:
        overrides = pd.DataFrame({"account": ["ann"], "approach": ["ask"], "hours": [3], "on_yes.h": [0.5]})
        scenario = _read(
            budget={"time": 40},
            approaches={"ask": {"h": 2, "on_yes": {"stunden": 1}}},
            rules={"groups": [{"where": "followers > 1", "limit": {"hours": 20}}]},
            overrides=overrides,
        )
        assert _costs(scenario, "effort") == {("ann", "ask"): 3.5, ("bob", "ask"): 3, ("cat", "ask"): 3}
        assert float(scenario.document.rules.groups[0].limit["effort"]) == 20
        assert scenario.resources == ("effort",)

    def test_two_words_are_an_issue(self, tmp_path: Path) -> None:
        assert "both 'effort' and 'hours' are given" in _issues(budget={"effort": 4, "hours": 5})
        assert "both 'h' and 'time' are given" in _issues(approaches={"ask": {"h": 4, "time": 5}})
        overrides = pd.DataFrame({"account": ["ann"], "approach": ["ask"], "hours": [3], "effort": [1]})
        assert "the columns 'hours' and 'effort' are the same" in _issues(overrides=overrides)
        two = [Setting(("budget", name), "4", f"--budget {name}=4") for name in ("hours", "effort")]
        with pytest.raises(ScenarioError, match="both 'hours' and 'effort' are given"):
            read_scenario(_document(tmp_path, "{effort: 4}"), settings=two)

    def test_a_setting_replaces_the_document_s(self, tmp_path: Path) -> None:
        setting = Setting(("budget", "hours"), "7", "--budget hours=7")
        scenario = read_scenario(_document(tmp_path, "{stunden: 4}"), settings=[setting])
        assert scenario.document.budget.amounts == {"effort": 7}

    def test_messages_have_the_word_as_written(self, tmp_path: Path) -> None:
        with pytest.raises(ScenarioError, match=r"budget\.stunden is the text 'viele'"):
            read_scenario(_document(tmp_path, "{stunden: viele}"))

    @pytest.mark.parametrize("word", ["hours", "h", "time", "Stunden", "Zeit", "horas", "heures", "tempo", "ore"])
    def test_name_the_accounts_column(self, word: str) -> None:
        frame = ACCOUNTS.assign(**{word: pd.Series([1, 2.5, None])})
        for name in ("effort", word):
            scenario = _read(frame, rules={"groups": [{"where": f"{name} > 2", "at_most": 0}]})
            assert scenario.accounts.effort.tolist()[:2] == [1, 2.5]
            assert word not in scenario.accounts.carried
            assert [group.tolist() for group in scenario.group_accounts] == [[False, True, False]]
            assert f"the column {word!r} is read as effort, the hours of asking" in _notes(scenario)

    def test_name_the_accounts_column_in_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "accounts.csv").write_text("account;followers;clicks;Stunden\nann;5000;50;1,5\nbob;6000;60;\n")
        budget = Setting(("budget", "hours"), "7", "--budget hours=7")
        scenario = read_scenario(tmp_path / "accounts.csv", settings=[budget])
        assert scenario.accounts.effort.tolist()[0] == 1.5

    def test_of_the_accounts_must_be_one(self) -> None:
        found = _issues(ACCOUNTS.assign(hours=[1, 2, 3], effort=[1, 2, 3]))
        assert "the columns 'hours' and 'effort' are the same" in found
        assert "hours is another word for effort" in found

    def test_of_the_accounts_are_checked_as_written(self) -> None:
        assert "hours is 'viel'" in _issues(ACCOUNTS.assign(hours=["1", "2", "viel"]))
        assert "hours must be between 0" in _issues(ACCOUNTS.assign(hours=[1, 2, -3]))

    def test_without_numbers_are_copied(self) -> None:
        scenario = _read(ACCOUNTS.assign(time=["9:00", "", ""], effort=[1, 2, 3]))
        assert scenario.accounts.carried["time"] == ("9:00", "", "")
        seconds = _read(ACCOUNTS.assign(time=[1700000000, 1700000001, 1700000002]))
        assert "time" in seconds.accounts.carried
        assert scenario.accounts.effort.tolist() == [1, 2, 3]


class TestBudgetsThatLimitNothing:
    """A budget that nothing spends."""

    def test_is_an_issue_if_nothing_else_limits_the_plan(self) -> None:
        found = _issues(budget={"cash": 1500})
        assert "you set a budget for 'cash', but nothing here costs 'cash'" in found
        assert "Working hours are called effort: --budget effort=40" in found
        assert "{ask: {fee: yes}}" in _issues(FEES, budget={"cash": 1500})
        assert "nothing here costs 'cash'" in _issues(
            budget={"cash": 1500}, rules={"groups": [{"where": "account == 'ann'", "at_most": 1}]}
        )

    @pytest.mark.parametrize(
        "keys",
        [
            {"budget": {"cash": 5, "effort": 40}},
            {"rules": {"accounts": {"at_most": 2}}},
            {"rules": {"groups": [{"where": "followers > 1", "at_most": 2}]}},
            {"rules": {"groups": [{"where": "followers > 1", "limit": {"effort": 2}}]}},
            {
                "rules": {
                    "groups": [{"where": "account == 'ann'", "at_most": 1}, {"where": "account != 'ann'", "at_most": 1}]
                }
            },
        ],
    )
    def test_is_a_note_if_something_else_does(self, keys: dict[str, Any]) -> None:
        notes = _notes(_read(**{"budget": {"cash": 5}, **keys}))
        assert "nothing here costs 'cash', so this budget limits nothing" in notes

    def test_is_an_issue_if_all_costs_are_0(self) -> None:
        assert "nothing here costs 'cash'" in _issues(budget={"cash": 5}, approaches={"ask": {"costs": {"cash": 0}}})


class TestFees:
    """What accounts are paid for a yes."""

    def test_are_cash_on_a_yes(self) -> None:
        scenario = _read(FEES, budget={"cash": 300}, approaches={"ask": {"fee": "yes"}, "free": {"fee": False}})
        costs = _costs(scenario)
        assert costs["ann", "ask"] == 100
        assert costs["bob", "ask"] == 250.5
        assert costs["cat", "ask"] == costs["ann", "free"] == 0
        assert scenario.resources == ("effort", "cash")
        assert "1 account has no fee (cat), so a yes is counted as free. Fill in the column 'fee'" in _notes(scenario)

    def test_count_times_the_acceptance_if_the_basis_is_expected(self) -> None:
        approaches = {"ask": {"fee": True, "acceptance": 0.1, "costs": {"cash": 0.1}}}
        costs = _costs(_read(FEES, budget={"cash": 300, "basis": "expected"}, approaches=approaches))
        assert list(costs.values()) == [10.1, 25.15, 0.1]

    def test_are_replaced_by_an_override(self) -> None:
        overrides = pd.DataFrame(
            {"account": ["ann", "cat", "bob"], "approach": ["ask"] * 3, "on_yes.cash": [7, 8, None]}
        )
        scenario = _read(FEES, budget={"cash": 300}, approaches={"ask": {"fee": True}}, overrides=overrides)
        assert list(_costs(scenario).values()) == [7, 250.5, 8]
        assert " no fee (" not in _notes(scenario)

    def test_beside_cash_of_the_approach_are_an_issue(self) -> None:
        approaches = {"ask": {"fee": True, "on_yes": {"cash": 3}}}
        assert "has both 'fee: yes' and 'on_yes: {cash: …}'" in _issues(FEES, approaches=approaches)

    def test_stand_on_any_row_and_do_not_contradict(self) -> None:
        rows = pd.DataFrame({"account": ["a", "a"], "handle": ["x", "y"], "followers": [5, 6], "fee": [None, 9]})
        assert list(_costs(_read(rows, approaches={"ask": {"fee": True}})).values()) == [9]
        contradiction = rows.assign(fee=[8, 9])
        assert "fee is 9 here and 8 on line 1" in _issues(contradiction, approaches={"ask": {"fee": True}})

    def test_that_nothing_pays_are_carried_with_a_note(self) -> None:
        scenario = _read(FEES.assign(fee=["100", "to be agreed", ""]))
        assert "fee" in scenario.accounts.carried
        assert "the column 'fee' is copied to the shortlist, but costs nothing" in _notes(scenario)

    def test_without_a_column_are_noted(self) -> None:
        scenario = _read(ACCOUNTS.assign(fees=[1, 2, 3]), approaches={"ask": {"fee": True}})
        assert "3 accounts have no fee (ann, bob and cat)" in _notes(scenario)
        assert "Rename the column 'fees' to 'fee'" in _notes(scenario)

    def test_of_accounts_that_the_approach_does_not_ask_are_not_missed(self) -> None:
        approaches = {"ask": {"fee": True, "where": "account != 'cat'"}, "plain": {}}
        assert " no fee (" not in _notes(_read(FEES, approaches=approaches))

    @pytest.mark.parametrize(
        "rules",
        [
            {"exclude": ["cat"]},
            {"groups": [{"where": "account == 'cat'", "at_most": 0}]},
            {"groups": [{"where": "account == 'cat'", "at_most": "0%"}]},
        ],
    )
    def test_of_accounts_that_a_rule_excludes_are_not_missed(self, rules: dict[str, Any]) -> None:
        approaches = {"ask": {"fee": True}}
        assert "has no fee (cat)" in _notes(_read(FEES, approaches=approaches))
        assert " no fee (" not in _notes(_read(FEES, approaches=approaches, rules=rules))

    def test_can_be_named_in_where(self) -> None:
        scenario = _read(FEES, approaches={"ask": {"fee": True, "where": "fee < 200"}})
        assert list(_costs(scenario)) == [("ann", "ask")]

    def test_of_words_other_than_yes_and_no_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ScenarioError, match=r"approaches\.ask\.fee is the text 'maybe'"):
            read_scenario(_document(tmp_path, "{effort: 4}", "approaches: {ask: {fee: maybe}}\n"))
        scenario = read_scenario(_document(tmp_path, "{effort: 4}", "approaches: {ask: {fee: yes}}\n"))
        assert scenario.document.approaches["ask"].fee


class TestOverrides:
    """Costs of single pairs."""

    def test_of_a_yes_replace_the_approach_s(self) -> None:
        overrides = pd.DataFrame({"account": ["ann"], "approach": ["paid"], "on_yes.cash": ["1,200"]})
        scenario = _read(budget={"cash": 300}, approaches={"paid": {"on_yes": {"cash": 400}}}, overrides=overrides)
        assert list(_costs(scenario).values()) == [1200, 400, 400]

    def test_of_a_yes_name_a_resource_of_their_own(self) -> None:
        overrides = pd.DataFrame({"account": ["ann"], "approach": ["ask"], "on_yes.samples": [2]})
        scenario = _read(overrides=overrides)
        assert list(_costs(scenario, "samples").values()) == [2, 0, 0]
        assert "no budget for 'samples': spending is shown but not limited" in _notes(scenario)

    def test_that_are_blank_and_leave_a_pair_at_0_are_noted(self) -> None:
        overrides = pd.DataFrame({"account": ["ann", "bob"], "approach": ["ask"] * 2, "cash": [3, None]})
        notes = _notes(_read(budget={"effort": 4, "cash": 9}, overrides=overrides))
        assert "the column 'cash' is blank for bob by ask, and the approach has no such cost" in notes
        excluded = _read(budget={"effort": 4, "cash": 9}, overrides=overrides, rules={"exclude": ["bob"]})
        assert "is blank for" not in _notes(excluded)
        of_approach = _read(budget={"cash": 9}, overrides=overrides, approaches={"ask": {"costs": {"cash": 1}}})
        assert "is blank for" not in _notes(of_approach)
        assert list(_costs(of_approach).values()) == [3, 1, 1]
