"""The section `trail`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticKnownError

from guardrails.baseline import types as t
from guardrails.baseline.sections.common import PathText, Section
from guardrails.baseline.sections.trail_existing import ExistingTrail
from guardrails.baseline.sections.trail_parts import DataEvents, KeyArn, ObjectLock, Search, Storage

LogRetention = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]
"""Days that CloudWatch Logs accepts.

Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
"""
Insight = Literal["call_rate", "error_rate"]
_OF_OUR_BUCKET = ("storage", "expire_after_days", "object_lock")
_BESIDE_EXISTING = frozenset({"existing", "archive_account", "search"})
"""The fields that say something about a trail of others, too."""


def _once(names: tuple[Insight, ...]) -> tuple[Insight, ...]:
    if len(set(names)) < len(names):
        raise ValueError("names an insight twice", "keep one of the two")
    return names


class Trail(Section):
    """The organization trail and where its evidence is kept."""

    existing: ExistingTrail | None = None
    """A trail that others own, such as Control Tower's: its log group and bucket serve, and none is made."""
    name: t.TrailName = "organization-trail"
    """The name of the trail in every region."""
    insights: Annotated[tuple[Insight, ...], AfterValidator(_once)] = ()
    """CloudTrail reports an unusual rate of calls or of errors."""
    data_events: tuple[DataEvents, ...] = ()
    """Which calls on the data itself are recorded too; management events always are."""
    bucket: t.BucketName | None = Field(default=None, validate_default=True)
    """The name of the log bucket: unique in the world."""
    existing_bucket: bool = False
    """The bucket exists already: nothing here creates or changes it, and its policy is yours to set."""
    archive_account: PathText | None = None
    """The account that holds bucket and key, by path; the management account where this is left out."""
    key_alias: t.KeyAlias = "organization-trail"
    """The alias of the key that encrypts the logs, without the `alias/` in front."""
    existing_key: KeyArn | None = None
    """The ARN of a key that exists already, instead of one with `key_alias`; its policy is yours to set."""
    storage: tuple[Storage, ...] = (Storage(to="GLACIER_IR", after_days=90),)
    """When log files move to which storage class of S3; an empty list keeps them where they are."""
    expire_after_days: int | None = Field(default=2557, ge=1, le=36500)
    """When log files are deleted, and 90 days later their old versions; null keeps them forever."""
    object_lock: ObjectLock | None = None
    log_group_days: LogRetention = 365
    """How long CloudWatch Logs keeps the events for searching and alarms."""
    search: Search | None = None
    """Athena over the log files, in the archive account; nothing of it where this is left out."""

    @property
    def trail_name(self) -> str:
        """The name of the trail that records, ours or that of others."""
        return self.existing.name if self.existing is not None else self.name

    @property
    def log_bucket(self) -> str:
        """The name of the bucket that the log files are in."""
        return self.existing.bucket if self.existing is not None else self.bucket or ""

    @property
    def prefix(self) -> str:
        """The beginning of the log files' keys, with a slash at its end; empty for a trail of ours."""
        return f"{self.existing.prefix}/" if self.existing is not None and self.existing.prefix else ""

    @property
    def log_group(self) -> str:
        """The name of the log group that alarms watch; empty where a trail of others has none."""
        return f"/guardrails/{self.name}" if self.existing is None else self.existing.log_group_name

    @property
    def own_bucket(self) -> bool:
        """Whether a stack makes the log bucket."""
        return self.existing is None and not self.existing_bucket

    @property
    def own_key_alias(self) -> str:
        """The alias of the key that a stack makes; empty where there is no such key."""
        return self.key_alias if self.existing is None and self.existing_key is None else ""

    @property
    def key_arn(self) -> str | None:
        """The ARN of a key that exists already; None where a stack makes the key, or S3's own encrypts."""
        return self.existing.key if self.existing is not None else self.existing_key

    @property
    def access_bucket(self) -> str:
        """The name of the bucket that keeps who read the log bucket; at most 63 characters, as S3 takes."""
        suffix = "-access"
        return self.log_bucket[: 63 - len(suffix)].rstrip("-") + suffix

    @property
    def buckets(self) -> tuple[str, ...]:
        """The names of the buckets with evidence: the log bucket and, beside ours, its access logs."""
        return (self.log_bucket, self.access_bucket) if self.own_bucket else (self.log_bucket,)

    @field_validator("bucket")
    @classmethod
    def _for_our_trail(cls, bucket: str | None, info: ValidationInfo) -> str | None:
        if bucket is None and "existing" in info.data and info.data["existing"] is None:
            raise PydanticKnownError("missing")
        return bucket

    @model_validator(mode="after")
    def _in_order(self) -> Trail:
        for earlier, later in zip(self.storage, self.storage[1:], strict=False):
            later.check_after(earlier)
        if self.expire_after_days is not None:
            if self.storage and self.storage[-1].after_days >= self.expire_after_days:
                problem = f"log files expire before they move to {self.storage[-1].to}"
                raise ValueError(problem, "make expire_after_days the larger")
            if self.object_lock is not None and self.object_lock.days > self.expire_after_days:
                raise ValueError(
                    "object_lock holds log files longer than expire_after_days", "make it the shorter"
                )
        return self

    @model_validator(mode="after")
    def _ours_or_that_of_others(self) -> Trail:
        idle = sorted(self.model_fields_set - _BESIDE_EXISTING) if self.existing is not None else []
        if idle:
            verb = "says" if len(idle) == 1 else "say"
            raise ValueError(
                f"existing leaves the trail to its owner, so {' and '.join(idle)} {verb} nothing about it",
                f"remove {' and '.join(idle)}, or remove existing and let this file make a trail",
            )
        return self

    @model_validator(mode="after")
    def _ours_or_yours(self) -> Trail:
        idle = [name for name in _OF_OUR_BUCKET if self.existing_bucket and name in self.model_fields_set]
        if idle:
            raise ValueError(
                f"existing_bucket leaves the bucket as it is, so {' and '.join(idle)} would do nothing",
                "set it on the bucket itself and remove it here",
            )
        if self.existing_key is not None and "key_alias" in self.model_fields_set:
            raise ValueError("names both key_alias and existing_key", "keep one of the two")
        return self
