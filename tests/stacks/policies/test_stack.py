"""The stack of the guardrails attaches what the posture says, one write after the other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import pytest

from guardrails.errors import InputError
from guardrails.posture import Posture
from guardrails.posture.transition.order import in_order
from guardrails.stacks.build import build
from guardrails.stacks.policies.stack import PoliciesStack, tag_value
from guardrails.stacks.validation import new_app

if TYPE_CHECKING:
    from aws_cdk.aws_organizations import CfnPolicy

    from guardrails.baseline import Baseline
    from tests.stacks.helpers import Assembly

STACK = "guardrails-policies"
KIND = "AWS::Organizations::Policy"


def test_every_policy_of_the_posture_is_declared(assembly: Assembly, posture: Posture) -> None:
    """Each has its own document, as an object, and its own target; AWS's own policies have no resource."""
    declared = {
        properties["Name"]: (properties["Type"], properties["Content"], properties["TargetIds"])
        for properties in (resource["Properties"] for resource in assembly.of_type(STACK, KIND).values())
    }
    assert declared == {
        policy.name: (
            policy.type,
            policy.document.to_dict(),
            [posture.organization.by_path[policy.target].id],
        )
        for policy in posture.policies
        if not policy.aws_managed
    } | {
        policy.name: (policy.type, policy.to_dict(), [posture.organization.by_path[policy.target].id])
        for policy in posture.management
    }


def test_writes_are_chained_from_the_accounts_up(assembly: Assembly, posture: Posture) -> None:
    """Organizations refuses concurrent writes; and what moves down arrives below before it leaves above."""
    resources = assembly.of_type(STACK, KIND)
    named = {resource["Properties"]["Name"]: logical_id for logical_id, resource in resources.items()}
    settings = sorted(posture.management, key=lambda policy: policy.key)
    names = [*(policy.name for policy in in_order(posture)), *(policy.name for policy in settings)]
    order = [named[name] for name in names]
    assert sorted(order) == sorted(resources)
    assert "DependsOn" not in resources[order[0]]
    waits = [(earlier, resources[later]["DependsOn"]) for earlier, later in pairwise(order)]
    assert all(found == [earlier] for earlier, found in waits)
    depths = [policy.target.count("/") + (policy.target != "Root") for policy in in_order(posture)]
    assert depths[-1] == 0 < depths[0]


def test_a_policy_says_where_it_comes_from(assembly: Assembly) -> None:
    """Whoever finds the policy in the console finds the guardrails that asked for it."""
    (policy,) = (
        resource["Properties"]
        for resource in assembly.of_type(STACK, KIND).values()
        if resource["Properties"]["Name"] == "guardrails/regions/Root-f9ad0f97"
    )
    tags = {tag["Key"]: tag["Value"] for tag in policy["Tags"]}
    assert tags["guardrails:family"] == "regions"
    assert tags["guardrails:intents"] == "deny_unused_regions deny_region_opt_in"
    assert policy["Description"]


def test_a_renamed_node_keeps_its_policies(assembly: Assembly, baseline: Baseline, posture: Posture) -> None:
    """The logical id comes from the policy's key: a new name must not replace a live guardrail."""
    renamed = [replace(policy, name=f"{policy.name} renamed") for policy in posture.declared]
    settings = tuple(replace(policy, name=f"{policy.name} renamed") for policy in posture.management)
    stack = PoliciesStack(new_app(), baseline, Posture(posture.organization, tuple(renamed), settings))
    scope = stack.node.find_child("Policies")
    logical_ids = [stack.resolve(cast("CfnPolicy", child).logical_id) for child in scope.node.children]
    assert logical_ids == list(assembly.of_type(STACK, KIND))


def test_too_many_policies_are_refused(baseline: Baseline, posture: Posture) -> None:
    """CloudFormation would refuse the stack halfway; the error names the figure and the limit."""
    policy = posture.declared[0]
    setting = posture.management[0]
    many = tuple(replace(policy, key=f"policy-{number}") for number in range(400))
    settings = tuple(replace(setting, key=f"setting-{number}") for number in range(101))
    with pytest.raises(InputError, match=r"guardrails-policies would have 501 resources; at most 500 fit"):
        build(new_app(), baseline, Posture(posture.organization, many, settings))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (["deny_unused_regions"], "deny_unused_regions"),
        (["policies/own (draft).json"], "policies/own _draft_.json"),
        ([], ""),
        (["a" * 100] * 4, f"{'a' * 100} {'a' * 100} +2"),
        (["a" * 300], "+1"),
    ],
)
def test_tag_values_fit(words: list[str], value: str) -> None:
    """A tag has 256 characters of a small alphabet."""
    assert tag_value(words) == value
