"""The roles that every account has, as plain data, without CDK."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from guardrails.aws_facts.arns import managed_policy_arn
from guardrails.baseline import Baseline
from guardrails.baseline.scope import narrowed
from guardrails.baseline.sections.accounts import STACK_SET, AccountRoles, AuditRole
from guardrails.baseline.sections.break_glass import BREAK_GLASS_SET, BreakGlass
from guardrails.stacks.accounts import audit_role, break_glass


@dataclass(frozen=True)
class EverywhereRole:
    """A role of one name in every account, and the stack set that has it in the members."""

    construct_id: str
    field: str
    """The part of the section `accounts` that asks for it."""
    purpose: str
    stack_set_id: str
    stack_set: str
    properties: dict[str, Any]
    targets: tuple[str, ...]
    """The ids of the root or the units whose accounts have it."""

    @property
    def template(self) -> str:
        """The template of a member account: compact, because a stack set takes little inline."""
        template = {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": self.purpose,
            "Resources": {self.construct_id: {"Type": "AWS::IAM::Role", "Properties": self.properties}},
        }
        return json.dumps(template, separators=(",", ":"))


def _properties(section: AuditRole | BreakGlass, description: str, trust: dict[str, Any]) -> dict[str, Any]:
    """Build the properties of a role, in CloudFormation's names.

    A role is bounded by its own policy, where it has one alone, so that nobody who changes it gives it more.
    No policy of AWS's says as much as several others together.
    """
    policies = [managed_policy_arn(name) for name in section.policies]
    boundary = {"PermissionsBoundary": policies[0]} if len(policies) == 1 else {}
    return {
        "RoleName": section.name,
        "Description": description,
        "AssumeRolePolicyDocument": trust,
        "ManagedPolicyArns": policies,
        "MaxSessionDuration": section.session_hours * 3600,
        **boundary,
    }


def everywhere_roles(baseline: Baseline, section: AccountRoles) -> tuple[EverywhereRole, ...]:
    """Return the roles that are switched on."""
    tree, roles = baseline.tree, []
    audit, rescue = section.audit_role, section.break_glass
    if audit.enabled:
        roles.append(
            EverywhereRole(
                "AuditRole",
                "audit_role",
                "The role that the auditor reads every member account with",
                "AuditRoles",
                STACK_SET,
                _properties(audit, audit_role.DESCRIPTION, audit_role.trust(audit, tree)),
                tuple(tree.by_path[path].id for path in narrowed(baseline, section.at)),
            )
        )
    if rescue is not None and rescue.enabled:
        roles.append(
            EverywhereRole(
                "BreakGlassRole",
                "break_glass",
                "The role that restores access to a member account when everything else fails",
                "BreakGlassRoles",
                BREAK_GLASS_SET,
                _properties(rescue, break_glass.DESCRIPTION, break_glass.trust(rescue, tree)),
                tuple(tree.by_path[path].id for path in baseline.scope),
            )
        )
    return tuple(roles)
