"""Sets of names that may be infinite: some names, or every name but some."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NameSet:
    """The names, or with `complement` every name that exists now or later but these."""

    names: frozenset[str] = frozenset()
    complement: bool = False

    @classmethod
    def of(cls, *names: str) -> NameSet:
        """Return the set of exactly these names."""
        return cls(frozenset(names))

    @classmethod
    def all_but(cls, *names: str) -> NameSet:
        """Return the set of every name but these."""
        return cls(frozenset(names), complement=True)

    def __contains__(self, name: str) -> bool:
        return (name in self.names) != self.complement

    def __bool__(self) -> bool:
        return self.complement or bool(self.names)

    def __and__(self, other: NameSet) -> NameSet:
        """Return the names that are in both sets."""
        if self.complement and other.complement:
            return NameSet(self.names | other.names, complement=True)
        if self.complement:
            return NameSet(other.names - self.names)
        if other.complement:
            return NameSet(self.names - other.names)
        return NameSet(self.names & other.names)

    def __invert__(self) -> NameSet:
        return NameSet(self.names, complement=not self.complement)

    def __sub__(self, other: NameSet) -> NameSet:
        """Return the names that are in this set but not in the other."""
        return self & ~other
