"""Decides which columns say who a row is: handles, names, and the accounts that handles belong to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from seeder.importing.columns.account_columns import account_column
from seeder.importing.columns.follower_signs import counts_rows
from seeder.importing.columns.handle_words import holds_names
from seeder.importing.columns.identifying_texts import column_of_handles, column_of_names, most_telling_text
from seeder.importing.columns.layout import Used
from seeder.importing.columns.names_beside_handles import channel_ids, name_beside_handles, titles_of_channels
from seeder.importing.columns.person_names import first_and_last, joined_names, says_first_name, says_part_of_name
from seeder.importing.columns.roles import Meaning, Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.columns.taken_roles import take_role
from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.raw_cells import Guesses

_LEAST_UNIQUE = 0.5


class PeopleColumns:
    """Gives columns the roles that identify rows, and keeps what it guessed.

    Parameters
    ----------
    columns
        Columns of the table.
    mapped
        What the user says of a column, by its position.
    nobody
        Roles, with their platform, that the user says no column has.
    guesses
        Guesses to add to.
    """

    def __init__(
        self,
        columns: Sequence[SourceColumn],
        mapped: Mapping[int, Meaning],
        nobody: Collection[tuple[Role | None, str]],
        guesses: Guesses,
    ) -> None:
        self._columns = columns
        self._mapped = mapped
        self._nobody = nobody
        self.guesses = guesses

    def whole_names(self, used: dict[int, Used]) -> None:
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

    def accounts_of_handles(self, used: dict[int, Used]) -> None:
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
                "used as the account: handles with the same text in this column belong to one account",
                "another column has the handles",
                f'--map carry="{column.name}"',
                column=column.name,
            )

    def names_of_handles(self, used: dict[int, Used]) -> None:
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

    def channel_ids(self, free: Sequence[SourceColumn], used: dict[int, Used], roles: set[Role | None]) -> None:
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

    def handles_by_cells(self, free: Sequence[SourceColumn], used: dict[int, Used], roles: set[Role | None]) -> None:
        """Let cells that are written as handles are identify the rows where no header says who they are."""
        is_open = (Role.HANDLE, "") not in self._nobody and Role.ACCOUNT not in roles
        named = [one.column for one in used.values() if one.meaning.role is Role.HANDLE]
        if not is_open or not all(self._are_open_names(column, used) for column in named):
            self._names_by_cells(free, used, roles)
            return
        names = named + [one.column for one in used.values() if one.meaning.role is Role.NAME]
        # Addresses of others are not used, and yet say how handles are written.
        addresses = [column for column in self._columns if column.content.url > 0.6]
        ids = [one.column for one in used.values() if one.meaning.role is Role.ID]
        ids = [column for column in ids if column.index not in self._mapped]
        column = column_of_handles([*(one for one in free if one not in addresses), *ids], addresses, names)
        if column is not None:
            platform = "" if column.meaning is None else column.meaning.platform
            why = "its cells are written as handles are"
            take_role(self.guesses, used, column, Role.HANDLE, why, platform=platform)
            roles.add(Role.HANDLE)
        self._names_by_cells(free, used, roles)

    def _are_open_names(self, column: SourceColumn, used: Mapping[int, Used]) -> bool:
        """Whether a column that is called after accounts has names, and the user did not say that it has handles."""
        is_general = used[column.index].meaning == Meaning(Role.HANDLE)
        return is_general and column.index not in self._mapped and holds_names(column)

    def _names_by_cells(self, free: Sequence[SourceColumn], used: dict[int, Used], roles: set[Role | None]) -> None:
        """Let first and last names keep the rows that have no handle or whose address leads to no profile."""
        if {Role.NAME, Role.ACCOUNT} & roles or (Role.NAME, "") in self._nobody:
            return
        handles = [one.column for one in used.values() if one.meaning.role is Role.HANDLE]
        addresses = [column for column in self._columns if column.content.url > 0.6]
        has_gaps = all(any(map(is_blank_word, column.texts)) for column in handles)
        named = column_of_names(self._columns, free) if (handles or addresses) and has_gaps else None
        if named is not None:
            take_role(self.guesses, used, named, Role.NAME, "its cells are first and last names")
            roles.add(Role.NAME)

    def first_names(self, free: Iterable[SourceColumn], used: dict[int, Used]) -> bool:
        """Let first names identify the rows where nothing else does."""
        column = next((one for one in free if says_first_name(one) and one.index not in used), None)
        if column is not None:
            take_role(self.guesses, used, column, Role.NAME, "no column has handles or whole names")
        return column is not None

    def most_telling_text(self, free: Iterable[SourceColumn], used: dict[int, Used]) -> None:
        """Let the texts that differ most identify the rows where nothing else does."""
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
            take_role(self.guesses, used, most_telling_text(texts), Role.HANDLE, why)
