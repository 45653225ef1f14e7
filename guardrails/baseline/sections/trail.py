"""The section `trail`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from guardrails.baseline import types as t
from guardrails.baseline.sections.common import PathText, Section

LogRetention = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]
"""Days that CloudWatch Logs accepts.

Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
"""


class ObjectLock(Section):
    """A lock that keeps every log file for some days, whoever asks to delete it."""

    mode: Literal["GOVERNANCE", "COMPLIANCE"]
    """GOVERNANCE can be lifted by a special permission, COMPLIANCE by nobody, AWS included."""
    days: int = Field(ge=1, le=36500)


class Trail(Section):
    """The organization trail and where its evidence is kept."""

    name: t.TrailName = "organization-trail"
    bucket: t.BucketName
    """The name of the log bucket: unique in the world."""
    archive_account: PathText | None = None
    """The account that holds bucket and key, by path; the management account where this is left out."""
    key_alias: t.KeyAlias = "organization-trail"
    """The alias of the key that encrypts the logs, without the `alias/` in front."""
    glacier_after_days: int | None = Field(default=90, ge=1)
    """When log files move to the Glacier Instant Retrieval class; null keeps them where they are."""
    expire_after_days: int | None = Field(default=2557, ge=1)
    """When log files are deleted; null keeps them forever."""
    object_lock: ObjectLock | None = None
    log_group_days: LogRetention = 365
    """How long CloudWatch Logs keeps the events for searching and alarms."""

    @property
    def access_bucket(self) -> str:
        """The name of the bucket that keeps who read the log bucket; at most 63 characters, as S3 takes."""
        suffix = "-access"
        return self.bucket[: 63 - len(suffix)].rstrip("-") + suffix

    @model_validator(mode="after")
    def _in_order(self) -> Trail:
        if self.expire_after_days is not None:
            if self.glacier_after_days is not None and self.glacier_after_days >= self.expire_after_days:
                raise ValueError(
                    "log files expire before they move to Glacier", "make expire_after_days the larger"
                )
            if self.object_lock is not None and self.object_lock.days > self.expire_after_days:
                raise ValueError(
                    "object_lock holds log files longer than expire_after_days", "make it the shorter"
                )
        return self
