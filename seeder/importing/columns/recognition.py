"""Decides which columns of a table hold handles, and which columns belong to each of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from seeder.errors import Issue, Place, ScenarioError
from seeder.figures import listed
from seeder.importing.columns.column_hints import column_hint_of
from seeder.importing.columns.column_roles import ColumnRoles
from seeder.importing.columns.follower_signs import could_be_followers
from seeder.importing.columns.handle_words import holds_handles
from seeder.importing.columns.layout import OWN_COLUMNS, OWN_FORMAT, Layout, Presence, Used
from seeder.importing.columns.mapping import Mapped
from seeder.importing.columns.platform_hints import platforms_named
from seeder.importing.columns.roles import MEASURES, SINGLE, Meaning, Per, Role
from seeder.importing.columns.source_columns import SourceColumn
from seeder.importing.profiles.profiles import read_profile
from seeder.importing.raw_cells import Guess, Guesses
from seeder.spelling import did_you_mean

_CLEARLY = 0.2
_SIZE = r"[^\d]{0,3}\d[\d.,]*\s?[a-z]{0,4}"
_RANGE = re.compile(rf"{_SIZE}\s?(?:-|–|—|to|bis|a|à)\s?{_SIZE}\+?", re.IGNORECASE)


class Recognition:
    """Decides which columns are a handle's, and keeps what it guessed; without a header its line is None.

    Columns that were taken back are only carried along: their roles made no sense of the table.
    """

    def __init__(
        self,
        source: str,
        columns: Sequence[SourceColumn],
        mapped: Sequence[Mapped],
        *,
        header_line: int | None,
        taken_back: Collection[int] = (),
    ) -> None:
        self._source = source
        self._columns = columns
        self._header_line = header_line
        self._mapped = {position: Meaning(Role.CARRY) for position in taken_back}
        self._mapped |= {rule.column: rule.meaning for rule in mapped if rule.column is not None}
        self._nobody = {(rule.meaning.role, rule.meaning.platform) for rule in mapped if rule.column is None}
        self.guesses = Guesses()

    def layout(self) -> Layout:
        """Decide; refuse a table in which nothing can be a handle, or nothing says how many follow."""
        names = tuple(column.name for column in self._columns)
        if names[: len(OWN_FORMAT)] == OWN_FORMAT:
            return self._own_format(names)
        roles = ColumnRoles(self._columns, self._mapped, self._nobody, has_header=self._header_line is not None)
        used = roles.find()
        self.guesses.join(roles.guesses)
        single = {role: self._best(role, used) for role in SINGLE}
        single[Role.NAME] = single[Role.NAME] or next(
            (one for one in used.values() if one.meaning.role is Role.NAME), None
        )
        platforms = self._platforms(used)
        presences = [self._presence(platform, used) for platform in platforms]
        general = self._presence("", used)
        presences = self._share_out(general, presences, used)
        presences = [presence for presence in presences if presence.handles or presence.url or presence.followers]
        self._require(presences, used, roles.refused)
        taken = {position: one.meaning.wording for position, one in used.items()}
        for presence in presences:
            for one in presence.handles:
                if one.meaning.role is not Role.HANDLE:
                    taken[one.column.index] = f"{presence.platform} handle".strip()
        dates, unused = self._dates(used)
        return Layout(
            presences=tuple(presences),
            is_own_format=False,
            single={role: found for role, found in single.items() if found is not None},
            column_hint=column_hint_of(self._columns, used, presences),
            dates=dates,
            unused=unused,
            taken=taken,
        )

    def _dates(self, used: dict[int, Used]) -> tuple[tuple[SourceColumn, ...], tuple[SourceColumn, ...]]:
        """Columns that are called a date, and those that can be one; what the user says of the date ends the search."""
        dates = [one.column for one in self._candidates(Role.DATE, "", used)]
        if any(column.index in self._mapped for column in dates):
            return tuple(dates[:1]), ()
        is_open = (Role.DATE, "") not in self._nobody
        free = (one for one in self._columns if one.index not in used and one.index not in self._mapped)
        return tuple(dates), tuple(free) if is_open else ()

    def _own_format(self, names: Sequence[str]) -> Layout:
        used = {}
        for position, column in enumerate(self._columns):
            if position in self._mapped:
                used[position] = Used(column, self._mapped[position])
            elif names[position] in OWN_COLUMNS:
                per = Per.POST if names[position] in ("clicks", "views", "replies", "mentions") else Per.UNSTATED
                used[position] = Used(column, Meaning(Role(names[position]), per=per))
        by_role = {one.meaning.role: one for one in reversed(used.values())}
        presence = Presence(
            "",
            handles=(by_role[Role.HANDLE],) if Role.HANDLE in by_role else (),
            followers=(by_role[Role.FOLLOWERS],),
            measures=tuple(one for one in used.values() if one.meaning.role in MEASURES),
        )
        single: dict[Role, Used] = {
            role: by_role[role]
            for role in (Role.ACCOUNT, Role.PLATFORM, Role.TOPICS, Role.ACCEPTANCE, Role.EFFORT, Role.TIER)
            if role in by_role
        }
        taken = {position: one.meaning.wording for position, one in used.items()}
        return Layout((presence,), True, single, taken=taken)

    def _platforms(self, used: dict[int, Used]) -> list[str]:
        """Platforms that column names give a handle, an address or followers to, in the columns' order."""
        found: dict[str, None] = {}
        for one in used.values():
            if one.meaning.platform and one.meaning.role in (Role.HANDLE, Role.URL, Role.FOLLOWERS):
                found.setdefault(one.meaning.platform)
        return list(found)

    def _candidates(self, role: Role, platform: str, used: dict[int, Used]) -> list[Used]:
        found = [one for one in used.values() if one.meaning.role is role and one.meaning.platform == platform]
        return sorted(found, key=lambda one: self._order(one, role))

    def _order(self, one: Used, role: Role) -> tuple[object, ...]:
        content = one.column.content
        fitness = content.bare_handle + content.at_handle if role in (Role.HANDLE, Role.NAME) else content.number
        return (
            one.column.index not in self._mapped,
            one.meaning.is_recent,
            one.meaning.n_extra if role is not Role.HANDLE else 0,
            -round(fitness, 1),
            one.column.index,
        )

    def _best(self, role: Role, used: dict[int, Used]) -> Used | None:
        found = self._candidates(role, "", used)
        if len(found) > 1 and role not in (Role.NAME, Role.PRICE, Role.DATE, Role.STATUS):
            others = ", ".join(repr(one.column.name) for one in found[1:])
            self.guesses.add(
                role.value,
                f"from the column {found[0].column.name!r}; {others} copied but not used",
                "it is the first of the columns whose names fit best",
                f'--map {role.value}="COLUMN"',
            )
        return found[0] if found else None

    def _presence(self, platform: str, used: dict[int, Used]) -> Presence:
        handles = self._candidates(Role.HANDLE, platform, used)
        urls = self._candidates(Role.URL, platform, used)
        names = self._candidates(Role.NAME, platform, used)
        if not platform:
            # Beside addresses a name that is written as handles are says whose they should be.
            names = [one for one in names if urls and not handles and holds_handles(one.column)]
        if not handles and names and (not urls or not platform):
            handles = names[:1]
            self.guesses.add(
                f"column {names[0].column.name!r}",
                f"used as the handle{f' on {platform}' if platform else ''}",
                f"no other column has handles{' there' if platform else ''}",
                f'--map "{f"{platform} handle".strip()}=COLUMN"',
                column=names[0].column.name,
            )
        elif handles and names and not urls and _looks_better(names[0], handles[0]):
            handles = [names[0], *handles]
        if len(handles) > 1:
            shown = ", ".join(repr(one.column.name) for one in handles[1:])
            self.guesses.add(
                f"{platform or 'the'} handle".strip(),
                f"from the column {handles[0].column.name!r}; {shown} copied but not used",
                "it is the first of the columns whose cells look most like handles",
                f'--map "{(platform + " handle").strip()}=COLUMN"',
            )
        measures = [one for one in used.values() if one.meaning.role in MEASURES and one.meaning.platform == platform]
        return Presence(
            platform,
            handles=tuple(handles[:1]),
            url=urls[0] if urls else None,
            followers=tuple(self._candidates(Role.FOLLOWERS, platform, used)),
            measures=tuple(sorted(measures, key=lambda one: self._order(one, Role.FOLLOWERS))),
        )

    def _share_out(self, general: Presence, presences: list[Presence], used: dict[int, Used]) -> list[Presence]:
        """Decide whose the columns are that name no platform."""
        if general.url is not None and not general.handles:
            presences = self._with_names(general, presences, used)
        if general.url is not None and not general.handles and any(presence.handles for presence in presences):
            presences = self._with_address(general.url, presences)
            general = replace(general, url=None)
        has_names = bool(general.handles or general.url)
        if not presences:
            return [general if has_names else self._named(general, used)]
        with_names = [presence for presence in presences if presence.handles or presence.url]
        if len(presences) == 1 and _is_same_account(general, presences[0]):
            return [self._joined(general, presences[0])]
        if has_names:
            # Columns such as "Instagram followers" without a handle of their own are of the row's one handle.
            own = [
                presence if presence.handles or presence.url else replace(presence, handles=general.handles, url=None)
                for presence in presences
            ]
            if not general.followers:
                kept = [presence for presence in own if presence.followers] or own
                if general.measures and len(kept) == 1:
                    kept = [replace(kept[0], measures=(*kept[0].measures, *general.measures))]
                return kept
            left = [presence for presence in own if not presence.followers]
            if left:
                shown = ", ".join(sorted(presence.platform for presence in left))
                self.guesses.add(
                    f"handles on {shown}",
                    "copied, but not used as accounts",
                    f"no column has followers there; {general.followers[0].column.name!r} belongs to "
                    f"the handle in {(general.handles or (general.url,))[0].column.name!r}",  # type: ignore[union-attr]
                    f'--map "{left[0].platform} followers=COLUMN"',
                )
            return [general, *(presence for presence in own if presence.followers)]
        if not with_names:
            named = self._named(general, used)
            return [replace(presence, handles=named.handles, url=named.url) for presence in presences]
        if not (general.followers or general.measures):
            return presences
        if len(presences) == 1:
            only = presences[0]
            return [
                replace(
                    only, followers=only.followers or general.followers, measures=(*only.measures, *general.measures)
                )
            ]
        if any(presence.followers for presence in presences):
            return presences
        name = (general.followers or general.measures)[0].column.name
        self.guesses.add(
            f"column {name!r}",
            "used for the handle on the row's platform, or else for the first handle; the other handles are only "
            "copied",
            "rows have several handles, and the column names no platform",
            f'--map "{presences[0].platform} followers={name}"',
        )
        return [
            replace(presence, followers=general.followers, measures=general.measures, is_shared=True)
            for presence in presences
        ]

    def _with_names(self, general: Presence, presences: list[Presence], used: dict[int, Used]) -> list[Presence]:
        """Let names identify followers by platform if no column has handles: one address is of one platform only."""
        if not presences or any(presence.handles or presence.url for presence in presences):
            return presences
        named = self._named(replace(general, url=None), used)
        return [replace(presence, handles=named.handles) for presence in presences]

    def _with_address(self, url: Used, presences: list[Presence]) -> list[Presence]:
        """Give a column of addresses, which names no platform, to the handles beside it that it can be of."""
        counts = _platforms_of(url.column)
        named = [presence for presence in presences if presence.handles]
        best = named[0] if len(named) == 1 else max(presences, key=lambda one: counts[one.platform])
        if best.url is None and (len(named) == 1 or 2 * counts[best.platform] > counts.total()):
            return [replace(one, url=url) if one is best else one for one in presences]
        self.guesses.add(
            f"column {url.column.name!r}",
            "copied but not used as url",
            "rows have several handles, and it is not certain to which of them the addresses belong",
            f'--map "{named[0].platform} url={url.column.name}"',
            is_doubtful=True,
        )
        return presences

    def _joined(self, general: Presence, only: Presence) -> Presence:
        """One account that two columns name: ``Youtube channel`` and ``youtuber name``."""
        best, other = only.handles[0], general.handles[0]
        if _looks_better(other, best):
            best, other = other, best
        self.guesses.add(
            f"{only.platform} handle",
            f"from the column {best.column.name!r}; {other.column.name!r} copied but not used",
            "both columns name the account, and the first has cells that look more like handles, or a name that "
            "fits better",
            f'--map "{only.platform} handle={other.column.name}"',
        )
        return replace(
            only,
            handles=(best,),
            url=only.url or general.url,
            followers=only.followers or general.followers,
            measures=(*only.measures, *general.measures),
        )

    def _named(self, general: Presence, used: dict[int, Used]) -> Presence:
        """If no column holds a handle, use the account's key or the name."""
        for role in (Role.ACCOUNT, Role.NAME):
            found = [one for one in used.values() if one.meaning.role is role]
            found.sort(
                key=lambda one: (
                    one.column.index not in self._mapped,
                    -round(one.column.content.username, 1),
                    -round(one.column.content.unique, 1),
                    one.column.index,
                )
            )
            if found:
                self.guesses.add(
                    "handle",
                    f"from the column {found[0].column.name!r}",
                    "no column has handles or profile addresses",
                    '--map handle="COLUMN"',
                    column=found[0].column.name,
                )
                return replace(general, handles=(found[0],))
        return general

    def _require(self, presences: Sequence[Presence], used: dict[int, Used], refused: Sequence[Used]) -> None:
        issues = []
        place = Place(self._source, self._header_line)
        names = [column.name for column in self._columns]
        shown = ", ".join(repr(name) for name in names[:20]) + (" …" if len(names) > 20 else "")
        if not any(presence.handles or presence.url for presence in presences):
            issues.append(
                Issue(
                    place,
                    f"no column has handles, names or profile addresses; the columns are {shown}",
                    "Every account needs a handle or a name",
                    'Name the right column: --map handle="COLUMN"',
                )
            )
        has_clicks = any(one.meaning.role is Role.CLICKS for one in used.values())
        unread = next((one.column for one in refused if one.meaning.role is Role.FOLLOWERS), None)
        if not any(presence.followers for presence in presences) and not has_clicks and unread is not None:
            issues.append(_unread_followers(place, unread))
        elif not any(presence.followers for presence in presences):
            self._tell_missing_followers(used)
        if issues:
            raise ScenarioError(issues)

    def _tell_missing_followers(self, used: dict[int, Used]) -> None:
        """Say that followers stay blank, what that rules out, and how to name their column."""
        numeric = [column.name for column in self._columns if column.content.number > 0.5 and column.index not in used]
        likely = could_be_followers(column for column in self._columns if column.name in numeric)
        found = [*likely, *numeric] if likely or len(numeric) == 1 else ["COLUMN"]
        guess = did_you_mean("followers", numeric) or found[0]
        roles = {one.meaning.role for one in used.values()}
        signs = [role.value for role in (Role.VIEWS, Role.TIER) if role in roles]
        overlap = "overlapping audiences cannot be described"
        if Role.CLICKS in roles and not signs:
            left = f"the clicks are used as they are, and {overlap}"
        elif signs:
            left = f"sizes are assumed from the {' and the '.join(signs)}, and {overlap}"
        else:
            left = "no plan can be made before you write followers, clicks, views or a tier into accounts.csv"
        offer = f"; the numbers in {listed([*map(repr, likely)])} could be them" if likely else ""
        reason = f"no column has the followers of an account{offer}; {left}"
        self.guesses.join([Guess("followers", "left blank", reason, f'--map followers="{guess}"', is_doubtful=True)])


