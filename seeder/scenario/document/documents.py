"""The models of the scenario document: each key that a user can write, with its type and limits.

The models hold the shape and the plain limits of every value; what needs tables or other keys is checked behind them.
Their JSON Schema is what editors complete from.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from seeder.scenario.count_or_share import LARGEST_COUNT, CountOrShare
from seeder.scenario.document.effort_words import EFFORT_PATTERN
from seeder.scenario.document.located import Path_, WrittenFloat, WrittenInt
from seeder.scenario.document.money import ResourceAmount
from seeder.scenario.numbers import LARGEST_NUMBER

DEFAULT_APPROACH = "ask"
"""Name of the one approach of scenarios that describe none."""

FEE_RESOURCE = "cash"
"""Resource that fees of accounts are paid in."""


class Objective(Enum):
    """What a plan maximises: people who see a post, who click, or who act."""

    REACH = "reach"
    CLICKS = "clicks"
    CONVERSIONS = "conversions"


class Basis(Enum):
    """Whether the costs of a yes are counted against the budget in full, or multiplied by the acceptance."""

    RESERVED = "reserved"
    EXPECTED = "expected"


def _text_of_number(value: Any) -> Any:
    return value.text if isinstance(value, WrittenInt | WrittenFloat) else value


def _plain_number(value: Any) -> Any:
    if isinstance(value, WrittenInt):
        return int(value)
    return float(value) if isinstance(value, WrittenFloat) else value


def _truth_of_word(value: Any) -> Any:
    return {"yes": True, "no": False}.get(value.casefold(), value) if isinstance(value, str) else value


def _whole_link(link: str) -> str:
    parts = urlsplit(link)
    if not parts.hostname or (parts.port or 0) < 0:
        raise ValueError("a link has a host")
    return link


_Plain = BeforeValidator(_plain_number)
_EmptyMapping = BeforeValidator(lambda value: {} if value is None else value)
_TEXT_SCHEMA = WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 1000})

Name = Annotated[str, Field(min_length=1, max_length=1000), BeforeValidator(_text_of_number), _TEXT_SCHEMA]
Amount = Annotated[float, Field(strict=True, ge=0, le=LARGEST_NUMBER, allow_inf_nan=False), _Plain]
YesNo = Annotated[
    bool,
    Field(strict=True),
    BeforeValidator(_truth_of_word),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no"]}]}),
]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False), _Plain]
PositiveShare = Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False), _Plain]
Count = Annotated[int, Field(strict=True, ge=0, le=LARGEST_COUNT), _Plain]
Days = Annotated[float, Field(strict=True, gt=0, le=1_000_000, allow_inf_nan=False), _Plain]
Followers = Annotated[int, Field(strict=True, ge=1, le=10**12), _Plain]
People = Annotated[int, Field(strict=True, ge=1, le=10**12), _Plain]
TablePath = Annotated[str, Field(min_length=1, max_length=1000), BeforeValidator(_text_of_number), _TEXT_SCHEMA]
Link = Annotated[str, Field(pattern=r"^https?://[^\s/?#\\]+[^\s\\]*$", max_length=2000), AfterValidator(_whole_link)]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class BudgetDocument(_Document):
    """Limits on spending: hours of effort, and other resources by name; a resource without a limit is unlimited."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [{"effort": 40}, {"hours": 40, "cash": "1500 EUR"}, {"effort": 40, "basis": "reserved"}],
            "minProperties": 1,
            "not": {"propertyNames": {"enum": ["basis"]}},
        },
    )
    __pydantic_extra__: dict[str, ResourceAmount]

    effort: ResourceAmount | None = None
    """Limit on the working time for asking; the keys hours, h and time mean the same. [hours]"""
    basis: Basis = Basis.RESERVED
    """Whether the costs of a yes are counted in full (reserved) or multiplied by the acceptance (expected)."""

    @property
    def amounts(self) -> dict[str, float]:
        """Resource → what may be spent of it, effort first."""
        extra: dict[str, float] = dict(self.__pydantic_extra__ or {})
        return extra if self.effort is None else {"effort": self.effort, **extra}


