"""The keys of ``plan.json`` in their order, with types, units and meanings.

Who writes a plan, reads one or verifies one uses these models, and their JSON Schema is what ``seeder schema plan``
prints. They hold the shape alone: whether a number is right, or a status follows from the others, is for
:func:`seeder.verify_run` to say.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from seeder.scenario.document.documents import Basis, Objective
from seeder.scenario.document.json_schema import SCHEMA_DIALECT

PLAN_VERSION = 1
MOST_UNKNOWNS = 3
"""How many unknown numbers a plan names at most as worth finding out."""

STATUSES = ("optimal", "gap_reached", "limit_reached", "no_selection_found", "infeasible")
"""Why a search ended, as a plan names it."""
LIMITS = ("time", "iterations", "interrupt")
"""What ended a search early."""


def _one_of(*words: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(words)})


Text = Annotated[str, Field(strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Truth = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True, ge=0)]
Amounts = dict[Text, Number]


class Document(BaseModel):
    """An object of ``plan.json``; it can be made from any object that has its keys as attributes."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, from_attributes=True, use_attribute_docstrings=True, hide_input_in_errors=True
    )

    def to_document(self) -> dict[str, Any]:
        """Return it as plain data: dictionaries, lists, text, numbers, true, false and None."""
        plain: dict[str, Any] = _plain(self.model_dump())
        return plain


class PercentilesDocument(Document):
    """Percentiles of the value."""

    p10: Number
    """The value is below this with probability 0.1. [the objective's unit]"""
    p50: Number
    """The median of the value. [the objective's unit]"""
    p90: Number
    """The value is below this with probability 0.9. [the objective's unit]"""


class OutcomeDocument(Document):
    """The results that the plan may bring, depending on who says yes and how unsure the rates are."""

    p10: Number
    """The value is below this with probability 0.1, by sampled results. [the objective's unit]"""
    p50: Number
    """The median of the value. [the objective's unit]"""
    p90: Number
    """The value is below this with probability 0.9. [the objective's unit]"""
    nobody: Number
    """Exact probability that every account declines, with the acceptances that the plan uses. [0-1]"""
    over: tuple[Annotated[Text, _one_of("answers", "rates")], ...]
    """What differs between the sampled results: the answers, and the rates unless all of them are given."""
    answers_only: PercentilesDocument
    """The percentiles if all rates are taken as exact, and only the answers are drawn."""
    rates_share: Number
    """Share of the variance that comes from how unsure the rates are; the rest comes from the answers. [0-1]"""


class PickDocument(Document):
    """One ask of the plan."""

    rank: Whole
    """Place in the order to ask in, from 1."""
    account: Text
    """Whom to ask."""
    approach: Text
    """How to ask."""
    tier: Text
    """nano, micro, mid, macro or celebrity; empty if the followers are not known."""
    costs: Amounts
    """Cost of the ask by resource, as counted against the budget. [hours for effort, else the resource's unit]"""
    acceptance: Number
    """Probability that the account says yes and posts. [0-1]"""
    expected: Number
    """Expected value of this ask if it were the only one. [the objective's unit]"""
    added: Number
    """What the plan loses without this ask. [the objective's unit]"""
    why: Text
    """The reason, in words."""


class Reserve(Document):
    """A backup: the best account to ask if another account declines, within the budgets that are then left."""

    replaces: Text
    """Account that declines."""
    account: Text
    """Whom to ask instead."""
    approach: Text
    """How to ask."""
    costs: Amounts
    """Cost of the ask by resource, as counted against the budget. [hours for effort, else the resource's unit]"""
    value: Number
    """Expected value of the plan with the backup, once the account has declined. [the objective's unit]"""


class Baselines(Document):
    """The values of two simple plans, found by the solver; null if it breaks a rule."""

    greedy: Number | None
    """Value of the plan that adds the ask with the most value for its costs, again and again. [the objective's unit]"""
    top_followers: Number | None
    """Value of asking the accounts with the most followers. [the objective's unit]"""


class ConflictingRule(Document):
    """A rule that contradicts the other rules in the list."""

    rule: Text
    """The rule in the user's words."""
    at: Text
    """Its place: file, line and column, or the option of the command line."""


class RuleChange(Document):
    """A change of one rule or budget."""

    rule: Text
    """The rule in the user's words, as it is."""
    at: Text
    """Its place: file, line and column, or the option of the command line."""
    to: Number | None
    """The nearest limit or number with which a plan is possible; null: remove the rule, or loosen it a lot."""


class NamedAsk(Document):
    """An account, and how it is asked."""

    account: Text
    """Key of the account."""
    approach: Text
    """How it is asked."""


class Repair(Document):
    """Changes after which a plan can keep all rules."""

    changes: tuple[RuleChange, ...]
    """What to change; all of it together."""
    asks: tuple[NamedAsk, ...]
    """A list of asks that keeps everything after the changes, which shows that they are enough."""


class RestsOnDocument(Document):
    """Shares of the value by its weakest number: given, measured or default; the sum is 1, or 0 if the value is 0."""

    given: Number
    """Share of the value whose numbers are all given. [0-1]"""
    measured: Number
    """Share of the value whose weakest number was estimated from evidence. [0-1]"""
    default: Number
    """Share of the value in which a number is a default. [0-1]"""
    default_by_number: Amounts
    """Share of the value in which a number is a default, by number: clicks, view, conversion or acceptance. [0-1]"""


