"""The stack of the evidence: the bucket of the trail's log files and the key that encrypts them."""

from __future__ import annotations

from aws_cdk import App, RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from guardrails.baseline import Baseline
from guardrails.baseline.deployed import ARCHIVE_STACK
from guardrails.baseline.sections.trail import Trail
from guardrails.stacks.common import buckets, trails, waivers
from guardrails.stacks.common.keys import customer_key
from guardrails.stacks.common.stack import BaselineStack
from guardrails.stacks.trail import documents

NAME = ARCHIVE_STACK


class TrailArchiveStack(BaselineStack):
    """Bucket and key in the archive account; their content stays when the stack goes.

    A bucket or key that exists already is left out; where both do, there is no such stack.
    """

    def __init__(self, app: App, baseline: Baseline, section: Trail) -> None:
        self.organization = baseline.tree
        self.section = section
        self.archive = baseline.archive_account.id
        self.names = trails.trail_names(baseline, section)
        description = "Where the organization trail keeps its evidence: log bucket and key"
        super().__init__(app, NAME, baseline, account=self.archive, description=description)
        key_arn = section.existing_key or self._key().attr_arn
        if section.own_bucket:
            self._log_bucket(key_arn, self._access_bucket())

    def _key(self) -> kms.CfnKey:
        key = customer_key(
            self,
            "Key",
            account=self.archive,
            description="Encrypts the log files of the organization trail",
            statements=documents.trail_key_statements(self.organization, self.names),
            removal=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        alias = kms.CfnAlias(
            self, "Alias", alias_name=f"alias/{self.section.key_alias}", target_key_id=key.ref
        )
        alias.apply_removal_policy(
            RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
        )  # the guardrails recognise the key by it
        return key

    def _access_bucket(self) -> s3.CfnBucket:
        name = self.section.access_bucket
        # S3 delivers access logs only to buckets that S3's own key encrypts.
        bucket = buckets.evidence_bucket(
            self, "AccessBucket", name=name, key_arn=None, lifecycle=buckets.access_log_lifecycle()
        )
        buckets.attach_policy(
            bucket, name, documents.access_bucket_document(name, self.section.log_bucket, self.archive)
        )
        waivers.access_bucket(bucket)
        return bucket

    def _log_bucket(self, key_arn: str, access_bucket: s3.CfnBucket) -> None:
        lock = self.section.object_lock
        bucket = buckets.evidence_bucket(
            self,
            "Bucket",
            name=self.section.log_bucket,
            key_arn=key_arn,
            lifecycle=buckets.log_file_lifecycle(self.section),
            logging_configuration=s3.CfnBucket.LoggingConfigurationProperty(
                destination_bucket_name=access_bucket.ref
            ),
            object_lock_enabled=None if lock is None else True,
            object_lock_configuration=None if lock is None else buckets.object_lock(lock),
        )
        buckets.attach_policy(
            bucket,
            self.section.log_bucket,
            documents.log_bucket_document(self.organization, self.section.log_bucket, self.names),
        )
        waivers.log_bucket(bucket)
