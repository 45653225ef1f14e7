"""Read inside other accounts, through a role that the caller names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guardrails.aws_facts.arns import role_arn
from guardrails.live.aws import Aws, RoleCredentials
from guardrails.live.reading import Reading


def inside(reading: Reading, account: str, role: str) -> Reading | None:
    """Return the reading as a member's role does it; None where AWS refuses the role.

    The reader that asks declares sts:AssumeRole.
    """
    answer = reading.ask("sts:AssumeRole", account, **_role_of(reading.aws, account, role))
    return None if answer is None else reading.inside(_acting(reading.aws, answer), account)


def inside_to_change(aws: Aws, account: str, role: str) -> Aws:
    """Return AWS as a member's role may change it.

    Raises:
        AwsError: AWS refuses the role.
    """
    return _acting(aws, aws.call("sts:AssumeRole", **_role_of(aws, account, role)))


def _role_of(aws: Aws, account: str, role: str) -> dict[str, Any]:
    return {"RoleArn": role_arn(account, role), "RoleSessionName": aws.session_name}


def _acting(aws: Aws, answer: Mapping[str, Any]) -> Aws:
    keys = answer["Credentials"]
    return aws.acting(RoleCredentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]))
