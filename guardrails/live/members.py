"""Read inside other accounts, through a role that the caller names."""

from __future__ import annotations

from guardrails.aws_facts.arns import role_arn
from guardrails.live.aws import RoleCredentials
from guardrails.live.reading import Reading

SESSION = "guardrails-capture"
"""Names the sessions in members, so that their CloudTrail tells who read."""


def inside(reading: Reading, account: str, role: str) -> Reading | None:
    """Return the reading as a member's role does it; None where AWS refuses the role.

    The reader that asks declares sts:AssumeRole.
    """
    arn = role_arn(account, role)
    answer = reading.ask("sts:AssumeRole", account, RoleArn=arn, RoleSessionName=SESSION)
    if answer is None:
        return None
    keys = answer["Credentials"]
    credentials = RoleCredentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    return reading.inside(reading.aws.acting(credentials), account)