class UnknownNumber(Document):
    """An unknown number that is worth finding out, and what the plan could gain if you knew it."""

    number: Annotated[Text, _one_of("clicks", "view", "conversion", "acceptance")]
    """Which number."""
    account: Text
    """Account whose number it is."""
    handle: Text
    """Handle whose number it is; empty for acceptance."""
    platform: Text
    """Platform of the handle; empty for acceptance, or if the platform is not known."""
    approach: Text | None
    """Approach of an acceptance; null for numbers of a handle."""
    value: Number
    """The value that the plan uses. [clicks per post, or 0-1]"""
    low: Number
    """Lower end of the range that contains the number with probability 0.8. [clicks per post, or 0-1]"""
    high: Number
    """Upper end of that range. [clicks per post, or 0-1]"""
    source: Annotated[Text, _one_of("measured", "default")]
    """Where the number comes from today."""
    gain_at_least: Number
    """The expected gain from knowing the number is at least this. [the objective's unit]"""
    gain_at_most: Number
    """The expected gain is at most this; equal to gain_at_least if it is exact. [the objective's unit]"""


class Interval(Document):
    """The range of the plan's value over everything that is unknown about overlap."""

    low: Number | None
    """Lower end; null if the stated pairs cannot all be true. [the objective's unit]"""
    high: Number | None
    """Upper end; null if the stated pairs cannot all be true. [the objective's unit]"""


class PlanDocument(Document):
    """A plan of seeder: whom to ask, the expected result, and how close it is to the best possible plan.

    The objective's unit is people for reach, clicks for clicks, and conversions for conversions.
    """

    model_config = ConfigDict(title="plan.json")

    schema_version: Literal[1]
    """Version of this format."""
    name: Text
    """Name of the scenario."""
    objective: Annotated[Text, _one_of(*(objective.value for objective in Objective))]
    """What the plan maximises."""
    status: Annotated[Text, _one_of(*STATUSES)]
    """Why the search ended; optimal means a relative gap of at most 1e-6."""
    limit: Annotated[Text, _one_of(*LIMITS)] | None
    """Which limit ended the search; null if none did."""
    estimated: Truth
    """Whether the follower list is only a sample of the people; value and bound are then those of the sample."""
    value: Number | None
    """Expected value of the plan, each person counted once; null if there is no plan. [the objective's unit]"""
    bound: Number | None
    """No plan has a higher value, as far as the solver knows; null if no plan is feasible. [the objective's unit]"""
    gap: Number | None
    """(bound − value) / bound; 0 if bound is 0; null if there is no plan. [share of the bound]"""
    bound_certified: Number | None
    """No plan has a higher value, as certificate.json proves; null if no plan is feasible. [the objective's unit]"""
    bound_is_proved: Truth
    """Whether bound and bound_certified agree to 1e-9 relative."""
    gross: Number | None
    """Responses with repeats, not limited by the number of people; null if there is no plan. [the objective's unit]"""
    outcome: OutcomeDocument | None
    """Distribution of the value over who says yes and how unsure the rates are; null if there is no plan."""
    spent: Amounts
    """Amount that the plan spends, by resource. [hours for effort, else the resource's unit]"""
    budget: Amounts
    """Limit on spending, by resource; resources without a limit are left out. [hours, or the resource's unit]"""
    basis: Annotated[Text, _one_of(*(basis.value for basis in Basis))]
    """How costs that only a yes brings count against the budget: in full, or multiplied by the acceptance."""
    currency: dict[Text, Text]
    """Code of the currency, such as EUR, by resource; resources without a currency are left out."""
    picks: tuple[PickDocument, ...]
    """The asks, in the order to ask in."""
    reserves: tuple[Reserve, ...]
    """For every ask the best backup, in the order of the asks; asks without a useful backup are left out."""
    baselines: Baselines
    """The values of two simple plans, for comparison."""
    conflict: tuple[ConflictingRule, ...] | None
    """If no plan is feasible: a smallest set of contradicting rules; else null."""
    conflicts: tuple[tuple[ConflictingRule, ...], ...]
    """If no plan is feasible: up to five such sets, conflict among them; else empty."""
    repairs: tuple[Repair, ...]
    """If no plan is feasible: the least changes of rules and budgets, of which one is enough; else empty."""
    seed: Whole
    """Seed of the search and of the sampled results."""
    rests_on: RestsOnDocument | None
    """Shares of the value by the source of its numbers; null if there is no plan."""
    measure_next: tuple[UnknownNumber, ...]
    """Up to three unknown numbers that are worth finding out, the largest gain_at_least first."""
    interval: Interval | None
    """The range of the value over all unknown overlaps; null without a plan or without a table of overlaps."""


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``plan.json``."""
    return {"$schema": SCHEMA_DIALECT, **PlanDocument.model_json_schema()}


def _plain(part: Any) -> Any:
    """Return lists for tuples, so that what was written and read back is equal to what was made."""
    if isinstance(part, dict):
        return {key: _plain(inner) for key, inner in part.items()}
    return [_plain(inner) for inner in part] if isinstance(part, tuple) else part
