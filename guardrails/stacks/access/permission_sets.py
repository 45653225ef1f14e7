"""Permission sets and the attributes that their policies may test."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import Tags
from aws_cdk import aws_sso as sso
from constructs import Construct

from guardrails.aws_facts.arns import managed_policy_arn
from guardrails.baseline import Baseline
from guardrails.baseline.sections.access import Boundary, PermissionSet

OWN_TAGS_PRIORITY = 200
"""Above that of the tags on the stack, which is CDK's default of 100."""


def permission_set(
    scope: Construct, name: str, section: PermissionSet, baseline: Baseline, instance: str
) -> sso.CfnPermissionSet:
    """Declare a permission set; its inline policy is an object so that drift detection sees it."""
    inline = baseline.inline_policies.get(name)
    declared_set = sso.CfnPermissionSet(
        scope,
        name,
        instance_arn=instance,
        name=name,
        description=section.description or None,
        session_duration=f"PT{section.session_hours}H",
        managed_policies=[_arn(managed) for managed in section.managed],
        customer_managed_policy_references=[_reference(policy) for policy in section.customer_managed]
        or None,
        inline_policy=inline and inline.content,
        permissions_boundary=None if section.boundary is None else _boundary(section.boundary),
        relay_state_type=section.relay_state,
    )
    for key, value in section.tags.items():
        Tags.of(declared_set).add(key, value, priority=OWN_TAGS_PRIORITY)
    return declared_set


def _arn(managed: str) -> str:
    return managed_policy_arn(managed)


def _reference(policy_path: str) -> sso.CfnPermissionSet.CustomerManagedPolicyReferenceProperty:
    path, _, name = policy_path.rpartition("/")
    return sso.CfnPermissionSet.CustomerManagedPolicyReferenceProperty(
        name=name, path=f"/{path}/" if path else None
    )


def _boundary(section: Boundary) -> sso.CfnPermissionSet.PermissionsBoundaryProperty:
    if section.managed is not None:
        return sso.CfnPermissionSet.PermissionsBoundaryProperty(managed_policy_arn=_arn(section.managed))
    return sso.CfnPermissionSet.PermissionsBoundaryProperty(
        customer_managed_policy_reference=_reference(str(section.customer_managed))
    )


def access_control_attributes(scope: Construct, instance: str, attributes: Mapping[str, str]) -> None:
    """Let Identity Center pass attributes of a person to policies, which test aws:PrincipalTag/NAME.

    Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/attributesforaccesscontrol.html
    """
    properties = sso.CfnInstanceAccessControlAttributeConfiguration
    sso.CfnInstanceAccessControlAttributeConfiguration(
        scope,
        "Attributes",
        instance_arn=instance,
        access_control_attributes=[
            properties.AccessControlAttributeProperty(
                key=key, value=properties.AccessControlAttributeValueProperty(source=[source])
            )
            for key, source in sorted(attributes.items())
        ],
    )
