"""The names in the file and the places of its findings, which the checks of a baseline share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from guardrails import aws_facts, marked
from guardrails.baseline import lists
from guardrails.baseline.model import Baseline
from guardrails.baseline.places import Places
from guardrails.errors import Finding
from guardrails.organization import ROOT_PATH


@dataclass(frozen=True)
class Context(Places):
    """A baseline under examination.

    The baseline may lack parts whose structure was wrong. So the names for checking references are read from
    the file as written, and one mistake isn't reported as many.
    """

    baseline: Baseline
    today: date
    MAX_DEPTH: ClassVar[int] = aws_facts.MAX_OU_DEPTH

    @cached_property
    def _nodes(self) -> tuple[tuple[str, marked.Path, str, Any], ...]:
        """(address, place in the file, "unit" or "account", id) of everything in the tree, as written."""
        section = self.source.data.get("organization")
        return tuple(_walk(section, "", ("organization",))) if isinstance(section, dict) else ()

    @cached_property
    def management(self) -> str:
        """The management account's path."""
        return self.baseline.organization.management_account.name

    @cached_property
    def paths_seen(self) -> Counter[str]:
        """How often each address occurs; more than once is ambiguous."""
        return Counter([*(node[0] for node in self._nodes), self.management])

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every address of the organization."""
        return frozenset({ROOT_PATH, *self.paths_seen})

    @cached_property
    def account_paths(self) -> frozenset[str]:
        """The addresses of accounts, the management account's included."""
        return frozenset({self.management, *(node[0] for node in self._nodes if node[2] == "account")})

    @cached_property
    def account_ids(self) -> tuple[tuple[str, str], ...]:
        """(address, id) of every account."""
        management = (self.management, self.baseline.organization.management_account.id)
        members = (node for node in self._nodes if node[2] == "account" and isinstance(node[3], str))
        return (management, *((node[0], node[3]) for node in members))

    @cached_property
    def unit_ids(self) -> dict[str, str]:
        """The ids of the organizational units that are well-formed, by address."""
        return {
            node.path: node.id for node in self.baseline.tree.nodes[1:] if node.path not in self.account_paths
        }

    def node_path(self, address: str) -> marked.Path:
        """Return where in the file the node at an address stands."""
        places = {node[0]: node[1] for node in self._nodes}
        return places.get(address, ("organization", "management_account", "id"))

    def keys(self, *path: str) -> frozenset[str]:
        """List the keys of a mapping as written."""
        data = self.written(*path)
        return frozenset(data) if isinstance(data, dict) else frozenset()

    def written(self, *path: str) -> Any:
        """Return what stands at a path of keys, as written; None where nothing does."""
        data = self.source.data
        for part in path:
            data = data.get(part) if isinstance(data, dict) else None
        return data

    def exists(self, path: marked.Path, address: str) -> Iterator[Finding]:
        """Find an address that isn't in the organization: the value, or the key itself, at a path."""
        if address not in self.paths:
            near = aws_facts.nearest(address, self.paths)
            remedy = f'did you mean "{near}"?' if near else "add it to the organization, or correct the path"
            yield self._address_at(path, address, f'"{address}" is not in the organization', remedy)

    def bound(self, path: marked.Path, address: str) -> Iterator[Finding]:
        """Find an address that isn't in the organization, or that no policy binds."""
        yield from self.exists(path, address)
        if address == self.management:
            problem = f'"{address}" is the management account, which no policy binds'
            remedy = "keep workloads out of it, and name member accounts here"
            yield self._address_at(path, address, problem, remedy)

    def _address_at(self, path: marked.Path, address: str, problem: str, remedy: str) -> Finding:
        is_key = path[-1] == address
        return self.at(path, problem, remedy) if is_key else self.value_at(path, problem, remedy)

    def may_use_region(self, region: str, address: str) -> bool:
        """Return whether the account or unit at an address may use a region."""
        return region not in lists.denied_names(self.baseline.file, "regions", address)

    def may_use(self, service: str, address: str) -> bool:
        """Return whether the account or unit at an address may use a service."""
        return service not in lists.denied_names(self.baseline.file, "services", address)

    def has_accounts(self, address: str) -> bool:
        """Return whether any account stands at or below an address."""
        return any(path == address or path.startswith(f"{address}/") for path in self.account_paths)


def _walk(section: Any, address: str, place: marked.Path) -> Iterator[tuple[str, marked.Path, str, Any]]:
    for kind, key in (("unit", "units"), ("account", "accounts")):
        entries = section.get(key) if isinstance(section, dict) else None
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            below = f"{address}/{name}" if address else str(name)
            inner = (*place, key, name)
            if kind == "account":
                yield below, inner, kind, entry
            else:
                yield below, inner, kind, entry.get("id") if isinstance(entry, dict) else None
                yield from _walk(entry, below, inner)
