"""The compiled loops of the local search, in one module because numba caches by module.

A selection is kept with, of every cell, the survival chance of its people and, of every option, what adding it would
bring; both are brought up to date with each option that comes or goes, at the cost of the entries that it touches.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit

from seeder.problem.arrays import BoolArray, CellArray, FloatArray, IntArray
from seeder.solvers.parameters import check_parameters

RandomArray = npt.NDArray[np.uint64]

N_CHOSEN, N_MISSING, N_BEST, N_CHANGES, MOVE, CYCLE, CYCLE_BEGIN, CYCLE_END, N_LOSSES = range(9)
"""Places in ``State.whole``."""
VALUE, BEST, LOG_LOSS = range(3)
"""Places in ``State.real``."""
WEIGHT, SURVIVAL, N_CERTAIN, LEFT = range(4)
"""Columns of ``State.of_cell``: w, Π (1 − b) over chosen chances below 1, how many are 1, w · survival of both."""

REFRESH = 50_000
"""Number of changes after which all numbers are recomputed from scratch, to remove rounding errors."""
_EITHER, _LET_GO, _PUT_IN, _MAKE_ROOM, _LET_GO_AT_LAST = range(5)
"""How broken rows are mended next."""


class LocalSearchParams(NamedTuple):
    """Annealing, draws and moves of the local search; compiled code reads them as constants."""

    # Below this, a survival probability is recomputed rather than divided: it may have lost its digits.
    small: float = 1e-250
    noise: float = 1e-12  # Gains below this share of the value count as 0.
    first_cycle: int = 256  # Moves of the first cycle of annealing; every second cycle is twice as long.
    longest_cycle: int = 1 << 17  # Moves of the longest cycle.
    first_losses: int = 32  # Losses observed before any losing move is kept.
    memory: int = 2_000  # About how many losses the typical loss is averaged over.
    hot: float = 0.7  # Temperature at the beginning of a cycle, before ``cooler`` is applied [typical losses].
    cold: float = 0.03  # Temperature at its end as a share of that at its beginning.
    # Factor on the first temperature for each of the first ``warming`` pairs of cycles still to come.
    cooler: float = 0.25
    warming: int = 5  # Pairs of cycles until ``hot`` is reached.
    skip: float = 0.02  # Probability that an option that would be the best so far is passed over.
    one: float = 0.5  # Share of the other moves that remove one option.
    two: float = 0.8  # Share that remove at most two; the rest remove three.
    forced: float = 0.4  # Share of moves that insert an option and make room for it.
    # Share of broken rows that are repaired by removing rather than by inserting, where both are possible.
    dropped: float = 0.5
    most_mending: int = 8  # Insertions in a move for which room is made to repair a row.
    tries: int = 4  # Draws of an option to remove before it is taken whatever its probability.
    candidates: int = 4  # Candidates drawn for an insertion; the best is inserted.
    leaving: int = 8  # Most candidates drawn for a removal.
    # Share of the removals beside another change that take an option which shares a cell with the changed one.
    beside: float = 0.5
    looks: int = 64  # Most options of a cell looked at to find such an option.


_PARAMS = LocalSearchParams()
_SHARES = ("small", "noise", "cold", "cooler", "skip", "one", "two", "forced", "dropped", "beside")
check_parameters("LocalSearchParams", _PARAMS._asdict(), shares=_SHARES)

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _inner(function: _Function) -> _Function:
    """Compile a function that only others of this module call: without what a call from Python needs, in less time."""
    options: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    compiled: _Function = njit(nogil=True, error_model="numpy", **options)(function)
    return compiled


class Matrix(NamedTuple):
    """What a search reads: options, cells and rows as arrays."""

    # value, owner: v and account of each option, shape (n,).
    value: FloatArray
    owner: IntArray
    # start, cell, probability: chances b by option.
    start: IntArray
    cell: CellArray
    probability: FloatArray
    # cell_start, cell_option, cell_probability: the same by cell.
    cell_start: IntArray
    cell_option: CellArray
    cell_probability: FloatArray
    dense: FloatArray  # The same as a matrix, shape (n_cells, n), where few chances are 0; else of no rows.
    # row_start, row, whole: coefficients of the rows by option, other than 0.
    row_start: IntArray
    row: IntArray
    whole: IntArray
    # upper, lower: sides of each row; pins are rows too.
    upper: IntArray
    lower: IntArray
    is_mixed: BoolArray  # Rows with negative coefficients: what breaks them may be mended by options that come.
    # Least coefficient of each row that holds all options, else 0; -2^62 where a coefficient is negative.
    smallest: IntArray
    # What a gain is multiplied by to choose among options, one line a way of choosing, shape (n_ways, n).
    key: FloatArray
    touched: FloatArray  # Entries that a change of an option touches, shape (n,).
    reluctance: FloatArray  # 1 over the chance that a chosen option drawn to go does so, where over 1, shape (n,).
    fixed: BoolArray  # Options that may not go, shape (n,).


class State(NamedTuple):
    """The whole state of a search, which changes as it goes on, so that it can continue where it was left."""

    chosen: BoolArray
    held: IntArray
    """Option of each account, −1 for none."""
    of_cell: FloatArray
    gain: FloatArray
    kept_gain: FloatArray
    used: IntArray
    listed: IntArray
    place: IntArray
    best: IntArray
    log: IntArray
    blocked: IntArray
    whole: IntArray
    real: FloatArray
    random: RandomArray


@_inner
def _draw(random: RandomArray) -> float:
    """SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): the next number of [0, 1)."""
    random[0] += np.uint64(0x9E3779B97F4A7C15)
    mixed = random[0]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed = mixed ^ (mixed >> np.uint64(31))
    drawn: float = (mixed >> np.uint64(11)) * (1.0 / 9007199254740992.0)
    return drawn


@_inner
def _fits(matrix: Matrix, state: State, option: int, is_mending: bool) -> bool:
    """Whether an option breaks no row; ``is_mending`` leaves out the rows that further options can mend."""
    for entry in range(matrix.row_start[option], matrix.row_start[option + 1]):
        r = matrix.row[entry]
        if is_mending and matrix.is_mixed[r]:
            continue
        used = state.used[r] + matrix.whole[entry]
        if used > matrix.upper[r] or (matrix.whole[entry] < 0 and used < matrix.lower[r]):
            return False
    return True


@_inner
def _helps(matrix: Matrix, state: State, option: int, is_coming: bool) -> int:
    """How many broken rows come nearer to the side that they break when an option comes or goes."""
    found = 0
    for entry in range(matrix.row_start[option], matrix.row_start[option + 1]):
        r = matrix.row[entry]
        rises = (matrix.whole[entry] > 0) == is_coming
        if (state.used[r] < matrix.lower[r] and rises) or (state.used[r] > matrix.upper[r] and not rises):
            found += 1
    return found


@_inner
def _change(matrix: Matrix, state: State, option: int, is_coming: bool, with_gains: bool) -> None:
    """Let an option come or go; ``with_gains`` false leaves the gains to be put back by the caller."""
    whole = state.whole
    for entry in range(matrix.row_start[option], matrix.row_start[option + 1]):
        r = matrix.row[entry]
        before = state.used[r]
        used = before + (matrix.whole[entry] if is_coming else -matrix.whole[entry])
        state.used[r] = used
        if before < matrix.lower[r] or before > matrix.upper[r]:
            whole[N_MISSING] -= 1
        if used < matrix.lower[r] or used > matrix.upper[r]:
            whole[N_MISSING] += 1
    if is_coming:
        state.real[VALUE] += state.gain[option]
        state.chosen[option] = True
        state.held[matrix.owner[option]] = option
        state.place[option] = whole[N_CHOSEN]
        state.listed[whole[N_CHOSEN]] = option
        whole[N_CHOSEN] += 1
    else:
        state.chosen[option] = False
        state.held[matrix.owner[option]] = -1
        whole[N_CHOSEN] -= 1
        last = state.listed[whole[N_CHOSEN]]
        state.listed[state.place[option]] = last
        state.place[last] = state.place[option]
    whole[N_CHANGES] += 1
    gain, of_cell = state.gain, state.of_cell
    n_options = len(gain)
    is_dense = len(matrix.dense) > 0
    for entry in range(matrix.start[option], matrix.start[option + 1]):
        g = matrix.cell[entry]
        probability = matrix.probability[entry]
        if probability >= 1.0:
            of_cell[g, N_CERTAIN] += 1.0 if is_coming else -1.0
        elif is_coming:
            of_cell[g, SURVIVAL] *= 1.0 - probability
        elif of_cell[g, SURVIVAL] > _PARAMS.small:
            of_cell[g, SURVIVAL] /= 1.0 - probability
        else:
            survival = 1.0
            for other in range(matrix.cell_start[g], matrix.cell_start[g + 1]):
                if state.chosen[matrix.cell_option[other]] and matrix.cell_probability[other] < 1.0:
                    survival *= 1.0 - matrix.cell_probability[other]
            of_cell[g, SURVIVAL] = survival
        left = of_cell[g, WEIGHT] * of_cell[g, SURVIVAL] if of_cell[g, N_CERTAIN] == 0.0 else 0.0
        difference = left - of_cell[g, LEFT]
        of_cell[g, LEFT] = left
        if difference == 0.0 or not with_gains:
            continue
        if is_dense:
            for other in range(n_options):
                gain[other] += difference * matrix.dense[g, other]
        else:
            for other in range(matrix.cell_start[g], matrix.cell_start[g + 1]):
                gain[matrix.cell_option[other]] += difference * matrix.cell_probability[other]
    if not is_coming and with_gains:
        state.real[VALUE] -= gain[option]


@_inner
def _rebuild(matrix: Matrix, state: State) -> None:
    """Compute everything anew from the listed options."""
    whole, real, of_cell = state.whole, state.real, state.of_cell
    # Loops, here and below: they compile in less time than slices.
    for option in range(len(state.chosen)):
        state.chosen[option] = False
    for account in range(len(state.held)):
        state.held[account] = -1
    for r in range(len(state.used)):
        state.used[r] = 0
    for g in range(len(of_cell)):
        of_cell[g, SURVIVAL] = 1.0
        of_cell[g, N_CERTAIN] = 0.0
    real[VALUE] = 0.0
    for k in range(whole[N_CHOSEN]):
        option = state.listed[k]
        state.chosen[option] = True
        state.held[matrix.owner[option]] = option
        state.place[option] = k
        real[VALUE] += matrix.value[option]
        for entry in range(matrix.row_start[option], matrix.row_start[option + 1]):
            state.used[matrix.row[entry]] += matrix.whole[entry]
        for entry in range(matrix.start[option], matrix.start[option + 1]):
            if matrix.probability[entry] >= 1.0:
                of_cell[matrix.cell[entry], N_CERTAIN] += 1.0
            else:
                of_cell[matrix.cell[entry], SURVIVAL] *= 1.0 - matrix.probability[entry]
    for g in range(len(of_cell)):
        of_cell[g, LEFT] = of_cell[g, WEIGHT] * of_cell[g, SURVIVAL] if of_cell[g, N_CERTAIN] == 0.0 else 0.0
        real[VALUE] += of_cell[g, WEIGHT] - of_cell[g, LEFT]
    for option in range(len(state.gain)):
        gain = matrix.value[option]
        for entry in range(matrix.start[option], matrix.start[option + 1]):
            gain += of_cell[matrix.cell[entry], LEFT] * matrix.probability[entry]
        state.gain[option] = gain
    whole[N_MISSING] = 0
    for r in range(len(matrix.lower)):
        if state.used[r] < matrix.lower[r] or state.used[r] > matrix.upper[r]:
            whole[N_MISSING] += 1
    whole[N_CHANGES] = 0


@_inner
def _best_to_add(matrix: Matrix, state: State, key: FloatArray, must_fit: bool) -> int:
    """Option that fits with the largest gain by a key; where a row is broken, among those that help most.

    Without ``must_fit``, of those that help the best one whether it fits or not.
    """
    is_missing = state.whole[N_MISSING] > 0
    for r in range(len(matrix.upper)):
        if must_fit and state.used[r] + matrix.smallest[r] > matrix.upper[r]:
            return -1
    best, best_key, best_help = -1, _PARAMS.noise * state.real[VALUE], 0
    if is_missing:
        best_key = -np.inf
    for option in range(len(state.gain)):
        score = state.gain[option] * key[option]
        if not is_missing and score <= best_key:
            continue
        if state.chosen[option] or state.blocked[option] == state.whole[MOVE] or state.held[matrix.owner[option]] >= 0:
            continue
        if is_missing:
            helps = _helps(matrix, state, option, True)
            if helps == 0 or helps < best_help or (helps == best_help and score <= best_key):
                continue
        else:
            helps = 0
        if must_fit and not _fits(matrix, state, option, is_missing):
            continue
        if not is_missing and _draw(state.random) < _PARAMS.skip:
            continue
        best, best_key, best_help = option, score, helps
    return best


@_inner
def _one_to_drop(matrix: Matrix, state: State, key: FloatArray) -> int:
    """Chosen option without which most broken rows are better off, of these the one of the least gain by a key."""
    found, lowest, best_help = -1, np.inf, 1
    for k in range(state.whole[N_CHOSEN]):
        option = state.listed[k]
        if matrix.fixed[option]:
            continue
        helps = _helps(matrix, state, option, False)
        if helps < best_help:
            continue
        # Slightly below the exact gain, by the option's own part: close enough, and it saves a second copy of the loop.
        score = state.gain[option] * key[option]
        if helps > best_help or score < lowest:
            found, lowest, best_help = option, score, helps
    return found


@_inner
def _brings(matrix: Matrix, state: State, option: int) -> float:
    """What the selection loses without a chosen option."""
    of_cell = state.of_cell
    value: float = matrix.value[option]
    for entry in range(matrix.start[option], matrix.start[option + 1]):
        g = matrix.cell[entry]
        probability = matrix.probability[entry]
        if probability >= 1.0:
            if of_cell[g, N_CERTAIN] == 1.0:
                value += of_cell[g, WEIGHT] * of_cell[g, SURVIVAL]
        elif of_cell[g, N_CERTAIN] == 0.0:
            value += of_cell[g, LEFT] * probability / (1.0 - probability)
    return value


@_inner
def _one_chosen(matrix: Matrix, state: State, key: FloatArray) -> int:
    """Of some chosen options that may go, the one that brings the least by a key; −1 where none was met.

    Options that cost much work are met less often.
    """
    found, lowest = -1, np.inf
    for _ in range(1 + int(_draw(state.random) * _PARAMS.leaving)):
        for _try in range(_PARAMS.tries):
            option = state.listed[int(_draw(state.random) * state.whole[N_CHOSEN])]
            if not matrix.fixed[option] and _draw(state.random) * matrix.reluctance[option] <= 1.0:
                brings = _brings(matrix, state, option) * key[option]
                if brings < lowest:
                    found, lowest = option, brings
                break
    return found


@_inner
def _one_beside(matrix: Matrix, state: State, option: int) -> int:
    """A chosen option that may go and shares a cell with another, −1 where none was met."""
    first, n_cells = matrix.start[option], matrix.start[option + 1] - matrix.start[option]
    if n_cells == 0 or _draw(state.random) >= _PARAMS.beside:
        return -1
    for _ in range(_PARAMS.tries):
        g = matrix.cell[first + int(_draw(state.random) * n_cells)]
        begin, n_options = matrix.cell_start[g], matrix.cell_start[g + 1] - matrix.cell_start[g]
        offset = int(_draw(state.random) * n_options)
        for k in range(min(n_options, _PARAMS.looks)):
            other = matrix.cell_option[begin + (k + offset) % n_options]
            if other == option or not state.chosen[other] or matrix.fixed[other]:
                continue
            if state.blocked[other] != state.whole[MOVE]:
                found: int = other
                return found
    return -1


@_inner
def _in_the_way(matrix: Matrix, state: State, option: int) -> int:
    """A chosen option of a row that another would break, −1 where none may go."""
    beside = _one_beside(matrix, state, option)
    for entry in range(matrix.row_start[option], matrix.row_start[option + 1]):
        r = matrix.row[entry]
        if matrix.is_mixed[r] or state.used[r] + matrix.whole[entry] <= matrix.upper[r]:
            continue
        n_chosen = state.whole[N_CHOSEN]
        offset = int(_draw(state.random) * n_chosen)
        for k in range(-1, n_chosen):
            other = beside if k < 0 else state.listed[(k + offset) % n_chosen]
            if other < 0:
                continue
            # What came in this move, to mend a row, stays.
            if matrix.fixed[other] or state.blocked[other] == state.whole[MOVE]:
                continue
            for its in range(matrix.row_start[other], matrix.row_start[other + 1]):
                if matrix.row[its] == r:
                    found: int = other
                    return found
        return -1
    return -1


@_inner
def _begin_cycle(state: State) -> None:
    """Begin the next cycle, every second from the best selection."""
    whole = state.whole
    whole[CYCLE] += 1
    whole[CYCLE_BEGIN] = whole[MOVE]
    whole[CYCLE_END] = whole[MOVE] + min(_PARAMS.first_cycle << min(whole[CYCLE] // 2, 20), _PARAMS.longest_cycle)
    if whole[CYCLE] % 2 == 0:
        whole[N_CHOSEN] = whole[N_BEST]
        for k in range(whole[N_BEST]):
            state.listed[k] = state.best[k]
        whole[N_CHANGES] = REFRESH


@_inner
def _temperature(whole: IntArray, real: FloatArray) -> float:
    """Temperature of the annealing: a loss of this size is kept with probability 1/e; it falls during a cycle."""
    if whole[N_LOSSES] < _PARAMS.first_losses:
        return 0.0
    share = (whole[MOVE] - whole[CYCLE_BEGIN]) / (whole[CYCLE_END] - whole[CYCLE_BEGIN])
    hot = _PARAMS.hot * _PARAMS.cooler ** max(0, _PARAMS.warming - whole[CYCLE] // 2)
    temperature: float = np.exp(real[LOG_LOSS]) * hot * _PARAMS.cold**share
    return temperature


@_inner
def _is_kept(state: State, gained: float) -> bool:
    """Whether a move is kept; a loss also updates the typical loss."""
    whole, real = state.whole, state.real
    if whole[N_MISSING] > 0:
        return False
    if gained >= 0.0:
        return True
    whole[N_LOSSES] += 1
    real[LOG_LOSS] += (np.log(-gained) - real[LOG_LOSS]) / min(whole[N_LOSSES], _PARAMS.memory)
    temperature = _temperature(whole, real)
    return temperature > 0.0 and _draw(state.random) < np.exp(gained / temperature)


@_inner
def _one_to_force(matrix: Matrix, state: State, key: FloatArray) -> int:
    """The best by a key of some options drawn from those not chosen, −1 where none was drawn."""
    forced = -1
    for _ in range(_PARAMS.candidates):
        option = int(_draw(state.random) * len(key))
        if state.chosen[option]:
            continue
        if forced < 0 or state.gain[option] * key[option] > state.gain[forced] * key[forced]:
            forced = option
    return forced


@njit(cache=True, nogil=True, error_model="numpy")
def search(matrix: Matrix, state: State, n_moves: int) -> None:
    """Make some moves: options go, at random or to make room for another; the best that fit come; keep or undo.

    The selection is that of ``State.listed``; where ``State.whole[N_CHANGES]`` is at ``REFRESH``, all else is
    computed from it first, also for no moves.
    """
    whole, real = state.whole, state.real
    end = whole[MOVE] + n_moves
    has_mixed = False
    for r in range(len(matrix.is_mixed)):
        has_mixed = has_mixed or matrix.is_mixed[r]
    while True:
        if whole[MOVE] < end and whole[MOVE] >= whole[CYCLE_END]:
            _begin_cycle(state)
        if whole[N_CHANGES] >= REFRESH:
            _rebuild(matrix, state)
        if whole[MOVE] >= end:
            break
        whole[MOVE] += 1
        before = real[VALUE]
        for k in range(len(state.gain)):
            state.kept_gain[k] = state.gain[k]
        key = matrix.key[int(_draw(state.random) * len(matrix.key))]
        forced, n_to_go = -1, 0
        if _draw(state.random) < _PARAMS.forced:
            forced = _one_to_force(matrix, state, key)
        else:
            drawn = _draw(state.random)
            n_to_go = 1 if drawn < _PARAMS.one else (2 if drawn < _PARAMS.two else 3)
        n_logged, n_mending, step, is_undoing = 0, 0, _EITHER, False
        while True:
            # One place for all changes: the compiler copies the loop to each.
            is_coming = False
            if is_undoing:
                if n_logged == 0:
                    break
                n_logged -= 1
                option = state.log[n_logged]
                is_coming = not state.chosen[option]
            else:
                if forced >= 0:
                    option = state.held[matrix.owner[forced]]
                    if option < 0 and _fits(matrix, state, forced, True):
                        option, is_coming = forced, True
                        forced = -1
                    elif option < 0:
                        option = _in_the_way(matrix, state, forced)
                    elif matrix.fixed[option]:
                        option = -1
                    if option < 0:
                        forced = -1
                        continue
                elif n_to_go > 0:
                    n_to_go -= 1
                    option = -1
                    if n_logged > 0:
                        option = _one_beside(matrix, state, state.log[n_logged - 1])
                    if option < 0 and whole[N_CHOSEN] > 0:
                        option = _one_chosen(matrix, state, key)
                    if option < 0:
                        continue
                else:
                    # What breaks a row that can be mended: let go, put in, make room for it, or let go at last.
                    is_mending = has_mixed and whole[N_MISSING] > 0
                    if not is_mending:
                        step = _PUT_IN
                    elif step == _EITHER:
                        step = _LET_GO if _draw(state.random) < _PARAMS.dropped else _PUT_IN
                    is_coming = step in (_PUT_IN, _MAKE_ROOM)
                    if is_coming:
                        option = _best_to_add(matrix, state, key, step == _PUT_IN)
                    else:
                        option = _one_to_drop(matrix, state, key)
                    if step == _MAKE_ROOM:
                        forced, n_mending = option, n_mending + 1
                        step = _LET_GO_AT_LAST if option < 0 else _EITHER
                        continue
                    if option < 0 and is_mending and step != _LET_GO_AT_LAST:
                        if step == _LET_GO:
                            step = _PUT_IN
                        else:
                            step = _MAKE_ROOM if n_mending < _PARAMS.most_mending else _LET_GO_AT_LAST
                        continue
                    step = _EITHER
                    if option < 0:
                        gained = real[VALUE] - before
                        if _is_kept(state, gained):
                            break
                        is_undoing = True
                        continue
                state.log[n_logged] = option
                n_logged += 1
                if has_mixed or not is_coming:
                    state.blocked[option] = whole[MOVE]
            _change(matrix, state, option, is_coming, not is_undoing)
        if is_undoing:
            for k in range(len(state.gain)):
                state.gain[k] = state.kept_gain[k]
            real[VALUE] = before
        elif real[VALUE] > real[BEST] + _PARAMS.noise * abs(real[BEST]):
            real[BEST] = real[VALUE]
            whole[N_BEST] = whole[N_CHOSEN]
            for k in range(whole[N_CHOSEN]):
                state.best[k] = state.listed[k]
