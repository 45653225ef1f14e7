"""The policies that CloudFormation deploys with: derived from the templates, narrow, within limits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guardrails import aws_facts
from guardrails.aws_facts import access_level
from guardrails.policy.patterns import matches
from scripts import execution_policies

DEPLOY = execution_policies.PROJECT / "deploy"
NAMES = sorted(execution_policies.STACKS)


@pytest.fixture(scope="module")
def derived(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Derive the policies from templates synthesized now."""
    folder = tmp_path_factory.mktemp("assembly")
    execution_policies.synthesize(folder)
    return execution_policies.policies(folder)


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_what_the_templates_need(name: str, derived: dict[str, dict[str, Any]]) -> None:
    """The committed policies are those of today's templates; `make generate` writes them anew."""
    assert _file(name).read_text(encoding="utf-8") == execution_policies.render(derived[name])


@pytest.mark.parametrize("name", NAMES)
def test_every_action_exists(name: str) -> None:
    """No policy names an action that AWS doesn't have, nor a pattern that matches none."""
    statements = json.loads(_file(name).read_text(encoding="utf-8"))["Statement"]
    actions = [action for statement in statements for action in statement["Action"]]
    known = {name for one in actions for name in aws_facts.actions_of(one.partition(":")[0])}
    assert [one for one in actions if not any(matches(one, name) for name in known)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_policy_fits_into_a_managed_policy(name: str) -> None:
    """IAM counts characters without white space."""
    document = json.loads(_file(name).read_text(encoding="utf-8"))
    size = len(json.dumps(document, separators=(",", ":")))
    assert size <= execution_policies.MANAGED_POLICY_CHARACTERS


@pytest.mark.parametrize("name", NAMES)
def test_a_deployment_cannot_widen_its_own_rights(name: str) -> None:
    """IAM actions reach only what the stacks name after themselves, or what Identity Center owns."""
    for statement in json.loads(_file(name).read_text(encoding="utf-8"))["Statement"]:
        on_iam = [
            one for one in statement["Action"] if one.startswith("iam:") and access_level(one) != "List"
        ]
        limited = "*" not in statement["Resource"] or "Condition" in statement
        assert not on_iam or limited


def _file(name: str) -> Path:
    return DEPLOY / f"execution-policy-{name}.json"
