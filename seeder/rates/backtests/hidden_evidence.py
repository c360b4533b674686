"""Backtest a scenario: run the test for each kind of its evidence, and report all scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from seeder.argument_kinds import in_words, require_kind
from seeder.brief_repr import brief_repr
from seeder.errors import ArgumentError, ProblemError
from seeder.problem.arrays import FloatArray, real_number, whole_number
from seeder.rates.backtests.backtesting import Backtest, Predictor, Score, Split, backtest_counts, score_counts, thin
from seeder.rates.backtests.share_backtesting import backtest_shares
from seeder.rates.counts.counts import CountPrior, PostCounts
from seeder.rates.estimation import base_acceptance
from seeder.rates.grouping import sum_by
from seeder.rates.measured import VIEW_PRIOR, Handles, count_covariates, view_offset
from seeder.rates.share_slope import sloped_shares
from seeder.rates.shares import trials_of
from seeder.rates.signals import signal_factors
from seeder.scenario import Scenario
from seeder.scenario.defaults import RateKind, load_defaults
from seeder.scenario.evidence.posts import Posts
from seeder.scenario.tables.frames import frame_of

if TYPE_CHECKING:
    import pandas as pd

_FEWEST = 2
"""Posts, or handles with them, below which nothing can be hidden."""


class Exposure(Enum):
    """What clicks are in proportion to: posts, or the impressions of a post."""

    POST = "post"
    IMPRESSIONS = "impressions"


@dataclass(frozen=True, slots=True)
class BacktestReport:
    """The results of backtests, one for each kind of evidence.

    Parameters
    ----------
    tests
        What was predicted → its backtest: ``clicks``, ``views``, ``conversions``, ``acceptance``.
    seed
        Of what is hidden if there are no dates, and of draws.
    """

    __repr__ = brief_repr

    tests: Mapping[str, Backtest]
    seed: int

    def rows(self) -> Iterator[tuple[str, str, Score]]:
        """What was predicted, what was hidden, and the score."""
        for what, test in self.tests.items():
            for split, score in test.scores.items():
                yield what, split.value, score

    def to_document(self) -> dict[str, Any]:
        """Return all scores as plain data."""
        return {
            "schema_version": 1,
            "seed": self.seed,
            "tests": [
                {
                    "predicted": what,
                    "hidden": hidden,
                    "accounts": score.n_accounts,
                    "hidden_count": score.n_hidden,
                    "errors": {predictor.value: asdict(errors) for predictor, errors in score.errors.items()},
                    "coverage": {f"{level:g}": share for level, share in score.coverage.items()},
                }
                for what, hidden, score in self.rows()
            ],
        }

    def to_frame(self) -> pd.DataFrame:
        """One row per prediction, split and predictor, with its errors and the model's coverage."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "predicted": what,
                    "hidden": hidden,
                    "predictor": predictor.value,
                    **asdict(errors),
                    **{
                        f"coverage_{level:g}": share if predictor is Predictor.MODEL else None
                        for level, share in score.coverage.items()
                    },
                    "accounts": score.n_accounts,
                    "hidden_count": score.n_hidden,
                }
                for what, hidden, score in self.rows()
                for predictor, errors in score.errors.items()
            ]
        )


def backtest(
    scenario: Scenario, *, exposure: Exposure = Exposure.POST, thinned: float | None = None, seed: int = 0
) -> BacktestReport:
    """Hide a part of a scenario's evidence, predict it from the rest, and compare the errors with simpler rules.

    The later third of each account's posts, and all posts of a fifth of the accounts, are hidden in turn; of clicks and
    asks of which only sums are known, a third, drawn at random.

    Parameters
    ----------
    exposure
        What clicks are in proportion to: with impressions, a post's impressions are taken as known.
    thinned
        Share of each post's clicks and impressions that is seen, the rest hidden, as a third way: for tables with one
        post an account. None: not done.
    seed
        Of what is hidden if there are no dates, and of draws.

    Raises
    ------
    ProblemError
        Where the scenario has no evidence, or too little of it to hide any; or an argument is of another kind.
    """
    require_kind("scenario", scenario, Scenario)
    seed = whole_number("seed", seed, low=0)
    if not isinstance(exposure, Exposure):
        raise ProblemError(f"exposure: expected one of {', '.join(map(str, Exposure))}; found {in_words(exposure)}")
    if thinned is not None and not 0 < real_number("thinned", thinned) < 1:
        raise ProblemError(f"thinned: expected a share above 0 and below 1, found {thinned}")
    accounts, evidence = scenario.accounts, scenario.evidence
    posts, asks = evidence.posts, evidence.asks
    if posts is None and asks is None:
        raise ProblemError("there is no evidence to hold back: the scenario names no posts, clicks or asks")
    tests: dict[str, Backtest] = {}
    if posts is not None:
        handles = Handles.of(accounts.followers, accounts.platform, scenario.document.tiers.cut_offs)
        offset = np.zeros(accounts.n_rows)
        if evidence.signals is not None and evidence.signals.is_any:
            offset, _ = signal_factors(evidence.signals, accounts.followers, accounts.platform)
        tests |= _of_posts(posts, evidence.post_weights(), handles, accounts.platform, offset, exposure, thinned, seed)
    if asks is not None and len(asks):
        from seeder.rates.acceptance import PairedAsks

        pairs = PairedAsks.of(scenario, asks, base_acceptance(scenario))
        tests["acceptance"] = backtest_shares(
            pairs.accepted, pairs.asked, levels=pairs.levels, prior_mean=pairs.prior_mean, seed=seed
        )
    tests = {what: test for what, test in tests.items() if test.scores}
    if not tests:
        raise ProblemError(
            "there is too little evidence to hold any back: you need at least two posts, or asks of two accounts"
        )
    return BacktestReport(tests, seed)


