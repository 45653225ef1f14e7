"""The operations of AWS Organizations on policies and their attachments."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from emulator.arns import organization_arn
from emulator.errors import ApiError
from emulator.organization import quotas
from emulator.organization.state import FULL_ACCESS, POLICY_TYPES, RESOURCE_CONTROL, StoredPolicy
from emulator.services.operations import Request, tag_map
from emulator.services.pages import Views

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState
    from emulator.organization.tree import TreeOperations


class PolicyOperations:
    """Read, change, attach and detach policies."""

    def __init__(self, organization: OrganizationState, tree: TreeOperations) -> None:
        self._organization = organization
        self._tree = tree

    def enable_policy_type(self, request: Request) -> Request:
        """Answer `EnablePolicyType`: the full-access policy of the type is attached to every node."""
        kind = self._known_type(request["PolicyType"])
        if kind in self._organization.enabled_types:
            raise ApiError("PolicyTypeAlreadyEnabledException", f"{kind} is already enabled.")
        self._organization.enabled_types.append(kind)
        for node_id in self._organization.nodes:
            self._organization.attach_full_access(node_id)
        return {"Root": self._tree.root_view()}

    def disable_policy_type(self, request: Request) -> Request:
        """Answer `DisablePolicyType`: every policy of the type is detached, as on AWS."""
        kind = self._known_type(request["PolicyType"])
        if kind not in self._organization.enabled_types:
            raise ApiError("PolicyTypeNotEnabledException", f"{kind} is not enabled.")
        self._organization.enabled_types.remove(kind)
        for policy in self._organization.policies.values():
            if policy.type == kind:
                policy.targets.clear()
        return {"Root": self._tree.root_view()}

    def create_policy(self, request: Request) -> Request:
        """Answer `CreatePolicy`."""
        kind = self._known_type(request["Type"])
        self._refuse_same_name(request["Name"], kind)
        quotas.check_content(kind, request["Content"])
        policy = StoredPolicy(
            id=f"p-{uuid.uuid4().hex[:8]}",
            type=kind,
            name=request["Name"],
            description=request.get("Description", ""),
            content=request["Content"],
            tags=tag_map(request.get("Tags")),
        )
        self._organization.policies[policy.id] = policy
        return {"Policy": self._view(policy)}

    def describe_policy(self, request: Request) -> Request:
        """Answer `DescribePolicy`."""
        return {"Policy": self._view(self._policy(request["PolicyId"]))}

    def update_policy(self, request: Request) -> Request:
        """Answer `UpdatePolicy`."""
        policy = self._own_policy(request["PolicyId"])
        if request.get("Name", policy.name) != policy.name:
            self._refuse_same_name(request["Name"], policy.type)
        if "Content" in request:
            quotas.check_content(policy.type, request["Content"])
        policy.name = request.get("Name", policy.name)
        policy.description = request.get("Description", policy.description)
        policy.content = request.get("Content", policy.content)
        return {"Policy": self._view(policy)}

    def delete_policy(self, request: Request) -> None:
        """Answer `DeletePolicy`."""
        policy = self._own_policy(request["PolicyId"])
        if policy.targets:
            raise ApiError("PolicyInUseException", f"{policy.id} is attached to {', '.join(policy.targets)}.")
        del self._organization.policies[policy.id]

    def list_policies(self, request: Request) -> Request:
        """Answer `ListPolicies`."""
        kind = self._known_type(request["Filter"])
        policies = (policy for policy in self._organization.policies.values() if policy.type == kind)
        return {"Policies": Views(policies, self._summary)}

    def attach_policy(self, request: Request) -> None:
        """Answer `AttachPolicy`."""
        policy, node = self._policy(request["PolicyId"]), self._organization.node(request["TargetId"])
        if policy.type not in self._organization.enabled_types:
            raise ApiError("PolicyTypeNotEnabledException", f"{policy.type} is not enabled on the root.")
        if node.id in policy.targets:
            raise ApiError(
                "DuplicatePolicyAttachmentException", f"{policy.id} is already attached to {node.id}."
            )
        quotas.check_attach(self._organization, policy, node.id)
        policy.targets[node.id] = None

    def detach_policy(self, request: Request) -> None:
        """Answer `DetachPolicy`."""
        policy, node = self._policy(request["PolicyId"]), self._organization.node(request["TargetId"])
        if node.id not in policy.targets:
            raise ApiError("PolicyNotAttachedException", f"{policy.id} is not attached to {node.id}.")
        if policy.id == FULL_ACCESS[RESOURCE_CONTROL]:
            raise ApiError("PolicyChangesNotAllowedException", "RCPFullAWSAccess can't be detached.")
        quotas.check_detach(self._organization, policy, node.id)
        del policy.targets[node.id]

    def list_policies_for_target(self, request: Request) -> Request:
        """Answer `ListPoliciesForTarget`."""
        node, kind = self._organization.node(request["TargetId"]), self._known_type(request["Filter"])
        return {"Policies": Views(self._organization.attached(node.id, kind), self._summary)}

    def list_targets_for_policy(self, request: Request) -> Request:
        """Answer `ListTargetsForPolicy`."""
        return {"Targets": Views(self._policy(request["PolicyId"]).targets, self._target_view)}

    def _target_view(self, node_id: str) -> Request:
        node = self._organization.nodes[node_id]
        return {
            "TargetId": node.id,
            "Arn": self._organization.arn(node),
            "Name": node.name,
            "Type": node.kind,
        }

    def _summary(self, policy: StoredPolicy) -> Request:
        owner = "aws" if policy.aws_managed else self._organization.management
        scope = "" if policy.aws_managed else f"{self._organization.id}/"
        return {
            "Id": policy.id,
            "Arn": organization_arn(owner, f"policy/{scope}{policy.type.lower()}/{policy.id}"),
            "Name": policy.name,
            "Description": policy.description,
            "Type": policy.type,
            "AwsManaged": policy.aws_managed,
        }

    def _view(self, policy: StoredPolicy) -> Request:
        return {"PolicySummary": self._summary(policy), "Content": policy.content}

    def _policy(self, policy_id: str) -> StoredPolicy:
        policy = self._organization.policies.get(policy_id)
        if policy is None:
            raise ApiError("PolicyNotFoundException", f"There is no policy {policy_id}.")
        return policy

    def _own_policy(self, policy_id: str) -> StoredPolicy:
        policy = self._policy(policy_id)
        if policy.aws_managed:
            raise ApiError("PolicyChangesNotAllowedException", f"{policy_id} is managed by AWS.")
        return policy

    def _refuse_same_name(self, name: str, kind: str) -> None:
        if any(p.name == name and p.type == kind for p in self._organization.policies.values()):
            raise ApiError("DuplicatePolicyException", f"There is a {kind} named {name} already.")

    @staticmethod
    def _known_type(kind: str) -> str:
        if kind not in POLICY_TYPES:
            raise ApiError("InvalidInputException", f"INVALID_ENUM_POLICY_TYPE: {kind}")
        return kind
