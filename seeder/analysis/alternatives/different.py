"""Plans that are good enough and keep as few accounts as possible of the best plan and of each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from seeder.analysis.alternatives.evidence import Evidence
from seeder.analysis.searching import Searcher, Solved
from seeder.problem import Rule, SeedingProblem
from seeder.problem.arrays import IntArray


def different_plans(
    problem: SeedingProblem, evidence: Evidence, best: Solved, searcher: Searcher, *, n_plans: int
) -> Iterator[IntArray]:
    """Find plans one after another; each lacks an account of every plan before it, the best plan among them.

    Of each plan before it, a plan may keep k accounts at most. The least k is found by halving: a search tells whether
    any such plan is good enough. Of the plans with that k the most valuable one that a search finds is taken. Every
    plan that is found is learned.

    ``best``: what a search found of the problem.
    """
    earlier = [evidence.best]
    for _ in range(n_plans):
        plan = _Different(problem, evidence, best, searcher, earlier).find()
        if plan is None:
            return
        yield plan
        earlier.append(plan)


class _Different:
    """The search for a plan that keeps few accounts of earlier ones."""

    def __init__(
        self,
        problem: SeedingProblem,
        evidence: Evidence,
        best: Solved,
        searcher: Searcher,
        earlier: list[IntArray],
    ) -> None:
        self._problem, self._evidence, self._searcher = problem, evidence, searcher
        self._accounts = [problem.account[plan] for plan in earlier]
        self._last = best
        self._best = best

    def find(self) -> IntArray | None:
        evidence = self._evidence
        most = min(len(accounts) for accounts in self._accounts) - 1
        least = max(int(evidence.is_sure_in[accounts].sum()) for accounts in self._accounts)
        found: Solved | None = None
        kept = most
        while least <= kept and not self._searcher.is_over:
            # The first try is any other plan: if there is none, the search is over.
            middle = most if found is None else (least + kept) // 2
            tried = self._tried(middle)
            if evidence.goal.is_reached_by(tried):
                found = tried
                assert tried.selection is not None
                kept = self._kept(tried.selection) - 1
            elif found is None:
                return None
            else:
                least = middle + 1
        if found is None:
            return None
        return self._polished(found, kept + 1)

    def _kept(self, plan: IntArray) -> int:
        """The most accounts that a plan keeps of an earlier one."""
        own = self._problem.account[plan]
        return max(int(np.isin(accounts, own).sum()) for accounts in self._accounts)

    def _limited(self, most: int) -> SeedingProblem:
        """The problem whose plans keep at most so many accounts of each earlier plan, and never all of them."""
        problem = self._problem
        limits = [
            Rule.count(np.flatnonzero(np.isin(problem.account, accounts)), at_most=min(most, len(accounts) - 1))
            for accounts in self._accounts
        ]
        return problem.replace(rules=(*problem.rules, *limits))

    def _tried(self, most: int) -> Solved:
        """Search until it is known whether a plan with so few accounts of earlier ones is good enough."""
        tried = self._searcher.decide(self._limited(most), self._evidence.goal, after=self._best, is_rough=True)
        if tried.selection is not None:
            self._evidence.learn(tried.selection)
        return tried

    def _polished(self, found: Solved, most: int) -> IntArray:
        """The most valuable plan that keeps no more accounts of earlier ones."""
        assert found.selection is not None
        if self._searcher.is_over:
            return found.selection
        better = self._searcher.solve(self._limited(most), after=found)
        if better.selection is None or better.lower < found.lower:
            return found.selection
        self._evidence.learn(better.selection)
        return better.selection
