"""An operation fails because a test says so, every call can be delayed, and every call is counted."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from botocore.exceptions import PaginationError

from emulator.errors import EmulatorError
from tests.emulator.deployments import AUDIT, HOME, LOG_ARCHIVE, MANAGEMENT, SHOP
from tests.emulator.reading import code_of
from tests.emulator.test_protocols import PROTOCOLS, speaking

if TYPE_CHECKING:
    from collections.abc import Callable

    from emulator.client import LocalAws
    from emulator.faults import Kind

INSTANCE, STORE = "arn:aws:sso:::instance/ssoins-6987a1b2c3d4e5f6", "d-99676a1b2c"


class RefusedCall(NamedTuple):
    """A call, and the codes with which it is throttled and denied."""

    name: str
    method: str
    throttled: str
    denied: str = "AccessDeniedException"
    arguments: dict[str, Any] = {}  # noqa: RUF012 nobody changes it


REFUSED_CALLS = (
    RefusedCall("organizations:ListAccounts", "list_accounts", "TooManyRequestsException"),
    RefusedCall("sso-admin:ListInstances", "list_instances", "ThrottlingException"),
    RefusedCall(
        "identitystore:ListGroups", "list_groups", "ThrottlingException", arguments={"IdentityStoreId": STORE}
    ),
    RefusedCall("kms:ListAliases", "list_aliases", "ThrottlingException"),
    RefusedCall("iam:ListUsers", "list_users", "Throttling", "AccessDenied"),
    RefusedCall("cloudformation:ListStacks", "list_stacks", "Throttling", "AccessDenied"),
    RefusedCall(
        "s3:GetBucketPolicy", "get_bucket_policy", "SlowDown", "AccessDenied", {"Bucket": "a-bucket"}
    ),
    RefusedCall("sns:ListTopics", "list_topics", "Throttling", "AuthorizationError"),
    RefusedCall("account:ListRegions", "list_regions", "TooManyRequestsException"),
    RefusedCall(
        "s3control:GetPublicAccessBlock",
        "get_public_access_block",
        "SlowDown",
        "AccessDenied",
        {"AccountId": MANAGEMENT},
    ),
)


@pytest.mark.parametrize("refused", REFUSED_CALLS, ids=lambda refused: refused.name)
def test_refused_calls(aws: LocalAws, refused: RefusedCall) -> None:
    """Each service refuses in its own words, whatever its protocol, and answers again after the fault."""
    client = aws.client(refused.name.partition(":")[0], MANAGEMENT, HOME)

    def call() -> Any:
        return getattr(client, refused.method)(**refused.arguments)

    with aws.controls.fault(refused.name, "throttled"):
        assert code_of(call) == refused.throttled
    with aws.controls.fault(refused.name, "denied"):
        assert code_of(call) == refused.denied
    if refused.name.startswith("s3"):
        assert code_of(call).startswith("NoSuch")
    else:
        call()


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("kind", ["throttled", "denied"])
def test_every_protocol(aws: LocalAws, protocol: str, kind: Kind) -> None:
    """CloudWatch is refused in the protocol that the client speaks."""
    with aws.controls.fault("cloudwatch:DescribeAlarms", kind):
        code = code_of(speaking(aws, protocol).describe_alarms)
    assert code.startswith({"throttled": "Throttling", "denied": "AccessDenied"}[kind])


def test_a_fault_that_passes(aws: LocalAws) -> None:
    """Twice throttled, with the SDK's one retry, then answered; others are answered all the time."""
    organizations = aws.client("organizations", MANAGEMENT, HOME)
    with aws.controls.fault("organizations:ListRoots", "throttled", times=2):
        assert code_of(organizations.list_roots) == "TooManyRequestsException"
        organizations.list_accounts()
        assert organizations.list_roots()["Roots"]
    users = {account: aws.client("iam", account, HOME).list_users for account in (SHOP, AUDIT)}
    with aws.controls.fault("iam:ListUsers", "denied", account=SHOP):
        assert code_of(users[SHOP]) == "AccessDenied"
        role = f"arn:aws:iam::{SHOP}:role/OrganizationAccountAccessRole"
        entered = aws.assume_role(role, caller=MANAGEMENT, region=HOME)
        assert code_of(aws.client("iam", SHOP, HOME, entered).list_users) == "AccessDenied"
        users[AUDIT]()


def test_slow_calls(aws: LocalAws) -> None:
    """One operation, or every call, waits before it is answered."""
    organizations = aws.client("organizations", MANAGEMENT, HOME)

    def seconds(call: Callable[[], Any]) -> float:
        begun = time.monotonic()
        call()
        return time.monotonic() - begun

    organizations.list_roots()
    with aws.controls.fault("organizations:ListRoots", "slow", seconds=0.4):
        assert seconds(organizations.list_roots) >= 0.4
    assert seconds(organizations.list_roots) < 0.4
    aws.controls.delay(0.3)
    try:
        assert seconds(organizations.describe_organization) >= 0.3
    finally:
        aws.controls.delay(0)
    assert seconds(organizations.describe_organization) < 0.3


