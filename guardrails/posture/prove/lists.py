"""Read the baseline's lists of regions and services for the proof.

This reading is the proof's own. The compiler reads the lists elsewhere, so that a fault of one reading shows
as a difference between the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.lists import ServiceList
from guardrails.organization import Organization
from guardrails.policy.name_set import NameSet

ListT = TypeVar("ListT")


def wanted_lists(baseline: Baseline) -> dict[str, dict[str, NameSet]]:
    """Return the regions and the services that the baseline denies, by the path of each node."""
    tree, regions, services = baseline.tree, baseline.regions, baseline.services
    allowed = _handed_down(tree, regions.overrides, regions.allowed)
    listed = _handed_down(tree, services.overrides, services)
    sets = {id(entry): _denied(entry) for entry in listed.values()}
    return {
        "regions": {path: NameSet.all_but(*names) if names else NameSet() for path, names in allowed.items()},
        "services": {path: sets[id(entry)] for path, entry in listed.items()},
    }


def lists_to_come(tree: Organization, denied: Mapping[str, NameSet]) -> dict[str, NameSet]:
    """Return what every new account of a unit is denied, by the path of the root and of each unit.

    A Deny can't be taken back below. So a unit denies its new accounts only those names of its list that
    everything below the unit is denied too.

    Args:
        tree: the organization.
        denied: the names that the baseline denies, by the path of each node.
    """
    common: dict[str, NameSet] = {}
    for node in reversed(tree.nodes):
        shared = denied[node.path]
        for child in node.children:
            below = common[child.path]
            shared = shared if below == shared else shared & below
        common[node.path] = shared
    return common


def _handed_down(tree: Organization, overrides: Mapping[str, ListT], general: ListT) -> dict[str, ListT]:
    """Hand each list down from a node to its children, until a child has a list of its own."""
    lists: dict[str, ListT] = {}
    waiting = [(tree.root, general)]
    while waiting:
        node, inherited = waiting.pop()
        lists[node.path] = overrides[node.path] if node.path in overrides else inherited  # noqa: SIM401
        waiting += [(child, lists[node.path]) for child in node.children]  # type: ignore[misc]
    return lists


def _denied(entry: ServiceList) -> NameSet:
    return NameSet.of(*entry.denied) if entry.denied is not None else NameSet.all_but(*(entry.allowed or ()))
