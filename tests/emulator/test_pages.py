"""Lists come in pages, as AWS cuts them."""

from __future__ import annotations

import uuid
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.cases import tags
from tests.emulator.deployments import HOME, MANAGEMENT, SHOP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.client import LocalAws

ROOT, PROD = "r-ex4m", "ou-ex4m-prodprod"
SCP = '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}'
UNITS, POLICIES = 23, 21
"""More than one of AWS's pages holds."""


@pytest.fixture(scope="module")
def organizations(aws: LocalAws) -> Any:
    """Ask as the management account."""
    return aws.client("organizations", MANAGEMENT, HOME)


@pytest.fixture(scope="module")
def unit(organizations: Any) -> Iterator[str]:
    """Make a unit with more units than a page holds, and take all of them away again."""
    name = f"many-{uuid.uuid4().hex[:8]}"
    parent = organizations.create_organizational_unit(ParentId=PROD, Name=name)["OrganizationalUnit"]["Id"]
    below = [
        organizations.create_organizational_unit(ParentId=parent, Name=f"{number}")["OrganizationalUnit"][
            "Id"
        ]
        for number in range(UNITS)
    ]
    yield parent
    for unit_id in (*below, parent):
        organizations.delete_organizational_unit(OrganizationalUnitId=unit_id)


@pytest.fixture(scope="module")
def policies(organizations: Any) -> Iterator[list[str]]:
    """Make more policies than a page holds, and take them away again."""
    stem = f"many-{uuid.uuid4().hex[:8]}"
    ids = [
        organizations.create_policy(
            Name=f"{stem}-{number}", Description="", Content=SCP, Type="SERVICE_CONTROL_POLICY"
        )["Policy"]["PolicySummary"]["Id"]
        for number in range(POLICIES)
    ]
    yield ids
    for policy_id in ids:
        organizations.delete_policy(PolicyId=policy_id)


def ids_of(pages: Any, member: str, key: str) -> list[list[str]]:
    """List the ids on each page."""
    return [[entry[key] for entry in page[member]] for page in pages]


def test_a_page_holds_twenty_unless_fewer_are_asked_for(organizations: Any, unit: str) -> None:
    """The default and the maximum of Organizations is 20; every unit comes on one page alone."""
    for operation, member in (
        ("list_organizational_units_for_parent", "OrganizationalUnits"),
        ("list_children", "Children"),
    ):
        arguments = {"ParentId": unit} | (
            {"ChildType": "ORGANIZATIONAL_UNIT"} if member == "Children" else {}
        )
        paginator = organizations.get_paginator(operation)
        by_default = ids_of(paginator.paginate(**arguments), member, "Id")
        by_seven = ids_of(paginator.paginate(**arguments, PaginationConfig={"PageSize": 7}), member, "Id")
        assert [len(page) for page in by_default] == [20, 3]
        assert [len(page) for page in by_seven] == [7, 7, 7, 2]
        assert [*chain.from_iterable(by_default)] == [*chain.from_iterable(by_seven)]
        assert len({*chain.from_iterable(by_default)}) == UNITS


def test_policies_come_in_pages(organizations: Any, policies: list[str]) -> None:
    """`ListPolicies` shows every policy once, those that are attached nowhere too."""
    pages = organizations.get_paginator("list_policies").paginate(Filter="SERVICE_CONTROL_POLICY")
    listed = ids_of(pages, "Policies", "Id")
    assert len(listed[0]) == 20
    assert len(listed) >= 2
    assert {*policies, "p-FullAWSAccess"} <= {*chain.from_iterable(listed)}


def test_targets_come_in_pages(organizations: Any, unit: str) -> None:
    """FullAWSAccess is attached to every node, the new units among them."""
    del unit
    pages = organizations.get_paginator("list_targets_for_policy").paginate(PolicyId="p-FullAWSAccess")
    targets = ids_of(pages, "Targets", "TargetId")
    assert len(targets[0]) == 20
    assert {ROOT, PROD, SHOP, MANAGEMENT} <= {*chain.from_iterable(targets)}


