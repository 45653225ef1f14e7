"""The evidence of the trail: encrypted, kept, and writable by the one trail alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from guardrails.baseline.sections.trail import Trail
from tests.stacks.helpers import ARCHIVE, MANAGEMENT, edited, statement, synthesized

if TYPE_CHECKING:
    from tests.stacks.helpers import Assembly

STACK = "guardrails-trail-archive"
TRAIL = f"arn:aws:cloudtrail:eu-central-1:{MANAGEMENT}:trail/organization-trail"
BUCKET = "exampleorg1-organization-trail"


@pytest.fixture(scope="module")
def bucket(assembly: Assembly) -> dict[str, Any]:
    """The bucket of the log files."""
    resource: dict[str, Any] = assembly.template(STACK)["Resources"]["Bucket"]
    return resource


def test_evidence_is_retained(assembly: Assembly) -> None:
    """Neither a deleted stack nor a replaced resource takes bucket, policy, key or alias with it."""
    resources = assembly.template(STACK)["Resources"]
    kept = {
        name
        for name, resource in resources.items()
        if resource.get("DeletionPolicy") == "RetainExceptOnCreate"
        and resource.get("UpdateReplacePolicy") == "Retain"
    }
    assert kept == {"Bucket", "BucketPolicy", "AccessBucket", "AccessBucketPolicy", "Key", "Alias"}


def test_log_files_are_private_and_versioned(bucket: dict[str, Any]) -> None:
    """Nothing in the bucket is public, and a deleted file can be brought back."""
    properties = bucket["Properties"]
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(properties["PublicAccessBlockConfiguration"]) == 4
    assert properties["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    assert properties["LoggingConfiguration"] == {"DestinationBucketName": {"Ref": "AccessBucket"}}


def test_log_files_are_encrypted_with_the_rotating_key(assembly: Assembly, bucket: dict[str, Any]) -> None:
    """The bucket's default is the customer managed key, which rotates."""
    (rule,) = bucket["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": {"Fn::GetAtt": ["Key", "Arn"]},
    }
    assert assembly.only(STACK, "AWS::KMS::Key")["EnableKeyRotation"] is True


def test_log_files_move_and_expire(bucket: dict[str, Any]) -> None:
    """The days are the baseline's."""
    (rule,) = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
    assert rule["Transitions"] == [{"StorageClass": "GLACIER_IR", "TransitionInDays": 90}]
    assert rule["ExpirationInDays"] == 2557
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 90}
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}


def test_log_files_are_locked(bucket: dict[str, Any]) -> None:
    """Object lock is there from the first file on, and ends when the file may go."""
    properties = bucket["Properties"]
    assert properties["ObjectLockEnabled"] is True
    retention = properties["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert retention == {"Mode": "GOVERNANCE", "Days": 2557}


def test_only_encrypted_requests(assembly: Assembly) -> None:
    """Both buckets deny plain HTTP to everybody, for every action."""
    policies = assembly.of_type(STACK, "AWS::S3::BucketPolicy").values()
    for policy in (resource["Properties"] for resource in policies):
        deny = statement(policy["PolicyDocument"], "DenyPlainHttp")
        arn = f"arn:aws:s3:::{policy['Bucket']}"
        assert (deny["Effect"], deny["Principal"], deny["Action"]) == ("Deny", {"AWS": "*"}, "s3:*")
        assert deny["Resource"] == [arn, f"{arn}/*"]
        assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_cloudtrail_writes_below_both_prefixes(assembly: Assembly) -> None:
    """An organization trail has two prefixes; both are for this trail only."""
    policy = assembly.template(STACK)["Resources"]["BucketPolicy"]["Properties"]
    assert policy["Bucket"] == BUCKET
    writes = [item for item in policy["PolicyDocument"]["Statement"] if item["Action"] == "s3:PutObject"]
    assert {item["Resource"] for item in writes} == {
        f"arn:aws:s3:::{BUCKET}/AWSLogs/{MANAGEMENT}/*",
        f"arn:aws:s3:::{BUCKET}/AWSLogs/o-exampleorg1/*",
    }
    for item in (*writes, statement(policy["PolicyDocument"], "CheckAcl")):
        assert item["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
        assert item["Condition"]["StringEquals"]["aws:SourceArn"] == TRAIL
    acls = {item["Condition"]["StringEquals"]["s3:x-amz-acl"] for item in writes}
    assert acls == {"bucket-owner-full-control"}


def test_cloudtrail_encrypts_for_its_trails_only(assembly: Assembly) -> None:
    """The key demands the trail's encryption context, and the account keeps administering it."""
    document = assembly.only(STACK, "AWS::KMS::Key")["KeyPolicy"]
    encrypt = statement(document, "EncryptLogFiles")
    assert encrypt["Action"] == "kms:GenerateDataKey*"
    assert encrypt["Condition"] == {
        "StringEquals": {"aws:SourceArn": TRAIL},
        "StringLike": {
            "kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{MANAGEMENT}:trail/*"
        },
    }
    describe = statement(document, "DescribeKey")
    assert describe["Condition"] == {"StringEquals": {"aws:SourceArn": TRAIL}}
    owner = statement(document, "AdministerThroughIam")
    assert owner["Principal"] == {"AWS": f"arn:aws:iam::{ARCHIVE}:root"}


def test_access_logs_come_from_the_log_bucket_only(assembly: Assembly) -> None:
    """Who reads the evidence is recorded, in a bucket that S3's own key encrypts."""
    resources = assembly.template(STACK)["Resources"]
    deliver = statement(resources["AccessBucketPolicy"]["Properties"]["PolicyDocument"], "DeliverAccessLogs")
    assert deliver["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert deliver["Condition"] == {
        "ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{BUCKET}"},
        "StringEquals": {"aws:SourceAccount": ARCHIVE},
    }
    (rule,) = resources["AccessBucket"]["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}


@pytest.mark.parametrize(
    ("bucket_name", "access"), [("logs", "logs-access"), ("l" * 63, f"{'l' * 56}-access")]
)
def test_access_bucket_has_a_name(bucket_name: str, access: str) -> None:
    """A bucket's name has 63 characters."""
    assert Trail(bucket=bucket_name).access_bucket == access


def test_without_an_archive_account_the_management_account_keeps_everything() -> None:
    """Bucket and key stay a stack of their own; nothing moves, expires or locks."""

    def keep(data: dict[str, Any]) -> None:
        data["trail"] = {"bucket": "logs", "storage": [], "expire_after_days": None}
        del data["budgets"], data["access"]

    result = synthesized(edited(keep))
    assert result.stacks[STACK]["environment"] == f"aws://{MANAGEMENT}/eu-central-1"
    bucket = result.template(STACK)["Resources"]["Bucket"]["Properties"]
    (rule,) = bucket["LifecycleConfiguration"]["Rules"]
    assert not {"Transitions", "ExpirationInDays"} & set(rule)
    assert not {"ObjectLockEnabled", "ObjectLockConfiguration"} & set(bucket)
    trail = result.only("guardrails-trail", "AWS::CloudTrail::Trail")
    assert trail["KMSKeyId"] == f"arn:aws:kms:eu-central-1:{MANAGEMENT}:alias/organization-trail"
