"""A baseline whose organization trail is that of others, such as Control Tower's."""

from __future__ import annotations

from typing import Any

from tests.baselines import SMALL, SOUND

NAME = "aws-controltower-BaselineCloudTrail"
HOME, MANAGEMENT, ARCHIVE = "eu-central-1", "111111111111", "222222222222"
ARN = f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/{NAME}"
BUCKET = f"aws-controltower-logs-{ARCHIVE}-{HOME}"
PREFIX = "o-exampleorg1"
KEY = f"arn:aws:kms:{HOME}:{MANAGEMENT}:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
"""In the management account, where Control Tower wants it."""
LOG_GROUP = "aws-controltower/CloudTrailLogs"
LOG_GROUP_ARN = f"arn:aws:logs:{HOME}:{MANAGEMENT}:log-group:{LOG_GROUP}:*"
OWN_LINES = "trail:\n  bucket: exampleorg1-trail\n  archive_account: Security/log-archive\n"
LINES = f"""\
trail:
  existing:
    arn: {ARN}
    bucket: {BUCKET}
    prefix: {PREFIX}
    key: {KEY}
    log_group: {LOG_GROUP_ARN}
  archive_account: Security/log-archive
"""
EXISTING_SMALL = SMALL.replace(OWN_LINES, LINES)
EXISTING_SOUND = SOUND.replace(OWN_LINES, LINES)


def use_existing(data: dict[str, Any]) -> None:
    """Let the data of the example name the trail of others, and search it."""
    data["trail"] = {
        "existing": {
            "arn": ARN,
            "bucket": BUCKET,
            "prefix": PREFIX,
            "key": KEY,
            "log_group": LOG_GROUP_ARN,
        },
        "archive_account": data["trail"]["archive_account"],
        "search": {},
    }