def backtest_posts(
    posts: pd.DataFrame, *, exposure: Exposure = Exposure.POST, thinned: float | None = None, seed: int = 0
) -> BacktestReport:
    """Backtest any table of posts, without a scenario.

    Parameters
    ----------
    posts
        A frame with the columns of the table of posts: ``handle``, ``clicks``, and if known ``impressions``,
        ``conversions``, ``date``, ``sponsored``, ``platform``. ``followers`` may be added; without it,
        handles are not distinguished by size.
    exposure, thinned, seed
        As for :func:`backtest`.

    Raises
    ------
    ScenarioError
        With every issue of the frame.
    ProblemError
        Where there is too little evidence to hide any.
    """
    import pandas as pd

    posts = frame_of("posts", posts)
    if not isinstance(posts, pd.DataFrame):
        raise ArgumentError(f"posts: expected a table of posts, such as a pandas DataFrame, found {in_words(posts)}")
    names = [name for name in ("handle", "platform") if name in posts.columns]
    known = [*names, *(name for name in ("followers",) if name in posts.columns)]
    accounts = pd.DataFrame({"handle": pd.Series(dtype=str)})
    if "handle" in names:
        # The most followers in any post: counts only grow old.
        accounts = posts[known].groupby(names, dropna=False, sort=False).max().reset_index()
    accounts = accounts.assign(account=accounts["handle"])
    if "followers" not in known:
        accounts = accounts.assign(followers=None)
    scenario = Scenario.from_frames(
        accounts, budget={"effort": 1}, posts=posts[[name for name in posts.columns if name != "followers"]]
    )
    return backtest(scenario, exposure=exposure, thinned=thinned, seed=seed)


def _of_posts(
    posts: Posts,
    weight: FloatArray,
    handles: Handles,
    platform: tuple[str, ...],
    offset: FloatArray,
    exposure: Exposure,
    thinned: float | None,
    seed: int,
) -> dict[str, Backtest]:
    n = len(handles.followers)
    usable = np.ones(len(posts), dtype=bool)
    amount = np.ones(len(posts))
    if exposure is Exposure.IMPRESSIONS:
        usable = posts.impressions > 0
        amount = np.where(usable, posts.impressions, 1.0)
    counts = PostCounts(
        row=posts.handle, count=posts.clicks, n_handles=n, exposure=amount, weight=weight,
        is_sponsored=posts.sponsored == 1,
    ).subset(usable)  # fmt: skip
    prior = CountPrior() if exposure is Exposure.POST else per_impression_prior()
    covariates = count_covariates(handles, offset, by_size=exposure is Exposure.POST)
    tests: dict[str, Backtest] = {}
    if counts.n_posts >= _FEWEST:
        test = backtest_counts(counts, covariates, prior, order=posts.day[usable], seed=seed)
        if thinned is not None:
            seen, hidden = thin(counts, share=thinned, seed=seed)
            thinned_score = score_counts(seen, hidden, covariates, prior, seed=seed)
            test = Backtest({**test.scores, Split.THINNED: thinned_score}, seed)
        tests["clicks"] = test
    seen_by = ~np.isnan(posts.impressions) & (handles.followers > 0)[posts.handle]
    if exposure is Exposure.POST and np.count_nonzero(seen_by) >= _FEWEST:
        view = load_defaults().lookup(RateKind.VIEW, followers=handles.followers, platform=platform).value
        impressions = PostCounts(
            row=posts.handle[seen_by], count=posts.impressions[seen_by], n_handles=n, weight=weight[seen_by]
        )
        around = count_covariates(handles, view_offset(handles, view))
        tests["views"] = backtest_counts(impressions, around, VIEW_PRIOR, order=posts.day[seen_by], seed=seed)
    told = ~np.isnan(posts.conversions)
    if told.any():
        conversion = load_defaults().lookup(RateKind.CONVERSION, followers=handles.followers, platform=platform).value
        row, trials = posts.handle[told], trials_of(posts.clicks[told], posts.conversions[told])
        tests["conversions"] = backtest_shares(
            sum_by(row, posts.conversions[told], size=n),
            sum_by(row, trials, size=n),
            levels=handles.levels,
            prior_mean=partial(sloped_shares, default=conversion, followers=handles.followers),
            seed=seed,
        )
    return tests


def per_impression_prior() -> CountPrior:
    """What is assumed of clicks per impression: next to nothing of their level, and no power of followers."""
    return CountPrior(alpha=(np.log(0.01), 3.0), beta=(0.0, 0.1))
