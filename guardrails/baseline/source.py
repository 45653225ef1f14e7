"""Where a loaded baseline came from: the places of its parts, and the files that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guardrails.errors import Location
from guardrails.marked import Path, SourceMap


@dataclass(frozen=True)
class Source:
    """The text behind a baseline; empty for one that was built in memory."""

    source_map: SourceMap = field(default_factory=lambda: SourceMap("baseline", None, {}))
    files: Mapping[str, str] = field(default_factory=dict)
    """The text of every file that the baseline names, by that name."""

    def locate(self, path: Path) -> Location:
        """Return where a path of the baseline stands."""
        return self.source_map.locate(path)
