"""The condition keys that policies can test: those of every request, and those of single services.

Keys are compared in lower case, because IAM ignores their case. A key with a part that its user names, such
as `aws:PrincipalTag/team`, is known by its shape `aws:PrincipalTag/${TagKey}`.
"""

from __future__ import annotations

import re
from functools import cache

from guardrails.aws_facts._requests import ActionFacts, ServiceFacts, foreign_prefixes, service_facts
from guardrails.aws_facts.actions import is_action
from guardrails.aws_facts.services import all_services

# Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html, checked
# 2026-11-23. Behind the last `aws:` key stand the cross-service keys of the same page.
GLOBAL_CONDITION_KEYS: tuple[str, ...] = (
    "aws:AssumedRoot",
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
    "aws:ChatbotSourceArn",
    "aws:CurrentTime",
    "aws:Ec2InstanceSourcePrivateIPv4",
    "aws:Ec2InstanceSourceVpc",
    "aws:EpochTime",
    "aws:FederatedProvider",
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:PrincipalTag/${TagKey}",
    "aws:PrincipalType",
    "aws:RequestTag/${TagKey}",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
    "aws:ResourceOrgPaths",
    "aws:ResourceTag/${TagKey}",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIdentity",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceOwner",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:TagKeys",
    "aws:TokenIssueTime",
    "aws:UserAgent",
    "aws:ViaAWSService",
    "aws:VpcSourceIp",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "aws:referer",
    "aws:userid",
    "aws:username",
    "ec2:RoleDelivery",
    "ec2:SourceInstanceArn",
    "glue:CredentialIssuingService",
    "glue:RoleAssumedBy",
    "identitystore:UserId",
    "lambda:SourceFunctionArn",
    "ssm:SourceInstanceArn",
)
"""The keys that a request to any service can carry, in AWS's spelling."""

_NONE = ActionFacts(frozenset(), frozenset(), frozenset())

# Stands for a part that the user names: `${TagKey}`, or `<key>` as S3's page has it.
_NAMED_BY_USER = re.compile(r"\$\{[^}]*\}|<[^>]*>")


def is_global_key(key: str) -> bool:
    """Return whether requests to any service can carry the key."""
    return _has_shape(key, frozenset(GLOBAL_CONDITION_KEYS))


def is_condition_key(key: str) -> bool:
    """Return whether AWS publishes the key, for any service."""
    return is_global_key(key) or _has_shape(key, _keys_with_prefix(_prefix(key)))


def condition_keys_like(key: str) -> frozenset[str]:
    """Return the keys that share the key's prefix, as candidates for what somebody meant."""
    prefix = _prefix(key)
    if prefix == "aws":
        return frozenset(global_key for global_key in GLOBAL_CONDITION_KEYS if global_key.startswith("aws:"))
    return _keys_with_prefix(prefix)


def carries_key(action: str, key: str) -> bool:
    """Return whether requests for an action can carry a condition key: a global one, or one of its own.

    Raises:
        KeyError: The catalogue has no such action.
    """
    return is_global_key(key) or carries_own_key(action, key)


def is_assigned_key(key: str) -> bool:
    """Whether the catalogue has a key for some action: a few are published and belong to none."""
    prefix = _prefix(key)
    if prefix not in all_services():
        return True
    facts = service_facts(prefix)
    by_type = (kind.keys for kind in facts.types.values())
    by_action = (action.keys for action in facts.actions.values())
    return _has_shape(key, frozenset[str]().union(*by_type, *by_action))


def carries_own_key(action: str, key: str) -> bool:
    """Whether the catalogue has a condition key for an action, its resources included.

    Raises:
        KeyError: The catalogue has no such action.
    """
    return _has_shape(key, _keys_of(action.lower()))


@cache
def resource_arns(action: str) -> tuple[str, ...]:
    """Return the shapes of the ARNs of an action's resources, such as `arn:${Partition}:s3:::${BucketName}`.

    Empty where the action knows no resources; a shape may be one that only AWS understands.

    Raises:
        KeyError: The catalogue has no such action.
    """
    types, service = _facts(action).types, _service(action)
    return tuple(sorted({arn for name in types for arn in service.types[name].arns}))


@cache
def required_resource_arns(action: str) -> tuple[str, ...]:
    """Return the shapes of the ARNs of what every request for an action touches, one for each type.

    Raises:
        KeyError: The catalogue has no such action.
    """
    service = _service(action)
    return tuple(sorted(service.types[name].arns[0] for name in _facts(action).required))


@cache
def service_resource_arns(service: str) -> tuple[str, ...]:
    """Return the shapes of all ARNs that a service's resources have.

    Raises:
        KeyError: No service has this prefix.
    """
    return tuple(sorted({arn for kind in service_facts(service).types.values() for arn in kind.arns}))


def _prefix(key: str) -> str:
    return key.lower().partition(":")[0]


@cache
def _keys_with_prefix(prefix: str) -> frozenset[str]:
    """Return every published key with a prefix, which is a service's or an identity provider's."""
    services = {prefix} & all_services()
    for pattern, owners in foreign_prefixes().items():
        if _shape(pattern.lower()).fullmatch(prefix):
            services.update(owners)
    published = (key for service in services for key in service_facts(service).keys)
    return frozenset(key for key in published if _shape(_prefix(key)).fullmatch(prefix))


@cache
def _keys_of(action: str) -> frozenset[str]:
    """Return the keys of an action, of its resources when named with it, and of those resources."""
    described, types = _facts(action), _service(action).types
    return described.keys.union(*(types[name].keys for name in described.types))


def _has_shape(key: str, shapes: frozenset[str]) -> bool:
    lowered = key.lower()
    return any(_shape(shape.lower()).fullmatch(lowered) for shape in shapes)


@cache
def _shape(shape: str) -> re.Pattern[str]:
    return re.compile(".+".join(re.escape(part) for part in _NAMED_BY_USER.split(shape)), re.DOTALL)


def _service(action: str) -> ServiceFacts:
    return service_facts(action.lower().partition(":")[0])


def _facts(action: str) -> ActionFacts:
    if not is_action(action):
        raise KeyError(action)
    return _service(action).actions.get(action.lower().partition(":")[2], _NONE)
