"""The record that CloudTrail writes of a call.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from emulator.arns import service_principal
from emulator.enforcement import GLOBAL_SERVICES
from emulator.history.store import Event

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape

    from emulator.hooks import Signer

_HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
_READS = ("Assume", "BatchGet", "Describe", "Get", "Head", "List", "Lookup", "Search", "Simulate")
# S3 records some calls under other names than the operations have.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
_NAMES = {
    "DeletePublicAccessBlock": "DeleteBucketPublicAccessBlock",
    "GetBucketLifecycleConfiguration": "GetBucketLifecycle",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutBucketLifecycleConfiguration": "PutBucketLifecycle",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutObjectLockConfiguration": "PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
_RESOURCES = {
    ("cloudformation", "StackName"): "AWS::CloudFormation::Stack",
    ("cloudtrail", "Name"): "AWS::CloudTrail::Trail",
    ("cloudtrail", "TrailName"): "AWS::CloudTrail::Trail",
    ("iam", "AccessKeyId"): "AWS::IAM::AccessKey",
    ("iam", "GroupName"): "AWS::IAM::Group",
    ("iam", "PolicyArn"): "AWS::IAM::Policy",
    ("iam", "RoleName"): "AWS::IAM::Role",
    ("iam", "UserName"): "AWS::IAM::User",
    ("kms", "KeyId"): "AWS::KMS::Key",
    ("s3", "Bucket"): "AWS::S3::Bucket",
    ("sns", "TopicArn"): "AWS::SNS::Topic",
}
"""The types of resources that an event names, by service and parameter; other services' events name none."""


@dataclass(frozen=True)
class FinishedCall:
    """A call with its answer.

    Attributes:
        signing_name: The name that requests of the service are signed for, such as `sso`.
        invoked_by: The service that made the call with the caller's role; empty: the caller made it.
        error: Code and message of a refusal.
    """

    caller: Signer
    account: str
    region: str
    signing_name: str
    operation: OperationModel
    parameters: dict[str, Any]
    result: dict[str, Any]
    error: tuple[str, str] | None
    address: str
    agent: str
    invoked_by: str = ""


def reads(operation: str) -> bool:
    """Return whether an operation changes nothing; CloudTrail counts AssumeRole among these."""
    return operation.startswith(_READS)


def event_of(call: FinishedCall, number: int) -> Event:
    """Write the event of a call."""
    service, name = call.signing_name, call.operation.name
    event_name = _NAMES.get(name, name) if service == "s3" else name
    read_only = reads(name)
    region = GLOBAL_SERVICES.get(service, call.region)
    now = datetime.now(UTC)
    event_id, resources = str(uuid.uuid4()), _resources(service, call.parameters)
    record = {
        "eventVersion": "1.11",
        "userIdentity": _identity(call),
        "eventTime": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "eventSource": service_principal(service),
        "eventName": event_name,
        "awsRegion": region,
        "sourceIPAddress": call.address,
        "userAgent": call.agent,
        **({"errorCode": call.error[0], "errorMessage": call.error[1]} if call.error else {}),
        "requestParameters": _shown(call.parameters, call.operation.input_shape) or None,
        "responseElements": (not read_only and _shown(call.result, call.operation.output_shape)) or None,
        "requestID": str(uuid.uuid4()),
        "eventID": event_id,
        "readOnly": read_only,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": call.account,
        "eventCategory": "Management",
    }
    return Event(
        number,
        call.account,
        region,
        event_id,
        event_name,
        service_principal(service),
        float(int(now.timestamp())),
        call.caller.username,
        call.caller.access_key,
        read_only,
        resources,
        json.dumps(record, default=str),
    )


def _identity(call: FinishedCall) -> dict[str, Any]:
    """Say who called.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
    """
    caller = call.caller
    identity: dict[str, Any] = {
        "type": "IAMUser" if caller.kind == "User" else caller.kind,
        "principalId": caller.principal_id,
        "arn": caller.arn,
        "accountId": caller.account,
    }
    if caller.access_key:
        identity["accessKeyId"] = caller.access_key
    if caller.kind == "User":
        identity["userName"] = caller.username
    if caller.role_arn:
        identity["sessionContext"] = {
            "sessionIssuer": {
                "type": "Role",
                "principalId": caller.principal_id.partition(":")[0],
                "arn": caller.role_arn,
                "accountId": caller.account,
                "userName": caller.role_arn.rsplit("/", 1)[-1],
            }
        }
    return identity | ({"invokedBy": call.invoked_by} if call.invoked_by else {})


def _resources(service: str, parameters: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (kind, value)
        for name, value in parameters.items()
        if isinstance(value, str) and (kind := _RESOURCES.get((service, name)))
    )


def _shown(value: Any, shape: Shape | None) -> Any:
    """Show what a call carries as CloudTrail does: in camel case, and without secrets."""
    if shape is not None and shape.metadata.get("sensitive"):
        return _HIDDEN
    if isinstance(value, dict):
        members: dict[str, Shape] = getattr(shape, "members", {})
        is_map = shape is not None and shape.type_name == "map"
        return {
            name if is_map else name[:1].lower() + name[1:]: _shown(member, members.get(name))
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [_shown(member, getattr(shape, "member", None)) for member in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) or value is None else _HIDDEN
