"""Which accounts are bound alike: what is the same for the whole organization tells none apart."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from guardrails.baseline import load_text
from guardrails.posture import Posture, compile_posture
from guardrails.posture.binding import Bindings
from tests.baselines import TODAY

UNITS, ACCOUNTS = 20, 5


def _posture(key: str, resource: str = "*") -> Posture:
    """Return a posture of many units whose one document tests a key of the principal's organization."""
    units = {
        f"Unit{unit}": {
            "id": f"ou-ex4m-unit{unit:04}",
            "accounts": {
                f"a{unit}-{index}": f"{100_000_000_000 + unit * 100 + index}" for index in range(ACCOUNTS)
            },
        }
        for unit in range(UNITS)
    }
    management = {"name": "management", "id": "111111111111"}
    organization = {"id": "o-exampleorg1", "root": "r-ex4m", "home_region": "eu-central-1"}
    file = {
        "organization": {**organization, "management_account": management, "units": units},
        "regions": {"allowed": ["eu-central-1"]},
        "guardrails": [{"document": "policies/own.json"}],
    }
    condition = {"StringNotEquals": {key: "o-exampleorg1"}}
    statement = {"Effect": "Deny", "Action": "s3:*", "Resource": resource, "Condition": condition}
    own = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return compile_posture(load_text(json.dumps(file), "baseline.yaml", today=TODAY, read_file=lambda _: own))


@pytest.mark.parametrize(
    ("key", "different"),
    [("aws:ResourceOrgID", 1), ("aws:PrincipalOrgID", 1), ("aws:PrincipalOrgPaths", UNITS)],
)
def test_only_what_differs_between_accounts_tells_them_apart(key: str, different: int) -> None:
    """The organization's id is the same everywhere; the path in it is each unit's own."""
    posture = _posture(key)
    bindings = Bindings(posture)
    assert len({bindings.key(account) for account in posture.organization.accounts}) == different


def test_accounts_of_two_organizations_are_told_apart() -> None:
    """A comparison of two organizations must not take the same documents for the same effect."""
    posture = _posture("aws:PrincipalOrgID")
    numbers: dict[object, int] = {}
    other = replace(posture, organization=replace(posture.organization, id="o-otherorg123"))
    account = posture.organization.accounts[0]
    assert Bindings(posture, numbers).key(account) != Bindings(other, numbers).key(account)


@pytest.mark.parametrize(
    ("resource", "different"),
    [
        ("arn:aws:dynamodb:*:*:table/t1*", 1),
        ("arn:aws:iam::*:role/team-?1-*", 1),
        ("arn:aws:iam::1000*:role/x", UNITS * ACCOUNTS),
        ("arn:aws:iam::*1000:role/x", UNITS * ACCOUNTS),
        ("arn:aws:iam::*10*:role/x", UNITS * ACCOUNTS),
        ("arn:aws:iam::1?????000000:role/x", UNITS * ACCOUNTS),
        ("arn:aws:*00", UNITS * ACCOUNTS),
    ],
)
def test_digits_tell_accounts_apart_where_they_may_be_in_an_id(resource: str, different: int) -> None:
    """A digit in a name isn't a part of an account's id."""
    posture = _posture("aws:PrincipalOrgID", resource)
    bindings = Bindings(posture)
    assert len({bindings.key(account) for account in posture.organization.accounts}) == different
