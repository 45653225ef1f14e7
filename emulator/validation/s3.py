"""Amazon S3: names, lifecycle, lock, versioning and policies of buckets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from emulator import aws, hooks
from emulator.arns import bucket_arn
from emulator.errors import ApiError
from emulator.validation import documents
from emulator.validation.documents import DocumentGrammar, MalformedError
from emulator.validation.service import Parameters, Service

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_NAME = re.compile(r"(?!\d+(\.\d+){3}$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIXES = ("xn--", "sthree-", "amzn-s3-demo-")
_SUFFIXES = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
POLICY = DocumentGrammar("needed", "needed", services=frozenset({"s3"}), sid=r"[\w .-]*")
POLICY_BYTES = 20_480
RULES = 1_000
_INFREQUENT = ("STANDARD_IA", "ONEZONE_IA")
_INFREQUENT_DAYS = 30
_ACTIONS = (
    "Expiration",
    "Transition",
    "NoncurrentVersionExpiration",
    "NoncurrentVersionTransition",
    "AbortIncompleteMultipartUpload",
)
YEARS, DAYS = 100, 36_500


def _create(parameters: Parameters, _: OrganizationState) -> None:
    name = parameters["Bucket"]
    if not _NAME.fullmatch(name) or name.startswith(_PREFIXES) or name.endswith(_SUFFIXES):
        raise ApiError("InvalidBucketName", f"The specified bucket is not valid: {name}")


def _lifecycle(parameters: Parameters, _: OrganizationState) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html."""
    rules = parameters["Body"].get("Rule") or []
    ids = [rule["ID"] for rule in rules if rule.get("ID")]
    if len(set(ids)) < len(ids):
        raise ApiError("InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule")
    if len(rules) > RULES:
        raise ApiError("MalformedXML", f"A lifecycle configuration has up to {RULES} rules.")
    for rule in rules:
        _check_rule(rule)


def _check_rule(rule: dict[str, Any]) -> None:
    if not any(rule.get(action) for action in _ACTIONS):
        raise ApiError("InvalidRequest", "At least one action needs to be specified in a rule")
    expiration = rule.get("Expiration") or {}
    if "ExpiredObjectDeleteMarker" in expiration and len(expiration) > 1:
        raise ApiError("MalformedXML", "ExpiredObjectDeleteMarker can't stand beside Days or Date.")
    transitions = rule.get("Transition") or []
    for transition in transitions:
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
        days = int(transition.get("Days", _INFREQUENT_DAYS))
        if transition.get("StorageClass") in _INFREQUENT and days < _INFREQUENT_DAYS:
            raise ApiError(
                "InvalidArgument",
                "'Days' in Transition action must be greater than or equal to 30 for storageClass "
                f"'{transition['StorageClass']}'",
            )
        if "Days" in expiration and int(expiration["Days"]) <= days:
            raise ApiError(
                "InvalidArgument", "'Days' in the Expiration action must be greater than that in Transition"
            )
    noncurrent = (rule.get("NoncurrentVersionExpiration") or {}).get("NoncurrentDays")
    if any(value is not None and int(value) < 1 for value in (expiration.get("Days"), noncurrent)):
        raise ApiError("InvalidArgument", "'Days' for Expiration action must be a positive integer")


def _lock(parameters: Parameters, _: OrganizationState) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html."""
    bucket, body = parameters["Bucket"], parameters["Body"]
    if _versioning_of(bucket) != "Enabled":
        raise ApiError("InvalidBucketState", "Versioning must be 'Enabled' on the bucket", 409)
    retention = (body.get("Rule") or [{}])[0].get("DefaultRetention") or {}
    if not retention:
        return
    if ("Days" in retention) == ("Years" in retention):
        raise ApiError("MalformedXML", "A default retention has either Days or Years.")
    if retention.get("Mode") not in ("GOVERNANCE", "COMPLIANCE"):
        raise ApiError("MalformedXML", "The Mode of a default retention is GOVERNANCE or COMPLIANCE.")
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
    amount, most = (
        int(retention.get("Days", retention.get("Years", 0))),
        DAYS if "Days" in retention else YEARS,
    )
    if not 1 <= amount <= most:
        raise ApiError("InvalidArgument", f"Default retention period must be positive and at most {most}")


def _versioning(parameters: Parameters, _: OrganizationState) -> None:
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
    suspends = parameters["Body"].get("Status") != "Enabled"
    if suspends and _is_locked(parameters["Bucket"]):
        raise ApiError(
            "InvalidBucketState",
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be "
            "changed.",
            409,
        )


def _policy(parameters: Parameters, organization: OrganizationState) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html."""
    text, bucket = parameters["Policy"], bucket_arn(parameters["Bucket"])
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
    if len(text.encode()) > POLICY_BYTES:
        raise ApiError("MalformedPolicy", "Policies must be 20480 bytes or less")
    try:
        documents.check(text, POLICY, organization)
    except MalformedError as error:
        raise ApiError("MalformedPolicy", str(error)) from error
    for statement in documents.statements_of(text):
        named = statement.get("Resource", statement.get("NotResource", []))
        for resource in named if isinstance(named, list) else [named]:
            # A pattern that begins with a wildcard may stand for this bucket too.
            if resource != "*" and resource.split("/", 1)[0] != bucket and not _may_mean(resource, bucket):
                raise ApiError("MalformedPolicy", f"Policy has invalid resource: {resource}")


def _may_mean(resource: str, bucket: str) -> bool:
    pattern = re.escape(resource.split("/", 1)[0]).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(pattern, bucket) is not None


def _logging(parameters: Parameters, _: OrganizationState) -> None:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html
    target = (parameters["Body"].get("LoggingEnabled") or {}).get("TargetBucket")
    if target and hooks.bucket_owner(target) != hooks.current_account():
        raise ApiError(
            "InvalidTargetBucketForLogging",
            "The target bucket for logging does not exist, is not owned by you, or does not have the "
            "appropriate grants for the log-delivery group.",
        )


def _encryption(parameters: Parameters, _: OrganizationState) -> None:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html
    for rule in parameters["Body"].get("Rule") or []:
        default = rule.get("ApplyServerSideEncryptionByDefault") or {}
        if default.get("KMSMasterKeyID") and not default.get("SSEAlgorithm", "").startswith("aws:kms"):
            raise ApiError(
                "InvalidArgument",
                "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms",
            )


def _versioning_of(bucket: str) -> str:
    return str(aws.client("s3").get_bucket_versioning(Bucket=bucket).get("Status", ""))


def _is_locked(bucket: str) -> bool:
    try:
        lock = aws.client("s3").get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
    except Exception:  # noqa: BLE001 a bucket without a lock says so by an error
        return False
    return bool(lock.get("ObjectLockEnabled") == "Enabled")


SERVICE = Service(
    "s3",
    "s3",
    checks={
        "CreateBucket": _create,
        "PutBucketLifecycleConfiguration": _lifecycle,
        "PutObjectLockConfiguration": _lock,
        "PutBucketVersioning": _versioning,
        "PutBucketPolicy": _policy,
        "PutBucketLogging": _logging,
        "PutBucketEncryption": _encryption,
    },
)
