"""The alarms that are the same for every organization."""

from __future__ import annotations

from guardrails.aws_facts.arns import service_principal
from guardrails.policy.name_set import NameSet
from guardrails.stacks.alerts.alarms.model import Alarm
from guardrails.stacks.alerts.alarms.pattern import (
    all_of,
    any_of,
    choices,
    differs,
    equals,
    grouped,
    missing,
    pattern,
)

_SECURITY_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html"
_ORGANIZATIONS = (
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_security_incident-response.html"
)
_IDENTITY_CENTER = "https://docs.aws.amazon.com/singlesignon/latest/userguide/logging-using-cloudtrail.html"
_SIGN_IN = (
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"
    "cloudtrail-event-reference-aws-console-sign-in-events.html"
)

_SUCCEEDED = missing("errorCode")
# Not by readOnly, which events of an old version lack: what is missing here would be missed.
_ORGANIZATION_CHANGED = all_of(
    equals("eventSource", service_principal("organizations")),
    _SUCCEEDED,
    differs("eventName", "Describe*", "List*"),
)
_POLICY_OPERATIONS = ("*Policy", "*PolicyType")
_IAM = equals("eventSource", service_principal("iam"))
_IAM_POLICY_CHANGES = NameSet.of(
    "AttachGroupPolicy",
    "AttachRolePolicy",
    "AttachUserPolicy",
    "CreatePolicy",
    "CreatePolicyVersion",
    "DeleteGroupPolicy",
    "DeletePolicy",
    "DeletePolicyVersion",
    "DeleteRolePermissionsBoundary",
    "DeleteRolePolicy",
    "DeleteUserPermissionsBoundary",
    "DeleteUserPolicy",
    "DetachGroupPolicy",
    "DetachRolePolicy",
    "DetachUserPolicy",
    "PutGroupPolicy",
    "PutRolePermissionsBoundary",
    "PutRolePolicy",
    "PutUserPermissionsBoundary",
    "PutUserPolicy",
    "SetDefaultPolicyVersion",
    "UpdateAssumeRolePolicy",
)

CATALOGUE: tuple[Alarm, ...] = (
    Alarm(
        id="root-use",
        title="Somebody used a root user",
        severity="critical",
        why="A root user may do what no policy of its account can forbid; hardly any task needs it.",
        source=_SECURITY_HUB,
        patterns=(
            pattern(
                equals("userIdentity.type", "Root"),
                missing("userIdentity.invokedBy"),
                differs("eventType", "AwsServiceEvent"),
            ),
        ),
    ),
    Alarm(
        id="sign-in-without-mfa",
        title="Somebody signed in to the console without a second factor",
        severity="critical",
        why="A password alone was enough. Sessions of Identity Center prove their factor elsewhere.",
        source=_SIGN_IN,
        patterns=(
            pattern(
                equals("eventName", "ConsoleLogin"),
                equals("responseElements.ConsoleLogin", "Success"),
                equals("userIdentity.type", "IAMUser", "Root"),
                any_of(
                    equals("additionalEventData.MFAUsed", "No"),
                    missing("additionalEventData.MFAUsed"),
                ),
            ),
        ),
    ),
    Alarm(
        id="failed-sign-ins",
        title="Sign-ins failed again and again",
        severity="warning",
        why="Somebody may be guessing a password or the second factor, in the console or Identity Center.",
        source="https://docs.aws.amazon.com/singlesignon/latest/userguide/understanding-sign-in-events.html",
        patterns=(
            pattern(
                any_of(
                    grouped(
                        equals("eventName", "ConsoleLogin"),
                        equals("responseElements.ConsoleLogin", "Failure"),
                    ),
                    grouped(
                        equals("eventName", "CredentialVerification"),
                        equals("serviceEventDetails.CredentialVerification", "Fail*"),
                    ),
                )
            ),
        ),
        threshold=5,
    ),
    Alarm(
        id="policy-changes",
        title="A policy of the organization was changed, attached or detached",
        severity="critical",
        why="These are the guardrails themselves: expected while they are deployed, and never else.",
        source=_ORGANIZATIONS,
        patterns=(pattern(_ORGANIZATION_CHANGED, equals("eventName", *_POLICY_OPERATIONS)),),
    ),
    Alarm(
        id="organization-changes",
        title="The organization was changed",
        severity="critical",
        why="An account that moves, leaves or joins, or a service that gets trusted access, changes who is "
        "bound by which guardrail.",
        source=_ORGANIZATIONS,
        patterns=(pattern(_ORGANIZATION_CHANGED, differs("eventName", *_POLICY_OPERATIONS)),),
    ),
    Alarm(
        id="membership-changes",
        title="An account joined or left the organization",
        severity="critical",
        why="No guardrail binds an account that left, and its data left with it. It counts whichever way the "
        "account took, such as an invitation, a removal, or the end of a closed account.",
        source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html",
        patterns=(
            pattern(
                equals("eventSource", service_principal("organizations")),
                equals("eventName", "AccountJoinedOrganization", "AccountDepartedOrganization"),
            ),
        ),
    ),
    Alarm(
        id="iam-policy-changes",
        title="Permissions in IAM were changed",
        severity="info",
        why="Every deployment may do this; at an unusual hour or by an unusual person it is an intruder's "
        "second step.",
        source=_SECURITY_HUB,
        patterns=tuple(
            pattern(_IAM, _SUCCEEDED, names) for names in choices("eventName", _IAM_POLICY_CHANGES, 800)
        ),
    ),
    Alarm(
        id="identity-center-changes",
        title="Identity Center was changed",
        severity="warning",
        why="Permission sets, assignments, groups and users decide who may enter which account.",
        source=_IDENTITY_CENTER,
        patterns=(
            pattern(
                equals(
                    "eventSource",
                    service_principal("sso"),
                    service_principal("sso-directory"),
                    service_principal("identitystore"),
                ),
                _SUCCEEDED,
                # What a person does who signs in, and what the console reads.
                differs(
                    "eventName",
                    "Authenticate",
                    "BatchGet*",
                    "CreateToken*",
                    "Describe*",
                    "Federate",
                    "Get*",
                    "IsMember*",
                    "List*",
                    "Logout",
                    "RegisterClient",
                    "Search*",
                    "StartDeviceAuthorization",
                ),
            ),
        ),
    ),
    Alarm(
        id="key-deletion",
        title="A KMS key was disabled or is about to be deleted",
        severity="critical",
        why="Without its key the data is gone for good, and deletion can be cancelled only while it waits.",
        source=_SECURITY_HUB,
        patterns=(
            pattern(
                equals("eventSource", service_principal("kms")),
                _SUCCEEDED,
                equals("eventName", "DeleteImportedKeyMaterial", "DisableKey", "ScheduleKeyDeletion"),
            ),
        ),
    ),
    Alarm(
        id="access-key-creation",
        title="A long-lived access key was created",
        severity="warning",
        why="It works from anywhere until somebody deletes it, and outlives the session that made it.",
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        patterns=(
            pattern(
                _IAM,
                _SUCCEEDED,
                equals(
                    "eventName",
                    "CreateAccessKey",
                    "CreateServiceSpecificCredential",
                    "UploadSSHPublicKey",
                    "UploadSigningCertificate",
                ),
            ),
        ),
    ),
    Alarm(
        id="iam-user-creation",
        title="An IAM user was created, or given a password",
        severity="warning",
        why="People belong into Identity Center, where they leave when they leave; an IAM user stays.",
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        patterns=(pattern(_IAM, _SUCCEEDED, equals("eventName", "CreateLoginProfile", "CreateUser")),),
    ),
)
