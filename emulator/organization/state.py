"""The organization's tree, its policies and their attachments."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from emulator.arns import organization_arn
from emulator.errors import ApiError

ROOT, UNIT, ACCOUNT = "ROOT", "ORGANIZATIONAL_UNIT", "ACCOUNT"
SERVICE_CONTROL, RESOURCE_CONTROL = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_PolicySummary.html, November 2026
POLICY_TYPES = (
    SERVICE_CONTROL,
    RESOURCE_CONTROL,
    "TAG_POLICY",
    "BACKUP_POLICY",
    "AISERVICES_OPT_OUT_POLICY",
    "CHATBOT_POLICY",
    "DECLARATIVE_POLICY_EC2",
    "SECURITYHUB_POLICY",
    "INSPECTOR_POLICY",
    "UPGRADE_ROLLOUT_POLICY",
    "BEDROCK_POLICY",
    "S3_POLICY",
    "GUARDDUTY_POLICY",
    "NETWORK_SECURITY_DIRECTOR_POLICY",
)
FULL_ACCESS = {SERVICE_CONTROL: "p-FullAWSAccess", RESOURCE_CONTROL: "p-RCPFullAWSAccess"}


STATUSES = {
    "PENDING_ACTIVATION": "ACTIVE",
    "ACTIVE": "ACTIVE",
    "SUSPENDED": "SUSPENDED",
    "PENDING_CLOSURE": "PENDING_CLOSURE",
    "CLOSED": "SUSPENDED",
}
"""The states of an account, and the older status of each."""


@dataclass
class Node:
    """The root, an organizational unit or an account.

    Attributes:
        status: An account's status in the words that AWS retires.
        state: Its state, as AWS says it since September 2025.
            https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
        closed: When `CloseAccount` closed it; None for one that is open, or was closed before the start.
    """

    id: str
    kind: str
    name: str
    parent: str | None
    tags: dict[str, str] = field(default_factory=dict)
    email: str = ""
    status: str = "ACTIVE"
    state: str = "ACTIVE"
    joined_method: str = "CREATED"
    joined: float = field(default_factory=time.time)
    closed: float | None = None


@dataclass
class StoredPolicy:
    """A policy, of any type."""

    id: str
    type: str
    name: str
    description: str
    content: str
    aws_managed: bool = False
    tags: dict[str, str] = field(default_factory=dict)
    targets: dict[str, None] = field(default_factory=dict)


class OrganizationState:
    """One organization with all features, as its management account sees it."""

    def __init__(self, organization_id: str, management: str, root: str) -> None:
        self.id = organization_id
        self.management = management
        self.root = root
        self.nodes: dict[str, Node] = {root: Node(root, ROOT, "Root", None)}
        self.policies: dict[str, StoredPolicy] = {}
        self.feature_set = "ALL"
        self.enabled_types: list[str] = []
        self.trusted_services: dict[str, float] = {}
        self.delegated: dict[tuple[str, str], float] = {}
        self.resource_policy: tuple[str, str, dict[str, str]] | None = None

    def arn(self, node: Node) -> str:
        """Give a node's ARN."""
        kind = {ROOT: "root", UNIT: "ou", ACCOUNT: "account"}[node.kind]
        return organization_arn(self.management, f"{kind}/{self.id}/{node.id}")

    def node(self, node_id: str | None, missing: str = "TargetNotFoundException") -> Node:
        """Find a node.

        Raises:
            AwsError: There is none; `missing` is the error's code.
        """
        node = self.nodes.get(node_id or "")
        if node is None:
            raise ApiError(missing, f"You specified a target that doesn't exist: {node_id}")
        return node

    def children(self, parent: str, kind: str) -> list[Node]:
        """List the nodes of a kind directly below another."""
        return [node for node in self.nodes.values() if node.parent == parent and node.kind == kind]

    def add(self, node: Node) -> Node:
        """Hang a node into the tree, with the full-access policies that AWS attaches to it."""
        self.nodes[node.id] = node
        self.attach_full_access(node.id)
        return node

    def remove(self, node_id: str) -> None:
        """Take a node, and what is attached to it, out of the tree."""
        del self.nodes[node_id]
        for policy in self.policies.values():
            policy.targets.pop(node_id, None)

    def attach_full_access(self, node_id: str) -> None:
        """Attach the AWS managed policies of the enabled types to a node."""
        for policy_id in FULL_ACCESS.values():
            policy = self.policies.get(policy_id)
            if policy and policy.type in self.enabled_types:
                policy.targets[node_id] = None

    def attached(self, node_id: str, policy_type: str) -> list[StoredPolicy]:
        """List the policies of a type that are attached to a node itself."""
        return [
            policy
            for policy in self.policies.values()
            if policy.type == policy_type and node_id in policy.targets
        ]

    def path(self, node_id: str) -> list[Node]:
        """List the nodes from the root to a node; empty when it isn't in the tree."""
        nodes: list[Node] = []
        current = self.nodes.get(node_id)
        while current is not None:
            nodes.insert(0, current)
            current = self.nodes.get(current.parent) if current.parent else None
        return nodes

    def entity_path(self, node: Node) -> str:
        """Write a node's path from the organization down, as AWS does since 2026-03-31.

        https://awsapichanges.info/archive/changes/080f45-organizations.html
        """
        return "/".join((self.id, *(above.id for above in self.path(node.id)), ""))

    def service_control_levels(self, account: str) -> list[list[StoredPolicy]]:
        """List the SCPs in force on an account, one list a level from the root down; empty: none bind it."""
        if account == self.management or SERVICE_CONTROL not in self.enabled_types:
            return []
        return [self.attached(node.id, SERVICE_CONTROL) for node in self.path(account)]
