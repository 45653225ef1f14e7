"""Organizations of 12, 300 and 5,000 accounts, and one as Control Tower leaves it."""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from emulator.client import running
from emulator.seeds.named import NAMED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.client import LocalAws

MANAGEMENT, LOG_ARCHIVE, AUDIT, SHOP = (f"30000000000{number}" for number in (1, 2, 3, 7))
HOME = "eu-west-1"
NAMES = ("accounts-12", "accounts-300", "accounts-5000", "control-tower")


@pytest.fixture(scope="module")
def tower() -> Iterator[LocalAws]:
    """Run an organization as Control Tower leaves it."""
    with running(seed="control-tower") as local:
        yield local


def every(client: Any, operation: str, member: str, **arguments: Any) -> list[Any]:
    """List the entries of all pages."""
    return [entry for page in client.get_paginator(operation).paginate(**arguments) for entry in page[member]]


def test_names_and_repetition() -> None:
    """Each seed is the same each time, and account ids are unique."""
    assert set(NAMED) == set(NAMES)
    for name, make in NAMED.items():
        seed = make()
        assert repr(seed) == repr(make())
        ids = [account.id for account in seed.accounts()]
        assert len(set(ids)) == len(ids)
        assert name == "control-tower" or len(ids) == int(name.partition("-")[2])


