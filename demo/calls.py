"""Real calls from member accounts that show the guardrails at work."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from demo.cdk import member_client
from demo.rescue import rescuer
from emulator.client import Credentials, LocalAws
from guardrails.aws_facts import all_regions
from guardrails.baseline import Baseline
from guardrails.baseline.sections.break_glass import BreakGlass
from guardrails.organization import Account, Organization
from guardrails.posture import compile_posture

DEVELOPER, BREAK_GLASS = "developer", "break-glass"
_ALLOW_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@dataclass(frozen=True)
class Call:
    """A call that a member account makes, and whether the guardrails should let it through."""

    control: str
    """The guardrail that it shows."""
    caller: str
    description: str
    accepted: bool
    make: Callable[[], object]


@dataclass(frozen=True)
class CallOutcome:
    """The result of a call."""

    call: Call
    accepted: bool
    answer: str

    @property
    def as_expected(self) -> bool:
        """Whether the guardrails did what they should."""
        return self.accepted == self.call.accepted


def prepare(aws: LocalAws, baseline: Baseline, account: Account) -> None:
    """Give a member account a developer's role, which may do everything.

    Where the baseline makes no break-glass role, that one too: once it is deployed, nobody may make one.
    """
    organization = baseline.tree
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
    for role in (DEVELOPER,) if _made_by(baseline) else (DEVELOPER, BREAK_GLASS):
        with suppress(client.exceptions.EntityAlreadyExistsException):
            client.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))
            client.put_role_policy(
                RoleName=role, PolicyName="everything", PolicyDocument=json.dumps(_ALLOW_ALL)
            )


def _made_by(baseline: Baseline) -> BreakGlass | None:
    section = baseline.accounts.break_glass if baseline.accounts else None
    return section if section and section.enabled else None


def calls(aws: LocalAws, baseline: Baseline, account: Account, trail_arn: str) -> list[Call]:
    """List the calls that show the guardrails of an account: refused, their accepted twin, and break-glass.

    Calls that a fork's file doesn't deny there aren't shown.
    """
    organization, home = baseline.tree, baseline.tree.home_region
    elsewhere = _denied_region(baseline, account)
    developer = _session(aws, organization, account, DEVELOPER)
    declared_role, break_glass = _made_by(baseline), _rescue(aws, baseline, account)
    name = declared_role.name if declared_role else BREAK_GLASS

    def client(service: str, region: str, credentials: Credentials) -> Any:
        return aws.client(service, account.id, region, credentials)

    def queue(region: str, credentials: Credentials) -> Callable[[], object]:
        return lambda: client("sqs", region, credentials).create_queue(QueueName="guardrails-demo")

    regions, roles = "deny_unused_regions" if elsewhere != home else "", "protect_exempt_roles"
    services = "deny_unused_services" if "iot" in baseline.denied["services"][account.path] else ""
    every = [
        Call(regions, DEVELOPER, f"create a queue in {elsewhere}, a denied region", accepted=False,
             make=queue(elsewhere, developer)),
        Call(regions, DEVELOPER, f"create it in {home}, an allowed region", accepted=True,
             make=queue(home, developer)),
        Call(services, DEVELOPER, "register an IoT thing: iot is a denied service", accepted=False,
             make=lambda: client("iot", home, developer).create_thing(thingName="guardrails-demo")),
        Call("protect_trail", DEVELOPER, "stop the organization trail", accepted=False,
             make=lambda: client("cloudtrail", home, developer).stop_logging(Name=trail_arn)),
        Call("deny_leaving_organization", DEVELOPER, "leave the organization", accepted=False,
             make=lambda: client("organizations", "us-east-1", developer).leave_organization()),
        Call("deny_iam_users", DEVELOPER, "create an access key for an IAM user", accepted=False,
             make=lambda: client("iam", home, developer).create_access_key(UserName="somebody")),
        Call(roles, DEVELOPER, "rewrite the policy of the break-glass role", accepted=False,
             make=lambda: client("iam", home, developer).put_role_policy(
                 RoleName=name, PolicyName="mine", PolicyDocument=json.dumps(_ALLOW_ALL))),
        Call("deny_root_user", "root user", f"create a queue in {home}", accepted=False,
             make=lambda: aws.client("sqs", account.id, home).create_queue(QueueName="guardrails-demo-root")),
        Call(regions, BREAK_GLASS, f"create a queue in {elsewhere}, as an exempt role", accepted=True,
             make=queue(elsewhere, break_glass or developer)),
    ]  # fmt: skip
    standing = _standing(baseline, account)
    exempt = any(name in exemption.principal for exemption in baseline.exemptions.values())
    return [
        call
        for call in every
        if call.control in standing
        and (exempt or BREAK_GLASS not in (call.caller, *call.description.split()))
        and (break_glass or call.caller != BREAK_GLASS)
    ]


def _standing(baseline: Baseline, account: Account) -> set[str]:
    levels = compile_posture(baseline).inherited(account.path)
    return {intent for policies in levels for policy in policies for intent in policy.intents}


def _denied_region(baseline: Baseline, account: Account) -> str:
    denied = baseline.denied["regions"][account.path]
    regions = ("ap-southeast-2", *sorted(all_regions()))
    return next((region for region in regions if region in denied), baseline.tree.home_region)


def make(call: Call) -> CallOutcome:
    """Make a call and see what becomes of it."""
    try:
        call.make()
    except ClientError as error:
        return CallOutcome(call, accepted=False, answer=error.response["Error"]["Code"])
    return CallOutcome(call, accepted=True, answer="accepted")


def denied(outcome: CallOutcome) -> bool:
    """Return whether a call was refused for lack of permission, and not for another reason."""
    return not outcome.accepted and outcome.answer.startswith("AccessDenied")


def _rescue(aws: LocalAws, baseline: Baseline, account: Account) -> Credentials | None:
    """Come in by the break-glass role; None where the baseline lets no user do so."""
    if _made_by(baseline) is None:
        return _session(aws, baseline.tree, account, BREAK_GLASS)
    rescue_user = rescuer(aws, baseline)
    return rescue_user.come_in(account.id) if rescue_user else None


def _session(aws: LocalAws, organization: Organization, account: Account, role: str) -> Credentials:
    return aws.assume_role(
        f"arn:aws:iam::{account.id}:role/{role}",
        caller=organization.management_account.id,
        region=organization.home_region,
        session="demo",
    )
