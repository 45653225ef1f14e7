"""The actions that IAM knows, in the spelling that AWS publishes.

A service's actions are looked at when somebody asks for that service; only `all_actions` looks at them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from guardrails.aws_facts._catalogue import LEVELS, catalogue, names_of
from guardrails.aws_facts.services import is_service


@cache
def _letters(service: str) -> dict[str, str]:
    """Map the lower-case action names of one service to the letters of their facts; empty where unknown."""
    lines = catalogue().actions.get(service)
    return {line[2:].lower(): line[0] for line in lines.split("\n")} if lines else {}


def _letter(action: str) -> str | None:
    service, _, name = action.lower().partition(":")
    return _letters(service).get(name)


def _known_letter(action: str) -> str:
    letter = _letter(action)
    if letter is None:
        raise KeyError(action)
    return letter


@cache
def actions_of(service: str) -> tuple[str, ...]:
    """Return a service's actions as `ec2:RunInstances`, sorted.

    Raises:
        KeyError: No service has this prefix.
    """
    if not is_service(service):
        raise KeyError(service)
    return tuple(names_of(service.lower()))


@cache
def all_actions() -> tuple[str, ...]:
    """Return the actions of every service, sorted; the first call looks through the whole catalogue."""
    return tuple(name for service in catalogue().titles for name in names_of(service))


def is_action(name: str) -> bool:
    """Return whether `service:Action` is in the catalogue; IAM ignores case, so this does too."""
    return _letter(name) is not None


def supports_resources(action: str) -> bool:
    """Return whether a statement can confine the action to some resources; if not, only `*` matches it.

    Raises:
        KeyError: The catalogue has no such action.
    """
    return _known_letter(action).isupper()


def resource_flags() -> Iterator[bool]:
    """Tell of each action of `all_actions`, in its order, what `supports_resources` tells."""
    for lines in catalogue().actions.values():
        yield from (line[0].isupper() for line in lines.split("\n") if line)


def access_level(action: str) -> str:
    """Return AWS's access level of an action: List, Read, Write, Tagging or Permissions management.

    The last two also change something.

    Raises:
        KeyError: The catalogue has no such action.
    """
    return LEVELS[_known_letter(action).upper()]