@pytest.mark.parametrize("count", [12, 300])
def test_an_organization_of_a_size(count: int) -> None:
    """Accounts, units, policies, tags and three assignments an account are there, in pages."""
    with running(seed=f"accounts-{count}") as local:
        management, home = "200000000000", "eu-central-1"
        organizations = local.client("organizations", management, home)
        accounts = every(organizations, "list_accounts", "Accounts")
        assert len(accounts) == count
        assert {account["Paths"][0].count("/") for account in accounts} == {3, 4, 5}
        teams = every(
            organizations,
            "list_organizational_units_for_parent",
            "OrganizationalUnits",
            ParentId="ou-size-workload",
        )
        assert len(teams) == -(-(count - 3) // 20)
        assert Counter(account["State"] for account in accounts)["CLOSED"] == count // 100
        policies = every(organizations, "list_policies", "Policies", Filter="SERVICE_CONTROL_POLICY")
        assert {"attached-nowhere", "no-users", "queues-of-team-001"} <= {
            policy["Name"] for policy in policies
        }
        assert organizations.list_tags_for_resource(ResourceId="200000000005")["Tags"]
        center = local.client("sso-admin", management, home)
        instance = center.list_instances()["Instances"][0]["InstanceArn"]
        assignments = [
            assignment
            for permission_set in every(
                center, "list_permission_sets", "PermissionSets", InstanceArn=instance
            )
            for assignment in every(
                center,
                "list_account_assignments",
                "AccountAssignments",
                InstanceArn=instance,
                PermissionSetArn=permission_set,
                AccountId="200000000005",
            )
        ]
        assert len(assignments) == 3
        role = "arn:aws:iam::200000000009:role/OrganizationAccountAccessRole"
        entered = local.assume_role(role, caller=management, region=home)
        sts = local.client("sts", "200000000009", home, entered)
        assert sts.get_caller_identity()["Account"] == "200000000009"


def test_five_thousand_accounts() -> None:
    """They are there in seconds, and all listed in 250 pages of which none takes long."""
    begun = time.monotonic()
    with running(seed="accounts-5000") as local:
        started = time.monotonic() - begun
        organizations = local.client("organizations", "200000000000", "eu-central-1")
        begun = time.monotonic()
        accounts = every(organizations, "list_accounts", "Accounts")
        listed = time.monotonic() - begun
        assert len({account["Id"] for account in accounts}) == 5_000
        assert local.controls.calls()["organizations:ListAccounts"] == 250
    assert (started < 40, listed < 25) == (True, True), (started, listed)


def test_the_tree_of_control_tower(tower: LocalAws) -> None:
    """Three units, the two central accounts, only service control policies, Control Tower trusted."""
    organizations = tower.client("organizations", MANAGEMENT, HOME)
    root = organizations.list_roots()["Roots"][0]
    assert [kind["Type"] for kind in root["PolicyTypes"]] == ["SERVICE_CONTROL_POLICY"]
    units = organizations.list_organizational_units_for_parent(ParentId=root["Id"])["OrganizationalUnits"]
    assert {unit["Name"] for unit in units} == {"Security", "Sandbox", "Workloads"}
    [security] = [unit["Id"] for unit in units if unit["Name"] == "Security"]
    central = organizations.list_accounts_for_parent(ParentId=security)["Accounts"]
    assert {account["Name"] for account in central} == {"Log Archive", "Audit"}
    trusted = organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert "controltower.amazonaws.com" in {entry["ServicePrincipal"] for entry in trusted}


def test_the_guardrails_of_control_tower(tower: LocalAws) -> None:
    """AWS's grammar allows each policy; they exempt Control Tower's role, and two are the company's own."""
    organizations = tower.client("organizations", MANAGEMENT, HOME)
    policies = every(organizations, "list_policies", "Policies", Filter="SERVICE_CONTROL_POLICY")
    names = {policy["Name"] for policy in policies if not policy["AwsManaged"]}
    guardrails = {name for name in names if name.startswith("aws-guardrails-")}
    assert (len(guardrails), names - guardrails) == (6, {"company-stay", "company-regions"})
    for policy in policies:
        if policy["AwsManaged"]:
            continue
        content = organizations.describe_policy(PolicyId=policy["Id"])["Policy"]["Content"]
        organizations.update_policy(PolicyId=policy["Id"], Content=content)
        if policy["Name"] in guardrails:
            for statement in json.loads(content)["Statement"]:
                assert "AWSControlTowerExecution" in json.dumps(statement["Condition"]["ArnNotLike"])
        assert organizations.list_targets_for_policy(PolicyId=policy["Id"])["Targets"]


def test_the_guardrails_are_in_force(tower: LocalAws) -> None:
    """A member's root user changes none of Control Tower's roles; Control Tower's own role does."""
    denied = tower.client("iam", SHOP, HOME)
    change = {"RoleName": "AWSControlTowerExecution", "Description": "changed"}
    with pytest.raises(denied.exceptions.ClientError, match="explicit deny in a service control policy"):
        denied.update_role_description(**change)
    role = f"arn:aws:iam::{SHOP}:role/AWSControlTowerExecution"
    entered = tower.assume_role(role, caller=MANAGEMENT, region=HOME)
    tower.client("iam", SHOP, HOME, entered).update_role_description(**change)


def test_the_trail_of_control_tower(tower: LocalAws) -> None:
    """It records the organization into Log Archive's bucket and into its log group."""
    cloudtrail = tower.client("cloudtrail", MANAGEMENT, HOME)
    [trail] = cloudtrail.describe_trails()["trailList"]
    bucket = f"aws-controltower-logs-{LOG_ARCHIVE}-{HOME}"
    assert (trail["Name"], trail["S3BucketName"]) == ("aws-controltower-BaselineCloudTrail", bucket)
    assert (trail["IsOrganizationTrail"], trail["IsMultiRegionTrail"]) == (True, True)
    assert "log-group:aws-controltower/CloudTrailLogs:" in trail["CloudWatchLogsLogGroupArn"]
    [tagged] = cloudtrail.list_tags(ResourceIdList=[trail["TrailARN"]])["ResourceTagList"]
    assert tagged["TagsList"] == [{"Key": "aws-control-tower", "Value": "managed-by-control-tower"}]
    assert cloudtrail.get_trail_status(Name=trail["Name"])["IsLogging"] is True
    s3 = tower.client("s3", LOG_ARCHIVE, HOME)
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    [rule] = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert rule["Expiration"]["Days"] == 365
    topics = tower.client("sns", AUDIT, HOME).list_topics()["Topics"]
    assert f"arn:aws:sns:{HOME}:{AUDIT}:aws-controltower-SecurityNotifications" in {
        topic["TopicArn"] for topic in topics
    }


def test_the_access_of_control_tower(tower: LocalAws) -> None:
    """Its groups and permission sets, two sets of the company's own, and sixty assignments."""
    center, store = (tower.client(service, MANAGEMENT, HOME) for service in ("sso-admin", "identitystore"))
    instance = center.list_instances()["Instances"][0]
    named = {"InstanceArn": instance["InstanceArn"]}
    arns = every(center, "list_permission_sets", "PermissionSets", **named)
    sets = {
        center.describe_permission_set(**named, PermissionSetArn=arn)["PermissionSet"]["Name"]: arn
        for arn in arns
    }
    assert set(sets) == {
        "AWSAdministratorAccess",
        "AWSOrganizationsFullAccess",
        "AWSPowerUserAccess",
        "AWSReadOnlyAccess",
        "AWSServiceCatalogAdminFullAccess",
        "AWSServiceCatalogEndUserAccess",
        "BillingReview",
        "Developer",
    }
    groups = every(store, "list_groups", "Groups", IdentityStoreId=instance["IdentityStoreId"])
    assert {
        "AWSAccountFactory",
        "AWSAuditAccountAdmins",
        "AWSControlTowerAdmins",
        "AWSLogArchiveAdmins",
        "AWSLogArchiveViewers",
        "AWSSecurityAuditPowerUsers",
        "AWSSecurityAuditors",
    } <= {group["DisplayName"] for group in groups}
    assignments = 0
    for arn in arns:
        one_set = {**named, "PermissionSetArn": arn}
        provisioned = every(center, "list_accounts_for_provisioned_permission_set", "AccountIds", **one_set)
        for account in provisioned:
            made = every(
                center, "list_account_assignments", "AccountAssignments", **one_set, AccountId=account
            )
            assignments += len(made)
    assert assignments == 60
    inline = center.get_inline_policy_for_permission_set(**named, PermissionSetArn=sets["Developer"])
    assert json.loads(inline["InlinePolicy"])["Statement"]
    budgets = tower.client("budgets", MANAGEMENT, "us-east-1").describe_budgets(AccountId=MANAGEMENT)[
        "Budgets"
    ]
    assert [budget["BudgetName"] for budget in budgets] == ["company-monthly"]
