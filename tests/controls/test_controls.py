"""Every control: what it denies, what it leaves alone, whom an exemption frees.

Compiled from a baseline and decided by the second opinion: the cases here, and those that controls carry.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pytest

from guardrails.controls import case as data
from guardrails.controls import cases_of, controls
from guardrails.policy.language.document import RCP
from guardrails.posture import Posture, compile_posture
from tests.baselines import changed, load_small
from tests.oracle import Request, denied, denied_at_resource
from tests.posture.trees import documents

pytestmark = pytest.mark.slow
ACCOUNT = "Workloads/Prod/shop"
PRINCIPAL = "arn:aws:iam::444444444441:{}"
KEY = "arn:aws:kms:eu-central-1:222222222222:key/1234"
AUDIT_STACK = "arn:aws:cloudformation:eu-central-1:444444444441:stack/StackSet-guardrails-audit-role-1f0c/{}"
TRAIL_KEY = {"kms:ResourceAliases": ["alias/organization-trail"]}


AUDITED = "accounts: { audit_role: { trusted_account: Security/log-archive } }\n"
STACK_SETS = """\
  stacksets:
    principal: arn:aws:iam::*:role/stacksets-exec-*
    owner: me
    reason: the audit role could not be managed without it
"""


@dataclass(frozen=True)
class Case:
    """One call; where it is made by somebody exempt, the exemption names `who`."""

    control: str
    what: str
    action: str
    resource: str = "*"
    region: str = "eu-central-1"
    who: str = "role/somebody"
    context: Mapping[str, list[str]] = field(default_factory=dict)
    account: str = "444444444441"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    no_arn: str = ""
    """Who asks, where it is a service of AWS or nobody known."""

    @property
    def request(self) -> Request:
        """The call as a request."""
        principal = self.no_arn or f"arn:aws:iam::{self.account}:{self.who}"
        return Request(self.action, self.region, principal, self.resource, self.context)


def _carried(*expected: str) -> Iterator[Case]:
    """Yield the cases that the controls carry; here the exempt principals bear other names."""
    for found in controls().values():
        for number, one in enumerate(cases_of(found.id)):
            if one.expect in expected:
                facts = data.facts_of(one.principal) if found.type == RCP else {}
                context = {key: _many(value) for key, value in {**facts, **one.context}.items()}
                region = context.pop("aws:RequestedRegion", [data.REGION])[0]
                no_arn = one.principal if ":" not in one.principal else ""
                account, who = ("", "") if no_arn else one.principal.split(":", 5)[4:]
                yield Case(
                    found.id,
                    f"{one.action} ({number})",
                    one.action,
                    one.resource.replace("break-glass", "exempt"),
                    region,
                    who.replace("break-glass", "exempt"),
                    context,
                    account,
                    one.parameters,
                    no_arn,
                )


def _many(value: Any) -> list[str]:
    return [str(one) for one in (value if isinstance(value, list | tuple) else [value])]


HERE = (
    Case("deny_iam_users", "a user", "iam:CreateUser"),
    Case("deny_iam_users", "a key", "iam:CreateAccessKey"),
    Case("deny_iam_users", "a password", "iam:CreateLoginProfile"),
    Case("deny_leaving_organization", "leaving", "organizations:LeaveOrganization"),
    Case("deny_region_opt_in", "a region on", "account:EnableRegion"),
    Case("deny_region_opt_in", "a region off", "account:DisableRegion"),
    Case("deny_root_user", "the root user", "s3:ListBucket", who="root"),
    Case("deny_unused_regions", "another region", "ec2:RunInstances", region="us-east-1"),
    Case("deny_unused_services", "a denied service", "gamelift:CreateFleet"),
    Case(
        "protect_audit_role",
        "taking it over",
        "iam:UpdateAssumeRolePolicy",
        PRINCIPAL.format("role/guardrails-audit"),
    ),
    Case("protect_audit_role", "making it", "iam:CreateRole", PRINCIPAL.format("role/guardrails-audit")),
    Case("protect_audit_role", "its name", "iam:CreateRole", PRINCIPAL.format("role/a/b/guardrails-audit")),
    Case("protect_audit_role", "passing it", "iam:PassRole", PRINCIPAL.format("role/guardrails-audit")),
    Case("protect_baseline_stacks", "its stack", "cloudformation:DeleteStack", AUDIT_STACK.format("id")),
    Case(
        "protect_exempt_roles", "taking a role", "iam:UpdateAssumeRolePolicy", PRINCIPAL.format("role/exempt")
    ),
    Case("protect_exempt_roles", "making a role", "iam:CreateRole", PRINCIPAL.format("role/exempt")),
    Case("protect_exempt_roles", "passing a role", "iam:PassRole", PRINCIPAL.format("role/exempt")),
    Case("protect_exempt_roles", "a user's key", "iam:CreateAccessKey", PRINCIPAL.format("user/exempt")),
    Case(
        "protect_trail",
        "stopping",
        "cloudtrail:StopLogging",
        "arn:aws:cloudtrail:eu-central-1:111111111111:trail/organization-trail",
    ),
    Case("protect_trail", "a log file", "s3:DeleteObject", "arn:aws:s3:::exampleorg1-trail/AWSLogs/x"),
    Case("protect_trail", "the bucket", "s3:PutBucketPolicy", "arn:aws:s3:::exampleorg1-trail"),
    Case("protect_trail", "who read the logs", "s3:DeleteObject", "arn:aws:s3:::exampleorg1-trail-access/x"),
    Case("protect_trail", "the key", "kms:ScheduleKeyDeletion", KEY, context=TRAIL_KEY),
    Case(
        "protect_trail",
        "the alias",
        "kms:UpdateAlias",
        "arn:aws:kms:eu-central-1:222222222222:alias/organization-trail",
    ),
)
DENIED = (*_carried("denied"), *HERE)
UNTOUCHED = (
    *_carried("untouched", "exempted"),
    Case("deny_iam_users", "a role", "iam:CreateRole"),
    Case("deny_leaving_organization", "looking", "organizations:DescribeOrganization"),
    Case("deny_region_opt_in", "looking", "account:ListRegions"),
    Case("deny_root_user", "a role", "s3:ListBucket"),
    Case(
        "deny_root_user",
        "a privileged session",
        "s3:DeleteBucketPolicy",
        who="root",
        context={"aws:AssumedRoot": ["true"]},
    ),
    Case("deny_unused_regions", "an allowed region", "ec2:RunInstances", region="eu-west-1"),
    Case("deny_unused_regions", "a global service", "iam:CreateRole", region="us-east-1"),
    Case("deny_unused_services", "another service", "s3:CreateBucket"),
    Case(
        "protect_audit_role", "one's own role", "iam:CreateRole", PRINCIPAL.format("role/guardrails-audits")
    ),
    Case("protect_audit_role", "looking", "iam:GetRole", PRINCIPAL.format("role/guardrails-audit")),
    Case("protect_audit_role", "being read", "sts:AssumeRole", PRINCIPAL.format("role/guardrails-audit")),
    Case("protect_baseline_stacks", "looking at its stack", "cloudformation:DescribeStacks", AUDIT_STACK),
    Case(
        "protect_baseline_stacks",
        "one's own stack",
        "cloudformation:DeleteStack",
        AUDIT_STACK.replace("guardrails", "mine").format("id"),
    ),
    Case("protect_exempt_roles", "one's own role", "iam:CreateRole", PRINCIPAL.format("role/mine")),
    Case("protect_exempt_roles", "looking", "iam:GetRole", PRINCIPAL.format("role/exempt")),
    Case("protect_exempt_roles", "assuming it", "sts:AssumeRole", PRINCIPAL.format("role/exempt")),
    Case(
        "protect_trail",
        "a trail of one's own",
        "cloudtrail:StopLogging",
        "arn:aws:cloudtrail:eu-central-1:444444444441:trail/mine",
    ),
    Case("protect_trail", "reading logs", "s3:GetObject", "arn:aws:s3:::exampleorg1-trail/AWSLogs/x"),
    Case("protect_trail", "another bucket", "s3:DeleteObject", "arn:aws:s3:::exampleorg1-trails/x"),
    Case("protect_trail", "another key", "kms:ScheduleKeyDeletion", KEY, context={}),
)


def _denied(case: Case, *limited_to: str) -> bool:
    """Compile the control alone, with the roles and users called "exempt" exempt, and put the case to it."""
    limit = f"    controls: [{', '.join(limited_to)}]\n" if limited_to else ""
    exemptions = "".join(
        f"  {name}:\n    principal: arn:aws:iam::{account}:{resource}\n    owner: me\n    reason: it\n{limit}"
        for name, account, resource in (
            ("role", "*", "role/exempt"),
            ("user", "*", "user/exempt"),
            ("root", "444444444442", "root"),
        )
    )
    stands = f"  - control: {case.control}\n    parameters: {json.dumps(dict(case.parameters))}\n"
    posture = _compiled(exemptions, stands)
    return denied(documents(posture), ACCOUNT, case.request) or denied_at_resource(
        documents(posture, kind=RCP), ACCOUNT, case.request
    )


@cache
def _compiled(exemptions: str, stands: str) -> Posture:
    accounts = ('{ shop: "444444444441" }', '{ shop: "444444444441", exempt: "444444444442" }')
    before, guardrails, rest = changed(accounts).partition("guardrails:\n")
    before = before[: before.index("exemptions:\n")] + f"exemptions:\n{exemptions}{STACK_SETS}"
    alone = f"{before}{guardrails}{stands}" + rest[rest.index("trail:\n") :] + AUDITED
    return compile_posture(load_small(alone))


def _name(case: Case) -> str:
    return f"{case.control}: {case.what}"


@pytest.mark.parametrize("case", DENIED, ids=_name)
def test_a_control_denies_what_it_says(case: Case) -> None:
    """Nobody in particular may not."""
    assert _denied(case)


@pytest.mark.parametrize("case", UNTOUCHED, ids=_name)
def test_a_control_leaves_the_rest_alone(case: Case) -> None:
    """What it doesn't speak of, it doesn't touch."""
    assert not _denied(case)


def _exempt(case: Case) -> Case:
    """Let somebody make the call whom an exemption names."""
    if case.who == "root":
        return replace(case, account="444444444442")
    return replace(case, who="user/exempt" if case.who.startswith("user/") else "role/exempt")


EXEMPT = [*_carried("exempted"), *(_exempt(case) for case in HERE)]


@pytest.mark.parametrize("case", EXEMPT, ids=_name)
def test_an_exemption_frees_from_every_control(case: Case) -> None:
    """The principal that it names may, as long as the exemption isn't limited to other controls."""
    assert not _denied(case)
    assert not _denied(case, case.control)
    other = next(control for control in controls() if control != case.control)
    assert _denied(case, other)


def test_every_control_has_cases_of_all_kinds() -> None:
    """A new control comes with a call that it denies and one that it doesn't."""
    for cases in (DENIED, UNTOUCHED):
        assert {case.control for case in cases} == set(controls())
