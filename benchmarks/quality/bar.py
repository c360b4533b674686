"""What a case must reach, and what was measured of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """One case with one seed, solved.

    Parameters
    ----------
    seconds
        Of the whole process from its start to its end, without ``built`` [s].
    built
        Making the problem, and ratio greedy beside it [s]; 0 where it is read from files, as reading counts.
    search
        Seconds of the search alone; None where the case comes from files [s].
    value
        Of the plan; None where none was found.
    upper, certified
        Best known bound, and the one that anyone can recompute.
    greedy
        Value of the best of seeder's own greedy selections.
    ratio_greedy
        Value of greedy by value per effort alone; None where the case comes from files.
    n_picks
        How many options were chosen.
    status
        Why the search ended, in lower case.
    peak
        Most memory of the process or of one of its children [MiB].
    """

    seconds: float
    built: float
    search: float | None
    value: float | None
    upper: float | None
    certified: float | None
    greedy: float | None
    ratio_greedy: float | None
    n_picks: int
    status: str
    peak: float

    @property
    def gap(self) -> float | None:
        """(upper − value) / upper; None without both."""
        return _gap(self.value, self.upper)

    @property
    def certified_gap(self) -> float | None:
        """(certified − value) / certified; None without both."""
        return _gap(self.value, self.certified)

    @property
    def above_greedy(self) -> float | None:
        """Value / greedy − 1; None without both."""
        return _above(self.value, self.greedy)

    @property
    def above_ratio(self) -> float | None:
        """Value / ratio_greedy − 1; None without both."""
        return _above(self.value, self.ratio_greedy)


@dataclass(frozen=True, slots=True)
class Bar:
    """What to reach, each where it is given.

    Parameters
    ----------
    seconds
        Longest whole process, building left out [s].
    gap
        Largest gap to the best known bound.
    certified_gap
        Largest gap to the certified bound.
    mean_above_ratio
        How far above ratio greedy the plans must be on average over all cases and seeds with this bar.
    """

    seconds: float
    gap: float | None = None
    certified_gap: float | None = None
    mean_above_ratio: float | None = None

    def shortfalls(self, measured: Measured) -> tuple[str, ...]:
        """What one run misses of the bar, in words; what only a mean can miss is left out."""
        found = []
        if measured.value is None:
            found.append("no plan")
        if measured.seconds > self.seconds:
            found.append(f"over {self.seconds:g} s")
        for name, gap, most in (
            ("gap", measured.gap, self.gap),
            ("certified gap", measured.certified_gap, self.certified_gap),
        ):
            if most is not None and gap is not None and gap > most:
                found.append(f"{name} over {most:g}")
        return tuple(found)


def _above(value: float | None, other: float | None) -> float | None:
    return None if value is None or not other else value / other - 1


def _gap(value: float | None, bound: float | None) -> float | None:
    if value is None or bound is None:
        return None
    return 0.0 if bound == 0 else (bound - value) / bound
