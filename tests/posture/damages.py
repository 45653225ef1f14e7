"""Sixty faults and more that a compiled posture could have, and what is none: the same in other words."""

from __future__ import annotations

from dataclasses import replace

from guardrails.policy import Statement
from tests.posture.faults import (
    Edit,
    Fault,
    at,
    at_accounts,
    denied_all,
    detached,
    dropped,
    instead,
    key,
    minus,
    more_not_actions,
    moved,
    narrowed_access,
    operator,
    plus,
    split_not_action,
    swapped_sides,
    together,
    values,
    with_,
    without_action,
    without_condition,
    without_policy,
)

ARN, REGION = "aws:PrincipalArn", "aws:RequestedRegion"
BREAK_GLASS = "arn:aws:iam::*:role/break-glass"
DEPLOYMENT = "arn:aws:iam::222222222222:role/cdk-guardrails-*"
PROD = "Workloads/Prod"
REGIONS, SERVICES, BUCKET = "DenyUnusedRegions", "DenyUnusedServices", "ProtectTrailBucket"
TRAIL, TRAIL_KEY, EXEMPT = "ProtectTrail", "ProtectTrailKey", "ProtectExemptRoles"
AUDIT, STACKS, STACK_SETS = "ProtectAuditRole", "ProtectBaselineStacks", "ProtectBaselineStackSets"
ROLES = "ProtectBaselineRoles"


def at_both(one: str, other: str, edit: Edit) -> Fault:
    """Edit two statements of the root that protect the same."""
    return together(at("Root", one, edit), at("Root", other, edit))


def at_audit_role(edit: Edit) -> Fault:
    """Edit the statements that protect the audit role, which an exemption of the example names as well."""

    def unlisted(statement: Statement) -> tuple[Statement, ...]:
        left = tuple(arn for arn in statement.resources if not arn.endswith("role/guardrails-audit"))
        assert left != statement.resources
        return (replace(statement, resources=left),)

    return together(at_both(AUDIT, ROLES, edit), at("Root", EXEMPT, unlisted))


