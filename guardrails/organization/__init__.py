"""The organization as a tree of values: root, organizational units, accounts, addressed by path."""

from guardrails.organization.provenance import Provenance
from guardrails.organization.tree import (
    ROOT_PATH,
    Account,
    Node,
    Organization,
    OrganizationalUnit,
    Root,
    covers,
)

__all__ = [
    "ROOT_PATH",
    "Account",
    "Node",
    "Organization",
    "OrganizationalUnit",
    "Provenance",
    "Root",
    "covers",
]
