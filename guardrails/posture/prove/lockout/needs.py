"""The requests that somebody must be able to make in an account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from guardrails import aws_facts
from guardrails.errors import Location
from guardrails.organization import ROOT_PATH, Account
from guardrails.posture.prove.lockout.callers import Caller
from guardrails.posture.to_come import is_new, unit_of

Keys: TypeAlias = tuple[tuple[str, str | tuple[str, ...]], ...]
"""Condition keys with their values."""

_REGION = 3
"""The segment of an ARN that names the region."""


class NeededCall(NamedTuple):
    """One request, or one for each resource that a pattern covers."""

    action: str
    resource: str = "*"
    """An ARN, or an ARN pattern: then the work needs each resource that it covers."""
    keys: Keys = ()
    """Condition keys that the request carries, with their values."""
    without: tuple[str, ...] = ()
    """ARN patterns of resources that the work doesn't need, where `resource` is a pattern."""
    by_aws: bool = False
    """Whether AWS manages the resource, so that no resource control policy binds it."""

    def region(self, home: str) -> str:
        """Return where it is asked for: where its resource is, where its service answers, or at home."""
        segments = self.resource.split(":", _REGION + 1)
        named = segments[_REGION] if len(segments) > _REGION else ""
        return named or aws_facts.signing_region(self.action.partition(":")[0]) or home


class Need(NamedTuple):
    """Somebody's work in an account, and where the baseline asks for it."""

    subject: str
    location: Location
    caller: Caller
    """Who works; where its ARN is a pattern, everybody whom it covers."""
    calls: tuple[NeededCall, ...]
    remedy: str
    worker: str
    """The owner of the work, such as CloudTrail or the deployment of the archive."""
    accounts: tuple[Account, ...]
    """The accounts that it concerns, alike to the guardrails; it is asked in the first."""
    one_is_enough: bool = False
    """Whether it is enough that one of those whom the asker's pattern covers can do all of it."""
    elsewhere: bool = False
    """Whether other accounts' resources are asked for, whose resource control policies are proven there."""


def below(paths: Iterable[str], accounts: Iterable[Account]) -> Iterator[Account]:
    """List the accounts that are at or below one of some paths; a new account is in its unit."""
    named = frozenset(paths)
    for account in accounts:
        path = unit_of(account) if is_new(account) else account.path
        if ROOT_PATH in named or any(above in named for above in lineage(path)):
            yield account


def lineage(path: str) -> Iterator[str]:
    """List a path and the paths above it but the root's."""
    while path:
        yield path
        path = path.rpartition("/")[0]
