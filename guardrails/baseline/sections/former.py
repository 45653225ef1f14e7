"""The list `former`: evidence that earlier deployments left in AWS."""

from __future__ import annotations

from pydantic import Field, model_validator

from guardrails.baseline import types as t
from guardrails.baseline.sections.common import Section
from guardrails.baseline.sections.trail_parts import KeyArn

_NAMES = ("buckets", "key_alias", "key_arn", "trail")


class FormerEvidence(Section):
    """Evidence that an earlier deployment left in AWS, and that protect_trail protects like the trail's."""

    account: t.AccountId
    """The id of the account that holds the buckets and the key: a path may change, the id doesn't."""
    buckets: tuple[t.BucketName, ...] = ()
    """The names of the log bucket and of the bucket that keeps who read it."""
    key_alias: t.KeyAlias | None = None
    """The alias of the key, without `alias/` in front, as long as it belongs to that key."""
    key_arn: KeyArn | None = None
    """The ARN of the key: needed once its alias is deleted or belongs to another key."""
    trail: t.TrailName | None = None
    """The name of the trail; its log group is /guardrails/NAME."""
    home_region: t.Region | None = None
    """The home region of that time, where the stacks of the old place are."""
    since: t.Day | None = None
    """The day on which the section `trail` stopped naming it."""
    reason: str | None = Field(default=None, min_length=1)
    """Why it was left."""
    deleted: t.Day | None = None
    """The day on which it was deleted in AWS: from then on nothing protects it, and a later change may
    remove the entry."""

    @model_validator(mode="after")
    def _names_something(self) -> FormerEvidence:
        if not any(getattr(self, name) for name in _NAMES):
            raise ValueError("names nothing to protect", f"add one of {', '.join(_NAMES)}")
        return self
