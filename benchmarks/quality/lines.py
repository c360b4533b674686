"""The table's lines: one a case and seed, one a case, and one for a bar that only a mean can reach."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.quality.bar import Bar, Measured

HEADER = (
    f"{'case':<46} {'seed':>4} {'seconds':>8} {'built':>6} {'search':>7} {'value':>12} {'upper':>12} {'certified':>12} "
    f"{'gap':>8} {'cert.gap':>8} {'greedy+':>8} {'ratio+':>8} {'picks':>5} {'MiB':>6}  {'status':<14} bar"
)


def line_of(name: str, seed: int, measured: Measured | str, bar: Bar) -> str:
    """One case with one seed."""
    if isinstance(measured, str):
        return f"{name:<46} {seed:>4}  not measured: {measured}"
    return (
        f"{name:<46} {seed:>4} {measured.seconds:>8.2f} {measured.built:>6.2f} {_seconds(measured.search):>7} "
        f"{_number(measured.value):>12} {_number(measured.upper):>12} {_number(measured.certified):>12} "
        f"{_gap(measured.gap):>8} {_gap(measured.certified_gap):>8} {_percent(measured.above_greedy):>8} "
        f"{_percent(measured.above_ratio):>8} "
        f"{measured.n_picks:>5} {measured.peak:>6.0f}  {measured.status:<14} {_verdict(measured, bar)}"
    )


def summary_of(name: str, found: Sequence[Measured | str], bar: Bar) -> str:
    """All seeds of one case: the mean, and behind a stroke the worst, of seconds, gaps and how far above greedy."""
    kept = [measured for measured in found if not isinstance(measured, str)]
    seconds = [measured.seconds for measured in kept]
    gaps = [measured.gap for measured in kept if measured.gap is not None]
    certified = [measured.certified_gap for measured in kept if measured.certified_gap is not None]
    above = [measured.above_greedy for measured in kept if measured.above_greedy is not None]
    ratio = [measured.above_ratio for measured in kept if measured.above_ratio is not None]
    n_met = sum(not bar.shortfalls(measured) for measured in kept)
    met = "met" if bar.mean_above_ratio is None else "by the mean"
    return (
        f"{name:<46}  all seconds {_pair(seconds, '.2f', max)}  gap {_pair(gaps, '.1e', max)}  "
        f"certified gap {_pair(certified, '.1e', max)}  above greedy {_pair(above, '+.2%', min)}, ratio greedy "
        f"{_pair(ratio, '+.2%', min)}  "
        f"{met if n_met == len(found) else 'missed'} ({n_met} of {len(found)})"
    )


def mean_line_of(found: Sequence[Measured | str], least: float) -> str:
    """How far above ratio greedy the plans of several cases are on average; a run without a plan counts as a miss."""
    above = [None if isinstance(measured, str) else measured.above_ratio for measured in found]
    known = [figure for figure in above if figure is not None]
    is_met = len(known) == len(above) > 0 and sum(known) / len(known) >= least
    return (
        f"{f'mean above ratio greedy, at least {least:g}':<46}  all above ratio greedy {_pair(known, '+.2%', min)} "
        f"of {len(above)}  {'met' if is_met else 'missed'}"
    )


def _verdict(measured: Measured, bar: Bar) -> str:
    shortfalls = bar.shortfalls(measured)
    if shortfalls:
        return "missed: " + ", ".join(shortfalls)
    return "met" if bar.mean_above_ratio is None else "by the mean"


def _number(number: float | None) -> str:
    return "-" if number is None else f"{number:.8g}"


def _seconds(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f}"


def _gap(gap: float | None) -> str:
    return "-" if gap is None else f"{gap:.1e}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:+.2%}"


def _pair(figures: Sequence[float], form: str, worst: object) -> str:
    if not figures:
        return "-"
    far = max(figures) if worst is max else min(figures)
    return f"{sum(figures) / len(figures):{form}} | {far:{form}}"