class ApproachDocument(_Document):
    """A way of asking."""

    model_config = ConfigDict(
        json_schema_extra={
            "patternProperties": {EFFORT_PATTERN: {"type": "number", "minimum": 0, "maximum": LARGEST_NUMBER}}
        }
    )

    effort: Amount | None = None
    """Working time to ask one account; the keys hours, h and time mean the same. If blank, the accounts table gives \
it, or else a default. [hours]"""
    acceptance: Share | None = None
    """Probability that an account says yes and posts. If blank, the accounts table gives it, or else a default. \
[0-1]"""
    costs: dict[Name, ResourceAmount] = {}
    """Other costs of asking, by resource; they are spent whatever the answer is."""
    on_yes: dict[Name, ResourceAmount] = {}
    """Additional costs of a yes, by resource: effort for the brief, or cash for the fee."""
    fee: YesNo = False
    """Whether a yes costs the cash that the column 'fee' of the accounts table gives."""
    where: str | None = None
    """Which accounts can be asked this way; blank: all."""


class SeparateAudience(_Document):
    """Nobody follows two accounts."""

    kind: Literal["separate"]


class _AudienceOfCells(_Document):
    outside: Literal["separate", "ignore"] | None = None
    """How followers outside the table are treated: as separate people (separate), or not at all (ignore)."""


class SegmentsAudience(_AudienceOfCells):
    """Segments of people, and the share of each that follows a handle."""

    kind: Literal["segments"]
    table: TablePath
    memberships: TablePath


class FollowersAudience(_AudienceOfCells):
    """Who follows whom: a complete list, or a sample of the people."""

    kind: Literal["followers"]
    table: TablePath
    people: TablePath | None = None
    sample: PositiveShare | None = None
    """Share of all people who are in the list; blank: all. [0-1]"""


class OverlapsAudience(_Document):
    """How many people follow both of two handles, for some pairs or all."""

    kind: Literal["overlaps"]
    table: TablePath
    """Table of pairs and their overlaps."""
    unstated: Literal["separate", "sainsbury", "similar"] = "separate"
    """Assumed overlap of pairs that are not in the table: none (separate), as by chance in the population \
(sainsbury), or as usual for accounts with the same topics or platform (similar)."""
    population: People | None = None
    """Number of all people, including every audience; needed for sainsbury. [people]"""
    threshold: People | None = None
    """Pairs in the table share at least this many people, other pairs fewer; blank: a missing pair is unknown. \
[people]"""


class CascadesAudience(_AudienceOfCells):
    """People who pass a message on to others; not supported yet."""

    kind: Literal["cascades"]
    table: TablePath


AudienceDocument = Annotated[
    SeparateAudience | SegmentsAudience | FollowersAudience | OverlapsAudience | CascadesAudience,
    Field(discriminator="kind"),
]

_AUDIENCES: dict[str, type[_Document]] = {
    "separate": SeparateAudience,
    "segments": SegmentsAudience,
    "followers": FollowersAudience,
    "overlaps": OverlapsAudience,
    "cascades": CascadesAudience,
}


def audience_keys(kind: object) -> tuple[str, ...]:
    """Keys of an audience of a kind; those of every kind where there is no such one."""
    models = [_AUDIENCES[kind]] if isinstance(kind, str) and kind in _AUDIENCES else list(_AUDIENCES.values())
    keys = dict.fromkeys(["kind", *(key for model in models for key in model.model_fields)])
    return tuple(sorted(keys, key=lambda key: key == "outside"))


def kinds_with(key: str) -> tuple[str, ...]:
    """Kinds of audience that have a key."""
    return tuple(kind for kind, model in _AUDIENCES.items() if key in model.model_fields)


class EvidenceDocument(_Document):
    """Results of earlier posts and asks."""

    posts: TablePath | None = None
    """Table of posts and their results."""
    asks: TablePath | None = None
    """Table of asks and how many were accepted."""
    clicks: TablePath | None = None
    """Export of a link shortener or of web analytics: one row per day and link, or one row per click."""
    links: TablePath | None = None
    """Table of links and their accounts; default: the account in a link's utm_content."""
    half_life: Days | None = None
    """Age at which a post has half the weight of the newest post; blank: all posts have the same weight. [days]"""
    signals: bool = Field(default=True, strict=True)
    """Whether views, engagement, following, replies and mentions of the accounts table are used to estimate rates."""


