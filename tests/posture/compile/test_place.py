"""Lists of regions and services: compiled, they mean for every account what was declared, and no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given

from guardrails.aws_facts import GLOBAL_ACTIONS
from guardrails.posture import compile_posture
from guardrails.posture.interchange.form import to_json
from tests.oracle import Documents, Request, denied
from tests.posture.trees import EXEMPT, NOWHERE, REGIONS, SERVICES, UNHEARD_OF, Meant, documents, meanings

GLOBAL = ("iam:CreateRole", "sts:AssumeRole", "cloudfront:CreateDistribution", "ec2:DescribeRegions")


def _regions(standing: Documents, path: str) -> frozenset[str]:
    """Return where a regional action is denied."""
    everywhere = (*REGIONS, NOWHERE)
    return frozenset(r for r in everywhere if denied(standing, path, Request("ec2:RunInstances", region=r)))


def _services(standing: Documents, path: str) -> frozenset[str]:
    """Return which services are denied."""
    return frozenset(s for s in (*SERVICES, UNHEARD_OF) if denied(standing, path, Request(f"{s}:DoIt")))


Effect = Callable[[Documents, str], frozenset[str]]
Intent = Callable[[Meant, str], frozenset[str]]
FAMILIES = [("regions", _regions, Meant.denied_regions), ("services", _services, Meant.denied_services)]


@pytest.mark.parametrize(("family", "effect", "intent"), FAMILIES)
@given(meant=meanings())
def test_every_account_is_denied_exactly_what_was_declared(
    meant: Meant, family: str, effect: Effect, intent: Intent
) -> None:
    """Overrides, nested units and mixed lists come out as declared, account by account."""
    standing = documents(compile_posture(meant.baseline), family=family)
    for path in meant.accounts:
        assert effect(standing, path) == intent(meant, path), path


@pytest.mark.parametrize(("family", "effect", "intent"), FAMILIES)
@given(meant=meanings())
def test_a_denial_stands_as_high_as_it_is_true(
    meant: Meant, family: str, effect: Effect, intent: Intent
) -> None:
    """A unit denies what it and everything below it is denied, no less and no more.

    No less: siblings never repeat what their parent could say. No more: an account that is created in the
    unit tomorrow can use whatever was declared for the unit.
    """
    standing = documents(compile_posture(meant.baseline), family=family)
    for path in meant.paths:
        common = frozenset.intersection(*(intent(meant, below) for below in meant.below(path)))
        assert effect(standing, path) == common, path


@pytest.mark.parametrize(("family", "effect"), [case[:2] for case in FAMILIES])
@given(meant=meanings())
def test_no_policy_is_redundant(meant: Meant, family: str, effect: Effect) -> None:
    """Without any one of the policies, some account or unit could use more."""
    posture = compile_posture(meant.baseline)
    before = {path: effect(documents(posture, family=family), path) for path in meant.paths}
    for policy in posture.declared:
        if policy.family == family:
            assert len(policy.document.statements) == 1
            standing = documents(posture, without=policy, family=family)
            after = {path: effect(standing, path) for path in meant.paths}
            assert after != before, policy.name


@given(meant=meanings())
def test_no_name_is_denied_twice(meant: Meant) -> None:
    """A list of denied services leaves out what stands above it denies already."""
    posture = compile_posture(meant.baseline)
    standing = documents(posture, family="services")
    for policy in posture.declared:
        parent = posture.organization.parents.get(policy.target)
        for action in policy.document.statements[0].actions if policy.family == "services" else ():
            assert parent is None or not denied(standing, parent, Request(action.replace("*", "DoIt")))


@given(meant=meanings())
def test_global_services_and_exempt_principals_are_left_alone(meant: Meant) -> None:
    """No region lock stops a global service, and no list stops an exempt principal."""
    standing = documents(compile_posture(meant.baseline))
    locked = documents(compile_posture(meant.baseline), family="regions")
    for path in meant.paths:
        for action in GLOBAL:
            assert not denied(locked, path, Request(action, region="us-east-1"))
        for action in ("ec2:RunInstances", "quantumbakery:Bake"):
            assert not denied(standing, path, Request(action, region="ap-south-1", principal=EXEMPT))


@given(meant=meanings())
def test_the_same_baseline_gives_the_same_bytes(meant: Meant) -> None:
    """Nothing depends on the order of a set or on when it runs."""
    assert to_json(compile_posture(meant.baseline)) == to_json(compile_posture(meant.baseline))


@given(meant=meanings())
def test_keys_are_unique_and_the_management_account_carries_nothing(meant: Meant) -> None:
    """A key names one policy at one node of the tree; the management account isn't in the tree."""
    posture = compile_posture(meant.baseline)
    keys = [policy.key for policy in posture.policies]
    names = [policy.name for policy in posture.declared]
    assert len(set(keys)) == len(keys)
    assert len(set(names)) == len(names)
    assert {policy.target for policy in posture.policies} <= set(meant.paths)
    assert "management" not in posture.by_target


def test_the_sampled_global_actions_are_global() -> None:
    """The samples above stand for whole lists."""
    services = {action.partition(":")[0] for action in GLOBAL_ACTIONS if action.endswith(":*")}
    assert all(action in GLOBAL_ACTIONS or action.partition(":")[0] in services for action in GLOBAL)
