"""Read whose credentials these are."""

from __future__ import annotations

from dataclasses import dataclass

from guardrails.live.aws import Aws

ACTIONS = ("sts:GetCallerIdentity",)


@dataclass(frozen=True)
class Caller:
    """Who calls: the account, and the ARN of the user or role session."""

    account: str
    arn: str


def read_caller(aws: Aws) -> Caller:
    """Ask AWS whose credentials these are.

    Raises:
        AwsError: There are none, or AWS doesn't accept them.
    """
    answer = aws.call("sts:GetCallerIdentity")
    return Caller(answer["Account"], answer["Arn"])
