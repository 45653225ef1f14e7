"""The policies that CloudFormation deploys with: derived from the templates, narrow, within limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from guardrails import aws_facts
from guardrails.aws_facts import access_level
from guardrails.aws_facts.handlers import WITHOUT_HANDLERS
from guardrails.policy.language.patterns import matches
from guardrails.stacks.execution.policies import MANAGED_POLICY_CHARACTERS, execution_policies
from scripts import execution_policies as example
from scripts import handlers
from tests.committed import assert_same_files
from tests.stacks.helpers import Assembly, edited

FILES = sorted(path.name for path in example.DEPLOY.glob("*.json"))
WRITES_ON_ANYTHING = {
    "cloudformation:CreateStackSet": "an empty one; instances are made in the baseline's sets alone",
    "kms:CreateKey": "a new key; the policy of each says who changes it",
    "organizations:CreatePolicy": "a policy that is attached to nothing, of the types that the baseline has",
}
"""What is allowed on everything though it changes something, and why that gives no way to more."""


def _statements(file: str) -> Iterator[dict[str, Any]]:
    yield from json.loads((example.DEPLOY / file).read_text(encoding="utf-8"))["Statement"]


def _actions(statement: dict[str, Any]) -> Iterator[str]:
    for pattern in statement["Action"]:
        known = aws_facts.actions_of(pattern.partition(":")[0])
        yield from (action for action in known if matches(pattern.lower(), action.lower()))


def test_the_files_are_what_the_templates_need(assembly: Assembly) -> None:
    """The committed policies are those of today's templates."""
    derived = execution_policies(edited(), assembly.directory)
    assert_same_files(example.DEPLOY, {policy.file: policy.render() for policy in derived})
    assert [policy.file for policy in derived] == sorted(
        FILES, key=lambda name: ("archive" in name, name[:-5])
    )


def test_every_type_is_known(assembly: Assembly) -> None:
    """A type that no handlers are pinned for would be deployed without any right."""
    types = {
        resource["Type"]
        for stack in assembly.stacks
        for resource in assembly.template(stack)["Resources"].values()
    }
    assert types <= {*handlers.TYPES, *WITHOUT_HANDLERS}


@pytest.mark.parametrize("file", FILES)
def test_every_action_exists(file: str) -> None:
    """No policy names an action that AWS doesn't have, nor a pattern that matches none."""
    for statement in _statements(file):
        for pattern in statement["Action"]:
            known = aws_facts.actions_of(pattern.partition(":")[0])
            assert any(matches(pattern, action) for action in known), pattern


@pytest.mark.parametrize("file", FILES)
def test_a_policy_fits_into_a_managed_policy(file: str) -> None:
    """IAM counts characters without white space."""
    document = json.loads((example.DEPLOY / file).read_text(encoding="utf-8"))
    assert len("".join(json.dumps(document).split())) <= MANAGED_POLICY_CHARACTERS


@pytest.mark.parametrize("file", FILES)
def test_what_is_allowed_on_everything_only_reads(file: str) -> None:
    """Resources are named, wherever the action knows one; the exceptions are reviewed."""
    for statement in _statements(file):
        if statement["Effect"] == "Allow" and "*" in statement["Resource"] and "Condition" not in statement:
            writes = {
                action for action in _actions(statement) if access_level(action) not in {"List", "Read"}
            }
            assert writes <= set(WRITES_ON_ANYTHING)
            data = {"kms:Decrypt", "s3:GetObject", "lakeformation:GetDataAccess", "logs:GetLogEvents"}
            assert not data & set(_actions(statement))
