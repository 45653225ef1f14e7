"""The section `trails`: what is recorded, where the records go, and what protects them."""

from __future__ import annotations

from typing import Any

from guardrails.capture.sections.part import CapturePart


class CapturedTrail(CapturePart):
    """A trail that records in the management account, or for the organization."""

    name: str
    arn: str
    home_region: str
    bucket: str
    prefix: str = ""
    key: str = ""
    """The ARN of the key that encrypts its files; empty where S3 does."""
    log_group: str = ""
    """The ARN of its log group."""
    log_role: str = ""
    organization: bool
    multi_region: bool
    global_events: bool
    validation: bool
    """Whether digests prove that no file was changed."""
    logging: bool | None = None
    delivery_error: str | None = None
    """The last error of a delivery; empty where the last one succeeded."""
    selectors: tuple[dict[str, Any], ...] | None = None
    """The advanced event selectors; those of the old kind stand under `basic_selectors`."""
    basic_selectors: tuple[dict[str, Any], ...] | None = None
    insights: tuple[str, ...] | None = None
    """The kinds of unusual activity that it reports."""


class CapturedBucket(CapturePart):
    """A bucket that a trail delivers to."""

    name: str
    policy: str | None = None
    """The policy as JSON text."""
    lifecycle: tuple[dict[str, Any], ...] | None = None
    """The lifecycle rules as S3 has them."""
    lock_mode: str | None = None
    """GOVERNANCE, COMPLIANCE, or empty where nothing is locked by default."""
    lock_days: int | None = None
    encryption: str | None = None
    """AES256, aws:kms or aws:kms:dsse."""
    encryption_key: str | None = None
    versioning: bool | None = None
    public_access_blocked: bool | None = None
    """Whether all four public access blocks are on."""


class CapturedKey(CapturePart):
    """A key that encrypts a trail's files."""

    arn: str
    aliases: tuple[str, ...] | None = None
    """Names with `alias/` in front."""
    policy: str | None = None
    rotation: bool | None = None
    state: str | None = None


class CapturedTrails(CapturePart):
    """All trails with what they deliver to."""

    trails: tuple[CapturedTrail, ...] | None = None
    buckets: tuple[CapturedBucket, ...] = ()
    keys: tuple[CapturedKey, ...] = ()
