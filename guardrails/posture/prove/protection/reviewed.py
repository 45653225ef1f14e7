"""Which actions change what the baseline protects, and which of them do no harm.

The catalogue of actions names everything that changes a kind of resource. The proof asks for all of it but
for the actions on the lists here, each of which somebody has reviewed and given a reason. An action that AWS
adds is asked for until a person puts it on a list, so a control that doesn't deny it fails the proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from guardrails.aws_facts import changes_of


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of resources that the baseline protects."""

    name: str
    shapes: tuple[str, ...]
    """The shapes of their ARNs, as `aws_facts` has them."""
    harmless: Mapping[str, str] = field(default_factory=dict)
    """By reason, reviewed actions that may stay allowed: their names, between spaces."""


@cache
def harmless(kind: Kind) -> Mapping[str, str]:
    """Return the reviewed actions that change resources of a kind and do no harm, each with the reason."""
    return {action: reason for reason, names in kind.harmless.items() for action in names.split()}


@cache
def harmful(kind: Kind) -> tuple[str, ...]:
    """Return every other action that changes resources of a kind, sorted.

    Raises:
        KeyError: the catalogue was not asked for one of the shapes.
    """
    changing = {action for shape in kind.shapes for action in changes_of(shape)}
    return tuple(sorted(changing - set(harmless(kind))))


_STARTS = "switches on what somebody else switched off"

STACK = Kind("stack", ("arn:*:cloudformation:*:*:stack/*/*",))
STACK_SET = Kind(
    "stack set",
    ("arn:*:cloudformation:*:*:stackset/*:*",),
    {
        "reaches no stack before an update, which is asked for": (
            "cloudformation:TagResource cloudformation:UntagResource"
        ),
    },
)
TRAIL = Kind(
    "trail",
    ("arn:*:cloudtrail:*:*:trail/*",),
    {
        _STARTS: "cloudtrail:StartLogging",
        "makes another trail, which records beside ours": "cloudtrail:CreateTrail",
    },
)
BUCKET = Kind(
    "bucket and object",
    ("arn:*:s3:::*", "arn:*:s3:::*/*", "arn:*:s3:*:*:accesspoint/*/object/*"),
    {
        "ends an upload that has not become an object": "s3:AbortMultipartUpload",
        "makes a copy for reading of an object in a slow storage class": "s3:RestoreObject",
        "writes its output with s3:PutObject, which is asked for": "ssm:SendCommand",
    },
)
KEY = Kind(
    "key",
    ("arn:*:kms:*:*:key/*",),
    {
        "uses the key, as its policy allows, and changes neither the key nor what it has encrypted": (
            "kms:Decapsulate kms:Decrypt kms:DeriveSharedSecret kms:Encapsulate kms:Encrypt"
            " kms:GenerateDataKey kms:GenerateDataKeyPair kms:GenerateDataKeyPairWithoutPlaintext"
            " kms:GenerateDataKeyWithoutPlaintext kms:GenerateMac kms:ReEncryptFrom kms:ReEncryptTo kms:Sign"
            " kms:Verify kms:VerifyMac"
        ),
        "changes how something else is encrypted, by grants and data keys of its own": (
            "events:CreateArchive events:UpdateArchive kinesis:StartStreamEncryption"
            " kinesis:StopStreamEncryption"
        ),
        _STARTS: "kms:CancelKeyDeletion kms:EnableKey kms:EnableKeyRotation",
        "old material still decrypts, and foreign material has to be imported first, which is asked for": (
            "kms:RotateKeyOnDemand"
        ),
        "needs the same action on the alias, where it is asked for": (
            "kms:CreateAlias kms:DeleteAlias kms:UpdateAlias"
        ),
        "is KMS's own call between regions, after kms:ReplicateKey, which is asked for": (
            "kms:SynchronizeMultiRegionKey"
        ),
        "changes a text for people": "kms:UpdateKeyDescription",
    },
)
ALIAS = Kind(
    "alias",
    ("arn:*:kms:*:*:alias/*",),
    {"names the alias as the key of something else": "events:CreateArchive events:UpdateArchive"},
)
LOG_GROUP = Kind(
    "log group",
    ("arn:*:logs:*:*:log-group:*", "arn:*:logs:*:*:log-group:*:log-stream:*"),
    {
        "makes what applications and services write events to": "logs:CreateLogGroup logs:CreateLogStream",
        "adds events, as everything that logs has to": "logs:PutLogEvents",
        "reads the events and keeps elsewhere what it makes of them": (
            "logs:CreateExportTask logs:CreateLogAnomalyDetector logs:IntegrateWithDataset"
            " logs:IntegrateWithS3Table"
        ),
    },
)
ROLE = Kind(
    "role",
    ("arn:*:iam::*:role/*",),
    {
        "the role's trust policy says who may, and nobody else can change that policy": (
            "sts:AssumeRole sts:AssumeRoleWithSAML sts:AssumeRoleWithWebIdentity sts:SetContext"
            " sts:SetSourceIdentity sts:TagSession"
        ),
        "works on service-linked roles alone, whose names AWS reserves": (
            "iam:CreateServiceLinkedRole iam:DeleteServiceLinkedRole"
        ),
        "gives the role a certificate, and nobody the role": (
            "ec2:AssociateEnclaveCertificateIamRole ec2:DisassociateEnclaveCertificateIamRole"
        ),
        "works with a role that trusts Systems Manager, and changing the trust is asked for": (
            "ssm:UpdateManagedInstanceRole"
        ),
    },
)
POLICY = Kind("managed policy", ("arn:*:iam::*:policy/*",))
USER = Kind("user", ("arn:*:iam::*:user/*",), {"asks for the user's old password": "iam:ChangePassword"})
ALARM = Kind("alarm", ("arn:*:cloudwatch:*:*:alarm:*",), {_STARTS: "cloudwatch:EnableAlarmActions"})
TOPIC = Kind(
    "topic",
    ("arn:*:sns:*:*:*",),
    {
        "adds somebody who hears": "sns:ConfirmSubscription sns:Subscribe",
        "adds a message, as every alarm has to": "sns:Publish",
        "changes nothing of a topic that exists": "sns:CreateTopic",
        "changes which messages DevOps Guru adds": (
            "devops-guru:AddNotificationChannel devops-guru:RemoveNotificationChannel"
        ),
    },
)
EVENT_RULE = Kind("event rule", ("arn:*:events:*:*:rule/*",), {_STARTS: "events:EnableRule"})

KINDS = (STACK, STACK_SET, TRAIL, BUCKET, KEY, ALIAS, LOG_GROUP, ROLE, POLICY, USER, ALARM, TOPIC, EVENT_RULE)
"""Every kind of resources that obligations 3 and 4 are about, except the membership in the organization."""
