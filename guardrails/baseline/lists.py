"""Which list of regions or services counts at a path: the nearest one, at the path or above it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Literal

from guardrails.baseline.file import BaselineFile
from guardrails.baseline.sections.lists import ServiceList
from guardrails.organization import ROOT_PATH, Organization
from guardrails.policy.name_set import NameSet

ListKind = Literal["regions", "services"]


def nearest_path(overrides: Container[str], address: str) -> str | None:
    """Return the path whose override counts at an address; None where the section's own list does.

    Args:
        overrides: the paths that have a list of their own.
        address: the path of the root, a unit or an account, also of one that isn't in the organization.
    """
    above = [address.rsplit("/", count)[0] for count in range(address.count("/") + 1)]
    return next((path for path in (*above, ROOT_PATH) if path in overrides), None)


def allowed_regions(file: BaselineFile, address: str) -> tuple[str, ...]:
    """Return the regions that what stands at an address may use; none where it may use every region."""
    path = nearest_path(file.regions.overrides, address)
    return file.regions.allowed if path is None else file.regions.overrides[path]


def service_list(file: BaselineFile, address: str) -> ServiceList:
    """Return the list of services that counts at an address."""
    path = nearest_path(file.services.overrides, address)
    return file.services if path is None else file.services.overrides[path]


def denied_names(file: BaselineFile, kind: ListKind, address: str) -> NameSet:
    """Return the names of regions or services that the baseline denies at an address."""
    if kind == "regions":
        allowed = allowed_regions(file, address)
        return NameSet(frozenset(allowed), complement=bool(allowed))
    services = service_list(file, address)
    if services.allowed is not None:
        return NameSet(frozenset(services.allowed), complement=True)
    return NameSet(frozenset(services.denied or ()))


def denied_by_path(file: BaselineFile, kind: ListKind, tree: Organization) -> Mapping[str, NameSet]:
    """Return what the baseline denies at every path; paths with the same list share one set."""
    overrides = file.regions.overrides if kind == "regions" else file.services.overrides
    by_list: dict[str | None, NameSet] = {}
    denied: dict[str, NameSet] = {}
    for node in tree.nodes:
        path = nearest_path(overrides, node.path)
        if path not in by_list:
            by_list[path] = denied_names(file, kind, node.path)
        denied[node.path] = by_list[path]
    return denied
