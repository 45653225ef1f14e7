"""The ways round a protection: each closed one is decided by the proof, and the page shows them all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guardrails.baseline import Baseline
from guardrails.policy.action_set import bits_of, catalogue_actions
from guardrails.posture import Posture
from guardrails.posture.prove import prove
from guardrails.posture.prove.protection.indirect import WAYS, Bypass
from guardrails.posture.prove.protection.run import protections
from guardrails.posture.prove.worlds import worlds
from scripts.proof_page import PAGE, page
from tests.committed import assert_fresh
from tests.posture.faults import at

CLOSED = [way for way in WAYS if way.closed_by]
NEEDED = (
    *("CloudFormation stacks", "CloudFormation change sets", "StackSets", "Identity Center", "CloudTrail"),
    *("EC2", "Lambda", "ECS", "CodeBuild", "Glue", "Automation", "Config", "Service Catalog", "Backup"),
    *("S3 replication", "Batch Operations", "DataSync"),
)
"""Services that act for their callers and have to be answered for."""
WITH_A_SERVICE = {
    "ec2.amazonaws.com": "an instance profile",
    "lambda.amazonaws.com": "a function",
    "codebuild.amazonaws.com": "a project",
    "cloudformation.amazonaws.com": "a stack",
}


@pytest.mark.parametrize("way", CLOSED, ids=lambda way: way.by)
def test_a_closed_way_is_decided_by_the_proof(way: Bypass, baseline: Baseline, posture: Posture) -> None:
    """In some account the proof asks that whatever the way needs is denied, under the name on the page."""
    asked = [
        expectation
        for world in worlds(baseline, posture)
        for protection in protections(baseline, world)
        for expectation in protection.expected(baseline)
        if expectation.name == way.closed_by
    ]
    needed = bits_of(way.actions)
    assert needed & ~catalogue_actions() == 0
    assert any(needed & ~bits_of(expectation.statement.actions) == 0 for expectation in asked)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.by)
def test_each_action_of_a_way_is_one_of_aws(way: Bypass) -> None:
    """A name that is missing or mistyped would ask for nothing."""
    for action in way.actions:
        assert bits_of((action,)) & catalogue_actions(), action


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.by)
def test_a_way_is_closed_by_something_or_open_for_a_reason(way: Bypass) -> None:
    """None is just listed."""
    assert bool(way.closed_by) == bool(way.actions)
    assert way.reason
    assert not way.reason.endswith(".")


@pytest.mark.parametrize("service", NEEDED)
def test_the_services_that_act_for_others_are_answered_for(service: str) -> None:
    """A way that nobody thought of again would be missing from the page without a word."""
    assert any(service in way.by for way in WAYS)


def test_the_page_is_not_stale() -> None:
    """Its tables are the proof's own lists."""
    text = PAGE.read_text(encoding="utf-8")
    assert_fresh(PAGE, page(text))
    assert sum(line.count("**open**") for line in text.splitlines()) == len(WAYS) - len(CLOSED)


def test_a_page_without_a_place_for_the_tables_is_refused() -> None:
    """Nobody deletes a table by deleting a comment."""
    with pytest.raises(ValueError, match="no place for the table ways"):
        page("# The proof\n")


@pytest.mark.slow
@pytest.mark.parametrize("service", WITH_A_SERVICE, ids=WITH_A_SERVICE.get)
def test_passing_an_exempt_role_to_one_service_is_found(
    service: str, baseline: Baseline, posture: Posture
) -> None:
    """A denial that leaves one service out leaves a way open."""
    exempt = ("StringNotEquals", "iam:PassedToService", (service,))
    damaged = at(
        "Root", "ProtectExemptRoles", lambda one: (replace(one, conditions=(*one.conditions, exempt)),)
    )
    assert "exempt-principal-unprotected" in {one.name for one in prove(baseline, damaged(posture)).failures}
