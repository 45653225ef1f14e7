"""A small organization, and policies to hang into it."""

from __future__ import annotations

import json
from typing import Any

from guardrails.management_policies import BY_ID, ManagementPolicy
from guardrails.management_policies.effective import Effective, effective
from guardrails.management_policies.inheritance import plain, settings
from guardrails.organization import Account, Organization, OrganizationalUnit, Root

ORGANIZATION = Organization(
    id="o-exampleorg1",
    home_region="eu-central-1",
    management_account=Account("000000000000", "management"),
    root=Root(
        "r-ex4m",
        units=(
            OrganizationalUnit(
                "ou-ex4m-one00000",
                "One",
                units=(
                    OrganizationalUnit(
                        "ou-ex4m-deep0000", "One/Deep", accounts=(Account("333333333333", "One/Deep/c"),)
                    ),
                ),
                accounts=(Account("111111111111", "One/a"), Account("222222222222", "One/b")),
            ),
            OrganizationalUnit("ou-ex4m-two00000", "Two", accounts=(Account("999999999999", "Two/z"),)),
        ),
    ),
)


def policy(name: str, at: str, document: Any, type_id: str = "tag") -> ManagementPolicy:
    """Hang a document into the tree."""
    return ManagementPolicy(
        key=f"{name}-{at}",
        name=name,
        type=BY_ID[type_id].api_name,
        target=at,
        description="",
        text=json.dumps(document),
        entry=name,
    )


def computed(*policies: ManagementPolicy) -> Effective:
    """Compute the effective policies."""
    return effective(ORGANIZATION, policies)


def shown(at: str, *policies: ManagementPolicy) -> Any:
    """Return the effective policy of a node as AWS shows it; the test fails where policies conflict."""
    found = computed(*policies)
    assert found.conflicts == ()
    return plain(found.states[at])


def sets(at: str, *policies: ManagementPolicy) -> dict[str, object]:
    """Return the settings of a node whatever conflicts there are, lists as sets."""
    return {
        ".".join(path): value if isinstance(value, str) else frozenset(value)
        for path, value, _ in settings(computed(*policies).states[at])
    }