def _unread_followers(place: Place, column: SourceColumn) -> Issue:
    """What to do with a column of followers that has no numbers."""
    text = next((text.strip() for text in column.texts if text.strip()), "")
    what, way_out = "no numbers", 'Write one number into each cell, or name another column: --map followers="COLUMN"'
    if text.startswith("="):
        what = "formulas whose values are not stored in the file"
        way_out = "Open the workbook in a spreadsheet program, save it there, and import it again"
    elif _RANGE.fullmatch(text):
        what = "ranges, not numbers"
        way_out = "Write one number into each cell, such as the middle of its range"
    return Issue(
        Place(place.file, place.line, column.name),
        f"the column has {what}, such as {text[:60]!r}",
        "Followers are one number for each account",
        way_out,
    )


def _platforms_of(column: SourceColumn) -> Counter[str]:
    """How many of the first addresses are on each platform."""
    profiles = (read_profile(text) for text in column.texts[:500] if text.strip())
    return Counter(profile.platform for profile in profiles if profile is not None and profile.platform)


def _is_same_account(general: Presence, only: Presence) -> bool:
    """Whether a column of handles that names no platform is by its name on the only one that another names."""
    return bool(
        general.handles
        and only.handles
        and not only.followers
        and platforms_named(general.handles[0].column.header) == {only.platform}
    )


def _looks_better(name: Used, handle: Used) -> bool:
    """Whether a column called a name holds handles, and one called a handle holds names."""
    return name.column.content.bare_handle >= handle.column.content.bare_handle + _CLEARLY
