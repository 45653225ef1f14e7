"""Ask the service control policies before every call that a member account makes.

ministack authenticates a call and evaluates its identity and resource policies. A call that passes there is
then decided at every level of the account's path, as AWS does. Each level must allow it, any Deny wins, and
neither the management account nor a service-linked role is bound.
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from emulator import hooks

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

# Where AWS serves a global service, and so what aws:RequestedRegion says.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
GLOBAL_SERVICES = {
    "iam": "us-east-1",
    "organizations": "us-east-1",
    "account": "us-east-1",
    "budgets": "us-east-1",
    "ce": "us-east-1",
    "cur": "us-east-1",
    "cloudfront": "us-east-1",
    "route53": "us-east-1",
    "shield": "us-east-1",
    "support": "us-east-1",
    "health": "us-east-1",
    "waf": "us-east-1",
    "globalaccelerator": "us-west-2",
    "networkmanager": "us-west-2",
}
_SERVICE_LINKED = "/aws-service-role/"


def install(organization: OrganizationState, *, enforce: bool) -> None:
    """Give condition keys their AWS values, and let SCPs bind member accounts if they are enforced."""
    hooks.correct_conditions(organization_of=lambda account: _organization_of(organization, account))
    if enforce:
        hooks.limit_calls(lambda call: refusal(organization, call))


def refuses(organization: OrganizationState, role_arn: str, action: str, resource: str, region: str) -> bool:
    """Return whether the SCPs would refuse a call of a member account's role."""
    return refusal(organization, hooks.call_by(role_arn, action, resource, region)) is not None


def _organization_of(organization: OrganizationState, account: str) -> str | None:
    return organization.id if organization.path(account) else None


def refusal(organization: OrganizationState, call: hooks.AuthenticatedCall) -> hooks.Refusal | None:
    """Say why the SCPs refuse a call; None: they let it through."""
    if _SERVICE_LINKED in call.role_arn:
        return None
    levels = organization.service_control_levels(call.account)
    region = GLOBAL_SERVICES.get(call.action.split(":", 1)[0], call.region)
    allowed = True
    for level in levels:
        for policy in level:
            sid = hooks.denied_by(call, region, _parsed(policy.content))
            if sid is not None:
                return hooks.Refusal(explicit=True, sid=sid, policy=policy.id)
        allowed = allowed and any(hooks.allowed_by(call, region, _parsed(policy.content)) for policy in level)
    return None if allowed else hooks.Refusal(explicit=False)


@lru_cache(maxsize=1024)
def _parsed(content: str) -> Any:
    return hooks.parse_policy(content)
