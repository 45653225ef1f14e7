"""Closing an account in the local AWS: its states, and what AWS refuses then."""

from __future__ import annotations

import time

import pytest
from botocore.exceptions import ClientError

from emulator.client import running
from emulator.errors import ApiError
from emulator.organization import quotas
from emulator.organization.state import ACCOUNT, Node, OrganizationState

pytestmark = pytest.mark.e2e


def _organization(members: int, closed: int, age: float = 0.0) -> OrganizationState:
    organization = OrganizationState("o-exampleorg1", "111111111111", "r-ex4m")
    organization.add(Node("111111111111", ACCOUNT, "management", "r-ex4m"))
    for number in range(members):
        node = organization.add(Node(f"{number:012}", ACCOUNT, f"a{number}", "r-ex4m"))
        node.closed = time.time() - age if number < closed else None
    return organization


@pytest.mark.parametrize(
    ("members", "closed", "age", "refused"),
    [
        (300, 249, 0.0, False),
        (300, 250, 0.0, True),
        (300, 250, 31 * 86_400.0, False),
        (2_000, 399, 0.0, False),
        (2_000, 400, 0.0, True),
        (6_000, 999, 0.0, False),
        (6_000, 1_000, 0.0, True),
    ],
)
def test_only_some_accounts_are_closed_in_thirty_days(
    members: int, closed: int, age: float, *, refused: bool
) -> None:
    """The higher of 250 and a fifth, and 1,000 at most; what was closed before that doesn't count."""
    organization = _organization(members, closed, age)
    account = organization.nodes[f"{members - 1:012}"]
    if not refused:
        quotas.check_close(organization, account)
        return
    with pytest.raises(ApiError, match="CLOSE_ACCOUNT_QUOTA_EXCEEDED"):
        quotas.check_close(organization, account)


def test_a_closed_account_is_assigned_to_nobody() -> None:
    """The status of the assignment says so, and the management account can't be closed at all."""
    with running(seed="accounts-12", enforce=False) as aws:
        organizations = aws.client("organizations", "200000000000", "eu-central-1")
        center = aws.client("sso-admin", "200000000000", "eu-central-1")
        account = "200000000005"
        organizations.close_account(AccountId=account)
        assert organizations.describe_account(AccountId=account)["Account"]["State"] == "CLOSED"
        with pytest.raises(ClientError, match="AccountAlreadyClosedException"):
            organizations.close_account(AccountId=account)
        with pytest.raises(ClientError, match="CANNOT_CLOSE_MANAGEMENT_ACCOUNT"):
            organizations.close_account(AccountId="200000000000")
        [instance] = center.list_instances()["Instances"]
        arn = instance["InstanceArn"]
        [*_, permission_set] = center.list_permission_sets(InstanceArn=arn)["PermissionSets"]
        store = aws.client("identitystore", "200000000000", "eu-central-1")
        group = store.list_groups(IdentityStoreId=instance["IdentityStoreId"])["Groups"][0]["GroupId"]
        status = center.create_account_assignment(
            InstanceArn=arn,
            TargetId=account,
            TargetType="AWS_ACCOUNT",
            PermissionSetArn=permission_set,
            PrincipalType="GROUP",
            PrincipalId=group,
        )["AccountAssignmentCreationStatus"]
        assert status["Status"] == "FAILED"
        assert account in status["FailureReason"]
        asked = center.describe_account_assignment_creation_status(
            InstanceArn=arn, AccountAssignmentCreationRequestId=status["RequestId"]
        )
        assert asked["AccountAssignmentCreationStatus"]["Status"] == "FAILED"
