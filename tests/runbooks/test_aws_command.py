"""Lines of the AWS CLI become the calls that they are."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from tests.runbooks.aws_command import UsageError, _parameters, _text


@pytest.mark.parametrize(
    ("service", "operation", "line", "expected"),
    [
        (
            "organizations",
            "DetachPolicy",
            "--policy-id p-1 --target-id r-1",
            {"PolicyId": "p-1", "TargetId": "r-1"},
        ),
        (
            "cloudformation",
            "UpdateTerminationProtection",
            "--no-enable-termination-protection --stack-name s",
            {"EnableTerminationProtection": False, "StackName": "s"},
        ),
        ("cloudformation", "DescribeStacks", "", {}),
        (
            "iam",
            "CreateRole",
            "--role-name r --max-session-duration 3600",
            {"RoleName": "r", "MaxSessionDuration": 3600},
        ),
        ("cloudformation", "DeleteStack", "--retain-resources A B", {"RetainResources": ["A", "B"]}),
    ],
)
def test_options_are_the_model_s_members(
    service: str, operation: str, line: str, expected: dict[str, Any]
) -> None:
    """Each option is the member of its name, in the type of its shape."""
    client = boto3.client(service, region_name="eu-central-1")
    assert _parameters(client, operation, line.split()) == (expected, "", "json")


@pytest.mark.parametrize("line", ["--policy p-1", "--policy-id", "--policy-id p-1 p-2"])
def test_what_the_cli_would_not_take_is_refused(line: str) -> None:
    """A misspelt option of a page fails its test."""
    client = boto3.client("organizations", region_name="eu-central-1")
    with pytest.raises((UsageError, ValueError)):
        _parameters(client, "DetachPolicy", line.split())


def test_text_has_rows_and_cells() -> None:
    """As a shell's variable takes it."""
    assert _text([["a", 1], ["b", None]]) == "a\t1\nb\tNone"
    assert _text(["a", "b"]) == "a\tb"
    assert _text("a") == "a"
