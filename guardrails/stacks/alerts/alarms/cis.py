"""The alarms on changes to networks, buckets and the recording, which CIS AWS Foundations asks for.

The names of the events stand in the order of the benchmark's filters, by which scanners recognise them.
"""

from __future__ import annotations

from guardrails.aws_facts.arns import service_principal
from guardrails.baseline.sections.alerts import AlarmId
from guardrails.stacks.alerts.alarms.model import Alarm
from guardrails.stacks.alerts.alarms.pattern import equals, missing, pattern

_SECURITY_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html"
_BUCKETS = """PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication
    DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication
    PutBucketPublicAccessBlock DeleteBucketPublicAccessBlock"""
_CONFIG = "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder"
_SECURITY_GROUPS = """AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress
    RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup"""
_NETWORK_ACLS = """CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry
    ReplaceNetworkAclEntry ReplaceNetworkAclAssociation"""
_GATEWAYS = """CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway
    DeleteInternetGateway DetachInternetGateway"""
_ROUTES = """CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable
    DeleteRoute DisassociateRouteTable"""
_NETWORKS = """CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection
    DeleteVpcPeeringConnection RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc
    DisableVpcClassicLink EnableVpcClassicLink"""


def _changes(
    id_: AlarmId, events: str, title: str, why: str, *, service: str = "ec2", denied_by: str = ""
) -> Alarm:
    """Watch calls of a service that succeeded."""
    succeeded = missing("errorCode")
    terms = (equals("eventSource", service_principal(service)), succeeded)
    return Alarm(
        id=id_,
        title=title,
        severity="info",
        why=why,
        source=_SECURITY_HUB,
        patterns=(pattern(*terms, equals("eventName", *events.split())),),
        denied_by=denied_by,
    )


CIS_ALARMS: tuple[Alarm, ...] = (
    _changes(
        "bucket-policy-changes",
        _BUCKETS,
        "Somebody changed who may use an S3 bucket, or what becomes of its objects",
        "A policy, an ACL or a replication can hand the data to a stranger.",
        service="s3",
    ),
    _changes(
        "config-changes",
        _CONFIG,
        "The recording of AWS Config was changed or stopped",
        "An investigation starts from the record of earlier configurations.",
        service="config",
        denied_by="protect_config",
    ),
    _changes(
        "security-group-changes",
        _SECURITY_GROUPS,
        "A security group was changed",
        "It decides who reaches a server.",
    ),
    _changes(
        "network-acl-changes",
        _NETWORK_ACLS,
        "A network ACL was changed",
        "It decides which traffic enters a subnet, and hardly any task needs another one.",
    ),
    _changes(
        "gateway-changes",
        _GATEWAYS,
        "A gateway of a network was changed",
        "A gateway connects a network to the internet, or to somebody else's network.",
    ),
    _changes(
        "route-table-changes",
        _ROUTES,
        "A route table was changed",
        "A route can lead traffic past the place where it is filtered.",
    ),
    _changes(
        "vpc-changes",
        _NETWORKS,
        "A network was made, joined to another one, or deleted",
        "A peering joins two networks behind the back of those who watch the border.",
    ),
)
