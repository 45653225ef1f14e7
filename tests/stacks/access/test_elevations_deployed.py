"""An elevation deployed: real calls before, in and after its window, and nobody does anything meanwhile."""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from emulator.client import running
from guardrails.baseline.sections.elevations import moment_of
from tests.baselines import FILES, SMALL, load_small
from tests.elevations import elevated
from tests.stacks.deployed import Account
from tests.stacks.helpers import EXAMPLE, HOME, synthesized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guardrails.baseline import Baseline

STACK, SHOP, SET = "guardrails-access", "444444444441", "Elevated-incident-4711"
INLINE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "sqs:ListQueues", "Resource": "*"}],
}
OPEN_SECONDS = 8

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """A local AWS of its own, which evaluates policies by its clock."""
    with running(EXAMPLE) as aws:
        yield Account(aws)


def _loaded(text: str) -> Baseline:
    return load_small(text, {**FILES, "policies/limits.json": json.dumps(INLINE)})


def _deploy(account: Account, baseline: Baseline) -> None:
    assert account.deploy(STACK, synthesized(baseline).template(STACK)).endswith("_COMPLETE")
    assert not account.failures(STACK)


def _provisioned(account: Account, name: str) -> Any:
    """Make the role of a permission set in the shop as Identity Center does, and return its clients.

    The local Identity Center stores permission sets and assignments, and makes no roles.
    """
    section = load_small().access
    assert section is not None
    center, instance = account.client("sso-admin"), {"InstanceArn": section.instance}
    named = {
        center.describe_permission_set(**instance, PermissionSetArn=arn)["PermissionSet"]["Name"]: arn
        for arn in center.list_permission_sets(**instance)["PermissionSets"]
    }
    own = {**instance, "PermissionSetArn": named[name]}
    iam = account.aws.client("iam", SHOP, "us-east-1")
    trust = {"Effect": "Allow", "Principal": {"AWS": SHOP}, "Action": "sts:AssumeRole"}
    role = iam.create_role(
        RoleName=f"AWSReservedSSO_{name}_0123456789abcdef",
        Path=f"/aws-reserved/sso.amazonaws.com/{HOME}/",
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )["Role"]
    for policy in center.list_managed_policies_in_permission_set(**own)["AttachedManagedPolicies"]:
        iam.attach_role_policy(RoleName=role["RoleName"], PolicyArn=policy["Arn"])
    inline = center.get_inline_policy_for_permission_set(**own)["InlinePolicy"]
    iam.put_role_policy(RoleName=role["RoleName"], PolicyName="AwsSSOInlinePolicy", PolicyDocument=inline)
    session = account.aws.assume_role(role["Arn"], caller=SHOP, region=HOME)
    return lambda service: account.aws.client(service, SHOP, HOME, session)


def _allowed(clients: Any) -> tuple[bool, bool]:
    """Return whether two calls pass: one that the original allows, and one that it denies."""
    return _passes(clients("sns").list_topics), _passes(clients("sqs").list_queues)


def _passes(call: Any) -> bool:
    try:
        call()
    except ClientError as error:
        if "not authorized" in str(error):
            return False
        raise
    return True


def _wait_until(moment: str) -> None:
    time.sleep(max(0.0, (moment_of(moment) - dt.datetime.now(dt.UTC)).total_seconds()) + 0.2)


def test_calls_before_in_and_after_the_window(account: Account) -> None:
    """The local AWS ends it by its clock: no call changes anything between the three answers."""
    begun = time.monotonic()
    _deploy(account, _loaded(SMALL))
    ready = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=8 + 2 * (time.monotonic() - begun))
    starts, ends = (
        f"{ready + dt.timedelta(seconds=later):%Y-%m-%dT%H:%M:%SZ}" for later in (0, OPEN_SECONDS)
    )
    _deploy(account, _loaded(elevated(starts=starts, ends=ends)))
    person, developer = (_provisioned(account, name) for name in (SET, "Developer"))
    before = _allowed(person)
    assert dt.datetime.now(dt.UTC) < moment_of(starts), "the deployment took too long to see it before"
    assert before == (False, False)
    _wait_until(starts)
    inside = _allowed(person)
    assert inside == _allowed(developer) == (True, False)
    _wait_until(ends)
    assert _allowed(person) == (False, False)
    assert _allowed(developer) == (True, False)


def test_the_set_is_assigned_to_its_group_in_its_account_alone(account: Account) -> None:
    """Read back; when the entry is gone, both are, and everything else stays."""
    section = load_small().access
    assert section is not None
    _deploy(account, _loaded(elevated()))
    center, instance = account.client("sso-admin"), {"InstanceArn": section.instance}

    def assigned() -> dict[str, list[str]]:
        return {
            center.describe_permission_set(**instance, PermissionSetArn=arn)["PermissionSet"]["Name"]: sorted(
                center.list_accounts_for_provisioned_permission_set(**instance, PermissionSetArn=arn)[
                    "AccountIds"
                ]
            )
            for arn in center.list_permission_sets(**instance)["PermissionSets"]
        }

    during = assigned()
    assert during.pop(SET) == [SHOP]
    _deploy(account, _loaded(SMALL))
    assert assigned() == during
