"""Add to ministack's S3: the key `aws/s3`, with which the CDK's bootstrap bucket encrypts."""

from __future__ import annotations

from emulator import hooks
from emulator.arns import build_arn


def install() -> None:
    """Let an upload name `aws:kms` without naming a key, as on AWS."""
    hooks.default_s3_key(
        lambda: build_arn("kms", hooks.current_region(), hooks.current_account(), "alias/aws/s3")
    )