def test_one_account_a_page(organizations: Any) -> None:
    """`MaxResults` counts for accounts, trusted services, roots and a node's policies as well."""
    for operation, member, arguments in (
        ("list_accounts", "Accounts", {}),
        ("list_aws_service_access_for_organization", "EnabledServicePrincipals", {}),
        ("list_roots", "Roots", {}),
        ("list_parents", "Parents", {"ChildId": SHOP}),
        ("list_accounts_for_parent", "Accounts", {"ParentId": PROD}),
        ("list_policies_for_target", "Policies", {"TargetId": SHOP, "Filter": "SERVICE_CONTROL_POLICY"}),
    ):
        whole = getattr(organizations, operation)(**arguments)[member]
        pages = organizations.get_paginator(operation).paginate(**arguments, PaginationConfig={"PageSize": 1})
        cut = [page[member] for page in pages]
        assert [len(page) for page in cut] == [1] * len(whole), operation
        assert [*chain.from_iterable(cut)] == whole


def test_refused_pages(organizations: Any) -> None:
    """A page of 21, a token of another call and a made-up one are refused with AWS's code."""
    token = organizations.list_accounts(MaxResults=1)["NextToken"]
    for arguments in (
        {"MaxResults": 21},
        {"NextToken": "made-up"},
        {"NextToken": f"{token[:-4]}AAAA"},
    ):
        with pytest.raises(ClientError) as refused:
            organizations.list_accounts(**arguments)
        assert refused.value.response["Error"]["Code"] == "InvalidInputException"
    with pytest.raises(ClientError, match="INVALID_NEXT_TOKEN"):
        organizations.list_policies(Filter="SERVICE_CONTROL_POLICY", NextToken=token)


def test_paths(organizations: Any) -> None:
    """Accounts and units carry their path, in the form in which AWS writes it."""
    account = organizations.describe_account(AccountId=SHOP)["Account"]
    path = f"o-exampleorg1/{ROOT}/ou-ex4m-workload/{PROD}/"
    assert account["Paths"] == [f"{path}{SHOP}/"]
    prod = organizations.describe_organizational_unit(OrganizationalUnitId=PROD)["OrganizationalUnit"]
    assert prod["Path"] == path
    pages = organizations.get_paginator("list_accounts").paginate()
    paths = {entry["Id"]: entry["Paths"] for page in pages for entry in page["Accounts"]}
    assert paths[MANAGEMENT] == [f"o-exampleorg1/{ROOT}/{MANAGEMENT}/"]


def test_tags_of_accounts_and_units(organizations: Any, unit: str) -> None:
    """`ListTagsForResource` reads what was put on either."""
    for resource in (SHOP, unit):
        organizations.tag_resource(ResourceId=resource, Tags=tags(owner="web"))
        assert organizations.list_tags_for_resource(ResourceId=resource)["Tags"] == tags(owner="web")
        organizations.untag_resource(ResourceId=resource, TagKeys=["owner"])
        assert organizations.list_tags_for_resource(ResourceId=resource)["Tags"] == []


def test_states(organizations: Any) -> None:
    """An account that is closed stays, CLOSED by its state and SUSPENDED by its older status."""
    email = f"gone-{uuid.uuid4().hex[:8]}@example.com"
    created = organizations.create_account(AccountName="gone", Email=email)["CreateAccountStatus"]
    account_id = created["AccountId"]
    before = organizations.describe_account(AccountId=account_id)["Account"]
    organizations.close_account(AccountId=account_id)
    after = organizations.describe_account(AccountId=account_id)["Account"]
    assert (before["State"], before["Status"]) == ("ACTIVE", "ACTIVE")
    assert (after["State"], after["Status"]) == ("CLOSED", "SUSPENDED")
    organizations.move_account(
        AccountId=account_id, SourceParentId=ROOT, DestinationParentId="ou-ex4m-suspend1"
    )


def test_delegated_administrators(organizations: Any) -> None:
    """They are listed with their services; an account that is none is refused by name."""
    principal = "sso.amazonaws.com"
    with pytest.raises(ClientError, match="AccountNotRegistered"):
        organizations.list_delegated_services_for_account(AccountId=SHOP)
    organizations.register_delegated_administrator(AccountId=SHOP, ServicePrincipal=principal)
    [delegate] = organizations.list_delegated_administrators()["DelegatedAdministrators"]
    services = organizations.list_delegated_services_for_account(AccountId=SHOP)["DelegatedServices"]
    assert (delegate["Id"], delegate["State"]) == (SHOP, "ACTIVE")
    assert "Paths" not in delegate
    assert [service["ServicePrincipal"] for service in services] == [principal]
    organizations.deregister_delegated_administrator(AccountId=SHOP, ServicePrincipal=principal)
