"""A warning: its id, its reason, and the check that finds it in a baseline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from guardrails.baseline.model import Baseline
from guardrails.errors import Finding, Location
from guardrails.marked import Path


class Match(NamedTuple):
    """A place in a baseline that a warning is about."""

    path: Path
    problem: str
    remedy: str
    location: Location | None = None
    """Where it stands in a file that the baseline names; where the path does when left out."""


@dataclass(frozen=True)
class BaselineWarning:
    """A kind of warning: nothing that AWS refuses, but something that a careful reviewer would ask about."""

    id: str
    """How `accept` names it, such as short-external-id."""
    title: str
    why: str
    source: str
    """The page that the advice rests on."""
    find: Callable[[Baseline], Iterable[Match]] = lambda _: ()
    find_on: Callable[[Baseline, dt.date], Iterable[Match]] = lambda _, __: ()
    """The places that the warning is about on a day (UTC)."""

    def findings(self, baseline: Baseline, today: dt.date | None = None) -> Iterator[Finding]:
        """Find every place that the warning is about, with file, line and remedy.

        Args:
            baseline: the baseline.
            today: the day (UTC); what hangs on it isn't looked for where it is left out.
        """
        dated = self.find_on(baseline, today) if today is not None else ()
        for path, problem, remedy, location in (*self.find(baseline), *dated):
            place = location or baseline.locate(*path)
            yield Finding(place, baseline.name(*path), problem, remedy, self.id)
