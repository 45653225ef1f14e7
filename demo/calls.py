"""Real calls from member accounts that show the guardrails at work."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from demo.cdk import member_client
from emulator.client import Credentials, LocalAws
from guardrails.organization import Account, Organization

DEVELOPER, BREAK_GLASS = "developer", "break-glass"
_ALLOW_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@dataclass(frozen=True)
class Call:
    """A call that a member account makes, and whether the guardrails should let it through."""

    who: str
    what: str
    accepted: bool
    make: Callable[[], object]


@dataclass(frozen=True)
class Outcome:
    """What became of a call."""

    call: Call
    accepted: bool
    answer: str

    @property
    def as_expected(self) -> bool:
        """Whether the guardrails did what they should."""
        return self.accepted == self.call.accepted


def prepare(aws: LocalAws, organization: Organization, account: Account) -> None:
    """Give a member account two roles that may do everything: a developer's, and the break-glass role.

    Once the baseline is deployed, nobody may make a break-glass role any more.
    """
    client = member_client(aws, organization, "iam", account.id)
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{organization.management_account.id}:root"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    for role in (DEVELOPER, BREAK_GLASS):
        with suppress(client.exceptions.EntityAlreadyExistsException):
            client.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))
            client.put_role_policy(
                RoleName=role, PolicyName="everything", PolicyDocument=json.dumps(_ALLOW_ALL)
            )


def calls(aws: LocalAws, organization: Organization, account: Account, trail_arn: str) -> list[Call]:
    """List the calls: what is refused, its twin that is accepted, and break-glass."""
    home = organization.home_region
    developer = _session(aws, organization, account, DEVELOPER)
    break_glass = _session(aws, organization, account, BREAK_GLASS)

    def client(service: str, region: str, who: Credentials) -> Any:
        return aws.client(service, account.id, region, who)

    def queue(region: str, who: Credentials) -> Callable[[], object]:
        return lambda: client("sqs", region, who).create_queue(QueueName="guardrails-demo")

    return [
        Call(DEVELOPER, "create a queue in ap-southeast-2, a denied region", accepted=False,
             make=queue("ap-southeast-2", developer)),
        Call(DEVELOPER, f"create the same queue in {home}, an allowed region", accepted=True,
             make=queue(home, developer)),
        Call(DEVELOPER, "register an IoT thing: iot is a denied service", accepted=False,
             make=lambda: client("iot", home, developer).create_thing(thingName="guardrails-demo")),
        Call(DEVELOPER, "stop the organization trail", accepted=False,
             make=lambda: client("cloudtrail", home, developer).stop_logging(Name=trail_arn)),
        Call(DEVELOPER, "leave the organization", accepted=False,
             make=lambda: client("organizations", "us-east-1", developer).leave_organization()),
        Call(DEVELOPER, "create an access key for an IAM user", accepted=False,
             make=lambda: client("iam", home, developer).create_access_key(UserName="somebody")),
        Call(DEVELOPER, "rewrite the policy of the break-glass role", accepted=False,
             make=lambda: client("iam", home, developer).put_role_policy(
                 RoleName=BREAK_GLASS, PolicyName="mine", PolicyDocument=json.dumps(_ALLOW_ALL))),
        Call("root user", f"create a queue in {home}", accepted=False,
             make=lambda: aws.client("sqs", account.id, home).create_queue(QueueName="guardrails-demo-root")),
        Call(BREAK_GLASS, "create a queue in ap-southeast-2: the exemption spares it", accepted=True,
             make=queue("ap-southeast-2", break_glass)),
    ]  # fmt: skip


def make(call: Call) -> Outcome:
    """Make a call and see what becomes of it."""
    try:
        call.make()
    except ClientError as error:
        return Outcome(call, accepted=False, answer=error.response["Error"]["Code"])
    return Outcome(call, accepted=True, answer="accepted")


def denied(outcome: Outcome) -> bool:
    """Tell whether a call was refused for lack of permission, and not for another reason."""
    return not outcome.accepted and outcome.answer.startswith("AccessDenied")


def _session(aws: LocalAws, organization: Organization, account: Account, role: str) -> Credentials:
    return aws.assume_role(
        f"arn:aws:iam::{account.id}:role/{role}",
        caller=organization.management_account.id,
        region=organization.home_region,
        session="demo",
    )
