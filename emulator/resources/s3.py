"""`AWS::S3::Bucket` and `AWS::S3::BucketPolicy`."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from emulator.arns import bucket_arn, service_host
from emulator.resources import s3_lifecycle
from emulator.resources.base import (
    Name,
    NotEmulatedError,
    Properties,
    ResourceType,
    Shape,
    account_and_region,
    chosen,
    client,
    from_tag_map,
    is_gone,
    tag_list,
)

_NO_CONFIGURATION = (
    "NoSuchLifecycleConfiguration",
    "NoSuchTagSet",
    "NoSuchPublicAccessBlockConfiguration",
    "OwnershipControlsNotFoundError",
    "ObjectLockConfigurationNotFoundError",
    "ServerSideEncryptionConfigurationNotFoundError",
)


class BucketResource(ResourceType):
    """`AWS::S3::Bucket`."""

    name = "AWS::S3::Bucket"
    honoured: ClassVar[Shape] = {
        "BucketName": None,
        "AccessControl": None,
        "VersioningConfiguration": {"Status": None},
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": {
                "BucketKeyEnabled": None,
                "ServerSideEncryptionByDefault": {"SSEAlgorithm": None, "KMSMasterKeyID": None},
            }
        },
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": None,
            "BlockPublicPolicy": None,
            "IgnorePublicAcls": None,
            "RestrictPublicBuckets": None,
        },
        "LifecycleConfiguration": {"Rules": s3_lifecycle.SHAPE},
        "OwnershipControls": {"Rules": {"ObjectOwnership": None}},
        "ObjectLockEnabled": None,
        "ObjectLockConfiguration": {
            "ObjectLockEnabled": None,
            "Rule": {"DefaultRetention": {"Mode": None, "Days": None, "Years": None}},
        },
        "LoggingConfiguration": {"DestinationBucketName": None, "LogFilePrefix": None},
        "Tags": None,
    }
    create_only = ("BucketName", "ObjectLockEnabled")
    custom_name = "BucketName"
    identifier = ("BucketName",)
    name_length = 63
    lowercase_name = True

    def create(self, properties: Properties, name: Name) -> str:
        """Make the bucket in the stack's region."""
        if properties.get("AccessControl", "Private") != "Private":
            raise NotEmulatedError(f"{self.name} property AccessControl is emulated as Private alone")
        bucket, (_, region) = properties.get("BucketName") or _free(name.generated), account_and_region()
        if _exists(bucket):
            raise ValueError(f"{bucket} already exists")
        location = {"CreateBucketConfiguration": {"LocationConstraint": region}}
        client("s3").create_bucket(
            Bucket=bucket,
            ObjectLockEnabledForBucket=str(properties.get("ObjectLockEnabled")).lower() == "true",
            **({} if region == "us-east-1" else location),
        )
        return str(bucket)

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Put every configuration that changed."""
        for property_name, put in _CONFIGURATIONS.items():
            if old.get(property_name) != new.get(property_name):
                put(physical_id, new.get(property_name))
        if old.get("Tags") != new.get("Tags"):
            _put_tags(physical_id, new)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give the ARN and the domain names."""
        del properties
        _, region = account_and_region()
        return {
            "Arn": bucket_arn(physical_id),
            "DomainName": service_host(f"{physical_id}.s3"),
            "DualStackDomainName": service_host(f"{physical_id}.s3.dualstack", region),
            "RegionalDomainName": service_host(f"{physical_id}.s3", region),
        }

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the bucket, which must be empty, as on AWS."""
        del properties
        client("s3").delete_bucket(Bucket=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read every configuration."""
        del properties
        if not _exists(physical_id):
            return None
        grants = client("s3").get_bucket_acl(Bucket=physical_id)["Grants"]
        private = all(grant["Grantee"]["Type"] == "CanonicalUser" for grant in grants)
        access = {"AccessControl": "Private" if private else "Shared"}
        return {"BucketName": physical_id, **access, **_read_configurations(physical_id)}


