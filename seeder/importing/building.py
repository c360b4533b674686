"""Imports a table: reads the file, finds its columns and rows, and returns the scenario with a report of each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from seeder.argument_kinds import in_words, require_kind, require_path
from seeder.engine.table import too_long, too_wide
from seeder.errors import ArgumentError, Issue, Place, ProblemError, ScenarioError
from seeder.figures import counted
from seeder.importing.asked_before import left_out_of
from seeder.importing.claims import Claims
from seeder.importing.columns.combined_sheets import alike, combine
from seeder.importing.columns.headers import HeadedTable, find_header, no_rows_but_long_ones
from seeder.importing.columns.layout import OWN_FORMAT, Layout
from seeder.importing.columns.mapping import Mapped, read_mapping
from seeder.importing.columns.recognition import Recognition
from seeder.importing.columns.roles import Role
from seeder.importing.columns.source_columns import columns_of, text_of_cell
from seeder.importing.columns.vocabulary import language_of
from seeder.importing.fee_choice import fees_of, paid_fees, price_choices, prices_of, unpaid_fees
from seeder.importing.files.raw_tables import read_sheets
from seeder.importing.judging.judging import judge
from seeder.importing.numbers.number_cells import NumberStyle
from seeder.importing.output.column_descriptions import tell_columns
from seeder.importing.output.scenario_text import write_scenario_text
from seeder.importing.paused_collector import paused_collector
from seeder.importing.raw_cells import Guess, Guesses
from seeder.importing.report import Cause, Change, Imported, ImportReport, Reason, Rejection, Rule
from seeder.importing.rows.account_keys import Keys, give_keys
from seeder.importing.rows.draft import Draft
from seeder.importing.rows.entries import Entry
from seeder.importing.rows.row_names import who_is
from seeder.importing.rows.written_rows import RowWriter
from seeder.importing.scenario_claims import claims_of_import
from seeder.importing.table_warnings import formula_warnings, table_warnings
from seeder.importing.written_cells import free_name, one_line, replace_halves

_MOST_REASONS = 5


def import_table(
    path: str | Path,
    *,
    sheet: str | Sequence[str] | None = None,
    all_sheets: bool = False,
    mapping: Mapping[str, str] | Sequence[tuple[str, str]] = (),
    platform: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    has_header: bool | None = None,
    merge_same_handle: bool = False,
    fee: str | None = None,
    name: str | None = None,
) -> Imported:
    """Turn any table of accounts into a scenario.

    No row and no cell is lost: what is not in the accounts is among the rejected rows or in the report's changes.

    Parameters
    ----------
    path
        A CSV, TSV, XLSX or Parquet file.
    sheet
        Sheet of a workbook, or several that are read as one table; by default the one with the most cells.
    all_sheets
        Whether all visible sheets with the same kind of columns are read as one table.
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
    fee
        Which price of the table an account that says yes is paid: ``per_post``, ``per_story`` and the like, or the
        header of its column; by default prices are written down, and the scenario says how to count them.
    name
        What the scenario is called; by default as the file.

    Raises
    ------
    ScenarioError
        Where the file cannot be read, or no column holds handles or followers, or no row can be used.
    MappingError
        Where the mapping names a role or a column that does not exist.
    ArgumentError
        Where an argument is of another kind.
    ProblemError
        Where the decimal mark is neither a point nor a comma.

    Examples
    --------
    >>> imported = import_table("influencers.xlsx", platform="instagram")  # doctest: +SKIP
    >>> write_import(imported, "my-launch")  # doctest: +SKIP
    """
    require_path("path", path)
    path = Path(path)
    if not (decimal is None or (isinstance(decimal, str) and decimal in (".", ","))):
        raise ProblemError(f"decimal: expected '.' or ',', found {in_words(decimal)}")
    if not (sheet is None or (isinstance(sheet, Sequence) and all(isinstance(name, str) for name in sheet))):
        raise ArgumentError(f"sheet: expected the name of a sheet, or a list of names, found {in_words(sheet)}")
    texts = {"platform": platform, "encoding": encoding, "delimiter": delimiter, "fee": fee, "name": name}
    for argument, text in texts.items():
        if text is not None:
            require_kind(argument, text, str)
    require_kind("all_sheets", all_sheets, bool)
    require_kind("merge_same_handle", merge_same_handle, bool)
    if has_header is not None:
        require_kind("has_header", has_header, bool)
    pairs = list(mapping.items()) if isinstance(mapping, Mapping) else mapping
    if not isinstance(pairs, list | tuple) or not all(_is_pair(pair) for pair in pairs):
        example = "{'Instagram': 'handle'}"
        raise ArgumentError(f"mapping: expected names of columns and their roles, such as {example}")
    style = None if decimal is None else NumberStyle(decimal)
    with paused_collector():
        table = _table(path, sheet, all_sheets, encoding=encoding, delimiter=delimiter, has_header=has_header)
        return _Import(table, path.name, style).build(
            mapping=mapping,
            platform=platform,
            merge_same_handle=merge_same_handle,
            fee=fee,
            name=name or path.stem,
        )


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(part, str) for part in pair)


def _table(
    path: Path,
    sheet: str | Sequence[str] | None,
    all_sheets: bool,
    *,
    encoding: str | None,
    delimiter: str | None,
    has_header: bool | None,
) -> HeadedTable:
    """The table of a file, or of several sheets of a workbook."""
    names = [] if sheet is None else [sheet] if isinstance(sheet, str) else list(dict.fromkeys(sheet))
    tables = []
    for raw in read_sheets(path, sheets=names, all_sheets=all_sheets, encoding=encoding, delimiter=delimiter):
        is_own = has_header is None and raw.rows and tuple(map(text_of_cell, raw.rows[0][:4])) == OWN_FORMAT
        tables.append(find_header(raw, has_header=True if is_own else has_header))
    kept = alike(tables) if all_sheets else tables
    return kept[0] if len(kept) == 1 else combine(kept, str(path))


class _Import:
    """One import, step by step."""

    def __init__(self, table: HeadedTable, file: str, style: NumberStyle | None) -> None:
        self._table = table
        self._file = file
        self._columns = columns_of(table)
        self._style = style
        self._warnings: list[str] = []

    def build(
        self,
        *,
        mapping: Mapping[str, str] | Sequence[tuple[str, str]],
        platform: str | None,
        merge_same_handle: bool,
        fee: str | None,
        name: str,
    ) -> Imported:
        table = self._table
        self._require_rows()
        draft = self._draft(read_mapping(mapping, table.names), platform)
        entries, clashes = _told_apart(draft.found.entries, draft.texts, table.lines)
        rejections = {**draft.found.rejections, **clashes}
        self._require_entries(entries, rejections)
        keys = self._keys(draft.layout, entries, merge_same_handle)
        fees, layout = fees_of(draft, table, self._columns, wanted=fee, warnings=self._warnings)
        writer = RowWriter(layout, draft.readings, self._columns, table.lines, draft.read_numbers, fees=fees)
        columns = writer.write(entries, keys.keys)
        changes = [*self._fault_changes(), *draft.found.changes, *writer.changes]
        all_rejections = self._all_rejections(rejections, draft.layout)
        draft.guesses.join(keys.guesses)
        self._warnings += [*table_warnings(table, self._columns), *formula_warnings(columns)]
        left_out = left_out_of(self._columns, layout, entries, keys.keys, writer.written_to, warnings=self._warnings)
        prices = price_choices(self._columns, draft)
        paid = None if fee is None else paid_fees(fees, columns, left_out)
        claims = Claims(left_out, paid, unpaid_fees(prices, columns) if fee is None else None)
        stories = tell_columns(self._columns, layout, writer.written_to, draft.told)
        report = ImportReport(
            source=self._file,
            sheet=table.sheet or None,
            n_rows=len(table.rows) + len(all_rejections) - len(rejections),
            n_accounts=len(set(keys.keys)),
            n_handles=len(entries),
            columns=stories,
            rules=_counted(draft.rules, columns),
            guesses=tuple(draft.guesses),
            changes=tuple(changes),
            rejections=all_rejections,
            prices=prices,
            warnings=(*keys.told, *draft.warnings, *writer.warnings, *self._warnings, *claims_of_import(claims)),
        )
        shown_name = one_line(name) or "Imported accounts"
        return Imported(
            name=shown_name,
            columns={column: tuple(cells) for column, cells in columns.items()},
            scenario=write_scenario_text(
                shown_name, self._file, left_out=left_out, prices=prices_of(fees, columns), pays_fees=fee is not None
            ),
            rejected=_rejected_columns(table.names, all_rejections),
            report=report,
            claims=claims,
        )

    def _draft(self, mapped: Sequence[Mapped], platform: str | None) -> Draft:
        """Propose roles, read the table by them, and take back what makes no sense of it, until all roles hold."""
        table = self._table
        header_line = table.header_lines[0] if table.header_lines else None
        language = language_of(table.original_names)
        said = frozenset(rule.column for rule in mapped if rule.column is not None)
        taken_back: dict[int, Guess] = {}
        while True:
            recognition = Recognition(
                table.source, self._columns, mapped, header_line=header_line, taken_back=taken_back
            )
            draft = Draft(
                table,
                self._columns,
                recognition.layout(),
                file=self._file,
                style=self._style,
                language=language,
                platform=platform,
                settled=said | taken_back.keys(),
            )
            found = {index: guess for index, guess in judge(draft).items() if index not in said | taken_back.keys()}
            if not found:
                draft.guesses = Guesses.of(table.guesses, recognition.guesses, taken_back.values(), draft.guesses)
                return draft
            taken_back.update(found)

    def _keys(self, layout: Layout, entries: Sequence[Entry], merge_same_handle: bool) -> Keys:
        def texts(role: Role) -> list[str] | None:
            used = layout.single.get(role)
            return None if used is None else [one_line(text) for text in used.column.texts]

        return give_keys(
            entries,
            accounts=texts(Role.ACCOUNT),
            emails=texts(Role.EMAIL),
            names=texts(Role.NAME),
            merge_same_handle=merge_same_handle,
        )

    def _require_rows(self) -> None:
        table = self._table
        issues = [too_wide(table.source, len(table.names), line=None)]
        issues.append(too_long(table.source, len(table.rows), max(1, len(table.names))))
        issues.append(no_rows_but_long_ones(table))
        if not table.rows and issues[-1] is None:
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

    def _all_rejections(self, rejections: Mapping[int, Rejection], layout: Layout) -> tuple[Rejection, ...]:
        """All rows that are left out, by line, each with what it is known by."""
        sheets = self._table.sheets_of_rows
        found = [
            replace(rejection, sheet=sheets[row]) if sheets else rejection for row, rejection in rejections.items()
        ]
        for fault in self._table.faults:
            if fault.row is not None:
                cells = tuple(text_of_cell(cell) for cell in fault.row)
                found.append(Rejection(fault.line, Reason(Cause.UNREADABLE, fault.reason), cells))
        named = (replace(rejection, who=who_is(rejection.cells, layout)) for rejection in found)
        return tuple(sorted(named, key=lambda rejection: rejection.line))


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
            why = (
                f"another account, on line {lines[before.row]}, has the same name, {text!r}" if before else "no handle"
            )
            cause = Cause.SAME_NAME if before else Cause.NO_HANDLE
            clashes[entry.row] = Rejection(lines[entry.row], Reason(cause, why), texts[entry.row])
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
