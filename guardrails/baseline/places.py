"""Findings at parts of a file, each with its line and its field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails import aws_facts, marked
from guardrails.errors import Finding


@dataclass(frozen=True)
class Places:
    """The places of a file's parts."""

    source: marked.SourceMap

    def at(self, path: marked.Path, problem: str, remedy: str) -> Finding:
        """Build a finding at a key or a list item."""
        return Finding(self.source.locate(path), self.source.name(path), problem, remedy)

    def value_at(self, path: marked.Path, problem: str, remedy: str) -> Finding:
        """Build a finding at the value of a key."""
        return Finding(self.source.locate(marked.value_mark(path)), self.source.name(path), problem, remedy)

    def position(self, path: marked.Path) -> str:
        """Render where something stands in the file, for another finding to name."""
        return self.source.name(path)

    def named(
        self, path: marked.Path, kind: str, name: str, known_names: frozenset[str]
    ) -> Iterator[Finding]:
        """Find a name that refers to nothing."""
        if name not in known_names:
            near = aws_facts.nearest(name, known_names)
            remedy = (
                f'did you mean "{near}"?' if near else f"known: {', '.join(sorted(known_names)) or 'none'}"
            )
            yield self.value_at(path, f'there is no {kind} "{name}"', remedy)
