"""Choose the cheapest columns that together cover every row: weighted set cover.

Dominated rows and columns are dropped. The rest falls apart into small independent problems, and most of them
are solved by then. For the others, prices of the rows give good covers and a lower bound: a cover that costs
no more is the cheapest. docs/adr/less-machinery.md says why nothing searches further.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guardrails.policy.minify.problem import Column, Problem, parts, places, reduced, transposed

_PRICINGS = 150
_TURNS_TO_A_GUESS = 4
_TURNS_WITHOUT_GAIN = 8
_SMALLEST_STRIDE = 0.01
_ROUNDING = 1e-6


def cheapest_cover(columns: Sequence[Column], rows: int) -> tuple[Column, ...]:
    """Return columns that cover all rows at the least cost, or close to it.

    The answer depends on which columns there are, not on their order. Every row has to be in some column.
    """
    ordered = tuple(sorted(columns, key=lambda column: (column.cost, column.name)))
    remainder = reduced(Problem(ordered, transposed(ordered), rows, (1 << len(ordered)) - 1))
    chosen = remainder.chosen
    for part in parts(remainder):
        chosen |= _best_cover(part)
    return tuple(ordered[place] for place in places(chosen))


def _best_cover(problem: Problem) -> int:
    costs = {place: float(problem.columns[place].cost) for place in places(problem.available)}
    pricing = _Pricing(problem, _greedy(problem, costs))
    pricing.run()
    return pricing.best


def _greedy(problem: Problem, price: Mapping[int, float]) -> int:
    """Choose by price per new row, then drop what turned out to be needless, the dearest first.

    Returns 0 where the priced columns don't cover every row.
    """
    uncovered, chosen = problem.rows, list[int]()
    while uncovered:
        best, rate = -1, float("inf")
        for place, column_price in price.items():
            new = (problem.columns[place].rows & uncovered).bit_count()
            offer = column_price / new if new and column_price > 0 else column_price * new
            if new and offer < rate:
                best, rate = place, offer
        if best < 0:
            return 0
        chosen.append(best)
        uncovered &= ~problem.columns[best].rows
    for place in sorted(chosen, reverse=True):
        other_rows = 0
        for other_place in chosen:
            other_rows |= problem.columns[other_place].rows if other_place != place else 0
        if not problem.rows & ~other_rows:
            chosen.remove(place)
    return sum(1 << place for place in chosen)


class _Pricing:
    """Subgradient ascent on the Lagrangian dual: a row left out grows dearer, one covered twice cheaper.

    Source: Held, Wolfe and Crowder, Validation of subgradient optimization, Math. Programming 6 (1974).
    """

    def __init__(self, problem: Problem, cover: int) -> None:
        self.problem = problem
        self.best, self.best_cost = cover, problem.cost(cover)
        self.prices = _first_prices(problem)
        self.rows_of = {
            place: tuple(places(problem.columns[place].rows & problem.rows))
            for place in places(problem.available)
        }

    def run(self) -> None:
        """Price until nothing is gained; keep the best cover."""
        best_bound, stride, waited = 0.0, 1.0, 0
        for turn in range(_PRICINGS):
            unpaid = self._unpaid()
            bound = sum(self.prices.values()) + sum(min(0.0, amount) for amount in unpaid.values())
            if turn % _TURNS_TO_A_GUESS == 0:
                self._guess(unpaid)
            # Costs are whole, so a better cover is better by one.
            room = self.best_cost - 1 - bound + _ROUNDING
            for place in [place for place, amount in unpaid.items() if amount > room or room < 0]:
                del self.rows_of[place], unpaid[place]
            waited = 0 if bound > best_bound else waited + 1
            best_bound = max(bound, best_bound)
            if waited > _TURNS_WITHOUT_GAIN:
                stride, waited = stride / 2, 0
            if room < 0 or stride < _SMALLEST_STRIDE:
                return
            self._adjust(unpaid, stride * (self.best_cost - bound))

    def _unpaid(self) -> dict[int, float]:
        """Return what the rows' prices leave unpaid of each column."""
        columns, prices = self.problem.columns, self.prices
        return {
            place: columns[place].cost - sum(prices[row] for row in rows)
            for place, rows in self.rows_of.items()
        }

    def _guess(self, unpaid: Mapping[int, float]) -> None:
        guess = _greedy(self.problem, unpaid)
        if guess and self.problem.cost(guess) < self.best_cost:
            self.best, self.best_cost = guess, self.problem.cost(guess)

    def _adjust(self, unpaid: Mapping[int, float], step: float) -> None:
        lacking = dict.fromkeys(self.prices, 1)
        for place, amount in unpaid.items():
            if amount < 0:
                for row in self.rows_of[place]:
                    lacking[row] -= 1
        total = sum(missing * missing for missing in lacking.values())
        if total:
            self.prices = {
                row: max(0.0, price + step * lacking[row] / total) for row, price in self.prices.items()
            }


def _first_prices(problem: Problem) -> dict[int, float]:
    """Let each row, the scarcest first, pay what the columns that cover it still let it pay."""
    unpaid = {place: float(problem.columns[place].cost) for place in places(problem.available)}
    prices = dict[int, float]()
    for row in sorted(places(problem.rows), key=lambda row: (problem.covering(row).bit_count(), row)):
        covering = list(places(problem.covering(row)))
        prices[row] = paid = min((unpaid[place] for place in covering), default=0.0)
        for place in covering:
            unpaid[place] -= paid
    return prices
