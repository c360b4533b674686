"""Imports a table: reads the file, finds its columns and rows, and returns the scenario with a report of each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from seeder.engine.table import too_long, too_wide
from seeder.errors import Issue, Place, ScenarioError
from seeder.figures import counted
from seeder.importing.columns.headers import HeadedTable, find_header
from seeder.importing.columns.layout import OWN_FORMAT, Layout, Used, number_columns_of
from seeder.importing.columns.mapping import read_mapping
from seeder.importing.columns.platform_hints import PlatformHint, find_hint
from seeder.importing.columns.recognition import Recognition
from seeder.importing.columns.roles import Meaning, Role
from seeder.importing.columns.source_columns import columns_of, text_of_cell
from seeder.importing.columns.vocabulary import language_of
from seeder.importing.files.raw_tables import read_raw
from seeder.importing.numbers.number_cells import NumberStyle
from seeder.importing.numbers.number_words import is_blank_word
from seeder.importing.output.scenario_text import write_scenario_text
from seeder.importing.output.stories import tell_columns
from seeder.importing.paused_collector import paused_collector
from seeder.importing.raw_cells import Guesses
from seeder.importing.report import Change, Imported, ImportReport, Rejection, Rule
from seeder.importing.rows.account_keys import Keys, give_keys
from seeder.importing.rows.entries import Entry, Reading, RowReader
from seeder.importing.rows.follower_columns import read_followers
from seeder.importing.rows.handles import Handle, read_handles
from seeder.importing.rows.number_columns import NumberColumn, find_common_style, read_numbers
from seeder.importing.rows.signals import SignalRules
from seeder.importing.rows.written_rows import RowWriter
from seeder.importing.written_cells import FORMULA_STARTS, free_name, is_formula, one_line, replace_halves
from seeder.scenario.platforms import canonical_platform, is_platform_name

_MOST_REASONS = 5


def import_table(
    path: str | Path,
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | Sequence[tuple[str, str]] = (),
    platform: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    has_header: bool | None = None,
    merge_same_handle: bool = False,
    name: str | None = None,
) -> Imported:
    """Turn a table of accounts, as people have it, into a scenario.

    No row and no cell is lost: what is not in the accounts is among the rejected rows or in the report's changes.

    Parameters
    ----------
    path
        A CSV, TSV, XLSX or Parquet file.
    sheet
        Sheet of a workbook; by default the one that looks like a table.
    mapping
        Role → header of a column, where recognition is to be overruled: ``{"followers": "Subscribers count"}``; the
        header ``-`` says that no column has the role.
    platform
        Platform of every handle for which the table names none.
    encoding, delimiter
        Of a text file; by default found out.
    decimal
        Decimal mark, ``.`` or ``,``, of numbers that could be read either way; by default found out by column.
    has_header
        Whether the table has a header; by default found out.
    merge_same_handle
        Whether equal handles on different platforms are one account.
    name
        What the scenario is called; by default as the file.

    Raises
    ------
    ScenarioError
        Where the file cannot be read, or no column holds handles or followers, or no row can be used.
    MappingError
        Where the mapping names a role or a column that does not exist.
    ValueError
        Where the decimal mark is neither a point nor a comma.

    Examples
    --------
    >>> imported = import_table("influencers.xlsx", platform="instagram")  # doctest: +SKIP
    >>> write_import(imported, "my-launch")  # doctest: +SKIP
    """
    path = Path(path)
    style = None if decimal is None else NumberStyle(decimal)
    with paused_collector():
        raw = read_raw(path, sheet=sheet, encoding=encoding, delimiter=delimiter)
        if has_header is None and raw.rows and tuple(text_of_cell(cell) for cell in raw.rows[0][:4]) == OWN_FORMAT:
            has_header = True
        table = find_header(raw, has_header=has_header)
        return _Import(table, path.name, style).build(
            mapping=mapping, platform=platform, merge_same_handle=merge_same_handle, name=name or path.stem
        )


class _Import:
    """One import, step by step."""

    def __init__(self, table: HeadedTable, file: str, style: NumberStyle | None) -> None:
        self._table = table
        self._file = file
        self._columns = columns_of(table)
        self._language = language_of(table.original_names)
        self._numbers: dict[tuple[int, Meaning], NumberColumn] = {}
        self._is_own_format = False
        self._style = style
        self._said: list[str] = []
        self._guesses = Guesses()
        self._told: dict[int, list[str]] = {}
        self._warnings: list[str] = []

    def build(
        self,
        *,
        mapping: Mapping[str, str] | Sequence[tuple[str, str]],
        platform: str | None,
        merge_same_handle: bool,
        name: str,
    ) -> Imported:
        table = self._table
        self._require_rows()
        recognition = Recognition(
            table.source,
            self._columns,
            read_mapping(mapping, table.names),
            header_line=table.header_lines[0] if table.header_lines else None,
        )
        layout = recognition.layout()
        self._is_own_format = layout.is_own_format
        if self._style is None and not layout.is_own_format:
            self._style = find_common_style(number_columns_of(layout))
        self._guesses.join([*table.guesses, *recognition.guesses])
        readings, rules = self._readings(layout, platform)
        texts = list(zip(*(column.texts for column in self._columns), strict=True))
        found = RowReader(
            texts,
            table.lines,
            table.original_names,
            readings=readings,
            platforms=self._said,
            has_totals=not layout.is_own_format,
        ).read()
        entries, clashes = _told_apart(found.entries, texts, table.lines)
        rejections = {**found.rejections, **clashes}
        self._require_entries(entries, rejections)
        keys = self._keys(layout, entries, merge_same_handle)
        writer = RowWriter(layout, readings, self._columns, table.lines, self._read)
        columns = writer.write(entries, keys.keys)
        changes = [*self._fault_changes(), *found.changes, *writer.changes]
        all_rejections = self._all_rejections(rejections)
        self._guesses.join(keys.guesses)
        self._warn_of_formulas(columns)
        self._warn_of_sheets()
        stories = tell_columns(self._columns, layout, writer.written_to, self._told)
        report = ImportReport(
            source=self._file,
            sheet=table.sheet or None,
            n_rows=len(table.rows) + len(all_rejections) - len(rejections),
            n_accounts=len(set(keys.keys)),
            n_handles=len(entries),
            columns=stories,
            rules=_counted(rules, columns),
            guesses=tuple(self._guesses),
            changes=tuple(changes),
            rejections=all_rejections,
            warnings=(*keys.told, *self._warnings),
        )
        shown_name = one_line(name) or "Imported accounts"
        return Imported(
            name=shown_name,
            columns={column: tuple(cells) for column, cells in columns.items()},
            scenario=write_scenario_text(shown_name, self._file),
            rejected=_rejected_columns(table.names, all_rejections),
            report=report,
        )

    def _read(self, used: Used) -> NumberColumn:
        key = (used.column.index, used.meaning)
        if key not in self._numbers:
            found = read_numbers(used, hint=self._style, language=self._language, is_own_format=self._is_own_format)
            self._numbers[key] = found
            self._guesses.join(found.guesses)
            told = self._told.setdefault(used.column.index, [])
            told += [words for words in found.told if words not in told]
        return self._numbers[key]

    def _readings(self, layout: Layout, platform: str | None) -> tuple[list[Reading], list[Rule]]:
        hint = None
        if platform is None and not layout.is_own_format:
            hint = find_hint(self._file, self._table.sheet, layout.column_hint)
        said = self._platforms(layout, platform, hint)
        self._said = said
        readings: list[Reading] = []
        rules: list[Rule] = []
        for presence in layout.presences:
            handles, rescued = read_handles(presence, said, is_own_format=layout.is_own_format)
            followers = read_followers(presence.followers, self._read, self._table.lines, platform=presence.platform)
            self._guesses.join(followers.guesses)
            maker = SignalRules(presence, followers.numbers, self._read)
            signals = maker.signals(is_own_format=layout.is_own_format)
            self._guesses.join(maker.guesses)
            for index, told in maker.told.items():
                self._told.setdefault(index, []).extend(told)
            rules += [signal.rule for signal in signals.values()]
            readings.append(Reading(presence, handles, followers, signals))
            self._tell_handles(presence.platform, handles, rescued)
        self._tell_hint(hint, readings)
        return readings, rules

    def _platforms(self, layout: Layout, platform: str | None, hint: PlatformHint | None) -> list[str]:
        default = canonical_platform(platform) if platform else hint.platform if hint is not None else ""
        used = layout.single.get(Role.PLATFORM)
        if used is None:
            return [default] * len(self._table.rows)
        canonical: dict[str, str] = {}
        for text in set(used.column.texts):
            plain = one_line(text)
            # "x" is the name of a platform here, and a mark for nothing in other columns.
            is_blank = is_blank_word(plain) and not is_platform_name(plain)
            canonical[text] = default if not plain or is_blank else canonical_platform(plain)
        if layout.is_own_format:
            canonical = {text: one_line(text) or default for text in canonical}
        return [canonical[text] for text in used.column.texts]

    def _tell_hint(self, hint: PlatformHint | None, readings: Sequence[Reading]) -> None:
        if hint is None:
            return
        n_hinted = sum(
            handle is not None and handle.platform == hint.platform and handle.url_platform == ""
            for reading in readings
            for handle in reading.handles
            if not reading.presence.platform
        )
        if n_hinted:
            decision = f"{hint.platform} for {counted(n_hinted, 'handle')}"
            self._guesses.add("platform", decision, hint.reason, "--platform NAME")

    def _tell_handles(self, platform: str, handles: Sequence[Handle | None], rescued: Mapping[int, str]) -> None:
        names = [handle.text for handle in handles if handle is not None and not handle.is_profile]
        if names:
            where = f" on {platform}" if platform else ""
            n_names = counted(len(names), "name")
            self._warnings.append(
                f"{n_names} that cannot be a handle{where}, used as written, such as {names[0][:60]!r}"
            )
        if rescued:
            row, text = next(iter(rescued.items()))
            self._warnings.append(
                f"{counted(len(rescued), 'cell')} without a handle; the address in the row is used instead, such as "
                f"{text[:60]!r} on line {self._table.lines[row]}"
            )

    def _keys(self, layout: Layout, entries: Sequence[Entry], merge_same_handle: bool) -> Keys:
        def texts(role: Role) -> list[str] | None:
            used = layout.single.get(role)
            return None if used is None else [one_line(text) for text in used.column.texts]

        return give_keys(
            entries, accounts=texts(Role.ACCOUNT), emails=texts(Role.EMAIL), merge_same_handle=merge_same_handle
        )

    def _require_rows(self) -> None:
        table = self._table
        issues = [too_wide(table.source, len(table.names), line=None)]
        issues.append(too_long(table.source, len(table.rows), max(1, len(table.names))))
        if not table.rows:
            issues.append(
                Issue(
                    Place(table.source),
                    "the table has no rows",
                    "The table needs at least one account",
                    "Add a row for every account that could be asked",
                )
            )
        found = [issue for issue in issues if issue is not None]
        if found:
            raise ScenarioError(found)

    def _require_entries(self, entries: Sequence[Entry], rejections: Mapping[int, Rejection]) -> None:
        if entries:
            return
        counts: dict[str, list[Rejection]] = {}
        for rejection in rejections.values():
            counts.setdefault(rejection.kind, []).append(rejection)
        raise ScenarioError(
            Issue(
                Place(self._table.source, found[0].line),
                f"{found[0].reason} ({counted(len(found), 'row')} like this)",
                "Every row needs an account and its followers, or the clicks of one post",
                "Correct the rows, or name the right columns: --map handle=COLUMN --map followers=COLUMN",
            )
            for found in list(counts.values())[:_MOST_REASONS]
        )

    def _fault_changes(self) -> list[Change]:
        found = []
        for fault in self._table.faults:
            if fault.row is None:
                index = fault.column_index
                column = self._table.names[index] if index is not None and index < len(self._table.names) else ""
                became = fault.found if fault.became is None else fault.became
                found.append(Change(fault.line, column, fault.found, became, fault.reason))
        return found

    def _all_rejections(self, rejections: Mapping[int, Rejection]) -> tuple[Rejection, ...]:
        found = list(rejections.values())
        for fault in self._table.faults:
            if fault.row is not None:
                cells = tuple(text_of_cell(cell) for cell in fault.row)
                found.append(Rejection(fault.line, fault.reason, fault.reason, cells))
        return tuple(sorted(found, key=lambda rejection: rejection.line))

    def _warn_of_sheets(self) -> None:
        others = self._table.other_sheets
        if others:
            shown = ", ".join(repr(name[:40]) for name in others[:5]) + (" …" if len(others) > 5 else "")
            n_others = counted(len(others), "other sheet")
            self._warnings.append(f"{n_others} of the workbook not read: {shown}; to read one of them: --sheet NAME")

    def _warn_of_formulas(self, columns: Mapping[str, Sequence[str]]) -> None:
        n_formulas = sum(is_formula(cell) for cells in columns.values() for cell in cells if cell[:1] in FORMULA_STARTS)
        n_formulas += sum(is_formula(name) for name in columns)
        if n_formulas:
            self._warnings.append(
                f"{counted(n_formulas, 'cell')} in accounts.csv start with = + - or @, as in the source: a "
                "spreadsheet could run them as formulas, so open the file there as text; shortlists are protected"
            )


def _told_apart(
    entries: Sequence[Entry], texts: Sequence[tuple[str, ...]], lines: Sequence[int]
) -> tuple[list[Entry], dict[int, Rejection]]:
    """Handles as they are written: on one line, and each once on a platform."""
    kept: list[Entry] = []
    taken: dict[tuple[str, str], Entry] = {}
    clashes: dict[int, Rejection] = {}
    for entry in entries:
        handle = entry.handle
        platform = one_line(handle.platform)
        text = one_line(handle.text)
        if (platform, text) in taken and handle.address_text:
            text = one_line(handle.address_text)
        before = taken.get((platform, text))
        if not text or before is not None:
            why = f"another account on line {lines[before.row]} is called {text!r} too" if before else "no handle"
            kind = "another account with the same name" if before else "no handle"
            clashes[entry.row] = Rejection(lines[entry.row], kind, why, texts[entry.row])
            continue
        if (platform, text) != (handle.platform, handle.text):
            entry.handle = replace(handle, text=text, platform=platform)
        taken[(platform, text)] = entry
        kept.append(entry)
    # A row stays if one of its handles is left.
    rows = {entry.row for entry in kept}
    return kept, {row: rejection for row, rejection in clashes.items() if row not in rows}


def _counted(rules: Sequence[Rule], columns: Mapping[str, Sequence[str]]) -> tuple[Rule, ...]:
    if len({rule.column for rule in rules}) < len(rules):
        return tuple(rule for rule in rules if rule.column in columns)
    return tuple(
        replace(rule, n_cells=sum(map(bool, columns[rule.column]))) for rule in rules if rule.column in columns
    )


def _rejected_columns(names: Sequence[str], rejections: Sequence[Rejection]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {
        "line": tuple(str(rejection.line) for rejection in rejections),
        "reason": tuple(one_line(rejection.reason) for rejection in rejections),
    }
    width = max([len(names), *(len(rejection.cells) for rejection in rejections)])
    for index in range(width):
        name = one_line(names[index]) if index < len(names) else f"beyond column {len(names)}"
        name = name or f"column {index + 1}"
        found[free_name(name, "{} ({})", found.__contains__)] = tuple(
            replace_halves(rejection.cells[index]) if index < len(rejection.cells) else "" for rejection in rejections
        )
    return found
