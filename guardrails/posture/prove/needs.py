"""What somebody must be able to do in an account, as single requests."""

from __future__ import annotations

from typing import NamedTuple

from guardrails.errors import Location
from guardrails.posture.prove.askers import Asker


class Call(NamedTuple):
    """One request."""

    action: str
    resource: str = "*"
    aliases: tuple[str, ...] = ()
    """Of the key that is asked for."""
    policy: str = ""
    """The ARN of the policy that is attached."""
    without: tuple[str, ...] = ()
    """ARN patterns of resources that the work doesn't need, where `resource` is a pattern."""


class Need(NamedTuple):
    """Somebody's work in an account, and where the baseline asks for it."""

    subject: str
    location: Location
    asker: Asker
    calls: tuple[Call, ...]
    remedy: str
