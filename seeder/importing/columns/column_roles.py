"""Decides the role of every column: by what the user says, by its name, then by its content."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median

from seeder.importing.columns.cell_kinds import (
    are_profiles,
    are_words,
    names_platforms,
    names_tiers,
    says_yes_or_no,
)
from seeder.importing.columns.follower_signs import (
    counts_rows,
    falls_with_rank,
    looks_like_followers,
    mentions_followers,
    numbers_in,
)
from seeder.importing.columns.handle_words import holds_handles
from seeder.importing.columns.identifying_texts import are_the_same, names_others
from seeder.importing.columns.layout import Used
from seeder.importing.columns.people_columns import PeopleColumns
from seeder.importing.columns.roles import MEASURES, NUMBERS, SINGLE, Meaning, Per, Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.columns.status_words import asks_for_marks, read_statuses, tells_of_asks
from seeder.importing.columns.taken_roles import take_role
from seeder.importing.columns.vocabulary import words_of
from seeder.importing.raw_cells import Guesses
from seeder.scenario.tables.effort_columns import MOST_HOURS

_LEAST_UNIQUE = 0.5
_MANY = 10_000.0
_PAID_BY_RESPONSE = frozenset(
    ("click", "clicks", "view", "views", "engagement", "impression", "impressions", "mille", "1000", "follower")
)
"""Words of a price that is not paid for a post."""
_UNIQUE_ID = ("unique", "id")
"""What TikTok calls a handle, and everybody else a number or a code."""

_MOST_GUESSED_FROM = 3
"""Columns of large numbers without a name, of more of which none is taken for the followers."""


class ColumnRoles:
    """Decides what each column is, and keeps what it guessed.

    ``mapped`` has what the user says of a column, by its position; ``nobody`` the roles, with their platform, that the
    user says no column has.
    """

    def __init__(
        self,
        columns: Sequence[SourceColumn],
        mapped: Mapping[int, Meaning],
        nobody: Collection[tuple[Role | None, str]],
        *,
        has_header: bool,
    ) -> None:
        self._columns = columns
        self._mapped = mapped
        self._nobody = nobody
        self._has_header = has_header
        self.guesses = Guesses()
        self._people = PeopleColumns(columns, mapped, nobody, self.guesses)
        self.refused: list[Used] = []
        """Columns whose cells are not what their name says, in the role that it says."""

    def find(self) -> dict[int, Used]:
        """Meaning of every column that has one, after a look at its content."""
        used: dict[int, Used] = {}
        for column in self._columns:
            if column.index in self._mapped:
                meaning = self._mapped[column.index]
                if meaning.role is not Role.CARRY:
                    used[column.index] = Used(column, meaning)
                continue
            if (Role.STATUS, "") not in self._nobody and asks_for_marks(column.header, column.texts):
                used[column.index] = Used(column, Meaning(Role.STATUS))
                continue
            meaning_by_name = column.meaning
            if meaning_by_name is None:
                continue
            meaning_after = self._after_content(column, meaning_by_name)
            if meaning_after is None or (meaning_after.role, meaning_after.platform) in self._nobody:
                continue
            if not self._is_mapped(meaning_after):
                used[column.index] = Used(column, meaning_after)
        self._people.whole_names(used)
        self._people.accounts_of_handles(used)
        self._by_content(used)
        self._people.names_of_handles(used)
        return used

    def _is_mapped(self, meaning: Meaning) -> bool:
        """Whether the user gave this role to another column."""
        return any(
            other.role is meaning.role
            and other.platform == meaning.platform
            and (other.per, other.base) == (meaning.per, meaning.base)
            for other in self._mapped.values()
        ) and meaning.role in (Role.FOLLOWERS, Role.HANDLE, Role.URL, *SINGLE, *MEASURES)

    def _after_content(self, column: SourceColumn, meaning: Meaning) -> Meaning | None:
        """What a column is whose name says one thing and whose cells another."""
        content, role = column.content, meaning.role
        if role is None:
            role = Role.HANDLE
            if content.number > 0.9 and content.n_looked_at:
                role = Role.FOLLOWERS
                self.guesses.add(
                    f"column {column.name!r}",
                    f"used as the followers on {meaning.platform}",
                    "its name is a platform and its cells are numbers",
                    f'--map {meaning.platform}="{column.name}"',
                    column=column.name,
                )
            meaning = replace(meaning, role=role)
            if role is Role.HANDLE and says_yes_or_no(column):
                return self._refuse(column, meaning, "its cells say yes or no")
        if not content.n_looked_at:
            return meaning
        if role in NUMBERS and content.number < 0.5:
            return self._refuse(column, meaning, "its cells are not numbers")
        if role is Role.EFFORT and median(numbers_in(column)) > MOST_HOURS:
            return None
        if role in (Role.HANDLE, Role.URL) and not meaning.platform and names_platforms(column, least=0.9):
            return replace(meaning, role=Role.PLATFORM)
        if role in (Role.HANDLE, Role.NAME) and content.url > 0.5:
            return replace(meaning, role=Role.URL)
        if role is Role.NAME and meaning.platform and holds_handles(column):
            return replace(meaning, role=Role.HANDLE)
        if role is Role.HANDLE and (content.email > 0.5):
            return replace(meaning, role=Role.EMAIL)
        if role is Role.HANDLE and words_of(column.header) == _UNIQUE_ID and not are_words(column):
            return None
        if role is Role.HANDLE and content.number > 0.9:
            return self._refuse(column, meaning, "its cells are numbers")
        if role is Role.URL and content.url < 0.3:
            return self._refuse(column, meaning, "its cells are not profile addresses")
        if role is Role.EMAIL and content.email < 0.3:
            return self._refuse(column, meaning, "its cells are not e-mail addresses")
        if role in (Role.DATE, Role.NOTES) and content.day < 0.5 and read_statuses(column.texts) is not None:
            return replace(meaning, role=Role.STATUS)
        if role in (Role.TOPICS, Role.NOTES) and names_tiers(column):
            return replace(meaning, role=Role.TIER)
        if role is Role.PLATFORM and not names_platforms(column):
            return None
        if role is Role.PRICE and not _PAID_BY_RESPONSE.isdisjoint(words_of(column.header)):
            return None
        if role is Role.ENGAGEMENT and content.percent < 0.5 and looks_like_followers(column):
            # Cells named after engagement are counts of reactions if most are beyond any rate in per cent.
            return replace(meaning, role=Role.REACTIONS, per=Per.POST if meaning.per is Per.UNSTATED else meaning.per)
        return meaning

    def _refuse(self, column: SourceColumn, meaning: Meaning, why: str) -> Meaning | None:
        self.refused.append(Used(column, meaning))
        self.guesses.add(
            f"column {column.name!r}",
            f"copied but not used, although its name says {meaning.wording}",
            why,
            f'--map "{meaning.wording}={column.name}"',
        )
        return None

    def _by_content(self, used: dict[int, Used]) -> None:
        """Give roles to columns without a telling name, where a role is still free."""
        free = [
            column
            for column in self._columns
            if column.index not in used
            and column.index not in self._mapped
            and column.meaning is None
            and column.content.n_looked_at
        ]
        roles = {one.meaning.role for one in used.values()}
        self._people.channel_ids(free, used, roles)
        self._people.handles_by_cells(free, used, roles)
        for column in free:
            if column.index in used:
                continue
            content = column.content
            role, why = None, ""
            if Role.PLATFORM not in roles and names_platforms(column, least=0.9) and not says_yes_or_no(column):
                role, why = Role.PLATFORM, "its cells are names of platforms"
            elif content.url > 0.6 and not {Role.URL, Role.HANDLE} & roles and are_profiles(column):
                role, why = Role.URL, "its cells are profile addresses"
            elif content.url > 0.6 and Role.URL not in roles and _are_of_handles(column, used):
                role, why = Role.URL, "its cells are the addresses of the handles beside them"
            elif content.email > 0.6 and Role.EMAIL not in roles:
                role, why = Role.EMAIL, "its cells are e-mail addresses"
            elif tells_of_asks(column.texts, is_first=Role.STATUS not in roles):
                role, why = Role.STATUS, "its cells say who was asked"
            elif Role.TIER not in roles and names_tiers(column):
                role, why = Role.TIER, "its cells are names of tiers"
            elif content.at_handle > 0.6 and Role.HANDLE not in roles and not names_others(column):
                role, why = Role.HANDLE, "its cells begin with @"
            if role is not None and (role, "") not in self._nobody:
                used[column.index] = Used(column, Meaning(role))
                roles.add(role)
                self.guesses.add(
                    f"column {column.name!r}",
                    f"used as {'the ' if role in (Role.PLATFORM, Role.TIER) else ''}{role.value}",
                    why,
                    f'--map carry="{column.name}"',
                    column=column.name,
                )
        if not {Role.URL, Role.HANDLE, Role.NAME, Role.ACCOUNT} & roles and not self._people.first_names(free, used):
            self._people.most_telling_text(free, used)
        if Role.FOLLOWERS not in roles and (Role.FOLLOWERS, "") not in self._nobody:
            self._loosely_named(free, used)
            if not any(one.meaning.role is Role.FOLLOWERS for one in used.values()):
                self._largest_numbers(free, used)

    def _loosely_named(self, free: Iterable[SourceColumn], used: dict[int, Used]) -> None:
        """Take a column of numbers as the followers whose name mentions them among other words."""
        for column in free:
            if column.index in used or column.content.number < 0.5 or column.content.percent > 0.3:
                continue
            if mentions_followers(column.header):
                why = "its name mentions followers, and no other column has such a name"
                take_role(self.guesses, used, column, Role.FOLLOWERS, why)
                return

    def _largest_numbers(self, free: Iterable[SourceColumn], used: dict[int, Used]) -> None:
        numbers = [
            column
            for column in free
            if column.index not in used and looks_like_followers(column) and not counts_rows(column)
        ]
        # Ids come before the account, its counts behind it.
        first = min((i for i, one in used.items() if one.meaning.role in (Role.HANDLE, Role.URL)), default=-1)
        numbers = [column for column in numbers if column.index > first] or numbers
        falling = [column for column in numbers if falls_with_rank(column)]
        best = falling[0] if falling else None
        if best is None and 0 < len(numbers) <= _MOST_GUESSED_FROM and not self._has_header:
            # Posts come before followers as often as not, and are hardly ever so many.
            best = next((column for column in numbers if median(numbers_in(column)) >= _MANY), numbers[0])
        if best is None:
            return
        why = "the only column of large whole numbers"
        if falling:
            why = "its large whole numbers decrease from row to row"
        elif len(numbers) > 1:
            others = ", ".join(repr(column.name) for column in numbers if column is not best)
            why = (
                f"it is the first of several columns of large whole numbers; check whether it should be {others} "
                "instead"
            )
        take_role(self.guesses, used, best, Role.FOLLOWERS, why, is_doubtful=not falling and len(numbers) > 1)


def _are_of_handles(column: SourceColumn, used: Mapping[int, Used]) -> bool:
    """Whether addresses are of the handles that were found by their cells: they say their platform."""
    handles = [one.column for one in used.values() if one.meaning == Meaning(Role.HANDLE)]
    is_guessed = len(handles) == 1 and (handles[0].meaning is None or handles[0].meaning.role is not Role.HANDLE)
    return is_guessed and are_the_same(handles[0], column)
