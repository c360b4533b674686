"""Build the arrays of a problem from scenario, rates and audience, with the names and file positions of everything."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

import numpy as np

from seeder.argument_kinds import require_kind
from seeder.audience import Audience, build_audience
from seeder.brief_repr import brief_repr
from seeder.errors import Place
from seeder.figures import counted
from seeder.problem import Rule, SeedingProblem
from seeder.problem.arrays import FloatArray, IntArray
from seeder.rates import RateColumn, Rates, estimate_rates
from seeder.responses import respond
from seeder.scenario import Scenario
from seeder.scenario.count_or_share import share_of
from seeder.scenario.document.documents import FEE_RESOURCE, Basis
from seeder.stages import Stage

_LOG = logging.getLogger(__name__)


class Origin(IntEnum):
    """Where a number of an option comes from, by precedence."""

    OVERRIDE = 0
    APPROACH = 1
    ACCOUNT = 2
    MEASURED = 3
    DEFAULT = 4


@dataclass(frozen=True, slots=True)
class RuleSource:
    """A rule in the user's words, its place, whether it asks for one account by name, and whether it has a number."""

    words: str
    place: Place
    is_pin: bool = False
    has_number: bool = False  # whether it is a number of accounts or an amount, which can be changed


@dataclass(frozen=True, eq=False)
class Formulation:
    """A problem as arrays, with the meaning of every position.

    Parameters
    ----------
    problem
        The arrays.
    scenario, rates, audience
        What they were made from.
    approach
        Approach of each option, shape (n_options,).
    gross
        Expected responses to an option's posts, a person counted as often as they respond, shape (n_options,).
    n_capped
        Pairs of a handle and a cell where intensity · fit · tie / interested is over 1 and counts as 1.
    asking
        What an ask costs whatever the answer is: the problem's costs without those that only a yes brings, shape
        (n_resources, n_options).
    effort_origin, acceptance_origin
        :class:`Origin` of each option's numbers, shape (n_options,).
    rule_sources
        Source of each row of the problem's rules; rows that a list of accounts makes have the same.
    budget_sources
        Source of each resource's budget; None for a resource without one.
    """

    __repr__ = brief_repr

    problem: SeedingProblem
    scenario: Scenario
    rates: Rates
    audience: Audience
    approach: IntArray
    gross: FloatArray
    n_capped: int
    asking: FloatArray
    effort_origin: IntArray
    acceptance_origin: IntArray
    rule_sources: tuple[RuleSource, ...]
    budget_sources: tuple[RuleSource | None, ...]

    @property
    def is_estimated(self) -> bool:
        """Whether the audience is a sample's."""
        return self.audience.is_estimated

    @property
    def cannot_be_asked(self) -> tuple[str, ...]:
        """Accounts without an option: no approach applies to them."""
        has_option = np.bincount(self.problem.account, minlength=self.scenario.accounts.n_accounts) > 0
        return tuple(self.scenario.accounts.account_id[account] for account in np.flatnonzero(~has_option).tolist())

    def account_name(self, option: int) -> str:
        """Key of an option's account."""
        return self.scenario.accounts.account_id[int(self.problem.account[option])]

    def approach_name(self, option: int) -> str:
        """Name of an option's approach."""
        return self.scenario.approaches[int(self.approach[option])]


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Numbers of all account–approach pairs before the pairs that are not there are dropped."""

    is_there: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
    effort: FloatArray
    acceptance: FloatArray
    effort_origin: IntArray
    acceptance_origin: IntArray


def formulation_of(scenario: Scenario) -> Formulation:
    """Estimate the rates of a scenario, build its audience, and formulate its problem."""
    require_kind("scenario", scenario, Scenario)
    rates, audience = estimate_rates(scenario), build_audience(scenario)
    stage = Stage(_LOG, "formulate")
    made = formulate(scenario, rates, audience)
    stage.end(accounts=made.problem.n_accounts, options=made.problem.n_options, rules=len(made.problem.rules))
    return made


def formulate(scenario: Scenario, rates: Rates, audience: Audience) -> Formulation:
    """Build the arrays of a problem from a scenario.

    What followers do is :func:`seeder.responses.respond`; costs, acceptance and rules are the options'.
    """
    require_kind("scenario", scenario, Scenario)
    require_kind("rates", rates, Rates)
    require_kind("audience", audience, Audience)
    accounts, document = scenario.accounts, scenario.document
    pairs = _pairs(scenario, rates)
    account, approach = (positions.astype(np.int64) for positions in np.nonzero(pairs.is_there))
    acceptance = pairs.acceptance[account, approach]
    responses = respond(document, rates, audience, accounts)
    option_of = np.full(pairs.is_there.shape, -1, dtype=np.int64)
    option_of[account, approach] = np.arange(len(account))
    budget, currency = document.budget.amounts, scenario.currencies
    rules, sources = _rules(scenario, option_of)
    followers = accounts.account_followers
    cost, asking = _costs(scenario, pairs, account, approach)
    problem = SeedingProblem(
        account=account,
        value_if_yes=responses.outside[account],
        cost=cost,
        budget=[budget.get(name, np.inf) for name in scenario.resources],
        acceptance=acceptance,
        coverage=responses.coverage_of(account),
        rules=rules,
        resources=scenario.resources,
        n_accounts=accounts.n_accounts,
        followers=np.where(np.isnan(followers), -1.0, followers),
    )
    return Formulation(
        problem=problem,
        scenario=scenario,
        rates=rates,
        audience=audience,
        approach=approach,
        gross=acceptance * responses.gross[account],
        n_capped=responses.n_capped,
        asking=asking,
        effort_origin=pairs.effort_origin[account, approach],
        acceptance_origin=pairs.acceptance_origin[account, approach],
        rule_sources=sources,
        budget_sources=tuple(
            RuleSource(
                f"budget of {_budget_words(budget[name], name, currency)}",
                scenario.located.place(("budget", name)),
                has_number=True,
            )
            if name in budget
            else None
            for name in scenario.resources
        ),
    )


def _budget_words(limit: float, name: str, currency: Mapping[str, str]) -> str:
    """'40 hours', '1,500 EUR', '1,500 cash'."""
    if name != "effort":
        return f"{limit:,.12g} {currency.get(name, name)}"
    return "1 hour" if limit == 1 else f"{limit:,.12g} hours"


def _pairs(scenario: Scenario, rates: Rates) -> _Pairs:
    """Precedence of effort and acceptance: override, approach, accounts column, for acceptance evidence, default."""
    n_accounts, approaches = scenario.accounts.n_accounts, scenario.document.approaches
    shape = (n_accounts, len(approaches))
    is_there = np.stack(scenario.approach_accounts, axis=1)
    overrides = scenario.overrides
    stated = overrides.available >= 0
    is_there[overrides.account[stated], overrides.approach[stated]] = overrides.available[stated] == 1
    numbers: dict[str, tuple[FloatArray, IntArray]] = {}
    for kind, columns in (("effort", (rates.effort,) * len(approaches)), ("acceptance", rates.acceptance)):
        value = np.stack([column.value for column in columns], axis=1)
        origin = np.stack([_origin(column) for column in columns], axis=1)
        for position, approach in enumerate(approaches.values()):
            number = getattr(approach, kind)
            if number is not None:
                value[:, position], origin[:, position] = number, int(Origin.APPROACH)
        given: FloatArray = getattr(overrides, kind)
        replaced = ~np.isnan(given)
        at = overrides.account[replaced], overrides.approach[replaced]
        value[at], origin[at] = given[replaced], int(Origin.OVERRIDE)
        assert value.shape == shape
        numbers[kind] = value, origin
    return _Pairs(
        is_there=is_there,
        effort=numbers["effort"][0],
        acceptance=numbers["acceptance"][0],
        effort_origin=numbers["effort"][1],
        acceptance_origin=numbers["acceptance"][1],
    )


def _origin(column: RateColumn) -> IntArray:
    own: IntArray = np.where(
        column.is_given, int(Origin.ACCOUNT), np.where(column.is_measured, int(Origin.MEASURED), int(Origin.DEFAULT))
    )
    return own


def _costs(scenario: Scenario, pairs: _Pairs, account: IntArray, approach: IntArray) -> tuple[FloatArray, FloatArray]:
    """c_ro, shape (n_resources, n_options): asking, and what a yes costs on top by the basis of the budget.

    Return it, and the part for asking alone.
    """
    document, overrides = scenario.document, scenario.overrides
    of_asking = np.zeros((len(scenario.resources), len(account)))
    acceptance = pairs.acceptance[account, approach]
    for resource, name in enumerate(scenario.resources):
        asking = pairs.effort.copy() if name == "effort" else np.zeros(pairs.effort.shape)
        for position, numbers in enumerate(document.approaches.values()):
            if name in numbers.costs:
                asking[:, position] = numbers.costs[name]
        if name in overrides.costs:
            replaced = ~np.isnan(overrides.costs[name])
            asking[overrides.account[replaced], overrides.approach[replaced]] = overrides.costs[name][replaced]
        of_asking[resource] = asking[account, approach]
    return _with_a_yes(scenario, of_asking, account, approach, acceptance), of_asking


def _with_a_yes(
    scenario: Scenario, asking: FloatArray, account: IntArray, approach: IntArray, acceptance: FloatArray
) -> FloatArray:
    """What options cost with what a yes costs by the basis of the budget, shape of ``asking``."""
    cost = asking.copy()
    for resource, name in enumerate(scenario.resources):
        on_yes = _costs_of_a_yes(scenario, name)[account, approach]
        own = on_yes > 0
        is_expected = scenario.document.budget.basis is Basis.EXPECTED
        share = acceptance[own] if is_expected else np.ones(int(own.sum()))
        cost[resource, own] = _sums_as_written(cost[resource, own], on_yes[own], share)
    return cost


def costs_if(formulation: Formulation, option: int, *, effort: float, acceptance: float) -> FloatArray:
    """What an option would cost, shape (n_resources,), if asking took another effort and it had another acceptance."""
    scenario, problem = formulation.scenario, formulation.problem
    account, approach = int(problem.account[option]), int(formulation.approach[option])
    share = acceptance if scenario.document.budget.basis is Basis.EXPECTED else 1.0
    asking = formulation.asking[:, option].copy()
    asking[scenario.resources.index("effort")] = effort
    on_yes = np.array([_costs_of_a_yes(scenario, name)[account, approach] for name in scenario.resources])
    return np.array(
        [
            _sums_as_written(*(np.array([each]) for each in (one, more, share)))[0] if more > 0 else one
            for one, more in zip(asking.tolist(), on_yes.tolist(), strict=True)
        ]
    )


def costs_with(formulation: Formulation, acceptance: FloatArray) -> FloatArray:
    """What all options would cost with other acceptances, shape (n_resources, n_options).

    ``acceptance``: of each option, shape (n_options,) [0–1]; it changes costs of a yes that count by their expectation.
    """
    scenario, problem = formulation.scenario, formulation.problem
    if scenario.document.budget.basis is not Basis.EXPECTED:
        return problem.cost
    return _with_a_yes(scenario, formulation.asking, problem.account, formulation.approach, acceptance)


def _costs_of_a_yes(scenario: Scenario, resource: str) -> FloatArray:
    """What a yes costs on top, by precedence: override, the account's fee or the approach; (n_accounts, approaches)."""
    accounts, overrides = scenario.accounts, scenario.overrides
    on_yes = np.zeros((accounts.n_accounts, len(scenario.approaches)))
    for position, numbers in enumerate(scenario.document.approaches.values()):
        pays_fee = numbers.fee and resource == FEE_RESOURCE
        on_yes[:, position] = np.nan_to_num(accounts.fee) if pays_fee else float(numbers.on_yes.get(resource, 0.0))
    if resource in overrides.on_yes:
        given = overrides.on_yes[resource]
        replaced = ~np.isnan(given)
        on_yes[overrides.account[replaced], overrides.approach[replaced]] = given[replaced]
    return on_yes


