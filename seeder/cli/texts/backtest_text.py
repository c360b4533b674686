"""The result of a backtest, in lines for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seeder.cli.console.lines import write_line
from seeder.cli.texts.tables import plain_table
from seeder.figures import counted, number, percent
from seeder.terminal import terminal

if TYPE_CHECKING:
    from seeder.rates.backtests.hidden_evidence import BacktestReport

_HIDDEN = {"conversions": "click", "acceptance": "ask"}
"""What was predicted → what of it is hidden, if not posts."""
_MAIN = 0.8
"""Level of the ranges that are spoken of first."""


def print_backtest(report: BacktestReport, *, no_color: bool) -> None:
    """Print how well each way predicted, and how many outcomes our ranges contained."""
    out = terminal(no_color=no_color)
    for what, hidden, score in report.rows():
        write_line(
            out,
            f"{what}: {hidden} held back ({counted(score.n_hidden, _HIDDEN.get(what, 'post'))} of "
            f"{counted(score.n_accounts, 'account')})",
            style="bold",
        )
        rows = [
            (predictor.value, number(errors.squared_root), number(errors.deviance), number(errors.absolute))
            for predictor, errors in score.errors.items()
        ]
        out.print(plain_table(["predicted by", "√ error", "deviance", "mean error"], rows, left=[0]))
        held = {level: percent(share) for level, share in score.coverage.items()}
        others = "; ".join(f"{percent(level)}: {share}" for level, share in held.items() if level != _MAIN)
        write_line(out, f"Our {percent(_MAIN)} ranges contained {held[_MAIN]} of the outcomes ({others}).")
        out.print()
    write_line(out, "Smaller errors are better.")
    write_line(
        out,
        "For statisticians: the outcomes held back are summed for each account, and errors are means over accounts. √ "
        "error: squared difference of the square roots. Deviance: Poisson deviance. Mean error: absolute difference.",
    )
