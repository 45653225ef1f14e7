"""The section `organization` of an adopted baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guardrails.adopt.yaml_text import YamlBlock, YamlNode
from guardrails.capture.tree import KnownTree
from guardrails.organization import Account, Organization, OrganizationalUnit

FOREIGN = "foreign.json"
"""The file with the policies that the baseline leaves alone."""


@dataclass(frozen=True)
class CapturedNames:
    """The names of nodes in AWS, and the states of accounts, by id."""

    names: Mapping[str, str]
    states: Mapping[str, str]

    def beside(self, identity: str, name: str) -> str:
        """Return what a reader should know of a node beside its name here."""
        remarks = []
        if self.names.get(identity, name) != name:
            remarks.append(f'"{self.names[identity]}" in AWS')
        if self.states.get(identity, "ACTIVE") != "ACTIVE":
            remarks.append(self.states[identity].lower().replace("_", " "))
        return ", ".join(remarks)


def captured_names(organization: KnownTree) -> CapturedNames:
    """Collect the names and states of a captured organization."""
    names = {unit.id: unit.name for unit in organization.units}
    names |= {account.id: account.name for account in organization.accounts}
    return CapturedNames(names, {account.id: account.state for account in organization.accounts})


def organization_node(tree: Organization, names: CapturedNames, *, foreign: bool) -> YamlNode:
    """Render the tree with the ids of all nodes."""
    management = tree.management_account
    nodes = [
        YamlNode("id", tree.id),
        YamlNode("root", tree.root.id),
        YamlNode("home_region", tree.home_region),
        YamlNode(
            "management_account",
            {"name": management.name, "id": management.id},
            beside=names.beside(management.id, management.name),
        ),
    ]
    nodes += _inside(tree.root, names)
    if foreign:
        nodes.append(YamlNode("foreign", FOREIGN, ("What this file leaves alone counts in every answer.",)))
    return YamlNode("organization", YamlBlock(tuple(nodes)))


def _inside(unit: OrganizationalUnit, names: CapturedNames) -> Iterator[YamlNode]:
    if unit.accounts:
        yield YamlNode("accounts", YamlBlock(tuple(_account(account, names) for account in unit.accounts)))
    if unit.units:
        yield YamlNode("units", YamlBlock(tuple(_unit(child, names) for child in unit.units)))


def _account(account: Account, names: CapturedNames) -> YamlNode:
    return YamlNode(account.name, account.id, beside=names.beside(account.id, account.name))


def _unit(unit: OrganizationalUnit, names: CapturedNames) -> YamlNode:
    nodes = (YamlNode("id", unit.id), *_inside(unit, names))
    return YamlNode(unit.name, YamlBlock(nodes), beside=names.beside(unit.id, unit.name))
