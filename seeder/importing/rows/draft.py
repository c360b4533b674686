"""A trial reading of a table by one layout; the roles of columns are judged by its result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from seeder.figures import counted
from seeder.importing.columns.handle_words import has_signs_of_handles, holds_first_names, says_handle
from seeder.importing.columns.headers import HeadedTable
from seeder.importing.columns.layout import Layout, Used, number_columns_of
from seeder.importing.columns.platform_hints import PlatformHint
from seeder.importing.columns.roles import Meaning, Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.numbers.number_cells import NumberStyle
from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.raw_cells import Guesses
from seeder.importing.report import Cause, Rule
from seeder.importing.rows.counted_again import CountedAgain, find_counted_again
from seeder.importing.rows.entries import Entries, Reading, RowReader, unit_of
from seeder.importing.rows.follower_columns import read_followers
from seeder.importing.rows.handles import Handle, names_nobody, read_handles
from seeder.importing.rows.number_columns import NumberColumn, find_common_style, read_numbers
from seeder.importing.rows.observed_days import ObservedDays, find_observed_days, says_birth
from seeder.importing.rows.other_links import guesses_of_other_links
from seeder.importing.rows.row_platforms import PLATFORM_OPTION, find_row_platforms
from seeder.importing.rows.signals import SignalRules
from seeder.importing.rows.total_rows import TotalRows, names_total
from seeder.importing.written_cells import one_line
from seeder.scenario.tables.assumed_sizes import tier_named

_MOST_REPEATED = 0.2
"""Share of rows that repeat an earlier one's handle with other followers from which on they are other people."""

_MOST_COLLAPSED = 0.5
"""The same for words of a column that is called handles: that half of a table are repeats says that it has none."""