class TiersDocument(_Document):
    """Number of followers at which each tier starts; below micro an account is nano."""

    micro: Followers = 10_000
    mid: Followers = 100_000
    macro: Followers = 500_000
    celebrity: Followers = 1_000_000

    @property
    def cut_offs(self) -> tuple[tuple[str, int], ...]:
        """Tier and its first number of followers, from below."""
        return (("micro", self.micro), ("mid", self.mid), ("macro", self.macro), ("celebrity", self.celebrity))


class IncludeDocument(_Document):
    """An account that must be asked, by a given approach or by any approach."""

    model_config = ConfigDict(json_schema_extra=lambda schema: _allow_bare_name(schema))

    account: Name
    approach: Name | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_bare_name(cls, value: Any) -> Any:
        return {"account": value} if isinstance(value, str | WrittenInt | WrittenFloat) else value


def _allow_bare_name(schema: dict[str, Any]) -> None:
    whole = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": ["string", "number"]}, whole]


class CountsDocument(_Document):
    """How many accounts to ask, at least and at most."""

    at_least: Count | None = None
    at_most: Count | None = None


class GroupDocument(_Document):
    """A rule for the accounts that match a condition: how many of them to ask, or which share of all accounts asked."""

    where: str
    """Which accounts belong to the group."""
    at_least: CountOrShare | None = None
    """A number of accounts, or a share of all accounts asked, such as 30%."""
    at_most: CountOrShare | None = None
    """A number of accounts, or a share of all accounts asked, such as 30%."""
    limit: dict[Name, ResourceAmount] = {}
    """Limits on spending for the group, by resource."""


class RulesDocument(_Document):
    """Rules that every plan must keep."""

    include: list[IncludeDocument] = []
    exclude: list[Name] = []
    accounts: CountsDocument = CountsDocument()
    groups: list[GroupDocument] = []
    conflicts: list[Annotated[list[Name], Field(min_length=2)]] = []
    """Lists of accounts; at most one account of each list is asked."""
    together: list[Annotated[list[Name], Field(min_length=2)]] = []
    """Lists of accounts; either all accounts of a list are asked, or none."""


class PlanDocument(_Document):
    """What the shortlist contains in addition to the plan."""

    reserves: Count = 5
    """How many backups the terminal shows; 0: no backups at all. Files contain all backups that fit."""
    link: Link | None = None
    """Page that the posts should link to; every account gets its own tracking link."""
    campaign: Name | None = None
    """Name of the campaign in tracking links; blank: the scenario's name."""


class ScenarioDocument(_Document):
    """A scenario for seeder: the objective, the budget, the accounts that could be asked, and your rules."""

    model_config = ConfigDict(title="seeder scenario")

    name: Name
    """Name of the plan."""
    objective: Objective
    """What the plan maximises."""
    budget: BudgetDocument
    accounts: TablePath
    """Table of accounts: CSV or Parquet, beside this document."""
    approaches: dict[Name, Annotated[ApproachDocument, _EmptyMapping]] = Field(
        default={DEFAULT_APPROACH: ApproachDocument()}, min_length=1
    )
    """Ways of asking, by name; default: one approach 'ask' without its own numbers."""
    overrides: TablePath | None = None
    """Table of exceptions for single pairs of account and approach."""
    audience: AudienceDocument = SeparateAudience(kind="separate")
    evidence: EvidenceDocument | None = None
    interested: PositiveShare | None = None
    """Share of an audience that could be interested at all. [0-1]"""
    tiers: TiersDocument = TiersDocument()
    rules: RulesDocument = RulesDocument()
    plan: PlanDocument = PlanDocument()


def allowed_keys(path: Path_) -> tuple[str, ...]:
    """Keys of the object at a path; those of an audience depend on its kind: :func:`audience_keys`."""
    return tuple(model_at(ScenarioDocument, path).model_fields)


def model_at(root: type[BaseModel], path: Path_) -> type[BaseModel]:
    """Return the model of the object at a path; pieces that are no keys of a model are positions or names inside."""
    model = root
    for piece in path:
        field = model.model_fields.get(str(piece))
        model = next(_models_in(field.annotation), model) if field else model
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