class BucketPolicyResource(ResourceType):
    """`AWS::S3::BucketPolicy`."""

    name = "AWS::S3::BucketPolicy"
    honoured: ClassVar[Shape] = {"Bucket": None, "PolicyDocument": None}
    create_only = ("Bucket",)
    identifier = ("Bucket",)

    def create(self, properties: Properties, name: Name) -> str:
        """Put the policy on a bucket that has none."""
        del name
        bucket = str(properties["Bucket"])
        if self.read(bucket, properties) is not None:
            raise ValueError(f"The bucket policy already exists on bucket {bucket}.")
        self._put(bucket, properties)
        return bucket

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Put the policy anew."""
        if old:
            self._put(physical_id, new)

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Take the policy off."""
        del properties
        client("s3").delete_bucket_policy(Bucket=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the policy."""
        del properties
        try:
            policy = client("s3").get_bucket_policy(Bucket=physical_id)["Policy"]
        except Exception as error:
            if is_gone(error, "NoSuchBucketPolicy", "NoSuchBucket"):
                return None
            raise
        return {"Bucket": physical_id, "PolicyDocument": json.loads(policy)}

    @staticmethod
    def _put(bucket: str, properties: Properties) -> None:
        client("s3").put_bucket_policy(Bucket=bucket, Policy=json.dumps(properties["PolicyDocument"]))


def _free(generated: str) -> str:
    """Give a name that no bucket has: AWS draws a new suffix, a bucket that was retained has the old one."""
    numbered = (f"{generated[:60]}-{number}" for number in range(2, 100))
    return next(name for name in (generated, *numbered) if not _exists(name))


def _exists(bucket: str) -> bool:
    return any(entry["Name"] == bucket for entry in client("s3").list_buckets()["Buckets"])


def _put_versioning(bucket: str, value: Any) -> None:
    client("s3").put_bucket_versioning(
        Bucket=bucket, VersioningConfiguration=value or {"Status": "Suspended"}
    )


def _put_encryption(bucket: str, value: Any) -> None:
    if not value:
        client("s3").delete_bucket_encryption(Bucket=bucket)
        return
    rules = [
        chosen(
            rule,
            "BucketKeyEnabled",
            ApplyServerSideEncryptionByDefault="ServerSideEncryptionByDefault",
        )
        for rule in value["ServerSideEncryptionConfiguration"]
    ]
    client("s3").put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})


def _put_public_access_block(bucket: str, value: Any) -> None:
    if value:
        client("s3").put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=value)
    else:
        client("s3").delete_public_access_block(Bucket=bucket)


def _put_lifecycle(bucket: str, value: Any) -> None:
    if not value:
        client("s3").delete_bucket_lifecycle(Bucket=bucket)
        return
    rules = [s3_lifecycle.to_api(rule) for rule in value["Rules"]]
    client("s3").put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})


def _put_ownership(bucket: str, value: Any) -> None:
    if value:
        client("s3").put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=value)
    else:
        client("s3").delete_bucket_ownership_controls(Bucket=bucket)


def _put_object_lock(bucket: str, value: Any) -> None:
    client("s3").put_object_lock_configuration(
        Bucket=bucket, ObjectLockConfiguration=value or {"ObjectLockEnabled": "Enabled"}
    )


def _put_logging(bucket: str, value: Any) -> None:
    target = value and {
        "TargetBucket": value.get("DestinationBucketName", bucket),
        "TargetPrefix": value.get("LogFilePrefix", ""),
    }
    client("s3").put_bucket_logging(
        Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": target} if target else {}
    )


def _put_tags(bucket: str, properties: Properties) -> None:
    tags = tag_list(properties)
    if tags:
        client("s3").put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags})
    else:
        client("s3").delete_bucket_tagging(Bucket=bucket)


_CONFIGURATIONS = {
    "VersioningConfiguration": _put_versioning,
    "BucketEncryption": _put_encryption,
    "PublicAccessBlockConfiguration": _put_public_access_block,
    "LifecycleConfiguration": _put_lifecycle,
    "OwnershipControls": _put_ownership,
    "ObjectLockConfiguration": _put_object_lock,
    "LoggingConfiguration": _put_logging,
}


def _ask(bucket: str, operation: str) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = getattr(client("s3"), operation)(Bucket=bucket)
    except Exception as error:
        if is_gone(error, *_NO_CONFIGURATION):
            return {}
        raise
    return answer


def _read_configurations(bucket: str) -> Properties:
    encryption = _ask(bucket, "get_bucket_encryption").get("ServerSideEncryptionConfiguration", {})
    lock = _ask(bucket, "get_object_lock_configuration").get("ObjectLockConfiguration", {})
    lifecycle = _ask(bucket, "get_bucket_lifecycle_configuration").get("Rules", [])
    logging = _ask(bucket, "get_bucket_logging").get("LoggingEnabled", {})
    tags = _ask(bucket, "get_bucket_tagging").get("TagSet", [])
    return {
        "VersioningConfiguration": chosen(_ask(bucket, "get_bucket_versioning"), "Status"),
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                {
                    "BucketKeyEnabled": rule.get("BucketKeyEnabled", False),
                    "ServerSideEncryptionByDefault": rule.get("ApplyServerSideEncryptionByDefault", {}),
                }
                for rule in encryption.get("Rules", [])
            ]
        },
        "PublicAccessBlockConfiguration": _ask(bucket, "get_public_access_block").get(
            "PublicAccessBlockConfiguration", {}
        ),
        "LifecycleConfiguration": {"Rules": [s3_lifecycle.from_api(rule) for rule in lifecycle]},
        "OwnershipControls": _ask(bucket, "get_bucket_ownership_controls").get("OwnershipControls", {}),
        "ObjectLockEnabled": lock.get("ObjectLockEnabled") == "Enabled",
        "ObjectLockConfiguration": lock,
        "LoggingConfiguration": chosen(
            logging, DestinationBucketName="TargetBucket", LogFilePrefix="TargetPrefix"
        ),
        "Tags": from_tag_map({tag["Key"]: tag["Value"] for tag in tags}),
    }


TYPES = (BucketResource(), BucketPolicyResource())
