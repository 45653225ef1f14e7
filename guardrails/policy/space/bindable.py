"""The sets of actions that policies can bind at all."""

from __future__ import annotations

from functools import cache, lru_cache

from guardrails import aws_facts
from guardrails.policy import action_set
from guardrails.policy.language.rules import Rule

UNDENIABLE = ("sts:GetCallerIdentity", "sts:GetSessionToken")
"""No policy denies these: they need no permission, even against an explicit Deny.

Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html
"""
NOT_BY_RCPS = "kms:RetireGrant"
"""Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html."""


@cache
def deniable() -> int:
    """Return every action that a policy can deny, future ones included, as bits."""
    return action_set.universe() & ~action_set.bits_of(UNDENIABLE)


@cache
def deniable_by_rcps() -> int:
    """Return the actions that resource control policies bind, as bits.

    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    """
    services = (f"{service}:*" for service in sorted(aws_facts.rcp_services()))
    return action_set.bits_of(services) & deniable() & ~action_set.bits(NOT_BY_RCPS)


@cache
def with_resources() -> int:
    """Return the actions that a statement can confine to some resources, future ones included, as bits."""
    confinable = action_set.bits_of_flags(aws_facts.resource_flags())
    return confinable | action_set.universe() & ~action_set.catalogue_actions()


@lru_cache(maxsize=256)
def misfits(action: str) -> bool | None:
    """Return for which resource nobody can decide: True for `*`, False for an ARN, None for neither.

    AWS checks an action with resource-level permission against ARNs, and any other against `*`. Of an action
    that the catalogue lacks, nobody knows.

    Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
    """
    in_catalogue = aws_facts.is_service(action.partition(":")[0]) and aws_facts.is_action(action)
    return aws_facts.supports_resources(action) if in_catalogue else None


def actions_of(rule: Rule) -> int:
    """Return the actions that a rule speaks of, as bits."""
    statement = rule.statement
    if statement.actions:
        return _bits_of(statement.actions)
    return action_set.universe() & ~_bits_of(statement.not_actions)


@lru_cache(maxsize=4096)
def _bits_of(patterns: tuple[str, ...]) -> int:
    return action_set.bits_of(patterns)