def test_counted_calls(aws: LocalAws) -> None:
    """Each page is a call, a refused call is one too, and a test begins anew."""
    aws.controls.forget_calls()
    organizations = aws.client("organizations", MANAGEMENT, HOME)
    pages = list(organizations.get_paginator("list_accounts").paginate(PaginationConfig={"PageSize": 1}))
    aws.client("sso-admin", MANAGEMENT, HOME).list_instances()
    code_of(lambda: aws.client("s3", MANAGEMENT, HOME).get_bucket_policy(Bucket="no-such-bucket"))
    assert aws.controls.calls() == {
        "organizations:ListAccounts": len(pages),
        "sso-admin:ListInstances": 1,
        "s3:GetBucketPolicy": 1,
    }
    aws.controls.forget_calls()
    assert aws.controls.calls() == {}


@pytest.mark.parametrize(
    ("call", "method", "member"),
    [
        ("organizations:ListAccounts", "list_accounts", "Accounts"),
        ("sso-admin:ListInstances", "list_instances", "Instances"),
        ("iam:ListRoles", "list_roles", "Roles"),
        ("account:ListRegions", "list_regions", "Regions"),
        ("cloudwatch:DescribeAlarms", "describe_alarms", "MetricAlarms"),
        ("cloudformation:ListStacks", "list_stacks", "StackSummaries"),
    ],
)
def test_broken_pages(aws: LocalAws, call: str, method: str, member: str) -> None:
    """An empty page before the rest, a token that is refused, and a token that comes again."""
    client = aws.client(call.partition(":")[0], MANAGEMENT, HOME)
    if member == "MetricAlarms":
        alarm = {"MetricName": "m", "Namespace": "n", "Period": 60, "EvaluationPeriods": 1, "Threshold": 1}
        more = {"ComparisonOperator": "GreaterThanThreshold", "Statistic": "Sum"}
        client.put_metric_alarm(AlarmName=f"broken-{uuid.uuid4().hex[:8]}", **alarm, **more)
    paginator = client.get_paginator(method)
    whole = [page[member] for page in paginator.paginate()]
    with aws.controls.fault(call, "empty-page"):
        assert [page[member] for page in paginator.paginate()] == [[], *whole]
    with aws.controls.fault(call, "refused-token"):
        pages = iter(paginator.paginate())
        assert next(pages)[member] == whole[0]
        assert code_of(lambda: next(pages))
    with aws.controls.fault(call, "repeated-token"), pytest.raises(PaginationError, match="token"):
        list(paginator.paginate())


def test_refused_faults(aws: LocalAws) -> None:
    """A fault that can't be is refused by name."""
    for call, kind, message in (
        (
            "organizations:ListAccount",
            "denied",
            "no operation ListAccount of a service organizations",
        ),
        ("organisations:ListAccounts", "denied", "of a service organisations"),
        ("organizations:ListAccounts", "odd", "odd isn't a kind of fault; choose from denied, "),
        ("organizations:DescribeOrganization", "empty-page", "has no pages, so it has no empty-page"),
    ):
        with pytest.raises(EmulatorError, match=message), aws.controls.fault(call, kind):  # type: ignore[arg-type]
            pass


def test_states_that_aws_alone_sets(aws: LocalAws) -> None:
    """An account that is being closed, an organization for billing, an instance for applications."""
    organizations, center = (aws.client(name, MANAGEMENT, HOME) for name in ("organizations", "sso-admin"))
    aws.controls.set_account_state(AUDIT, "PENDING_CLOSURE")
    account = organizations.describe_account(AccountId=AUDIT)["Account"]
    assert (account["State"], account["Status"]) == ("PENDING_CLOSURE", "PENDING_CLOSURE")
    aws.controls.set_account_state(AUDIT, "ACTIVE")
    aws.controls.set_features("CONSOLIDATED_BILLING")
    assert organizations.describe_organization()["Organization"]["FeatureSet"] == "CONSOLIDATED_BILLING"
    aws.controls.set_features("ALL")
    aws.controls.set_permission_sets(enabled=False)
    assert center.describe_instance(InstanceArn=INSTANCE)["PermissionSetsEnabled"] is False
    aws.controls.set_permission_sets(enabled=True)
    with pytest.raises(EmulatorError):
        aws.controls.set_account_state(AUDIT, "GONE")


def test_credentials_as_they_may_be(aws: LocalAws) -> None:
    """A test gives the root user a second factor, and an access key its age."""
    iam = aws.client("iam", LOG_ARCHIVE, HOME)
    aws.controls.set_root_user(LOG_ARCHIVE, second_factor=True)
    assert iam.get_account_summary()["SummaryMap"]["AccountMFAEnabled"] == 1
    aws.controls.set_root_user(LOG_ARCHIVE, second_factor=False)
    assert iam.get_account_summary()["SummaryMap"]["AccountMFAEnabled"] == 0
    name = f"old-{uuid.uuid4().hex[:8]}"
    iam.create_user(UserName=name)
    key_id = iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]
    created = datetime.now(UTC).replace(microsecond=0) - timedelta(days=100)
    aws.controls.set_key_creation(LOG_ARCHIVE, key_id, created)
    [key] = iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
    assert key["CreateDate"] == created
    with pytest.raises(EmulatorError, match="has no access key AKIANONE"):
        aws.controls.set_key_creation(LOG_ARCHIVE, "AKIANONE", created)
