"""The posture of a capture: who is bound by what in AWS."""

from __future__ import annotations

import pytest

from guardrails.capture import posture_of, switched_off
from guardrails.capture.model import RefusedRead
from guardrails.capture.tree import tree_of
from guardrails.errors import InputError
from guardrails.policy.language.document import RCP, SCP
from tests.capture.captures import (
    MANAGEMENT,
    ROOT,
    account,
    captured,
    denial,
    full_access,
    policy,
    unit,
)

SHOP, TEST = "222222222222", "333333333333"


def test_paths_follow_the_tree() -> None:
    """The management account stands beside the tree, wherever it is in AWS."""
    tree = tree_of(
        captured(
            unit("ou-ab12-1", "Workloads"),
            unit("ou-ab12-2", "Prod", "ou-ab12-1"),
            account(SHOP, "shop", "ou-ab12-2"),
            account(MANAGEMENT, "payer", "ou-ab12-1"),
        ),
        "capture.json",
    )
    assert [node.path for node in tree.nodes] == [
        "Root",
        "Workloads",
        "Workloads/Prod",
        "Workloads/Prod/shop",
    ]
    assert (tree.management_account.id, tree.management_account.path) == (MANAGEMENT, "payer")


def test_names_that_no_path_can_hold_become_distinct() -> None:
    """AWS lets siblings have one name, and a name have a slash or be Root."""
    tree = tree_of(
        captured(
            account(SHOP, "shop"), account(TEST, "shop"), unit("ou-ab12-1", "Root"), unit("ou-ab12-2", "A/B")
        ),
        "capture.json",
    )
    assert {node.path for node in tree.nodes} == {
        "Root",
        "Root (ou-ab12-1)",
        "A-B",
        f"shop ({SHOP})",
        f"shop ({TEST})",
    }


def test_a_policy_binds_where_it_is_attached() -> None:
    """A policy on two nodes is two; it binds nobody on the management account or where it isn't attached."""
    posture = posture_of(
        captured(
            account(SHOP, "shop"),
            policies=(
                policy("Own", denial("s3:*"), ROOT, SHOP, MANAGEMENT),
                policy("Idle", denial("ec2:*")),
            ),
        ),
        "capture.json",
    )
    assert [(one.name, one.target) for one in posture.declared] == [("Own", "Root"), ("Own", "shop")]


def test_it_says_who_read_the_policies_and_when() -> None:
    """A capture has the policies of everybody; no answer about it says that others were left out."""
    read = posture_of(captured(), "capture.json").read
    assert read is not None
    assert (read.on.isoformat(), read.by) == ("2026-11-29", f"arn:aws:iam::{MANAGEMENT}:root")


def test_a_detached_full_access_stays_detached() -> None:
    """Nothing is allowed below a node without an Allow, and the posture doesn't pretend otherwise."""
    posture = posture_of(
        captured(account(SHOP, "shop"), policies=(full_access(ROOT),), types=(SCP,)), "capture.json"
    )
    assert [one.target for one in posture.policies if one.type == SCP] == ["Root"]


def test_a_disabled_type_binds_nobody() -> None:
    """AWS evaluates no policy of a type that is off, so the posture has full access everywhere."""
    posture = posture_of(captured(account(SHOP, "shop"), types=()), "capture.json")
    assert {(one.name, one.target) for one in posture.policies} == {
        (name, path) for name in ("FullAWSAccess", "RCPFullAWSAccess") for path in ("Root", "shop")
    }


def test_a_policy_of_a_disabled_type_is_not_in_force() -> None:
    """AWS detaches in the background; until then an attachment is listed that binds nobody."""
    capture = captured(
        account(SHOP, "shop"),
        policies=(
            policy("Own", denial("s3:*"), ROOT),
            policy("Idle", denial("s3:*")),
            policy("Perimeter", denial("s3:*"), SHOP, kind=RCP),
            policy("Opt-out", {}, ROOT, kind="AISERVICES_OPT_OUT_POLICY"),
            full_access(ROOT),
        ),
        types=(RCP,),
    )
    posture = posture_of(capture, "capture.json")
    assert [one.name for one in posture.declared] == ["Perimeter"]
    assert [one.target for one in posture.policies if one.name == "FullAWSAccess"] == ["Root", "shop"]
    assert posture.management == ()
    idle = "is switched off in AWS, so these attached policies aren't in force"
    assert posture.notes == (
        f"AISERVICES_OPT_OUT_POLICY {idle}: Opt-out",
        f"SERVICE_CONTROL_POLICY {idle}: Own",
    )
    assert switched_off(capture) == posture.notes


def test_nothing_is_said_of_types_that_are_switched_on_or_unknown() -> None:
    """Nobody knows whether a policy is in force where nobody knows which types are on."""
    capture = captured(policies=(policy("Own", denial("s3:*"), ROOT),))
    assert posture_of(capture, "capture.json").notes == ()
    assert capture.organization is not None
    unknown = capture.organization.model_copy(update={"policy_types": None})
    assert switched_off(capture.model_copy(update={"organization": unknown})) == ()


@pytest.mark.parametrize("field", ["content", "targets"])
def test_what_is_unknown_is_not_taken_for_nothing(field: str) -> None:
    """The error names the action that was missing."""
    unknown = policy("Own", denial("s3:*"), ROOT).model_copy(update={field: None})
    refusal = RefusedRead(
        reader="policies",
        action="organizations:DescribePolicy",
        code="AccessDenied",
        message="no",
        unknown="the document of a policy",
    )
    with pytest.raises(InputError) as caught:
        posture_of(captured(policies=(unknown,), refused=(refusal,)), "capture.json")
    assert str(caught.value) == (
        "capture.json policies: policies or their targets are unknown; "
        "allow organizations:DescribePolicy, and capture again"
    )
