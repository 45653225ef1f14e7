"""The alarms that depend on the organization: its trail, its break-glass roles, its regions and services."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import service_principal
from guardrails.baseline import Baseline
from guardrails.baseline.bootstrap import role_arn
from guardrails.baseline.sections.alerts import Alerts
from guardrails.baseline.sections.trail import Trail
from guardrails.stacks.alerts.alarms.model import Alarm
from guardrails.stacks.alerts.alarms.pattern import (
    all_of,
    any_of,
    differs,
    equals,
    grouped,
    like,
    missing,
    pattern,
)
from guardrails.stacks.alerts.alarms.unexpected import region_patterns, service_patterns

_TRAIL_CHANGES = (
    "CreateTrail",
    "DeleteTrail",
    "PutEventSelectors",
    "PutInsightSelectors",
    "StartLogging",
    "StopLogging",
    "UpdateTrail",
)
_ACCESS_CHANGES = (
    "*AccountAssignment",
    "*PermissionSet",
    "*PermissionsPolicy",
    "*Profile",
)
_STACK_SET_CHANGES = (
    "CreateStackInstances",
    "CreateStackSet",
    "DeleteStackInstances",
    "DeleteStackSet",
    "ImportStacksToStackSet",
    "UpdateStackInstances",
    "UpdateStackSet",
)
_LOG_GROUP_CHANGES = (
    "DeleteLogGroup",
    "DeleteLogStream",
    "DeleteMetricFilter",
    "DeleteRetentionPolicy",
    "DisassociateKmsKey",
    "PutMetricFilter",
    "PutRetentionPolicy",
)
_BUCKET_CHANGES = ("DeleteBucket*", "PutBucket*", "PutObjectLockConfiguration")


def derived_alarms(baseline: Baseline, section: Alerts, trail: Trail) -> Iterator[Alarm]:
    """List the alarms whose filters come from the baseline."""
    if section.break_glass:
        yield break_glass_use(baseline, section)
    yield past_deployment(baseline)
    yield unauthorized_calls(baseline)
    yield trail_changes(trail)
    yield deployment_role_use(baseline)
    lists_of = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html"
    if patterns := region_patterns(baseline, by_account=section.by_account):
        yield Alarm(
            id="unexpected-region",
            title="Something was made or changed in a region that the baseline doesn't list",
            severity="critical",
            why="A region that nobody uses is where intruders mine; and a guardrail that lets this pass is "
            "missing or exempts somebody.",
            source=lists_of,
            patterns=patterns,
        )
    if patterns := service_patterns(baseline, by_account=section.by_account):
        yield Alarm(
            id="unexpected-service",
            title="Something was made or changed by a service that the baseline doesn't expect",
            severity="warning",
            why="Nobody planned for its cost and its dangers; and a guardrail that lets this pass is missing "
            "or exempts somebody.",
            source=lists_of,
            patterns=patterns,
        )


def past_deployment(baseline: Baseline) -> Alarm:
    """Watch the three ways to more rights that a deployment has, for everybody else who takes one.

    Actions in Identity Center's console have the names of its API, or older ones.

    Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/logging-using-cloudtrail.html
    """
    management, home = baseline.tree.management_account.id, baseline.organization.home_region
    deployer = role_arn("cfn-exec", baseline.organization.qualifier, management, home)
    issuer = "userIdentity.sessionContext.sessionIssuer.arn"
    somebody_else = any_of(missing(issuer), differs(issuer, deployer))
    succeeded = missing("errorCode")
    ways = (
        all_of(
            equals("eventSource", service_principal("sso")),
            equals("eventName", *_ACCESS_CHANGES),
            differs("eventName", "Describe*", "Get*", "List*"),
        ),
        all_of(
            equals("eventSource", service_principal("cloudformation")),
            equals("eventName", *_STACK_SET_CHANGES),
            any_of(
                equals("recipientAccountId", management),
                equals("requestParameters.callAs", "DELEGATED_ADMIN"),
            ),
        ),
        all_of(
            equals("eventSource", service_principal("organizations")),
            equals("eventName", "*Policy"),
            differs("eventName", "Describe*", "List*"),
        ),
    )
    return Alarm(
        id="changes-past-deployment",
        title="Somebody other than the deployment changed access, stack sets or the organization's policies",
        severity="critical",
        why="This call can give its caller any right in any account: it is the deployment's work, and "
        "nobody else's.",
        source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_security_incident-response.html",
        patterns=tuple(pattern(succeeded, somebody_else, way) for way in ways),
    )


def unauthorized_calls(baseline: Baseline) -> Alarm:
    """Watch calls that are refused, but those of the audit role: who looks everywhere is refused somewhere.

    A role of the same name below a path counts.
    """
    role = baseline.accounts.audit_role if baseline.accounts else None
    issuer = "userIdentity.sessionContext.sessionIssuer.arn"
    terms = [equals("errorCode", "*UnauthorizedOperation", "AccessDenied*")]
    if role is not None and role.enabled:
        terms.append(any_of(missing(issuer), differs(issuer, f"*:role/{role.name}")))
    return Alarm(
        id="unauthorized-calls",
        title="Many calls were refused",
        severity="warning",
        why="Somebody may be trying what stolen credentials can do; or a guardrail hinders honest work. The "
        "audit role isn't counted.",
        source="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html",
        patterns=(pattern(*terms),),
        threshold=20,
    )


def trail_changes(section: Trail) -> Alarm:
    """Watch the trail, its log group, the filters on it and its bucket."""
    succeeded, group = missing("errorCode"), section.log_group
    return Alarm(
        id="trail-changes",
        title="A trail, its log group, the alarms' filters or its bucket were changed",
        severity="critical",
        why="Who wants to do something unseen first blinds the trail.",
        source="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html",
        patterns=(
            pattern(
                equals("eventSource", service_principal("cloudtrail")),
                succeeded,
                equals("eventName", *_TRAIL_CHANGES),
            ),
            pattern(
                equals("eventSource", service_principal("logs")),
                succeeded,
                equals("requestParameters.logGroupName", group),
                equals("eventName", *_LOG_GROUP_CHANGES),
            ),
            pattern(
                equals("eventSource", service_principal("logs")),
                succeeded,
                equals("eventName", "PutLogGroupDeletionProtection"),
                equals(
                    "requestParameters.logGroupIdentifier",
                    group,
                    f"*:log-group:{group}",
                    f"*:log-group:{group}:*",
                ),
            ),
            pattern(
                equals("eventSource", service_principal("s3")),
                succeeded,
                equals("requestParameters.bucketName", *section.buckets),
                equals("eventName", *_BUCKET_CHANGES),
            ),
        ),
    )


def deployment_role_use(baseline: Baseline) -> Alarm:
    """Watch who assumes the roles that deploy, or tries to, outside of the management account.

    CloudFormation and StackSets assume theirs as services, which have no account.
    """
    names = (f"*:role/cdk-{baseline.organization.qualifier}-*", "*:role/stacksets-exec-*")
    return Alarm(
        id="deployment-role-use",
        title="Somebody outside of the management account assumed a deployment role, or tried to",
        severity="critical",
        why="Guardrails leave these roles alone, and only the management account deploys with them.",
        source="https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html",
        patterns=(
            pattern(
                equals("eventSource", service_principal("sts")),
                equals("eventName", "AssumeRole*"),
                any_of(equals("requestParameters.roleArn", *names), equals("errorMessage", *names)),
                differs("userIdentity.type", "AWSService"),
                differs("userIdentity.accountId", baseline.organization.management_account.id),
            ),
        ),
    )


def break_glass_use(baseline: Baseline, section: Alerts) -> Alarm:
    """Watch every call of a break-glass principal, and who assumes one, whether it succeeds or not."""
    principals = sorted({baseline.exemptions[name].principal for name in section.break_glass})
    return Alarm(
        id="break-glass-use",
        title="Somebody used a break-glass role",
        severity="critical",
        why="It restores access when everything else fails: either there is an emergency, or it is one.",
        source="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_permissions_emergency_process.html",
        patterns=tuple(_use_of(principal) for principal in principals),
    )


def _use_of(principal: str) -> str:
    """Match what is done with a role, and who asks for it: of a refusal the message alone may name it.

    The message goes on behind the ARN where a policy denies explicitly.
    """
    if ":role/" not in principal:
        return pattern(like("userIdentity.arn", principal))
    return pattern(
        any_of(
            like("userIdentity.sessionContext.sessionIssuer.arn", principal),
            grouped(
                equals("eventName", "AssumeRole*"),
                any_of(
                    like("requestParameters.roleArn", principal),
                    like("errorMessage", f"*{principal}"),
                    like("errorMessage", f"*{principal} *"),
                ),
            ),
        )
    )
