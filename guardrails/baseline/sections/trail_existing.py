"""The part `existing` of the section `trail`: an organization trail that others own."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from guardrails.aws_facts.arns import log_group_arn, trail_arn
from guardrails.baseline import types as t
from guardrails.baseline.sections.common import Section
from guardrails.baseline.sections.trail_parts import KeyArn
from guardrails.controls.kinds import formed

_REGION, _ACCOUNT = "[a-z0-9-]+", r"\d{12}"
_COMMAND = "copy it from `aws cloudtrail describe-trails`"
TrailArn = Annotated[
    str,
    formed(
        trail_arn(_REGION, _ACCOUNT, r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*"),
        "is not the ARN of a trail",
        _COMMAND,
    ),
]
LogGroupArn = Annotated[
    str,
    formed(
        log_group_arn(_REGION, _ACCOUNT, r"[\w./#-]{1,512}(:\*)?"), "is not the ARN of a log group", _COMMAND
    ),
]
"""With or without `:*` behind it, which CloudTrail's answer has.

Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
"""
Prefix = Annotated[
    str,
    formed(
        r"(?!/)[\w./!()'=+@-]{1,200}(?<!/)",
        "is not a prefix of log files",
        f"{_COMMAND}, where it is called S3KeyPrefix, without a slash at its ends",
    ),
]
"""S3KeyPrefix, of which CloudTrail takes 200 characters.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
"""


class ExistingTrail(Section):
    """An organization trail that others own, as CloudTrail describes it."""

    arn: TrailArn
    """The ARN of the trail, which has its name, its home region and its account."""
    bucket: t.BucketName
    """The name of its log bucket, which `archive_account` owns."""
    prefix: Prefix | None = None
    """The part before `AWSLogs/` in its files' keys; for Control Tower the organization's id."""
    key: KeyArn | None = None
    """The ARN of the key that encrypts its log files; leave it out where S3's own does."""
    log_group: LogGroupArn | None = None
    """The ARN of its log group; without one there are no alarms."""

    @property
    def name(self) -> str:
        """The name of the trail."""
        return self.arn.rpartition("/")[2]

    @property
    def home_region(self) -> str:
        """The region that the trail is changed in."""
        return self.arn.split(":")[3]

    @property
    def account(self) -> str:
        """The id of the account that owns the trail."""
        return self.arn.split(":")[4]

    @property
    def log_group_name(self) -> str:
        """The name of the log group; empty where there is none."""
        return self.log_group.split(":")[6] if self.log_group is not None else ""

    @property
    def log_group_place(self) -> tuple[str, str]:
        """The region and the account of the log group; both empty where there is none."""
        _, _, _, region, account, *_ = (self.log_group or "::::::").split(":")
        return region, account

    @model_validator(mode="after")
    def _in_its_region(self) -> ExistingTrail:
        region = self.log_group_place[0]
        if region not in ("", self.home_region):
            raise ValueError(
                f"the log group is in {region}, and the trail's home region is {self.home_region}",
                "name the log group in the trail's home region, the only one that CloudTrail writes to",
            )
        return self