class Draft:
    """The rows of a table as one layout reads them.

    Parameters
    ----------
    table, columns
        The table, and its columns.
    layout
        Which column is what.
    file
        Name of the file: it can hint at the platform.
    style
        How numbers are written, where the user says it; None to find out.
    language
        Code of the language of the headers, '' if they tell none.
    platform
        Platform of every handle of which the table does not say it; None to find out.
    settled
        Positions of the columns of which it is decided what they are, by the user or by an earlier trial.
    """

    def __init__(
        self,
        table: HeadedTable,
        columns: Sequence[SourceColumn],
        layout: Layout,
        *,
        file: str,
        style: NumberStyle | None,
        language: str,
        platform: str | None,
        settled: Collection[int] = (),
    ) -> None:
        self.layout = layout
        self.settled = settled
        self.guesses = Guesses()
        self.told: dict[int, list[str]] = {}
        self.warnings: list[str] = []
        self.columns = columns
        self._table = table
        self._language = language
        self._numbers: dict[tuple[int, Meaning], NumberColumn] = {}
        if style is None and not layout.is_own_format:
            style = find_common_style(number_columns_of(layout))
        self._style = style
        found = find_row_platforms(table, columns, layout, file=file, platform=platform)
        self.guesses.join(found.guesses)
        self.platforms = found.platforms
        """Platform that each row is said to be on, '' where none is."""
        used = layout.single.get(Role.PLATFORM)
        self.stated = self.platforms if used is not None else None
        """The same, if a column of the table states it; None if no column does."""
        self.rules: list[Rule] = []
        self.counted_again: CountedAgain | None = None
        self.texts: list[tuple[str, ...]] = list(zip(*(column.texts for column in columns), strict=True))
        """Texts of each row's cells."""
        self._totals = TotalRows(self.texts, table.names, table.formulas)
        self.readings = self._read()
        self._tell_hints(found.hints)
        if not layout.is_own_format:
            self.guesses.join(guesses_of_other_links(columns, self.readings, self.settled))
        self._observed = None if layout.is_own_format else self._find_days()
        self.found = self._entries()
        self._tell_fractions()

    def _find_days(self) -> ObservedDays | None:
        """When the rows were observed, if a column says it."""
        handles = [next(filter(None, row), None) for row in zip(*(one.handles for one in self.readings), strict=True)]
        keys = [None if handle is None else (handle.platform, handle.key) for handle in handles]
        found = find_observed_days(self.layout.dates, self.layout.unused, keys)
        if found is None:
            return None
        name = found.column.name
        if found.is_ambiguous:
            self.warnings.append(
                f"dates in {name!r} such as {found.column.texts[0][:60]!r} can be read in two ways, so it is not "
                "certain "
                "which row of a handle is the newest. The first number is read as the day. To be clear, write "
                "2026-11-22"
            )
        if found.tell_apart and found.column not in self.layout.dates[:1]:
            reason = "its cells are dates, and rows of one handle differ in it"
            self.guesses.add(f"column {name!r}", "used as the date", reason, '--map date="COLUMN"', column=name)
        return found

    def _entries(self) -> Entries:
        found = self._read_rows()
        n_repeated = sum(rejection.why.cause is Cause.OTHER_FOLLOWERS for rejection in found.rejections.values())
        if n_repeated <= _MOST_REPEATED * len(self.texts) or not self._are_names(n_repeated / len(self.texts)):
            return found
        self.warnings.append(
            f"{counted(n_repeated, 'row has', 'rows have')} the name of an earlier row but other followers. They "
            "are kept "
            "as different people, with a number behind the name. If a column has handles: --map handle=COLUMN"
        )
        return self._read_rows(are_names=True)

    def _tell_fractions(self) -> None:
        """Say where a column can count in thousands or millions: the whole numbers in it are as wrong as the others."""
        for reading in self.readings:
            column = reading.followers.column
            if column is None:
                continue
            n_rows = sum(
                rejection.why.cause is Cause.FOLLOWERS_WITH_FRACTION and rejection.why.column == column.used.column.name
                for rejection in self.found.rejections.values()
            )
            if n_rows:
                what = f"{counted(n_rows, 'row has', 'rows have')} a number of followers that is not whole"
                self.warnings.append(f"{what} in {column.used.column.name!r}: {unit_of(reading)}")

    def _are_names(self, repeated: float) -> bool:
        """Whether what identifies a row can be the name of several people, if a share of the rows repeats another's."""
        if any(handle.url_platform for reading in self.readings for handle in reading.handles if handle is not None):
            return False
        columns = [used.column for reading in self.readings for used in reading.presence.handles]
        are_first_names = all(map(holds_first_names, columns))
        days = self._observed
        if days is not None and days.tell_apart and not says_birth(days.column):
            # One person at several dates; first names at dates of their own are of several people.
            return are_first_names and not days.are_shared
        if are_first_names:
            return True
        return not any(
            has_signs_of_handles(column) or (says_handle(column) and repeated < _MOST_COLLAPSED) for column in columns
        )

    def _read_rows(self, *, are_names: bool = False) -> Entries:
        tier = self.layout.single.get(Role.TIER)
        return RowReader(
            self.texts,
            self._table.lines,
            self._table.original_names,
            readings=self.readings,
            platforms=self.platforms,
            days=None if self._observed is None or are_names else self._observed.days,
            has_topics=Role.TOPICS in self.layout.single,
            are_names=are_names,
            totals=None if self.layout.is_own_format else self._totals,
            tiers=None if tier is None else [tier_named(text) for text in tier.column.texts],
        ).read()

    def read_numbers(self, used: Used) -> NumberColumn:
        """Read a column of numbers; each column and meaning once."""
        key = (used.column.index, used.meaning)
        if key not in self._numbers:
            is_own_format = self.layout.is_own_format
            found = read_numbers(used, hint=self._style, language=self._language, is_own_format=is_own_format)
            self._numbers[key] = found
            self.guesses.join(found.guesses)
            told = self.told.setdefault(used.column.index, [])
            told += [words for words in found.told if words not in told]
        return self._numbers[key]

    def _read(self) -> list[Reading]:
        readings: list[Reading] = []
        is_own_format = self.layout.is_own_format
        for presence in self.layout.presences:
            handles, rescued, disputed = read_handles(
                presence, self.platforms, self.stated, is_own_format=is_own_format
            )
            followers = read_followers(
                presence.followers, self.read_numbers, self._table.lines, platform=presence.platform
            )
            self.guesses.join(followers.guesses)
            maker = SignalRules(presence, followers.numbers, self.read_numbers)
            signals = maker.signals(is_own_format=is_own_format)
            self.guesses.join(maker.guesses)
            for index, told in maker.told.items():
                self.told.setdefault(index, []).extend(told)
            self.rules += [signal.rule for signal in signals.values()]
            readings.append(Reading(presence, handles, followers, signals, disputed))
            self._tell_handles(presence.platform, handles, rescued, disputed)
        self._tell_zeros(readings)
        return self._counted_once(self._kept_by_name(readings))

    def _counted_once(self, readings: list[Reading]) -> list[Reading]:
        """Leave a total out of the rows that have its parts, if it alone has the followers of others."""
        again = None if self.layout.is_own_format else find_counted_again(readings, self.platforms)
        self.counted_again = again
        if again is None or not again.is_rest or again.used.column.index in self.settled:
            return readings
        total = readings[again.position]
        handles = [None if known else handle for handle, known in zip(total.handles, again.has_parts, strict=True)]
        name = again.used.column.name
        self.guesses.add(
            f"column {name!r}",
            "used only in rows without followers by platform",
            again.why,
            f'--map "followers={name}"',
            is_doubtful=True,
        )
        return [replace(one, handles=handles) if one is total else one for one in readings]

    def _tell_zeros(self, readings: Sequence[Reading]) -> None:
        """Say where nobody follows: a program that could not read a page often writes 0."""
        if self.layout.is_own_format:
            return
        for reading in readings:
            rows = np.flatnonzero(reading.followers.numbers == 0.0).tolist()
            column = reading.followers.column
            if rows and column is not None:
                self.warnings.append(
                    f"{counted(len(rows), 'row has', 'rows have')} 0 followers in {column.used.column.name!r}, the "
                    "first "
                    f"on line {self._table.lines[rows[0]]}. If the number is not known, leave the cell blank"
                )

    def _kept_by_name(self, readings: list[Reading]) -> list[Reading]:
        """Give the name of its row to every row without a handle: who is known by name alone can be asked too."""
        name = self.layout.single.get(Role.NAME)
        if name is None or self.layout.is_own_format or not readings:
            return readings
        others = [reading.handles for reading in readings[1:]]
        first, handles = readings[0], list(readings[0].handles)
        if len(readings) == 1:
            names = map(one_line, name.column.texts)
            handles = [
                None if handle is not None and text and names_nobody(handle, text, first.presence) else handle
                for handle, text in zip(handles, names, strict=True)
            ]
        nameless = [row for row in range(len(handles)) if all(one[row] is None for one in (handles, *others))]
        kept = []
        for row in nameless:
            text = one_line(name.column.texts[row])
            is_total = names_total(text) or self._totals.has_formula(row)
            is_total = is_total or any(self._totals.adds_up(row, one.followers.numbers) for one in readings)
            if text and not is_blank_word(text) and not is_total:
                handles[row] = Handle(text, self.platforms[row], text.casefold(), is_profile=False)
                kept.append(text)
        if not kept:
            return readings
        self.warnings.append(
            f"{counted(len(kept), 'row has', 'rows have')} neither a handle nor a profile address. The name is used "
            f"instead, such as {kept[0][:60]!r}"
        )
        return [replace(first, handles=handles), *readings[1:]]

    def _tell_hints(self, hints: Sequence[PlatformHint | None]) -> None:
        n_hinted: Counter[PlatformHint] = Counter()
        for row, hint in enumerate(hints):
            handles = [reading.handles[row] for reading in self.readings if not reading.presence.platform]
            if hint is not None:
                n_hinted[hint] += sum(
                    handle is not None and handle.platform == hint.platform and not handle.url_platform
                    for handle in handles
                )
        for hint, n in n_hinted.items():
            if n:
                self.guesses.add(
                    "platform", f"{hint.platform} for {counted(n, 'handle')}", hint.reason, PLATFORM_OPTION
                )

    def _tell_handles(
        self,
        platform: str,
        handles: Sequence[Handle | None],
        rescued: Mapping[int, str],
        disputed: Mapping[int, Handle],
    ) -> None:
        names = [handle.text for handle in handles if handle is not None and not handle.is_profile]
        if names:
            where = f" on {platform}" if platform else ""
            n_names = counted(len(names), "name")
            self.warnings.append(
                f"{n_names} cannot be a handle{where}, but is used as written, such as {names[0][:60]!r}"
                if len(names) == 1
                else f"{n_names} cannot be handles{where}, but are used as written, such as {names[0][:60]!r}"
            )
        if rescued:
            row, text = next(iter(rescued.items()))
            n_cells = counted(len(rescued), "cell has", "cells have")
            self.warnings.append(
                f"{n_cells} no handle. The address in the row is used instead, such as {text[:60]!r} on line "
                f"{self._table.lines[row]}"
            )
        # Titles differ from handles everywhere, and the address says who it is.
        n_known = sum(handle is not None for handle in handles)
        if disputed and 2 * len(disputed) < n_known:
            row, both = next(iter(disputed.items()))
            kept = handles[row]
            used = "" if kept is None else kept.text[:60]
            address = both.address_text if both.address_text != both.text else f"{both.text} on {both.url_platform}"
            self.warnings.append(
                f"{counted(len(disputed), 'row has', 'rows have')} a handle and an address of different accounts, "
                "such as "
                f"{both.text[:60]!r} and {address[:60]!r} on line {self._table.lines[row]}. There, {used!r} is used"
            )
