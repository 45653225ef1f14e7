"""Join questions that can be asked as one: similar exemptions, and expectations of other resources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from guardrails.errors import Location
from guardrails.policy import Statement
from guardrails.policy.language.document import Conditions
from guardrails.posture.prove.expect import Expectation

ItemT = TypeVar("ItemT")


@dataclass(frozen=True)
class Exempt:
    """A principal that the baseline exempts."""

    name: str
    pattern: str
    location: Location
    everywhere: bool
    """Whether every control exempts it."""
    until: str = ""
    """The moment at which the exemption is over; nothing where it never is."""
    among: Conditions = ()
    """Conditions that distinguish them from other principals of the name."""

    def shared_terms(self) -> object:
        """Return what exemptions share that one statement can mark."""
        return self.until, self.among


def exemption_marker(exempt: Sequence[Exempt]) -> Statement:
    """Write a statement that tells the principals of exemptions that are alike from all others."""
    until, among = exempt[0].until, exempt[0].among
    patterns = tuple(dict.fromkeys(exemption.pattern for exemption in exempt))
    named: Conditions = (("ArnLike", "aws:PrincipalArn", patterns),)
    lasting: Conditions = (("DateLessThan", "aws:CurrentTime", (until,)),) if until else ()
    return Statement("", "Deny", ("*",), conditions=named + among + lasting)


def joined(expectations: Sequence[Expectation]) -> Expectation:
    """Join expectations that differ in their resources alone."""
    resources = (resource for expectation in expectations for resource in expectation.statement.resources)
    statement = replace(expectations[0].statement, resources=tuple(dict.fromkeys(resources)))
    return replace(expectations[0], statement=statement)


def groups(items: Iterable[ItemT], key: Callable[[ItemT], object]) -> list[list[ItemT]]:
    """Put items with the same key together."""
    grouped: dict[object, list[ItemT]] = {}
    for item in items:
        grouped.setdefault(key(item), []).append(item)
    return list(grouped.values())
