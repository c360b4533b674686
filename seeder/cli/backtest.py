"""``seeder backtest``: test the predictions on evidence held back."""

from __future__ import annotations

from pathlib import Path

import click

from seeder.cli.arguments.scenario_argument import scenario_argument
from seeder.cli.arguments.settings import parse_settings, set_option
from seeder.cli.arguments.verbose import verbose_option
from seeder.cli.console.documents import print_document
from seeder.cli.console.exit_code import ExitCode
from seeder.cli.console.lines import print_line


@click.command(short_help="Test the predictions on data held back.")
@scenario_argument
@set_option
@click.option(
    "--exposure",
    type=click.Choice(["post", "impressions"]),
    default="post",
    show_default=True,
    help="Predict clicks per post or per impression.",
)
@click.option(
    "--thin",
    type=click.FloatRange(min=0, max=1, min_open=True, max_open=True),
    metavar="SHARE",
    help="Also draw this share of each post's clicks at random, and predict the others from them.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Seed of all random choices: the same seed holds back the same evidence.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
@click.option("--no-color", is_flag=True, help="Print without colour, as with NO_COLOR.")
@verbose_option
def backtest(
    scenario: Path,
    assignments: tuple[str, ...],
    exposure: str,
    thin: float | None,
    seed: int,
    as_json: bool,
    no_color: bool,
) -> int:
    """Test the predictions for SCENARIO: hold back part of the evidence, and predict it from the rest.

    One test holds back the later posts of each account; another test holds back all posts of some accounts. For
    comparison, three simpler methods make the same predictions: the raw rate of each account, the mean of all accounts,
    and a curve that depends on followers only. The exit code is 3 if there is no evidence.

    \b
    seeder backtest my-launch
    seeder backtest my-launch --exposure impressions --thin 0.5
    """  # noqa: D301
    settings = parse_settings(budgets=(), assignments=assignments, objective=None)
    from seeder.cli.console.issues import print_notes
    from seeder.cli.texts.backtest_text import print_backtest
    from seeder.errors import ProblemError
    from seeder.rates.backtests.hidden_evidence import Exposure
    from seeder.rates.backtests.hidden_evidence import backtest as test
    from seeder.scenario import read_scenario
    from seeder.text import for_terminal

    read = read_scenario(scenario, settings=settings)
    print_notes(read.notes)
    try:
        report = test(read, exposure=Exposure(exposure), thinned=thin, seed=seed)
    except ProblemError as error:
        print_line(for_terminal(f"{read.name}: {error}."), err=True)
        print_line("    way out: name tables of posts or asks under 'evidence' in the scenario", err=True)
        return ExitCode.REFUSED
    if as_json:
        print_document(report.to_document())
        return ExitCode.DONE
    print_backtest(report, no_color=no_color)
    return ExitCode.DONE