FAULTS: dict[str, tuple[Fault, str]] = {
    # Targets and levels
    "regions forgotten at the root": (without_policy("Root", "regions"), "intent-not-kept"),
    "regions forgotten at a unit": (without_policy("Sandbox", "regions"), "intent-not-kept"),
    "regions forgotten at an account": (
        without_policy("Infrastructure/shared-services", "regions"),
        "intent-not-kept",
    ),
    "services forgotten at a unit": (without_policy(PROD, "services"), "intent-not-kept"),
    "own document forgotten": (without_policy(PROD, "own"), "intent-not-kept"),
    "protection forgotten": (without_policy("Root", "protection"), "trail-unprotected"),
    "a unit's policy at one of its accounts": (moved(PROD, "services", f"{PROD}/shop"), "intent-not-kept"),
    "a unit's policy at the root": (moved(PROD, "services", "Root"), "denied-without-intent"),
    "a unit's policy at its sibling": (moved(PROD, "services", "Workloads/Test"), "denied-without-intent"),
    "attached to what doesn't exist": (moved("Sandbox", "regions", "Sandpit"), "missing-target"),
    "attached to the management account": (moved("Sandbox", "regions", "management"), "idle-target"),
    "FullAWSAccess detached from the root": (detached("Root"), "level-without-allow"),
    "FullAWSAccess detached from a unit": (detached("Workloads"), "level-without-allow"),
    "FullAWSAccess detached from an account": (detached(f"{PROD}/shop"), "level-without-allow"),
    "FullAWSAccess narrowed to a service": (narrowed_access("Security"), "level-without-allow"),
    # Units without accounts, and accounts to come
    "everything denied in a unit without accounts": (denied_all("Suspended"), "denied-without-intent"),
    "FullAWSAccess detached from a unit without accounts": (detached("Suspended"), "level-without-allow"),
    "regions forgotten at a unit without accounts": (
        without_policy("Suspended", "regions"),
        "intent-not-kept",
    ),
    "protections at the accounts of today alone": (at_accounts("Root", "protection"), "trail-unprotected"),
    "a unit's services at its accounts of today alone": (at_accounts(PROD, "services"), "intent-not-kept"),
    "a unit's own document at its accounts of today alone": (at_accounts(PROD, "own"), "intent-not-kept"),
    # Regions
    "a region added": (at("Root", REGIONS, values(REGION, plus("eu-north-1"))), "intent-not-kept"),
    "a region added for one unit": (
        at("Sandbox", REGIONS, values(REGION, plus("eu-west-1"))),
        "intent-not-kept",
    ),
    "a region lost": (at("Root", REGIONS, values(REGION, minus("us-east-1"))), "denied-without-intent"),
    "a region misspelt": (
        at("Workloads", REGIONS, values(REGION, instead("eu-west-1", "eu-vest-1"))),
        "denied-without-intent",
    ),
    "the region operator flipped": (
        at("Root", REGIONS, operator("StringNotEquals", "StringEquals")),
        "intent-not-kept",
    ),
    "the region operator made positive in a unit": (
        at("Workloads", REGIONS, operator("StringNotEquals", "StringLike")),
        "denied-without-intent",
    ),
    "the region condition lost": (at("Root", REGIONS, without_condition(REGION)), "denied-without-intent"),
    "another key than the region": (
        at("Root", REGIONS, key(REGION, "aws:SourceVpc")),
        "denied-without-intent",
    ),
    "IAM missing from the global services": (
        at("Root", REGIONS, without_action("iam:*")),
        "global-service-denied",
    ),
    "STS missing from the global services": (
        at("Root", REGIONS, without_action("sts:*")),
        "global-service-denied",
    ),
    "support missing from the global services": (
        at("Workloads", REGIONS, without_action("support:*")),
        "global-service-denied",
    ),
    "budgets missing from the global services": (
        at("Workloads", REGIONS, without_action("budgets:*")),
        "global-service-denied",
    ),
    "Route 53 missing from the global services": (
        at("Security", REGIONS, without_action("route53:*")),
        "global-service-denied",
    ),
    "a regional service freed": (at("Root", REGIONS, more_not_actions("ec2:*")), "intent-not-kept"),
    "a regional action freed": (at("Sandbox", REGIONS, more_not_actions("s3:PutObject")), "intent-not-kept"),
    "everything freed": (at("Root", REGIONS, more_not_actions("*")), "intent-not-kept"),
    "NotAction split in two": (at("Root", REGIONS, split_not_action), "global-service-denied"),
    "Action for NotAction": (at("Root", REGIONS, swapped_sides), "global-service-denied"),
    "regions allowed and not denied": (at("Root", REGIONS, with_(effect="Allow")), "intent-not-kept"),
    "regions of named resources alone": (
        at("Root", REGIONS, with_(resources=("arn:aws:ec2:*:*:instance/*",))),
        "intent-not-kept",
    ),
    # Exemptions
    "an exemption dropped from the regions": (
        at("Root", REGIONS, values(ARN, minus(BREAK_GLASS))),
        "locked-out",
    ),
    "an exemption dropped from a protection": (
        at("Root", TRAIL, values(ARN, minus(DEPLOYMENT))),
        "locked-out",
    ),
    "all exemptions dropped": (at("Root", SERVICES, without_condition(ARN)), "locked-out"),
    "StackSets bound by the protection of its role": (
        at("Root", AUDIT, values(ARN, minus("arn:aws:iam::*:role/stacksets-exec-*"))),
        "locked-out",
    ),
    "an exempt role misspelt": (
        at("Root", REGIONS, values(ARN, instead(BREAK_GLASS, "arn:aws:iam::*:role/Break-Glass"))),
        "locked-out",
    ),
    "exemptions compared without wildcards": (
        at("Root", REGIONS, operator("ArnNotLike", "StringNotEquals")),
        "locked-out",
    ),
    "the exemption's operator flipped": (
        at("Root", REGIONS, operator("ArnNotLike", "ArnLike")),
        "locked-out",
    ),
    "an exemption for a path": (
        at("Root", REGIONS, values(ARN, plus("arn:aws:iam::*:role/*/break-glass"))),
        "exemption-too-wide",
    ),
    "an exemption for a longer name": (
        at("Root", SERVICES, values(ARN, instead(BREAK_GLASS, BREAK_GLASS + "*"))),
        "exemption-too-wide",
    ),
    "an exemption for every role": (
        at("Root", SERVICES, values(ARN, plus("arn:aws:iam::*:role/*"))),
        "exemption-too-wide",
    ),
    "an exemption for a user of the name": (
        at("Security", "DenyIamUsers", values(ARN, plus("arn:aws:iam::*:user/break-glass"))),
        "exemption-too-wide",
    ),
    "an exemption for the root user": (
        at("Root", SERVICES, values(ARN, plus("arn:aws:iam::*:root"))),
        "exemption-too-wide",
    ),
    "StackSets exempt from a control that names it not": (
        at("Root", REGIONS, values(ARN, plus("arn:aws:iam::*:role/stacksets-exec-*"))),
        "exemption-too-wide",
    ),
    "everybody exempt": (at("Root", SERVICES, values(ARN, plus("arn:aws:*:*:*:*"))), "intent-not-kept"),
    # Becoming an exempt principal
    "the trust of exempt roles open": (
        at("Root", EXEMPT, without_action("iam:UpdateAssumeRolePolicy")),
        "exempt-principal-unprotected",
    ),
    "exempt roles can be created": (
        at("Root", EXEMPT, without_action("iam:CreateRole")),
        "exempt-principal-unprotected",
    ),
    "exempt roles can be passed": (
        at("Root", EXEMPT, without_action("iam:PassRole")),
        "exempt-principal-unprotected",
    ),
    "exempt roles can be given policies": (
        at("Root", EXEMPT, without_action("iam:PutRolePolicy")),
        "exempt-principal-unprotected",
    ),
    "an exempt role left out": (
        at("Root", EXEMPT, lambda one: (replace(one, resources=one.resources[1:]),)),
        "exempt-principal-unprotected",
    ),
    "exempt roles of one account alone": (
        at("Root", EXEMPT, with_(resources=(BREAK_GLASS.replace("*", "222222222222"),))),
        "exempt-principal-unprotected",
    ),
    # Services
    "a denied service lost": (at("Root", SERVICES, without_action("iot:*")), "intent-not-kept"),
    "a denied service too many": (
        at("Root", SERVICES, lambda one: (replace(one, actions=(*one.actions, "sqs:*")),)),
        "denied-without-intent",
    ),
    "an allowed service lost": (at("Sandbox", SERVICES, without_action("sqs:*")), "denied-without-intent"),
    "an allowed service too many": (at("Sandbox", SERVICES, more_not_actions("ec2:*")), "intent-not-kept"),
    "a wildcard in the allow list": (at("Sandbox", SERVICES, more_not_actions("s*:*")), "intent-not-kept"),
    "the allow list split in two": (at("Sandbox", SERVICES, split_not_action), "denied-without-intent"),
    "a deny list for an allow list": (at("Sandbox", SERVICES, swapped_sides), "denied-without-intent"),
    "reading denied services allowed": (
        at(
            "Root",
            SERVICES,
            lambda one: (replace(one, actions=tuple(a.replace(":*", ":C*") for a in one.actions)),),
        ),
        "intent-not-kept",
    ),
    # Identity
    "the root user allowed": (at("Root", "DenyRootUser", dropped), "intent-not-kept"),
    "the root user denied one service": (
        at("Root", "DenyRootUser", with_(actions=("s3:*",))),
        "intent-not-kept",
    ),
    "root sessions denied": (
        at("Root", "DenyRootUser", without_condition("aws:AssumedRoot")),
        "denied-without-intent",
    ),
    "only root sessions denied": (
        at("Root", "DenyRootUser", values("aws:AssumedRoot", instead("true", "false"))),
        "intent-not-kept",
    ),
    "everybody but the root user denied": (
        at("Root", "DenyRootUser", operator("ArnLike", "ArnNotLike")),
        "denied-without-intent",
    ),
    "access keys allowed": (
        at("Workloads", "DenyLongLivedCredentials", without_action("iam:CreateAccessKey")),
        "intent-not-kept",
    ),
    "users allowed": (at("Security", "DenyIamUsers", dropped), "intent-not-kept"),
    "regions can be opted into": (at("Root", "DenyRegionOptIn", dropped), "intent-not-kept"),
    # The baseline itself
    "the organization can be left": (
        at("Root", "DenyLeavingOrganization", dropped),
        "organization-may-be-left",
    ),
    "leaving misspelt": (
        at("Root", "DenyLeavingOrganization", with_(actions=("organizations:LeaveOrganisation",))),
        "organization-may-be-left",
    ),
    "the trail can be stopped": (
        at("Root", TRAIL, without_action("cloudtrail:StopLogging")),
        "trail-unprotected",
    ),
    "the trail can be deleted": (
        at("Root", TRAIL, without_action("cloudtrail:DeleteTrail")),
        "trail-unprotected",
    ),
    "the trail's events can be chosen": (
        at("Root", TRAIL, without_action("cloudtrail:PutEventSelectors")),
        "trail-unprotected",
    ),
    "a trail of another name": (
        at("Root", TRAIL, with_(resources=("arn:aws:cloudtrail:*:*:trail/organisation-trail",))),
        "trail-unprotected",
    ),
    "the trail of one region": (
        at("Root", TRAIL, with_(resources=("arn:aws:cloudtrail:eu-west-1:*:trail/organization-trail",))),
        "trail-unprotected",
    ),
    "log files can be deleted": (at("Root", BUCKET, without_action("s3:DeleteObject")), "logs-unprotected"),
    "the log bucket's policy can be changed": (
        at("Root", BUCKET, without_action("s3:PutBucketPolicy")),
        "logs-unprotected",
    ),
    "log files can expire": (
        at("Root", BUCKET, without_action("s3:PutLifecycleConfiguration")),
        "logs-unprotected",
    ),
    "the log bucket without its files": (
        at("Root", BUCKET, lambda one: (replace(one, resources=one.resources[:1]),)),
        "logs-unprotected",
    ),
    "the key can be deleted": (
        at("Root", TRAIL_KEY, without_action("kms:ScheduleKeyDeletion")),
        "key-unprotected",
    ),
    "the key's policy can be changed": (
        at("Root", TRAIL_KEY, without_action("kms:PutKeyPolicy")),
        "key-unprotected",
    ),
    "the key of another alias": (
        at("Root", TRAIL_KEY, values("kms:ResourceAliases", lambda _: ("alias/trail",))),
        "key-unprotected",
    ),
    "every key of the archive account": (
        at("Root", TRAIL_KEY, operator("ForAnyValue:StringEquals", "ForAllValues:StringEquals")),
        "denied-without-intent",
    ),
    "the audit role's trust open": (
        at_audit_role(without_action("iam:UpdateAssumeRolePolicy")),
        "audit-role-unprotected",
    ),
    "the audit role can be deleted": (
        at_audit_role(without_action("iam:DeleteRole")),
        "audit-role-unprotected",
    ),
    "the audit role's stack can be deleted": (
        at("Root", STACK_SETS, without_action("cloudformation:DeleteStack")),
        "stack-unprotected",
    ),
    "a stack's termination protection can be switched off": (
        at("Root", STACKS, without_action("cloudformation:UpdateTerminationProtection")),
        "stack-unprotected",
    ),
    "a stack's resources can be moved to another stack": (
        at("Root", STACKS, without_action("cloudformation:ExecuteStackRefactor")),
        "stack-unprotected",
    ),
    "a stack can be rolled back": (
        at("Root", STACKS, without_action("cloudformation:RollbackStack")),
        "stack-unprotected",
    ),
    "a stack's policy can be changed": (
        at("Root", STACKS, without_action("cloudformation:SetStackPolicy")),
        "stack-unprotected",
    ),
    "a stack can be changed by a change set": (
        at("Root", STACKS, without_action("cloudformation:CreateChangeSet")),
        "stack-unprotected",
    ),
    "stacks of one name alone": (
        at("Root", STACKS, with_(resources=("arn:aws:cloudformation:*:*:stack/guardrails-trail/*",))),
        "stack-unprotected",
    ),
    "StackSets exempt from the archive's stack": (
        at("Root", STACKS, values(ARN, plus("arn:aws:iam::*:role/stacksets-exec-*"))),
        "exemption-too-wide",
    ),
    "the deployment's policy can get another version": (
        at("Root", "ProtectBaselinePolicies", without_action("iam:CreatePolicyVersion")),
        "execution-policy-unprotected",
    ),
    "StackSets' role can be passed on": (
        together(
            at("Root", ROLES, without_action("iam:PassRole")),
            at(
                "Root",
                EXEMPT,
                lambda one: (
                    replace(one, resources=tuple(arn for arn in one.resources if "stacksets" not in arn)),
                ),
            ),
        ),
        "deployment-role-unprotected",
    ),
    "log files can be encrypted with another key": (
        at("Root", BUCKET, without_action("s3:UpdateObjectEncryption")),
        "logs-unprotected",
    ),
    "log files can be replaced by replicas": (
        at("Root", BUCKET, without_action("s3:ReplicateObject")),
        "logs-unprotected",
    ),
    "old versions can be given away": (
        at("Root", BUCKET, without_action("s3:PutObjectVersionAcl")),
        "logs-unprotected",
    ),
    "retention can be shortened": (
        at("Root", BUCKET, without_action("s3:BypassGovernanceRetention")),
        "logs-unprotected",
    ),
    "log files can be deleted through an access point": (
        at("Root", BUCKET, lambda one: (replace(one, resources=one.resources[:-1]),)),
        "logs-unprotected",
    ),
    "the key's alias can be moved": (
        at("Root", "ProtectTrailKeyAlias", without_action("kms:UpdateAlias")),
        "key-unprotected",
    ),
    "the key's material can expire": (
        at("Root", TRAIL_KEY, without_action("kms:ImportKeyMaterial")),
        "key-unprotected",
    ),
    # What acts for others
    "a delegated administrator deploys stack sets": (
        at("Root", "DenyDelegatedStackSets", without_action("cloudformation:CreateStackInstances")),
        "stack-sets-open",
    ),
    "stack sets of a member's own are meant": (
        at(
            "Root",
            "DenyDelegatedStackSets",
            with_(resources=("arn:aws:cloudformation:*:222222222222:stackset/*",)),
        ),
        "stack-sets-open",
    ),
    "a delegated administrator detaches guardrails": (
        at("Root", "ProtectPolicies", without_action("organizations:DetachPolicy")),
        "policies-unprotected",
    ),
    "the archive account can be closed": (
        at("Root", "DenyAccountChanges", without_action("account:CloseAccount")),
        "archive-may-be-closed",
    ),
    "the deployment's roles can be assumed": (
        at("Root", "DenyDeploymentRoles", dropped),
        "deployment-role-open",
    ),
    "exempt principals assume the deployment's roles": (
        at("Root", "DenyDeploymentRoles", with_(conditions=(("ArnNotLike", ARN, (BREAK_GLASS,)),))),
        "deployment-role-open",
    ),
    "StackSets' role can be assumed": (
        at("Root", "DenyDeploymentRoles", lambda one: (replace(one, resources=one.resources[:1]),)),
        "deployment-role-open",
    ),
    "the roles of CDK's own qualifier are meant": (
        at("Root", "DenyDeploymentRoles", with_(resources=("arn:aws:iam::*:role/cdk-hnb659fds-*",))),
        "deployment-role-open",
    ),
    # Conditions of an own document
    "IfExists lost": (
        at(PROD, "DenyWithoutMfa", operator("BoolIfExists", "Bool")),
        "intent-not-kept",
    ),
    "IfExists of an address lost": (
        at(PROD, "DenyFromOutside", operator("NotIpAddressIfExists", "IpAddressIfExists")),
        "intent-not-kept",
    ),
    "a bound moved": (
        at(PROD, "DenyLongSessions", values("sts:DurationSeconds", lambda _: ("3601",))),
        "intent-not-kept",
    ),
    "a bound included": (
        at(PROD, "DenyLongSessions", operator("NumericGreaterThan", "NumericGreaterThanEquals")),
        "denied-without-intent",
    ),
    "any for all": (
        at(PROD, "DenyUntagged", operator("ForAnyValue:StringLike", "ForAllValues:StringLike")),
        "denied-without-intent",
    ),
    "a wildcard compared as text": (
        at(PROD, "DenyUntagged", operator("ForAnyValue:StringLike", "ForAnyValue:StringEquals")),
        "intent-not-kept",
    ),
    "presence for absence": (
        at(PROD, "DenyOldVersions", values("aws:RequestTag/owner", instead("true", "false"))),
        "denied-without-intent",
    ),
    "a network narrowed": (
        at(PROD, "DenyFromOutside", values("aws:SourceIp", instead("10.0.0.0/8", "10.0.0.0/9"))),
        "denied-without-intent",
    ),
    "NotResource for Resource": (
        at(
            PROD,
            "DenyFromOutside",
            lambda one: (replace(one, resources=one.not_resources, not_resources=()),),
        ),
        "intent-not-kept",
    ),
    "a date put off": (
        at(PROD, "DenyAfterTheEnd", values("aws:CurrentTime", lambda _: ("2031-01-01T00:00:00Z",))),
        "intent-not-kept",
    ),
    "an instance size freed": (
        at("Workloads/Dev", "DenyLargeInstances", values("ec2:InstanceType", plus("*.metal"))),
        "intent-not-kept",
    ),
    "instances denied as volumes": (
        at("Workloads/Dev", "DenyLargeInstances", with_(resources=("arn:aws:ec2:*:*:volume/*",))),
        "intent-not-kept",
    ),
}

REWORDINGS: dict[str, Fault] = {
    "an action in other letters": at(
        "Root", TRAIL, lambda one: (replace(one, actions=tuple(a.upper() for a in one.actions)),)
    ),
    "another order": at("Root", REGIONS, lambda one: (replace(one, not_actions=one.not_actions[::-1]),)),
    "a list of actions split in two": at(
        "Root",
        BUCKET,
        lambda one: (
            replace(one, actions=one.actions[:9]),
            replace(one, sid="Rest", actions=one.actions[9:]),
        ),
    ),
    "a statement twice": at("Root", SERVICES, lambda one: (one, replace(one, sid="Again"))),
    "another name of a statement": at("Root", TRAIL, with_(sid="Trail")),
    "the other operator for the same": at("Root", REGIONS, operator("ArnNotLike", "ArnNotEquals")),
    "regions as patterns": at("Root", REGIONS, operator("StringNotEquals", "StringNotLike")),
    "an operator that asks for a key always there": at(
        "Root", REGIONS, operator("StringNotEquals", "StringNotEqualsIfExists")
    ),
    "a region denied again below": at("Workloads", REGIONS, lambda one: (one, replace(one, sid="Again"))),
}