def _sums_as_written(asking: FloatArray, on_yes: FloatArray, share: FloatArray) -> FloatArray:
    """Asking + on_yes · share in decimals, rounded to a float once: 0.1 + 2 · 0.1 is 0.3."""
    if not asking.any() and (share == 1).all():
        return on_yes
    keys, inverse = np.unique(np.stack([asking, on_yes, share]), axis=1, return_inverse=True)
    sums = [float(Decimal(repr(a)) + Decimal(repr(c)) * Decimal(repr(q))) for a, c, q in keys.T.tolist()]
    return np.array(sums)[inverse.reshape(-1)]


def _rules(scenario: Scenario, option_of: IntArray) -> tuple[list[Rule], tuple[RuleSource, ...]]:
    """Every rule of the user on its own, so that a conflict can name it; a list of n together is n − 1 rows."""
    document, located, position = scenario.document.rules, scenario.located, scenario.accounts.position
    rules: list[Rule] = []
    sources: list[RuleSource] = []

    def add(rule: Rule, words: str, place: Place, *, is_pin: bool = False, has_number: bool = False) -> None:
        rules.append(rule)
        sources.append(RuleSource(words, place, is_pin, has_number))

    def options(accounts: IntArray | list[int]) -> IntArray:
        found = option_of[accounts].reshape(-1)
        return found[found >= 0]

    for index, include in enumerate(document.include):
        own = option_of[position[include.account]]
        words = f"include {include.account}"
        if include.approach is not None:
            own = own[[scenario.approaches.index(include.approach)]]
            words += f" by {include.approach}"
        add(Rule.count(own[own >= 0], at_least=1), words, located.place(("rules", "include", index)), is_pin=True)
    for index, name in enumerate(document.exclude):
        rule = Rule.count(options([position[name]]), at_most=0)
        add(rule, f"exclude {name}", located.place(("rules", "exclude", index)))
    everybody = np.arange(len(option_of), dtype=np.int64)
    groups: list[tuple[tuple[str | int, ...], str, IntArray, int | str | None, int | str | None]] = [
        (("rules", "accounts"), "", everybody, document.accounts.at_least, document.accounts.at_most)
    ]
    for index, group in enumerate(document.groups):
        members = np.flatnonzero(scenario.group_accounts[index])
        groups.append((("rules", "groups", index), group.where, members, group.at_least, group.at_most))
    for path, where, members, at_least, at_most in groups:
        inside = options(members)
        for side, number in (("at_least", at_least), ("at_most", at_most)):
            if number is not None:
                rule, words = _of_group(inside, of=options(everybody), where=where, side=side, number=number)
                add(rule, words, located.place((*path, side)), has_number=share_of(number) is None)
    for index, group in enumerate(document.groups):
        inside = options(np.flatnonzero(scenario.group_accounts[index]))
        for resource, limit in group.limit.items():
            unit = scenario.currencies.get(resource, resource)
            words = f"at most {limit:,.12g} {unit} on accounts where {group.where}"
            place = located.place(("rules", "groups", index, "limit", resource))
            add(
                Rule.limit(inside, resource=scenario.resources.index(resource), limit=limit),
                words,
                place,
                has_number=True,
            )
    for index, names in enumerate(document.conflicts):
        inside = options([position[name] for name in names])
        words = f"at most one of {', '.join(names)}"
        add(Rule.conflict(inside), words, located.place(("rules", "conflicts", index)))
    for index, names in enumerate(document.together):
        words, place = f"all or none of {', '.join(names)}", located.place(("rules", "together", index))
        for name in names[1:]:
            add(Rule.together(options([position[names[0]]]), options([position[name]])), words, place)
    return rules, tuple(sources)


def _of_group(inside: IntArray, *, of: IntArray, where: str, side: str, number: int | str) -> tuple[Rule, str]:
    """The row of one side of a group, a number or a share, and its words."""
    is_least = side == "at_least"
    sign = "at least" if is_least else "at most"
    share = share_of(number)
    if share is None:
        count = int(number)
        rule = Rule.count(inside, at_least=count) if is_least else Rule.count(inside, at_most=count)
        return rule, f"{sign} {counted(count, 'account')}{f' where {where}' if where else ''}"
    rule = Rule.share(inside, of=of, at_least=share) if is_least else Rule.share(inside, of=of, at_most=share)
    return rule, f"{sign} {100 * float(share):.12g}% of the asked accounts match {where}"
