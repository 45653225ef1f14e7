"""It starts with the organization of the baseline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from emulator.baseline import read
from emulator.client import running
from emulator.organization.state import POLICY_TYPES
from tests.emulator.deployments import AUDIT, HOME, LOG_ARCHIVE, MANAGEMENT, SHOP

if TYPE_CHECKING:
    from emulator.client import LocalAws


def test_the_tree(aws: LocalAws) -> None:
    """The ids in the file are the ids in the organization."""
    organizations = aws.client("organizations", MANAGEMENT, HOME)
    organization = organizations.describe_organization()["Organization"]
    assert (organization["Id"], organization["FeatureSet"]) == ("o-exampleorg1", "ALL")
    assert organization["MasterAccountId"] == MANAGEMENT
    accounts = organizations.list_accounts()["Accounts"]
    assert {MANAGEMENT, LOG_ARCHIVE, AUDIT, SHOP} <= {account["Id"] for account in accounts}
    parents = {
        child: organizations.list_parents(ChildId=child)["Parents"][0]["Id"]
        for child in (MANAGEMENT, LOG_ARCHIVE, SHOP, "ou-ex4m-prodprod")
    }
    assert parents == {
        MANAGEMENT: "r-ex4m",
        LOG_ARCHIVE: "ou-ex4m-security",
        SHOP: "ou-ex4m-prodprod",
        "ou-ex4m-prodprod": "ou-ex4m-workload",
    }


def test_a_file_that_says_as_little_as_it_may(tmp_path: Path) -> None:
    """The management account has a name without one being given, and account ids keep the zeros in front."""
    path = tmp_path / "baseline.yaml"
    path.write_text(
        "organization:\n  id: o-newuser0001\n  root: r-abcd\n  home_region: us-east-1\n"
        "  management_account: { id: 012345678901 }\n  accounts: { solo: 001234567890 }\n",
        encoding="utf-8",
    )
    seed = read(path)
    assert [(account.name, account.id) for account in seed.accounts()] == [
        ("management", "012345678901"),
        ("solo", "001234567890"),
    ]


def test_policy_types_and_full_access(aws: LocalAws) -> None:
    """Every policy type is enabled, and each node has both full-access policies."""
    organizations = aws.client("organizations", MANAGEMENT, HOME)
    enabled = organizations.list_roots()["Roots"][0]["PolicyTypes"]
    assert [one["Type"] for one in enabled] == list(POLICY_TYPES)
    for node in ("r-ex4m", "ou-ex4m-prodprod", SHOP, MANAGEMENT):
        for kind, full in (
            ("SERVICE_CONTROL_POLICY", "p-FullAWSAccess"),
            ("RESOURCE_CONTROL_POLICY", "p-RCPFullAWSAccess"),
        ):
            held = organizations.list_policies_for_target(TargetId=node, Filter=kind)["Policies"]
            assert full in {policy["Id"] for policy in held}


def test_what_cloudtrail_and_stacksets_presuppose(aws: LocalAws) -> None:
    """Trusted access is on, and CloudTrail has its service-linked role."""
    organizations = aws.client("organizations", MANAGEMENT, HOME)
    trusted = organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert {
        "cloudtrail.amazonaws.com",
        "sso.amazonaws.com",
        "member.org.stacksets.cloudformation.amazonaws.com",
    } <= {one["ServicePrincipal"] for one in trusted}
    aws.client("iam", MANAGEMENT, HOME).get_role(RoleName="AWSServiceRoleForCloudTrail")


def test_identity_center(aws: LocalAws) -> None:
    """The instance and the referenced group are there, in the home region alone."""
    center = aws.client("sso-admin", MANAGEMENT, HOME)
    instance = center.list_instances()["Instances"][0]
    assert instance["InstanceArn"] == "arn:aws:sso:::instance/ssoins-6987a1b2c3d4e5f6"
    assert instance["IdentityStoreId"] == "d-99676a1b2c"
    store = aws.client("identitystore", MANAGEMENT, HOME)
    groups = {group["DisplayName"] for group in store.list_groups(IdentityStoreId="d-99676a1b2c")["Groups"]}
    assert "finance" in groups
    assert "developers" not in groups
    assert aws.client("sso-admin", MANAGEMENT, "us-east-1").list_instances()["Instances"] == []


def test_identity_center_in_another_region(tmp_path: Path) -> None:
    """Where the file says; in the home region every call about the instance is refused."""
    path = tmp_path / "baseline.yaml"
    text = (Path(__file__).parent / "baseline.yaml").read_text(encoding="utf-8")
    assert text.count("\naccess:\n") == 1
    path.write_text(text.replace("\naccess:\n", "\naccess:\n  region: eu-west-1\n"), encoding="utf-8")
    with running(path) as local:
        here = local.client("sso-admin", MANAGEMENT, "eu-west-1")
        instance = here.list_instances()["Instances"][0]
        assert here.describe_instance(InstanceArn=instance["InstanceArn"])["PrimaryRegion"] == "eu-west-1"
        at_home = local.client("sso-admin", MANAGEMENT, HOME)
        assert at_home.list_instances()["Instances"] == []
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            at_home.create_permission_set(InstanceArn=instance["InstanceArn"], Name="Reader")
        store = local.client("identitystore", MANAGEMENT, HOME)
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            store.list_groups(IdentityStoreId=instance["IdentityStoreId"])


def test_the_way_into_a_member(aws: LocalAws) -> None:
    """The management account assumes the role that AWS makes in each account."""
    entered = aws.assume_role(
        f"arn:aws:iam::{SHOP}:role/OrganizationAccountAccessRole", caller=MANAGEMENT, region=HOME
    )
    assert aws.client("sts", SHOP, HOME, entered).get_caller_identity()["Account"] == SHOP
