"""Decides the role of every column: by what the user says, by its name, then by its content."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median

from seeder.importing.columns.account_columns import account_column
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
from seeder.importing.columns.identifying_texts import (
    are_the_same,
    column_of_handles,
    column_of_names,
    most_telling_text,
)
from seeder.importing.columns.layout import Used
from seeder.importing.columns.names_beside_handles import channel_ids, name_beside_handles, titles_of_channels
from seeder.importing.columns.person_names import first_and_last, joined_names, says_first_name, says_part_of_name
from seeder.importing.columns.roles import MEASURES, NUMBERS, SINGLE, Meaning, Per, Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.columns.status_words import read_statuses
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
            meaning_by_name = column.meaning
            if meaning_by_name is None:
                continue
            meaning_after = self._after_content(column, meaning_by_name)
            if meaning_after is None or (meaning_after.role, meaning_after.platform) in self._nobody:
                continue
            if not self._is_mapped(meaning_after):
                used[column.index] = Used(column, meaning_after)
        self._whole_names(used)
        self._accounts_of_handles(used)
        self._names_of_handles(used)
        self._by_content(used)
        return used

    def _accounts_of_handles(self, used: dict[int, Used]) -> None:
        """Let a column called account group the handles that another column has."""
        handles = [one for one in used.values() if one.meaning == Meaning(Role.HANDLE)]
        is_open = (Role.ACCOUNT, "") not in self._nobody
        if not is_open or any(one.meaning.role is Role.ACCOUNT for one in used.values()):
            return
        column = account_column([one.column for one in handles], self._mapped)
        if column is not None:
            used[column.index] = Used(column, Meaning(Role.ACCOUNT))
            self.guesses.add(
                f"column {column.name!r}",
                "used as the account: handles with the same text in it are one account",
                "another column has the handles",
                f'--map carry="{column.name}"',
                column=column.name,
            )

    def _names_of_handles(self, used: dict[int, Used]) -> None:
        """Let a column that is called after accounts have the names, if its cells are names and another has handles."""
        is_open = (Role.NAME, "") not in self._nobody
        if not is_open or any(one.meaning.role is Role.NAME for one in used.values()):
            return
        found = name_beside_handles(used, self._mapped)
        if found is None:
            return
        column, handles = found
        used[column.index] = Used(column, Meaning(Role.NAME))
        self.guesses.add(
            f"column {column.name!r}",
            "used as the name",
            f"its cells are names, and {handles.name!r} has the handles",
            f'--map "handle={column.name}"',
            column=column.name,
        )

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
        self._channel_ids(free, used, roles)
        self._handles_by_cells(free, used, roles)
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
            elif Role.STATUS not in roles and read_statuses(column.texts) is not None:
                role, why = Role.STATUS, "its cells say who was asked"
            elif Role.TIER not in roles and names_tiers(column):
                role, why = Role.TIER, "its cells are names of tiers"
            elif content.at_handle > 0.6 and Role.HANDLE not in roles:
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
        if not {Role.URL, Role.HANDLE, Role.NAME, Role.ACCOUNT} & roles and not self._first_names(free, used):
            self._most_telling_text(free, used)
        if Role.FOLLOWERS not in roles and (Role.FOLLOWERS, "") not in self._nobody:
            self._loosely_named(free, used)
            if not any(one.meaning.role is Role.FOLLOWERS for one in used.values()):
                self._largest_numbers(free, used)

    def _channel_ids(self, free: Sequence[SourceColumn], used: dict[int, Used], roles: set[Role | None]) -> None:
        """Let the ids of YouTube channels identify the rows where no handle and no address does."""
        titles = titles_of_channels(used, self._mapped)
        ids = [one.column for one in used.values() if one.meaning.role is Role.ID]
        rivals = [column for column in free if column.content.url > 0.6 or column.content.at_handle > 0.6]
        column = None if titles is None else channel_ids((*ids, *free), rivals)
        if titles is None or column is None:
            return
        for title in titles:
            del used[title.index]
            if Role.NAME not in roles and (Role.NAME, "") not in self._nobody:
                used[title.index] = Used(title, Meaning(Role.NAME))
                roles.add(Role.NAME)
        used[column.index] = Used(column, Meaning(Role.HANDLE, platform="youtube"))
        roles.add(Role.HANDLE)
        self.guesses.add(
            f"column {column.name!r}",
            "used as the handle on youtube",
            "its cells are ids of channels, and no column has more handles or addresses",
            f'--map carry="{column.name}"',
            column=column.name,
        )

    def _handles_by_cells(self, free: Sequence[SourceColumn], used: dict[int, Used], roles: set[Role | None]) -> None:
        """Let cells that are written as handles are identify the rows where no header says who they are."""
        if {Role.HANDLE, Role.ACCOUNT} & roles or (Role.HANDLE, "") in self._nobody:
            return
        names = [one.column for one in used.values() if one.meaning.role is Role.NAME]
        # Addresses of others are not used, and yet say how handles are written.
        addresses = [column for column in self._columns if column.content.url > 0.6]
        ids = [one.column for one in used.values() if one.meaning.role is Role.ID]
        ids = [column for column in ids if column.index not in self._mapped]
        column = column_of_handles([*(one for one in free if one not in addresses), *ids], addresses, names)
        if column is not None:
            platform = "" if column.meaning is None else column.meaning.platform
            self._take(column, Role.HANDLE, "its cells are written as handles are", used, platform=platform)
            roles.add(Role.HANDLE)
        elif addresses and not names and (named := column_of_names(self._columns, free)) is not None:
            self._take(named, Role.NAME, "its cells are first and last names", used)
            roles.add(Role.NAME)

    def _first_names(self, free: Iterable[SourceColumn], used: dict[int, Used]) -> bool:
        """Let first names identify the rows where nothing else does."""
        column = next((one for one in free if says_first_name(one) and one.index not in used), None)
        if column is not None:
            self._take(column, Role.NAME, "no column has handles or whole names", used)
        return column is not None

    def _whole_names(self, used: dict[int, Used]) -> None:
        """Put first and last names of two columns together: neither tells people apart alone."""
        names = [one.column for one in used.values() if one.meaning.role is Role.NAME and not one.meaning.platform]
        free = [one for one in self._columns if one.index not in used and one.index not in self._mapped]
        found = first_and_last(names, free)
        if any(column.index in self._mapped for column in names):
            return
        if found is None:
            parts = [column for column in names if says_part_of_name(column)]
            for column in parts if len(parts) < len(names) else ():
                del used[column.index]
            return
        first, last = found
        for column in found:
            used.pop(column.index, None)
        used[first.index] = Used(joined_names(first, last), Meaning(Role.NAME))
        self.guesses.add(
            f"column {first.name!r}",
            f"used as the name together with {last.name!r}",
            "one has first names and the other last names",
            '--map name="COLUMN"',
            column=first.name,
        )

    def _loosely_named(self, free: Iterable[SourceColumn], used: dict[int, Used]) -> None:
        """Take a column of numbers as the followers whose name mentions them among other words."""
        for column in free:
            if column.index in used or column.content.number < 0.5 or column.content.percent > 0.3:
                continue
            if mentions_followers(column.header):
                why = "its name mentions them, and no other column has such a name"
                self._take(column, Role.FOLLOWERS, why, used)
                return

    def _most_telling_text(self, free: Iterable[SourceColumn], used: dict[int, Used]) -> None:
        texts = [
            column
            for column in free
            if column.index not in used
            and max(column.content.number, column.content.email, column.content.day) < 0.5
            and column.content.unique > _LEAST_UNIQUE
            and not counts_rows(column)
        ]
        if texts:
            why = "no column has such a name, and its texts differ from row to row"
            self._take(most_telling_text(texts), Role.HANDLE, why, used)

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
            why = f"it is the first of several columns of large whole numbers; check that it should not be {others}"
        self._take(best, Role.FOLLOWERS, why, used, is_doubtful=not falling and len(numbers) > 1)

    def _take(
        self,
        column: SourceColumn,
        role: Role,
        why: str,
        used: dict[int, Used],
        *,
        platform: str = "",
        is_doubtful: bool = False,
    ) -> None:
        meaning = Meaning(role, platform=platform)
        used[column.index] = Used(column, meaning)
        decision = f"used as the {role.value}{f' on {platform}' if platform else ''}"
        overrule = f'--map "{meaning.wording}=COLUMN"' if platform else f'--map {role.value}="COLUMN"'
        subject = f"column {column.name!r}"
        self.guesses.add(subject, decision, why, overrule, is_doubtful=is_doubtful, column=column.name)


def _are_of_handles(column: SourceColumn, used: Mapping[int, Used]) -> bool:
    """Whether addresses are of the handles that were found by their cells: they say their platform."""
    handles = [one.column for one in used.values() if one.meaning == Meaning(Role.HANDLE)]
    is_guessed = len(handles) == 1 and (handles[0].meaning is None or handles[0].meaning.role is not Role.HANDLE)
    return is_guessed and are_the_same(handles[0], column)
